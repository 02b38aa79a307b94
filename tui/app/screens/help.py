"""Pages of text over the whole screen: the keys in force, and what went wrong. Both can be searched."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Input, Static

from tui.app.keys import KEYS, show_key
from tui.app.lines import Line, Span, paragraph
from tui.app.text import single
from tui.app.widgets.lineview import LineView
from tui.model import Failure
from tui.text import fold


class Entry(NamedTuple):
    """Something on a page: what it is called, and what there is to say about it."""

    name: str
    text: str
    heading: str = ""
    """The heading it stands under; one is written where it changes."""


class TextPage(LineView, can_focus=True):
    """Entries in two columns, or one below the other where it is narrow."""

    LOOKS = "page"
    COMPONENT_CLASSES: ClassVar[set[str]] = {"page--heading", "page--name", "page--text"}
    DEFAULT_CSS = """
    TextPage {
        & > .page--heading { text-style: bold underline; }
        & > .page--name { color: $accent; text-style: bold; }
    }
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        super().__init__()
        self.entries = entries
        self._lines: list[Line] = []

    def line_count(self) -> int:
        """Count the lines there are."""
        return len(self._lines)

    def get_line(self, y: int) -> Line:
        """Give a line."""
        return self._lines[y]

    def show(self, entries: Sequence[Entry]) -> None:
        """Show other entries, from the top."""
        self.entries = entries
        self.top = 0
        self.relayout()

    def relayout(self) -> None:
        """Make the lines anew."""
        width = max(4, self.size.width - 3)
        column = min(max((cell_len(entry.name) for entry in self.entries), default=0) + 2, width // 2)
        lines: list[Line] = []
        heading = ""
        for entry in self.entries:
            if entry.heading != heading:
                heading = entry.heading
                lines += [Line()] * bool(lines) + [Line((Span(" "), Span(heading, "heading")))]
            name = single(entry.name)
            if cell_len(name) > column - 2:
                lines += paragraph(name, width, "name", first=Span(" "), rest=Span(" "))
                lines += paragraph(entry.text, width, "text", first=Span("   "), rest=Span("   "))
            else:
                first = Span(f" {name}{' ' * (column - cell_len(name))}", "name")
                rest = Span(" " * (column + 1))
                lines += paragraph(entry.text or " ", width, "text", first=first, rest=rest) or [Line((first,))]
        self._lines = lines or [Line((Span(" Nothing."),))]
        self.update()


class TextScreen(Screen[None], inherit_bindings=False):
    """A page of entries that narrows to what is typed after `/`."""

    CSS = """
    TextScreen {
        background: $background;
        #head { height: 1; padding: 0 1; text-style: bold; }
        Input { width: 1fr; background: transparent; background-tint: transparent; padding: 0 1; display: none; }
        Input.-open { display: block; }
    }
    """
    # These are the keys of every pager; a page that explains the keys must not depend on how they were changed.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,escape,question_mark,h,left", "leave", show=False),
        Binding("slash", "find", show=False),
        Binding("j,down", "page('move', 1)", show=False),
        Binding("k,up", "page('move', -1)", show=False),
        Binding("space,pagedown,ctrl+f", "page('page', 1)", show=False),
        Binding("b,pageup,ctrl+b", "page('page', -1)", show=False),
        Binding("ctrl+d", "page('half_page', 1)", show=False),
        Binding("ctrl+u", "page('half_page', -1)", show=False),
        Binding("g,home", "page('home')", show=False),
        Binding("G,end", "page('end')", show=False),
        Binding("enter,tab", "read", show=False),
        Binding("ctrl+c", "copy_text", show=False),
    ]
    AUTO_FOCUS = "TextPage"

    def __init__(self, title: str, entries: Sequence[Entry]) -> None:
        super().__init__()
        self._title = title
        self._entries = entries

    def compose(self) -> ComposeResult:
        """Make the head, the line to search in, and the page."""
        yield Static(f"{self._title}   / finds   q goes back", id="head", markup=False)
        yield Input(placeholder="words to find", compact=True)
        yield TextPage(self._entries)

    def action_find(self) -> None:
        """Put the keyboard into the line to search in."""
        line = self.query_one(Input)
        line.cursor_blink = False
        line.add_class("-open")
        line.focus()

    def action_leave(self) -> None:
        """Go back: out of the search, then out of the page."""
        line = self.query_one(Input)
        if line.has_class("-open"):
            line.value = ""
            line.remove_class("-open")
            self.query_one(TextPage).focus()
        else:
            self.dismiss()

    def action_read(self) -> None:
        """Put the keyboard back into the page, keeping what was found."""
        self.query_one(TextPage).focus()

    def action_page(self, name: str, *step: int) -> None:
        """Move the page."""
        move: Callable[..., object] = getattr(self.query_one(TextPage), name)
        move(*step)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the page to the entries that have all of the words."""
        words = fold(event.value).split()
        self.query_one(TextPage).show(
            [entry for entry in self._entries if all(word in fold(" ".join(entry)) for word in words)]
        )

    def on_input_submitted(self) -> None:
        """Put the keyboard back into the page."""
        self.action_read()


def list_keys(in_force: Mapping[str, Sequence[str]]) -> list[Entry]:
    """The keys in force, as entries of a page."""
    return [
        Entry("  ".join(map(show_key, in_force[key.id])) or "no key", f"{key.help}  ({key.id})", key.group)
        for key in KEYS
    ]


def list_problems(failures: Iterable[Failure], said: Iterable[str]) -> list[Entry]:
    """What could not be read and what was said lately, as entries of a page."""
    return [
        *(Entry(item.place, ". ".join(filter(None, (item.message, item.hint))), "Not read") for item in failures),
        *(Entry("·", text, "Said, the latest first") for text in said),
    ]
