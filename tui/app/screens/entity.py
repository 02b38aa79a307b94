"""Repairing who is who: the menu of an entity, the picking of another one, and what each choice writes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual import events, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tui.app.screens.prompts import Choose, Foot, PromptInput
from tui.app.text import count, single
from tui.library.records import EntityRef
from tui.model import Kind

if TYPE_CHECKING:
    from tui.library import Library

LISTED = 40
"""Entities that the picker lists."""


def menu(ref: EntityRef) -> Choose:
    """Ask what to do with an entity: the answer is one of m r t s h p e, or None."""
    return Choose(
        f"{single(ref.name)} ({ref.kind.value}, in {count(ref.articles, 'article')})",
        [
            ("m", "merge: is the same as another name"),
            ("s", "split: keep one of its names apart from it"),
            ("r", "rename: show it by another name"),
            ("t", "type: it is a person, an organisation, a place or something else"),
            ("h", "hide: leave it out of all notes"),
            ("p", "unpin: list it where it belongs" if ref.pinned else "pin: list it first wherever it occurs"),
            ("e", "note: write down what you know of it"),
        ],
    )


def kind_menu(ref: EntityRef) -> Choose:
    """Ask what an entity is: the answer is the first letter of a kind, or None."""
    return Choose(f"{single(ref.name)} is", [(kind.value[0], kind.value) for kind in Kind if kind is not ref.kind])


def find_candidates(library: Library, ref: EntityRef, query: str) -> list[EntityRef]:
    """The entities that another one may be the same as: by the query, or without one by their words. For a thread."""
    if query.strip():
        found = library.entity_list(query.strip(), None, LISTED + 1)
    else:
        words = [word for word in ref.name.split() if len(word) > 2]
        near = [one for word in reversed(words) for one in library.entity_list(word, ref.kind, 8)]
        found = [*near, *library.entity_list("", ref.kind, LISTED), *library.entity_list("", None, LISTED)]
    unique = {one.id: one for one in found if one.id != ref.id}
    return list(unique.values())[:LISTED]


class PickInput(PromptInput):
    """The line of the picker; up and down move in the list beneath it."""

    def action_recall(self, step: int) -> None:
        """Move in the list."""
        options = self.screen.query_one(OptionList)
        if step > 0:
            options.action_cursor_up()
        else:
            options.action_cursor_down()

    def action_complete(self) -> None:
        """Take the name that the cursor is on."""
        self.screen.query_one(OptionList).action_select()


class Pick(Foot[EntityRef | None]):
    """Picks one of the library's entities by typing a part of its name; None when it was left."""

    def __init__(self, title: str, find: Callable[[str], Sequence[EntityRef]]) -> None:
        super().__init__()
        self._title = title
        self._find = find
        self._found: Sequence[EntityRef] = ()

    def compose(self) -> ComposeResult:
        """Make the question, the line and the list."""
        with Vertical():
            yield Static(Content(single(self._title)), classes="question")
            yield PickInput("", None, ())
            yield OptionList(markup=False, compact=True)

    def on_mount(self) -> None:
        """Propose names at once; the keys stay in the line."""
        self.query_one(OptionList).can_focus = False
        self.query_one(PickInput).focus()
        self._look()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look for what is typed."""
        event.stop()
        self._look()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the name that the cursor is on."""
        event.stop()
        self.query_one(OptionList).action_select()

    @work(exclusive=True, group="pick", exit_on_error=False)
    async def _look(self) -> None:
        await asyncio.sleep(0.08 if self._found else 0)
        query = self.query_one(PickInput).value
        self._found = await asyncio.to_thread(self._find, query)
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([Option(self._describe(ref)) for ref in self._found])
        options.highlighted = 0 if self._found else None

    @staticmethod
    def _describe(ref: EntityRef) -> Content:
        return Content.assemble(
            single(ref.name), (f"  {ref.kind.value}, in {count(ref.articles, 'article')}", "$text-muted")
        )

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer with the name."""
        event.stop()
        self.dismiss(self._found[event.option_index])

    def on_key(self, event: events.Key) -> None:
        """Leave."""
        if event.key == "escape":
            event.stop()
            self.dismiss(None)
