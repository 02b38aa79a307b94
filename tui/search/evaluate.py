"""Running a query: the tree over one segment at a time, to every document that matches, with its score.

Scores are BM25, where all the forms of a word count as one word. Every match is found, so that totals are exact.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import lru_cache
from math import log

from whoosh.query.compound import And, Or
from whoosh.query.qcore import Every, Query
from whoosh.query.wrappers import Not
from whoosh.util.numeric import byte_to_length

from tui.search.shards import Shard
from tui.search.tree import Anything, Dated, Leaf, Listed, Match, Saying, Slot, Word
from tui.search.tree import Sequence as Near

Scores = dict[int, float]

_K1, _B = 1.2, 0.75

_LAST_DAY = 2**31 - 1

_MOST_WEIGHED = 200
"""Words that a prefix or pattern may stand for and still be counted in each document."""

_OTHER_FORM = 0.8
"""What another form of a word counts, against the word as it was typed."""


class Cancelled(Exception):  # nothing went wrong
    """Nobody waits for the answer any more."""


class Evaluation:
    """One query over all segments."""

    def __init__(self, shards: Sequence[Shard], *, scored: bool, cancelled: Callable[[], bool] | None = None) -> None:
        self._shards = shards
        self._scored = scored
        self._cancelled = cancelled
        self._documents = max(sum(shard.size - len(shard.deleted) for shard in shards), 1)
        self._norms = lru_cache(maxsize=None)(self._make_norms)
        self._terms = lru_cache(maxsize=None)(self._expand)
        self._rarity = lru_cache(maxsize=None)(self._weigh)

    def run(self, tree: Query) -> list[Scores]:
        """Find the documents of each segment, deleted ones left out; raises Cancelled."""
        found = []
        for shard in self._shards:
            scores = self._match(tree, shard, None)
            if shard.deleted:
                for number in shard.deleted.intersection(scores):
                    del scores[number]
            found.append(scores)
        return found

    def _match(self, tree: Query, shard: Shard, within: Scores | None) -> Scores:
        """All documents that match; with `within` those outside it may be left out."""
        self._check()
        scores = self._match_one(tree, shard, within)
        if self._scored and tree.boost != 1.0:
            scores = {number: score * tree.boost for number, score in scores.items()}
        return scores

    def _check(self) -> None:
        if self._cancelled is not None and self._cancelled():
            raise Cancelled

    def _match_one(self, tree: Query, shard: Shard, within: Scores | None) -> Scores:
        match tree:
            case And():
                return self._match_all(tree.subqueries, shard, within)
            case Or():
                scores: Scores = {}
                for child in tree.subqueries:
                    self._add(scores, self._match(child, shard, within))
                return scores
            case Not():
                excluded = self._match(tree.query, shard, within)
                return {number: 0.0 for number in range(shard.size) if number not in excluded}
            case Word():
                return self._match_word(tree, shard)
            case Near():
                return self._match_sequence(tree, shard, within)
            case Dated():
                low, high = tree.low or 1, tree.high or _LAST_DAY
                return dict.fromkeys((n for n, day in enumerate(shard.days) if low <= day <= high), 0.0)
            case Saying():
                return self._match_saying(tree, shard)
            case Listed():
                return dict.fromkeys((shard.numbers[id_] for id_ in tree.ids.intersection(shard.numbers)), 0.0)
            case Anything():
                return {
                    number: 0.0
                    for field, _ in tree.fields
                    for word in shard.read_words(field)
                    for numbers, _, _ in shard.read(field, word)
                    for number in numbers
                }
            case Every():
                return dict.fromkeys(range(shard.size), 0.0)
        raise TypeError(f"no such query: {tree!r}")

    def _match_all(self, children: Sequence[Query], shard: Shard, within: Scores | None) -> Scores:
        scores = within
        own = False
        # Cheap ones first, so that positions are read only for documents that can still match.
        for child in sorted(children, key=_judge_cost):
            if scores is not None and not scores:
                return {}
            if isinstance(child, Not):
                excluded = self._match(child.query, shard, scores)
                base = range(shard.size) if scores is None else scores
                scores = {n: (scores[n] if own and scores else 0.0) for n in base if n not in excluded}
            else:
                found = self._match(child, shard, scores)
                if scores is None or not own:
                    scores = found if scores is None else {n: found[n] for n in found.keys() & scores.keys()}
                else:
                    scores = {n: scores[n] + found[n] for n in scores.keys() & found.keys()}
            own = True
        return scores or {}

    def _match_word(self, word: Word, shard: Shard) -> Scores:
        scores: Scores = {}
        terms = [(term, 1.0 if term == word.text else _OTHER_FORM) for term in word.words]
        for field, boost in word.fields:
            rarity = self._rarity(field, tuple(term for term, _ in terms)) * boost if self._scored else 0.0
            self._collect(scores, shard, field, terms, rarity)
        return scores

    def _match_saying(self, saying: Saying, shard: Shard) -> Scores:
        from tui.search.sayings import find_quotes

        ((field, boost),) = saying.fields
        quotes = find_quotes(
            saying.who, saying.about, shard, lambda slot: [term for term, _ in self._terms(shard, field, slot)]
        )
        # One who is quoted more often about it comes first, but not by as much.
        return {number: boost * 2 * len(found) / (len(found) + 1) for number, found in quotes.items()}

    def _match_sequence(self, near: Near, shard: Shard, within: Scores | None) -> Scores:
        scores: Scores = {}
        for field, boost in near.fields:
            expanded = [self._terms(shard, field, slot) for slot in near.slots]
            if not all(expanded):
                continue
            rarity = 0.0
            if self._scored:
                rarity = boost * max(self._weigh_slot(field, slot) for slot in near.slots)
            if len(near.slots) == 1:
                self._collect(scores, shard, field, expanded[0], rarity)
            else:
                self._add(scores, self._match_positions(near, shard, field, expanded, rarity, within))
        return scores

    def _collect(
        self, scores: Scores, shard: Shard, field: str, terms: Sequence[tuple[str, float]], rarity: float
    ) -> None:
        """Add the documents of terms of one field."""
        if not self._scored or len(terms) > _MOST_WEIGHED:
            found: Scores = {}
            for term, _ in terms:
                self._check()
                for numbers, _, _ in shard.read(field, term):
                    found.update(dict.fromkeys(numbers, rarity))
            self._add(scores, found)
            return
        norms = self._norms(field)
        lengths = shard.get_lengths(field)
        get = scores.get
        for term, nearness in terms:
            weight = rarity * nearness * (_K1 + 1)
            for numbers, counts, _ in shard.read(field, term):
                for number, count in zip(numbers, counts, strict=True):
                    scores[number] = get(number, 0.0) + weight * count / (count + norms[lengths[number]])

    def _match_positions(
        self,
        near: Near,
        shard: Shard,
        field: str,
        expanded: Sequence[Sequence[tuple[str, float]]],
        rarity: float,
        within: Scores | None,
    ) -> Scores:
        """Documents where the slots stand in order, or near each other."""
        places: list[dict[int, array[int]]] = []
        candidates: set[int] | None = None if within is None else set(within)
        for terms in expanded:
            slot: dict[int, array[int]] = {}
            for term, _ in terms:
                for numbers, counts, positions in shard.read(field, term):
                    at = 0
                    for number, count in zip(numbers, counts, strict=True):
                        if candidates is None or number in candidates:
                            found = positions[at : at + count]
                            slot[number] = slot[number] + found if number in slot else found
                        at += count
            candidates = set(slot)
            places.append(slot)
        norms, lengths = self._norms(field), shard.get_lengths(field)
        scores: Scores = {}
        for number in candidates or ():
            slots = [slot[number] for slot in places]
            count = count_runs(slots) if near.slop is None else count_windows(slots, near.slop)
            if count:
                scores[number] = rarity * (_K1 + 1) * count / (count + norms[lengths[number]])
        return scores

    @staticmethod
    def _add(scores: Scores, more: Scores) -> None:
        if not scores:
            scores.update(more)
            return
        for number, score in more.items():
            scores[number] = scores.get(number, 0.0) + score

    def _expand(self, shard: Shard, field: str, slot: Slot) -> list[tuple[str, float]]:
        return shard.expand(field, slot)

    def _weigh_slot(self, field: str, slot: Slot) -> float:
        if slot.match is Match.WORD:
            return self._rarity(field, (slot.text,))
        words = {word for shard in self._shards for word, _ in self._terms(shard, field, slot)}
        return self._rarity(field, tuple(sorted(words)))

    def _weigh(self, field: str, terms: tuple[str, ...]) -> float:
        """The inverse document frequency of terms taken as one; a document with two of them is counted twice."""
        count = sum(shard.count(field, term) for shard in self._shards for term in terms)
        return log(self._documents / (min(count, self._documents) + 1)) + 1

    def _make_norms(self, field: str) -> list[float]:
        """BM25's share of the field's length, by the byte that stands for the length."""
        total = sum(shard.reader.field_length(field) for shard in self._shards)
        mean = total / max(sum(shard.size for shard in self._shards), 1)
        if not mean:
            return [_K1] * 256
        return [_K1 * ((1 - _B) + _B * byte_to_length(byte) / mean) for byte in range(256)]


def count_runs(positions: Sequence[array[int]]) -> int:
    """How often slots stand one behind the other; positions of each slot in the document."""
    starts = set(positions[0])
    for i, slot in enumerate(positions[1:], 1):
        starts.intersection_update([position - i for position in slot])
        if not starts:
            break
    return len(starts)


def count_windows(positions: Sequence[array[int]], slop: int) -> int:
    """At how many places a window begins that has a word of its own for every slot and `slop` words to spare."""
    width = len(positions) + slop
    ordered = [sorted(set(slot)) for slot in positions]
    count = 0
    for start in sorted(set().union(*ordered)):
        choices = [slot[bisect_left(slot, start) : bisect_left(slot, start + width)] for slot in ordered]
        if all(choices) and any(choice[0] == start for choice in choices) and _is_assignable(choices):
            count += 1
    return count


def _is_assignable(choices: Sequence[Sequence[int]]) -> bool:
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


def _judge_cost(tree: Query) -> int:
    if isinstance(tree, (Listed, Dated)):
        return 0
    if isinstance(tree, Word):
        return 1
    if isinstance(tree, Leaf):
        return 3 if isinstance(tree, Near) and len(tree.slots) > 1 else 2
    return 5 if isinstance(tree, Not) else 4
