"""Quotes in the index: each has a stretch of positions to itself, its speaker's names first and its words behind them.

So a query can ask for somebody's name and words that they are quoted saying, and both must be of the same quote.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tui.search.analysis import index_terms

FIELD = "said"

BLOCK = 8192
"""Positions of one quote; longer than any that the notes take."""
WORDS = 1024
"""Where in it the words begin; the names stand before."""
_GAP = 8
"""Positions between two names."""

Quoted = tuple[Sequence[str], str]
"""The names of who is quoted, and the words."""


def place_quotes(quotes: Iterable[Quoted], language: str) -> dict[str, list[int]]:
    """The terms of quotes with their positions."""
    places: dict[str, list[int]] = {}
    for number, (names, text) in enumerate(quotes):
        start = number * BLOCK
        base = start
        for name in names:
            found, end = index_terms(name, None, base)
            if end > start + WORDS:
                break
            _add(places, found)
            base = end + _GAP
        found, _ = index_terms(text, language, start + WORDS)
        _add(places, {term: [place for place in at if place < start + BLOCK] for term, at in found.items()})
    return {term: sorted(at) for term, at in places.items() if at}


def _add(places: dict[str, list[int]], found: dict[str, list[int]]) -> None:
    for term, at in found.items():
        places.setdefault(term, []).extend(at)
