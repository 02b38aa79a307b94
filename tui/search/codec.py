"""How postings lie on the disk: Whoosh's codec with blocks of plain numbers in the place of its pickles.

That is quicker both ways, and nothing of a posting list is unpickled. What Whoosh still unpickles when an index is
opened is its table of contents and the directory and field table of each segment; `marker` vouches for those files.
"""

from __future__ import annotations

import struct
import zlib
from array import array
from collections.abc import Iterator
from itertools import accumulate, pairwise
from typing import Any

from whoosh.codec import whoosh3

_BLOCK = 512
"""Postings in a block; Whoosh's 128 suit stepping, reading whole blocks is better served by larger ones."""
_COMPRESSED_FROM = 128
"""Bytes; less than that only grows."""
_LEVEL = 1

# Postings, bytes before compression (0: not compressed), whether weights and values follow, last id, highest weight.
_HEAD = struct.Struct("=HIBBIf")


class Codec(whoosh3.W3Codec):
    """Whoosh's codec, with our posting lists."""

    length_stats = False  # they serve to skip blocks, and all matches are wanted

    def __init__(self) -> None:
        super().__init__(blocklimit=_BLOCK)

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> PostingsWriter:
        """Write posting lists to a file."""
        return PostingsWriter(dbfile, blocklimit=_BLOCK, byteids=byteids)

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> Postings:
        """Read one posting list."""
        return Postings(dbfile, *terminfo.extent(), format_, term=term, scorer=scorer)

    def terms_reader(self, storage: Any, segment: Any) -> TermsReader:
        """Read the terms of a segment."""
        name = segment.make_filename(self.TERMS_EXT)
        file = storage.open_file(name)
        return TermsReader(self, file, storage.file_length(name), segment.open_file(storage, self.POSTS_EXT))


class PostingsWriter(whoosh3.W3PostingsWriter):
    """Writes blocks: a head, then differences of ids, weights unless all are 1, lengths of values and the values."""

    def add_posting(self, id_: int, weight: float, vbytes: bytes, length: int | None = None) -> None:
        """Add one document."""
        if len(self._ids) >= self._blocklimit:
            self._write_block()
        self._ids.append(id_)
        self._weights.append(weight)
        self._values.append(vbytes)

    def _write_block(self, last: bool = False) -> None:
        if not self._blockcount:
            self._postfile.write(whoosh3.WHOOSH3_HEADER_MAGIC)
        ids, weights, values = self._ids, self._weights, self._values
        self._maxweight = max(weights)
        self._terminfo.add_block(self)
        gaps = array("I", ids[:1])
        gaps.extend([high - low for low, high in pairwise(ids)])
        weighted = min(weights) != 1.0 or self._maxweight != 1.0
        valued = any(values)
        parts = [gaps.tobytes()]
        if weighted:
            parts.append(weights.tobytes())
        if valued:
            parts.append(array("I", map(len, values)).tobytes())
            parts += values
        data = b"".join(parts)
        size = 0
        if len(data) >= _COMPRESSED_FROM:
            size = len(data)
            data = zlib.compress(data, _LEVEL)
        head = _HEAD.pack(len(ids), size, weighted, valued, ids[-1], self._maxweight)
        length = len(head) + len(data)
        self._postfile.write_int(-length if last else length)
        self._postfile.write(head + data)
        self._blockcount += 1
        self._new_block()


class Postings(whoosh3.W3LeafMatcher):
    """Reads a posting list: by `blocks`, or a document at a time as Whoosh's merging does."""

    _data: Any
    _ids: Any
    _weights: Any
    _values: Any

    def blocks(self) -> Iterator[tuple[Any, Any, Any]]:
        """All postings from here on: (document numbers ascending, weights, encoded positions) of each block."""
        while self.is_active():
            self._read_data()
            yield self._ids, self._weights, self._values
            self._next_block()

    def _goto(self, position: int) -> None:
        file = self._postfile
        self._data = self._ids = self._weights = self._values = None
        self._i = 0
        file.seek(position)
        length = file.read_int()
        self._lastblock = length < 0
        start = file.tell()
        self._nextoffset = start + abs(length)
        self._dataoffset = start + _HEAD.size
        head = _HEAD.unpack(file.read(_HEAD.size))
        self._blocklength, self._compression, self._weighted, self._valued, self._maxid, self._maxweight = head
        self._minlength = self._maxlength = 0

    def _read_data(self) -> None:
        count = self._blocklength
        data = self._postfile.get(self._dataoffset, self._nextoffset - self._dataoffset)
        if self._compression:
            inflate = zlib.decompressobj()
            data = inflate.decompress(data, self._compression)
        at = 4 * count
        self._ids = list(accumulate(array("I", data[:at])))
        if self._weighted:
            self._weights = array("f", data[at : at + 4 * count])
            at += 4 * count
        else:
            self._weights = [1.0] * count
        if self._valued:
            lengths = array("I", data[at : at + 4 * count])
            starts = list(accumulate(lengths, initial=at + 4 * count))
            self._values = [data[low:high] for low, high in pairwise(starts)]
        else:
            self._values = [b""] * count
        self._data = True
        if not len(self._ids) == len(self._weights) == len(self._values) == count:
            raise ValueError("a block of postings is shorter than it says")

    def _read_ids(self) -> None:
        if self._data is None:
            self._read_data()

    _read_weights = _read_values = _read_ids


class TermsReader(whoosh3.W3TermsReader):
    """Reads where a term's postings are."""

    def term_info(self, fieldname: str, tbytes: bytes) -> Any:
        """Look a term up; raises TermNotFound."""
        try:
            start, length = self._range_for_key(fieldname, tbytes)
        except KeyError as error:
            raise whoosh3.TermNotFound(f"No term {fieldname}:{tbytes!r}") from error
        record = self._dbfile.get(start, length)
        if record[0]:
            # Whoosh would unpickle postings from the record; it never writes such a one.
            raise ValueError("a term's record is not one of ours")
        return whoosh3.W3TermInfo.from_bytes(record)
