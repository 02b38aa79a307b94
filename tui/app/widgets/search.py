"""The search box: searches as you type, remembers what was searched for, and says what it could not understand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from tui.app.bindings import bind
from tui.app.text import single


class SearchInput(Input):
    """The line that is typed in, with a memory."""

    BINDINGS: ClassVar[list[BindingType]] = bind("search")

    class Left(Message):
        """The box was left for the list, or cleared."""

        def __init__(self, *, cleared: bool) -> None:
            self.cleared = cleared
            super().__init__()

    def __init__(self) -> None:
        super().__init__(compact=True, id="search-input")
        self.cursor_blink = False
        self.history: Sequence[str] = ()
        """Former searches, the latest first."""
        self.suggestion: str | None = None
        self._place = -1
        self._draft = ""

    def action_done(self) -> None:
        """Go to the list with what was found."""
        self.post_message(self.Left(cleared=False))

    def action_clear(self) -> None:
        """Give the search up."""
        self.post_message(self.Left(cleared=True))

    def action_accept(self) -> None:
        """Take the spelling that was proposed; without one, go to the list."""
        if self.suggestion:
            self.put(self.suggestion)
        else:
            self.action_done()

    def action_recall(self, step: int) -> None:
        """Go through former searches; below the latest is what was being typed."""
        if self._place < 0:
            self._draft = self.value
        place = max(-1, min(self._place + step, len(self.history) - 1))
        if place != self._place:
            self.put(self._draft if place < 0 else self.history[place])
            self._place = place

    def put(self, text: str) -> None:
        """Write a query into the box."""
        self.value = single(text)
        self.cursor_position = len(self.value)

    def forget_place(self) -> None:
        """Begin again at the latest of the former searches."""
        self._place = -1

    def on_paste(self, event: events.Paste) -> None:
        """Take a paste as one harmless line."""
        event.prevent_default()
        event.stop()
        self.insert_text_at_cursor(single(event.text))


class SearchBox(Vertical):
    """The box with what the index has to say beneath it; hidden while there is no search."""

    DEFAULT_CSS = """
    SearchBox {
        height: auto;
        display: none;
        &.-open { display: block; }
        Horizontal { height: 1; }
        #search-mark { width: 2; color: $dimmed; }
        #search-input { width: 1fr; background: transparent; background-tint: transparent; padding: 0; }
        #search-said { height: auto; max-height: 3; padding: 0 0 0 2; color: $dimmed; display: none; }
        #search-said.-said { display: block; }
    }
    """

    class Changed(Message):
        """Another query is in the box."""

        def __init__(self, query: str) -> None:
            self.query = query
            super().__init__()

    def __init__(self) -> None:
        super().__init__()
        self._said: list[str] = []

    def compose(self) -> ComposeResult:
        """Make the line and what is said beneath it."""
        with Horizontal():
            yield Static("/ ", id="search-mark", markup=False)
            yield SearchInput()
        yield Static("", id="search-said", markup=False)

    @property
    def input(self) -> SearchInput:
        """The line that is typed in."""
        return self.query_one(SearchInput)

    @property
    def query_text(self) -> str:
        """The query in the box."""
        return self.input.value

    def open(self, history: Sequence[str]) -> None:
        """Show the box and put the keyboard in it."""
        self.input.history = history
        self.input.forget_place()
        self.add_class("-open")
        self.input.focus()

    def put(self, query: str) -> None:
        """Show a query that came from elsewhere, without searching for it again."""
        with self.prevent(Input.Changed):
            self.input.put(query)
        self.set_class(bool(query), "-open")

    def say(self, notes: Sequence[str], suggestion: str | None) -> None:
        """Show what could not be understood, and the spelling that was probably meant."""
        self.input.suggestion = suggestion
        lines = [single(note) for note in notes]
        if suggestion:
            lines.append(f"Did you mean {single(suggestion)}? Tab takes it.")
        if lines != self._said:
            # Whatever it is given, Textual lays the whole screen out anew for it.
            self._said = lines
            said = self.query_one("#search-said", Static)
            said.update(Content("\n".join(lines)))
            said.set_class(bool(lines), "-said")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell that another query is in the box."""
        event.stop()
        self.post_message(self.Changed(event.value))
