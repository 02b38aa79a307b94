"""The list of all names: any number of them, of which only those in sight are read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.message import Message

from tui.app.lines import Line, Span, fit, literal
from tui.app.widgets.lineview import LineView
from tui.app.work import Reporting, start
from tui.library.records import EntityRef, Ranked

PAGE = 200
"""Names read at once."""


class NameList(Reporting, LineView, can_focus=True):
    """A line for each name: what it is, in how many articles, and how often in the last week."""

    LOOKS = "names"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"names--{name}" for name in ("person", "organisation", "place", "other", "aside", "rise", "cursor", "blurred")
    }
    DEFAULT_CSS = """
    NameList {
        & > .names--aside { color: $dimmed; }
        & > .names--rise { color: $mark; text-style: bold; }
        & > .names--cursor {
            color: $block-cursor-foreground; background: $block-cursor-background;
            text-style: $block-cursor-text-style;
        }
        & > .names--blurred { text-style: bold; }
        &:ansi > .names--aside { text-style: dim; }
    }
    """

    class Entered(Message):
        """Somebody wants to see a name's page."""

        def __init__(self, ref: EntityRef) -> None:
            super().__init__()
            self.ref = ref

    def __init__(self, load: Callable[[Ranked, int, int], list[EntityRef]], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._load = load
        self._ranked: Ranked | None = None
        self._pages: dict[int, list[EntityRef]] = {}
        self._asked: set[int] = set()
        self._empty = ""
        self.cursor = 0

    def show(self, ranked: Ranked, cursor: int, empty: str) -> None:
        """Show names in another order, with the cursor at a place; `empty` is said when there are none."""
        self._ranked, self._empty = ranked, empty
        self._pages, self._asked = {}, set()
        self.cursor = max(0, min(cursor, len(ranked.numbers) - 1))
        self.top = 0
        self._put(self.cursor)

    @property
    def current(self) -> EntityRef | None:
        """The name under the cursor, when it has been read."""
        return self._get(self.cursor)

    def _get(self, place: int) -> EntityRef | None:
        number, index = divmod(place, PAGE)
        page = self._pages.get(number)
        if page is None:
            if self._ranked is not None and number not in self._asked and place < len(self._ranked.numbers):
                self._asked.add(number)
                start(self, "names", self._read, self._ranked, number)
            return None
        return page[index] if index < len(page) else None

    async def _read(self, ranked: Ranked, number: int) -> None:
        page = await asyncio.to_thread(self._load, ranked, number * PAGE, PAGE)
        if ranked is self._ranked:
            self._pages[number] = page
            self.update()

    # ---------------------------------------------------------------- drawing

    def line_count(self) -> int:
        """Count the names."""
        return len(self._ranked.numbers) if self._ranked is not None and len(self._ranked.numbers) else 1

    def get_line(self, y: int) -> Line:
        """Make the line of a name; one that has not been read yet is empty."""
        if self._ranked is None or not len(self._ranked.numbers):
            return Line((Span(" "), Span(self._empty, "aside")))
        ref = self._get(y)
        if ref is None:
            return Line((Span(" …", "aside"),))
        width = self.size.width - 3
        rise = self._ranked.rises.get(ref.id)
        told = f"{rise.week:,} this week" if rise and rise.week else ""
        if told and rise and width >= 100:
            told += f", {rise.before:,} in four before"
        risen = rise is not None and rise.weight > 0
        columns = (
            f"{ref.kind.value:>12} {ref.articles:>8,}  {told:>{38 if width >= 100 else 15}} {'▲' if risen else ' '}"
        )
        room = width - cell_len(columns)
        name = fit(literal(ref.name) + "*" * ref.pinned, max(8, room))
        gap = " " * max(1, width - cell_len(name) - cell_len(columns))
        spans = [Span(name, ref.kind.value), Span(gap + columns[:-1], "aside"), Span(columns[-1], "rise")]
        if y != self.cursor:
            return Line((Span(" "), *spans))
        look = "cursor" if self.has_focus else "blurred"
        return Line((Span("▸", look), *(span._replace(style=f"{span.style} {look}") for span in spans)))

    # ---------------------------------------------------------------- moving

    def move(self, step: int) -> None:
        """Go a name up or down."""
        self._put(self.cursor + step)

    def half_page(self, step: int) -> None:
        """Go half a page."""
        self._put(self.cursor + step * max(1, self.size.height // 2))

    def page(self, step: int) -> bool:
        """Go a page; False at the end."""
        before = self.cursor
        self._put(self.cursor + step * max(1, self.size.height - self.OVERLAP))
        return self.cursor != before

    def home(self) -> None:
        """Go to the first name."""
        self._put(0)

    def end(self) -> None:
        """Go to the last name."""
        self._put(self.line_count() - 1)

    def _put(self, place: int) -> None:
        self.cursor = max(0, min(place, self.line_count() - 1))
        self.show_lines(self.cursor, self.cursor)
        self.update()

    def enter(self) -> bool:
        """Ask for the name's page."""
        if (ref := self.current) is not None:
            self.post_message(self.Entered(ref))
        return True

    def on_click(self, event: events.Click) -> None:
        """Choose what is clicked; a second click goes in."""
        y = self.line_at(event.y)
        if y >= self.line_count():
            return
        if y == self.cursor:
            self.enter()
        else:
            self._put(y)

    def on_focus(self) -> None:
        """Show where the cursor is."""
        self.update()

    def on_blur(self) -> None:
        """Show the cursor as one that waits."""
        self.update()
