"""Everything that can go wrong and that a person can act on, as one tree."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the command returns to the shell."""

    DONE = 0
    """Done, or found."""
    NOTHING = 1
    """Nothing was found."""
    FAILED = 2
    """Bad usage, bad config, unreadable input, or a library that cannot be used."""


class NewsreaderError(Exception):
    """The root of the tree: what happened, what to do about it, and how the command ends."""

    exit_code = ExitCode.FAILED

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n  {self.hint}" if self.hint else self.message

    def __rich__(self) -> str:
        # Textual prints a crash with every local variable unless the error can draw itself.
        return str(self).replace("[", "\\[")


class ConfigError(NewsreaderError):
    """The configuration cannot be used; the message lists every problem, one a line."""


class SourceError(NewsreaderError):
    """One document or folder could not be read; the rest of the sync goes on."""


class LibraryError(NewsreaderError):
    """The library cannot be opened or written: a full disk, no permission, a newer format."""


class LibraryBusy(LibraryError):
    """Another process is writing the library."""


class NotFound(NewsreaderError):
    """No article, entity or tag answers to the name given."""

    exit_code = ExitCode.NOTHING


class QueryError(NewsreaderError):
    """The query cannot be understood; the hint says what was probably meant."""


class RecogniserError(NewsreaderError):
    """The chosen recogniser or its model is not installed."""


class TerminalError(NewsreaderError):
    """The app was asked for where there is no terminal to draw on."""
