"""One writer at a time: a lock on a file, which the system lets go of when its holder dies, however it dies."""

from __future__ import annotations

import errno
import fcntl
import os
import socket
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from tui.errors import LibraryBusy, LibraryError
from tui.library.records import Writer

_ATTEMPTS = 5
_PAUSE = 0.02
"""Seconds between attempts: somebody who only asks who is writing holds the lock for a moment."""


class WriteLock:
    """The library's write lock, held by one thread of one process; that thread may take it again."""

    def __init__(self, path: Path, clock: Callable[[], float]) -> None:
        self._path = path
        self._clock = clock
        self._guard = threading.Lock()
        self._descriptor: int | None = None
        self._owner = 0
        self._depth = 0
        _locks.add(self)

    @property
    def held(self) -> bool:
        """Whether this very object holds the lock."""
        return self._descriptor is not None

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Hold the lock for the block; raises LibraryBusy that names the holder when somebody else has it."""
        self._take()
        try:
            yield
        finally:
            self._release()

    def writer(self) -> Writer | None:
        """Who holds the lock now, this process included; None when nobody does."""
        try:
            descriptor = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _explain(error, self._path) from error
        try:
            if _try_lock(descriptor, fcntl.LOCK_SH):
                return None
            return _read(descriptor)
        finally:
            os.close(descriptor)

    def _take(self) -> None:
        with self._guard:
            if self._descriptor is not None and self._owner == threading.get_ident():
                self._depth += 1
                return
            try:
                descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            except OSError as error:
                raise _explain(error, self._path) from error
            try:
                self._claim(descriptor)
            except BaseException:
                os.close(descriptor)
                raise
            self._descriptor, self._owner, self._depth = descriptor, threading.get_ident(), 1

    def _claim(self, descriptor: int) -> None:
        for attempt in range(_ATTEMPTS):
            if _try_lock(descriptor, fcntl.LOCK_EX):
                break
            if attempt + 1 == _ATTEMPTS:
                raise _describe(_read(descriptor))
            time.sleep(_PAUSE)
        told = msgspec.json.encode(Writer(pid=os.getpid(), host=socket.gethostname(), since=self._clock()))
        try:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, told, 0)
        except OSError as error:
            raise _explain(error, self._path) from error

    def _release(self) -> None:
        with self._guard:
            self._depth -= 1
            if self._depth == 0 and self._descriptor is not None:
                os.close(self._descriptor)
                self._descriptor = None

    def _forget(self) -> None:
        """In a forked child: let go of the parent's lock, or it would outlive a parent that is killed."""
        self._guard = threading.Lock()
        if self._descriptor is not None:
            os.close(self._descriptor)
        self._descriptor, self._depth = None, 0


_locks: weakref.WeakSet[WriteLock] = weakref.WeakSet()


def _forget_all() -> None:
    for lock in list(_locks):
        lock._forget()


os.register_at_fork(after_in_child=_forget_all)


def _try_lock(descriptor: int, how: int) -> bool:
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        raise LibraryError(
            f"The library's file system cannot lock files ({error.strerror}).",
            "Set a folder on a local disk as `library` in the config.",
        ) from error
    return True


def _read(descriptor: int) -> Writer:
    try:
        return msgspec.json.decode(os.pread(descriptor, 4096, 0), type=Writer)
    except msgspec.DecodeError:
        # Asked in the moment between taking the lock and writing one's name down.
        return Writer(pid=0, host="", since=os.fstat(descriptor).st_mtime)


def _describe(writer: Writer) -> LibraryBusy:
    since = time.strftime("%H:%M:%S", time.localtime(writer.since))
    who = f"process {writer.pid} on {writer.host}" if writer.pid else "another process"
    return LibraryBusy(
        f"The library is being written by {who} since {since}.",
        "Reading, searching and marking work meanwhile. Wait for it to end and try again.",
    )


def _explain(error: OSError, path: Path) -> LibraryError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return LibraryError(f"The disk is full: {path} could not be written.", "Free some space and try again.")
    return LibraryError(
        f"{path} cannot be opened ({error.strerror}).", f"Check that you may write to the folder {path.parent}."
    )
