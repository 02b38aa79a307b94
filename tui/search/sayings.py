"""Which quotes of the index answer a query: whose they are, and what about; see `quoted` for how they lie there."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from whoosh.query.compound import And, Or
from whoosh.query.qcore import Query

from tui.search.arrays import Numbers
from tui.search.near import SHIFT, find_runs, find_windows, intersect, make_keys, unite
from tui.search.quoted import BLOCK, FIELD, WORDS
from tui.search.shards import Shard
from tui.search.tree import Sequence as Near
from tui.search.tree import Slot, Word

_WIDE = 2 * BLOCK
"""Positions from one quote to the next while they are compared, so that no window reaches from one into another."""


def find_quotes(who: Query, about: Query | None, shard: Shard, expand: Callable[[Slot], Numbers]) -> Numbers:
    """The documents of the quotes of those who are meant by `who` that answer `about`, once for each quote."""
    quotes = _find(who, shard, expand, names=True)
    if about is not None:
        quotes = intersect(quotes, _find(about, shard, expand, names=False))
    return quotes >> SHIFT


def _find(tree: Query, shard: Shard, expand: Callable[[Slot], Numbers], *, names: bool) -> Numbers:
    """Quotes, as keys of a document and the number of a quote in it."""
    match tree:
        case And() | Or():
            parts = [_find(child, shard, expand, names=names) for child in tree.children()]
            if isinstance(tree, Or):
                return unite(parts)
            for part in parts[1:]:
                parts[0] = intersect(parts[0], part)
            return parts[0]
        case Word():
            terms = [term for word in tree.words if (term := shard.find(FIELD, word)) is not None]
            return _number(_read(shard, terms, names=names))
        case Near():
            slots = [_read(shard, expand(slot).tolist(), names=names) for slot in tree.slots]
            if len(slots) == 1:
                return _number(slots[0])
            return _number(find_runs(slots) if tree.slop is None else find_windows(slots, tree.slop))
    raise TypeError(f"not asked of a quote: {tree!r}")


def _read(shard: Shard, terms: Iterable[int], *, names: bool) -> Numbers:
    """Where terms stand: among the names of quotes, or among their words."""
    parts = [np.zeros(0, np.int64)]
    for term in terms:
        places = shard.postings.read_places(term).astype(np.int64)
        quotes, within = np.divmod(places, BLOCK)
        docs, freqs = shard.postings.read(term)
        keys = make_keys(docs, freqs, quotes * _WIDE + within)
        parts.append(keys[(within < WORDS) == names])
    return unite(parts)


def _number(keys: Numbers) -> Numbers:
    docs, places = keys >> SHIFT, keys & ((1 << SHIFT) - 1)
    return np.unique((docs << SHIFT) + places // _WIDE)
