"""What the reading of the sources does to the screen: progress, rows that appear, and what went wrong."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from textual import on

from tui.app.messages import (
    CleaningEnded,
    LibraryBusyElsewhere,
    LibraryChanged,
    SyncEnded,
    SyncProgressed,
    SyncStarted,
)
from tui.app.screens.marking import Marking
from tui.app.text import count, join, single
from tui.app.views import Shown
from tui.app.work import start
from tui.model import Failure

if TYPE_CHECKING:
    from tui.tally import Progress, Report

REFRESH = 1.0
"""Seconds between two looks at what has arrived, at least."""

ELSEWHERE = 5.0
"""Seconds between two looks for what other processes change."""

STAGES = {"reading": "reading", "cleaning": "cleaning again", "indexing": "indexing"}


class Syncing(Marking):
    """Starts and stops the reading of the sources and shows how it goes."""

    failures: tuple[Failure, ...] = ()
    _going = ""
    """What the reading of the sources is at, in words; empty when it is not going on."""
    _articles = 0
    _looked = 0.0
    revision = -1
    """The library's, when it was last read for the screen."""

    def action_sync(self) -> None:
        """Read the sources again, or stop reading them."""
        if self.app.syncer.running:
            self.app.stop_sync()
        else:
            self.app.start_sync(now=True)

    def action_problems(self) -> None:
        """List what could not be read and the latest messages."""
        from tui.app.screens.help import TextScreen, list_problems

        self.app.push_screen(TextScreen("Problems and messages", list_problems(self.failures, self.app.said)))

    # ---------------------------------------------------------------- how it goes

    def _tell(self, going: str) -> None:
        self._going = going
        self.status.progress(going)
        if self.articles.shown is not None:
            self.articles.say_empty(self.explain_empty(self.articles.shown))

    def explain_empty(self, shown: Shown) -> str:
        """What to say when nothing is listed: on a first run, what is being read."""
        if shown.total or shown.view.live:
            return super().explain_empty(shown)
        sources = [f"  {single(source.name)}: {single(source.path)}" for source in self.app.config.sources]
        if not sources:
            return f"No sources are named in {self.app.config.path}."
        if self._going:
            return "\n".join(["Reading your sources for the first time.", *sources, "", f"{self._going}…"])
        return "\n".join(["There are no articles in these sources.", *sources])

    @on(SyncStarted)
    def _on_sync_started(self, event: SyncStarted) -> None:
        self._quiet = not event.asked
        self._articles = 0
        self._tell("looking for documents")

    @on(SyncProgressed)
    def _on_sync_progressed(self, event: SyncProgressed) -> None:
        progress = event.progress
        self._tell(describe(progress))
        if progress.articles != self._articles or progress.stage == "indexing":
            self._articles = progress.articles
            self.post_message(LibraryChanged())

    @on(CleaningEnded)
    def _on_cleaning_ended(self) -> None:
        if not self.app.syncer.running:
            self._tell("")

    @on(SyncEnded)
    def _on_sync_ended(self, event: SyncEnded) -> None:
        self._tell("")
        if event.report is not None:
            report, known = event.report, self.failures
            self.failures = report.failures
            idle = not (report.new or report.changed or report.gone) and report.failures == known
            if not (self._quiet and idle):
                self.say(summarise(report) or "Nothing new.", bool(report.failures) and report.failures != known)
        elif event.error:
            first, *rest = event.error.splitlines()
            self.say(join([single(first), *(single(line) for line in rest)], " "), error=True)
        elif not event.error:
            self.say("Stopped; the next sync goes on from here.")
        self._looked = 0
        self.post_message(LibraryChanged())
        self.search_again()

    _quiet = True
    """Whether nothing is said of a sync that nobody asked for and that finds nothing new."""

    @on(LibraryBusyElsewhere)
    def _on_busy_elsewhere(self, event: LibraryBusyElsewhere) -> None:
        self._tell(f"process {event.pid} is indexing since {event.since}" if event.since else "")
        if not event.since:
            self._looked = 0
            self.search_again()
        self.post_message(LibraryChanged())

    @on(LibraryChanged)
    def _on_library_changed(self) -> None:
        if time.monotonic() - self._looked >= REFRESH:
            self._looked = time.monotonic()
            start(self, "look", self._look)

    def start_looking(self) -> None:
        """Look from now on, too, for what other processes change."""
        self.set_interval(ELSEWHERE, lambda: self.post_message(LibraryChanged()))

    async def _look(self) -> None:
        """Show what has changed in the library, by whichever process, if anything has."""
        revision = await asyncio.to_thread(self.app.library.revision)
        if revision != self.revision:
            self.revision = revision
            await self.reload()


def describe(progress: Progress) -> str:
    """How far a sync has come, in a few words."""
    done = f"{progress.done:,}/{progress.total:,}" if progress.total else f"{progress.done:,}"
    new = f"{progress.articles:,} new" if progress.articles else ""
    return join([f"{STAGES.get(progress.stage, progress.stage)} {done}", new], ", ")


def summarise(report: Report) -> str:
    """What a sync did, in a line; empty when it did nothing."""
    parts = [
        count(report.new, "new article") if report.new else "",
        f"{report.changed:,} changed" if report.changed else "",
        f"{report.gone:,} gone" if report.gone else "",
        f"{len(report.failures):,} could not be read (! lists them)" if report.failures else "",
    ]
    return join(parts, ", ")
