"""How alike two articles are, told from a sketch of each: a MinHash of their words, and the numbers in them.

Pure: what is here knows neither files nor the library. A sketch is made once with its article; two of them say in
microseconds whether both articles tell the same story: sent out by one agency to several sites, saved twice, cut
short, or revised.
"""

from __future__ import annotations

import hashlib
import re
from array import array
from operator import eq
from zlib import crc32

from msgspec import Struct

from tui.text import fold

VERSION = 1
"""Changes when sketches of the same text do; sketches of another version are made again."""

SHINGLE = 3
"""Words that are taken together."""
SHORT = 40
"""Words under which a text says too little to be judged by its likeness: only the very same text is the same story."""
ROWS = 3
BANDS = 32
"""Articles that share any of the bands, of so many rows of the MinHash each, are compared: of those that share 0.6 of
their shingles all but one in two thousand are, of those that share 0.3 more than half."""

ALIKE = 0.6
"""Of all shingles of two articles, the part that both have, from which on they are the same story."""
PART = 0.8
"""Of the shorter one's shingles, the part that the longer one has, from which on it is a shortened version."""
LEAST = 0.2
"""Of all shingles, the part that both must have all the same: below it the sketch is too coarse to tell."""
SAME_NUMBERS = 0.6
"""Of the fewer numbers, the part that the other must have, too: reports of another day have the same words around
other numbers."""
DAYS = 30
"""Days between two articles after which only the very same text is the same story."""

_NUMBERS = 48
"""Numbers kept of an article: those with the smallest hashes, which are the same ones in every version."""
_WHOLE = 8
"""Bytes of the hash of a short text."""
_DAY = 86_400

# Scripts that put no spaces between words are taken letter by letter: Thai to Lao, Burmese, Khmer, kana, ideographs.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")


class Sketch(Struct, frozen=True):
    """What is kept of an article's words and numbers to tell its other versions by."""

    size: int = 0
    """Different shingles; 0 for a text that is too short or empty."""
    words: bytes = b""
    """The MinHash, two bytes a permutation; of a short text a hash of all of it; empty when there is no text."""
    numbers: bytes = b""
    """Hashes of four bytes, the smallest first."""


def make_sketch(title: str, body: str) -> Sketch:
    """Sketch an article by its body; for a short one, for which the very same text is looked for, by its title, too."""
    words = _WORD.findall(fold(body))
    if not words:
        return Sketch()
    if len(words) < SHORT:
        return Sketch(0, _hash(" ".join([*_WORD.findall(fold(title)), "/", *words]), _WHOLE))
    # Imported here because only what makes articles needs it.
    from rensa import RMinHash

    shingles = list(set(map(" ".join, zip(*(words[at:] for at in range(SHINGLE)), strict=False))))
    made = RMinHash(num_perm=ROWS * BANDS, seed=1)
    made.update(shingles)
    # The low halves: two texts have one in common by chance once in 65,536 times.
    low = array("H", (value & 0xFFFF for value in made.digest()))
    numbers = sorted({int.from_bytes(_hash(number, 4)) for number in _NUMBER.findall(body)})[:_NUMBERS]
    return Sketch(len(shingles), low.tobytes(), array("I", numbers).tobytes())


def list_buckets(words: bytes) -> list[int]:
    """The numbers under which a sketch's words are found: two articles are compared when they have one in common."""
    if not words:
        return []
    if len(words) == _WHOLE:
        return [(BANDS << 32) | crc32(words)]
    width = 2 * ROWS
    return [(band << 32) | crc32(words[band * width : (band + 1) * width]) for band in range(BANDS)]


def is_same_story(one: Sketch, other: Sketch, seconds: int | None) -> bool:
    """Whether two articles are versions of one story; `seconds` lie between them, None when either has no date."""
    if not one.words or one == other:
        return bool(one.words)
    if not (one.size and other.size) or (seconds is not None and abs(seconds) > DAYS * _DAY):
        return False
    return _share_words(one, other) and _share_numbers(one.numbers, other.numbers)


def _share_words(one: Sketch, other: Sketch) -> bool:
    shared = estimate(one, other)
    if shared >= ALIKE:
        return True
    # As many shingles are in both as the share of all of them says; the shorter one has no more than its own.
    both = shared * (one.size + other.size) / (1 + shared)
    return shared >= LEAST and both / min(one.size, other.size) >= PART


def estimate(one: Sketch, other: Sketch) -> float:
    """The part of all shingles of two articles that both have, give or take five in a hundred."""
    common: int = sum(map(eq, array("H", one.words), array("H", other.words)))
    return common / (ROWS * BANDS)


def _share_numbers(one: bytes, other: bytes) -> bool:
    mine, its = set(array("I", one)), set(array("I", other))
    if max(len(mine), len(its)) == _NUMBERS:
        # Only up to here are both complete.
        last = min((max(numbers) for numbers in (mine, its) if len(numbers) == _NUMBERS), default=0)
        mine, its = ({number for number in numbers if number <= last} for numbers in (mine, its))
    fewer = min(len(mine), len(its))
    return fewer < 2 or len(mine & its) >= SAME_NUMBERS * fewer


def _hash(text: str, size: int) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=size).digest()
