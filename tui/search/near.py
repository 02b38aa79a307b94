"""Words that stand next to each other, in arrays of keys: a key is a document and a position in one number.

Keys ascend, and keys of two documents are always further apart than any two positions of one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from tui.search.arrays import Numbers

SHIFT = 32
"""Bits of a position."""
_FEW = 16
"""Times that one of two arrays must be smaller for looking its keys up to be quicker than sorting both."""


def make_keys(docs: Numbers, freqs: Numbers | None, places: Numbers) -> Numbers:
    """The keys of one posting list."""
    every = docs if freqs is None else np.repeat(docs, freqs)
    return (every << SHIFT) + places


def unite(parts: Sequence[Numbers]) -> Numbers:
    """All keys that are in any of these arrays, once."""
    if len(parts) == 1:
        return parts[0]
    keys = np.concatenate(parts)
    keys.sort(kind="stable")  # which joins runs in order instead of sorting anew
    new = np.ones(len(keys), bool)
    np.not_equal(keys[1:], keys[:-1], out=new[1:])
    return keys[new]


def intersect(left: Numbers, right: Numbers) -> Numbers:
    """The keys that are in both arrays."""
    if len(left) > len(right):
        left, right = right, left
    if len(left) * _FEW < len(right):
        return left[is_in(left, right)]
    keys = np.concatenate([left, right])
    keys.sort(kind="stable")
    both: Numbers = keys[:-1][keys[1:] == keys[:-1]]
    return both


def is_in(keys: Numbers, among: Numbers) -> Numbers:
    """Which of these keys are among those."""
    if not len(among):
        return np.zeros(len(keys), bool)
    at = np.searchsorted(among, keys)
    at[at == len(among)] = 0
    found: Numbers = among[at] == keys
    return found


def find_runs(slots: Sequence[Numbers]) -> Numbers:
    """Where slots stand one behind the other: the keys of the first one."""
    starts = slots[0]
    for i, slot in enumerate(slots[1:], 1):
        starts = intersect(starts, slot - i)
        if not len(starts):
            break
    return starts


def find_windows(slots: Sequence[Numbers], slop: int) -> Numbers:
    """Where a window begins that has a word of its own for every slot, and room for `slop` others."""
    width = len(slots) + slop
    starts = unite(slots)
    windows = np.ones(len(starts), bool)
    for slot in slots:
        windows &= _count_within(slot, starts, width) > 0
    starts = starts[windows]
    if not len(starts) or sum(map(len, slots)) == len(unite(slots)):
        return starts  # no word is in two slots, so each window has one for each
    return _share_out(slots, starts, width)


def _count_within(slot: Numbers, starts: Numbers, width: int) -> Numbers:
    return np.searchsorted(slot, starts + width) - np.searchsorted(slot, starts)


def _share_out(slots: Sequence[Numbers], starts: Numbers, width: int) -> Numbers:
    """The windows in which every slot can have a word that no other has."""
    kinds: list[tuple[Numbers, int]] = []
    for slot in slots:
        same = next((i for i, (kind, _) in enumerate(kinds) if np.array_equal(kind, slot)), None)
        if same is None:
            kinds.append((slot, 1))
        else:
            kinds[same] = slot, kinds[same][1] + 1
    for kind, count in kinds:
        starts = starts[_count_within(kind, starts, width) >= count]
    if sum(len(kind) for kind, _ in kinds) == len(unite([kind for kind, _ in kinds])):
        return starts
    # Slots that share some words and not others: rare enough to look at the windows one by one.
    lists = [slot.tolist() for slot in slots]
    kept = [
        start
        for start in starts.tolist()
        if is_assignable([slot[bisect_left(slot, start) : bisect_left(slot, start + width)] for slot in lists])
    ]
    return np.array(kept, np.int64)


def is_assignable(choices: Sequence[Sequence[int]]) -> bool:
    """Whether every slot can have a position of its own (Kuhn's matching)."""
    taken: dict[int, int] = {}

    def assign(slot: int, tried: set[int]) -> bool:
        for position in choices[slot]:
            if position not in tried:
                tried.add(position)
                if position not in taken or assign(taken[position], tried):
                    taken[position] = slot
                    return True
        return False

    return all(assign(slot, set()) for slot in range(len(choices)))
