"""Words of a dictionary that are spelt nearly like another, all at once: Levenshtein's rows over a matrix."""

from __future__ import annotations

import numpy as np

from tui.search.arrays import Numbers
from tui.search.postings import spread

_FIRST = 0x80
"""From this byte on it is no ASCII."""
_FOLLOWS, _MARK = 0xC0, 0x80
_LONGEST = 4
"""Bytes of a character."""
_BITS = np.array([bin(number).count("1") for number in range(1 << 16)], np.uint8)


def find_near(blob: Numbers, at: Numbers, text: str, edits: int) -> Numbers:
    """The numbers of words within so many insertions, deletions and replacements.

    `blob` is UTF-8 with a line for each word, `at` where each word begins and the last line ends.
    """
    lengths = np.diff(at) - 1
    allowed = np.full(len(lengths), edits)
    following = np.flatnonzero((blob & _FOLLOWS) == _MARK)
    if len(following):
        more = np.bincount(np.searchsorted(at, following, "right") - 1, minlength=len(lengths))
        lengths -= more
        allowed[more > 0] *= _LONGEST
    chosen = np.flatnonzero(abs(lengths - len(text)) <= edits)
    chosen = chosen[_may_be_near(blob, at, chosen, text, edits, allowed[chosen])]
    if not len(chosen):
        return chosen
    sizes = at[chosen + 1] - at[chosen] - 1
    letters = blob[spread(at[chosen], sizes)]
    codes = letters
    if letters.max(initial=0) >= _FIRST:
        codes = np.frombuffer(letters.tobytes().decode().encode("utf-32-le"), "<u4")
    return chosen[_measure(codes, lengths[chosen], text, edits) <= edits]


def _may_be_near(blob: Numbers, at: Numbers, chosen: Numbers, text: str, edits: int, allowed: Numbers) -> Numbers:
    """Which words differ in few enough bytes, each byte standing for one of 32; an edit changes one of each at most."""
    if not len(chosen):
        return chosen
    bits = np.left_shift(np.uint32(1), (blob & 31).astype(np.uint32))
    bits[at[1:] - 1] = 0  # the ends of the lines
    masks = np.bitwise_or.reduceat(bits, at[:-1])[chosen]
    wanted = np.uint32(sum({1 << (byte & 31) for byte in text.encode()}))
    missing = edits if text.isascii() else edits * _LONGEST
    return (_count_bits(masks & ~wanted) <= allowed) & (_count_bits(~masks & wanted) <= missing)


def _count_bits(numbers: Numbers) -> Numbers:
    counts: Numbers = _BITS[numbers & 0xFFFF] + _BITS[numbers >> 16]
    return counts


def _measure(codes: Numbers, lengths: Numbers, text: str, edits: int) -> Numbers:
    """How many edits each word is away; more than `edits` may be told as any number above."""
    longest = int(lengths.max())
    matrix = np.zeros((longest, len(lengths)), codes.dtype)  # a column for each word
    inside = np.arange(longest)[:, None] < lengths
    matrix.T[inside.T] = codes
    count = np.uint8 if longest + len(text) < _FIRST else np.uint16
    row = np.repeat(np.arange(longest + 1, dtype=count)[:, None], len(lengths), axis=1)
    for done, letter in enumerate(map(ord, text), 1):
        before = row
        row = np.empty_like(before)
        row[0] = done
        differs = matrix != letter
        np.minimum(before[1:] + 1, before[:-1] + differs, out=row[1:])
        for i in range(1, longest + 1):
            np.minimum(row[i], row[i - 1] + 1, out=row[i])
    return row[lengths, np.arange(len(lengths))]
