"""`sync --watch`: reads the sources, and reads them again whenever something in their folders has changed."""

from __future__ import annotations

import select
import signal
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from tui.commands.common import load, open_library
from tui.commands.output import print_json, say
from tui.errors import ExitCode, LibraryBusy, NewsreaderError

if TYPE_CHECKING:
    from tui.config import Config
    from tui.library import Library
    from tui.model import Failure
    from tui.tally import Progress, Report

OFTEN = 60.0
"""Seconds between two readings of feeds, at least."""
BUSY = 1.0
"""Seconds between two tries while another process reads the sources."""


def keep_up(file: Path | None, *, as_json: bool, progress: bool, now: bool) -> int:
    """Read the sources until told to end; after each time a line on stderr, or a JSON object on stdout.

    What goes wrong the first time ends it; what goes wrong later is told, and it goes on.
    """
    from tui.watch import Follower

    stopped = threading.Event()
    with open_library(file, create=True) as (config, library):
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopped.set())
        with Follower(config) as follower:
            keeper = _Keeper(config, library, stopped, as_json=as_json, progress=progress)
            keeper.read(now=now)
            while follower.wait(stopped.wait, _find_pace(config)):
                try:
                    keeper.read()
                except NewsreaderError as error:
                    say(f"newsreader: {error}")
    return ExitCode.DONE


def _find_pace(config: Config) -> float | None:
    """Seconds after which the sources are read although no folder has changed; None when all of them are folders."""
    feeds = any(spec.kind in ("feed", "opml") for spec in config.sources)
    return max(OFTEN, float(config.sync.feeds.interval)) if feeds else None


class _Keeper:
    """Reads the sources again and again, and tells each failure once as long as it lasts."""

    def __init__(
        self, config: Config, library: Library, stopped: threading.Event, *, as_json: bool, progress: bool
    ) -> None:
        self._config = config
        self._library = library
        self._stopped = stopped
        self._as_json = as_json or progress
        self._progress = progress
        self._told: frozenset[Failure] = frozenset()

    def read(self, *, now: bool = False) -> None:
        """Read the sources once, with `now` all feeds; while another process is at it, wait for that one."""
        from tui import pipeline

        tell: Callable[[Progress], None] = _print_progress if self._progress else _ignore
        waiting = False
        while not self._stopped.is_set():
            try:
                report = pipeline.sync(
                    self._config, self._library, progress=tell, cancelled=self._stopped.is_set, now=now
                )
            except LibraryBusy as error:
                if not waiting:
                    say(f"newsreader: {error.message} Waiting for it.")
                waiting = True
                self._stopped.wait(BUSY)
            else:
                self._report(report)
                return

    def _report(self, report: Report) -> None:
        if self._as_json:
            print_json(msgspec.to_builtins(report))
        else:
            from tui.commands.library import format_report

            for failure in report.failures:
                if failure not in self._told:
                    say(f"{failure.place}: {failure.message}" + (f"\n  {failure.hint}" if failure.hint else ""))
            say(f"{datetime.now().astimezone():%H:%M:%S} {format_report(report)}")
        self._told = frozenset(report.failures)


def _ignore(_: Progress) -> None:
    """Nobody watches."""


def _print_progress(progress: Progress) -> None:
    print_json(msgspec.to_builtins(progress))


@click.command(hidden=True)
@click.pass_obj
def changes(file: Path | None) -> None:
    """Print `ready`, and then `changed` whenever the sources' folders have; for the app. Ends when stdin does."""
    from tui.watch import Follower

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    with Follower(load(file)) as follower:
        _tell("ready")
        while follower.wait(_has_ended):
            _tell("changed")


def _tell(word: str) -> None:
    """Print and pass it on at once."""
    click.echo(word)


def _has_ended(seconds: float) -> bool:
    """Wait, but not after the other end of stdin was closed: whoever asked may be gone without a word."""
    ready, _, _ = select.select([sys.stdin], [], [], seconds)
    return bool(ready)
