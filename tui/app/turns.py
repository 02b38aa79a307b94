"""Keys in turn: what one key opens is there before the next one is looked at.

Over a slow line, or pasted by a script, many keys arrive at once. Textual hands all of them to what has the focus
before the first is acted on, so that what was typed after `/` would go to the list instead of the search box.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.message_pump import MessagePump
from textual.widgets import Input, TextArea

DIALOG = "dialog"
"""The group of the workers that ask something."""
_LONGEST = 1.0
"""Seconds after which the next key is looked at anyhow: what a key was for may be gone."""
_SOON = 0.01
"""Seconds after which it is looked again whether a dialog is there."""


class Turns:
    """The keys that wait for the one that is being acted on."""

    def __init__(self, app: App[None]) -> None:
        self._app = app
        self._waiting: deque[events.Key] = deque()
        self._next: events.Key | None = None
        """The key whose turn has come, on its way to the app again."""
        self._current: events.Key | None = None
        self._screen: object = None
        """The screen that the current key was typed in."""

    def begin(self, key: events.Key) -> bool:
        """Whether a key from the terminal may go to what has the focus now; one that may not is kept for later."""
        if key is not self._next and (self._current or self._next or self._waiting):
            self._waiting.append(key)
            return False
        self._next = None
        if isinstance(self._app.focused, Input | TextArea) and key.is_printable:
            self._go_on()
        else:
            self._current, self._screen = key, self._app.screen
            self._app.set_timer(_LONGEST, lambda: self._end(key))
        return True

    def follow(self, key: events.Key, target: MessagePump) -> None:
        """Go after a key from what had the focus up to the app, and after what it has made the app do; end its turn."""
        # The key goes up unless a widget takes it; the app acts on it; what that says to a widget goes up as well.
        self._climb(target, partial(self._climb, target, partial(self._end_when_ready, key)))

    def _climb(self, node: MessagePump | None, arrive: Callable[[], None]) -> None:
        """Go up behind all messages that a widget and those around it have before them."""
        while isinstance(node, DOMNode) and node is not self._app:
            if node.call_later(self._climb, node.parent, arrive):
                return
            node = node.parent
        self._app.call_later(arrive)

    def _end_when_ready(self, key: events.Key) -> None:
        if key is not self._current or not self._app.screen_stack:
            return
        if self._is_opening():
            self._app.set_timer(_SOON, lambda: self._end_when_ready(key))
        else:
            self._app.call_later(self._end, key)

    def _is_opening(self) -> bool:
        """Whether a dialog is on its way to the screen, or another screen that is not ready for keys."""
        screen = self._app.screen
        if not screen.is_mounted or (screen is not self._screen and screen.focused is None and screen.focus_chain):
            return True
        return any(
            worker.group == DIALOG and not worker.is_finished and worker.node.screen is screen
            for worker in self._app.workers
        )

    def _end(self, key: events.Key) -> None:
        if key is self._current:
            self._current = None
            self._go_on()

    def _go_on(self) -> None:
        if self._waiting:
            self._next = self._waiting.popleft()
            self._app.post_message(self._next)
