"""What is counted while a file of many documents is read: documents, keys, failures, and what unpacking has cost."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b

from tui.errors import SourceError
from tui.model import Failure
from tui.sources.files import Stream, fail

MOST_FAILURES = 100
"""Documents of one file that are reported one by one; the rest is a count."""
WASTE = 4
"""A packed file may hold so many times the size limit without one document in it; then it may be a bomb."""
LONGEST_KEY = 200
"""Characters of a document's key shown in its location."""


class Tally:
    """What has been seen of one file."""

    def __init__(self, path: str, what: str) -> None:
        self.documents = self.failures = 0
        self._path = path
        self._what = what
        self._last: dict[int, int] = {}

    def report(self, error: SourceError, *, line: int = 0, key: str = "") -> Iterator[Failure]:
        """Count a document that cannot be used, and tell of it unless many have been told of."""
        self.failures += 1
        if self.failures <= MOST_FAILURES:
            yield fail(f"{self._path}#{key}" if key else self._path, error, line=line, partial=True)

    def sum_up(self) -> Iterator[Failure]:
        """Tell of the failures that were not told of one by one."""
        if self.failures > MOST_FAILURES:
            more = SourceError(f"has {self.failures - MOST_FAILURES:,} more {self._what} that cannot be used")
            yield fail(self._path, more, partial=True)

    def claim(self, key: str) -> str:
        """The key, with `#2`, `#3` ... after it when a document before has it too."""
        number = self._last.get(_hash(key), 0) + 1
        while number > 1 and _hash(f"{key}#{number}") in self._last:
            number += 1
        name = key if number == 1 else f"{key}#{number}"
        self._last[_hash(key)] = number
        self._last.setdefault(_hash(name), 1)
        return name

    def watch(self, stream: Stream, limit: int, *, swelling: float = 0) -> Iterator[bytes]:
        """The stream's chunks, until it is a gzip bomb: unpacked it is large, and no documents come of it.

        With `swelling`, only if it is also so many times larger unpacked than packed. SourceError when it is a bomb.
        """
        documents = useful = 0
        for chunk in stream.read_chunks():
            if self.documents > documents:
                documents, useful = self.documents, stream.given
            wasted = stream.given - useful
            if stream.packed and wasted > limit * WASTE and stream.given > stream.taken * swelling:
                size = f"{stream.given:,} bytes"
                raise SourceError(
                    f"unpacks to more than {size} with no document in the last {limit * WASTE:,}", "exclude it"
                )
            yield chunk


def check_end(stream: Stream, what: str, *, empty: bool) -> None:
    """Raise SourceError when the file was written to while it was read, or nothing of `what` was in it."""
    if stream.changed:
        raise SourceError("was written to while it was read", "sync again when it is complete")
    if empty:
        raise SourceError(f"holds no {what}" if stream.size else "is empty", "remove it, or fetch it again")


def _hash(key: str) -> int:
    return int.from_bytes(blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
