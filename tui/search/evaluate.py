"""Running a query: the tree over one segment at a time, to every document that matches, with its score.

Documents are ascending arrays of numbers, scores arrays beside them, and no step is taken for a single hit. Scores are
BM25, where all the forms of a word count as one word. Every match is found, so that totals are exact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from math import log

import numpy as np
from msgspec import Struct
from whoosh.query.compound import And, Or
from whoosh.query.qcore import Every, Query
from whoosh.query.wrappers import Not

from tui.search.arrays import Numbers
from tui.search.near import SHIFT, find_runs, find_windows, make_keys, unite
from tui.search.postings import spread
from tui.search.segment import LENGTHS
from tui.search.shards import Expansion, Shard
from tui.search.tree import Anything, Dated, Leaf, Listed, Saying, Slot, Word
from tui.search.tree import Sequence as Near

_K1, _B = 1.2, 0.75

_LAST_DAY = 2**31 - 1

_MOST_WEIGHED = 200
"""Words that a prefix or pattern may stand for and still be counted in each document."""

_OTHER_FORM = 0.8
"""What another form of a word counts, against the word as it was typed."""

_SPARSE = 8
"""Documents of a segment for each that is found, from which on sorting is quicker than going through the segment."""

_RARE = 0.5
"""Share of a word's documents that can still match, below which positions are read for these alone."""

_FEW = 6
"""Terms that are read one by one."""

_AT_ONCE = 1_000_000
"""Postings."""

_NOTHING = np.zeros(0, np.int64)

_KNOWN = (And, Or, Not, Every, Leaf)


class Cancelled(Exception):  # nothing went wrong
    """Nobody waits for the answer any more."""


class Found(Struct, frozen=True):
    """Documents of a segment."""

    docs: Numbers
    """Ascending, each once."""
    scores: Numbers | None = None
    """None when all are 0."""

    def __len__(self) -> int:
        return len(self.docs)


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

    def run(self, tree: Query) -> list[Found]:
        """Find the documents of each segment, deleted ones left out; raises Cancelled."""
        found = []
        for shard in self._shards:
            some = self._match(tree, shard, None)
            if len(shard.deleted):
                some = _keep(some, ~_mark(shard, shard.deleted)[some.docs])
            found.append(some)
        return found

    def _match(self, tree: Query, shard: Shard, within: Numbers | None) -> Found:
        """All documents that match; with `within` those outside it may be left out."""
        self._check()
        found = self._match_one(tree, shard, within)
        # Whoosh's matchers have weighed what they found already.
        boost = tree.boost if isinstance(tree, _KNOWN) else 1.0
        return found if found.scores is None or boost == 1.0 else Found(found.docs, found.scores * boost)

    def _check(self) -> None:
        if self._cancelled is not None and self._cancelled():
            raise Cancelled

    def _match_one(self, tree: Query, shard: Shard, within: Numbers | None) -> Found:
        match tree:
            case And():
                return self._match_all(tree.subqueries, shard, within)
            case Or():
                return _join(shard, [self._match(child, shard, within) for child in tree.subqueries])
            case Not():
                return Found(_exclude(shard, None, self._match(tree.query, shard, within).docs))
            case Word():
                return self._match_word(tree, shard)
            case Near():
                return self._match_sequence(tree, shard, within)
            case Dated():
                days = shard.days
                return Found(np.flatnonzero((days >= (tree.low or 1)) & (days <= (tree.high or _LAST_DAY))))
            case Saying():
                return self._match_saying(tree, shard)
            case Listed():
                return Found(shard.find_ids(tree.ids))
            case Anything():
                seen = np.zeros(shard.size, bool)
                for field, _ in tree.fields:
                    first, last = shard.postings.span(field)
                    if first < last:
                        shard.postings.mark(first, last, seen)
                return Found(np.flatnonzero(seen))
            case Every():
                return Found(np.arange(shard.size))
        return self._step(tree, shard)

    def _step(self, tree: Query, shard: Shard) -> Found:
        """Run what is not known here by Whoosh's matchers, a document at a time."""
        from whoosh.searching import Searcher

        matcher = tree.matcher(Searcher(shard.reader), None)
        docs, scores = list[int](), list[float]()
        while matcher.is_active():
            docs.append(matcher.id())
            scores.append(matcher.score() if self._scored else 0.0)
            matcher.next()
            self._check()
        return Found(np.array(docs, np.int64), np.array(scores) if self._scored else None)

    def _match_all(self, children: Sequence[Query], shard: Shard, within: Numbers | None) -> Found:
        whole: Found | None = None
        # Cheap ones first, so that positions are read only for documents that can still match.
        for child in sorted(children, key=_judge_cost):
            if within is not None and not len(within):
                return Found(_NOTHING)
            if isinstance(child, Not):
                excluded = self._match(child.query, shard, within).docs
                if whole is None:
                    whole = Found(_exclude(shard, within, excluded))
                else:
                    whole = _keep(whole, ~_mark(shard, excluded)[whole.docs])
            else:
                found = self._match(child, shard, within)
                whole = found if whole is None else _cross(shard, whole, found)
            within = whole.docs
        return whole or Found(_NOTHING)

    def _match_word(self, word: Word, shard: Shard) -> Found:
        parts = []
        for field, boost in word.fields:
            nearness = {}
            for text in word.words:
                if (term := shard.find(field, text)) is not None:
                    nearness[term] = 1.0 if text == word.text else _OTHER_FORM
            if nearness:
                rarity = self._rarity(field, tuple(sorted(word.words))) * boost if self._scored else 0.0
                terms = np.array(sorted(nearness))
                found = Expansion(terms, np.array([nearness[term] for term in terms.tolist()]))
                parts.append(self._collect(shard, field, found, rarity))
        return _join(shard, parts)

    def _match_saying(self, saying: Saying, shard: Shard) -> Found:
        from tui.search.sayings import find_quotes

        ((field, boost),) = saying.fields
        docs = find_quotes(saying.who, saying.about, shard, lambda slot: self._terms(shard, field, slot).terms)
        docs, counts = np.unique(docs, return_counts=True)
        # One who is quoted more often about it comes first, but not by as much.
        return Found(docs, boost * 2 * counts / (counts + 1) if self._scored else None)

    def _match_sequence(self, near: Near, shard: Shard, within: Numbers | None) -> Found:
        parts = []
        for field, boost in near.fields:
            expanded = [self._terms(shard, field, slot) for slot in near.slots]
            if not all(map(len, expanded)):
                continue
            rarity = 0.0
            if self._scored:
                rarity = boost * max(self._rarity(field, slot) for slot in near.slots)
            if len(near.slots) == 1:
                parts.append(self._collect(shard, field, expanded[0], rarity))
            else:
                parts.append(self._match_positions(near, shard, field, expanded, rarity, within))
        return _join(shard, parts)

    def _collect(self, shard: Shard, field: str, expansion: Expansion, rarity: float) -> Found:
        """The documents of terms of one field."""
        terms = expansion.terms
        weighed = self._scored and len(terms) <= _MOST_WEIGHED
        if len(terms) == 1:
            docs, freqs = shard.postings.read(int(terms[0]))
            near = 1.0 if expansion.nearness is None else float(expansion.nearness[0])
            return Found(docs, self._score(shard, field, docs, freqs, rarity * near) if weighed else None)
        if weighed:
            lists = _read_all(shard, terms)
            weights = rarity if expansion.nearness is None else rarity * np.repeat(expansion.nearness, lists[0])
            return _sum(shard, lists[1], self._score(shard, field, lists[1], lists[2], weights))
        seen = np.zeros(shard.size, bool)
        for some in _divide(shard, terms):
            self._check()
            first = int(some[0])
            shard.postings.mark(first, int(some[-1]) + 1, seen, some - first)
        docs = np.flatnonzero(seen)
        return Found(docs, np.full(len(docs), rarity) if self._scored else None)

    def _score(
        self, shard: Shard, field: str, docs: Numbers, freqs: Numbers | None, weight: float | Numbers
    ) -> Numbers:
        norms = self._norms(field)[shard.get_lengths(field)[docs]]
        if freqs is None:
            return weight * (_K1 + 1) / (norms + 1)
        scores: Numbers = weight * (_K1 + 1) * freqs / (norms + freqs)
        return scores

    def _match_positions(
        self,
        near: Near,
        shard: Shard,
        field: str,
        expanded: Sequence[Expansion],
        rarity: float,
        within: Numbers | None,
    ) -> Found:
        """Documents where the slots stand in order, or near each other."""
        sizes = [shard.count_all(slot.terms) for slot in expanded]
        order = sorted(range(len(expanded)), key=sizes.__getitem__)
        allowed = None if within is None else _mark(shard, within)
        keys: dict[int, Numbers] = {}
        # The rarest first: documents that do not have it need not be looked at again.
        for place in order:
            self._check()
            keys[place] = unite(_read_keys(shard, expanded[place].terms, allowed))
            if not len(keys[place]):
                return Found(_NOTHING)
            allowed = _mark(shard, keys[place] >> SHIFT)
        slots = [keys[place] for place in range(len(expanded))]
        hits = find_runs(slots) if near.slop is None else find_windows(slots, near.slop)
        hits = hits >> SHIFT
        if not len(hits):
            return Found(_NOTHING)
        starts = np.flatnonzero(np.diff(hits, prepend=-1))
        docs, counts = hits[starts], np.diff(starts, append=len(hits))
        return Found(docs, self._score(shard, field, docs, counts, rarity) if self._scored else None)

    def _expand(self, shard: Shard, field: str, slot: Slot) -> Expansion:
        self._check()
        return shard.expand(field, slot)

    def _weigh(self, field: str, words: tuple[str, ...] | Slot) -> float:
        """The inverse document frequency of words taken as one; a document with two of them is counted twice."""
        if isinstance(words, Slot):
            count = sum(shard.count_all(self._terms(shard, field, words).terms) for shard in self._shards)
        else:
            count = sum(shard.count(field, word) for shard in self._shards for word in words)
        return log(self._documents / (min(count, self._documents) + 1)) + 1

    def _make_norms(self, field: str) -> Numbers:
        """BM25's share of the field's length, by the byte that stands for the length."""
        total = sum(shard.reader.field_length(field) for shard in self._shards)
        mean = total / max(sum(shard.size for shard in self._shards), 1)
        return _K1 * ((1 - _B) + _B * LENGTHS / mean) if mean else np.full(256, _K1)


def _read_all(shard: Shard, terms: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """The posting lists of terms, one behind the other: how long each is, documents, frequencies."""
    first, last = int(terms[0]), int(terms[-1]) + 1
    if len(terms) > _FEW:
        lists = shard.postings.read_lists(first, last, chosen=terms - first)
        return lists.df, lists.docs, lists.freqs
    lists_ = [shard.postings.read(term) for term in terms.tolist()]
    freqs = [np.ones(len(docs), np.uint8) if freqs is None else freqs for docs, freqs in lists_]
    return (
        np.array([len(docs) for docs, _ in lists_]),
        np.concatenate([docs for docs, _ in lists_]),
        np.concatenate(freqs),
    )


def _divide(shard: Shard, terms: Numbers) -> Iterator[Numbers]:
    """Terms in portions with so many postings that they can be read at once."""
    first = int(terms[0])
    df = shard.postings.count(first, int(terms[-1]) + 1)[terms - first]
    portions = np.cumsum(df, dtype=np.int64) // _AT_ONCE
    return iter(np.split(terms, np.flatnonzero(np.diff(portions)) + 1))


def _read_keys(shard: Shard, terms: Numbers, allowed: Numbers | None) -> list[Numbers]:
    """Where terms stand, in the documents that are allowed."""
    if len(terms) <= _FEW:
        return [_read_places(shard, int(term), allowed) for term in terms]
    keys = []
    for some in _divide(shard, terms):
        first, last = int(some[0]), int(some[-1]) + 1
        lists = shard.postings.read_lists(first, last, placed=True, chosen=some - first)
        part = make_keys(lists.docs, lists.freqs, lists.places)
        part = part if allowed is None else part[np.repeat(allowed[lists.docs], lists.freqs)]
        keys.append(np.unique(part))
    return keys


def _read_places(shard: Shard, term: int, allowed: Numbers | None) -> Numbers:
    docs, freqs = shard.postings.read(term)
    places = shard.postings.read_places(term)
    if allowed is not None:
        kept = allowed[docs]
        if np.count_nonzero(kept) < _RARE * len(docs):
            if freqs is None:
                places = places[kept]
            else:
                counts = freqs.astype(np.int64)
                places = places[spread((np.cumsum(counts) - counts)[kept], counts[kept])]
                freqs = freqs[kept]
            docs = docs[kept]
    return make_keys(docs, freqs, places)


def _mark(shard: Shard, docs: Numbers) -> Numbers:
    marked = np.zeros(shard.size, bool)
    marked[docs] = True
    return marked


def _keep(found: Found, kept: Numbers) -> Found:
    return Found(found.docs[kept], None if found.scores is None else found.scores[kept])


def _exclude(shard: Shard, within: Numbers | None, docs: Numbers) -> Numbers:
    """Every document, or those within, but not these."""
    marked = _mark(shard, docs)
    return np.flatnonzero(~marked) if within is None else within[~marked[within]]


def _cross(shard: Shard, left: Found, right: Found) -> Found:
    """The documents in both, with the sums of their scores."""
    if not len(left) or not len(right):
        return Found(_NOTHING)
    in_left, in_right = _mark(shard, left.docs)[right.docs], _mark(shard, right.docs)[left.docs]
    left, right = _keep(left, in_right), _keep(right, in_left)
    if left.scores is None or right.scores is None:
        return Found(left.docs, right.scores if left.scores is None else left.scores)
    return Found(left.docs, left.scores + right.scores)


def _join(shard: Shard, parts: Sequence[Found]) -> Found:
    """The documents in any of these, with the sums of their scores."""
    parts = [part for part in parts if len(part)]
    if len(parts) < 2:
        return parts[0] if parts else Found(_NOTHING)
    docs = np.concatenate([part.docs for part in parts])
    if all(part.scores is None for part in parts):
        return Found(np.flatnonzero(_mark(shard, docs)))
    scores = [np.zeros(len(part)) if part.scores is None else part.scores for part in parts]
    return _sum(shard, docs, np.concatenate(scores))


def _sum(shard: Shard, docs: Numbers, scores: Numbers) -> Found:
    """Documents once each, with all that they score."""
    if len(docs) * _SPARSE < shard.size:
        once, where = np.unique(docs, return_inverse=True)
        return Found(once, np.bincount(where, scores, minlength=len(once)))
    once = np.flatnonzero(_mark(shard, docs))
    return Found(once, np.bincount(docs, scores, minlength=shard.size)[once])


def _judge_cost(tree: Query) -> int:
    if isinstance(tree, (Listed, Dated)):
        return 0
    if isinstance(tree, Word):
        return 1
    if isinstance(tree, Leaf):
        return 3 if isinstance(tree, Near) and len(tree.slots) > 1 else 2
    return 5 if isinstance(tree, Not) else 4
