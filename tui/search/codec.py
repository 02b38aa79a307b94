"""Whoosh's codec, with arrays on the disk: what Whoosh's writers and readers ask for, over `segment` and `postings`.

It stores no values and no vectors, and weights are frequencies.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from whoosh import columns
from whoosh.codec import base
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import TermNotFound
from whoosh.util.numeric import length_to_byte

from tui.search.arrays import ArrayFile, Numbers
from tui.search.matcher import ArrayMatcher, ArrayTermInfo
from tui.search.postings import Lists, Postings, Told
from tui.search.segment import LENGTHS, Builder, Segment, open_segment

_KINDS = {"b": "i4", "B": "i4", "h": "i4", "H": "i4", "i": "i4", "I": "i8", "q": "i8", "Q": "u8"}
"""By the code of a column of numbers."""
_WALKED = 1024
"""Terms read at once."""


class Codec(base.Codec):
    """Makes what reads or writes one segment of arrays."""

    length_stats = False  # they serve to skip blocks, and there are none

    def new_segment(self, storage: FileStorage, indexname: str) -> Segment:
        self.builder = Builder(Path(storage.folder), Segment(indexname))
        return self.builder.segment

    def per_document_writer(self, storage: FileStorage, segment: Segment) -> PerDocumentWriter:
        return PerDocumentWriter(self.builder)

    def field_writer(self, storage: FileStorage, segment: Segment) -> FieldWriter:
        return FieldWriter(self.builder)

    def terms_reader(self, storage: FileStorage, segment: Segment) -> TermsReader:
        self._file = open_segment(Path(storage.folder), segment)
        return TermsReader(self._file)

    def per_document_reader(self, storage: FileStorage, segment: Segment) -> PerDocumentReader:
        return PerDocumentReader(self._file, segment)


class PerDocumentWriter(base.PerDocumentWriter):
    """Takes lengths and columns, a document at a time."""

    def __init__(self, builder: Builder) -> None:
        self._builder = builder
        self._number = 0
        self._lengths: dict[str, dict[int, int]] = {}
        self._values: dict[str, tuple[Any, dict[int, Any]]] = {}
        self.is_closed = False

    def start_doc(self, number: int) -> None:
        self._number = number

    def add_field(self, fieldname: str, fieldobj: Any, value: Any, length: int) -> None:
        if value is not None:
            raise ValueError(f"{fieldname} is to be stored, and the index stores nothing")
        if length:
            self._lengths.setdefault(fieldname, {})[self._number] = length

    def add_column_value(self, fieldname: str, columnobj: Any, value: Any) -> None:
        self._values.setdefault(fieldname, (columnobj, {}))[1][self._number] = value

    def cancel_doc(self) -> None:
        for found in (*self._lengths.values(), *(values for _, values in self._values.values())):
            found.pop(self._number, None)

    def finish_doc(self) -> None:
        self._number += 1

    def close(self) -> None:
        for field, lengths in self._lengths.items():
            codes = np.zeros(self._number, np.uint8)
            codes[list(lengths)] = [length_to_byte(length) for length in lengths.values()]
            self._builder.add_lengths(field, codes, sum(lengths.values()))
        for field, (column, values) in self._values.items():
            every = [values.get(number, column.default_value()) for number in range(self._number)]
            if isinstance(column, columns.NumericColumn):
                self._builder.add_numbers(field, np.array(every, _KINDS[column._typecode]))
            else:
                self._builder.add_texts(field, every)
        self._builder.documents = self._number
        self.is_closed = True


class FieldWriter(base.FieldWriter):
    """Takes postings one at a time, in order."""

    def __init__(self, builder: Builder) -> None:
        self._builder = builder
        self._documents = 0
        self.is_closed = False

    def start_field(self, fieldname: str, fieldobj: Any) -> None:
        self._name = fieldname
        self._placed = fieldobj.format.supports("positions")
        self._decode = fieldobj.format.decode_positions if self._placed else None
        self._texts: list[bytes] = []
        self._df: list[int] = []
        self._docs: list[int] = []
        self._freqs: list[int] = []
        self._places: list[int] = []

    def start_term(self, text: bytes) -> None:
        self._texts.append(text)
        self._df.append(0)

    def add(self, number: int, weight: float, value: bytes, length: int) -> None:
        places = self._decode(value) if self._decode is not None else []
        if weight != int(weight) or (self._placed and len(places) != weight):
            raise ValueError(f"a weight of {weight} is no frequency")
        self._df[-1] += 1
        self._docs.append(number)
        self._freqs.append(int(weight))
        self._places += places

    def finish_term(self) -> None:
        pass

    def finish_field(self) -> None:
        placed = np.full(len(self._df), self._placed)
        df, docs, freqs, places = (
            np.array(some, np.int64) for some in (self._df, self._docs, self._freqs, self._places)
        )
        lists = Lists(df, docs, freqs, placed, places)
        self._builder.terms.add_field(self._name, [(self._texts, lists)])

    def close(self) -> None:
        if self._builder.documents:
            self._builder.finish()
        self._builder.close()
        self.is_closed = True


class TermsReader(base.TermsReader):
    """Looks terms up."""

    def __init__(self, file: ArrayFile[Told]) -> None:
        self.file = file
        self.postings = Postings(file)

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self.postings.find(*term) is not None

    def _find(self, fieldname: str, text: bytes) -> int:
        number = self.postings.find(fieldname, text)
        if number is None:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        return number

    def indexed_field_names(self) -> list[str]:
        return list(self.postings.fields)

    def cursor(self, fieldname: str, fieldobj: Any) -> Cursor:
        return Cursor(self.postings, fieldname, fieldobj)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        for field in sorted(self.postings.fields):
            yield from self._walk(field, self.postings.span(field)[0])

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        yield from self._walk(fieldname, self.postings.bound(fieldname, prefix))
        for field in sorted(self.postings.fields):
            if field > fieldname:
                yield from self._walk(field, self.postings.span(field)[0])

    def _walk(self, field: str, first: int) -> Iterator[tuple[str, bytes]]:
        last = self.postings.span(field)[1]
        for low in range(first, last, _WALKED):
            for text in self.postings.read_texts(low, min(low + _WALKED, last)):
                yield field, text

    def items(self) -> Iterator[tuple[tuple[str, bytes], ArrayTermInfo]]:
        return (((field, text), self.term_info(field, text)) for field, text in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], ArrayTermInfo]]:
        return (((field, text), self.term_info(field, text)) for field, text in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> ArrayTermInfo:
        return ArrayTermInfo(
            self.postings, self._find(fieldname, text), lambda: LENGTHS[read_lengths(self.file, fieldname)]
        )

    def frequency(self, fieldname: str, text: bytes) -> int:
        number = self.postings.find(fieldname, text)
        return 0 if number is None else self.postings.weigh(number)

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        number = self.postings.find(fieldname, text)
        return 0 if number is None else int(self.postings.count(number, number + 1)[0])

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ArrayMatcher:
        return ArrayMatcher(self.postings, self._find(fieldname, text), (fieldname, text), format_, scorer)


class Cursor(base.FieldCursor):
    """Walks through the terms of a field."""

    def __init__(self, postings: Postings, fieldname: str, fieldobj: Any) -> None:
        self._postings = postings
        self._name = fieldname
        self._field = fieldobj
        self._first, self._last = postings.span(fieldname)
        self._at = self._first

    def first(self) -> Any:
        self._at = self._first
        return self.text()

    def find(self, term: Any) -> Any:
        self._at = self._postings.bound(self._name, term if isinstance(term, bytes) else self._field.to_bytes(term))
        return self.text()

    def next(self) -> Any:
        self._at = min(self._at + 1, self._last)
        return self.text()

    def text(self) -> Any:
        return self._field.from_bytes(self._postings.read_text(self._at)) if self.is_valid() else None

    term = text

    def is_valid(self) -> bool:
        return self._at < self._last


class PerDocumentReader(base.PerDocumentReader):
    """Reads lengths and columns."""

    def __init__(self, file: ArrayFile[Told], segment: Segment) -> None:
        self._file = file
        self._segment = segment

    def doc_count(self) -> int:
        return int(self._segment.doc_count())

    def doc_count_all(self) -> int:
        return self._segment.doc_count_all()

    def has_deletions(self) -> bool:
        return bool(self._segment.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        return self._segment.is_deleted(docnum)

    def deleted_docs(self) -> Iterator[int]:
        return self._segment.deleted_docs()

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        return {}

    def supports_columns(self) -> bool:
        return True

    def has_column(self, fieldname: str) -> bool:
        return f"column.{fieldname}" in self._file

    def column_reader(self, fieldname: str, column: Any) -> ArrayColumn:
        return ArrayColumn(self._file, fieldname)

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        name = f"length.{fieldname}"
        if name not in self._file:
            return default
        return int(LENGTHS[self._file.take(name, docnum, docnum + 1)[0]])

    def field_length(self, fieldname: str) -> int:
        return self._file.told.lengths.get(fieldname, 0)

    def min_field_length(self, fieldname: str) -> int:
        return int(LENGTHS[read_lengths(self._file, fieldname).min(initial=255)])

    def max_field_length(self, fieldname: str) -> int:
        return int(LENGTHS[read_lengths(self._file, fieldname).max(initial=0)])


class ArrayColumn(columns.ColumnReader):
    """A column of numbers, or of bytes."""

    def __init__(self, file: ArrayFile[Told], name: str) -> None:
        self._file = file
        self._name = f"column.{name}"
        self._sign = 1

    def __len__(self) -> int:
        return self._file.told.documents

    @cached_property
    def _ends(self) -> Numbers | None:
        return self._file.take(f"{self._name}_at") if f"{self._name}_at" in self._file else None

    def __getitem__(self, docnum: int) -> Any:
        if self._ends is None:
            return int(self._file.take(self._name, docnum, docnum + 1)[0])
        low, high = self._ends[docnum : docnum + 2]
        return self._file.take(self._name, int(low), int(high)).tobytes()

    def sort_key(self, docnum: int) -> Any:
        value = self[docnum]
        return value if self._sign == 1 else -value

    def __iter__(self) -> Iterator[Any]:
        return (self[number] for number in range(len(self)))

    def load(self) -> list[Any]:
        return list(self)

    def set_reverse(self) -> None:
        self._sign = -1


def read_lengths(file: ArrayFile[Told], field: str) -> Numbers:
    """The bytes that stand for the lengths of a field."""
    name = f"length.{field}"
    return file.take(name) if name in file else np.zeros(file.told.documents, np.uint8)
