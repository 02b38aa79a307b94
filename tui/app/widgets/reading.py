"""The reading view: one article, its hits and names marked, and what was removed in its place."""

from __future__ import annotations

import asyncio
import sys
from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.message import Message

from tui.app.lines import Extent, Line, Mark, Span
from tui.app.page import Page, Part, body_parts, head_parts, tail_parts
from tui.app.widgets.lineview import LineView
from tui.app.work import Reporting
from tui.config import UiConfig
from tui.library.records import EntityRef, Row
from tui.model import Article, Block, Entity

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


class Reading(Reporting, LineView, can_focus=True):
    """One article, wrapped to a measure. In the removed-text view a cursor goes over its blocks."""

    LOOKS = "reading"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"reading--{name}"
        for name in (
            *("title", "aside", "meta", "gone", "note", "heading", "quote", "lead", "cursor", "removed", "reason"),
            *(
                "caption",
                "credit",
                "link",
                "person",
                "organisation",
                "place",
                "other",
                "chosen",
                "hit",
                "here",
                "target",
            ),
        )
    }
    DEFAULT_CSS = """
    Reading {
        & > .reading--title, & > .reading--heading { text-style: bold; }
        & > .reading--aside, & > .reading--meta, & > .reading--credit, & > .reading--link { color: $dimmed; }
        & > .reading--gone { color: $text-warning; text-style: italic; }
        & > .reading--note { color: $mark; text-style: italic; }
        & > .reading--quote, & > .reading--caption { text-style: italic; }
        & > .reading--lead { color: $dimmed; }
        & > .reading--removed { color: $dimmed; text-style: dim; }
        & > .reading--reason { color: $mark; text-style: underline not dim; }
        & > .reading--cursor { color: $mark; text-style: bold not dim; }
        & > .reading--person { color: $person; text-style: bold; }
        & > .reading--organisation { color: $organisation; text-style: underline; }
        & > .reading--place { color: $place; text-style: italic; }
        & > .reading--other { color: $other; }
        & > .reading--chosen { text-style: bold underline; }
        & > .reading--hit { color: $hit; background: $hit-text; text-style: reverse; }
        & > .reading--here { color: $hit-text; background: $hit; text-style: reverse bold underline; }
        & > .reading--target { text-style: bold; }
        &:ansi > .reading--aside, &:ansi > .reading--meta, &:ansi > .reading--credit { text-style: dim; }
        &:ansi > .reading--link, &:ansi > .reading--lead { text-style: dim; }
    }
    """

    class Moved(Message):
        """The reader went to another place; of several on their way only the last counts."""

        def __init__(self, position: int) -> None:
            super().__init__()
            self.position = position

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, Reading.Moved)

    class BlockChosen(Message):
        """The cursor of the removed-text view came to a block."""

        def __init__(self, block: Block) -> None:
            super().__init__()
            self.block = block

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

    # ---------------------------------------------------------------- what is shown

    def show(
        self,
        article: Article | None,
        row: Row | None,
        entities: Sequence[tuple[Entity, EntityRef]],
        highlighter: Highlighter | None,
        position: int,
        note: str = "",
    ) -> None:
        """Show an article from a code point of its body on; the same article again stays where it is."""
        same = article is not None and self.article is not None and article.id == self.article.id
        block = self.chosen_block
        self.article, self._entry, self._note, self._highlighter = article, row, note, highlighter
        self._named = sorted(
            (mention.start, mention.end, entity.kind.value, ref.id)
            for entity, ref in entities
            for mention in entity.mentions
        )
        if not same:
            self.removed = False
            self._chosen = None
            self._page = Page([], 1)
        elif block is not None and article is not None:
            self._cursor = find_like(article, block, self._cursor)
        self._target = self._here = None
        self._lay_out(self._keep_place if same else lambda page: page.line_of(position) if position > 0 else 0)

    def choose(self, ref: EntityRef | None) -> None:
        """Mark the mentions of one entity more than the others."""
        number = ref.id if ref else None
        if number != self._chosen:
            self._chosen = number
            self.update()

    def toggle_removed(self) -> None:
        """Show the removed blocks in their place, each with its reason, or the story alone again."""
        if self.article is None:
            return
        self.removed = not self.removed
        self._cursor = self._first_block() if self.removed else -1
        self._lay_out(self._keep_place)

    def _first_block(self) -> int:
        """Find the block at the top; at the very top, the first removed one, as it is what one came to see."""
        blocks = self.article.blocks if self.article else ()
        if self.top:
            block = self._page.parts[self._page.part_at(self.top)].block
            return block if block >= 0 else len(blocks) - 1
        return next((number for number, block in enumerate(blocks) if block.reason), 0)

    @property
    def chosen_block(self) -> Block | None:
        """The block that the cursor of the removed-text view is on."""
        if self.article is None or not self.removed or not 0 <= self._cursor < len(self.article.blocks):
            return None
        return self.article.blocks[self._cursor]

    @property
    def position(self) -> int:
        """The body's code point at the top; 0 as long as the title is in sight."""
        return self._page.offset_at(self.top) if self.top else 0

    @property
    def percent(self) -> int:
        """How far down the last line in sight is, from 0 to 100; 100 only at the end."""
        count = self.line_count()
        return 100 if self.top >= self.last_top else (self.top + self.size.height) * 100 // count

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
        if self.removed:
            self._show_cursor()

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

    # ---------------------------------------------------------------- moving

    def on_scrolled(self) -> None:
        """Tell where reading is now."""
        self.post_message(self.Moved(self.position))

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

    def move(self, step: int) -> None:
        """Go a line up or down; in the removed-text view, a block."""
        self._forget_target()
        if not self.removed:
            self.scroll_lines(step)
            return
        number = self._page.part_of(self._cursor)
        if number is None:
            return
        first, last = self._page.lines_of(number)
        beyond = last >= self.top + self.size.height if step > 0 else first < self.top
        if beyond:  # a block longer than the pane is read before it is left
            self.scroll_lines(step)
        elif (block := self._page.next_block(self._cursor, step)) is not None:
            self._put_cursor(block)
        else:
            self.scroll_lines(step)

    def half_page(self, step: int) -> None:
        """Go half a page up or down."""
        self._forget_target()
        super().half_page(step)
        self._pull_cursor()

    def page(self, step: int) -> bool:
        """Turn a page; False at the end."""
        self._forget_target()
        moved = super().page(step)
        self._pull_cursor()
        return moved

    def home(self) -> None:
        """Go to the title."""
        super().home()
        self._pull_cursor()

    def end(self) -> None:
        """Go to the last line."""
        super().end()
        self._pull_cursor()

    def back(self) -> bool:
        """Leave the removed-text view, or take back the mark of a sentence; False when there was neither."""
        if self._target is not None:
            self._forget_target()
            return True
        if self.removed:
            self.toggle_removed()
            return True
        return False

    def _forget_target(self) -> None:
        if self._target is not None:
            self._target = None
            self.update()

    def _put_cursor(self, block: int) -> None:
        self._cursor = block
        self._show_cursor()

    def _show_cursor(self) -> None:
        number = self._page.part_of(self._cursor)
        if number is None or self.article is None:
            return
        self._strips.clear()
        first, last = self._page.lines_of(number)
        self.show_lines(first, last)
        self.update()
        if (block := self.chosen_block) is not None:
            self.post_message(self.BlockChosen(block))

    def _pull_cursor(self) -> None:
        """After a leap, bring the cursor to the first block in sight."""
        if not self.removed:
            return
        shown = range(self.top, min(self.line_count(), self.top + self.size.height))
        blocks = [self._page.parts[self._page.part_at(y)].block for y in shown]
        if self._cursor not in blocks and any(block >= 0 for block in blocks):
            self._put_cursor(next(block for block in blocks if block >= 0))


def has_hits(part: Part) -> bool:
    """Whether hits are marked in a part: in the title and in the story."""
    return part.start >= 0 or part.kind == "title"


def find_all(highlighter: Highlighter, parts: Sequence[Part], language: str | None) -> dict[int, list[Extent]]:
    """Find the hits in all parts, by their numbers; for a thread."""
    return {
        number: sorted(highlighter.find(part.text, language)) for number, part in enumerate(parts) if has_hits(part)
    }


def find_like(article: Article, block: Block, near: int) -> int:
    """Find where a block's text is after the article was made again: the nearest to where it was."""
    same = [number for number, one in enumerate(article.blocks) if one.raw == block.raw or one.text == block.text]
    return min(same, key=lambda number: abs(number - near), default=min(near, len(article.blocks) - 1))
