"""Loading: batches of the change log become segments, in several processes when there are many.

A segment counts only when the marker names it, so whoever writes one may be killed at any moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from tui.library.records import Change, Indexable
from tui.search.analysis import Analyser
from tui.search.inverter import WORD, Inverter, Terms
from tui.search.segment import EXTENSION, Builder, Segment

NAME = "MAIN"
"""What Whoosh's files are called."""

_LEAST = 150_000_000
"""Bytes; with less a process forgets words that it is about to see again."""


class Log(Protocol):
    """The part of the library that an index is made of."""

    @property
    def folder(self) -> Path: ...
    def token(self) -> str: ...
    def changes(self, after: int, limit: int) -> Sequence[Change]: ...
    def last_change(self) -> int: ...
    def indexables(self, ids: Sequence[str]) -> Iterable[Indexable]: ...


class Share(NamedTuple):
    """What each process of a load may use."""

    processes: int
    """That write segments; when there are several, the one that commits and joins them is another one."""
    memory: int
    """Bytes."""


def share_out(memory: int, workers: int) -> Share:
    """Divide memory, in bytes, between as many of the processes as it is enough for."""
    processes = min(workers, memory // _LEAST - 1)
    return Share(processes, memory // (processes + 1)) if processes > 1 else Share(1, memory)


def cut_batches(log: Log, after: int, most: int, memory: int) -> Iterator[list[Change]]:
    """Cut what follows a change into batches of at most so many changes, and of so few words that they fit in memory.

    `memory` is in bytes; an article that has too many words is a batch of its own.
    """
    room = memory * 2 // 3 // WORD  # what is left is for names and quotes, and for the different words
    while changes := log.changes(after, most):
        batch: list[Change] = []
        words = 0
        for change in changes:
            if batch and words + change.words > room:
                yield batch
                batch, words = [], 0
            batch.append(change)
            words += change.words
        yield batch
        after = changes[-1].number


class Loaded(NamedTuple):
    """A batch, and the segments that its articles are in."""

    batch: Sequence[Change]
    segments: Sequence[Segment]


class Loader:
    """Writes segments of the articles of a library into a folder.

    In another process, where it can be sent to, it opens the library by its folder, and keeps it and all words seen.
    """

    def __init__(self, library: Log, folder: Path, language: str, memory: int) -> None:
        self._library = library
        self._folder = folder
        self._language = language
        self._memory = memory
        self._terms = Terms(Analyser())

    def __reduce__(self) -> tuple[Callable[..., Loader], tuple[Any, ...]]:
        return _get_loader, (type(self), self._library.folder, self._folder, self._language, self._memory)

    def __call__(self, batch: Sequence[Change]) -> Loaded:
        """Write the articles of a batch, as one segment unless they take more than the memory."""
        segments = []
        inverter = Inverter(self._terms, self._language)
        for article in self._library.indexables([change.article for change in batch if not change.deleted]):
            inverter.add(article)
            if inverter.size > self._memory:
                segments.append(self._write(inverter))
                inverter = Inverter(self._terms, self._language)
        if len(inverter):
            segments.append(self._write(inverter))
        return Loaded(batch, segments)

    def _write(self, inverter: Inverter) -> Segment:
        segment = Segment(NAME)
        builder = Builder(self._folder, segment)
        try:
            inverter.write(builder)
            builder.finish()
        except BaseException:
            (self._folder / segment.make_filename(EXTENSION)).unlink(missing_ok=True)
            raise
        finally:
            builder.close()
        self._terms.forget(self._memory // 2)
        return segment


@cache
def _get_loader(kind: type[Loader], library: Path, folder: Path, language: str, memory: int) -> Loader:
    from tui.library import Library

    return kind(Library.open(library, create=False), folder, language, memory)
