"""Writing segments: Whoosh's writer with our codec, whose commit counts when the marker is written."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from msgspec import Struct
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex
from whoosh.writing import SegmentWriter

from tui.search.arrays import Damaged
from tui.search.codec import Codec
from tui.search.load import NAME
from tui.search.merge import join_segments
from tui.search.postings import Postings
from tui.search.schema import make_schema
from tui.search.segment import EXTENSION, Segment, open_segment

_TIER = 8
"""Segments of about one size that are joined, and how much larger the next size is."""
_SMALLEST = 500
"""Documents; segments below are all of one size."""
_JOINED = _SMALLEST * _TIER
"""Documents; segments above are never joined, so that what an article costs does not grow with the archive."""
_LOOKED_UP = 100
"""Ids that are looked up one by one."""


class _Listed(Struct, frozen=True):
    """A segment in the table of contents."""

    id: str
    documents: int
    crc: int
    deleted: bytes
    """Document numbers of four bytes each."""


class _Table(Struct, frozen=True):
    generation: int
    segments: tuple[_Listed, ...]


class Contents(TOC):
    """Whoosh's table of contents, as JSON in the place of its pickle."""

    @classmethod
    def create(cls, storage: FileStorage, schema: Any, indexname: str = NAME) -> None:
        cls(schema, [], 0).write(storage, indexname)

    @classmethod
    def read(cls, storage: FileStorage, indexname: str, gen: int | None = None, schema: Any = None) -> Contents:
        path = Path(storage.folder) / cls._filename(indexname, gen)
        try:
            table = msgspec.json.decode(path.read_bytes(), type=_Table)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Damaged(f"{path} cannot be read") from error
        segments = [
            Segment(indexname, one.id, one.documents, np.frombuffer(one.deleted, "<u4").tolist(), one.crc)
            for one in table.segments
        ]
        return cls(schema, segments, table.generation)

    def write(self, storage: FileStorage, indexname: str) -> None:
        listed = tuple(
            _Listed(one.segid, one.doc_count_all(), one.crc, np.array(list(one.deleted_docs()), "<u4").tobytes())
            for one in self.segments
        )
        path = Path(storage.folder) / self._filename(indexname, self.generation)
        path.write_bytes(msgspec.json.encode(_Table(self.generation, listed)))


class MarkedIndex(FileIndex):
    """Whoosh's index, at the generation that a marker names instead of the latest one found.

    Segments in the files `without` are left out.
    """

    def __init__(self, folder: Path, generation: int, without: Collection[str] = ()) -> None:
        self.storage = FileStorage(str(folder))
        self.indexname = NAME
        self._schema = make_schema()
        self._generation = generation
        self._without = without

    def latest_generation(self) -> int:
        return self._generation

    def _read_toc(self) -> Contents:
        contents = Contents.read(self.storage, self.indexname, self._generation, self._schema)
        contents.segments = [one for one in contents.segments if one.make_filename(EXTENSION) not in self._without]
        return contents

    @property
    def segments(self) -> list[Segment]:
        """The segments of this generation."""
        return list(self._read_toc().segments)


class Writer(SegmentWriter):
    """Adds segments to an index, deletes articles from it, and joins its segments."""

    def __init__(self, index: MarkedIndex, mark: Callable[[int, Iterable[str]], None]) -> None:
        self.segments: list[Segment]
        self._mark = mark
        # The library's lock is held: one of Whoosh's own would only outlive a commit that was interrupted.
        super().__init__(index, _lk=False, codec=Codec())
        self._before = [one.make_filename(EXTENSION) for one in self.segments]

    def delete(self, ids: Iterable[str]) -> None:
        """Delete the articles that are in the index already."""
        wanted = {id_.encode() for id_ in ids}
        for segment in self.segments:
            file = open_segment(Path(self.storage.folder), segment)
            postings = Postings(file)
            for term in _find_ids(postings, wanted):
                for number in postings.read(term)[0].tolist():
                    segment.delete_document(number)

    def add(self, segment: Segment) -> None:
        """Add a segment that has been written, of articles that are not in the index."""
        self.segments.append(segment)

    def join(self, segments: Sequence[Segment], memory: int) -> None:
        """Write the documents of segments that are not deleted into one in their place; `memory` is in bytes."""
        folder = Path(self.storage.folder)
        parts = [(open_segment(folder, one), list(one.deleted_docs())) for one in segments]
        join_segments(self.codec.builder, parts, memory)
        self.segments = [one for one in self.segments if one not in segments]
        self._added = self.codec.builder.documents > 0

    def commit(self) -> None:
        """Write all down and let the marker say so."""
        super().commit(mergetype=lambda writer, segments: list(segments))

    def cancel(self) -> None:
        """Give up what was added."""
        self.codec.builder.documents = 0
        super().cancel()

    def _flush_segment(self) -> None:
        builder = self.codec.builder
        joined = builder.documents
        self.perdocwriter.close()
        builder.documents = joined
        self.docnum = builder.documents
        self.fieldwriter.close()

    def _commit_toc(self, segments: list[Segment]) -> None:
        folder = Path(self.storage.folder)
        segments = [one for one in segments if one.doc_count()]
        Contents(self.schema, segments, self.generation).write(self.storage, self.indexname)
        kept = [name for segment in segments for name in segment.list_files(self.storage)]
        self._mark(self.generation, kept)
        # Only now nobody new will look for the files of the generation before.
        for name in (Contents._filename(self.indexname, self.generation - 1), *self._before):
            if name not in kept:
                (folder / name).unlink(missing_ok=True)


def _find_ids(postings: Postings, wanted: AbstractSet[bytes]) -> list[int]:
    """The terms of those of these ids that a segment has."""
    if len(wanted) <= _LOOKED_UP:
        return [term for text in sorted(wanted) if (term := postings.find("id", text)) is not None]
    first, last = postings.span("id")
    texts = postings.read_texts(first, last) if first < last else []
    return [term for term, text in enumerate(texts, first) if text in wanted]


def choose_segments(segments: Sequence[Segment]) -> list[Segment]:
    """The segments that are to be one: several of about one size, or one that is mostly deleted documents."""
    tiers: dict[int, list[Segment]] = {}
    for segment in segments:
        if segment.deleted_count() * 2 > segment.doc_count_all():
            return [segment]
        size, tier = segment.doc_count(), 0
        while size > _SMALLEST * _TIER**tier:
            tier += 1
        if size <= _JOINED:
            tiers.setdefault(tier, []).append(segment)
    return next((tier[:_TIER] for _, tier in sorted(tiers.items()) if len(tier) >= _TIER), [])
