"""What was changed and how to take it back, the latest first."""

from __future__ import annotations

import asyncio
import inspect
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tui.library import Library, Undo

Reversal = Callable[[], Awaitable[None] | None]
"""Takes a change back. A plain function runs in a thread, a coroutine function on the event loop."""

DEPTH = 200
"""Changes remembered; more than anybody takes back one by one."""


class Step(NamedTuple):
    """One change that can be taken back."""

    label: str
    undo: Undo | Reversal


class UndoStack:
    """The changes of this session, each with the way back."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._steps: deque[Step] = deque(maxlen=DEPTH)

    def __len__(self) -> int:
        return len(self._steps)

    def push(self, label: str, undo: Undo | Reversal) -> None:
        """Remember a change by what was done, in the past tense, and by how to take it back."""
        self._steps.append(Step(label, undo))

    async def pop(self) -> str | None:
        """Take the latest change back; its label, or None when there is nothing to undo.

        A change that cannot be taken back now (another process holds the library) stays and can be tried again.
        """
        if not self._steps:
            return None
        step = self._steps[-1]
        if not callable(step.undo):
            await asyncio.to_thread(self._library.undo, step.undo)
        elif inspect.iscoroutinefunction(step.undo):
            await step.undo()
        else:
            await asyncio.to_thread(step.undo)
        # Something may have been done meanwhile: take this step out, not whatever is last now.
        self._steps.remove(step)
        return step.label
