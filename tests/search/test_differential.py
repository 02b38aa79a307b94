"""Queries made at random, against an evaluator that reads the texts themselves."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from fnmatch import translate
from functools import cache
from pathlib import Path
from random import Random

import pytest
import snowballstemmer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.search.fakes import FakeLibrary, make_article
from tui.library.records import Indexable
from tui.search import Index

WORDS = [
    *(
        "meet",
        "meets",
        "meeting",
        "meetings",
        "rain",
        "rained",
        "raining",
        "rainy",
        "union",
        "unions",
        "unite",
        "united",
    ),
    *(
        "state",
        "states",
        "stated",
        "statement",
        "river",
        "rivers",
        "a",
        "the",
        "of",
        "peace",
        "peaceful",
        "form",
        "from",
    ),
    "farm",
]
NAMES = ["Anna Berg", "Berg", "Otto Lind", "Lind", "Anna Lind"]

Test = Callable[[Indexable], bool]
Asked = tuple[str, Test]
"""A query, and whether an article answers it."""


def make_articles(count: int) -> list[Indexable]:
    random = Random(7)
    return [
        make_article(
            number,
            " ".join(random.choices(WORDS, k=random.randint(1, 5))),
            " ".join(random.choices(WORDS, k=random.randint(0, 14))).capitalize() + ".",
            published=random.choice(
                [None, f"20{random.randint(18, 24)}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"]
            ),
            source=random.choice([None, "Berg Post", "River News"]),
            origin="wire",
            people=tuple(random.sample(NAMES, random.randint(0, 3))),
        )
        for number in range(count)
    ]


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Index, FakeLibrary]:
    """Some 230 articles in several segments; some were changed and some deleted since they were indexed."""
    monkeypatch.setattr("tui.search.keeper.BATCH", 30)
    articles = make_articles(260)
    library = FakeLibrary(tmp_path, articles[:200])
    index = Index(library, today=lambda: date(2024, 12, 10))
    with library.lock():
        index.update()
        library.drop(*(article.id for article in articles[:200:7]))
        library.put(*articles[200:])
        library.put(
            *(
                make_article(int(a.id), a.body, a.title, published=a.published, people=a.people)
                for a in list(library.articles.values())[::5]
            )
        )
        index.update()
    return index, library


_stem = cache(snowballstemmer.stemmer("english").stemWord)


@cache
def cut(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.lower())


def in_texts(check: Callable[[list[str]], bool]) -> Test:
    return lambda article: check(cut(article.title)) or check(cut(article.body))


def has_form(word: str) -> Callable[[list[str]], bool]:
    stem = _stem(word)
    return lambda words: any(_stem(other) == stem or other in (word, stem) for other in words)


def has_run(run: Sequence[str]) -> Callable[[list[str]], bool]:
    return lambda words: any(words[i : i + len(run)] == list(run) for i in range(len(words)))


def has_near(near: Sequence[str], slop: int) -> Callable[[list[str]], bool]:
    def check(words: list[str]) -> bool:
        width = len(near) + slop
        windows = (words[i : i + width] for i in range(max(len(words), 1)))
        return any(all(window.count(word) >= near.count(word) for word in near) for window in windows)

    return check


def has_like(test: Callable[[str], bool]) -> Callable[[list[str]], bool]:
    return lambda words: any(map(test, words))


@cache
def count_edits(left: str, right: str) -> int:
    row = list(range(len(right) + 1))
    for i, one in enumerate(left, 1):
        row, before = [i], row
        for j, other in enumerate(right, 1):
            row.append(min(row[-1] + 1, before[j] + 1, before[j - 1] + (one != other)))
    return row[-1]


def is_like(word: str, edits: int) -> Callable[[str], bool]:
    swaps = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
    return lambda other: other in swaps or count_edits(word, other) <= (edits if len(word) > 2 else 0)


word = st.sampled_from(WORDS)


@st.composite
def leaf(draw: st.DrawFn) -> Asked:
    match draw(st.integers(0, 9)):
        case 0 | 1:
            one = draw(word)
            return draw(st.sampled_from([one, one.upper()])), in_texts(has_form(one))
        case 2:
            run = draw(st.lists(word, min_size=1, max_size=3))
            return f'"{" ".join(run)}"', in_texts(has_run(run))
        case 3:
            near = draw(st.lists(word, min_size=2, max_size=4))
            slop = draw(st.integers(0, 5))
            return f'"{" ".join(near)}"~{slop}', in_texts(has_near(near, slop))
        case 4:
            start = draw(word)[: draw(st.integers(1, 5))]
            return f"{start}*", in_texts(has_like(lambda other: other.startswith(start)))
        case 5:
            wild = list(draw(word))
            wild[draw(st.integers(0, max(len(wild) - 2, 0)))] = draw(st.sampled_from("*?"))
            pattern = "".join(wild) + draw(st.sampled_from(["", "*"]))
            if not pattern.strip("*?") or pattern.endswith("?"):
                pattern = "r*n"
            test = re.compile(translate(pattern)).fullmatch
            return pattern, in_texts(has_like(lambda other: test(other) is not None))
        case 6:
            one, edits = draw(word), draw(st.integers(1, 2))
            return f"{one}~{edits if edits > 1 else ''}", in_texts(has_like(is_like(one, edits)))
        case 7:
            low, high = sorted(draw(st.tuples(st.integers(2017, 2025), st.integers(2017, 2025))))
            query = draw(st.sampled_from([f"date:[{low} to {high}]", f"date:{low}..{high}"]))
            return query, lambda a: a.published is not None and low <= int(a.published[:4]) <= high
        case 8:
            name = draw(st.sampled_from(["anna", "berg", "otto lind", "anna lind", "lind otto", "nobody"]))
            return f"who:'{name}'", lambda a: any(has_run(name.split())(cut(full)) for full in a.people)
        case _:
            field = draw(st.sampled_from(["title", "source"]))
            one = draw(word)
            if field == "title":
                return f"title:{one}", lambda a: has_form(one)(cut(a.title))
            return f"source:{one}", lambda a: one in cut(a.source or "")


def extend(children: st.SearchStrategy[Asked]) -> st.SearchStrategy[Asked]:
    def join(asked: list[Asked], how: str) -> Asked:
        queries, tests = [query for query, _ in asked], [test for _, test in asked]
        if how == "OR":
            return f"({' OR '.join(queries)})", lambda a: any(test(a) for test in tests)
        return f"({f' {how} '.join(queries)})", lambda a: all(test(a) for test in tests)

    def negate(asked: Asked, sign: str) -> Asked:
        query = f"({asked[0]})" if asked[0].startswith(("-", "NOT")) else asked[0]
        return f"{sign}{query}", lambda a: not asked[1](a)

    return st.one_of(
        st.builds(join, st.lists(children, min_size=2, max_size=4), st.sampled_from(["OR", "AND", ""])),
        st.builds(negate, children, st.sampled_from(["-", "NOT "])),
    )


@settings(max_examples=800, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.recursive(leaf(), extend, max_leaves=8))
def test_the_index_agrees_with_the_texts(corpus: tuple[Index, FakeLibrary], asked: Asked) -> None:
    index, library = corpus
    query, test = asked
    results = index.search(query, limit=None)
    assert results.notes == ()
    assert {hit.id for hit in results.hits} == {a.id for a in library.articles.values() if test(a)}, query
    assert results.total == len(results.hits)
    dated = index.search(query, limit=None, sort="newest")
    assert {hit.id for hit in dated.hits} == {hit.id for hit in results.hits}


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(word, min_size=1, max_size=6), data=st.data())
def test_and_binds_tightest_then_or_then_what_stands_together(
    corpus: tuple[Index, FakeLibrary], words: list[str], data: st.DataObject
) -> None:
    index, library = corpus
    signs = data.draw(st.lists(st.sampled_from(["", "OR", "AND"]), min_size=len(words) - 1, max_size=len(words) - 1))
    query = words[0] + "".join(f" {sign} {one}" for sign, one in zip(signs, words[1:], strict=True))

    groups: list[list[list[str]]] = [[[words[0]]]]  # all of (any of (all of))
    for sign, one in zip(signs, words[1:], strict=True):
        if sign == "AND":
            groups[-1][-1].append(one)
        elif sign == "OR":
            groups[-1].append([one])
        else:
            groups.append([[one]])

    def test(article: Indexable) -> bool:
        def has(one: str) -> bool:
            return in_texts(has_form(one))(article)

        return all(any(all(map(has, both)) for both in either) for either in groups)

    assert set(index.ids(query)) == {a.id for a in library.articles.values() if test(a)}, query


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=leaf())
def test_hits_are_shown_where_an_article_was_found(corpus: tuple[Index, FakeLibrary], asked: Asked) -> None:
    index, library = corpus
    results = index.search(asked[0], limit=None)
    if not results.highlighter or asked[0].startswith("who:"):
        return
    for hit in results.hits:
        article = library.articles[hit.id]
        assert results.highlighter.find(article.title, "en") or results.highlighter.find(article.body, "en")
    if asked[0].startswith("title:"):
        return
    for article in library.articles.values():
        if article.id not in {hit.id for hit in results.hits}:
            assert not results.highlighter.find(article.title, "en")
            assert not results.highlighter.find(article.body, "en")
