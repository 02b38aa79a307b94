"""A segment as the executor reads it: terms by their numbers, columns and posting lists as arrays."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np
from msgspec import Struct
from whoosh.reading import SegmentReader

from tui.search.analysis import STEM
from tui.search.arrays import ArrayFile, Damaged, Numbers
from tui.search.codec import read_lengths
from tui.search.postings import Postings, Told
from tui.search.tree import Match, Slot

_STEM = STEM.encode()
_LOOKED_UP = 100
"""Ids that are looked up one by one; of more, all of the segment's ids are tried."""
_REMEMBERED = 4096
"""Terms that were looked up, with those that are not there."""


class Expansion(Struct, frozen=True):
    """The words of one segment that a slot stands for."""

    terms: Numbers
    nearness: Numbers | None
    """1 for the word itself, less for one like it; None for 1."""

    def __len__(self) -> int:
        return len(self.terms)


class Shard:
    """One segment of the index."""

    def __init__(self, reader: SegmentReader) -> None:
        self.reader = reader
        self.postings: Postings = reader._terms.postings
        self._file: ArrayFile[Told] = reader._terms.file
        self.name: str = reader.segment().segment_id()
        self.size: int = reader.doc_count_all()
        """Documents, deleted ones included; their numbers are 0 to size - 1."""
        self.deleted = np.array(sorted(reader.deleted_docs_set), np.int64)
        self.find = lru_cache(maxsize=_REMEMBERED)(self._find)
        """The number of a term, by its field and text."""

    @cached_property
    def _ids(self) -> Numbers:
        """The article's id of each document."""
        ends = self._file.take("column.id_at").astype(np.int64)
        widths = np.unique(np.diff(ends))
        data = self._file.take("column.id")
        if len(widths) == 1 and widths[0]:
            return np.frombuffer(data, f"S{widths[0]}")
        blob = data.tobytes()
        return np.array([blob[low:high] for low, high in pairwise(ends.tolist())])

    def check_columns(self) -> None:
        """Read what hits are ordered by, so that damage shows when they are found and not when they are looked at."""
        if not len(self._ids) == len(self.moments) == self.size:
            raise Damaged(f"the columns of segment {self.name} differ in length")

    def read_ids(self, docs: Numbers) -> Numbers:
        """The articles' ids of documents, in UTF-8."""
        ids: Numbers = self._ids[docs]
        return ids

    def find_ids(self, ids: frozenset[str]) -> Numbers:
        """The documents of these articles."""
        if len(ids) > _LOOKED_UP:
            wanted = {id_.encode() for id_ in ids}
            return np.flatnonzero(np.fromiter(map(wanted.__contains__, self._ids.tolist()), bool, self.size))
        terms = [term for id_ in ids if (term := self.postings.find("id", id_.encode())) is not None]
        found = [self.postings.read(term)[0] for term in terms]
        return np.unique(np.concatenate(found)) if found else np.zeros(0, np.int64)

    @cached_property
    def moments(self) -> Numbers:
        """When each document is from, in seconds since 1970; `UNDATED` for never."""
        return self._file.take("column.moment")

    @cached_property
    def days(self) -> Numbers:
        """The day each document is from (`date.toordinal`); 0 for never."""
        return self._file.take("column.day")

    def get_lengths(self, field: str) -> Numbers:
        """The length of a field in each document, as Whoosh's one-byte approximation."""
        return read_lengths(self._file, field)

    def _find(self, field: str, term: str) -> int | None:
        return self.postings.find(field, term.encode())

    def count(self, field: str, term: str) -> int:
        """How many documents have a term, deleted ones included."""
        found = self.find(field, term)
        return 0 if found is None else int(self.postings.count(found, found + 1)[0])

    def count_all(self, terms: Numbers) -> int:
        """How many documents these terms have, each counted by itself."""
        if not len(terms):
            return 0
        first = int(terms[0])
        return int(self.postings.count(first, int(terms[-1]) + 1)[terms - first].sum())

    def list_words(self, field: str) -> list[str]:
        """The words of a field."""
        return [text.decode() for text in self.postings.read_texts(*self.postings.span(field)) if text[:1] != _STEM]

    def expand(self, field: str, slot: Slot) -> Expansion:
        """The words that a slot stands for; their numbers ascend."""
        first, last = self.postings.span(field)
        text = slot.text.encode()
        match slot.match:
            case Match.WORD:
                found = self.find(field, slot.text)
                return Expansion(np.array([] if found is None else [found], np.int64), None)
            case Match.PREFIX:
                return Expansion(np.arange(*self._find_prefix(field, text)), None)
            case Match.PATTERN:
                literal = re.split(rb"[*?]", text, maxsplit=1)[0]
                low, high = self._find_prefix(field, literal) if literal else (first, last)
                if low == high:
                    return Expansion(np.zeros(0, np.int64), None)
                blob, at = self.postings.read_blob(low, high)
                lines = blob.data[:-1]  # behind the last end of a line another would begin
                starts = [match.start() for match in _make_lines(slot.text).finditer(lines)]
                return Expansion(low + np.searchsorted(at, starts), None)
            case Match.FUZZY:
                near = set(self._find_near(field, slot.text, slot.edits).tolist())
                swapped = (self.find(field, word) for word in swap_neighbours(slot.text))
                near |= {number for number in swapped if number is not None}
                terms = np.array(sorted(near), np.int64)
                return Expansion(terms, np.where(terms == self.find(field, slot.text), 1.0, 0.5))

    def _find_prefix(self, field: str, prefix: bytes) -> tuple[int, int]:
        # No text has the byte that comes last.
        return self.postings.bound(field, prefix), self.postings.bound(field, prefix + b"\xff")

    def _find_near(self, field: str, text: str, edits: int) -> Numbers:
        first, last = self.postings.span(field)
        stems = self._find_prefix(field, _STEM)
        parts = [self.postings.find_near(*part, text, edits) for part in ((first, stems[0]), (stems[1], last))]
        return np.concatenate(parts)

    def find_near(self, field: str, text: str, edits: int) -> set[str]:
        """The words of a field within so many insertions, deletions and replacements."""
        return {self.postings.read_text(term).decode() for term in self._find_near(field, text, edits).tolist()}


@lru_cache(maxsize=256)
def make_pattern(text: str) -> re.Pattern[str]:
    """Make a regular expression of a wildcard word; a `?` at its end may also stand for nothing."""
    return re.compile(_translate(text, "."), re.DOTALL)


@lru_cache(maxsize=256)
def _make_lines(text: str) -> re.Pattern[bytes]:
    """The same for words in UTF-8, a line each, that are no stems."""
    one = r"(?:[\x00-\x09\x0b-\x7f]|[\xc0-\xff][\x80-\xbf]*)"
    return re.compile(b"^(?!" + _STEM + b")" + _translate(text, one).encode() + b"$", re.MULTILINE)


def _translate(text: str, one: str) -> str:
    parts = ["".join(one if char == "?" else re.escape(char) for char in part) for part in re.split(r"\*+", text)]
    if text.endswith("?"):
        parts[-1] = parts[-1][: -len(one)] + f"(?:{one})?"
    if len(parts) == 1:
        return parts[0]
    # What stands between stars is taken where it comes first, and never looked for again.
    return parts[0] + "".join(f"(?>{one}*?{part})" for part in parts[1:-1]) + f"{one}*{parts[-1]}"


def swap_neighbours(word: str) -> set[str]:
    """The words that differ by two neighbouring letters changing places."""
    return {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
