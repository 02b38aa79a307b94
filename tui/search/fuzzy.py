"""Words of a dictionary that are spelt nearly like another, all at once: Levenshtein's rows over a matrix of letters.

Only words that are about as long and made of about the same bytes are compared; the dictionary holds both for each.
"""

from __future__ import annotations

import numpy as np

from tui.search.arrays import Numbers

LONGEST = 250
"""Characters; no longer word is like another."""

_FOLLOWS, _MARK = 0xC0, 0x80
_WIDE = 4
"""Bytes of a character."""


def describe_words(blob: Numbers, at: Numbers) -> tuple[Numbers, Numbers]:
    """How many characters words have, and of which bytes they are made, each byte standing for one of 32.

    `blob` is UTF-8 with a line for each word, `at` where each word begins and the last line ends.
    """
    lengths = np.diff(at) - 1
    following = np.flatnonzero((blob & _FOLLOWS) == _MARK)
    if len(following):
        lengths -= np.bincount(np.searchsorted(at, following, "right") - 1, minlength=len(lengths))
    bits = np.left_shift(np.uint32(1), (blob & 31).astype(np.uint32))
    bits[at[1:] - 1] = 0  # the ends of the lines
    return np.minimum(lengths, 0xFF).astype(np.uint8), np.bitwise_or.reduceat(bits, at[:-1])


def choose_words(lengths: Numbers, masks: Numbers, at: Numbers, text: str, edits: int) -> Numbers:
    """The numbers of words that may be near, by what was described of them and where each begins.

    An edit brings a character in at most, and takes one out.
    """
    if len(text) + edits > LONGEST:
        return np.zeros(0, np.int64)
    wanted = np.uint32(sum({1 << (byte & 31) for byte in text.encode()}))
    shortest = max(len(text) - edits, 0)
    # What is below the shortest becomes a large number.
    near = lengths - np.uint8(shortest) <= len(text) + edits - shortest
    near &= _has_at_most(~masks & wanted, edits if text.isascii() else edits * _WIDE)
    chosen = np.flatnonzero(near)
    narrow = at[chosen + 1] - at[chosen] == lengths[chosen] + 1
    kept: Numbers = chosen[_has_at_most(masks[chosen] & ~wanted, edits) | ~narrow]
    return kept


def _has_at_most(masks: Numbers, bits: int) -> Numbers:
    """Which numbers have so many bits or fewer."""
    for _ in range(bits):
        masks = masks & (masks - np.uint32(1))  # takes the lowest one away
    few: Numbers = masks == 0
    return few


def count_edits(words: str, lengths: Numbers, text: str) -> Numbers:
    """How many insertions, deletions and replacements away each word is; they stand one behind the other."""
    narrow = words.isascii()
    codes = np.frombuffer(words.encode("ascii" if narrow else "utf-32-le"), "u1" if narrow else "<u4")
    longest = int(lengths.max(initial=0))
    matrix = np.zeros((longest, len(lengths)), codes.dtype)  # a column for each word
    inside = np.arange(longest)[:, None] < lengths
    matrix.T[inside.T] = codes
    row = np.repeat(
        np.arange(longest + 1, dtype=np.uint8 if longest + len(text) <= LONGEST else np.uint16)[:, None],
        len(lengths),
        axis=1,
    )
    for done, letter in enumerate(map(ord, text), 1):
        before = row
        row = np.empty_like(before)
        row[0] = done
        np.minimum(before[1:] + 1, before[:-1] + (matrix != letter), out=row[1:])
        for i in range(1, longest + 1):
            np.minimum(row[i], row[i - 1] + 1, out=row[i])
    return row[lengths, np.arange(len(lengths))]
