"""Questions, asked at the foot of the screen so that what they are about stays in sight and little is drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tui.app.bindings import bind
from tui.app.text import single

Answer = TypeVar("Answer")

PROPOSED = 5
"""Completions shown at once."""


class PromptInput(Input):
    """The line of a prompt, with completion and a memory."""

    BINDINGS: ClassVar[list[BindingType]] = bind("prompt")

    def __init__(self, value: str, complete: Callable[[str], list[str]] | None, history: Sequence[str]) -> None:
        super().__init__(single(value), compact=True, select_on_focus=False)
        self.cursor_blink = False
        self._complete = complete
        self._history = history
        self._place = -1
        self._draft = self.value

    def find_completions(self) -> list[str]:
        """The ways to go on from what is written."""
        return self._complete(self.value)[:PROPOSED] if self._complete is not None else []

    def action_cancel(self) -> None:
        """Leave without an answer."""
        self.screen.dismiss(None)

    def action_complete(self) -> None:
        """Take the first of the completions."""
        if found := self.find_completions():
            self._put(found[0])

    def action_recall(self, step: int) -> None:
        """Go through former answers."""
        if self._place < 0:
            self._draft = self.value
        place = max(-1, min(self._place + step, len(self._history) - 1))
        if place != self._place:
            self._put(self._draft if place < 0 else self._history[place])
            self._place = place

    def _put(self, text: str) -> None:
        self.value = single(text)
        self.cursor_position = len(self.value)

    def on_paste(self, event: events.Paste) -> None:
        """Take a paste as one harmless line."""
        event.prevent_default()
        event.stop()
        self.insert_text_at_cursor(single(event.text))


class Foot(ModalScreen[Answer]):
    """A question at the foot of the screen; what is behind it is not dimmed, which would draw all of it again."""

    DEFAULT_CSS = """
    Foot {
        background: transparent;
        align: left bottom;
        & > Vertical {
            height: auto;
            max-height: 80%;
            background: $panel;
            border-top: solid $line;
            padding: 0 1;
        }
        .question { height: auto; text-style: bold; }
        .more { height: auto; color: $dimmed; }
        &:ansi .more { text-style: dim; }
        Input { width: 1fr; background: transparent; background-tint: transparent; padding: 0; }
        OptionList {
            height: auto;
            max-height: 16;
            border: none;
            padding: 0;
            background: transparent;
            scrollbar-size-vertical: 1;
        }
    }
    """
    ESCAPE_TO_MINIMIZE = False


class Prompt(Foot[str | None]):
    """Asks for a line of text; None when it was left."""

    def __init__(
        self,
        label: str,
        value: str = "",
        complete: Callable[[str], list[str]] | None = None,
        history: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self._label = label
        self._value = value
        self._complete = complete
        self._history = history

    def compose(self) -> ComposeResult:
        """Make the question, the line and the completions."""
        with Vertical():
            yield Static(Content(single(self._label)), classes="question")
            yield PromptInput(self._value, self._complete, self._history)
            if self._complete is not None:
                yield Static("", classes="more", markup=False)

    def on_mount(self) -> None:
        """Propose completions from the start."""
        self._propose()

    def on_input_changed(self) -> None:
        """Propose completions for what is written now."""
        self._propose()

    def _propose(self) -> None:
        if self._complete is not None:
            found = self.query_one(PromptInput).find_completions()
            self.query_one(".more", Static).update(Content("Tab: " + "  |  ".join(map(single, found)) if found else ""))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer with what is written."""
        event.stop()
        self.dismiss(event.value)


class Confirm(Foot[bool]):
    """Asks yes or no; anything but y is no."""

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        """Make the question."""
        with Vertical():
            yield Static(Content(f"{single(self._question)}  y / n"), classes="question")

    def on_key(self, event: events.Key) -> None:
        """Answer."""
        event.stop()
        event.prevent_default()
        self.dismiss(event.key in ("y", "Y"))


class Choose(Foot[str | None]):
    """Asks for one of a few things, each with a key of its own; None when it was left."""

    BINDINGS: ClassVar[list[BindingType]] = bind("prompt")

    def __init__(self, title: str, options: Sequence[tuple[str, Content | str]]) -> None:
        super().__init__()
        self._title = title
        self._options = options

    def compose(self) -> ComposeResult:
        """Make the title and the choices."""
        with Vertical():
            yield Static(Content(single(self._title)), classes="question")
            yield OptionList(
                *(
                    Option(Content.assemble((f"{single(key)}  ", "bold"), _literal(text)), id=str(number))
                    for number, (key, text) in enumerate(self._options)
                ),
                markup=False,
                compact=True,
            )

    def action_cancel(self) -> None:
        """Leave without choosing."""
        self.dismiss(None)

    def action_complete(self) -> None:
        """Choose what the cursor is on."""
        self.query_one(OptionList).action_select()

    def action_recall(self, step: int) -> None:
        """Move the cursor."""
        options = self.query_one(OptionList)
        if step > 0:
            options.action_cursor_up()
        else:
            options.action_cursor_down()

    def on_key(self, event: events.Key) -> None:
        """Choose by a choice's own key; j and k move."""
        for key, _ in self._options:
            if event.character is not None and event.character == key:
                event.stop()
                event.prevent_default()
                self.dismiss(key)
                return
        if event.key in ("j", "k"):
            event.stop()
            self.action_recall(1 if event.key == "k" else -1)
        elif event.key == "q":
            event.stop()
            self.dismiss(None)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Choose what the cursor is on."""
        event.stop()
        self.dismiss(self._options[event.option_index][0])


def _literal(text: Content | str) -> Content:
    return text if isinstance(text, Content) else Content(single(text))
