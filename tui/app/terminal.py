"""A terminal that may vanish: the connection breaks, its window is closed, the shell above is killed.

Textual's thread that writes ends at the first error, and then the app waits for it for ever; and it begins anew with
every signal to continue, which a vanished terminal sends as well, with a second thread that reads keys that never come.
"""

from __future__ import annotations

import logging
import os
import signal
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.driver import Driver

log = logging.getLogger(__name__)


class Stream:
    """The stream to a terminal. When that has vanished, what is written goes nowhere and the app is told to end."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self._vanished = False

    def write(self, text: str) -> None:
        """Write, or do nothing when nobody reads it any more."""
        self._try(self._file.write, text)

    def flush(self) -> None:
        """Send what was written, or do nothing when nobody reads it any more."""
        self._try(self._file.flush)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def _try(self, work: Any, *values: str) -> None:
        if self._vanished:
            return
        try:
            work(*values)
        except OSError as error:
            self._vanished = True
            log.info("the terminal has vanished (%s)", error)
            # The app ends itself in the way it does when it is told to from outside.
            os.kill(os.getpid(), signal.SIGTERM)


def make_lasting(base: type[Driver]) -> type[Driver]:
    """Make a driver for Linux and the like that outlives its terminal for as long as it takes to end in order."""

    class LastingDriver(base):  # type: ignore[misc, valid-type]
        """Writes to a stream that never fails, and begins anew only after it has ended."""

        def __init__(self, *values: Any, **named: Any) -> None:
            super().__init__(*values, **named)
            file: IO[str] = self._file
            self._file: Any = Stream(file)

        def _sigcont_application(self, *values: Any) -> None:
            if self._auto_restart and not self._must_signal_resume:
                # It was stopped without being asked, or not at all.
                self.suspend_application_mode()
            super()._sigcont_application(*values)

    return LastingDriver
