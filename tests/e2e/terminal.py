"""A real pseudo-terminal with a screen that can be read, for driving the command as a person does."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

import pexpect
import pyte

KEYS = {
    "enter": "\r",
    "esc": "\x1b",
    "tab": "\t",
    "shift-tab": "\x1b[Z",
    "down": "\x1b[B",
    "up": "\x1b[A",
    "space": " ",
}


class Terminal:
    """A command running in a pseudo-terminal; `wait_for` reads until the screen shows what is expected."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        columns: int = 80,
        lines: int = 24,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> None:
        self.screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self.screen)
        self.sent = bytearray()
        """All that the command wrote to the terminal."""
        self.arrived = 0.0
        """When the last of it came, by `time.perf_counter`."""
        environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **(env or {})}
        self._child: pexpect.spawn[bytes] = pexpect.spawn(
            command[0],
            list(command[1:]),
            dimensions=(lines, columns),
            env=environment,
            cwd=None if cwd is None else str(cwd),
            timeout=30,
        )
        self._child.delaybeforesend = None

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._child.close(force=True)

    @property
    def pid(self) -> int:
        return int(self._child.pid or 0)

    @property
    def text(self) -> str:
        """The screen as lines of text, without trailing spaces."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def press(self, *keys: str) -> None:
        """Send keys by name (`enter`, `ctrl-d`, …), or text as it is."""
        for key in keys:
            if key.startswith("ctrl-"):
                self._child.send(chr(ord(key[5:]) - 96))
            else:
                self._child.send(KEYS.get(key, key))

    def wait_for(self, pattern: str, *, timeout: float = 60, gone: bool = False) -> str:
        """Read until the screen matches the pattern (or, with `gone`, no longer does) and return the screen's text."""
        end = time.monotonic() + timeout
        while bool(re.search(pattern, self.text)) is gone:
            left = end - time.monotonic()
            if left <= 0:
                raise AssertionError(f"waited {timeout} s for {pattern!r}; the screen shows:\n{self.text}")
            self.read(min(left, 0.5))
        return self.text

    def resize(self, columns: int, lines: int) -> None:
        """Change the size of the terminal, as dragging its window does."""
        self._child.setwinsize(lines, columns)
        self.screen.resize(lines, columns)

    def wait_for_end(self, timeout: float = 30) -> int:
        """Read until the command ends and return its exit status."""
        end = time.monotonic() + timeout
        while self.read(0.5):
            if time.monotonic() > end:
                raise AssertionError(f"still running after {timeout} s; the screen shows:\n{self.text}")
        self._child.wait()
        if self._child.exitstatus is not None:
            return self._child.exitstatus
        return -(self._child.signalstatus or 0)

    def read(self, timeout: float) -> bool:
        """Take in what is sent within so many seconds; False when the command has ended."""
        try:
            data = self._child.read_nonblocking(65536, timeout)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.arrived = time.perf_counter()
        self.sent += data
        self._stream.feed(data)
        return True
