"""What is done with a name: finding its articles, the views of it, repairing it, a note on it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from tui.app import outside
from tui.app.card import Sentence, Whole
from tui.app.screens import entity
from tui.app.screens.finding import Finding
from tui.app.screens.prompts import Choose, Prompt
from tui.app.screens.viewing import Viewing
from tui.app.text import quote, single
from tui.app.work import start
from tui.errors import LibraryBusy
from tui.library.records import EntityRef
from tui.model import Corrections, Kind

if TYPE_CHECKING:
    from tui.app.screens.view import Leaving, ViewScreen

FIELDS = {Kind.PERSON: "who", Kind.ORGANISATION: "org", Kind.PLACE: "where"}
"""The field of the query language that finds a kind."""


class Naming(Viewing, Finding):
    """Actions on the chosen name. What only some of them need is imported by them."""

    async def open_article(self, id_: str, start: int | None = None, end: int | None = None) -> None:
        """Show any article of the library, at a stretch of its body if one is given."""
        raise NotImplementedError

    # ---------------------------------------------------------------- names

    def choose_name(self) -> EntityRef | None:
        """Tell which name is chosen in the notes."""
        if self.notes.ref is None:
            self.say("No name is chosen; the notes list those in this article.")
        return self.notes.ref

    def choose_other(self, ref: EntityRef) -> EntityRef | None:
        """Tell which name the card's cursor is on."""
        return self.notes.other

    def action_narrow(self) -> None:
        """Show only articles with the chosen name."""
        if (ref := self.choose_name()) is not None:
            self.narrow(ref)

    def narrow(self, ref: EntityRef) -> None:
        """Show only articles with an entity in the list."""
        self.run_search(self.make_query(ref))

    def make_query(self, ref: EntityRef) -> str:
        """The query that finds an entity's articles."""
        phrase = quote(ref.name)
        return f"{FIELDS[ref.kind]}:{phrase}" if ref.kind in FIELDS else phrase

    async def mend(self, ref: EntityRef, deed: str | None) -> None:
        """Do to a name what is asked for by its letter in the menu of names, or what is chosen there."""
        from tui import corrections

        if self.app.screen is self and not self.notes.display:
            deed = None  # a name that is out of sight is not changed without asking
        match deed or await self.app.push_screen_wait(entity.menu(ref)):
            case "m":
                await self._merge(ref)
            case "s":
                await self._split(ref)
            case "r":
                await self._rename(ref)
            case "t":
                await self._retype(ref)
            case "h":
                await self._correct(f"“{ref.name}” hidden", lambda had: corrections.hide(had, ref.name))
            case "p":
                value = not ref.pinned
                done = f"“{ref.name}” {'pinned' if value else 'unpinned'}"
                await self._correct(done, lambda had: corrections.pin(had, ref.name, value))
            case "e":
                await self.edit_entity_note(ref)

    async def _pick(self, question: str, ref: EntityRef) -> EntityRef | None:
        library = self.app.library
        picker = entity.Pick(question, lambda query: entity.find_candidates(library, ref, query))
        return await self.app.push_screen_wait(picker)

    async def pick_other(self, ref: EntityRef) -> EntityRef | None:
        """Ask for another name to be looked at together with one."""
        return await self._pick(f"{single(ref.name)} together with", ref)

    async def _merge(self, ref: EntityRef) -> None:
        from tui.app import repair

        library = self.app.library
        other = await self._pick(f"{single(ref.name)} is the same as", ref)
        if other is not None:
            names = await asyncio.to_thread(repair.read_names, library, ref)
            its_names = await asyncio.to_thread(repair.read_names, library, other)
            done = f"“{ref.name}” merged into “{other.name}”"
            await self._correct(done, lambda had: repair.merge(had, ref, names, other, its_names))

    async def _split(self, ref: EntityRef) -> None:
        from tui import corrections
        from tui.app import repair

        names = await asyncio.to_thread(repair.read_names, self.app.library, ref)
        if len(names) < 2:
            self.say(f"Articles know {single(ref.name)} by one name only; there is nothing to split.")
            return
        had = await asyncio.to_thread(corrections.load_corrections, self.app.config.entities.names)
        parts = repair.list_parts(had, names)[:9]
        options = [(str(number), told) for number, (_, told) in enumerate(parts, 1)]
        answer = await self.app.push_screen_wait(Choose(f"Which of these is not {single(ref.name)}?", options))
        if answer is not None:
            other = parts[int(answer) - 1][0]
            done = f"“{other}” kept apart from “{ref.name}”"
            await self._correct(done, lambda had: repair.split(had, names, other))

    async def _rename(self, ref: EntityRef) -> None:
        from tui.app import repair

        answer = await self.app.push_screen_wait(Prompt(f"Show {single(ref.name)} as", ref.name))
        name = single(answer or "")
        if name and name != ref.name:
            done = f"“{ref.name}” renamed “{name}”"
            await self._correct(done, lambda had: repair.rename(had, ref, name))

    async def _retype(self, ref: EntityRef) -> None:
        from tui.app import repair

        answer = await self.app.push_screen_wait(entity.kind_menu(ref))
        kind = next((kind for kind in Kind if answer and kind.value[0] == answer), None)
        if kind is not None:
            done = f"“{ref.name}” made {'an' if kind is Kind.ORGANISATION else 'a'} {kind.value}"
            names = await asyncio.to_thread(repair.read_names, self.app.library, ref)
            await self._correct(done, lambda had: repair.retype(had, ref, names, kind))

    async def _correct(self, done: str, change: Callable[[Corrections], Corrections]) -> None:
        """Write a correction, let the library follow it, and remember how the file was."""
        from tui import corrections, pipeline

        path = self.app.config.entities.names
        former = await asyncio.to_thread(outside.read_file, path)
        had = await asyncio.to_thread(corrections.load_corrections, path)
        await asyncio.to_thread(corrections.save_corrections, path, change(had))

        def take_back() -> None:
            outside.write_back(path, former)
            pipeline.relink(self.app.config, self.app.library)

        self.app.undo.push(done, take_back)
        self.say("Looking at the names of the whole library again …")
        try:
            await asyncio.to_thread(pipeline.relink, self.app.config, self.app.library)
        except LibraryBusy:
            self.say(f"{single(done)}; a sync is running, and at its end it will be seen.")
            return
        await self.reload()
        self.say(f"{single(done)}.")

    # ---------------------------------------------------------------- views

    def show_view(self, view: ViewScreen) -> None:
        """Show a view over the three panes."""
        self.app.push_screen(view, self._leave_view)

    def _leave_view(self, leaving: Leaving | None) -> None:
        """Go where a view leads; going back from there comes back to the view."""
        if leaving is None:
            start(self, "reload", self.reload)
            return
        match leaving.to:
            case Sentence(article, first, last):
                start(self, "follow", self.visit, article, leaving.again, first, last)
            case Whole(article):
                start(self, "follow", self.visit, article, leaving.again)
            case query:
                self.run_search(query.query)

    async def visit(self, id_: str, again: ViewScreen, first: int | None = None, last: int | None = None) -> None:
        """Open an article from a view, which going back leads to."""
        raise NotImplementedError

    def action_all_names(self) -> None:
        """Show all names that the library knows."""
        from tui.app.screens.people import PeopleScreen

        self.show_view(PeopleScreen())

    def action_facets(self) -> None:
        """Show what the listed articles have in common."""
        from tui.app.screens.facets import FacetsScreen

        self.show_view(FacetsScreen())

    # ---------------------------------------------------------------- notes of one's own

    async def edit_entity_note(self, ref: EntityRef) -> None:
        """Let the user write a note on an entity, in Markdown."""
        library = self.app.library
        card = await asyncio.to_thread(library.card, ref.id)
        text = await self._edit(f"Note on {single(ref.name)}", card.note)
        if text is not None and text != card.note:
            undo = await asyncio.to_thread(library.set_entity_note, ref.kind, ref.name, text)
            self.app.undo.push(undo.label, undo)
            self.notes.refresh_card()
            self.say("Note kept." if text else "Note taken away.")

    async def _edit(self, title: str, text: str) -> str | None:
        """Let the user change a text, in their own editor if there is one; None when it is to stay as it was."""
        editor = outside.find_editor()
        if editor:
            try:
                with self.app.suspend():
                    return outside.edit(editor, text)
            except SuspendNotSupported:
                pass  # as in a browser tab: the built-in editor needs no terminal of its own
        # Imported late: it brings Textual's text area, which takes a tenth of the time to start.
        from tui.app.screens.note import NoteEditor

        return await self.app.push_screen_wait(NoteEditor(title, text))
