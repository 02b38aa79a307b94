"""Queries that the executor does not know are run by Whoosh's matchers, beside those it does."""

from __future__ import annotations

from typing import Any

import pytest
from whoosh import query
from whoosh.query import Term
from whoosh.query.compound import And, Or
from whoosh.query.spans import SpanFirst

from tests.search.corpus import FERRY, LODZ, RIVER, UNION
from tui.search import Index
from tui.search.evaluate import Evaluation, Found
from tui.search.tree import Word

UNIONS = Word("union", frozenset(), (("text", 1.0),))


def find(index: Index, tree: Any) -> dict[str, float]:
    index.search("")
    assert index._snapshot is not None
    shards = index._snapshot.shards
    found = Evaluation(shards, scored=True).run(tree)

    def pair(part: Found) -> list[float]:
        return [0.0] * len(part) if part.scores is None else part.scores.tolist()

    return {
        id_.decode(): score
        for shard, part in zip(shards, found, strict=True)
        for id_, score in zip(shard.read_ids(part.docs).tolist(), pair(part), strict=True)
    }


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        (Term("text", "union"), {UNION, FERRY}),
        (And([Term("text", "union"), Term("text", "seamen")]), {FERRY}),
        (Or([Term("text", "union"), UNIONS, Term("text", "trams")]), {UNION, FERRY, LODZ}),
        (And([UNIONS, query.AndMaybe(Term("text", "the"), Term("text", "agency"))]), {UNION, FERRY}),
        (SpanFirst(Term("text", "farmers"), limit=2), {RIVER}),
        (query.Regex("text", "sea.*"), {FERRY}),
        (query.Term("text", "nowhere"), set()),
    ],
)
def test_what_is_not_known_is_found_all_the_same(index: Index, tree: Any, expected: set[str]) -> None:
    found = find(index, tree)
    assert set(found) == expected
    assert all(score > 0 for score in found.values())
