"""A segment: the one file of arrays that its documents are in, written by a `Builder`.

Beside the posting lists it holds the lengths of fields as Whoosh's one-byte approximation, and columns of numbers and
of bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from whoosh.codec import base
from whoosh.util.numeric import byte_to_length

from tui.search.arrays import ArrayFile, ArrayWriter, Damaged, Numbers
from tui.search.postings import TermWriter, Told

EXTENSION = ".seg"
LENGTHS = np.array([byte_to_length(byte) for byte in range(256)])
"""What each byte of a length stands for."""


class Segment(base.Segment):
    """A segment: its name, how many documents it has, and which of them are deleted."""

    def __init__(
        self, indexname: str, segid: str | None = None, documents: int = 0, deleted: Iterable[int] = (), crc: int = 0
    ) -> None:
        super().__init__(indexname)
        if segid is not None:
            self.segid = segid
        self.crc = crc
        """Of the file it is in; 0 before it is written."""
        self._documents = documents
        self._deleted = set(deleted)

    def codec(self) -> base.Codec:
        from tui.search.codec import Codec

        return Codec()

    def should_assemble(self) -> bool:
        return False

    def set_doc_count(self, count: int) -> None:
        self._documents = count

    def doc_count_all(self) -> int:
        return self._documents

    def deleted_count(self) -> int:
        return len(self._deleted)

    def deleted_docs(self) -> Iterator[int]:
        return iter(sorted(self._deleted))

    def delete_document(self, number: int, delete: bool = True) -> None:
        if delete:
            self._deleted.add(number)
        else:
            self._deleted.discard(number)

    def is_deleted(self, number: int) -> bool:
        return number in self._deleted


def open_segment(folder: Path, segment: Segment) -> ArrayFile[Told]:
    """Open the file of a segment; raises Damaged when it is another one's."""
    file = ArrayFile(folder / segment.make_filename(EXTENSION), Told)
    told = file.told
    if told.segment != segment.segid or told.documents != segment.doc_count_all() or file.crc != segment.crc:
        raise Damaged(f"{segment.segment_id()} is not the file of this segment")
    return file


class Builder:
    """A segment that is being written."""

    def __init__(self, folder: Path, segment: Segment) -> None:
        self.segment = segment
        self.folder = folder
        self._arrays = ArrayWriter(folder)
        self.terms = TermWriter(self._arrays)
        self._lengths: dict[str, int] = {}
        self.documents = 0

    def add_lengths(self, field: str, codes: Numbers, total: int) -> None:
        """Write how long a field is in the next documents, as Whoosh's bytes, and the sum of the lengths themselves."""
        self._arrays.append(f"length.{field}", codes)
        self._lengths[field] = self._lengths.get(field, 0) + total

    def add_numbers(self, field: str, values: Numbers) -> None:
        """Write a column of numbers."""
        self._arrays.append(f"column.{field}", values)

    def add_texts(self, field: str, values: Iterable[bytes]) -> None:
        """Write a column of byte strings."""
        values = list(values)
        before = self._arrays.append(f"column.{field}", np.frombuffer(b"".join(values), np.uint8))
        if not self._arrays.count(f"column.{field}_at"):
            self._arrays.append(f"column.{field}_at", np.zeros(1, np.uint32))
        ends = before + np.cumsum(np.fromiter(map(len, values), np.int64, len(values)))
        self._arrays.append(f"column.{field}_at", ends.astype(np.uint32))

    def finish(self) -> None:
        """Write the segment's file, of as many `documents` as it has been told."""
        segment = self.segment
        segment.set_doc_count(self.documents)
        told = Told(segment.segid, self.documents, self.terms.fields, self._lengths)
        segment.crc = self._arrays.finish(self.folder / segment.make_filename(EXTENSION), told)

    def close(self) -> None:
        """Let go of what was not written."""
        self._arrays.close()
