"""The reading of the sources, in a process of its own, so that the screen never waits for it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from textual.message import Message

from tui.app.messages import LibraryBusyElsewhere, SyncEnded, SyncProgressed, SyncStarted

if TYPE_CHECKING:
    from tui.library import Library

LINE = 16 * 1024 * 1024
"""The longest line taken from the child, in bytes; a report lists every failure on one line."""
OFTEN = 0.1
"""Seconds between two messages of progress, at least."""
PATIENCE = 3.0
"""Seconds that the child is given to end when asked to; killed, it loses nothing: the next sync goes on from there."""
WATCH = 1.0
"""Seconds between two looks at another process that holds the library."""
MODEST = 10
"""The niceness of the child: the screen goes first."""
TALK = 4000
"""How much of the child's last words is kept, in bytes."""


def make_command(config: Path, now: bool) -> tuple[str, ...]:
    """The command that reads the sources of a config; never with the current folder on the path of imports.

    With `now`, feeds are asked although it is not yet time.
    """
    return (sys.executable, "-P", "-m", "tui", "-c", str(config), "sync", "--progress", *(["--now"] if now else []))


def let_others_go_first(pid: int) -> None:
    """Leave a process and those that it starts only what of the processor nobody else wants."""
    if sys.platform == "win32":
        return
    # One that has ended, or a system that does not allow it, changes nothing but how quick the screen is.
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, pid, MODEST)
    # Linux may share the processor between sessions, and asks only within each who is nicer.
    with contextlib.suppress(OSError):
        Path(f"/proc/{pid}/autogroup").write_text(str(MODEST), "ascii")


class Syncer:
    """Runs `newsreader sync` as a child and tells what it does by messages."""

    def __init__(self, config: Path, library: Library, post: Callable[[Message], object]) -> None:
        self._config = config
        self._library = library
        self._post = post
        self._process: asyncio.subprocess.Process | None = None
        self._stopped = False
        self._again = False
        self.running = False
        self.told = False
        """Whether a reading of the sources has come so far that it may have missed what changes now."""

    def insist(self) -> None:
        """Have the sources read after this, by this process: what has changed in them may have been missed so far."""
        self._again = True

    async def run(self, now: bool = False) -> None:
        """Read the sources, with `now` also feeds whose time has not come.

        When another process is at it, wait for that one and say who it is.
        """
        if self.running:
            return
        self.running = True
        self._stopped = False
        try:
            await self._take_turn(now)
            while self._again and not self._stopped:
                await self._take_turn(now=False)
        finally:
            self.running = self._again = False

    async def _take_turn(self, now: bool) -> None:
        writer = await asyncio.to_thread(self._library.writer)
        if writer is None and not self._stopped:
            self._again = False
            await self._run_child(now)
            # The child may have found the door shut by somebody who came just before it.
            writer = await asyncio.to_thread(self._library.writer)
        if writer is not None:
            await self._watch()

    async def stop(self) -> None:
        """End the child politely, and if need be otherwise."""
        self._stopped = True
        process = self._process
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), PATIENCE)
            except TimeoutError:
                process.kill()
                await process.wait()

    async def _run_child(self, now: bool) -> None:
        self._post(SyncStarted(now))
        try:
            # A session of its own: the terminal's signals are for the app alone.
            self._process = await asyncio.create_subprocess_exec(
                *make_command(self._config, now),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                limit=LINE,
                start_new_session=True,
            )
        except OSError as error:
            self._post(SyncEnded(None, f"The sources could not be read: {error}"))
            return
        process = self._process
        let_others_go_first(process.pid)
        talk = asyncio.create_task(_listen(process.stderr))
        last = b""
        try:
            last = await self._follow(process.stdout)
            await process.wait()
        finally:
            if process.returncode is None:
                await self.stop()
            said = await talk
        self.told = True
        self._post(self._conclude(last, said, process.returncode))

    async def _follow(self, stream: asyncio.StreamReader | None) -> bytes:
        """Pass the child's progress on, not too often; its last line is the report."""
        from tui.tally import Progress

        last, told, stage = b"", 0.0, ""
        while stream is not None and (line := await stream.readline()):
            last = line
            now = time.monotonic()
            with contextlib.suppress(msgspec.MsgspecError):
                progress = msgspec.json.decode(line, type=Progress)
                self.told = True
                if now - told >= OFTEN or progress.stage != stage:
                    told, stage = now, progress.stage
                    self._post(SyncProgressed(progress))
        return last

    def _conclude(self, last: bytes, said: str, code: int | None) -> SyncEnded:
        from tui.tally import Report

        if self._stopped:
            return SyncEnded(None)
        try:
            return SyncEnded(msgspec.json.decode(last, type=Report))
        except msgspec.MsgspecError:
            return SyncEnded(None, said or f"Reading the sources ended early (exit status {code}).")

    async def _watch(self) -> None:
        while (writer := await asyncio.to_thread(self._library.writer)) is not None:
            since = datetime.fromtimestamp(writer.since).astimezone().strftime("%H:%M")
            self._post(LibraryBusyElsewhere(writer.pid, since))
            await asyncio.sleep(WATCH)
        self._post(LibraryBusyElsewhere(0, ""))


async def _listen(stream: asyncio.StreamReader | None) -> str:
    """Keep the last of what a stream says."""
    heard = b""
    while stream is not None and (part := await stream.read(TALK)):
        heard = (heard + part)[-TALK:]
    return heard.decode(errors="replace").strip()
