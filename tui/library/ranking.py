"""Articles in an order of which only as much is made as somebody looks at: the first screen of a hundred thousand hits
needs no sorting of them all."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, Protocol, overload

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[Any]
Ids = NDArray[np.bytes_]

_LEAST = 256
"""Articles that are put in order at once."""


class Found(Protocol):
    """Articles in no order, by their places from 0 on, and what orders them; equal ones are ordered by their ids."""

    def __len__(self) -> int: ...
    @property
    def weights(self) -> Numbers | None:
        """Of all of them, the lowest first; None when dates alone order them."""

    def read_dates(self, places: Numbers) -> Numbers:
        """What orders those of equal weight, the lowest first."""

    def read_ids(self, places: Numbers) -> Ids:
        """Their ids in UTF-8."""


class Ranking(Sequence[str]):
    """The ids of articles, best first."""

    def __init__(self, found: Found, places: Numbers | None = None, shown: Numbers | None = None) -> None:
        self._found = found
        self._places = np.arange(len(found)) if places is None else places
        """Of those that are listed; they ascend."""
        self._shown = self._places if shown is None else shown
        """Of the articles that stand in their places."""
        self._order = self._places[:0]
        """The first of them, as far as they have been put in order."""

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, key: int) -> str: ...
    @overload
    def __getitem__(self, key: slice) -> list[str]: ...
    def __getitem__(self, key: int | slice) -> str | list[str]:
        if isinstance(key, slice):
            start, stop, step = key.indices(len(self))
            return self.list_ids(self.find(start, max(start, stop))[::step])
        if not -len(self) <= key < len(self):
            raise IndexError(key)
        place = key % len(self)
        return self[place : place + 1][0]

    def __iter__(self) -> Iterator[str]:
        return iter(self[:])

    def __contains__(self, id_: object) -> bool:
        return isinstance(id_, str) and bool(np.any(self.read_ids() == id_.encode()))

    def find(self, start: int, stop: int) -> Numbers:
        """The places, among all that were found, of the articles that are shown from `start` to before `stop`."""
        return self._shown[self._arrange(stop)[start:stop]]

    def list_ids(self, places: Numbers) -> list[str]:
        """The ids of the articles at these places among all that were found."""
        return [id_.decode() for id_ in self._read_ids(places).tolist()]

    def read_ids(self) -> Ids:
        """The ids of all, in the order of their places."""
        return self._read_ids(self._shown)

    def find_position(self, id_: str) -> int | None:
        """How many come before an article; None when it is not shown."""
        there = np.flatnonzero(self.read_ids() == id_.encode())
        if not len(there):
            return None
        place = self._places[there[0]]
        before, same = 0, self._places
        for read in (self._read_weights, self._found.read_dates, self._found.read_ids):
            keys = read(same)
            (mine,) = read(np.array([place]))
            before += int(np.count_nonzero(keys < mine))
            same = same[keys == mine]
            if len(same) == 1:
                break
        return before

    def keep(self, kept: Numbers) -> Ranking:
        """Those of these, marked in the order of `read_ids`."""
        return Ranking(self._found, self._places[kept], self._shown[kept])

    def collapse(self, groups: Numbers, versions: Numbers) -> tuple[Ranking, dict[str, str]]:
        """Leave of each group the one with the lowest version, where the group's best one stands.

        `groups` is -1 for what is in none; both are in the order of `read_ids`. With the ranking comes, for the ids
        that were left out, the one that stands for them.
        """
        several = np.flatnonzero(groups >= 0)
        if not len(several):
            return self, {}
        places = self._places[several]
        ranked = several[self._sort(places)]
        _, first = np.unique(groups[ranked], return_index=True)
        by_version = several[np.lexsort((versions[several], groups[several]))]
        _, starts, inverse = np.unique(groups[by_version], return_index=True, return_inverse=True)
        best = by_version[starts]
        left = np.ones(len(self), bool)
        left[several] = False
        left[ranked[first]] = True
        shown = self._shown.copy()
        shown[ranked[first]] = self._shown[best]
        ids = self._read_ids(self._shown[by_version])
        stands = {
            one.decode(): head.decode()
            for one, head in zip(ids.tolist(), ids[starts][inverse].tolist(), strict=True)
            if one != head
        }
        return Ranking(self._found, self._places[left], shown[left]), stands

    def _read_ids(self, places: Numbers) -> Ids:
        if not len(places):
            return np.zeros(0, "S1")
        order = np.argsort(places, kind="stable")
        ids = self._found.read_ids(places[order])
        sorted_ = np.empty_like(ids)
        sorted_[order] = ids
        return sorted_

    def _read_weights(self, places: Numbers) -> Numbers:
        weights = self._found.weights
        return np.zeros(len(places), np.int8) if weights is None else weights[places]

    def _sort(self, places: Numbers) -> Numbers:
        """The order of these by all that orders them; they ascend."""
        return _sort(self._read_weights(places), self._found.read_dates(places), self._found.read_ids(places))

    def _arrange(self, end: int) -> Numbers:
        """Put as many in order, by their numbers in `_places`; when more are asked for, twice as many."""
        end = min(end, len(self))
        if end > len(self._order):
            count = min(max(2 * end, _LEAST), len(self))
            chosen = np.arange(len(self)) if count == len(self) else self._find_first(count)
            self._order = chosen[self._sort(self._places[chosen])][:count]
        return self._order

    def _find_first(self, count: int) -> Numbers:
        """The numbers of the first so many, and of all that are equal to the last of them but for their ids."""
        best = self._places[:0]
        equal = np.arange(len(self))
        if (weights := self._found.weights) is not None:
            # Of all that was found nothing need be picked out.
            best, equal = _choose(weights if len(weights) == len(self) else weights[self._places], equal, count)
        # When something was asked that can be weighed, few are left that are equal.
        before, equal = _choose(self._found.read_dates(self._places[equal]), equal, count - len(best))
        return np.sort(np.concatenate([best, before, equal]))


def _choose(keys: Numbers, places: Numbers, end: int) -> tuple[Numbers, Numbers]:
    """The places with the lowest keys, fewer than `end` of them, and those with the key that comes next."""
    if end == len(keys):
        return places[:0], places
    highest = np.partition(keys, end - 1)[end - 1]
    return places[keys < highest], places[keys == highest]


def _sort(weights: Numbers, dates: Numbers, ids: Ids) -> Numbers:
    """The order by weights, dates and ids; only where the first two are equal are ids, which are slow, compared."""
    order = np.lexsort((dates, weights))
    same = (np.diff(weights[order]) == 0) & (np.diff(dates[order]) == 0)
    tied = np.zeros(len(order), bool)
    tied[1:] = same
    tied[:-1] |= same
    if same.any():
        groups = np.cumsum(~np.concatenate([[False], same]))[tied]
        some = order[tied]
        order[tied] = some[np.lexsort((ids[some], groups))]
    return order


def encode(ids: Collection[str]) -> Ids:
    """Ids in UTF-8; those of a ranking in no order."""
    if isinstance(ids, Ranking):
        return ids.read_ids()
    return np.array([id_.encode() for id_ in ids], np.bytes_)


class Listed:
    """Articles that are in an order already, for a ranking."""

    def __init__(self, ids: Sequence[str]) -> None:
        self._ids = encode(ids)
        self.weights = np.arange(len(ids))

    def __len__(self) -> int:
        return len(self._ids)

    def read_dates(self, places: Numbers) -> Numbers:
        """Nothing more is needed to order them."""
        return np.zeros(len(places), np.int64)

    def read_ids(self, places: Numbers) -> Ids:
        """Their ids in UTF-8."""
        return self._ids[places]
