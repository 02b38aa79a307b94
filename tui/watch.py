"""Follows the folders of the sources: the system says what changes in them, and here it is seen whether it matters.

What matters is that a file or folder which a source would list has come, changed or gone, and that things have settled
since. Folders that are not there are waited for.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from tui.errors import SourceError
from tui.sources.walk import Sieve

if TYPE_CHECKING:
    from watchfiles.main import FileChange

    from tui.config import Config

Identity = tuple[int, ...]

TICK = 0.5
"""Seconds between two looks; a change counts as settled when nothing has changed between two of them."""
LONGEST = 10.0
"""Seconds after which changes that do not settle are told of all the same."""
POLL = 5_000
"""Milliseconds between two looks at a folder that the system does not watch."""
MOST_OTHERS = 10_000
"""Files remembered to be no concern of any source."""

# Where others can write without this system's knowing.
_REMOTE = frozenset(
    {"9p", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "drvfs", "fuse", "glusterfs", "gpfs", "lustre", "ncpfs"}
    | {"nfs", "nfs4", "prl_fs", "smb2", "smb3", "smbfs", "vboxsf", "virtiofs"}
)
_MOUNTS = Path("/proc/self/mounts")


class Folder(Struct, frozen=True):
    """A folder or file that a source reads."""

    path: str
    sieve: Sieve


class Watcher:
    """What has changed in some folders since it was last asked; for one thread."""

    def __init__(self, config: Config, *, polling: bool | None = None) -> None:
        self._folders = list(_find_folders(config))
        self._library = (str(config.library), os.path.realpath(config.library))
        self._polling = polling
        self._streams: list[Iterator[set[FileChange]]] = []
        self._known: dict[str, Identity] = {}
        """What was last found at the sources' own paths."""
        self._others: set[str] = set()
        """Files seen that no source would list: when they go, no folder has gone."""
        self.moved = False
        """Whether folders have come or gone, so that the watch must be set up anew to see all."""

    def open(self) -> None:
        """Set up the watch, in the place of the one before; takes a moment for each thousand folders."""
        before = self._streams
        self._streams, self.moved = [], False
        remote = _list_remote()
        groups: dict[bool, set[str]] = {}
        for path in {folder.path for folder in self._folders}:
            self._known[path] = _identify(path)
            if os.path.isdir(path):  # noqa: PTH112
                groups.setdefault(self._must_poll(path, remote), set()).add(path)
        for polling, paths in groups.items():
            self._start(paths, polling=polling)
        _close(before)

    def look(self) -> bool:
        """Whether anything that concerns a source has changed since the last look."""
        concerned = self._look_at_sources()
        for stream in self._streams:
            try:
                changes = next(stream)
            except (OSError, RuntimeError, StopIteration):  # the watch itself has failed
                self.moved = concerned = True
                continue
            if changes:
                came = {path for change, path in changes if change.name == "added"}
                matters = [self._matters(change.name, path, came) for change, path in changes]
                concerned = concerned or any(matters)
        return concerned

    def close(self) -> None:
        """End the watch."""
        _close(self._streams)
        self._streams = []

    def _look_at_sources(self) -> bool:
        """Whether a source's own folder or file has come, gone or been put in the place of another."""
        concerned = False
        for path, known in self._known.items():
            found = _identify(path)
            if found != known:
                self._known[path] = found
                concerned = self.moved = True
        return concerned

    def _must_poll(self, path: str, remote: tuple[str, ...]) -> bool:
        if self._polling is not None:
            return self._polling
        return f"{os.path.realpath(path)}/".startswith(remote)

    def _start(self, paths: set[str], *, polling: bool) -> None:
        from watchfiles import watch

        for poll in (polling or None, True):
            stream = watch(
                *sorted(paths),
                watch_filter=None,
                debounce=50,
                step=1,
                rust_timeout=1,
                yield_on_timeout=True,
                force_polling=poll,
                poll_delay_ms=POLL,
                ignore_permission_denied=True,
            )
            try:
                next(stream)
            except FileNotFoundError:  # gone between two lines
                self.moved = True
                if len(paths) > 1:
                    for path in paths:
                        self._start({path}, polling=polling)
                return
            except (OSError, RuntimeError):  # no more watches to be had from the system
                continue
            self._streams.append(stream)
            return

    def _matters(self, change: str, path: str, came: set[str]) -> bool:
        if any(path == library or path.startswith(f"{library}/") for library in self._library):
            return False
        return any(
            path.startswith(f"{folder.path}/") and self._concerns(folder, change, path, path in came)
            for folder in self._folders
        )

    def _concerns(self, folder: Folder, change: str, path: str, came: bool) -> bool:
        relative = path[len(folder.path) + 1 :]
        if folder.sieve.takes(relative):
            self.moved = self.moved or os.path.islink(path)  # noqa: PTH114
            return True
        if not folder.sieve.enters(relative):
            return False
        if os.path.isdir(path):  # noqa: PTH112
            # That a folder is modified says nothing of which of its entries is.
            self.moved = self.moved or change == "added"
            return change == "added"
        if os.path.lexists(path):
            if len(self._others) < MOST_OTHERS:
                self._others.add(path)
            return False
        if came or path in self._others:
            self._others.discard(path)
            return False
        return True  # a folder may have gone


class Follower:
    """Waits for the sources to change and to settle again."""

    def __init__(self, config: Config, *, polling: bool | None = None) -> None:
        self._watcher = Watcher(config, polling=polling)
        self._watcher.open()

    def __enter__(self) -> Follower:
        return self

    def __exit__(self, *_: object) -> None:
        self._watcher.close()

    def wait(self, sleep: Callable[[float], bool], seconds: float | None = None) -> bool:
        """Wait until there is something to read, or for so many seconds; False when `sleep` says that it is the end."""
        begun = time.monotonic()
        first: float | None = None
        while not sleep(TICK):
            now = time.monotonic()
            changed = self._watcher.look()
            if changed and first is None:
                first = now
            settled = first is not None and (not changed or now - first >= LONGEST)
            if settled or (seconds is not None and now - begun >= seconds):
                if self._watcher.moved:
                    self._watcher.open()
                return True
        return False


def _find_folders(config: Config) -> Iterator[Folder]:
    from tui.sources import open_source
    from tui.sources.folder import FolderSource

    for spec in config.sources:
        try:
            source = open_source(spec)
            if isinstance(source, FolderSource):
                yield Folder(os.path.normpath(spec.path), source.sieve())
        except SourceError:  # said by every sync
            continue


def _identify(path: str) -> Identity:
    """What changes when another folder or file is at this path, or a file there is written to."""
    try:
        status = os.stat(path)  # noqa: PTH116
    except OSError:
        return ()
    if stat.S_ISDIR(status.st_mode):
        return status.st_dev, status.st_ino
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _list_remote() -> tuple[str, ...]:
    """Where file systems are mounted on which not all changes are told of, each with a slash at its end."""
    try:
        lines = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ()
    found = []
    for line in lines:
        _, path, kind, *_ = [*line.split(" "), "", "", ""]
        if kind.partition(".")[0] in _REMOTE:
            found.append(path.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\").rstrip("/") + "/")
    return tuple(found)


def _close(streams: list[Iterator[set[FileChange]]]) -> None:
    for stream in streams:
        if hasattr(stream, "close"):
            stream.close()
