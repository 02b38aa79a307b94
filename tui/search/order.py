"""The order of hits: by relevance, newest or oldest first; equal ones newest first, and then by their ids."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from tui.library.records import Sort
from tui.search import Hit
from tui.search.arrays import Numbers
from tui.search.evaluate import Found
from tui.search.schema import UNDATED
from tui.search.shards import Shard

_LAST = np.iinfo(np.int64).max


def rank(
    shards: Sequence[Shard], found: Sequence[Found], sort: Sort, limit: int | None, offset: int
) -> tuple[Hit, ...]:
    """The hits of one page; what has no date comes last in any order of dates."""
    offset = max(offset, 0)
    total = sum(map(len, found))
    end = total if limit is None else min(offset + max(limit, 0), total)
    if offset >= end:
        return ()
    scores = np.zeros(total)
    places = np.arange(total)
    first = end
    best = places[:0]
    if sort == "relevance":
        scores = np.concatenate([np.zeros(len(some)) if some.scores is None else some.scores for some in found])
        best, places = _choose(_weigh(scores), places, end)
        first -= len(best)
    # When something was asked that can be weighed, few are left that are equal.
    before, places = _choose(_date(shards, found, sort, places), places, first)
    places = np.sort(np.concatenate([best, before, places]))
    ids = _pick(found, places, [shard.read_ids for shard in shards])
    order = _sort(_weigh(scores[places]), _date(shards, found, sort, places), ids)[offset:end]
    return tuple(map(Hit, map(bytes.decode, ids[order].tolist()), scores[places[order]].tolist()))


def _sort(weights: Numbers, dates: Numbers, ids: Numbers) -> Numbers:
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


def _weigh(scores: Numbers) -> Numbers:
    # Scores that differ by no more than the noise of adding them up are equal.
    return -scores.astype(np.float32)


def _date(shards: Sequence[Shard], found: Sequence[Found], sort: Sort, places: Numbers) -> Numbers:
    moments = _pick(found, places, [shard.moments.__getitem__ for shard in shards])
    return np.where(moments == UNDATED, _LAST, moments if sort == "oldest" else -moments)


def _choose(keys: Numbers, places: Numbers, end: int) -> tuple[Numbers, Numbers]:
    """The places with the lowest keys, fewer than `end` of them, and those with the key that comes next."""
    if end == len(keys):
        return places[:0], places
    highest = np.partition(keys, end - 1)[end - 1]
    return places[keys < highest], places[keys == highest]


def _pick(found: Sequence[Found], places: Numbers, read: Sequence[Callable[[Numbers], Numbers]]) -> Numbers:
    """What is read of the documents at these places of all that were found; places ascend."""
    bounds = np.cumsum([0, *map(len, found)])
    cuts = np.searchsorted(places, bounds)
    parts = [
        ask(some.docs[places[low:high] - first])
        for ask, some, first, low, high in zip(read, found, bounds, cuts[:-1], cuts[1:], strict=False)
    ]
    return np.concatenate(parts)
