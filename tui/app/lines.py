"""Lines of styled text: wrapping by terminal cells, marks laid over words, and the strips that are drawn.

A width is always in terminal cells, an offset always in code points. The terminal is asked for nothing: how many cells
a character takes is what Rich says, because that is what Textual counts with when it lays lines side by side.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from rich.cells import cell_len, split_graphemes
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.text import harmless

Extent = tuple[int, int]
"""Where something begins and ends, the end left out."""


class Span(NamedTuple):
    """Characters that look alike."""

    text: str
    style: str = ""
    """Names of styles with spaces between; a later one wins over those before it."""


EMPTY = Span("")


class Mark(NamedTuple):
    """A style to be laid over a stretch of text."""

    start: int
    end: int
    style: str


class Line(NamedTuple):
    """One line as it is drawn, and what it shows."""

    spans: tuple[Span, ...] = ()
    start: int = -1
    """Of its first character in the article's body; -1 when it shows nothing of the body."""
    end: int = -1
    item: int = -1
    """The number of the thing it belongs to (a block, an entity, a line of a card); -1 for none."""

    @property
    def text(self) -> str:
        """The characters without their styles."""
        return "".join(span.text for span in self.spans)


BLANK = Line()

# Where a line may break. No-break spaces (U+00A0, U+2007, U+202F) are left out on purpose.
_SPACE = " \t\n\r\v\f\u1680\u2000-\u2006\u2008-\u200b\u205f\u3000"
_IDEOGRAPH = "\u2e80-\u2fdf\u3041-\u30ff\u3105-\u312f\u31a0-\u4dbf\u4e00-\ua4cf\uf900-\ufaff\U00020000-\U0003ffff"
_OPENING = "([{‘“「『（【〈《〔［｛〘〖"
_CLOSING = (
    ",.;:!?)\\]}%’”…‥、。，．・：；？！％」』）】〉》〕］｝〙〗ー々ゝゞヽヾ"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ\u0300-\u036f\u3099\u309a\ufe00-\ufe0f\U000e0100-\U000e01ef"
)
# A compound may break after its hyphen, a sentence after its dash and a path after its slash.
_JOINT = r"(?<=\w[-‐])(?=\w)|(?<=[—–/])(?=\w)"

_GLUE = re.compile("[\u200d\ufe0e\ufe0f]")

# What most news in Latin, Greek and Cyrillic letters is made of: one cell each, so that lengths need no looking up.
_NARROW = frozenset(
    char
    for first, last in (
        *((0x20, 0x7E), (0xA0, 0xAC), (0xAE, 0x2FF), (0x370, 0x482), (0x48A, 0x52F)),
        *((0x1E00, 0x1EFF), (0x2010, 0x2027), (0x202F, 0x205E), (0x20A0, 0x20C0)),
    )
    for char in map(chr, range(first, last + 1))
)
is_narrow: Callable[[str], bool] = _NARROW.issuperset
"""Whether every character of a text is surely one cell wide."""


def literal(text: str) -> str:
    """Make text fit to be drawn on one line: nothing that a terminal acts on, no line ends, no tabs."""
    text = harmless(text)
    return text if text.isprintable() else text.replace("\n", " ").replace("\t", " ")


def wrap(text: str, width: int) -> list[Extent]:
    """Find the lines of a text that is drawn `width` cells wide.

    Lines break at white space, after a hyphen, a dash or a slash inside a word, and between ideographs (never before
    their closing or after their opening punctuation). A word too long for a line is cut between graphemes. The white
    space at a break belongs to no line. A width under two cells, where an ideograph has no room, counts as two.
    """
    width = max(2, width)
    if is_narrow(text):
        return [match.span() for match in _narrow_line(width).finditer(text)]
    lines: list[Extent] = []
    start = end = used = 0
    for word in _words().finditer(text):
        first, last = word.span()
        size = cell_len(word[0])
        if end > start:
            room = used + cell_len(text[end:first]) + size
            if room <= width:
                end, used = last, room
                continue
            lines.append((start, end))
        start, end, used = first, last, size
        if size > width:
            *full, (start, end, used) = _cut(text, first, last, width)
            lines.extend((left, right) for left, right, _ in full)
    if end > start:
        lines.append((start, end))
    return lines


def _cut(text: str, start: int, end: int, width: int) -> list[tuple[int, int, int]]:
    """Cut a long word into pieces that fit: (start, end, cells) of each."""
    pieces: list[tuple[int, int, int]] = []
    left = start
    used = 0
    for first, _, size in split_graphemes(text[start:end])[0]:
        if used + size > width:
            pieces.append((left, start + first, used))
            left, used = start + first, 0
        used += size
    pieces.append((left, end, used))
    return pieces


@cache
def _words() -> re.Pattern[str]:
    # A word with what may not be parted from it; made when a text first asks for it, as most news does not.
    return re.compile(
        rf"[{re.escape(_OPENING)}]*[{_IDEOGRAPH}][{_CLOSING}]*"
        rf"|[^{_SPACE}]+?(?=[{_SPACE}]|\Z|[{re.escape(_OPENING)}]*[{_IDEOGRAPH}]|{_JOINT})"
    )


@lru_cache(maxsize=64)
def _narrow_line(width: int) -> re.Pattern[str]:
    # The longest stretch that ends where a line may break; failing that, as many characters as fit.
    return re.compile(
        rf"(?=[^{_SPACE}])(?s:.{{1,{width}}})(?<=[^{_SPACE}])(?=[{_SPACE}]|\Z|{_JOINT})|[^{_SPACE}]{{{width}}}"
    )


def spread(text: str, start: int, end: int, style: str, marks: Sequence[Mark]) -> list[Span]:
    """Divide a stretch of text where the marks over it begin and end; offsets of marks are into `text`.

    Where marks overlap, the styles of all of them count, those later in `marks` more.
    """
    over = [mark for mark in marks if mark.start < end and mark.end > start]
    if not over:
        return [Span(text[start:end], style)]
    cuts = {start, end}
    for mark in over:
        cuts.update((_whole(text, max(start, mark.start), end), _whole(text, min(end, mark.end), end)))
    edges = sorted(cuts)
    return [
        Span(text[left:right], " ".join([style, *(m.style for m in over if m.start <= left < m.end)]).strip())
        for left, right in pairwise(edges)
    ]


def _whole(text: str, offset: int, end: int) -> int:
    """Move an offset on to where a grapheme ends, so that a mark never takes a picture or an accent apart."""
    while offset < end and (
        _GLUE.match(text, offset)
        or (offset and text[offset - 1] == "\u200d")
        or (text[offset] not in _NARROW and not cell_len(text[offset]))
    ):
        offset += 1
    return offset


def fit(text: str, width: int) -> str:
    """Cut a text to a width, with an ellipsis where something was left out."""
    if width <= 0:
        return ""
    if cell_len(text) <= width:
        return text
    used = 0
    for start, _, size in split_graphemes(text)[0]:
        if used + size > width - 1:
            return text[:start].rstrip() + "…"
        used += size
    return text


def paragraph(
    text: str,
    width: int,
    style: str = "",
    *,
    first: Span = EMPTY,
    rest: Span = EMPTY,
    marks: Sequence[Mark] = (),
    item: int = -1,
) -> list[Line]:
    """Wrap a text into lines, the first behind one prefix and the others behind another (both count as width)."""
    text = literal(text)
    room = width - max(cell_len(first.text), cell_len(rest.text))
    lines: list[Line] = []
    for left, right in wrap(text, room):
        prefix = rest if lines else first
        spans = spread(text, left, right, style, marks)
        lines.append(Line((prefix, *spans) if prefix.text else tuple(spans), item=item))
    return lines


def make_strip(line: Line, style: Callable[[str], Style]) -> Strip:
    """Draw a line; the last place where text from outside could still hold what a terminal acts on."""
    segments: list[Segment] = []
    length = 0
    for text, names in line.spans:
        shown = literal(text)
        if not shown:
            continue
        length += cell_len(shown)
        look = style(names)
        if segments and segments[-1].style == look:
            segments[-1] = Segment(segments[-1].text + shown, look)
        else:
            segments.append(Segment(shown, look))
    return Strip(segments, length)


def find_line(tops: Sequence[int], y: int) -> int:
    """Find which of the parts that begin on the lines `tops` (ascending) has the line `y`."""
    return max(0, bisect_right(tops, y) - 1)


def bar(counts: Sequence[int]) -> str:
    """Draw counts as eighth blocks, the highest count full; what is not zero is never drawn as nothing."""
    blocks = "▁▂▃▄▅▆▇█"
    top = max(counts, default=0)
    if not top:
        return blocks[0] * len(counts)
    return "".join(blocks[0] if not n else blocks[max(1, -(-n * 7 // top))] for n in counts)


def density(offsets: Iterable[int], total: int, width: int) -> list[int]:
    """Count how many offsets fall into each of `width` equal stretches of a text of `total` code points."""
    counts = [0] * width
    for offset in offsets:
        counts[min(width - 1, offset * width // max(1, total))] += 1
    return counts
