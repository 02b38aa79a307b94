"""The leaves of a query: Whoosh query nodes that say what to look for, not how.

With Whoosh's And, Or, Not and Every they make the one tree that the parser builds, `evaluate` runs and `highlight`
reads. A leaf names the fields it looks in, each with its boost.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from whoosh.query import qcore

from tui.search.analysis import STEM

Fields = tuple[tuple[str, float], ...]


class Match(Enum):
    """How a slot's text stands for words of the index."""

    WORD = "word"
    PREFIX = "prefix"
    PATTERN = "pattern"
    """`*` for any characters, `?` for one."""
    FUZZY = "fuzzy"
    """Within `Slot.edits` insertions, deletions, replacements or swaps of neighbours."""


class Slot(NamedTuple):
    """One place in a phrase, or a word on its own that is not to be stemmed."""

    match: Match
    text: str
    """Folded."""
    edits: int = 0


class Leaf(qcore.Query):
    """What all leaves share: where in the query they were written, and a weight."""

    boost = 1.0
    fieldname = None

    def __init__(self, fields: Fields = ()) -> None:
        self.fields = fields

    def _key(self) -> tuple[object, ...]:
        return (self.fields, self.boost)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash((type(self), self._key()))

    def __repr__(self) -> str:
        return f"{type(self).__name__}{self._key()!r}"

    __str__ = __repr__


class Word(Leaf):
    """A word in any of its forms; `stems` are what the index's languages make of it."""

    def __init__(self, text: str, stems: frozenset[str], fields: Fields) -> None:
        super().__init__(fields)
        self.text = text
        self.stems = stems

    def _key(self) -> tuple[object, ...]:
        return (self.text, self.stems, *super()._key())

    @property
    def words(self) -> frozenset[str]:
        """The terms to look up: the word, its stems as words, and as stems of other words."""
        return self.stems | {self.text} | {STEM + stem for stem in self.stems}


class Sequence(Leaf):
    """Slots that stand next to each other in order or, with `slop`, near each other in any order.

    `slop` is the number of other words that may come between them all.
    """

    def __init__(self, slots: tuple[Slot, ...], fields: Fields, slop: int | None = None) -> None:
        super().__init__(fields)
        self.slots = slots
        self.slop = slop

    def _key(self) -> tuple[object, ...]:
        return (self.slots, self.slop, *super()._key())


class Saying(Leaf):
    """Articles in which somebody is quoted; with `about`, saying what answers it, all in one quote.

    `who` is a `Sequence` of a name's words; `about` a tree of `Word`, `Sequence`, And and Or.
    """

    def __init__(self, who: Sequence, about: qcore.Query | None, fields: Fields) -> None:
        super().__init__(fields)
        self.who = who
        self.about = about

    def _key(self) -> tuple[object, ...]:
        return (self.who, self.about, *super()._key())


class Anything(Leaf):
    """Articles that have something in one of the fields."""


class Dated(Leaf):
    """Articles of the days from `low` to `high`, both included (`date.toordinal`); None is open."""

    def __init__(self, low: int | None, high: int | None) -> None:
        super().__init__()
        self.low = low
        self.high = high

    def _key(self) -> tuple[object, ...]:
        return (self.low, self.high, *super()._key())


class Listed(Leaf):
    """Articles whose ids the library named: what the user did with them is kept there and not in the index."""

    def __init__(self, ids: frozenset[str]) -> None:
        super().__init__()
        self.ids = ids

    def _key(self) -> tuple[object, ...]:
        return (self.ids, *super()._key())
