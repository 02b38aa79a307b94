"""A list of items that lead somewhere, each of one line or several; more are asked for when the end is near."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.message import Message

from tui.app.card import Item
from tui.app.lines import Line, Span
from tui.app.widgets.lineview import LineView

NEAR = 30
"""Items before the end at which more are asked for."""

STYLES = (
    *("kind", "person", "organisation", "place", "other", "cursor", "blurred", "name", "aside", "bar", "said", "quote"),
    *("note", "heading", "strong", "emphasis", "code", "phrase"),
)
LOOK = """
    & > .{0}--kind {{ color: $dimmed; text-style: bold; }}
    & > .{0}--name {{ text-style: bold; }}
    & > .{0}--aside {{ color: $dimmed; }}
    & > .{0}--bar {{ color: $mark; }}
    & > .{0}--quote {{ text-style: italic; }}
    & > .{0}--note {{ color: $mark; }}
    & > .{0}--heading, & > .{0}--strong {{ text-style: bold; }}
    & > .{0}--emphasis {{ text-style: italic; }}
    & > .{0}--code {{ text-style: reverse; }}
    & > .{0}--phrase {{ text-style: bold underline; }}
    & > .{0}--cursor {{
        color: $block-cursor-foreground; background: $block-cursor-background; text-style: $block-cursor-text-style;
    }}
    & > .{0}--blurred {{ text-style: bold; }}
    &:ansi > .{0}--aside {{ text-style: dim; }}
"""
"""How the lines of cards look, by the name that their styles begin with."""


class ItemList(LineView, can_focus=True):
    """Items one below the other, with a cursor."""

    LOOKS = "items"
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"items--{name}" for name in STYLES}
    DEFAULT_CSS = f"ItemList {{ {LOOK.format('items')} }}"

    class Chosen(Message):
        """The cursor came to an item, or there is none; of several on their way only the last counts."""

        def __init__(self, item: Item | None) -> None:
            super().__init__()
            self.item = item

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, ItemList.Chosen)

    class Entered(Message):
        """Somebody wants to go where an item leads."""

        def __init__(self, item: Item) -> None:
            super().__init__()
            self.item = item

    class EndNear(Message):
        """The cursor is near the last item."""

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, ItemList.EndNear)

    class Resized(Message):
        """The items are to be made for another width."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.items: list[Item] = []
        self.cursor = 0
        self._lines: list[Line] = []
        self._starts: list[int] = []
        self._empty = ""

    @property
    def room(self) -> int:
        """Cells of an item's line: one at each side stays free."""
        return max(12, min(self.size.width - 3, 100))

    @property
    def current(self) -> Item | None:
        """The item under the cursor."""
        return self.items[self.cursor] if self.cursor < len(self.items) else None

    def show(self, items: Sequence[Item], cursor: int = 0, empty: str = "") -> None:
        """Show other items, with the cursor on one of them; `empty` is said when there are none."""
        self.items, self._lines, self._starts = [], [], []
        self._empty = empty
        self.top = 0
        self.extend(items)
        self._put(min(cursor, max(0, len(self.items) - 1)), aloud=True)

    def extend(self, items: Sequence[Item]) -> None:
        """Add items at the end."""
        for item in items:
            self._starts.append(len(self._lines))
            number = len(self.items)
            self.items.append(item)
            self._lines += [line._replace(item=number) for line in item.lines]
        self.update()

    # ---------------------------------------------------------------- drawing

    def line_count(self) -> int:
        """Count the lines there are."""
        return len(self._lines) or 1

    def get_line(self, y: int) -> Line:
        """Make a line with its margin, and with the cursor if that is on it."""
        if not self._lines:
            return Line((Span(" "), Span(self._empty, "aside")))
        line = self._lines[y]
        if line.item != self.cursor:
            return line._replace(spans=(Span(" "), *line.spans))
        look = "cursor" if self.has_focus else "blurred"
        spans = [span._replace(style=f"{span.style} {look}".strip()) for span in line.spans]
        return Line((Span("▸" if y == self._starts[line.item] else " ", look), *spans), item=line.item)

    # ---------------------------------------------------------------- moving

    def move(self, step: int) -> None:
        """Go an item up or down."""
        self._put(self.cursor + step)

    def half_page(self, step: int) -> None:
        """Go half a page."""
        self._leap(step * max(1, self.size.height // 2))

    def page(self, step: int) -> bool:
        """Go a page; False at the end."""
        return self._leap(step * max(1, self.size.height - self.OVERLAP))

    def home(self) -> None:
        """Go to the first item."""
        self._put(0)

    def end(self) -> None:
        """Go to the last item there is so far."""
        self._put(len(self.items) - 1)

    def _leap(self, lines: int) -> bool:
        if not self.items:
            return False
        before = self.cursor
        y = max(0, min(self._starts[self.cursor] + lines, len(self._lines) - 1))
        number = self._lines[y].item
        if number == before:  # an item longer than the leap
            number += 1 if lines > 0 else -1
        self._put(number)
        return self.cursor != before

    def _put(self, number: int, *, aloud: bool = False) -> None:
        if not self.items:
            self.update()
            if aloud:
                self.post_message(self.Chosen(None))
            return
        number = max(0, min(number, len(self.items) - 1))
        moved = number != self.cursor
        self.cursor = number
        first = self._starts[number]
        last = first + len(self.items[number].lines) - 1
        self.show_lines(first, last)
        self.update()
        if moved or aloud:
            self.post_message(self.Chosen(self.items[number]))
        if number >= len(self.items) - NEAR:
            self.post_message(self.EndNear())

    def enter(self) -> bool:
        """Go where the item leads."""
        if (item := self.current) is not None:
            self.post_message(self.Entered(item))
        return True

    def on_click(self, event: events.Click) -> None:
        """Choose what is clicked; a second click goes in."""
        y = self.line_at(event.y)
        if y >= len(self._lines):
            return
        number = self._lines[y].item
        if number == self.cursor:
            self.enter()
        else:
            self._put(number)

    def relayout(self) -> None:
        """Ask for the items to be made for the new width."""
        self.update()
        self.post_message(self.Resized())

    def on_focus(self) -> None:
        """Show where the cursor is."""
        self.update()

    def on_blur(self) -> None:
        """Show the cursor as one that waits."""
        self.update()
