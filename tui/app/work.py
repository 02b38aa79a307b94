"""What goes wrong in work outside the event loop is said in the status line, never shown as a traceback."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import getters
from textual.dom import DOMNode
from textual.worker import Worker, WorkerState

if TYPE_CHECKING:
    from tui.app.app import NewsApp


class Reporting(DOMNode):
    """A node that starts workers with `exit_on_error=False`; only the starting node hears how they end."""

    if TYPE_CHECKING:
        app = getters.app(NewsApp)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Hand an error on to the app."""
        event.stop()
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.app.report(event.worker.error)
