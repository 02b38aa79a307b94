"""Whoosh's step-by-step view of a posting list in arrays, for the queries that are not run in bulk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from whoosh.matching.mcore import LeafMatcher, ReadTooFar
from whoosh.reading import TermInfo
from whoosh.system import pack_uint

from tui.search.postings import Postings


class ArrayMatcher(LeafMatcher):
    """Steps through one posting list."""

    def __init__(self, postings: Postings, number: int, term: tuple[str, bytes], format_: Any, scorer: Any) -> None:
        self._postings = postings
        self._number = number
        self._term = term
        self.format = format_
        self.scorer = scorer
        docs, freqs = postings.read(number)
        self._docs: list[int] = docs.tolist()
        self._freqs: list[int] | None = None if freqs is None else freqs.tolist()
        self._places: list[list[int]] | None = None
        self._at = 0

    def is_active(self) -> bool:
        return self._at < len(self._docs)

    def reset(self) -> None:
        self._at = 0

    def copy(self) -> ArrayMatcher:
        same = ArrayMatcher.__new__(ArrayMatcher)
        same.__dict__ |= self.__dict__
        return same

    def id(self) -> int:
        # Some of Whoosh's matchers ask once more when the list is at its end.
        return self._docs[min(self._at, len(self._docs) - 1)]

    def all_ids(self) -> Iterator[int]:
        return iter(self._docs[self._at :])

    def next(self) -> bool:
        if self._at >= len(self._docs):
            raise ReadTooFar
        self._at += 1
        return False

    def skip_to(self, id: int) -> None:  # noqa: A002  # Whoosh's name
        if self._at >= len(self._docs):
            raise ReadTooFar
        if id > self._docs[self._at]:
            self._at += int(np.searchsorted(self._docs[self._at :], id))

    def weight(self) -> float:
        return 1.0 if self._freqs is None else float(self._freqs[self._at])

    def supports_block_quality(self) -> bool:
        return False

    def value(self) -> Any:
        """The posting's value in Whoosh's encoding, made anew from the numbers."""
        if self.supports("positions"):
            return self.format.encode(self.value_as("positions"))
        return pack_uint(int(self.weight())) if self.supports("frequency") else b""

    def value_as(self, astype: str) -> Any:
        match astype:
            case "positions":
                return self._read_places()[self._at]
            case "position_boosts":
                return [(place, 1) for place in self._read_places()[self._at]]
            case "frequency":
                return int(self.weight())
            case "weight":
                return self.weight() * self.format.field_boost
        raise ValueError(f"the index does not keep {astype}")

    def _read_places(self) -> list[list[int]]:
        if self._places is None:
            places = self._postings.read_places(self._number)
            counts = [1] * len(self._docs) if self._freqs is None else self._freqs
            parts = np.split(places, np.cumsum(counts)[:-1])
            self._places = [part.tolist() for part in parts]
        return self._places


class ArrayTermInfo(TermInfo):
    """What is known of a term; read from its posting list when it is asked for."""

    def __init__(self, postings: Postings, number: int, lengths: Any) -> None:
        super().__init__(weight=float(postings.weigh(number)), df=int(postings.count(number, number + 1)[0]))
        self._postings = postings
        self._number = number
        self._lengths = lengths

    def _measure(self) -> Any:
        lengths = self._lengths()[self._postings.read(self._number)[0]]
        return lengths

    def min_length(self) -> int:
        return int(self._measure().min())

    def max_length(self) -> int:
        return int(self._measure().max())

    def max_weight(self) -> float:
        freqs = self._postings.read(self._number)[1]
        return 1.0 if freqs is None else float(freqs.max())

    def min_id(self) -> int:
        return int(self._postings.read(self._number)[0][0])

    def max_id(self) -> int:
        return int(self._postings.read(self._number)[0][-1])
