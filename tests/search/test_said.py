"""`said:`: who is quoted, and what about, both in one quote."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.search.conftest import Open
from tests.search.fakes import make_article
from tui.library.records import Indexable
from tui.search import Index
from tui.search.analysis import Analyser
from tui.search.quoted import BLOCK, WORDS, place_quotes

PESKOV = ("Dmitry Peskov", "Peskov")
PUTIN = ("Vladimir Putin", "Putin")


def make(number: int, *said: tuple[tuple[str, ...], str], published: str = "2024-12-03") -> Indexable:
    """An article whose text is its quotes."""
    body = " ".join(f"“{text}” {names[-1]} said." for names, text in said)
    return make_article(number, f"Story {number}", body, said=said, published=published)


@pytest.fixture
def quotes(open_index: Open) -> Index:
    return open_index(
        make(1, (PESKOV, "The sanctions have failed."), (PUTIN, "We will sign the treaty.")),
        make(2, (PUTIN, "Sanctions against Peskov are no surprise to us."), (PESKOV, "No comment.")),
        make(3, (PESKOV, "This sanction is the first."), (PESKOV, "The gas will flow."), published="2022-01-01"),
        make_article(4, "Peskov on sanctions", "Peskov spoke of sanctions, and nobody quoted him."),
        make(5, (("安倍晋三",), "会議を開いた")),
    )


def find(index: Index, query: str) -> list[int]:
    return sorted(int(id_) for id_ in index.ids(query))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("said:peskov", [1, 2, 3]),
        ("said:peskov sanctions", [1, 3]),
        ("sanctions said:peskov", [1, 3]),
        ("said:putin sanctions", [2]),
        ('said:"dmitry peskov" sanctions', [1, 3]),
        ('said:"peskov dmitry" sanctions', []),
        ("said:pesk* sanct*", [1, 3]),
        ("said:peskof~ sanctions", [1, 3]),
        ('said:peskov "sanctions have"', [1]),
        ('said:peskov "have sanctions"', []),
        ('said:peskov "failed sanctions"~3', [1]),
        ("said:peskov sanctions gas", []),
        ("said:peskov (sanctions OR gas)", [1, 3]),
        ("said:peskov sanctions date:2022", [3]),
        ("said:peskov sanctions -gas", [1]),
        ("said:peskov said:putin sanctions", []),
        ("said:(peskov OR putin) sanctions", [1, 2, 3]),
        ("said:peskov OR title:story", [1, 2, 3, 5]),
        ("said:peskov title:story", [1, 2, 3]),
        ("-said:peskov", [4, 5]),
        ("said:*", [1, 2, 3, 5]),
        ("said:安倍 会議", [5]),
        ("said:sanctions", []),
        ("said:", [1, 2, 3, 4, 5]),
    ],
)
def test_both_are_asked_of_one_quote(quotes: Index, query: str, found: list[int]) -> None:
    results = quotes.search(query)
    assert sorted(int(hit.id) for hit in results.hits) == found, results.notes


def test_one_who_says_it_twice_comes_first(open_index: Open) -> None:
    index = open_index(
        make(1, (PESKOV, "Sanctions."), published="2024-12-09"), make(2, (PESKOV, "Sanctions."), (PESKOV, "Sanctions!"))
    )
    assert [int(hit.id) for hit in index.search("said:peskov sanctions").hits] == [2, 1]


def test_the_words_and_the_speaker_are_hits(quotes: Index) -> None:
    highlighter = quotes.search("said:peskov sanctions").highlighter
    text = "“The sanctions have failed,” Peskov said."
    assert [text[start:end] for start, end in highlighter.find(text)] == ["sanctions", "Peskov"]


def test_a_misspelt_speaker_is_corrected(quotes: Index) -> None:
    assert quotes.search("said:peskof").suggestion == "said:peskov"
    assert "did you mean 'said'" in quotes.search("speaker:peskov").notes[0]


@pytest.mark.parametrize(
    ("query", "text", "answers"),
    [
        ("sanctions failed", "The sanction has failed.", True),
        ("sanctions failed", "The sanctions work.", False),
        ("sanctions OR gas", "Gas flows.", True),
        ("sanctions -gas", "Sanctions on gas.", False),
        ('"no comment"', "No comment.", True),
        ("date:2024 gas", "Gas.", True),
        ("", "Anything.", True),
    ],
)
def test_whether_a_quote_answers_by_itself(quotes: Index, query: str, text: str, answers: bool) -> None:
    assert quotes.search(query, limit=0).highlighter.answers(text) is answers


@given(st.lists(st.tuples(st.lists(st.text(max_size=20), max_size=200), st.text(max_size=60)), max_size=4))
def test_every_quote_keeps_to_its_own_stretch(quotes_: list[tuple[list[str], str]]) -> None:
    analyser = Analyser()
    apart = [
        (words, forms, [place + number * BLOCK for place in places])
        for number, quote in enumerate(quotes_)
        for words, forms, places in place_quotes([quote], analyser)
    ]
    assert apart == list(place_quotes(quotes_, analyser))
    assert all((place % BLOCK >= WORDS) == words for words, _, places in apart for place in places)
