"""What stands around each of a page's pieces: its neighbours' features, what lies within reach above and below it, and
how far it is to the next piece of each telling kind.

The trees (`trees.py`) see a piece alone, so these columns are added to its own for them; the network sees the whole
page by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from tui.clean.features import name_features
from tui.model import Reason

Matrix = npt.NDArray[np.float32]
Column = npt.NDArray[Any]

_SHIFTS = (-3, -2, -1, 1, 2, 3)
_REACHES = (3, 8, 25)
"""Pieces above and below that are summed up."""
_NEXT = (
    "words",
    "lower",
    "running",
    "ends",
    "prose",
    "gap",
    "spread",
    "shared",
    "chatter",
    "begins-digit",
    "again",
    "digits",
    "upper",
    "inner-ends",
    "chars",
    "link",
    "covered",
    "box-prose-0",
)
"""Columns that are looked at in a piece's neighbours."""
_SUMMED = ("prose", "ends", "covered")
_SUMMED_NEAR = ("chatter", "consent", "begins-digit")
_NEAR = 8
_PROSE, _FEW = 0.5, 9
_FAR = 60
"""As far as the distance to something is counted, in pieces."""
_LATE = 0.3
"""The share of the page's prose that has passed before a story may have ended."""
_AFTER = (Reason.NEWSLETTER, Reason.LEGAL, Reason.COMMENT)
_MORE = (Reason.TEASER, Reason.RELATED)


def widen(features: Matrix, *, markup: bool) -> Matrix:
    """The features of pieces (`features.describe`), and beside them what stands around each; as `name_around` says."""
    places = _find_places(markup=markup)
    signs, marked = _read_signs(features, markup=markup)
    beside = np.hstack([features[:, [places[name] for name in _NEXT if name in places]], signs[:, None]])
    columns = [features, signs[:, None], *(_shift(beside, shift) for shift in _SHIFTS)]
    taken = {name: features[:, places[name]] for name in (*_SUMMED, *_SUMMED_NEAR, "words") if name in places}
    words = np.expm1(taken["words"])
    summed = [*(taken[name] for name in _SUMMED if name in taken), marked, words]
    for reach in _REACHES:
        columns += _sum_within(summed, reach)
    columns += _sum_within([taken[name] for name in _SUMMED_NEAR], _NEAR)
    columns += [column[:, None] for column in _measure_distances(taken, signs, marked, words)]
    return np.hstack(columns).astype(np.float32)


@cache
def _find_places(*, markup: bool) -> dict[str, int]:
    return {name: place for place, name in enumerate(name_features(markup=markup))}


@cache
def _list_signs(*, markup: bool) -> tuple[tuple[int, tuple[int, ...]], ...]:
    """For each reason its number from 1 on, and the columns that speak of it."""
    places = _find_places(markup=markup)
    return tuple(
        (number, tuple(places[name] for name in (f"out-{reason.value}", f"like-{reason.value}") if name in places))
        for number, reason in enumerate(Reason, 1)
    )


def _read_signs(features: Matrix, *, markup: bool) -> tuple[Column, Column]:
    """The number of the reason why each piece is, or looks like, furniture (0: none), and whether there is one."""
    signs = np.zeros(len(features), np.float32)
    for number, columns in _list_signs(markup=markup):
        if columns:
            signs[(features[:, columns] > 0).any(1)] = number
    return signs, (signs > 0).astype(np.float32)


def _shift(rows: Matrix, by: int) -> Matrix:
    """Each row's neighbour `by` rows below, -1 where there is none."""
    moved = np.full_like(rows, -1)
    if by > 0:
        moved[:-by] = rows[by:]
    else:
        moved[-by:] = rows[:by]
    return moved


def _sum_within(columns: Sequence[Column], reach: int) -> Iterator[Matrix]:
    """The sums of columns over the rows above each row, and over those below it."""
    sums = np.vstack([np.zeros((1, len(columns))), np.cumsum(np.stack(columns, axis=1), axis=0, dtype=np.float64)])
    count = len(sums) - 1
    at = np.arange(count)
    yield (sums[at] - sums[np.maximum(0, at - reach)]).astype(np.float32)
    yield (sums[np.minimum(count, at + 1 + reach)] - sums[at + 1]).astype(np.float32)


def _measure_distances(taken: dict[str, Column], signs: Column, marked: Column, words: Column) -> list[Column]:
    prose = taken["prose"]
    passed = np.cumsum(prose) - prose
    total = max(0.01, float(prose.sum()))
    few = words < _FEW
    numbers = {reason: number for number, reason in enumerate(Reason, 1)}
    running = prose >= _PROSE
    metadata = signs == numbers[Reason.METADATA]
    ends = np.isin(signs, [numbers[reason] for reason in _AFTER]) & (passed > _LATE * total)
    more = np.isin(signs, [numbers[reason] for reason in _MORE]) & few
    chatter = (taken["chatter"] > 0) & few
    return [
        *(_count_since(flags) for flags in (running, marked > 0, metadata, ends, more, chatter)),
        *(_count_since(flags[::-1])[::-1] for flags in (running, metadata)),
        passed,
        total - passed - prose,
    ]


def _count_since(flags: Column) -> Column:
    """How many rows above each row the last flagged one stands; at most `_FAR`."""
    at = np.arange(len(flags))
    last = np.maximum.accumulate(np.where(flags, at, -_FAR))
    return np.minimum(_FAR, at - np.concatenate(([-_FAR], last[:-1]))).astype(np.float32)
