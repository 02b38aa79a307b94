"""The order of hits: by relevance, newest or oldest first; equal ones newest first, and then by their ids."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from tui.library.ranking import Ids, Ranking
from tui.library.records import Sort
from tui.search import Hit
from tui.search.arrays import Numbers
from tui.search.evaluate import Found
from tui.search.schema import UNDATED
from tui.search.shards import Shard

_LAST = np.iinfo(np.int64).max


class Hits(Ranking):
    """All that was found, best first."""

    def __init__(self, shards: Sequence[Shard], found: Sequence[Found], sort: Sort) -> None:
        self._all = _All(shards, found, sort)
        super().__init__(self._all)

    def page(self, limit: int | None, offset: int) -> tuple[Hit, ...]:
        """At most `limit` hits from the `offset`-th on."""
        offset = max(offset, 0)
        stop = len(self) if limit is None else min(offset + max(limit, 0), len(self))
        if offset >= stop:
            return ()
        places = self.find(offset, stop)
        return tuple(map(Hit, self.list_ids(places), self._all.read_scores(places).tolist()))


class _All:
    """What was found in all segments, by places that count on from each to the next."""

    def __init__(self, shards: Sequence[Shard], found: Sequence[Found], sort: Sort) -> None:
        self._shards = shards
        self._found = found
        self._oldest = sort == "oldest"
        for shard, some in zip(shards, found, strict=False):
            if len(some):
                shard.check_columns()
        self._bounds = np.cumsum([0, *map(len, found)])
        self._scores = None
        self.weights = None
        if sort == "relevance" and any(some.scores is not None for some in found):
            self._scores = np.concatenate(
                [np.zeros(len(some)) if some.scores is None else some.scores for some in found]
            )
            # Scores that differ by no more than the noise of adding them up are equal.
            self.weights = -self._scores.astype(np.float32)

    def __len__(self) -> int:
        return int(self._bounds[-1])

    def read_scores(self, places: Numbers) -> Numbers:
        """What was found how well; 0 where that says nothing."""
        return np.zeros(len(places)) if self._scores is None else self._scores[places]

    def read_dates(self, places: Numbers) -> Numbers:
        """What orders those of equal weight; what has no date comes last in any order of dates."""
        moments = self._pick(places, [shard.moments.__getitem__ for shard in self._shards])
        return np.where(moments == UNDATED, _LAST, moments if self._oldest else -moments)

    def read_ids(self, places: Numbers) -> Ids:
        """The articles' ids in UTF-8."""
        return self._pick(places, [shard.read_ids for shard in self._shards])

    def _pick(self, places: Numbers, read: Sequence[Callable[[Numbers], Numbers]]) -> Numbers:
        """What is read of the documents at these places; they ascend."""
        cuts = np.searchsorted(places, self._bounds)
        parts = [
            ask(some.docs[places[low:high] - first])
            for ask, some, first, low, high in zip(read, self._found, self._bounds, cuts[:-1], cuts[1:], strict=False)
        ]
        return np.concatenate(parts) if parts else np.zeros(0, np.int64)
