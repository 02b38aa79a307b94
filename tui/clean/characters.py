"""The shape of lines by their characters, measured for all lines of a page at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Column = npt.NDArray[Any]

_UPPER, _LOWER, _DIGIT, _SPACE, _SYMBOL, _QUOTE, _END, _KNOWN = (1 << bit for bit in range(8))
_SYMBOLS = frozenset("|»›>→•·#@/")
_QUOTES = frozenset('"“”«»„「」『』')
_ENDS = frozenset(".!?…。！？।؟")
_WIDE = frozenset("。！？।")
_LEADING = 60
"""Characters of a line among which a date would stand."""
_classes = np.zeros(0x110000, np.uint8)
"""What each character is, by code point; 0 for one that has not been met."""

NAMES = (
    "chars",
    "word-length",
    "upper",
    "lower",
    "begins-lower",
    "capitals",
    "commas",
    "digits",
    "begins-digit",
    "symbols",
    "quotes",
    "inner-ends",
    "glued",
    "question",
    "colon",
    "ellipsis",
)


def describe(lines: Sequence[str]) -> Column:
    """A row of `NAMES` for each line; lines are not empty, and have single spaces and no line ends."""
    sizes = np.fromiter(map(len, lines), np.int64, len(lines))
    starts = np.concatenate(([0], np.cumsum(sizes + 1)))[:-1]
    ends = starts + sizes
    text = np.frombuffer("\n".join(lines).encode("utf-32-le", "surrogatepass"), np.uint32)
    kinds = _classify(text)
    first = np.concatenate(([True], (kinds[:-1] & _SPACE) > 0)) & ((kinds & _SPACE) == 0)
    upper, lower = (kinds & _UPPER) > 0, (kinds & _LOWER) > 0

    def count(flags: Column) -> Column:
        sums = np.concatenate(([0], np.cumsum(flags)))
        return sums[ends] - sums[starts]

    words = np.maximum(1, count(first))
    large, small = count(first & upper), count(first & lower)
    cased = large + small
    last = text[ends - 1]
    letters = count(upper | lower)
    lead = np.minimum(starts + _LEADING, ends)
    digit = (kinds & _DIGIT) > 0
    digits = np.concatenate(([0], np.cumsum(digit)))
    return np.stack(
        [
            np.log1p(sizes),
            np.minimum(sizes / words, 20) / 5,
            large / np.maximum(1, cased),
            np.where(cased > 0, small / np.maximum(1, cased), np.where(letters > 0, 0.0, 1.0)),
            lower[starts],
            (letters > 1) & (count(lower) == 0) & (count(upper) > 1),
            count(text == 44) / words,
            count(digit) / np.maximum(1, sizes),
            digits[lead] > digits[starts],
            np.minimum(count((kinds & _SYMBOL) > 0) / words, 3),
            np.log1p(count((kinds & _QUOTE) > 0)),
            np.log1p(count(_inner_ends(text, kinds, first, upper))),
            np.log1p(count(_glued(upper, lower))),
            (last == 63) | (last == 0xFF1F),
            (last == 58) | (last == 0xFF1A),
            (last == 0x2026) | ((last == 46) & (sizes > 2) & (text[np.maximum(ends - 2, 0)] == 46)),
        ],
        axis=1,
    ).astype(np.float32)


def _inner_ends(text: Column, kinds: Column, first: Column, upper: Column) -> Column:
    """Where a sentence begins within a line: a capital, perhaps after a quote mark, after a sentence's end."""
    end, quote, space = (kinds & _END) > 0, (kinds & _QUOTE) > 0, text == 32
    ended = np.zeros(len(text), bool)
    ended[2:] = space[1:-1] & (end[:-2] | (quote[:-2] & np.concatenate(([False], end[:-3]))))
    begun = ended & first & upper
    begun[:-1] |= ended[:-1] & quote[:-1] & upper[1:]
    return begun | np.isin(text, _wide()) if text.max(initial=0) > 0x900 else begun


def _wide() -> list[int]:
    return [ord(char) for char in _WIDE]


def _glued(upper: Column, lower: Column) -> Column:
    """Where two words run into each other: a capital right after two small letters and before another."""
    found = np.zeros(len(upper), bool)
    found[2:-1] = upper[2:-1] & lower[1:-2] & lower[:-3] & lower[3:]
    return found


def _classify(text: Column) -> Column:
    kinds = _classes[text]
    new = kinds == 0
    if new.any():
        for code in np.unique(text[new]).tolist():
            _classes[code] = _class_of(chr(code))
        kinds = _classes[text]
    return kinds


def _class_of(char: str) -> int:
    return (
        _KNOWN
        | _UPPER * char.isupper()
        | _LOWER * char.islower()
        | _DIGIT * char.isdigit()
        | _SPACE * char.isspace()
        | _SYMBOL * (char in _SYMBOLS)
        | _QUOTE * (char in _QUOTES)
        | _END * (char in _ENDS)
    )
