"""The article list: a million rows cost what ten cost, and the cursor stays on its article whatever arrives."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.message import Message

from tui.app.lines import Line, Mark, Span, fit, spread, wrap
from tui.app.page import format_date
from tui.app.text import join, single
from tui.app.views import Item, Pages, Ready, Shown
from tui.app.widgets.lineview import LineView
from tui.app.work import Reporting, start
from tui.library.records import Row

INDENT = 3
"""Cells before a row's text: the cursor's bar, a mark, a space."""

Loader = Callable[[Shown, int], list[Item]]
"""Reads one page of a view; called in a thread."""


class ArticleList(Reporting, LineView, can_focus=True):
    """Rows of two lines (three while a search is live) that are read from the library as they come into sight."""

    LOOKS = "articles"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"articles--{name}"
        for name in ("title", "unread", "derived", "mark", "meta", "snippet", "hit", "cursor", "chosen", "empty")
    }
    DEFAULT_CSS = """
    ArticleList {
        & > .articles--unread { text-style: bold; }
        & > .articles--derived { text-style: italic; }
        & > .articles--mark { color: $mark; }
        & > .articles--meta { color: $dimmed; }
        & > .articles--snippet { color: $dimmed; }
        & > .articles--hit { color: $hit-text; background: $hit; text-style: bold; }
        & > .articles--empty { color: $dimmed; }
        & > .articles--cursor {
            color: $block-cursor-foreground;
            background: $block-cursor-background;
            text-style: $block-cursor-text-style;
        }
        & > .articles--chosen {
            color: $block-cursor-blurred-foreground;
            background: $block-cursor-blurred-background;
        }
        &:ansi > .articles--hit { text-style: reverse underline; }
        &:ansi > .articles--meta { text-style: dim; }
        &:ansi > .articles--snippet { text-style: dim; }
    }
    """

    class Highlighted(Message):
        """The cursor came to another article, or the article under it is there at last."""

        def __init__(self, row: Row | None, *, moved: bool) -> None:
            self.row = row
            self.moved = moved
            """Whether the user went there, and not the list to the user."""
            super().__init__()

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, ArticleList.Highlighted)

    class Chosen(Message):
        """An article is to be opened."""

        def __init__(self, row: Row) -> None:
            self.row = row
            super().__init__()

    class Moved(Message):
        """The cursor is at another place of the list."""

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, ArticleList.Moved)

    class Widened(Message):
        """The list has another width than its snippets were made for."""

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, ArticleList.Widened)

    def __init__(
        self,
        load: Loader,
        *,
        date_format: str,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self._load = load
        self._date_format = date_format
        self._told: str | None = None
        self._filling = False
        self._moved = False
        self.shown: Shown | None = None
        self.pages = Pages(0, 1)
        self.cursor = 0
        """The place of the article under the cursor."""
        self.empty = ""
        """What is said when there is nothing to list; line ends divide paragraphs."""

    # ---------------------------------------------------------------- what is shown

    @property
    def count(self) -> int:
        """How many articles are listed."""
        return self.pages.count

    @property
    def current(self) -> Row | None:
        """The article under the cursor, when it has been read."""
        item = self.pages.get(self.cursor)
        return item.row if item is not None else None

    @property
    def room(self) -> int:
        """The cells that a row's text has."""
        return max(1, self.size.width - INDENT - 1)

    @property
    def row_height(self) -> int:
        """The lines of a row."""
        return _count_lines(self.shown is not None and self.shown.view.live)

    def count_in_sight(self, *, live: bool) -> int:
        """Count the rows that are in sight of a list that is what a search has found, or not."""
        return max(1, -(-self.size.height // _count_lines(live)))

    def adopt(self, ready: Ready, *, stay: bool) -> None:
        """Show a view; with `stay` the article under the cursor keeps its place on the screen when the view has it."""
        above = self.cursor * self.row_height - self.top
        self.shown = ready.shown
        self.pages = ready.shown.pages
        if ready.cursor is not None:
            self.cursor = ready.cursor
        elif stay:
            self.cursor = max(0, min(self.cursor, self.count - 1))
        else:
            self.cursor = 0
        self.top = self.cursor * self.row_height - above if stay else 0
        self._moved = False
        self._reveal()
        self.update()
        self._tell()
        self._fetch()

    def renew(self, rows: Collection[Row]) -> None:
        """Draw changed articles anew, where they are."""
        if self.pages.renew(rows):
            self.update()

    def say_empty(self, text: str) -> None:
        """Change what is said when there is nothing to list."""
        if text != self.empty:
            self.empty = text
            if not self.count:
                self.update()

    # ---------------------------------------------------------------- moving

    def go(self, place: int) -> bool:
        """Put the cursor on a place of the list; False when it was there already."""
        place = max(0, min(place, self.count - 1))
        if place == self.cursor or not self.count:
            return False
        self.cursor = place
        self._moved = True
        self._reveal()
        self.update()
        self._tell()
        self._fetch()
        return True

    def move(self, step: int) -> None:
        """Move the cursor by some articles."""
        self.go(self.cursor + step)

    def page(self, step: int) -> bool:
        """Move by a screenful; False at the end."""
        return self.go(self.cursor + step * max(1, self.size.height // self.row_height - 1))

    def half_page(self, step: int) -> None:
        """Move by half a screenful."""
        self.go(self.cursor + step * max(1, self.size.height // self.row_height // 2))

    def home(self) -> None:
        """Go to the first article."""
        self.go(0)

    def end(self) -> None:
        """Go to the last article."""
        self.go(self.count - 1)

    def _reveal(self) -> None:
        # Only whole rows: the top is always a row's first line.
        height = self.row_height
        whole = max(1, self.size.height // height)
        first = min(max(-(-self.top // height), self.cursor - whole + 1), self.cursor)
        self.top = max(0, first) * height

    @property
    def last_top(self) -> int:
        """The line at the top when the last row is wholly in sight."""
        whole = max(1, self.size.height // self.row_height)
        return max(0, self.count - whole) * self.row_height

    def scroll_lines(self, step: int) -> bool:
        """Scroll by whole rows."""
        height = self.row_height
        return super().scroll_lines((1 if step > 0 else -1) * max(height, abs(step) // height * height))

    def on_scrolled(self) -> None:
        """Read the rows that came into sight."""
        self._fetch()

    # ---------------------------------------------------------------- reading rows

    def _tell(self) -> None:
        self.post_message(self.Moved())
        row = self.current
        if row is not None or not self.count:
            told = row.id if row is not None else ""
            if told != self._told:
                self._told = told
                self.post_message(self.Highlighted(row, moved=self._moved))

    def _wanted(self) -> list[int]:
        height = self.row_height
        first, lines = self.top // height, self.size.height // height + 1
        near = self.pages.missing(first, first + lines)
        return near or self.pages.missing(first - lines, first + 2 * lines)

    def _fetch(self) -> None:
        if self._wanted() and not self._filling:
            self._filling = True
            start(self, "rows", self._fill)

    async def _fill(self) -> None:
        try:
            # What is wanted is asked for anew after each page, so pages that left the window are never read.
            while self.shown is not None and (wanted := self._wanted()):
                shown, number = self.shown, wanted[0]
                items = await asyncio.to_thread(self._load, shown, number)
                shown.pages.put(number, items)
                if shown is self.shown:
                    self.update()
                    self._tell()
        finally:
            self._filling = False

    # ---------------------------------------------------------------- the mouse and the size

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse is; a second click opens."""
        place = (self.top + event.y) // self.row_height
        if place < self.count:
            self.go(place)
            if event.chain == 2 and self.current is not None:
                self.post_message(self.Chosen(self.current))

    def relayout(self) -> None:
        """Keep the cursor in sight in another size."""
        self._reveal()
        self.update()
        self._fetch()
        if self.shown is not None and self.shown.view.live and self.shown.width != self.room:
            self.post_message(self.Widened())

    def on_focus(self) -> None:
        """Show the cursor as the one that keys move."""
        self.update()

    def on_blur(self) -> None:
        """Show that keys go elsewhere."""
        self.update()

    # ---------------------------------------------------------------- drawing

    def line_count(self) -> int:
        """Count the lines of all rows."""
        return self.count * self.row_height or len(self._empty_lines())

    def _empty_lines(self) -> list[str]:
        width = max(2, self.room)
        lines: list[str] = []
        for paragraph in self.empty.splitlines():
            text = single(paragraph)
            lines += [text[start:end] for start, end in wrap(text, width)] or [""]
        return lines

    def get_line(self, y: int) -> Line:
        """Make a line of a row."""
        if not self.count:
            return Line((Span(" " * INDENT), Span(self._empty_lines()[y], "empty")))
        place, part = divmod(y, self.row_height)
        item = self.pages.get(place)
        under = place == self.cursor
        base = ("cursor" if self.has_focus else "chosen") if under else ""
        room = self.room
        bar = Span("▌" if under else " ", base)
        if item is None:
            spans = [bar, Span("  …" if part == 0 else "", base or "meta")]
        elif part == 0:
            spans = [bar, *self._draw_title(item, base, room)]
        elif part == 1:
            spans = [bar, *self._draw_facts(item.row, base, room)]
        else:
            spans = [bar, Span("  ", base), *_draw(item.snippet, item.snippet_hits, room, base or "snippet")]
        if under:
            used = sum(cell_len(span.text) for span in spans)
            # The last cell is left to the mark that shows how far down the list is.
            spans.append(Span(" " * max(0, self.size.width - 1 - used), base))
        return Line(tuple(spans), item=place)

    def _draw_title(self, item: Item, base: str, room: int) -> list[Span]:
        row = item.row
        look = join([base, "title" if row.read else "unread", "derived" if row.title_derived else ""], " ")
        return [Span(f"{_marks(row)[0]} ", join([base, "mark"], " ")), *_draw(item.title, item.hits, room, look)]

    def _draw_facts(self, row: Row, base: str, room: int) -> list[Span]:
        source, date = single(row.source or row.origin), format_date(row.published, self._date_format)
        versions = f"{row.versions} versions" if row.versions > 1 else ""
        # Where there are several versions, which outlet has this one is what can best be cut off at the end.
        facts = [versions, date, source] if versions else [source, date]
        text = join(facts + [f"#{single(tag)}" for tag in row.tags])
        marks = _marks(row)[1:] + "  "
        return [Span(marks[:2], join([base, "mark"], " ")), Span(fit(text, room), base or "meta")]


def _count_lines(live: bool) -> int:
    return 3 if live else 2


def _marks(row: Row) -> str:
    """The marks of a row, the first for its first line: unread, starred, noted."""
    marks = "●" * (not row.read) + "★" * row.starred + "✎" * row.noted
    return marks or " "


def _draw(text: str, hits: Collection[tuple[int, int]], room: int, look: str) -> list[Span]:
    short = fit(text, room)
    shown = len(short) - (short != text)
    marks = [Mark(start, min(end, shown), "hit") for start, end in hits if start < shown]
    return spread(short, 0, len(short), look, marks)
