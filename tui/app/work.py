"""What goes wrong in work outside the event loop is said in the status line, never shown as a traceback."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, ParamSpec

from textual import getters
from textual.dom import DOMNode
from textual.worker import Worker, WorkerState

if TYPE_CHECKING:
    from tui.app.app import NewsApp

    class _Node(DOMNode):
        app = getters.app(NewsApp)
else:
    # No DOMNode: Textual takes style and bindings from the first base that is one.
    _Node = object

P = ParamSpec("P")


def start(node: DOMNode, group: str, work: Callable[P, Awaitable[object]], *values: P.args, **named: P.kwargs) -> None:
    """Begin async work for a node; the group is how it is known and cancelled. What goes wrong is reported."""
    _start(node, group, partial(work, *values, **named), exclusive=False)


def restart(
    node: DOMNode, group: str, work: Callable[P, Awaitable[object]], *values: P.args, **named: P.kwargs
) -> None:
    """Begin async work for a node in the place of all other work of that group."""
    _start(node, group, partial(work, *values, **named), exclusive=True)


def _start(node: DOMNode, group: str, work: partial[Awaitable[object]], *, exclusive: bool) -> None:
    # Given as a function and not as a coroutine, which would complain when it is cancelled before it has begun.
    node.run_worker(work, name=group, group=group, exclusive=exclusive, exit_on_error=False)


class Reporting(_Node):
    """For a node that starts work: only the node that started it hears how it ends."""

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Hand an error on to the app."""
        event.stop()
        if event.state is WorkerState.ERROR and event.worker.error is not None:
            self.app.report(event.worker.error)
