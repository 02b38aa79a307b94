"""The marker of an index: which files are its own, up to which change they go, and that this user wrote them.

A stranger's index would tell whatever he likes of this user's articles. So no file of an index is opened before the
marker beside it is found to be signed with a key that only this user has, and every file it names to be the one that
was signed: the table of contents by its digest, the others by size and time of change or, when the time differs, by
their digest. What changes in a file behind its size and time, `arrays` finds when it is read. Replacing the marker is
also what makes a commit count, so a process killed at any moment leaves the old index or the new one.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import stat
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from tui import paths
from tui.errors import LibraryError

NAME = "marker"
_KEY = "index.key"
_KEY_BYTES = 32
_DIGEST_BYTES = 16


class Entry(Struct, frozen=True):
    """A file of the index as it was when it was signed."""

    size: int
    changed: int
    """Nanoseconds."""
    digest: str


class Marker(Struct, frozen=True):
    """What is signed."""

    format: int
    recipe: str
    """Whatever else makes the index what it is; an index made by another recipe is made again."""
    token: str
    """Of the library."""
    change: int
    """The number of the last change of the library that is in the index."""
    build: str
    """The folder that holds the files."""
    generation: int
    """Of Whoosh's table of contents."""
    contents: str
    """The table of contents' name."""
    files: dict[str, Entry]


class MarkerError(Exception):
    """There is no marker that can be trusted."""

    def __init__(self, state: Literal["missing", "damaged", "older", "foreign"]) -> None:
        super().__init__(state)
        self.state = state


def read_marker(folder: Path) -> Marker:
    """Read an index folder's marker; raises MarkerError when there is none that this user wrote."""
    try:
        _check_owner(folder.stat(), stat.S_ISDIR)
        signature, _, body = read_private(folder / NAME).partition(b"\n")
    except FileNotFoundError as error:
        missing = not folder.exists() or not any(folder.iterdir())
        raise MarkerError("missing" if missing else "damaged") from error
    except PermissionError as error:
        raise MarkerError("foreign") from error
    except OSError as error:
        raise MarkerError("damaged") from error
    signed = hmac.compare_digest(signature, _sign(body))
    try:
        marker = msgspec.json.decode(body, type=Marker)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MarkerError("older" if signed else "damaged") from error
    if not signed:
        raise MarkerError("foreign")
    return marker


def write_marker(folder: Path, marker: Marker) -> None:
    """Replace the marker in one step, and only when it is safely on the disk."""
    body = msgspec.json.encode(marker)
    descriptor, name = tempfile.mkstemp(prefix=f"{NAME}.", dir=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(_sign(body) + b"\n" + body)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(folder / NAME)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_folder(folder)


def describe_file(path: Path) -> Entry:
    """Write a file through to the disk and say what it is."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        status = os.fstat(file.fileno())
        digest = hashlib.file_digest(file, _new_digest).hexdigest()
    return Entry(status.st_size, status.st_mtime_ns, digest)


def find_damaged(folder: Path, marker: Marker, *, deep: bool = False) -> frozenset[str]:
    """Which files are not those that were signed; `deep` reads all of them, whatever their size and time say."""
    build = folder / marker.build
    try:
        _check_owner(build.lstat(), stat.S_ISDIR)
    except OSError:
        return frozenset(marker.files)
    return frozenset(
        name
        for name, entry in marker.files.items()
        if not _is_sound(build / name, entry, told=name != marker.contents and not deep)
    )


def _is_sound(path: Path, entry: Entry, *, told: bool) -> bool:
    """Whether a file is as it was signed; when its size and time may tell, they do."""
    try:
        status = path.lstat()
        _check_owner(status, stat.S_ISREG)
        if status.st_size != entry.size:
            return False
        return (told and status.st_mtime_ns == entry.changed) or _digest(path) == entry.digest
    except OSError:
        return False


def get_state(folder: Path, marker: Marker) -> tuple[object, ...]:
    """A value that changes when the marker or a file of the index does; cheap."""
    build = f"{folder}/{marker.build}/"  # put together as text, because it is asked for every search
    watched = [f"{folder}/{NAME}", *(build + name for name in marker.files)]
    return tuple(map(_describe, watched))


def _describe(path: str) -> tuple[int, int, int] | None:
    try:
        status = os.lstat(path)
    except FileNotFoundError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


def read_private(path: Path) -> bytes:
    """Read a file that is this user's own and no link; raises OSError else."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as file:
        _check_owner(os.fstat(file.fileno()), stat.S_ISREG)
        return file.read()


def _check_owner(status: os.stat_result, is_kind: object) -> None:
    if not callable(is_kind) or not is_kind(status.st_mode):
        raise OSError("not the kind of file it should be")
    if hasattr(os, "getuid") and status.st_uid != os.getuid():
        raise PermissionError("somebody else's file")


def _sign(body: bytes) -> bytes:
    return hmac.digest(_get_key(), body, "sha256").hex().encode()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, _new_digest).hexdigest()


def _new_digest() -> hashlib.blake2b:
    return hashlib.blake2b(digest_size=_DIGEST_BYTES)


def _get_key() -> bytes:
    """The user's key, made when it is not there or could have been read by others."""
    path = paths.get_state_folder() / _KEY
    try:
        for _ in range(2):
            try:
                key = read_private(path)
                if len(key) == _KEY_BYTES and not path.stat().st_mode & 0o077:
                    return key
                path.unlink()
            except FileNotFoundError:
                pass
            _make_key(path)
        return read_private(path)
    except OSError as error:
        raise LibraryError(
            f"The key that marks the search index as yours cannot be kept in {path} ({error.strerror or error}).",
            f"Check that you may write to the folder {path.parent}.",
        ) from error


def _make_key(path: Path) -> None:
    paths.make_private_folder(path.parent)
    descriptor, name = tempfile.mkstemp(prefix=f"{_KEY}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(_KEY_BYTES))
            os.fsync(file.fileno())
        # A link, unlike a rename, never replaces the key another process has just made.
        with suppress(FileExistsError):
            os.link(name, path)
    finally:
        Path(name).unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
