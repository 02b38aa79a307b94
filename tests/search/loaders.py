"""A real library to load, and loaders that have accidents in other processes; `python -m tests.search.loaders`."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.search.writer import kill_at
from tui.library import Digested, Library
from tui.library.records import Change
from tui.model import Article, ArticleNotes, Block, Entity, Format, Kind, Mention, RawDocument, Reason, Role
from tui.search import Index, keeper
from tui.search.load import Loaded, Loader

COUNT = 120
BATCH = 10
_NAMES = ("Anna Berg", "Otto Lind", "Mira Holt", "Ivo Kern", "Lena Voss")


def make(number: int, version: int = 0) -> Digested:
    """An article that differs from all others; another version of it has another body."""
    id_ = f"{number:012x}"
    name = _NAMES[number % len(_NAMES)]
    body = f"{name} met the ministers in Tallinn on day {number}. " + f"The ferry {'left again ' * (number % 7)}late."
    if version:
        body += f" Revision {version} of it says more."
    title = f"Ministers sign treaty {number}"
    blocks = (
        Block(title + "\n", title, Role.HEADLINE, Reason.HEADLINE_REPEAT),
        Block(body + "\n", body, Role.PARAGRAPH, None),
    )  # fmt: skip
    article = Article(
        id_, "wire", f"{number}.txt", title, False, blocks,
        source=f"Harbour Post {number % 3}", published=f"2024-{number % 12 + 1:02}-03", language="en",
    )  # fmt: skip
    notes = ArticleNotes(id_, (Entity(name, Kind.PERSON, (name,), (Mention(0, len(name), name),)),))
    document = RawDocument(id_, "wire", f"{number}.txt", Format.TEXT, body, f"print {number} {version}", body.encode())
    return Digested(document, article, notes, "recipe", ())


def fill(library: Library, numbers: Iterable[int], version: int = 0) -> None:
    """Store articles; the lock must be held."""
    library.store([], [make(number, version) for number in numbers])


class Watched(Loader):
    """Leaves the number of its process beside the library."""

    def __call__(self, batch: Sequence[Change]) -> Loaded:
        (self._library.folder / f"process-{os.getpid()}").touch()
        return super().__call__(batch)


class Troubled(Loader):
    """Has an accident at one batch whenever that is not done in the first process."""

    def __call__(self, batch: Sequence[Change]) -> Loaded:
        if multiprocessing.parent_process() is not None and batch[0].number <= 5 * BATCH < batch[-1].number + BATCH:
            self.fail(batch)
        return super().__call__(batch)

    def fail(self, batch: Sequence[Change]) -> None:
        """Be killed before anything is written."""
        os.kill(os.getpid(), signal.SIGKILL)


class TroubledLate(Troubled):
    """Has written its segment, but cannot say so any more."""

    def fail(self, batch: Sequence[Change]) -> None:
        """Be killed when all is written."""
        Loader.__call__(self, batch)
        super().fail(batch)


class Full(Troubled):
    """Finds the disk full."""

    def fail(self, batch: Sequence[Change]) -> None:
        """Say what the system says."""
        raise OSError(errno.ENOSPC, "No space left on device")


def main(folder: str, number: str) -> None:
    """Load in two processes, and be killed at a call of a function."""
    keeper.BATCH = BATCH
    with Library.open(Path(folder), create=False) as library, library.lock():
        index = Index(library, workers=2)
        kill_at(int(number))
        index.update()
    sys.setprofile(None)


if __name__ == "__main__":
    main(*sys.argv[1:])
