"""Three panes: which of them are seen at which width, which has the keyboard, and where a movement goes."""

from __future__ import annotations

from typing import ClassVar, Literal

from textual.binding import Binding, BindingType
from textual.screen import Screen

from tui.app.bindings import bind
from tui.app.widgets.articles import ArticleList
from tui.app.widgets.lineview import LineView
from tui.app.widgets.notes import Notes
from tui.app.widgets.reading import Reading
from tui.app.widgets.search import SearchBox
from tui.app.widgets.status import Status
from tui.app.work import Reporting

Pane = Literal["list", "reading", "notes"]

PANES: tuple[Pane, ...] = ("list", "reading", "notes")


class Panes(Reporting, Screen[None], inherit_bindings=False):
    """At 120 columns three panes, from 80 two, below that one; every movement goes to the one that has the keyboard."""

    BINDINGS: ClassVar[list[BindingType]] = [*bind("main"), Binding("ctrl+c", "copy_text", show=False)]
    HORIZONTAL_BREAKPOINTS = [(0, "-one"), (80, "-two"), (120, "-three")]  # noqa: RUF012 - as Screen has it
    ESCAPE_TO_MINIMIZE = False
    AUTO_FOCUS = "#articles"

    pane: Pane = "list"
    """The one that has, or last had, the keyboard."""
    _before: Pane = "list"

    # ---------------------------------------------------------------- the parts

    @property
    def articles(self) -> ArticleList:
        """The article list."""
        return self.query_one("#articles", ArticleList)

    @property
    def reading(self) -> Reading:
        """The reading view."""
        return self.query_one("#reading", Reading)

    @property
    def notes(self) -> Notes:
        """The notes."""
        return self.query_one("#notes", Notes)

    @property
    def box(self) -> SearchBox:
        """The search box."""
        return self.query_one(SearchBox)

    @property
    def status(self) -> Status:
        """The line at the top."""
        return self.query_one(Status)

    def say(self, text: str, error: bool = False) -> None:
        """Say something in the status line, as plain text, and in those of the views that are over it."""
        self.app.remember(text, error=error)
        for screen in self.app.screen_stack:
            for status in screen.query(Status):
                status.say(text, error=error)

    # ---------------------------------------------------------------- panes

    def get_pane(self, name: Pane) -> LineView:
        """The widget of a pane."""
        panes: dict[Pane, LineView] = {"list": self.articles, "reading": self.reading, "notes": self.notes}
        return panes[name]

    @property
    def sees_reading(self) -> bool:
        """Whether the reading view is on the screen."""
        return bool(self.reading.display)

    def focus_pane(self, name: Pane) -> None:
        """Give a pane the keyboard, and show it if it was hidden."""
        self._enter_pane(name)
        self.get_pane(name).focus(scroll_visible=False)

    def _enter_pane(self, name: Pane) -> None:
        self.pane = name
        # The classes decide what is seen at this width; a widget must be seen before it can have the focus.
        with self.app.batch_update():
            for pane in PANES:
                self.set_class(pane == name, f"-in-{pane}")

    def on_descendant_focus(self) -> None:
        """Follow the focus, however it came there (a click, a key)."""
        focused = self.focused
        for name in PANES:
            if focused is not None and focused is self.get_pane(name) and self.pane != name:
                self._enter_pane(name)
                self.pane_entered(name)

    def pane_entered(self, name: Pane) -> None:
        """Hear that a pane got the keyboard."""

    def action_focus_pane(self, name: str) -> None:
        """Go to a pane."""
        if name in PANES:
            self.focus_pane(name)

    def action_focus_step(self, step: int) -> None:
        """Go round the panes."""
        self.focus_pane(PANES[(PANES.index(self.pane) + step) % len(PANES)])

    def action_zoom(self) -> None:
        """Show only the pane that has the keyboard, and all of them again."""
        self.toggle_class("-zoomed")

    # ---------------------------------------------------------------- movement

    def action_move(self, step: int) -> None:
        """Go down or up."""
        self.get_pane(self.pane).move(step)

    def action_half(self, step: int) -> None:
        """Go half a page."""
        self.get_pane(self.pane).half_page(step)

    def action_page(self, step: int) -> None:
        """Go a page."""
        self.get_pane(self.pane).page(step)

    def action_end(self, step: int) -> None:
        """Go to the top or the bottom."""
        pane = self.get_pane(self.pane)
        if step < 0:
            pane.home()
        else:
            pane.end()
