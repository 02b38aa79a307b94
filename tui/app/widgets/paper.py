"""An article laid out for a width, with its names, hits and the sentence that is looked for marked."""

from __future__ import annotations

import asyncio
import sys
from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual import work

from tui.app.lines import Extent, Line, Mark, Span
from tui.app.page import Page, Part, body_parts, head_parts, tail_parts
from tui.app.widgets.lineview import LineView
from tui.app.work import Reporting
from tui.config import UiConfig
from tui.library.records import EntityRef, Row
from tui.model import Article

if TYPE_CHECKING:
    from tui.search import Highlighter

LONG = 200_000
"""Code points from which an article is laid out in a thread, after a first screenful."""
FIRST = 120
"""Parts of a long article that are laid out at once."""

WIDEST = 500
"""Code points that a mention or a hit is looked back for, so that one which began on the line above is marked."""

Named = tuple[int, int, str, int]
"""A mention: start, end, style, and the number of the library's entity."""


class Paper(Reporting, LineView):
    """One article, wrapped to a measure; a long one is laid out in a thread, after a first screenful."""

    def __init__(self, ui: UiConfig, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._ui = ui
        self.article: Article | None = None
        self.removed = False
        """Whether the removed blocks are shown, with a cursor."""
        self._entry: Row | None = None
        self._note = ""
        self._highlighter: Highlighter | None = None
        self._named: list[Named] = []
        self._chosen: int | None = None
        self._page = Page([], 1)
        self._hits: dict[int, list[Extent]] = {}
        self._here: tuple[int, Extent] | None = None
        self._target: Extent | None = None
        self._cursor = -1

    def choose(self, ref: EntityRef | None) -> None:
        """Mark the mentions of one entity more than the others."""
        number = ref.id if ref else None
        if number != self._chosen:
            self._chosen = number
            self.update()

    @property
    def position(self) -> int:
        """The body's code point at the top; 0 as long as the title is in sight."""
        return self._page.offset_at(self.top) if self.top else 0

    # ---------------------------------------------------------------- laying out

    def _make_parts(self) -> list[Part]:
        if self.article is None:
            return [Part("aside", "No article is open.", gap=0)]
        return [
            *head_parts(self.article, self._entry, self._ui.date_format, self._note),
            *body_parts(self.article, removed=self.removed),
            *tail_parts(self.article, removed=self.removed),
        ]

    def relayout(self) -> None:
        """Wrap for another width, staying at the same words."""
        if self._page.width != self._column()[1] or not self._page.parts:
            self._lay_out(self._keep_place)
        else:
            self.update()

    def _column(self) -> tuple[int, int]:
        """Give the left margin and the width of the text; a cell at each side stays free."""
        room = max(4, self.size.width - 2)
        text = min(room, self._ui.measure + 2)
        return 1 + (room - text) // 2, text

    def _lay_out(self, settle: Callable[[Page], int]) -> None:
        """Wrap the article; `settle` then says which line is to be at the top, while the former page still stands."""
        if not self.size:
            return
        self.workers.cancel_group(self, "layout")
        parts, width = self._make_parts(), self._column()[1]
        if sum(len(part.text) for part in parts) < LONG:
            self._adopt(Page(parts, width), settle)
            return
        if not self._page.parts:
            first = [part._replace(text=part.text[: LONG // FIRST]) for part in parts[:FIRST]]
            self._adopt(Page(first, width), lambda _: 0)
        self._lay_out_long(parts, width, settle)

    @work(exclusive=True, group="layout", exit_on_error=False)
    async def _lay_out_long(self, parts: list[Part], width: int, settle: Callable[[Page], int]) -> None:
        page = await asyncio.to_thread(Page, parts, width)
        # Whoever has read on meanwhile is not taken back.
        self._adopt(page, self._keep_place if self.top else settle)
        if (highlighter := self._highlighter) is not None:
            self._hits |= await asyncio.to_thread(find_all, highlighter, parts, self._language)
            self.update()

    def _adopt(self, page: Page, settle: Callable[[Page], int]) -> None:
        top = settle(page)
        self._page, self._hits, self._here = page, {}, None
        self.top = top
        self.update()
        self.on_adopted()

    def on_adopted(self) -> None:
        """Hear that the article has been laid out anew."""

    def _keep_place(self, page: Page) -> int:
        """Find the line of another page that shows what is at the top of this one."""
        if not self.top or not self._page.parts:
            return 0
        number, offset = self._page.anchor(self.top)
        part = self._page.parts[number]
        if part.block < 0:
            return min(self.top, page.count - 1) if number == 0 else max(0, page.count - (self._page.count - self.top))
        after = page.part_of(part.block)
        if after is None:
            return 0
        return page.line_in(after, offset if page.parts[after].block == part.block else 0)

    # ---------------------------------------------------------------- lines

    def line_count(self) -> int:
        """Count the lines there are."""
        return self._page.count

    def get_line(self, y: int) -> Line:
        """Make a line with its margin, its marks and the cursor."""
        line = self._page.line(y, self._marks)
        if not line.spans:
            return line
        spans = line.spans
        part = self._page.parts[line.item]
        if self.removed and part.block == self._cursor >= 0:
            spans = (Span("▸ " if self._page.tops[line.item] == y else "│ ", "cursor"), *spans[1:])
        elif self._target and line.start < self._target[1] and line.end > self._target[0] and part.start >= 0:
            spans = (Span("▸ ", "cursor"), *spans[1:])
        # The margin joins a lead's segment, as blanks look alike in any colour: that saves the bytes of one style.
        margin = " " * self._column()[0]
        lead = spans[0]._replace(text=margin + spans[0].text) if spans[0].style in ("lead", "cursor") else Span(margin)
        return line._replace(spans=(lead, *spans[1:]) if lead.style else (lead, *spans))

    def _marks(self, number: int, left: int, right: int) -> list[Mark]:
        """Give the marks over a stretch of a part's text; only those, as a part may be the whole of a long page."""
        part = self._page.parts[number]
        marks = [mark for mark in part.marks if mark.start < right and mark.end > left]
        start = part.start
        if start >= 0:
            first = bisect_left(self._named, (start + left - WIDEST,))
            for begin, end, style, entity in self._named[first : bisect_left(self._named, (start + right,))]:
                marks.append(Mark(begin - start, end - start, style))
                if entity == self._chosen:
                    marks.append(Mark(begin - start, end - start, "chosen"))
            if self._target:
                marks.append(Mark(self._target[0] - start, self._target[1] - start, "target"))
        hits = self._find_hits(number)
        for extent in hits[bisect_left(hits, (left - WIDEST, 0)) : bisect_left(hits, (right, 0))]:
            marks.append(Mark(*extent, "here" if self._here == (number, extent) else "hit"))
        return marks

    def _find_hits(self, number: int) -> list[Extent]:
        part = self._page.parts[number]
        if self._highlighter is None or not has_hits(part):
            return []
        if number not in self._hits:
            if len(part.text) > LONG:  # takes a while; a thread is at it
                return []
            self._hits[number] = sorted(self._highlighter.find(part.text, self._language))
        return self._hits[number]

    @property
    def _language(self) -> str | None:
        return self.article.language if self.article else None

    # ---------------------------------------------------------------- going to words

    def goto(self, start: int, end: int) -> None:
        """Show a stretch of the body, marked until the next step."""
        self._target = (start, end)
        self._center(self._page.line_of(start), self._page.line_of(max(start, end - 1)))

    def next_hit(self, step: int) -> bool:
        """Go to the next hit, or the one before; False when there is none."""
        count = len(self._page.parts)
        here = self._here
        if here is not None and self._in_sight(self._page.line_in(here[0], here[1][0])):
            number, after = here[0], here[1][0]
        else:
            number = self._page.part_at(self.top if step > 0 else self.top + self.size.height)
            after = -1 if step > 0 else len(self._page.parts[number].text)
        looked = 0
        while 0 <= number < count:
            looked += number not in self._hits
            if looked > FIRST * 10:  # a long article's hits are still being looked for in a thread
                return True
            found = [hit for hit in self._find_hits(number) if (hit[0] - after) * step > 0]
            if found:
                self._here = (number, found[0] if step > 0 else found[-1])
                line = self._page.line_in(number, self._here[1][0])
                self._center(line, line)
                return True
            number += step
            after = -1 if step > 0 else sys.maxsize
        return False

    def _in_sight(self, line: int) -> bool:
        return self.top <= line < self.top + self.size.height

    def _center(self, first: int, last: int) -> None:
        """Bring lines into sight, with some text above them."""
        if self._in_sight(first) and self._in_sight(last):
            self.update()
            return
        self._strips.clear()
        if not self.scroll_lines(first - self.size.height // 3 - self.top):
            self.update()


def has_hits(part: Part) -> bool:
    """Whether hits are marked in a part: in the title and in the story."""
    return part.start >= 0 or part.kind == "title"


def find_all(highlighter: Highlighter, parts: Sequence[Part], language: str | None) -> dict[int, list[Extent]]:
    """Find the hits in all parts, by their numbers; for a thread."""
    return {
        number: sorted(highlighter.find(part.text, language)) for number, part in enumerate(parts) if has_hits(part)
    }
