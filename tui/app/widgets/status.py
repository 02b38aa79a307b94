"""The one line at the top: what is shown, and at its right what is going on or which keys help."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget

from tui.app.lines import fit
from tui.app.text import single

SHOWN_FOR = 6.0
"""Seconds that a message stays."""
ERROR_SHOWN_FOR = 20.0
"""Seconds that an error stays."""


class Status(Widget):
    """A single line. A message takes the right side, and as much of the left as it needs."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"status--error", "status--aside"}
    DEFAULT_CSS = """
    Status {
        height: 1;
        text-wrap: nowrap;
        text-style: bold;
        & > .status--error { color: $text-error; text-style: bold; }
        & > .status--aside { color: $dimmed; text-style: not bold; }
        &:ansi > .status--aside { text-style: not bold dim; }
    }
    """

    def __init__(self, hint: str, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._hint = hint
        self._left = "newsreader"
        self._progress = ""
        self._message = ""
        self._error = False
        self._timer: Timer | None = None

    def show(self, left: str) -> None:
        """Say what is listed."""
        self._set(left=single(left))

    def progress(self, text: str) -> None:
        """Say how far work in the background is; empty when there is none."""
        self._set(progress=single(text))

    def say(self, text: str, *, error: bool = False) -> None:
        """Say something for a while."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(ERROR_SHOWN_FOR if error else SHOWN_FOR, self.hush) if text else None
        self._set(message=single(text), error=error)

    def hush(self) -> None:
        """Take the message away."""
        self._set(message="")

    @property
    def message(self) -> str:
        """What is being said now."""
        return self._message

    def _set(self, **values: str | bool) -> None:
        changed = False
        for name, value in values.items():
            if getattr(self, f"_{name}") != value:
                setattr(self, f"_{name}", value)
                changed = True
        if changed:
            self.refresh()

    def render(self) -> Content:
        """Fit both sides into the line."""
        width = max(0, self.size.width - 2)
        right = fit(self._message or self._progress or self._hint, width)
        room = width - cell_len(right) - 2
        left = fit(self._left, room) if room > 3 else ""
        gap = " " * (width - cell_len(left) - cell_len(right))
        name = "status--aside" if not self._message else "status--error" if self._error else ""
        look = self.get_visual_style(name, partial=True) if name else ""
        return Content.assemble(" ", left, gap, (right, look))
