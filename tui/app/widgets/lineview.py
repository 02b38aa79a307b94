"""A pane of lines that repaints only what differs from what was drawn before."""

from __future__ import annotations

from functools import reduce
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.selection import Selection
from textual.strip import Strip
from textual.widget import Widget

from tui.app.lines import BLANK, Line, make_strip


class LineView(Widget):
    """Draws lines that a subclass makes on demand, and scrolls over them.

    It does its own scrolling: Textual's would send the whole pane for every step and every change of length. Here each
    change is compared with what was drawn, and of a row that differs only what goes to the end of its text is sent.
    A subclass gives `line_count`, `get_line` and calls `update` after a change.
    """

    DEFAULT_CSS = """
    LineView { width: 1fr; height: 1fr; overflow: hidden hidden; }
    """
    LOOKS: ClassVar[str] = "line"
    """What the names of the component classes begin with: style `title` is the class `<LOOKS>--title`."""
    OVERLAP: ClassVar[int] = 2
    """How many lines stay in sight when a page is turned."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self.top = 0
        """The number of the line in the first row."""
        self._strips: dict[int, Strip] = {}
        self._drawn: list[Strip] = []
        self._styles_by_name: dict[str, Style] = {}

    # ---------------------------------------------------------------- for the subclass

    def line_count(self) -> int:
        """Count the lines there are."""
        return 0

    def get_line(self, y: int) -> Line:
        """Make line `y`, counted from 0; never called with one that does not exist."""
        return BLANK

    def line_at(self, row: int) -> int:
        """Find the line that a row shows."""
        return self.top + row

    def on_scrolled(self) -> None:
        """Hear that another line has come to the top by the user's doing."""

    def update(self, *, changed: bool = True) -> None:
        """Repaint what differs; `changed` False says that lines only moved and were not made anew."""
        if changed:
            self._strips.clear()
        self.top = max(0, min(self.top, self.last_top))
        if not self.is_attached or not self.size:
            return
        rows = [self._row(y) for y in range(self.size.height)]
        if len(self._drawn) != len(rows):
            self.refresh()
        elif regions := [
            Region(0, y, max(new.cell_length, old.cell_length), 1)
            for y, (new, old) in enumerate(zip(rows, self._drawn, strict=True))
            if new != old
        ]:
            self.refresh(*regions)
        self._drawn = rows

    # ---------------------------------------------------------------- scrolling

    @property
    def last_top(self) -> int:
        """The line that is at the top when the last one is in the last row."""
        return max(0, self.line_count() - self.size.height)

    def scroll_lines(self, step: int) -> bool:
        """Scroll by some lines; False when there was nowhere to go."""
        top = max(0, min(self.top + step, self.last_top))
        if top == self.top:
            return False
        self.top = top
        self.update(changed=False)
        self.on_scrolled()
        return True

    def show_lines(self, first: int, last: int) -> None:
        """Scroll, as little as needed, until the lines are in sight (the first ones when they are too many)."""
        height = max(1, self.size.height)
        top = min(max(self.top, last - height + 1), first)
        self.scroll_lines(top - self.top)

    def move(self, step: int) -> None:
        """Go one line up or down."""
        self.scroll_lines(step)

    def half_page(self, step: int) -> None:
        """Go half a page up or down."""
        self.scroll_lines(step * max(1, self.size.height // 2))

    def page(self, step: int) -> bool:
        """Turn a page; False at the end."""
        return self.scroll_lines(step * max(1, self.size.height - self.OVERLAP))

    def home(self) -> None:
        """Go to the first line."""
        self.scroll_lines(-self.top)

    def end(self) -> None:
        """Go to the last line."""
        self.scroll_lines(self.last_top - self.top)

    def enter(self) -> bool:
        """Go further in; False when there is nothing further in here."""
        return False

    def back(self) -> bool:
        """Go a step back inside this pane; False when there is none."""
        return False

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll by the wheel."""
        event.stop()
        self.scroll_lines(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll by the wheel."""
        event.stop()
        self.scroll_lines(-3)

    # ---------------------------------------------------------------- drawing

    def get_look(self, names: str) -> Style:
        """Resolve the names of a span's style, later ones over earlier ones; no names give the pane's own style."""
        look = self._styles_by_name.get(names)
        if look is None:
            parts = [self.get_component_rich_style(f"{self.LOOKS}--{name}", partial=True) for name in names.split()]
            look = self._styles_by_name[names] = reduce(Style.__add__, parts, self.rich_style)
        return look

    def _row(self, y: int) -> Strip:
        line = self.line_at(y)
        if line >= self.line_count():
            return Strip([])
        strip = self._strips.get(line)
        if strip is None:
            strip = self._strips[line] = make_strip(self.get_line(line), self.get_look)
        if self.mark_row() == y:
            strip = Strip([*self._extend(strip, self.size.width - 1), Segment("▐", self.get_look(""))], self.size.width)
        return strip

    def _extend(self, strip: Strip, width: int) -> Strip:
        """Fill a strip up with blanks; they join its last segment if they look the same, which saves bytes."""
        base = self.get_look("")
        room = width - strip.cell_length
        if room <= 0:
            return strip.crop(0, width)
        *before, last = [*strip] or [Segment("", base)]
        if last.style == base:
            return Strip([*before, Segment(last.text + " " * room, base)], width)
        return Strip([*before, last, Segment(" " * room, base)], width)

    def mark_row(self) -> int:
        """Find the row whose last cell shows how far down the page is; -1 when all of it is in sight."""
        count, height = self.line_count(), self.size.height
        return self.top * (height - 1) // (count - height) if count > height else -1

    def render_line(self, y: int) -> Strip:
        """Draw one row; called by Textual for the rows that `update` found to differ."""
        strip = self._row(y)
        if (selection := self.text_selection) is not None:
            strip = self._select(strip, selection, self.line_at(y))
        return self._extend(strip, self.size.width).apply_offsets(0, self.line_at(y))

    def _select(self, strip: Strip, selection: Selection, y: int) -> Strip:
        span = selection.get_span(y)
        if span is None:
            return strip
        text = strip.text
        start, end = span
        left = cell_len(text[:start])
        right = strip.cell_length if end == -1 else cell_len(text[:end])
        look = self.screen.get_component_rich_style("screen--selection")
        chosen = strip.crop(left, right).apply_style(look)
        return Strip.join([strip.crop(0, left), chosen, strip.crop(right, strip.cell_length)])

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Give the text that the mouse selected."""
        first = selection.start.y if selection.start else 0
        last = min(selection.end.y if selection.end else self.line_count() - 1, self.line_count() - 1)
        texts: list[str] = []
        for y in range(first, last + 1):
            text = self.get_line(y).text
            start, end = selection.get_span(y) or (0, 0)
            texts.append(text[start:] if end == -1 else text[start:end])
        return "\n".join(texts), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """Repaint all: a selection may be anywhere."""
        self.refresh()

    def notify_style_update(self) -> None:
        """Forget what was drawn with the former theme."""
        super().notify_style_update()
        self._styles_by_name.clear()
        self._strips.clear()
        self._drawn = []

    def on_resize(self) -> None:
        """Make the lines anew for another width."""
        self._drawn = []
        self.relayout()

    def relayout(self) -> None:
        """Make the lines anew; a subclass that wraps does so here."""
        self.update()
