from __future__ import annotations

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.search.conftest import Open
from tests.search.fakes import make_article
from tui.search import Index
from tui.search.highlight import count_cells

BODY = (
    "The presidents met in Sochi on Friday. Their meetings lasted two days and ended late.\n\n"
    "The Union State was founded in 1999, the state agency said. A union of seamen asked for help. "
    "Łódź has trams; 東京で会議を開いた。 The U.S. dollar fell at 12:30."
)


def show(index: Index, query: str, text: str = BODY, language: str | None = None) -> list[str]:
    return [text[start:end] for start, end in index.search(query).highlighter.find(text, language)]


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ("sochi", ["Sochi"]),
        ("meeting", ["meetings"]),
        ("union", ["Union", "union"]),
        ('"union state"', ["Union State"]),
        ('"union state" sochi', ["Sochi", "Union State"]),
        ("state -union", ["State", "state"]),
        ("found*", ["founded"]),
        ("s?ate", ["State", "state"]),
        ("ocean~ sochy~", ["Sochi"]),
        ('"asked union"~3', ["union", "asked"]),
        ("lodz", ["Łódź"]),
        ("東京", ["東京"]),
        ("会議を", ["会議を"]),
        ("東", ["東"]),
        ("us dollar", ["U.S.", "dollar"]),
        ("12:30", ["12:30"]),
        ("who:sochi", ["Sochi"]),
        ("source:sochi", []),
        ("date:2024", []),
        ("sochi OR (friday NOT monday)", ["Sochi", "Friday"]),
        ("", []),
    ],
)
def test_hits(index: Index, query: str, hits: list[str]) -> None:
    assert show(index, query) == hits


def test_forms_are_those_of_the_language(index: Index) -> None:
    assert show(index, "réunion", "Les réunions", "fr") == ["réunions"]
    assert show(index, "réunion", "Les réunions", "ja") == []
    assert show(index, "réunion", "Les réunions") == ["réunions"]


def test_a_snippet_shows_as_many_words_of_the_query_as_it_can(index: Index) -> None:
    highlighter = index.search("union founded").highlighter
    text, spans = highlighter.snippet("Title", BODY, 60)
    assert "Union State was founded" in text
    assert [text[start:end] for start, end in spans] == ["Union", "founded"]
    assert text.startswith("…")
    assert text.endswith("…")
    assert len(text) <= 60


def test_a_snippet_without_a_hit_is_the_beginning(index: Index) -> None:
    highlighter = index.search("date:2024").highlighter
    assert highlighter.snippet("Title", BODY, 30) == ("The presidents met in Sochi…", [])
    assert highlighter.snippet("Title", "", 30) == ("Title", [])
    assert highlighter.snippet("Title", "Short\n\nbody", 30) == ("Short body", [])


def test_a_snippet_has_no_control_characters(index: Index) -> None:
    text, spans = index.search("union").highlighter.snippet("", "a\x1b[2Jb\x9b \u202eunion\x00\r\n state\x07", 40)
    assert text == "ab union state"
    assert spans == [(3, 8)]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.lists(
        st.sampled_from(["union", "state", "sochi,", "a", "founded.", "東京で会議", "ł" * 30, "\n", "x\x07y", "Łódź"])
    ).map(" ".join),
    width=st.integers(0, 60),
    query=st.sampled_from(["union", '"union state"', "東京", "lodz sochi", "found*", "nothing"]),
)
def test_snippets_fit_and_never_cut_a_word(index: Index, body: str, width: int, query: str) -> None:
    highlighter = index.search(query).highlighter
    text, spans = highlighter.snippet("", body, width)
    flat = " ".join("".join(c for c in body if unicodedata.category(c) != "Cc" or c.isspace()).split())
    inner = text.strip("…")
    assert count_cells(text) <= width
    assert inner in flat
    assert all(0 <= start < end <= len(text) for start, end in spans)
    if width >= 35:
        for word in inner.split():
            assert any(word in whole for whole in flat.split()) and (not word.isascii() or word in flat.split())
        if highlighter.find(flat):
            assert spans


def test_a_long_body_is_quick_to_cut(open_index: Open) -> None:
    index = open_index(make_article(1, "Ferry", "ferry"))
    text, spans = index.search("ferry").highlighter.snippet("", "the ferry left " * 50_000, 50)
    assert spans
    assert len(text) <= 50


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=400)
@given(
    st.text("abs'’.-_ 19é", max_size=40),
    st.sampled_from(["a", "s", "ab", "a*", "b~1", "a b", "a OR s*", "1*", '"a b"']),
)
def test_plain_texts_are_searched_as_all_others(index: Index, text: str, query: str) -> None:
    highlighter = index.search(query).highlighter
    # A letter of another script keeps a text from being plain, and changes nothing else.
    assert highlighter.find(text) == [span for span in highlighter.find(f"{text} ж") if span[1] <= len(text)]
