"""How postings lie on the disk: Whoosh's codec, with posting lists as plain numbers in the place of its pickles.

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
from whoosh.reading import TermNotFound

_BLOCK = 512
"""Postings in a block; Whoosh's 128 suit stepping, reading whole blocks is better served by larger ones."""
_COMPRESSED_FROM = 128
"""Bytes; less than that only grows."""
_LEVEL = 1

# Postings, bytes before compression (0: not compressed), whether counts and positions follow, last id, highest count.
_HEAD = struct.Struct("=HIBBII")


class Codec(whoosh3.W3Codec):
    """Whoosh's codec, with our posting lists."""

    length_stats = False  # they serve to skip blocks, and all matches are wanted

    def field_writer(self, storage: Any, segment: Any) -> FieldWriter:
        """Write the terms of a segment."""
        return FieldWriter(self, storage, segment)

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


class FieldWriter(whoosh3.W3FieldWriter):
    """Writes a term at a time with its whole posting list; between `start_field` and `finish_field`."""

    def add_term(self, term: bytes, ids: array[int], counts: array[int], positions: array[int]) -> None:
        """Write a term: its documents ascending, how often it is in each, and its positions in one after the other.

        Positions may be empty; then the field has none.
        """
        file = self._postfile
        start = file.tell()
        file.write(whoosh3.WHOOSH3_HEADER_MAGIC)
        at = 0
        for low in range(0, len(ids), _BLOCK):
            some = counts[low : low + _BLOCK]
            end = at + sum(some) if positions else 0
            self._write_block(ids[low : low + _BLOCK], some, positions[at:end], low + _BLOCK >= len(ids))
            at = end
        info = whoosh3.W3TermInfo(
            weight=float(sum(counts)),
            df=len(ids),
            maxlength=0,
            maxweight=float(max(counts)),
            minid=ids[0],
            maxid=ids[-1],
        )
        info.set_extent(start, file.tell() - start)
        self._tindex.add(whoosh3.pack_ushort(self._fieldid) + term, info.to_bytes())

    def _write_block(self, ids: array[int], counts: array[int], positions: array[int], last: bool) -> None:
        most = max(counts)
        gaps = array("I", ids[:1])
        gaps.extend([high - low for low, high in pairwise(ids)])
        data = gaps.tobytes() + (counts.tobytes() if most > 1 else b"") + positions.tobytes()
        size = 0
        if len(data) >= _COMPRESSED_FROM:
            size = len(data)
            data = zlib.compress(data, _LEVEL)
        head = _HEAD.pack(len(ids), size, most > 1, bool(positions), ids[-1], most)
        length = len(head) + len(data)
        self._postfile.write_int(-length if last else length)
        self._postfile.write(head + data)


class Postings(whoosh3.W3LeafMatcher):
    """Reads a posting list: by `blocks`, or a document at a time as Whoosh's matchers do."""

    _data: Any
    _ids: Any
    _weights: Any
    _values: Any
    _positions: Any

    def blocks(self) -> Iterator[tuple[list[int], Any, array[int]]]:
        """All postings from here on: (documents ascending, counts, positions of all one after the other) of a block."""
        while self.is_active():
            self._read_data()
            yield self._ids, self._weights, self._positions
            self._next_block()

    def _goto(self, position: int) -> None:
        file = self._postfile
        self._data = self._ids = self._weights = self._values = self._positions = None
        self._i = 0
        file.seek(position)
        length = file.read_int()
        self._lastblock = length < 0
        start = file.tell()
        self._nextoffset = start + abs(length)
        self._dataoffset = start + _HEAD.size
        head = _HEAD.unpack(file.read(_HEAD.size))
        self._blocklength, self._compression, self._counted, self._placed, self._maxid, self._maxweight = head
        self._minlength = self._maxlength = 0

    def _read_data(self) -> None:
        count = self._blocklength
        data = self._postfile.get(self._dataoffset, self._nextoffset - self._dataoffset)
        if self._compression:
            data = zlib.decompressobj().decompress(data, self._compression)
        at = 4 * count
        self._ids = list(accumulate(array("I", data[:at])))
        if self._counted:
            self._weights = array("I", data[at : at + 4 * count])
            at += 4 * count
        else:
            self._weights = [1] * count
        self._positions = array("I", data[at:])
        self._values = [None] * count
        self._data = True
        places = sum(self._weights) if self._placed else 0
        if not len(self._ids) == len(self._weights) == count or len(self._positions) != places:
            raise ValueError("a block of postings is not as long as it says")

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
            raise TermNotFound(f"No term {fieldname}:{tbytes!r}") from error
        record = self._dbfile.get(start, length)
        if record[0]:
            # Whoosh would unpickle postings from the record; it never writes such a one.
            raise ValueError("a term's record is not one of ours")
        return whoosh3.W3TermInfo.from_bytes(record)
