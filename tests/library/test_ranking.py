"""An order of which only a part is made agrees with one that is made whole."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.library.ranking import Ids, Listed, Numbers, Ranking


class One(NamedTuple):
    """An article with what orders it."""

    weight: int
    date: int
    id: str
    group: int
    version: int
    kept: bool


class Some:
    """Articles that were found."""

    def __init__(self, articles: list[One]) -> None:
        # Where all weigh the same, dates alone order them.
        same = len({one.weight for one in articles}) < 2
        self.weights = None if same else np.array([one.weight for one in articles], np.float32)
        self._dates = np.array([one.date for one in articles], np.int64)
        self._ids = np.array([one.id.encode() for one in articles], np.bytes_)

    def __len__(self) -> int:
        return len(self._ids)

    def read_dates(self, places: Numbers) -> Numbers:
        assert list(places) == sorted(places)
        return self._dates[places]

    def read_ids(self, places: Numbers) -> Ids:
        assert list(places) == sorted(places)
        return self._ids[places]


articles_ = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(-1, 3), st.integers(0, 9), st.booleans()), max_size=40
).flatmap(
    lambda rows: st.permutations(range(len(rows))).map(
        lambda order: [One(w, d, f"{i:02}", g, v * 100 + i, k) for (w, d, g, v, k), i in zip(rows, order, strict=True)]
    )
)


def sort(articles: list[One]) -> list[One]:
    return sorted(articles, key=lambda one: one[:3])


def column(articles: list[One], name: str) -> Numbers:
    return np.array([getattr(one, name) for one in articles], np.int64)


@given(articles_, st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), max_size=4))
def test_any_part_is_that_of_the_whole_order(articles: list[One], parts: list[tuple[int, int]]) -> None:
    whole = [one.id for one in sort(articles)]
    ranking = Ranking(Some(articles))
    for start, stop in parts:
        assert ranking[start:stop] == whole[start:stop]
    assert list(ranking) == whole
    assert [ranking.find_position(id_) for id_ in whole] == list(range(len(whole)))
    assert ranking.find_position("none") is None
    assert "none" not in ranking
    assert all(id_ in ranking for id_ in whole)


@given(articles_)
def test_what_is_kept_stays_in_order(articles: list[One]) -> None:
    kept = [one.id for one in sort(articles) if one.kept]
    ranking = Ranking(Some(articles)).keep(column(articles, "kept").astype(bool))
    assert list(ranking) == kept
    assert [ranking.find_position(id_) for id_ in kept] == list(range(len(kept)))


@given(articles_)
def test_of_each_group_the_first_version_stands_where_the_best_one_would(articles: list[One]) -> None:
    listed: dict[object, str] = {}
    stands: dict[str, str] = {}
    for one in sort(articles):
        same = [other for other in articles if other.group == one.group >= 0] or [one]
        head = min(same, key=lambda other: other.version)
        listed.setdefault(one.group if one.group >= 0 else one.id, head.id)
        if head.id != one.id:
            stands[one.id] = head.id
    ranking, found = Ranking(Some(articles)).collapse(column(articles, "group"), column(articles, "version"))
    assert list(ranking) == list(listed.values())
    assert found == stands
    assert [ranking.find_position(id_) for id_ in listed.values()] == list(range(len(listed)))


def test_a_given_order_is_kept() -> None:
    ranking = Ranking(Listed(["c", "a", "b"]))
    assert (list(ranking), ranking[-1], len(ranking)) == (["c", "a", "b"], "b", 3)
    with pytest.raises(IndexError):
        ranking[3]
    assert list(Ranking(Listed([]))) == []
