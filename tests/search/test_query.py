"""What queries find, on a few articles whose words are known."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.search.conftest import Open
from tests.search.corpus import (
    ARTICLES,
    BUDGET,
    CUP,
    FERRY,
    HARVEST,
    LODZ,
    MOSCOW,
    RIVER,
    SECURITY,
    SEOUL,
    TOKYO,
    UNDATED,
    UNION,
)
from tests.search.fakes import FakeLibrary, make_article
from tui.search import Index

ALL = {article.id for article in ARTICLES}


def find(index: Index, query: str) -> set[str]:
    results = index.search(query, limit=None)
    assert results.total == len(results.hits)
    return {hit.id for hit in results.hits}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        # words, forms of words, accents
        ("belarus", {UNION}),
        ("BELARUS", {UNION}),
        ("union", {UNION, FERRY}),
        ("union state", {UNION, FERRY}),
        ("meeting", {UNION, RIVER}),
        ("minister", {RIVER}),
        ("meet", {UNION, RIVER}),
        ("river's", {RIVER}),
        ("lodz", {LODZ}),
        ("Łódź", {LODZ}),
        ("orsted", {LODZ}),
        ("securite", {SECURITY}),
        ("réunion", {SECURITY}),
        ("elysee", {SECURITY}),
        ("apfel", {HARVEST}),
        ("munchen", {HARVEST}),
        ("президент", {MOSCOW}),
        ("МОСКВЕ", {MOSCOW}),
        # operators
        ("belarus OR ferry", {UNION, FERRY}),
        ("belarus AND sochi", {UNION}),
        ("union -belarus", {FERRY}),
        ("union NOT belarus", {FERRY}),
        ("-union", ALL - {UNION, FERRY}),
        ("NOT union", ALL - {UNION, FERRY}),
        ("union (belarus OR ferry)", {UNION, FERRY}),
        ("(union AND state) -(ferry OR dollar)", {UNION}),
        ("reuters OR -union", ALL - {UNION, FERRY}),
        ("union || river", {UNION, FERRY, RIVER}),
        # phrases
        ('"union state"', {UNION}),
        ('"state union"', set()),
        ('"UNION STATE"', {UNION}),
        ("“union state”", {UNION}),
        ("'union state'", {UNION}),
        ('"meeting"', set()),
        ('"meetings"', {UNION}),
        ('-"union state"', ALL - {UNION}),
        ('"state union"~0', {UNION}),
        ('"state founded"~1', {UNION}),
        ('"founded union"~1', set()),
        ('"founded union"~2', {UNION}),
        # parts of words and near misses
        ("meeting*", {UNION}),
        ("meetings*", {UNION}),
        ("parli*", {BUDGET}),
        ("*rry", {FERRY}),
        ("f?rry", {FERRY}),
        ("ferry?", {FERRY}),
        ("ferri?", {FERRY}),
        ("belaurs~", {UNION}),
        ("belorus~", {UNION}),
        ("belooorus~2", set()),
        ("balorus~2", {UNION}),
        ("ferry^3", {FERRY}),
        ("(ferry)^3 union^0.5", {FERRY}),
        # what has its own punctuation
        ("12:30", {FERRY}),
        ("e-mail", {BUDGET}),
        ("U.S.", {BUDGET}),
        ("us dollar", {BUDGET}),
        ("https://example.org/budget/2021", {BUDGET}),
        ("budget/2021", {BUDGET}),
        # scripts without spaces
        ("東京", {TOKYO}),
        ("東", {TOKYO}),
        ("日本政府", {TOKYO}),
        ("日政府", set()),
        ("東京*", {TOKYO}),
        ("会議 予算", {TOKYO}),
        ('"東京で会議"', {TOKYO}),
        ("2024年の予算", {TOKYO}),
        ("서울", {SEOUL}),
        ("대통령", {SEOUL}),
        ("울", {SEOUL}),
        # fields
        ("title:union", {UNION}),
        ("title:meeting", set()),
        ("text:meeting", {UNION, RIVER}),
        ("source:dawn", {FERRY}),
        ("source:reuters", {UNION, RIVER}),
        ('source:"press association"', {BUDGET}),
        ("source:'press association'", {BUDGET}),
        ("source:archive", {UNDATED}),
        ("section:world", {UNION}),
        ("place:sochi", {UNION}),
        ("byline:kelly", {UNION}),
        ("who:peskov", {UNION}),
        ("who:'dmitry peskov'", {UNION}),
        ("who:'peskov vladimir'", set()),
        ("who:'putin peskov'", set()),
        ("who:(putin lukashenko)", {UNION}),
        ("who:putin who:nobody", set()),
        ("org:kremlin", {UNION}),
        ("where:sochi", {UNION}),
        ("where:москва", {MOSCOW}),
        ("where:*", {UNION, FERRY, MOSCOW}),
        ("-where:*", ALL - {UNION, FERRY, MOSCOW}),
        ("lang:fr", {SECURITY}),
        ("lang:french", {SECURITY}),
        ("-lang:en", {MOSCOW, SECURITY, TOKYO, SEOUL, HARVEST, UNDATED}),
        ("WHO:peskov", {UNION}),
        # dates
        ("date:2024", {UNION, TOKYO, CUP}),
        ("union date:2024", {UNION}),
        ("date:2024-12", {UNION, CUP}),
        ("date:2024-12-03", {UNION}),
        ("date:[2020 to 2024]", {UNION, FERRY, BUDGET, MOSCOW, TOKYO, HARVEST, CUP, LODZ}),
        ("date:2020..2021", {FERRY, BUDGET, MOSCOW}),
        ("date:>2023", {UNION, TOKYO, CUP}),
        ("date:..2000", {SEOUL}),
        ("date:'last week'", {UNION}),
        ('date:"last week"', {UNION}),
        ("date:2w..", {UNION, TOKYO, CUP}),
        ("date:(2018 OR 2019)", {SECURITY, RIVER}),
        ("-date:*", {UNDATED}),
        ("date:2020-09-12", {FERRY}),
        # everything
        ("", ALL),
        ("   ", ALL),
        ("*", ALL),
        ("* -union", ALL - {UNION, FERRY}),
    ],
)
def test_found(index: Index, query: str, expected: set[str]) -> None:
    assert find(index, query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('"union sta', {UNION}),
        ('"union', {UNION, FERRY}),
        ('ferry "', {FERRY}),
        ("(union", {UNION, FERRY}),
        ("union (belarus OR", {UNION}),
        ("union)", {UNION, FERRY}),
        ("NOT (union", ALL - {UNION, FERRY}),
        ("union AND", {UNION, FERRY}),
        ("union OR", {UNION, FERRY}),
        ("OR union", {UNION, FERRY}),
        ("union NOT", {UNION, FERRY}),
        ("union -", {UNION, FERRY}),
        ("union AND OR belarus", {UNION}),
        ("NOT NOT union", {UNION, FERRY}),
        ("union who:", {UNION, FERRY}),
        ("who: peskov", {UNION}),
        ("who:'dmitry", {UNION}),
        ("who:'dmitry pes", {UNION}),
        ('who:"dmitry pes', {UNION}),
        ("union date:", {UNION, FERRY}),
        ("union date:20", {UNION, FERRY}),
        ("union date:2024-", {UNION}),
        ("union date:[2024", {UNION}),
        ("union date:[2021 to", {UNION}),
        ("date:'last week", {UNION}),
        ("union is:", {UNION, FERRY}),
        ("union ()", {UNION, FERRY}),
        ("union ~", {UNION, FERRY}),
        ("union ^2", {UNION, FERRY}),
        ("union^", {UNION, FERRY}),
        ("(", ALL),
        ('"', ALL),
        ("-", ALL),
        ("NOT", ALL),
        ("who:", ALL),
    ],
)
def test_half_typed(index: Index, query: str, expected: set[str]) -> None:
    assert find(index, query) == expected


def test_what_the_user_did(index: Index, library: FakeLibrary) -> None:
    library.flags["read"] = {UNION, FERRY}
    library.flags["starred"] = {FERRY}
    library.flags["noted"] = {RIVER}
    library.tagged = {"to do": {RIVER}, "Flood": {RIVER, LODZ}}
    library.texts = {RIVER: "ask the minister"}
    assert find(index, "is:read") == {UNION, FERRY}
    assert find(index, "is:unread") == ALL - {UNION, FERRY}
    assert find(index, "is:starred union") == {FERRY}
    assert find(index, "-is:starred union") == {UNION}
    assert find(index, "is:noted") == {RIVER}
    assert find(index, "tag:flood") == {RIVER, LODZ}
    assert find(index, "tag:'to do'") == {RIVER}
    assert find(index, "tag:*") == {RIVER, LODZ}
    assert find(index, "tag:fl*") == {RIVER, LODZ}
    assert find(index, "note:minister") == {RIVER}
    assert find(index, "note:'the minister' tag:flood") == {RIVER}
    assert find(index, "note:*") == {RIVER}


@pytest.mark.parametrize(
    ("query", "note", "expected"),
    [
        ("autor:kelly", "unknown field 'autor', did you mean 'byline'?", set()),
        ("titel:union ferry", "unknown field 'titel', did you mean 'title'?", {FERRY}),
        ("xyzzy:union ferry", "unknown field 'xyzzy'", {FERRY}),
        ("author:(kelly smith) ferry", "unknown field 'author', did you mean 'byline'?", {FERRY}),
        ("is:unred", "'is:unred' is none of read, unread, starred, noted, did you mean 'unread'?", set()),
        ("is:unred ferry", "'is:unred' is none of read, unread, starred, noted, did you mean 'unread'?", {FERRY}),
        ("tag:flod", "no article has the tag 'flod', did you mean 'Flood'?", set()),
        ("title:[a to b] ferry", "only date: takes a range, title: does not", {FERRY}),
        (
            "date:tomorow ferry",
            "'tomorow' is no date: write 2024, 2024-12, 2024-12-03, [2020 to 2024], 'last week' or 2w..",
            {FERRY},
        ),
        ("lang:klingon", "no article is in the language 'klingon'; languages here: de, en, fr, ja, ko, ru", set()),
    ],
)
def test_what_is_not_understood_is_told(
    index: Index, library: FakeLibrary, query: str, note: str, expected: set[str]
) -> None:
    library.tagged = {"Flood": {RIVER}}
    results = index.search(query)
    assert results.notes == (note,)
    assert {hit.id for hit in results.hits} == expected


@pytest.mark.parametrize(
    ("query", "suggestion"),
    [
        ("belaruss", "belarus"),
        ("union belaruz", "union belarus"),
        ("lukashenka", None),
        ("who:lukashenka", "who:lukashenko"),
        ("title:belaros date:2024", "title:belarus date:2024"),
        ("belaros date:1990", None),
        ("ferry belarus", None),
        ("qqqqqqqqqq", None),
        ("ferrry OR xqxqx", "ferry OR xqxqx"),
    ],
)
def test_did_you_mean(index: Index, query: str, suggestion: str | None) -> None:
    results = index.search(query)
    assert results.suggestion == suggestion
    if suggestion is not None:
        assert results.total == 0
        assert index.search(suggestion).total


def test_order_by_date(index: Index) -> None:
    newest = index.ids("date:*", sort="newest")
    assert newest[:3] == [CUP, UNION, TOKYO]
    assert index.ids("date:*", sort="oldest") == newest[::-1]
    assert index.ids("", sort="newest")[-1] == UNDATED
    assert index.ids("", sort="oldest")[-1] == UNDATED
    assert index.ids("") == index.ids("", sort="newest")


def test_order_by_relevance(open_index: Open) -> None:
    index = open_index(
        make_article(1, "Other news", "The harvest is late. " + "Nothing else is said of it. " * 20),
        make_article(2, "Harvest", "It is late."),
        make_article(3, "Other news", "The harvest is late, the harvest is poor."),
        make_article(4, "Other news", "Harvesting is done by machines these days, as the others."),
    )
    assert index.ids("harvest")[0] == f"{2:0>12}"
    assert index.ids("harvest").index(f"{3:0>12}") < index.ids("harvest").index(f"{1:0>12}")
    assert set(index.ids("harvest")) == {f"{n:0>12}" for n in (1, 2, 3, 4)}


def test_equal_hits_are_newest_first(open_index: Open) -> None:
    index = open_index(*(make_article(n, "Same", "Same words", published=f"20{n:02}-01-01") for n in range(10, 20)))
    assert index.ids("same") == [f"{n:0>12}" for n in range(19, 9, -1)]


def test_pages_of_hits(index: Index) -> None:
    everything = index.ids("*", sort="newest")
    pages = [index.search("*", limit=5, offset=offset, sort="newest") for offset in (0, 5, 10, 15)]
    assert [hit.id for page in pages for hit in page.hits] == everything
    assert {page.total for page in pages} == {len(ALL)}
    assert index.search("*", limit=0).hits == ()
    assert index.search("*", limit=0).total == len(ALL)


def test_boosts_count(open_index: Open) -> None:
    index = open_index(make_article(1, "ferry", "river river"), make_article(2, "river", "ferry ferry"))
    first, second = f"{1:0>12}", f"{2:0>12}"
    assert index.ids("ferry OR river^50")[0] == second
    assert index.ids("ferry^50 OR river")[0] == first
    assert index.ids("ferry OR (river)^50")[0] == second


def test_a_search_nobody_waits_for_ends(index: Index) -> None:
    results = index.search("union", cancelled=lambda: True)
    assert results.cancelled
    assert results.hits == ()


def test_a_long_query_is_cut_and_told(index: Index) -> None:
    results = index.search("ferry " * 5000)
    assert results.total == 1
    assert results.notes == ("the query is cut after 4000 characters",)


MONSTERS = {
    "brackets": "(" * 3000,
    "nested": "(a " * 900,
    "nots": "NOT " * 900,
    "dashes": "-" * 3000,
    "quotes": '"' * 3001,
    "ors": "a OR " * 700,
    "fields": "title:" * 600,
    "stars": "*" * 3000,
    "marks": "?" * 3000,
    "wild": "a*?" * 900,
    "near": '"' + "the union state " * 200 + '"~999',
}


@pytest.mark.parametrize("query", MONSTERS.values(), ids=MONSTERS)
def test_monsters(index: Index, query: str) -> None:
    assert index.search(query).total >= 0


PIECES = st.sampled_from(
    ["union", "state", "OR", "AND", "NOT", "-", "(", ")", '"', "'", "~", "~2", "^", "^2", "*", "?", ":", "[", "]", "{",
     "}", " ", " ", "to", "who:", "title:", "date:", "is:", "tag:", "note:", "lang:", "autor:", "2024", "..", ">", "<",
     "2w", "unread", "東京", "Łódź", "e-mail", "\ud800", "\x00", "\u202e", "https://", ",", "“", "”", "«", "||", "&&",
     "ꀕ", "=meet", "\n"]
)  # fmt: skip


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(), st.lists(PIECES, max_size=14).map("".join)))
@example('who:("a OR')
@example("title:*")
@example("NOT OR union")
@example("date:[to]")
@example("tag:[!a]*")
@example("=meet")
@example("東:*東")
def test_no_text_is_an_error(index: Index, query: str) -> None:
    results = index.search(query)
    assert 0 <= results.total <= len(ALL)
    assert len(results.hits) == results.total
    results.highlighter.find("The Union State met in Łódź, 東京 and Paris.")
    results.highlighter.snippet("Title", ARTICLES[0].body, 40)


@pytest.mark.parametrize(
    ("query", "taken"),
    [
        ("harv", "harv*"),
        ("late harv", "late harv*"),
        ("title:harv", "title:harv*"),
        ("(harv", "(harv*"),
        ("harvest", "harvest"),  # is a word already
        ("harv ", "harv "),
        ('"harv', '"harv'),
        ("late -harv", "late -harv"),
        ("xyzzy", "xyzzy"),
        ("date:2031", "date:2031"),
        ("is:unr", "is:unr"),
        ("nofield:harv", "nofield:harv"),
        ("", ""),
    ],
)
def test_a_word_that_is_being_typed_is_taken_for_what_it_may_become(open_index: Open, query: str, taken: str) -> None:
    index = open_index(make_article(1, "Harvest", "The harvest is late."), make_article(2, "Harbour", "Late ferries."))
    results = index.search(query, unfinished=True)
    assert results.query == taken
    assert [hit.id for hit in results.hits] == index.ids(taken)
    assert index.search(query).query == query


def test_what_was_found_can_be_listed_when_the_index_has_gone_on(library: FakeLibrary, index: Index) -> None:
    everything = index.ids("*")
    found = index.search("*", limit=0).ranking
    library.drop(everything[0])
    with library.lock():
        index.rebuild()
    assert index.search("*", limit=0).total == len(everything) - 1
    assert list(found) == everything
    assert found[2:5] == everything[2:5]
