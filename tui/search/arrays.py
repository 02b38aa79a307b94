"""A file of named arrays, read through a memory map.

    arrays one behind the other, each at a multiple of 8 bytes
    checksums       one CRC-32 for every page of `_PAGE` bytes before this
    directory       JSON: what lies where, and what the writer has to say about it
    footer          mark, version, CRC-32 of checksums, directory and footer, their lengths, length of the arrays

Opening reads the end of the file alone. Every other page is compared with its checksum before it is used for the first
time, and every slice with the bounds of its array. All numbers are little-endian; nothing is unpickled.
"""

from __future__ import annotations

import mmap
import os
import struct
import zlib
from array import array
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Generic, TypeVar

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

VERSION = 1

Numbers = NDArray[Any]

T = TypeVar("T")

_MARK = b"newsarr\n"
_FOOTER = struct.Struct("<8sIIIQI")
"""Mark, version, bytes of checksums, bytes of directory, bytes of arrays, CRC-32."""
_PAGE = 1 << 14
_ALIGNED = 8
_COPIED = 1 << 20
_SPOOLED = 1 << 18
"""Bytes of an array that is being written until it goes to the disk."""
_TYPES = frozenset(("u1", "u2", "u4", "u8", "i4", "i8"))


class Damaged(Exception):
    """A file is not as it was written."""


class _Directory(Struct, Generic[T], frozen=True):
    arrays: dict[str, tuple[str, int, int]]
    """By name: type, where it begins, how many."""
    told: T


class ArrayWriter:
    """Collects arrays piece by piece, and writes them as one file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._parts: dict[str, tuple[str, IO[bytes]]] = {}
        self._counts: dict[str, int] = {}

    def append(self, name: str, values: Numbers) -> int:
        """Put numbers at the end of an array; returns how many were there before."""
        code = values.dtype.str[1:]
        if name not in self._parts:
            if code not in _TYPES:
                raise TypeError(f"no array of {values.dtype}")
            spool = SpooledTemporaryFile(_SPOOLED, dir=str(self._folder))  # noqa: SIM115  # closed by `close`
            self._parts[name] = code, spool
            self._counts[name] = 0
        known, file = self._parts[name]
        if known != code:
            raise TypeError(f"{name} is of {known}, not {code}")
        before = self._counts[name]
        file.write(np.ascontiguousarray(values, f"<{code}").data)
        self._counts[name] = before + len(values)
        return before

    def count(self, name: str) -> int:
        """How many numbers an array has so far."""
        return self._counts.get(name, 0)

    def finish(self, path: Path, told: object) -> int:
        """Write the file; `told` is anything that msgspec can encode, and is handed back by `ArrayFile`.

        Returns the checksum that stands for the whole file.
        """
        arrays: dict[str, tuple[str, int, int]] = {}
        with path.open("wb") as file:
            paged = _Paged(file)
            for name, (code, part) in self._parts.items():
                paged.write(bytes(-paged.size % _ALIGNED))
                arrays[name] = code, paged.size, self._counts[name]
                part.seek(0)
                while data := part.read(_COPIED):
                    paged.write(data)
            sums = paged.finish()
            directory = msgspec.json.encode(_Directory(arrays, told))
            rest = sums + directory
            head = _FOOTER.pack(_MARK, VERSION, len(sums), len(directory), paged.size, 0)[:-4]
            crc = zlib.crc32(rest + head)
            file.write(rest + head + crc.to_bytes(4, "little"))
        self.close()
        return crc

    def close(self) -> None:
        """Let go of what was collected."""
        for _, part in self._parts.values():
            part.close()
        self._parts.clear()


class _Paged:
    """Writes on, and sums up every page."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._sums = array("I")
        self._sum = 0
        self.size = 0

    def write(self, data: bytes) -> None:
        self._file.write(data)
        view = memoryview(data)
        while view:
            room = _PAGE - self.size % _PAGE
            self._sum = zlib.crc32(view[:room], self._sum)
            self.size += len(view[:room])
            if self.size % _PAGE == 0:
                self._sums.append(self._sum)
                self._sum = 0
            view = view[room:]

    def finish(self) -> bytes:
        if self.size % _PAGE:
            self._sums.append(self._sum)
        return np.array(self._sums, "<u4").tobytes()


class ArrayFile(Generic[T]):
    """The arrays of a file; raises Damaged when any of what is asked for is not as it was written."""

    def __init__(self, path: Path, type_: type[T]) -> None:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size < _FOOTER.size:
                raise Damaged(f"{path} is too short")
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._path = path
        mark, version, sums, described, data, crc = _FOOTER.unpack(self._map[size - _FOOTER.size :])
        if mark != _MARK or version != VERSION:
            raise Damaged(f"{path} is no file of arrays of version {VERSION}")
        pages = -(-data // _PAGE)
        if sums != 4 * pages or data + sums + described + _FOOTER.size != size:
            raise Damaged(f"{path} is not as long as it says")
        if zlib.crc32(memoryview(self._map)[data : size - 4]) != crc:
            raise Damaged(f"{path} does not agree with its checksum")
        try:
            directory = msgspec.json.decode(self._map[data + sums : data + sums + described], type=_Directory[type_])  # type: ignore[valid-type]
        except msgspec.DecodeError as error:
            raise Damaged(f"{path} has a directory that cannot be read") from error
        self.told: T = directory.told
        self.crc: int = crc
        """Stands for the whole file, because it sums up the checksums of all pages."""
        self._size = data
        self._sums = np.frombuffer(self._map, "<u4", pages, data)
        self._sound = bytearray(pages)
        self._arrays: dict[str, tuple[Numbers, int]] = {}
        for name, (code, start, count) in directory.arrays.items():
            if code not in _TYPES or start % _ALIGNED or not 0 <= start <= start + count * int(code[1]) <= data:
                raise Damaged(f"{path}: {name} reaches beyond the file")
            self._arrays[name] = np.frombuffer(self._map, f"<{code}", count, start), start

    def __contains__(self, name: str) -> bool:
        return name in self._arrays

    def names(self) -> list[str]:
        """The arrays there are."""
        return list(self._arrays)

    def count(self, name: str) -> int:
        """How many numbers an array has."""
        found = self._arrays.get(name)
        return 0 if found is None else len(found[0])

    def take(self, name: str, start: int = 0, stop: int | None = None) -> Numbers:
        """A slice of an array, not copied."""
        try:
            values, at = self._arrays[name]
        except KeyError:
            raise Damaged(f"{self._path} has no {name}") from None
        if stop is None:
            stop = len(values)
        if not 0 <= start <= stop <= len(values):
            raise Damaged(f"{self._path}: {start} to {stop} of {len(values)} {name}")
        if start < stop:
            size = values.itemsize
            first, last = (at + start * size) // _PAGE, (at + stop * size - 1) // _PAGE
            if self._sound.find(0, first, last + 1) >= 0:
                self._check(first, last)
        return values[start:stop]

    def _check(self, first: int, last: int) -> None:
        view = memoryview(self._map)
        for page in range(first, last + 1):
            if not self._sound[page]:
                if zlib.crc32(view[page * _PAGE : min((page + 1) * _PAGE, self._size)]) != self._sums[page]:
                    raise Damaged(f"{self._path} does not agree with its checksum at {page * _PAGE}")
                self._sound[page] = 1
