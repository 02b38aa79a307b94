"""Makes any number of articles with as many different words as news has, quickly, for measuring the index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache

import numpy as np

from tests.bench.documents import GIVEN, PLACES, SURNAMES
from tests.search.fakes import make_article
from tui.library.records import Indexable

VOCABULARY = 60_000
WORDS_EACH = 375
_BLOCK = 500
_SENTENCE = 17


@cache
def get_words() -> tuple[str, ...]:
    """Invented words, the most frequent ones first and shortest."""
    chance = np.random.default_rng(1)
    starts = ["b", "br", "c", "d", "f", "g", "h", "k", "l", "m", "n", "p", "pr", "r", "s", "st", "t", "tr", "v", "w"]
    middles = ["a", "e", "i", "o", "u", "ai", "ea", "ou"]
    ends = ["", "l", "n", "r", "t", "m", "nd"]
    words: dict[str, None] = {}
    while len(words) < VOCABULARY:
        parts = 1 + int(np.log10(len(words) + 1) / 1.6)
        word = "".join(f"{chance.choice(starts)}{chance.choice(middles)}" for _ in range(parts))
        words.setdefault(word + str(chance.choice(ends)))
    return tuple(words)


@cache
def get_odds() -> np.ndarray:
    """How often each of the words comes, added up to 1."""
    odds = 1 / (np.arange(VOCABULARY) + 2.7)  # Zipf's law, with Mandelbrot's shift
    return np.cumsum(odds / odds.sum())


def make_articles(first: int, last: int) -> Iterator[Indexable]:
    """Yield the articles with these numbers, from the first to before the last; each is the same every time."""
    for block in range(first // _BLOCK, -(-last // _BLOCK)):
        made = _make_block(block)
        yield from made[max(first - block * _BLOCK, 0) : last - block * _BLOCK]


def _make_block(block: int) -> Sequence[Indexable]:
    chance = np.random.default_rng(block + 2)
    words = get_words()
    drawn = np.searchsorted(get_odds(), chance.random(_BLOCK * (WORDS_EACH + 8))).reshape(_BLOCK, -1).tolist()
    days = chance.integers(0, 3600, _BLOCK).tolist()
    casts = chance.integers(0, len(SURNAMES), (_BLOCK, 4)).tolist()
    where = chance.integers(0, len(PLACES), (_BLOCK, 3)).tolist()
    return [
        make_article(
            block * _BLOCK + i,
            " ".join(words[word] for word in drawn[i][:8]).capitalize(),
            " ".join(_make_sentences([words[word] for word in drawn[i][8:]])),
            source=f"Paper {casts[i][0] % 30}",
            published=(date(2015, 1, 1) + timedelta(days=days[i])).isoformat(),
            people=tuple(name for who in casts[i] for name in (f"{GIVEN[who]} {SURNAMES[who]}", SURNAMES[who])),
            places=tuple(PLACES[place] for place in where[i]),
        )
        for i in range(_BLOCK)
    ]


def _make_sentences(words: Sequence[str]) -> Iterator[str]:
    for start in range(0, len(words), _SENTENCE):
        yield " ".join(words[start : start + _SENTENCE]).capitalize() + "."
