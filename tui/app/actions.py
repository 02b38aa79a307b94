"""What a reader does with the article and the names in it, besides reading: teach, note, copy, open, pipe, repair."""

from __future__ import annotations

import asyncio
import re
from typing import Literal

from textual import work
from textual.app import SuspendNotSupported

from tui.app import outside
from tui.app.messages import CleaningEnded, SyncProgressed
from tui.app.screens import pipe
from tui.app.screens.naming import Naming
from tui.app.text import join, single
from tui.app.widgets.notes import Notes
from tui.app.widgets.reading import Reading
from tui.app.work import restart
from tui.errors import LibraryBusy, NewsreaderError
from tui.library.records import EntityRef, Row
from tui.model import Article, Block, Reason
from tui.tally import Progress

SHORT = 160
"""Code points up to which a line is taught with its numbers and dates left open; a longer one is taught as it is."""

_VARIABLE = re.compile(
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun)\b\.?(?=\s*\d|,?\s*\*)"
    r"|\d[\d.,:/]*(?:st|nd|rd|th|am|pm)?",
    re.IGNORECASE,
)


def generalise(line: str) -> str:
    """Make of a line what stands for all lines like it: in a short one, numbers and dates are left open."""
    line = single(line)
    if len(line) > SHORT:
        return line
    open_ended = re.sub(r"\*(?:[\s,.:/-]*\*)+", "*", _VARIABLE.sub("*", _VARIABLE.sub("*", line)))
    return open_ended if re.search(r"\w{3}", open_ended.replace("*", "")) else line


class ReaderActions(Naming):
    """Actions on the open article, on the block that the cursor is on, and on the chosen name.

    What only some of them need is imported by them, so that the first screen does not wait for it.
    """

    _pipes: tuple[str, ...] = ()

    # ---------------------------------------------------------------- removed text and rules

    def action_toggle_removed(self) -> None:
        """Show what was removed and why, or the story alone."""
        if self.reading.article is None:
            self.say("No article is open.")
            return
        self.focus_pane("reading")
        self.reading.toggle_removed()
        if not self.reading.removed:
            self.status.hush()
        elif not self.reading.article.removed:
            self.say("Nothing was removed from this page.")

    def on_reading_block_chosen(self, message: Reading.BlockChosen) -> None:
        """Say why the block under the cursor was removed."""
        message.stop()
        block, article = message.block, self.reading.article
        if block.reason is None:
            self.status.say("part of the story  (- always drops lines like this)")
        elif block.reason is Reason.BOILERPLATE_REPEATED and article is not None:
            restart(self, "why", self._say_how_often, article.origin, block)
        else:
            self._say_why(block.reason, block.detail)

    def _say_why(self, reason: Reason, detail: str) -> None:
        self.status.say(f"{join([reason.value, detail], ': ')}  (+ always keeps lines like this)")

    async def _say_how_often(self, origin: str, block: Block) -> None:
        from tui import pipeline

        found, pages = await asyncio.to_thread(pipeline.count_line, self.app.library, origin, block.text)
        if self.reading.chosen_block == block:
            self._say_why(Reason.BOILERPLATE_REPEATED, f"in {found:,} of {pages:,} pages" if found else block.detail)

    def action_teach_keep(self) -> None:
        """From now on, keep lines like the one under the cursor."""
        self._teach("keep")

    def action_teach_drop(self) -> None:
        """From now on, drop lines like the one under the cursor."""
        self._teach("drop")

    @work(exclusive=True, group="teach", exit_on_error=False)
    async def _teach(self, verdict: Literal["keep", "drop"]) -> None:
        article, block = self.reading.article, self.reading.chosen_block
        if article is None or block is None:
            if not self.reading.removed:
                self.action_toggle_removed()
            return
        from tui import corrections, pipeline

        line, origin = generalise(block.text), article.origin
        path = self.app.config.clean.rules_file
        former = await asyncio.to_thread(outside.read_file, path)
        await asyncio.to_thread(corrections.teach, path, origin, verdict, line)

        def tell(progress: Progress) -> None:
            self.post_message(SyncProgressed(progress))

        def reclean() -> None:
            outside.let_processes_start()
            pipeline.reclean(self.app.config, self.app.library, origin, tell)

        def take_back() -> None:
            outside.write_back(path, former)
            try:
                reclean()
            finally:
                self.post_message(CleaningEnded())

        what = "kept in" if verdict == "keep" else "dropped from"
        self.app.undo.push(f"rule that “{line}” is always {what} {origin}", take_back)
        self.status.hush()
        self.status.progress(f"cleaning {single(origin)} again")
        try:
            await asyncio.to_thread(reclean)
        except LibraryBusy:
            self.say(f"“{line}” will be {what} {origin} at the next sync; a sync is running now.")
            return
        finally:
            self.post_message(CleaningEnded())
        await self.reload()
        self.say(f"“{line}” is now always {what} {origin}.")

    # ---------------------------------------------------------------- where the notes lead

    def on_notes_entity_chosen(self, message: Notes.EntityChosen) -> None:
        """Mark the chosen name in the text."""
        message.stop()
        self.reading.choose(message.ref)

    def on_notes_sentence_requested(self, message: Notes.SentenceRequested) -> None:
        """Show the words that a line of the card comes from."""
        message.stop()
        self._follow(message.article_id, message.start, message.end)

    def on_notes_article_requested(self, message: Notes.ArticleRequested) -> None:
        """Show another of the name's articles."""
        message.stop()
        self._follow(message.article_id)

    def on_notes_page_requested(self, message: Notes.PageRequested) -> None:
        """Show the name's page, or everything it is quoted saying."""
        message.stop()
        if message.said:
            self.open_sayings(message.ref)
        else:
            self.open_page(message.ref)

    def on_notes_narrow_requested(self, message: Notes.NarrowRequested) -> None:
        """Show all of the name's articles in the list."""
        message.stop()
        self.narrow(message.ref)

    @work(exclusive=True, group="follow", exit_on_error=False)
    async def _follow(self, article: str, start: int | None = None, end: int | None = None) -> None:
        await self.open_article(article, start, end)

    # ---------------------------------------------------------------- notes of one's own

    def action_edit_note(self) -> None:
        """Write a note: on the chosen name when the notes have the keyboard, else on the article."""
        if self.pane == "notes" and self.notes.ref is not None:
            self._edit_note_of(self.notes.ref)
        elif self.current is not None:
            self._edit_note_of(self.current)
        else:
            self.say("There is no article under the cursor.")

    def on_notes_note_requested(self, message: Notes.NoteRequested) -> None:
        """Write a note on an entity."""
        message.stop()
        self._edit_note_of(message.ref)

    @work(exclusive=True, group="dialog", exit_on_error=False)
    async def _edit_note_of(self, thing: Row | EntityRef) -> None:
        if isinstance(thing, EntityRef):
            await self.edit_entity_note(thing)
        else:
            await self._edit_article_note(thing)

    async def _edit_article_note(self, row: Row) -> None:
        library = self.app.library
        state = await asyncio.to_thread(library.state, row.id)
        text = await self._edit(f"Note on “{single(row.title)}”", state.note)
        if text is not None and text != state.note:
            undo = await asyncio.to_thread(library.set_note, row.id, text)
            self.app.undo.push(undo.label, undo)
            await self.reload()
            self.say("Note kept." if text else "Note taken away.")

    # ---------------------------------------------------------------- out of here

    async def _open_article(self) -> Article | None:
        """The article that is open or under the cursor."""
        if self.current is None:
            self.say("There is no article under the cursor.")
            return None
        shown = self.reading.article
        if shown is not None and shown.id == self.current.id:
            return shown
        return await asyncio.to_thread(self.app.library.article, self.current.id)

    @work(exclusive=True, group="link", exit_on_error=False)
    async def action_open_link(self) -> None:
        """Open the article's link, or over SSH copy it to the terminal's clipboard."""
        article = await self._open_article()
        if article is None:
            return
        link = outside.check_link(article.url)
        if link is None:
            self.say("This page says no link." if not article.url else "Only http and https links are opened.")
        elif outside.has_browser():
            self.app.open_url(link)
            self.say(f"Opened {link}")
        else:
            self.app.copy_to_clipboard(link)
            self.say(f"Copied {link}")

    def copy(self, text: str) -> None:
        """Copy a text to the terminal's clipboard."""
        self.app.copy_to_clipboard(text)
        self.say(f"Copied {single(text)}")

    @work(exclusive=True, group="copy", exit_on_error=False)
    async def action_copy(self) -> None:
        """Copy what is selected or under the cursor, else the article's link, else its title with source and date."""
        if selected := self.get_selected_text():
            what, text = "the selection", selected
        elif self.pane == "notes" and self.notes.text:
            what, text = "", self.notes.text
        elif self.pane == "reading" and (block := self.reading.chosen_block) is not None:
            what, text = "", block.text
        else:
            article = await self._open_article()
            if article is None:
                return
            link = outside.check_link(article.url)
            cited = join([article.title, join([article.source, (article.published or "")[:10]], ", ")], ". ")
            what, text = "", link or cited
        self.app.copy_to_clipboard(text)
        self.say(f"Copied {what or single(text)}")

    @work(exclusive=True, group="dialog", exit_on_error=False)
    async def action_pipe(self) -> None:
        """Pipe the article to a command."""
        article = await self._open_article()
        if article is None:
            return
        answer = await self.app.push_screen_wait(pipe.ask(self._pipes))
        if not answer or not answer.strip():
            return
        from tui.commands.plain import format_markdown

        self._pipes = (answer, *(old for old in self._pipes if old != answer))
        command = outside.split_command(answer)
        text = format_markdown(article, await asyncio.to_thread(self.app.library.state, article.id))
        try:
            with self.app.suspend():
                outside.pipe(command, text)
        except SuspendNotSupported as error:
            raise NewsreaderError("Nothing can be piped from here: the app cannot give its terminal away.") from error
