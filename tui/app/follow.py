"""Hears of changes in the sources' folders from a process of its own: beginning to watch a large tree takes a while."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
from collections.abc import Callable
from pathlib import Path

log = logging.getLogger(__name__)


def make_command(config: Path) -> tuple[str, ...]:
    """The command that tells of changes; never with the current folder on the path of imports."""
    return (sys.executable, "-P", "-m", "tui", "-c", str(config), "changes")


class Follower:
    """Runs `newsreader changes` as a child and passes on what it tells."""

    def __init__(self, config: Path, tell: Callable[[str], object]) -> None:
        self._config = config
        self._tell = tell
        self._process: asyncio.subprocess.Process | None = None
        self._killed = False

    async def run(self) -> None:
        """Pass on `ready` and every `changed`, until stopped; what ends early is logged and missed by nobody's work."""
        try:
            # A session of its own: the terminal's signals are for the app alone. It ends when its stdin is closed, so
            # that it never outlives the app.
            self._process = await asyncio.create_subprocess_exec(
                *make_command(self._config),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as error:
            log.warning("the sources' folders cannot be followed: %s", error)
            return
        try:
            stream = self._process.stdout
            while stream is not None and (line := await stream.readline()):
                self._tell(line.decode("ascii", "replace").strip())
            log.warning("the sources' folders are not followed any more")
        finally:
            await self.stop()

    async def stop(self) -> None:
        """End the child at once: it has nothing to lose."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        # A second signal would look whether the child is alive, and take its end from who waits for it.
        if not self._killed:
            self._killed = True
            with contextlib.suppress(ProcessLookupError):
                process.kill()
        await process.wait()
