from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tui.search import analysis
from tui.search.analysis import STEM, Analyser, stem_word, tokenize


def words(text: str) -> list[str]:
    return [token.text for token in tokenize(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Union State", ["union", "state"]),
        ("Łódź, MÜNCHEN & Straße", ["lodz", "munchen", "strasse"]),
        ("the river’s bank, the operator's", ["the", "river", "bank", "the", "operator"]),
        ("the U.S. and the U.N", ["the", "us", "and", "the", "un"]),
        ("e-mail at 12:30", ["e", "mail", "at", "12", "30"]),
        ("snake_case", ["snake", "case"]),
        ("東京で", ["東", "京", "て"]),
        ("서울", ["서", "울"]),
        ("iPhone用", ["iphone", "用"]),
        ("हिन्दी भाषा", [analysis.fold_word("हिन्दी"), analysis.fold_word("भाषा")]),
        ("", []),
        ("— … !", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_places_point_into_the_text() -> None:
    text = "“Łódź’s trams” 東京 U.S. now"
    assert [text[token.start : token.end] for token in tokenize(text)] == [
        "Łódź", "trams", "東", "京", "U.S.", "now",
    ]  # fmt: skip


@given(st.text())
@example("\u0e33")  # one character that is folded into two
def test_tokens_are_in_order_and_inside(text: str) -> None:
    start = end = 0
    for number, token in enumerate(tokenize(text)):
        assert token.position == number
        assert end <= token.start or (start, end) == (token.start, token.end)
        assert token.start < token.end <= len(text)
        assert token.text
        assert STEM not in token.text
        start, end = token.start, token.end


def cut(text: str) -> tuple[dict[str, list[int]], int]:
    """The words of a text with their positions, and how many positions there are."""
    analyser = Analyser()
    found = analyser.cut(text)
    places: dict[str, list[int]] = {}
    for form, place in zip(found.forms, found.places, strict=True):
        places.setdefault(analyser.words[form], []).append(place)
    return places, found.length


@given(st.text(alphabet="abs.'’ -_AS1é東ü"))
def test_folding_is_the_same_by_the_short_way(text: str) -> None:
    terms, size = cut(text)
    slow: dict[str, list[int]] = {}
    tokens = list(tokenize(text))
    for token in tokens:
        slow.setdefault(token.text, []).append(token.position)
    assert {term: places for term, places in terms.items() if term in slow} == slow
    assert size == len(tokens)


def test_neighbours_of_unspaced_scripts_are_indexed_in_pairs() -> None:
    terms, _ = cut("東京都")
    assert terms == {"東": [0], "京": [1], "都": [2], "東京": [0], "京都": [1]}


def test_stems_are_found_with_and_without_accents() -> None:
    assert stem_word("sécurités", "fr") & stem_word("securites", "fr")
    assert stem_word("переговоры", "ru") == stem_word("переговоров", "ru")


def test_a_language_without_stemmer_keeps_words() -> None:
    assert stem_word("meetings", "xx") == {"meetings"}
