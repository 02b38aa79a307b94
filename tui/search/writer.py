"""Writing segments: Whoosh's writer, fed with whole posting lists, whose commit counts when the marker is written.

Whoosh collects postings one by one and sorts them; here each term's list grows in place while documents are added, and
segments are merged term by term.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator
from heapq import merge
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from msgspec import Struct
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from tui.search.codec import Codec
from tui.search.schema import Document, make_schema

NAME = "MAIN"
"""What Whoosh's files are called."""

_TIER = 8
"""Segments of about one size that are merged, and how much larger the next size is."""
_SMALLEST = 500
"""Documents; segments below are all of one size."""


class _List(Struct):
    """A posting list."""

    ids: array[int]
    counts: array[int]
    positions: array[int]


_Term = tuple[str, bytes]


class MarkedIndex(FileIndex):
    """Whoosh's index, at the generation that a marker names instead of the latest one found."""

    def __init__(self, folder: Path, generation: int) -> None:
        self._generation = generation
        super().__init__(FileStorage(str(folder)), make_schema(), NAME)

    def latest_generation(self) -> int:
        return self._generation

    def _read_toc(self) -> TOC:
        return TOC.read(self.storage, self.indexname, gen=self._generation, schema=self._schema)

    @property
    def segments(self) -> list[Any]:
        """The segments of this generation."""
        return list(self._read_toc().segments)


class Writer(SegmentWriter):
    """Adds documents to an index and deletes them from it."""

    def __init__(self, index: MarkedIndex, mark: Callable[[int, Iterable[str]], None]) -> None:
        self._mark = mark
        self._lists: dict[str, dict[str, _List]] = {}
        self._merged: list[tuple[SegmentReader, int, dict[int, int] | None]] = []
        # The library's lock is held: one of Whoosh's own would only outlive a commit that was interrupted.
        super().__init__(index, _lk=False, codec=Codec())

    def delete(self, ids: Iterable[str]) -> None:
        """Delete the articles that are in the index already."""
        if not self.segments:
            return
        readers = [SegmentReader(self.storage, self.schema, segment) for segment in self.segments]
        for id_ in ids:
            for reader, segment in zip(readers, self.segments, strict=True):
                if ("id", id_.encode()) in reader:
                    for number in reader.postings("id", id_).all_ids():
                        segment.delete_document(number)
        for reader in readers:
            reader.close()

    def add(self, document: Document) -> None:
        """Add an article that is not in the index."""
        number, documents = self.docnum, self.perdocwriter
        documents.start_doc(number)
        for field, length in document.lengths.items():
            documents.add_field(field, self.schema[field], None, length)
        for field, value in document.columns.items():
            documents.add_column_value(field, self.schema[field].column_type, value)
        documents.finish_doc()
        for field, terms in document.terms.items():
            lists = self._lists.setdefault(field, {})
            for term, positions in terms.items():
                found = lists.get(term)
                if found is None:
                    found = lists[term] = _List(array("I"), array("I"), array("I"))
                found.ids.append(number)
                found.counts.append(len(positions) or 1)
                found.positions.extend(positions)
        self._added = True
        self.docnum += 1

    def commit(self) -> None:
        """Write all down and let the marker say so."""
        try:
            super().commit(mergetype=_merge_segments)
        finally:
            for reader, _, _ in self._merged:
                reader.close()

    def add_reader(self, reader: SegmentReader) -> None:
        """Take over the documents of a segment that are not deleted."""
        first = self.docnum
        numbers = self.write_per_doc(set(self.schema.names()), reader)
        self._merged.append((reader, first, numbers))
        self._added = True

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        streams = [self._read_new(), *(_read_merged(*merged) for merged in self._merged)]
        field = None
        for (name, term), parts in groupby(merge(*streams, key=itemgetter(0)), key=itemgetter(0)):
            whole = _join(part for _, part in parts)
            if not whole.ids:
                continue
            if name != field:
                if field is not None:
                    self.fieldwriter.finish_field()
                self.fieldwriter.start_field(name, self.schema[name])
                field = name
            self.fieldwriter.add_term(term, whole.ids, whole.counts, whole.positions)
        if field is not None:
            self.fieldwriter.finish_field()
        self.fieldwriter.close()

    def _read_new(self) -> Iterator[tuple[_Term, _List]]:
        for field, lists in sorted(self._lists.items()):
            for term in sorted(lists):  # the order of code points is that of their UTF-8
                yield (field, term.encode()), lists[term]

    def _commit_toc(self, segments: list[Any]) -> None:
        contents = TOC._filename(self.indexname, self.generation)
        if self.storage.file_exists(contents):
            self.storage.delete_file(contents)
        TOC(self.schema, segments, self.generation).write(self.storage, self.indexname)
        kept = [name for segment in segments for name in segment.list_files(self.storage)]
        self._mark(self.generation, kept)
        # Only now nobody new will look for the files of the generation before.
        for name in self.storage.list():
            if name not in kept and name.endswith((".seg", ".toc")) and name != contents:
                self.storage.delete_file(name)


def _join(parts: Iterator[_List]) -> _List:
    whole = next(parts)
    for part in parts:
        whole = _List(whole.ids + part.ids, whole.counts + part.counts, whole.positions + part.positions)
    return whole


def _read_merged(reader: SegmentReader, first: int, numbers: dict[int, int] | None) -> Iterator[tuple[_Term, _List]]:
    """The posting lists of a segment, with the numbers its documents get; those deleted have none."""
    for field, term in reader.all_terms():
        found = _List(array("I"), array("I"), array("I"))
        for ids, counts, positions in reader._terms.matcher(field, term, reader.schema[field].format).blocks():
            if numbers is None:
                found.ids.extend([first + number for number in ids])
                found.counts.extend(counts)
                found.positions.extend(positions)
                continue
            at = 0
            for number, count in zip(ids, counts, strict=True):
                if number in numbers:
                    found.ids.append(numbers[number])
                    found.counts.append(count)
                    found.positions.extend(positions[at : at + count])
                at += count
        yield (field, term), found


def _merge_segments(writer: Writer, segments: list[Any]) -> list[Any]:
    """Merge policy: when several segments are of about one size they become one, so there are never many.

    A segment that is mostly deleted documents is written again without them.
    """
    tiers: dict[int, list[Any]] = {}
    for segment in segments:
        size, tier = segment.doc_count(), 0
        while size > _SMALLEST * _TIER**tier:
            tier += 1
        tiers.setdefault(tier, []).append(segment)
    merged = [segment for tier in tiers.values() if len(tier) >= _TIER for segment in tier]
    merged += [
        segment
        for segment in segments
        if segment not in merged and segment.deleted_count() * 2 > segment.doc_count_all()
    ]
    for segment in merged:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
    return [segment for segment in segments if segment not in merged]
