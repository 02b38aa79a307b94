"""Quotes in the index: each has a stretch of positions to itself, its speaker's names first and its words behind them.

So a query can ask for somebody's name and words that they are quoted saying, and both must be of the same quote.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tui.search.analysis import Analyser

FIELD = "said"

BLOCK = 8192
"""Positions of one quote; longer than any that the notes take."""
WORDS = 1024
"""Where in it the words begin; the names stand before."""
_GAP = 8
"""Positions between two names."""

Quoted = tuple[Sequence[str], str]
"""The names of who is quoted, and the words."""


def place_quotes(quotes: Iterable[Quoted], analyser: Analyser) -> Iterator[tuple[bool, Sequence[int], Sequence[int]]]:
    """Cut quotes into their names and their words: (whether it is words, the forms, their positions)."""
    for number, (names, text) in enumerate(quotes):
        start = number * BLOCK
        base = start
        for name in names:
            cut = analyser.cut_name(name)
            if base + cut.length > start + WORDS:
                break
            yield False, cut.forms, [base + place for place in cut.places]
            base += cut.length + _GAP
        cut = analyser.cut(text)
        kept = [pair for pair in zip(cut.forms, cut.places, strict=True) if pair[1] < BLOCK - WORDS]
        yield True, [form for form, _ in kept], [start + WORDS + place for _, place in kept]
