"""The order of hits: by relevance, newest or oldest first; equal ones newest first, and then by their ids."""

from __future__ import annotations

from collections.abc import Sequence

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
    moments = np.concatenate([shard.moments[some.docs] for shard, some in zip(shards, found, strict=False)])
    weights = [np.zeros(len(some)) if some.scores is None else some.scores for some in found]
    scores = np.concatenate(weights) if sort == "relevance" else np.zeros(total)
    recent = np.where(moments == UNDATED, _LAST, moments if sort == "oldest" else -moments)
    # Scores that differ by no more than the noise of adding them up are equal.
    weight = -scores.astype(np.float32)
    places = _choose([weight, recent] if sort == "relevance" else [recent], end)
    places.sort()
    ids = _read_ids(shards, found, places)
    chosen = np.lexsort((ids, recent[places], weight[places]))[offset:end]
    return tuple(map(Hit, map(bytes.decode, ids[chosen].tolist()), scores[places[chosen]].tolist()))


def _choose(keys: Sequence[Numbers], end: int) -> Numbers:
    """The places of the lowest `end` by these keys, in no order, and of all that are equal to the last of them."""
    if end == len(keys[0]):
        return np.arange(end)
    places = np.arange(len(keys[0]))
    chosen = []
    for key in keys:
        some = key[places]
        highest = np.partition(some, end - 1)[end - 1]
        chosen.append(places[some < highest])
        places = places[some == highest]
        end -= len(chosen[-1])
    return np.concatenate([*chosen, places])


def _read_ids(shards: Sequence[Shard], found: Sequence[Found], places: Numbers) -> Numbers:
    """The ids of the hits at these places of all that were found; places ascend."""
    bounds = np.searchsorted(places, np.cumsum([0, *map(len, found)]))
    first = 0
    ids = []
    for shard, some, low, high in zip(shards, found, bounds[:-1], bounds[1:], strict=False):
        ids.append(shard.read_ids(some.docs[places[low:high] - first]))
        first += len(some)
    return np.concatenate(ids)
