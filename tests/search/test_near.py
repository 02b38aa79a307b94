"""Runs and windows of words, and words spelt nearly alike, against looking at each by itself."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.search.test_differential import count_edits as measure
from tui.search.fuzzy import choose_words, count_edits, describe_words
from tui.search.near import find_runs, find_windows

slot = st.sets(st.integers(0, 14), max_size=6)


def keys(slots: list[set[int]]) -> list[np.ndarray]:
    return [np.array(sorted(places), np.int64) for places in slots]


@given(st.lists(slot, min_size=1, max_size=4))
def test_runs(slots: list[set[int]]) -> None:
    expected = [start for start in sorted(slots[0]) if all(start + i in places for i, places in enumerate(slots))]
    assert find_runs(keys(slots)).tolist() == expected


@settings(max_examples=400)
@given(st.lists(slot, min_size=2, max_size=4), st.lists(st.integers(0, 3), max_size=2), st.integers(0, 6))
def test_windows(slots: list[set[int]], again: list[int], slop: int) -> None:
    slots += [slots[i % len(slots)] for i in again]
    width = len(slots) + slop
    expected = [
        start
        for start in sorted(set().union(*slots))
        if any(
            len(set(chosen)) == len(slots)
            for chosen in product(*([p for p in places if start <= p < start + width] for places in slots))
        )
    ]
    assert find_windows(keys(slots), slop).tolist() == expected


words = st.lists(st.text("abcé東", min_size=1, max_size=7), min_size=1, max_size=30)


@settings(max_examples=400)
@given(words, st.text("abcé東", min_size=1, max_size=6), st.integers(1, 2))
def test_words_that_are_nearly_alike(words: list[str], text: str, edits: int) -> None:
    blob = np.frombuffer("".join(f"{word}\n" for word in words).encode(), np.uint8)
    at = np.cumsum([0, *(len(word.encode()) + 1 for word in words)])
    expected = [number for number, word in enumerate(words) if measure(word, text) <= edits]
    chosen = choose_words(*describe_words(blob, at), at, text, edits)
    some = [words[number] for number in chosen.tolist()]
    found = count_edits("".join(some), np.array([len(word) for word in some], np.int64), text)
    assert chosen[found <= edits].tolist() == expected
