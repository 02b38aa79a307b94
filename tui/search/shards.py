"""Reading Whoosh's segments in bulk: postings and columns as arrays, not a document at a time.

Whoosh's matchers step through documents one by one, at several microseconds each. Its blocks hold 128 postings, so
reading them whole is many times faster. This is the one place that knows the insides of Whoosh's codec (the exact
version is pinned).
"""

from __future__ import annotations

import re
import sys
from array import array
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import Any

from whoosh.codec.base import Automata
from whoosh.codec.whoosh3 import LENGTHS_COLUMN
from whoosh.reading import SegmentReader, TermNotFound

from tui.search.analysis import STEM
from tui.search.schema import UNDATED
from tui.search.tree import Match, Slot

_STEM = STEM.encode()


class Shard:
    """One segment of the index."""

    def __init__(self, reader: SegmentReader) -> None:
        self.reader = reader
        self.name: str = reader.segment().segment_id()
        self.size: int = reader.doc_count_all()
        """Documents, deleted ones included; their numbers are 0 to size - 1."""
        self.deleted: frozenset[int] = reader.deleted_docs_set

    def adopt(self, before: Shard) -> None:
        """Take over what was read of the same segment when it was opened before; only deletions may differ."""
        self.__dict__ |= {name: before.__dict__[name] for name in ("ids", "moments", "days") if name in before.__dict__}

    @cached_property
    def ids(self) -> list[str]:
        """The article's id of each document."""
        return [value.decode() for value in self.reader.column_reader("id", translate=False)]

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The document of each article that is not deleted."""
        return {id_: number for number, id_ in enumerate(self.ids) if number not in self.deleted}

    @cached_property
    def moments(self) -> array[int]:
        """When each document is from, in seconds since 1970; `UNDATED` for never."""
        return self._read_column("moment", "q", UNDATED)

    @cached_property
    def days(self) -> array[int]:
        """The day each document is from (`date.toordinal`); 0 for never."""
        return self._read_column("day", "i", 0)

    def _read_column(self, field: str, code: str, default: int) -> array[int]:
        column = self.reader.column_reader(field, translate=False)
        values: array[int] = array(code)
        if hasattr(column, "_dbfile"):  # else no document of the segment has a value
            values.frombytes(column._dbfile.get(column._basepos, column._count * values.itemsize))
            if sys.byteorder == "little":
                values.byteswap()
        values.extend([default] * (self.size - len(values)))
        return values

    @lru_cache(maxsize=8)  # noqa: B019  # a shard lives as long as its searcher
    def get_lengths(self, field: str) -> bytes:
        """The length of a field in each document, as Whoosh's one-byte approximation."""
        documents = self.reader._perdoc
        name = f"_{field}_len"
        if not documents.has_column(name):
            return bytes(self.size)
        column = documents.column_reader(name, LENGTHS_COLUMN)
        return bytes(column._dbfile.get(column._basepos, column._count)).ljust(self.size, b"\0")

    def count(self, field: str, term: str) -> int:
        """How many documents have a term, deleted ones included."""
        try:
            return int(self.reader._terms.doc_frequency(field, term.encode()))
        except KeyError:
            return 0

    def read(self, field: str, term: str) -> Iterator[tuple[list[int], Any, array[int]]]:
        """Read a term's postings by blocks of (documents ascending, counts, positions of all one after the other)."""
        terms = self.reader._terms
        try:
            matcher = terms.matcher(field, term.encode(), self.reader.schema[field].format)
        except TermNotFound:
            return
        yield from matcher.blocks()

    def read_words(self, field: str, prefix: str = "") -> Iterator[str]:
        """The words of a field that begin with a prefix, in the order of their code points."""
        try:
            for term in self.reader.expand_prefix(field, prefix):
                if not term.startswith(_STEM):
                    yield term.decode()
        except TermNotFound:
            return

    def expand(self, field: str, slot: Slot) -> list[tuple[str, float]]:
        """The words that a slot stands for, each with how near it is: 1 for the word itself, less for one like it."""
        match slot.match:
            case Match.WORD:
                return [(slot.text, 1.0)]
            case Match.PREFIX:
                return [(word, 1.0) for word in self.read_words(field, slot.text)]
            case Match.PATTERN:
                pattern = make_pattern(slot.text)
                literal = re.split(r"[*?]", slot.text, maxsplit=1)[0]
                return [(word, 1.0) for word in self.read_words(field, literal) if pattern.fullmatch(word)]
            case Match.FUZZY:
                near = self.find_near(field, slot.text, slot.edits) | swap_neighbours(slot.text)
                return [(word, 1.0 if word == slot.text else 0.5) for word in sorted(near) if self.count(field, word)]

    def find_near(self, field: str, text: str, edits: int) -> set[str]:
        """The words of a field within so many insertions, deletions and replacements, by Whoosh's speller."""
        words = Automata.find_matches(_make_automaton(text, edits), self.reader.cursor(field))
        return {word for word in words if not word.startswith(STEM)}


@lru_cache(maxsize=64)
def _make_automaton(text: str, edits: int) -> Any:
    return Automata.levenshtein_dfa(text, edits)


@lru_cache(maxsize=256)
def make_pattern(text: str) -> re.Pattern[str]:
    """Make a regular expression of a wildcard word; a `?` at its end may also stand for nothing."""
    wild = {"*": ".*", "?": "."}
    parts = [wild.get(char) or re.escape(char) for char in re.sub(r"\*+", "*", text)]
    if text.endswith("?"):
        parts[-1] = ".?"
    return re.compile("".join(parts), re.DOTALL)


def swap_neighbours(word: str) -> set[str]:
    """The words that differ by two neighbouring letters changing places."""
    return {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
