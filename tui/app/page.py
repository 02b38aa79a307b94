"""An article as parts to be drawn, and the parts as lines of a width; only what is in sight is kept as lines."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from rich.cells import cell_len

from tui.app.lines import BLANK, Extent, Line, Mark, Span, find_line, literal, spread, wrap
from tui.library.records import Row
from tui.model import Article, Role

WORDS_A_MINUTE = 230
"""How fast people read news; Brysbaert, "How many words do we read per minute?" (2019) gives 238 for English."""

PREFIXES: dict[str, tuple[str, str]] = {
    "paragraph": ("¶ ", "  "),
    "heading": ("  ", "  "),
    "quote": ("│ ", "│ "),
    "list-item": ("• ", "  "),
    "correction": ("※ ", "  "),
    "removed": ("─ ", "  "),
    "caption": ("▫ ", "  "),
    "credit": ("  ", "  "),
    "note": ("✎ ", "  "),
}
"""What stands before the first line of a part, and before its other lines."""


DOT = " · "
"""Stands between facts, but not at the end of a line."""
SHORT = 20
"""Code points up to which a fact is not divided between two lines."""


class Part(NamedTuple):
    """A stretch of text that is drawn alike."""

    kind: str
    text: str
    start: int = -1
    """Where it begins in the body; -1 when it is not of the body."""
    block: int = -1
    """Which of the article's blocks it is; -1 when it is none."""
    gap: int = 1
    """Blank lines before it."""
    marks: tuple[Mark, ...] = ()


def format_date(published: str | None, form: str) -> str:
    """Write an ISO date as the user likes it; empty when there is none, and as it is when it is no date."""
    if not published:
        return ""
    try:
        return literal(datetime.fromisoformat(published).strftime(form))
    except ValueError:
        return literal(published)


def head_parts(article: Article, row: Row | None, date_format: str, note: str = "") -> list[Part]:
    """Make what stands above the story: title, source, date, byline, reading time, place, section, tags, the note."""
    title = literal(article.title) or "Untitled"
    derived = " (from the text)" if article.title_derived else ""
    parts = [Part("title", title + derived, gap=0, marks=(Mark(len(title), len(title) + len(derived), "aside"),))]
    words = row.words if row else len(article.body.split())
    first = [
        article.source or "",
        format_date(article.published, date_format),
        ", ".join(article.byline),
        f"{max(1, round(words / WORDS_A_MINUTE))} min",
    ]
    versions = f"one of {row.versions} versions" if row and row.versions > 1 else ""
    second = [versions, article.place or "", article.section or "", *(f"#{tag}" for tag in (row.tags if row else ()))]
    for facts in (first, second):
        if line := DOT.join(_hold_together(literal(fact)) for fact in facts if fact):
            parts.append(Part("meta", line, gap=0))
    if row and row.gone:
        parts.append(Part("gone", "The file is no longer there; this is what was kept of it.", gap=0))
    if note.strip():
        parts.append(Part("note", literal(note.strip())))
    return parts


def _hold_together(fact: str) -> str:
    return fact.replace(" ", "\u00a0") if len(fact) <= SHORT else fact


def body_parts(article: Article, *, removed: bool) -> list[Part]:
    """Make the story's paragraphs; with `removed`, also the blocks that were taken out, in their place."""
    parts: list[Part] = []
    offset = 0
    for number, block in enumerate(article.blocks):
        if block.kept:
            kind = block.role.value
            tight = bool(parts) and parts[-1].kind == kind == Role.LIST_ITEM
            parts.append(Part(kind, block.text, offset, number, gap=0 if tight else 1))
            offset += len(block.text) + 2
        elif removed and block.reason is not None:
            label = f"{block.reason.value}: "
            tight = bool(parts) and parts[-1].kind == "removed"
            text = label + literal(block.text)
            parts.append(Part("removed", text, -1, number, 0 if tight else 1, (Mark(0, len(label), "reason"),)))
    if not parts:
        return [Part("aside", f"No article here: {article.absence}. x shows the page's text.")]
    return parts


def tail_parts(article: Article, *, removed: bool) -> list[Part]:
    """Make what stands below the story: the captions with their credits (unless they are shown in place), the link."""
    parts: list[Part] = []
    for caption in () if removed else article.captions:
        parts.append(Part("caption", literal(caption.text)))
        if caption.credit:
            parts.append(Part("credit", literal(caption.credit), gap=0 if caption.text else 1))
    if article.url:
        parts.append(Part("link", literal(article.url)))
    return parts


class Page:
    """Parts wrapped to a width. Making one takes time by the length of the text, a line of it next to none."""

    def __init__(self, parts: Sequence[Part], width: int) -> None:
        self.parts = parts
        self.width = width
        self.tops = array("l")
        """The number of each part's first line."""
        self._body = array("l")
        self._body_starts = array("l")
        self._shown = array("l")
        self._blocks = array("l")
        self._wrap = lru_cache(maxsize=256)(self._find_lines)
        count = 0
        for number, part in enumerate(parts):
            count += part.gap if number else 0
            self.tops.append(count)
            count += len(self._find_lines(number))
            if part.start >= 0:
                self._body.append(number)
                self._body_starts.append(part.start)
            if part.block >= 0:
                self._shown.append(number)
                self._blocks.append(part.block)
        self.count = count

    def _find_lines(self, number: int) -> list[Extent]:
        part = self.parts[number]
        first, rest = PREFIXES.get(part.kind, ("", ""))
        lines = wrap(part.text, self.width - max(cell_len(first), cell_len(rest))) or [(0, 0)]
        if part.kind != "meta":
            return lines
        return [(left, right - 2 * part.text.endswith(DOT.rstrip(), left, right)) for left, right in lines]

    def part_at(self, y: int) -> int:
        """Find the number of the part that line `y` belongs to; a blank line belongs to the part above it."""
        return find_line(self.tops, y)

    def lines_of(self, number: int) -> tuple[int, int]:
        """Give the first and the last line of a part."""
        return self.tops[number], self.tops[number] + len(self._wrap(number)) - 1

    def line(self, y: int, marks: Callable[[int, int, int], Sequence[Mark]]) -> Line:
        """Make line `y`; `marks` gives the marks over a stretch of a part's text, by the part's number."""
        number = self.part_at(y)
        extents = self._wrap(number)
        nth = y - self.tops[number]
        if nth >= len(extents):
            return BLANK
        part = self.parts[number]
        left, right = extents[nth]
        prefix = PREFIXES.get(part.kind, ("", ""))[min(nth, 1)]
        spans = spread(
            part.text, left, right, part.kind if part.start < 0 else TEXT_STYLES[part.kind], marks(number, left, right)
        )
        start, end = (part.start + left, part.start + right) if part.start >= 0 else (-1, -1)
        lead = (Span(prefix, "lead" if prefix.strip() else ""),) if prefix else ()
        return Line((*lead, *spans), start, end, number)

    def offset_at(self, y: int) -> int:
        """Find the body's code point that line `y` begins with, or the next one below it that is of the body."""
        number = self.part_at(y)
        nth = y - self.tops[number]
        extents = self._wrap(number)
        if self.parts[number].start >= 0 and nth < len(extents):
            return self.parts[number].start + extents[nth][0]
        after = bisect_right(self._body, number)
        return self._body_starts[after] if after < len(self._body) else (self._body_starts[-1] if self._body else 0)

    def line_of(self, offset: int) -> int:
        """Find the line that shows a code point of the body."""
        if not self._body:
            return 0
        number = self._body[find_line(self._body_starts, offset)]
        return self.line_in(number, offset - self.parts[number].start)

    def line_in(self, number: int, offset: int) -> int:
        """Find the line that shows a code point of a part's text."""
        starts = [left for left, _ in self._wrap(number)]
        return self.tops[number] + find_line(starts, offset)

    def anchor(self, y: int) -> tuple[int, int]:
        """Say what line `y` shows in a way that holds for another width: a part's number, a code point of its text."""
        number = self.part_at(y)
        extents = self._wrap(number)
        nth = y - self.tops[number]
        if nth >= len(extents) and number + 1 < len(self.parts):  # a blank line: what follows it
            return number + 1, 0
        return number, extents[min(nth, len(extents) - 1)][0]

    def part_of(self, block: int) -> int | None:
        """Find the part that shows a block of the article, or the next one that is shown; None when none is."""
        if not self._blocks:
            return None
        return self._shown[min(bisect_left(self._blocks, block), len(self._blocks) - 1)]

    def next_block(self, block: int, step: int) -> int | None:
        """Find the block that is shown next after another one, or before it; None at the ends."""
        at = bisect_left(self._blocks, block) + step
        return self._blocks[at] if 0 <= at < len(self._blocks) else None


TEXT_STYLES = {"paragraph": "", "heading": "heading", "quote": "quote", "list-item": "", "correction": "quote"}
"""The styles of the story's own text, by the kind of part."""
