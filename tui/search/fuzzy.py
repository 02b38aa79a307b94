"""Words of a dictionary that are spelt nearly like another, all at once: Levenshtein's rows over a matrix."""

from __future__ import annotations

import numpy as np

from tui.search.arrays import Numbers
from tui.search.postings import spread

_FIRST = 0x80
"""From this byte on it is no ASCII."""
_FOLLOWS = 0xC0
_MARK = 0x80


def find_near(blob: Numbers, at: Numbers, text: str, edits: int) -> Numbers:
    """The numbers of words within so many insertions, deletions and replacements.

    `blob` is UTF-8 with a line for each word, `at` where each word begins and the last line ends.
    """
    lengths = np.diff(at) - 1
    following = np.flatnonzero((blob & _FOLLOWS) == _MARK)
    if len(following):
        lengths -= np.bincount(np.searchsorted(at, following, "right") - 1, minlength=len(lengths))
    chosen = np.flatnonzero(abs(lengths - len(text)) <= edits)
    if not len(chosen):
        return chosen
    sizes = at[chosen + 1] - at[chosen] - 1
    letters = blob[spread(at[chosen], sizes)]
    codes = letters
    if letters.max(initial=0) >= _FIRST:
        codes = np.frombuffer(letters.tobytes().decode().encode("utf-32-le"), "<u4")
    return chosen[_measure(codes, lengths[chosen], text, edits) <= edits]


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
