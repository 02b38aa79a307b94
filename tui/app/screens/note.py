"""The built-in editor for notes, for when there is no other."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static, TextArea

from tui.app.screens.prompts import Foot
from tui.app.text import single
from tui.text import harmless


class NoteEditor(Foot[str | None]):
    """Changes a text; None when it was left without keeping the change."""

    DEFAULT_CSS = """
    NoteEditor TextArea {
        height: 10;
        border: none;
        padding: 0;
        background: transparent;
        scrollbar-size-vertical: 1;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "keep", priority=True),
        Binding("escape", "leave", priority=True),
    ]

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title = title
        self._text = harmless(text)

    def compose(self) -> ComposeResult:
        """Make the title, the text and what the keys do."""
        with Vertical():
            yield Static(Content(single(self._title)), classes="question")
            yield TextArea(self._text, soft_wrap=True, tab_behavior="indent", compact=True)
            yield Static(Content("Ctrl-s keeps the note, Esc leaves it as it was"), classes="more")

    def on_mount(self) -> None:
        """Begin at the end of what is written."""
        area = self.query_one(TextArea)
        area.cursor_blink = False
        area.move_cursor(area.document.end)
        area.focus()

    def action_keep(self) -> None:
        """Answer with what is written."""
        self.dismiss(harmless(self.query_one(TextArea).text).strip())

    def action_leave(self) -> None:
        """Leave without an answer."""
        self.dismiss(None)
