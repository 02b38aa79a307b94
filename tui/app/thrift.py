"""Sends to the terminal only what differs from what it shows.

Textual sends whole regions, each stretch of text with all of its style, and after every change of the layout the whole
screen. Between it and the terminal a model of the screen is kept; of each frame only the cells that changed go out,
with only what changes in the style, the way curses does it. A frame that holds anything but text, styles, links and
cursor moves is passed on as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from rich.cells import split_graphemes

from tui.app.lines import is_narrow

if TYPE_CHECKING:
    from textual.driver import Driver

SYNC_START = "\x1b[?2026h"
SYNC_END = "\x1b[?2026l"

NEAR = 6
"""Unchanged cells that are sent again rather than skipped when the style allows: skipping them takes as much."""

_TOKEN = re.compile(
    r"\x1b\[(?P<y>\d+);(?P<x>\d+)H|\x1b\[(?P<style>[\d;]*)m|\x1b\]8;(?P<link>[^\x1b\x07]*)\x1b\\|(?P<end>\n)|(?P<text>[^\x1b\n]+)"
)
_CODE = re.compile(r"[34]8;(?:2;\d+;\d+;\d+|5;\d+)|\d+")

_OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "21": "24", "5": "25", "6": "25", "7": "27", "8": "28", "9": "29"}
_OFF |= {"51": "54", "52": "54", "53": "55"}
"""What turns an attribute off."""
_UNSEEN = frozenset("123")
"""Attributes that a space does not show: bold, dim, italic."""
_DRAWN = frozenset(map(chr, range(0x2500, 0x25A0))) | frozenset("●★✎▸▫◂▴▾")
"""Lines, bars and our own marks, which every terminal draws one cell wide."""


@dataclass(frozen=True, eq=False, slots=True)
class Style:
    """How a cell looks, in the parameters of SGR. Equal styles are the same object (`_style`)."""

    attributes: frozenset[str]
    colour: str | None
    """None where any will do: for a space."""
    ground: str
    link: str


@dataclass(frozen=True, eq=False, slots=True)
class Cell:
    """A place of the screen; of a wide character the second one has no text. Equal cells are the same object."""

    text: str
    style: Style
    narrow: bool
    """Whether the cursor is surely one cell further after it."""


@cache
def _style(attributes: frozenset[str], colour: str | None, ground: str, link: str) -> Style:
    return Style(attributes, colour, ground, link)


@lru_cache(maxsize=65536)
def _cell(text: str, style: Style) -> Cell:
    return Cell(text, style, is_narrow(text) or text in _DRAWN)


PLAIN = _style(frozenset(), "39", "49", ";")
UNKNOWN = Cell("", PLAIN, False)
Row = list[Cell]


class Thrift:
    """A model of what the terminal shows."""

    def __init__(self) -> None:
        self._rows: dict[int, Row] = {}
        self._parked: tuple[int, int] | None = None
        """Where the cursor was left."""

    def forget(self) -> None:
        """Know nothing any more: something else has written on the screen, or its size has changed."""
        self._rows.clear()
        self._parked = None

    def thin(self, frame: str) -> str:
        """Make of a frame what is needed to turn what is shown into it."""
        applied = self._apply(frame)
        if applied is None:
            self.forget()
            return frame
        before, place = applied
        out = _Output()
        for y in sorted(before):
            out.row(y, before[y], self._rows[y])
        sent = out.finish()
        if not sent and place == self._parked:
            return ""
        self._parked = place
        return "{}\x1b[{};{}H".format(sent, *place)

    def _apply(self, frame: str) -> tuple[dict[int, Row], tuple[int, int]] | None:
        """Write a frame into the model; the former selves of the rows it touches, and where it leaves the cursor."""
        before: dict[int, Row] = {}
        y = x = 1
        sgr, link = "", ";"
        at = 0
        for match in _TOKEN.finditer(frame):
            if match.start() != at:
                return None
            at = match.end()
            kind = match.lastgroup
            if kind == "text":
                row = self._rows.setdefault(y, [])
                if y not in before:
                    before[y] = row.copy()
                x = _write(row, x, match["text"], sgr, link)
            elif kind == "style":
                sgr = match["style"]
            elif kind == "x":
                y, x = int(match["y"]), int(match["x"])
            elif kind == "link":
                link = match["link"]
        return (before, (y, x)) if at == len(frame) else None


def _write(row: Row, x: int, text: str, sgr: str, link: str) -> int:
    """Write text into a row from column x (counted from 1) on; the column after it."""
    if len(row) < x - 1:
        row.extend([UNKNOWN] * (x - 1 - len(row)))
    cells = _make_cells(text, sgr, link)
    row[x - 1 : x - 1 + len(cells)] = cells
    return x + len(cells)


@lru_cache(maxsize=1024)
def _make_cells(text: str, sgr: str, link: str) -> Row:
    style = _read_style(sgr, link)
    # Nothing of a space is seen but its ground and the lines on it, unless both colours are swapped.
    seen = style.attributes - _UNSEEN
    blank = _cell(" ", style if "7" in seen else _style(seen, None, style.ground, link))
    if is_narrow(text):
        return [blank if char == " " else _cell(char, style) for char in text]
    cells: Row = []
    for start, end, size in split_graphemes(text)[0]:
        grapheme = text[start:end]
        if size:
            cells.append(blank if grapheme == " " else _cell(grapheme, style))
            cells.extend([_cell("", style)] * (size - 1))
        elif cells:
            cells[-1] = _cell(cells[-1].text + grapheme, style)
    return cells


@lru_cache(maxsize=1024)
def _read_style(sgr: str, link: str) -> Style:
    attributes: set[str] = set()
    colour, ground = "39", "49"
    for code in _CODE.findall(sgr):
        if code.startswith("38;") or (len(code) == 2 and code[0] in "39"):
            colour = code
        elif code.startswith("48;") or (len(code) == 2 and code[0] == "4") or (len(code) == 3 and code[0] == "1"):
            ground = code
        elif code == "0":
            attributes, colour, ground = set(), "39", "49"
        else:
            attributes.add(code)
    return _style(frozenset(attributes), colour, ground, link)


@lru_cache(maxsize=4096)
def _change(now: Style, then: Style) -> tuple[str, Style]:
    """What makes one style of another in the fewest characters, and what it then is."""
    if then.colour is None:
        then = _style(then.attributes | (now.attributes & _UNSEEN), now.colour, then.ground, then.link)
    lost = {_OFF[code] for code in now.attributes - then.attributes if code in _OFF}
    # Turning bold off turns dim off as well.
    again = {code for code in then.attributes & now.attributes if _OFF.get(code) in lost}
    steps = [*sorted(lost), *sorted((then.attributes - now.attributes) | again, key=int)]
    fresh = ["", *sorted(then.attributes, key=int)]
    for before, after, none in ((now.colour, then.colour, "39"), (now.ground, then.ground, "49")):
        if after is not None:
            steps += [after] * (before != after)
            fresh += [after] * (after != none)
    codes = min(";".join(steps), ";".join(fresh), key=len)
    look = f"\x1b[{codes}m" if steps else ""
    return look + (f"\x1b]8;{then.link}\x1b\\" if now.link != then.link else ""), then


class _Output:
    """Collects what is to be sent."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._style = PLAIN
        self._wanted = PLAIN
        """The style of the last cell; `_style` has what is left over from others in what the cell does not show."""
        self._y = self._x = -1
        """Where the cursor is; -1 where that is not sure."""

    def row(self, y: int, old: Row, new: Row) -> None:
        """Send what differs in a row."""
        if len(old) < len(new):
            old = old + [UNKNOWN] * (len(new) - len(old))
        start = end = -1
        for place, cell in enumerate(new):
            if cell is old[place]:
                continue
            if start < 0:
                start = place
            elif place > end and not _is_near(new, end, place):
                self._run(y, start, new[start:end])
                start = place
            end = place + 1
        if start >= 0:
            self._run(y, start, new[start:end])

    def _run(self, y: int, start: int, cells: Row) -> None:
        parts = self._parts
        for x, cell in enumerate(cells, start + 1):
            if not cell.text:
                continue
            if self._x != x or self._y != y:
                self._move(y, x)
            if cell.style is not self._wanted:
                self._wanted = cell.style
                look, self._style = _change(self._style, cell.style)
                parts.append(look)
            parts.append(cell.text)
            # After what is not plainly one cell wide, the cursor may be anywhere.
            self._x = x + 1 if cell.narrow else -1

    def _move(self, y: int, x: int) -> None:
        forward = x - self._x
        if self._y == y and 0 < self._x < x:
            self._parts.append("\x1b[C" if forward == 1 else f"\x1b[{forward}C")
        else:
            self._parts.append(f"\x1b[{y}H" if x == 1 else f"\x1b[{y};{x}H")
        self._y, self._x = y, x

    def finish(self) -> str:
        """Give all that is to be sent; the style is left plain."""
        if self._parts:
            self._parts.append(_change(self._style, PLAIN)[0])
        return "".join(self._parts)


def _is_near(new: Row, end: int, place: int) -> bool:
    if place - end > NEAR:
        return False
    last = new[end - 1].style
    return all(cell.narrow and (cell.style is last or cell.style.colour is None) for cell in new[end:place])


def make_driver(base: type[Driver]) -> type[Driver]:
    """Make a driver that sends only what differs; its `forget_screen` makes it send everything again."""

    class ThriftyDriver(base):  # type: ignore[misc, valid-type]
        """Keeps a model of the screen between Textual and the terminal."""

        _thrift: Thrift | None = None
        _held = False

        def start_application_mode(self) -> None:
            """Begin with a screen of which nothing is known."""
            self._thrift = Thrift()
            super().start_application_mode()

        def forget_screen(self) -> None:
            """Send everything with the next frame."""
            if self._thrift is not None:
                self._thrift.forget()

        def write(self, data: str) -> None:
            """Send a frame thinly, and everything else as it is."""
            if data == SYNC_START:
                # Held back until it is sure that there is something to draw.
                self._held = True
                return
            if data == SYNC_END and self._held:
                self._held = False
                return
            if self._thrift is not None and _FRAME.match(data):
                data = self._thrift.thin(data)
            if data:
                super().write(SYNC_START + data if self._held else data)
                self._held = False

    return ThriftyDriver


_FRAME = re.compile(r"\x1b\[\d+;\d+H")
