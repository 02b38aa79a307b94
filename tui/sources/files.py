"""Reads files so that none can hurt: nothing blocks or outgrows its limit, and a half-written one is noticed."""

from __future__ import annotations

import errno
import gzip
import io
import os
import stat
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tui.errors import SourceError
from tui.model import Failure
from tui.sources.identity import write_out
from tui.text import harmless

CHUNK = 65_536
TRIES = 4
"""How often a file that changes under the reader is read."""
PAUSE = 0.05
"""Seconds between two tries."""

_GZIP = b"\x1f\x8b"


class Stream:
    """Bytes handed out in chunks, unpacked on the way when they are gzip."""

    def __init__(self, file: io.FileIO | io.BytesIO, name: str) -> None:
        self.given = 0
        """Bytes handed out so far, unpacked."""
        self.size = file.seek(0, os.SEEK_END)
        """Bytes there are, packed as they are; what is appended meanwhile is left for the next time."""
        self._file = file
        self._name = name
        self._before = self._look()
        file.seek(0)
        self.packed = file.read(len(_GZIP)) == _GZIP
        file.seek(0)

    @property
    def taken(self) -> int:
        """Bytes read so far, packed as they are."""
        return self._file.tell()

    @property
    def changed(self) -> bool:
        """Whether the file was written to since it was opened."""
        return self._look() != self._before

    def read_chunks(self) -> Iterator[bytes]:
        """The contents in order, at most `CHUNK` bytes at a time; SourceError where they cannot be read on."""
        if not self.packed and self.size and self._name.lower().endswith(".gz"):
            raise SourceError("is not gzip, though its name says so", "rename it without .gz")
        try:
            for chunk in self._unpack() if self.packed else self._copy():
                self.given += len(chunk)
                yield chunk
        except EOFError as error:
            raise SourceError("is gzip that ends too early", "it may be a broken download: fetch it again") from error
        except (gzip.BadGzipFile, zlib.error) as error:
            raise SourceError("is damaged gzip", "it may be a broken download: fetch it again") from error
        except OSError as error:
            raise explain(error) from error

    def _unpack(self) -> Iterator[bytes]:
        with gzip.GzipFile(fileobj=self._file) as unpacked:
            # read1 hands out what there is before it fails on what is missing; read would drop that.
            while chunk := unpacked.read1(CHUNK):
                yield chunk

    def _copy(self) -> Iterator[bytes]:
        left = self.size
        while left and (chunk := self._file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk

    def _look(self) -> tuple[int, ...]:
        if isinstance(self._file, io.BytesIO):
            return ()
        status = os.fstat(self._file.fileno())
        return status.st_size, status.st_mtime_ns, status.st_ctime_ns


@contextmanager
def open_stream(path: str) -> Iterator[Stream]:
    """Open a file for reading; SourceError when it cannot be, or is no regular file."""
    try:
        # Opening a fifo would else wait for somebody to write to it.
        number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with io.FileIO(number) as file:
            if not stat.S_ISREG(os.fstat(number).st_mode):
                raise SourceError("is not a regular file", "name a file or a folder of files")
            yield Stream(file, path)
    except OSError as error:
        raise explain(error, path) from error


def read_file(path: str, limit: int) -> bytes:
    """All of a file, unpacked when it is gzip; SourceError when it has more than `limit` bytes or keeps changing."""
    for attempt in range(TRIES):
        time.sleep(PAUSE if attempt else 0)
        with open_stream(path) as stream:
            try:
                data = read_all(stream, limit)
            except SourceError:
                if not stream.changed:
                    raise
            else:
                if not stream.changed:
                    return data
    raise SourceError("changes while it is read", "sync again when it is complete")


def read_all(stream: Stream, limit: int) -> bytes:
    """All that a stream gives; SourceError when it is more than `limit` bytes, of which no more are held."""
    if not stream.packed and stream.size > limit:
        raise exceed(limit)
    chunks = []
    for chunk in stream.read_chunks():
        chunks.append(chunk)
        if stream.given > limit:
            raise exceed(limit)
    return b"".join(chunks)


def exceed(limit: int) -> SourceError:
    """The error of a document that is larger than allowed."""
    return SourceError(f"is larger than the limit of {limit:,} bytes", "raise sync.max_bytes in the config to read it")


def explain(error: OSError, path: str = "") -> SourceError:
    """What an error of the system means for somebody who wants a file or a folder read."""
    match error.errno:
        case errno.EACCES | errno.EPERM:
            return SourceError("may not be read by you", "change its permissions, or exclude it in the config")
        case errno.ENOENT if path and Path(path).is_symlink():
            return SourceError("is a link to nothing", "remove it, or bring back what it leads to")
        case errno.ENOENT:
            return SourceError("is not there", "check the path in the config, and that its disk is mounted")
        case errno.ELOOP:
            return SourceError("is a link that leads to itself", "remove it")
        case errno.ENXIO:
            return SourceError("is not a regular file", "name a file or a folder of files")
        case _:
            return SourceError(f"cannot be read: {error.strerror or error}")


def fail(path: str, error: SourceError, *, line: int = 0, partial: bool = False) -> Failure:
    """The report of something that could not be read, with its place in a form that can be shown."""
    place = write_out(path)
    return Failure(
        place=harmless(f"{place}:{line}" if line else place),
        message=harmless(error.message),
        hint=harmless(error.hint),
        partial=partial,
    )
