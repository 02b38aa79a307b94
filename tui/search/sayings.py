"""Which quotes of the index answer a query: whose they are, and what about; see `quoted` for how they lie there."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Sequence

from whoosh.query.compound import And, Or
from whoosh.query.qcore import Query

from tui.search.evaluate import count_runs, count_windows
from tui.search.quoted import BLOCK, FIELD, WORDS
from tui.search.shards import Shard
from tui.search.tree import Sequence as Near
from tui.search.tree import Slot, Word

Blocks = dict[int, set[int]]
"""By document: the numbers of its quotes."""


def find_quotes(who: Query, about: Query | None, shard: Shard, expand: Callable[[Slot], Iterable[str]]) -> Blocks:
    """The quotes of those who are meant by `who` that answer `about`, by document."""
    blocks = _find(who, shard, expand, None, names=True)
    if about is not None:
        within = blocks
        found = _find(about, shard, expand, within.keys(), names=False)
        blocks = {number: within[number] & those for number, those in found.items() if number in within}
    return {number: those for number, those in blocks.items() if those}


def _find(
    tree: Query, shard: Shard, expand: Callable[[Slot], Iterable[str]], within: Collection[int] | None, *, names: bool
) -> Blocks:
    match tree:
        case And() | Or():
            parts = [_find(child, shard, expand, within, names=names) for child in tree.children()]
            numbers = set[int]().union(*parts)
            join = set.intersection if isinstance(tree, And) else set.union
            return {number: join(*(part.get(number, set()) for part in parts)) for number in numbers}
        case Word():
            places = [_read(shard, tree.words, within, names=names)]
            return {number: {place // BLOCK for place in at} for number, at in places[0].items()}
        case Near():
            places = [_read(shard, expand(slot), within, names=names) for slot in tree.slots]
            numbers = set(places[0]).intersection(*places[1:])
            return {number: _stand([slot[number] for slot in places], tree.slop) for number in numbers}
    raise TypeError(f"not asked of a quote: {tree!r}")


def _read(shard: Shard, terms: Iterable[str], within: Collection[int] | None, *, names: bool) -> dict[int, array[int]]:
    """Where terms stand: among the names of quotes, or among their words."""
    places: dict[int, array[int]] = {}
    for term in terms:
        for numbers, counts, positions in shard.read(FIELD, term):
            at = 0
            for number, count in zip(numbers, counts, strict=True):
                if within is None or number in within:
                    here = [place for place in positions[at : at + count] if (place % BLOCK < WORDS) == names]
                    if here:
                        places.setdefault(number, array("I")).extend(here)
                at += count
    return places


def _stand(slots: Sequence[array[int]], slop: int | None) -> set[int]:
    """The quotes in which words stand one behind the other or, with `slop`, near each other."""
    if len(slots) == 1:
        return {place // BLOCK for place in slots[0]}
    found = set()
    for block in set.intersection(*({place // BLOCK for place in slot} for slot in slots)):
        inside = [array("I", [place for place in slot if place // BLOCK == block]) for slot in slots]
        if count_runs(inside) if slop is None else count_windows(inside, slop):
            found.add(block)
    return found
