"""Our codec against Whoosh's own: the same documents, the same queries, through Whoosh's ordinary searcher."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from whoosh import fields, index, query, scoring
from whoosh.matching.mcore import ReadTooFar
from whoosh.query import Term, spans

from tui.search.codec import Codec

WORDS = [
    "meet",
    "meets",
    "meeting",
    "rain",
    "rains",
    "river",
    "union",
    "unions",
    "unite",
    "łódź",
    "東京",
    "a b",
    "x\ny",
]
START = datetime(2020, 1, 1)  # noqa: DTZ001  # Whoosh's dates have no zone

SCHEMA = fields.Schema(
    id=fields.ID(sortable=True),
    title=fields.TEXT,
    text=fields.TEXT(sortable=True),
    tags=fields.KEYWORD(commas=True, scorable=True),
    count=fields.NUMERIC(int, signed=True, sortable=True),
    day=fields.DATETIME(sortable=True),
)


def make_documents() -> list[dict[str, Any]]:
    random = Random(3)
    plain = WORDS[:11]
    return [
        {
            "id": f"{number:04}",
            "title": " ".join(random.choices(plain, k=random.randint(1, 5))),
            "text": " ".join(random.choices(plain, k=random.randint(0, 300 if number % 40 == 0 else 25))),
            "tags": ",".join(random.sample(WORDS, random.randint(0, 3))) or None,
            "count": random.choice([None, *range(-5, 20)]),
            "day": random.choice([None, START + timedelta(days=random.randint(0, 900))]),
        }
        for number in range(300)
    ]


class Pair(NamedTuple):
    """The same index by both codecs."""

    stock: Any
    ours: Any


def open_searcher(folder: Path, make_codec: Any, *, joined: bool) -> Any:
    folder.mkdir()
    opened = index.create_in(str(folder), SCHEMA)
    documents = make_documents()
    for some in (documents[:120], documents[120:121], documents[121:]):
        writer = opened.writer(codec=make_codec())
        for document in some:
            writer.add_document(**document)
        writer.commit(merge=False)
    writer = opened.writer(codec=make_codec())
    for number in range(0, 300, 7):
        writer.delete_document(number)
    writer.commit(optimize=joined, merge=False)
    return opened.searcher(weighting=scoring.BM25F())


@pytest.fixture(scope="module", params=[False, True], ids=["three segments", "one segment"])
def pair(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    folder = tmp_path_factory.mktemp("indexes")
    stock = open_searcher(folder / "stock", lambda: None, joined=request.param)
    ours = open_searcher(folder / "ours", Codec, joined=request.param)
    yield Pair(stock, ours)
    stock.close()
    ours.close()


field = st.sampled_from(["title", "text"])
word = st.sampled_from([*WORDS[:11], "missing"])
boost = st.sampled_from([1.0, 1.0, 2.5])
number = st.integers(-6, 20)
words = st.lists(word, min_size=2, max_size=3)
day = st.integers(0, 900).map(lambda days: START + timedelta(days=days))


def leaves() -> st.SearchStrategy[Any]:
    slop = st.integers(1, 4)
    return st.one_of(
        st.builds(Term, field, word, boost=boost),
        st.builds(Term, st.just("tags"), st.sampled_from(WORDS)),
        st.builds(lambda f, some, s: query.Phrase(f, some, slop=s), field, words, slop),
        st.builds(lambda f, one, n: query.Prefix(f, one[:n]), field, word, st.integers(1, 4)),
        st.builds(lambda f, one: query.Wildcard(f, f"{one[0]}*{one[-1]}"), field, word),
        st.builds(lambda f, one: query.Regex(f, f"{one[:2]}.*"), field, word),
        st.builds(lambda f, one, n: query.FuzzyTerm(f, one, maxdist=n), field, word, st.integers(1, 2)),
        st.builds(lambda f, one: query.Variations(f, one), field, word),
        st.builds(lambda f, a, b: query.TermRange(f, min(a, b), max(a, b)), field, word, word),
        st.builds(lambda a, b: query.NumericRange("count", min(a, b), max(a, b)), number, number),
        st.builds(lambda a, b: query.DateRange("day", min(a, b), max(a, b)), day, day),
        st.sampled_from([query.Every(), query.Every("tags"), query.NullQuery]),
        st.builds(lambda f, a, b, s: spans.SpanNear(Term(f, a), Term(f, b), slop=s), field, word, word, slop),
        st.builds(lambda f, a, n: spans.SpanFirst(Term(f, a), n), field, word, st.integers(0, 5)),
        st.builds(lambda f, a, b: spans.SpanNot(Term(f, a), Term(f, b)), field, word, word),
        st.builds(lambda f, a, b: spans.SpanOr([Term(f, a), Term(f, b)]), field, word, word),
        st.builds(lambda f, a, b: spans.SpanBefore(Term(f, a), Term(f, b)), field, word, word),
        st.builds(
            lambda f, a, b: query.Sequence([Term(f, a), Term(f, b)]), field, word, word
        ),
    )  # fmt: skip


def extend(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    some = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        st.builds(query.And, some, boost=boost),
        st.builds(query.Or, some),
        st.builds(query.DisjunctionMax, some),
        st.builds(query.Not, inner),
        st.builds(query.AndNot, inner, inner),
        st.builds(query.AndMaybe, inner, inner),
        st.builds(query.Require, inner, inner),
        st.builds(query.Otherwise, inner, inner),
        st.builds(query.ConstantScoreQuery, inner),
    )


def ask(searcher: Any, asked: Any) -> list[tuple[int, float]]:
    return [(hit.docnum, hit.score) for hit in searcher.search(asked, limit=None)]


@settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.recursive(leaves(), extend, max_leaves=4))
def test_every_query_finds_the_same(pair: Pair, asked: Any) -> None:
    try:
        expected = ask(pair.stock, asked)
    except (NotImplementedError, AttributeError, IndexError, AssertionError, ValueError, ReadTooFar):
        reject()  # some of Whoosh's queries cannot be put into others
    found = ask(pair.ours, asked)
    assert [number for number, _ in found] == [number for number, _ in expected]
    assert [score for _, score in found] == pytest.approx([score for _, score in expected], rel=1e-5)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(field, min_size=1, max_size=3), some=words, kind=st.sampled_from([query.And, query.Or]))
def test_the_best_are_the_same(pair: Pair, names: list[str], some: list[str], kind: Any) -> None:
    asked = kind([Term(name, one) for name, one in zip(names, some, strict=False)])
    expected, found = ([hit.score for hit in one.search(asked, limit=5)] for one in pair)
    assert found == pytest.approx(expected)


@pytest.mark.parametrize("name", ["count", "day", "id"])
@pytest.mark.parametrize("reverse", [False, True])
def test_columns_sort_the_same(pair: Pair, name: str, reverse: bool) -> None:
    how = {"sortedby": name, "reverse": reverse, "limit": None}
    expected = [hit.docnum for hit in pair.stock.search(query.Every(), **how)]
    assert [hit.docnum for hit in pair.ours.search(query.Every(), **how)] == expected


@pytest.mark.parametrize("name", ["title", "text", "tags", "count"])
def test_dictionaries_are_the_same(pair: Pair, name: str) -> None:
    stock, ours = pair.stock.reader(), pair.ours.reader()
    assert list(ours.lexicon(name)) == list(stock.lexicon(name))
    for term in stock.lexicon(name):
        one, other = ours.term_info(name, term), stock.term_info(name, term)
        assert (one.doc_frequency(), one.weight()) == (other.doc_frequency(), other.weight())
        assert (one.max_weight(), one.min_id(), one.max_id()) == (other.max_weight(), other.min_id(), other.max_id())
        for begin in (term, term[:1]):
            assert list(ours.expand_prefix(name, begin)) == list(stock.expand_prefix(name, begin))
    assert list(ours.all_terms()) == list(stock.all_terms())
    assert ours.field_length(name) == stock.field_length(name)


def test_whooshs_speller_reads_the_dictionary(pair: Pair) -> None:
    for text in ("meetin", "unoin", "rvr"):
        expected = pair.stock.reader().corrector("text").suggest(text, maxdist=2)
        assert pair.ours.reader().corrector("text").suggest(text, maxdist=2) == expected


@pytest.mark.parametrize("kind", [fields.TEXT(stored=True), fields.TEXT(field_boost=1.5)], ids=["stored", "weighed"])
def test_what_the_codec_does_not_keep_is_refused(tmp_path: Path, kind: Any) -> None:
    writer = index.create_in(str(tmp_path), fields.Schema(text=kind)).writer(codec=Codec())
    with pytest.raises(ValueError, match=r"stored|no frequency"):
        writer.add_document(text="river")
        writer.commit()
