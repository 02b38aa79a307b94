"""All names that the library knows: searched, by kind, by articles or by rise in the last week."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from textual import on

from tui.app.card import PLURALS
from tui.app.page import format_date
from tui.app.screens.view import Hint, ViewScreen
from tui.app.text import join, single
from tui.app.widgets.lineview import LineView
from tui.app.widgets.names import NameList
from tui.library.records import EntityRef, Order
from tui.model import Kind

KINDS: tuple[Kind | None, ...] = (None, *Kind)


class PeopleScreen(ViewScreen):
    """A line for each name."""

    HINT: ClassVar[Hint] = (
        *(("view.in", "page"), ("find.search", "search"), ("find.which", "kind"), ("find.order", "order")),
        *(("names.said", "said"), ("names.timeline", "timeline"), ("names.together", "with another")),
        *(("notes.narrow", "its articles"), ("notes.repair", "repair")),
    )
    PREVIEWS: ClassVar[bool] = False
    FILTER: ClassVar[str] = "a part of the name"

    def __init__(self, start: int = 0, words: str = "", kind: Kind | None = None, order: Order = "articles") -> None:
        super().__init__((), start, words)
        self._kind = kind
        self._order: Order = order

    def again(self) -> ViewScreen:
        """Make the view anew, at the same name."""
        return PeopleScreen(self.names.cursor, self.words, self._kind, self._order)

    def make_list(self) -> LineView:
        """Make the list, which reads names as they come into sight."""
        return NameList(self.library.ranked, id="items")

    @property
    def names(self) -> NameList:
        """The list."""
        return self.query_one("#items", NameList)

    def on_mount(self) -> None:
        """Read the names."""
        self.refill()

    async def fill(self) -> None:
        """Read the order of all names."""
        ranked = await asyncio.to_thread(self.library.rank, self.words, self._kind, self._order)
        place = self.names.cursor if self.names.current is not None else self.start
        self.names.show(ranked, place if self.start else 0, "No name is like that." if self.words else "No names yet.")
        what = PLURALS[self._kind].lower() if self._kind else "names"
        number = len(ranked.numbers)
        told = f"{number:,} {what}" if number != 1 else f"1 {self._kind.value if self._kind else 'name'}"
        order = "most articles first"
        if self._order == "rise":
            day = format_date(ranked.last, self.app.config.ui.date_format)
            order = f"risen most in the week to {day}" if day else "nothing has a date"
        self.say_head(join(["Names", told + (f" like {single(self.words)}" if self.words else ""), order]))

    def refill(self) -> None:
        """Read everything again; the cursor stays where it is."""
        self.start = self.names.cursor or self.start
        super().refill()

    def narrow_to(self, words: str) -> None:
        """Show the names that hold what was typed."""
        self.names.home()
        super().narrow_to(words)

    def choose_name(self) -> EntityRef | None:
        """Tell which name is under the cursor."""
        return self.names.current

    @on(NameList.Entered)
    def _on_name_entered(self, event: NameList.Entered) -> None:
        event.stop()
        self.open_page(event.ref)

    def action_which(self) -> None:
        """Go round all kinds."""
        self._kind = KINDS[(KINDS.index(self._kind) + 1) % len(KINDS)]
        self._from_the_top()

    def action_order(self) -> None:
        """List by articles, or by rise in the last week."""
        self._order = "rise" if self._order == "articles" else "articles"
        self._from_the_top()

    def _from_the_top(self) -> None:
        self.names.home()
        self.start = 0
        self.refill()

    def action_copy(self) -> None:
        """Copy the name."""
        if (ref := self.names.current) is not None:
            self.app.main.copy(single(ref.name))
