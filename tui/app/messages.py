"""What the parts of the app tell each other over the borders of screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from tui.tally import Progress, Report


class SyncStarted(Message):
    """The sources are being read; `asked` when the user wished it."""

    def __init__(self, asked: bool) -> None:
        self.asked = asked
        super().__init__()


class SyncProgressed(Message):
    """A sync has come further. Only the latest of those that wait counts."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        super().__init__()

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, SyncProgressed)


class CleaningEnded(Message):
    """The articles of a source have been made again after a rule for it was taught or taken back."""


class SyncEnded(Message):
    """A sync is over: with a report, or with what went wrong, or with neither when it was stopped."""

    def __init__(self, report: Report | None, error: str = "") -> None:
        self.report = report
        self.error = error
        super().__init__()


class LibraryBusyElsewhere(Message):
    """Another process is reading the sources into this library; `since` is empty when it has just ended."""

    def __init__(self, pid: int, since: str) -> None:
        self.pid = pid
        self.since = since
        super().__init__()


class LibraryChanged(Message):
    """Something that is shown may have changed in the library."""

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, LibraryChanged)
