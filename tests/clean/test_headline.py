"""The headline of flat text."""

from __future__ import annotations

import pytest

from tests.clean.test_meta import TITLE
from tests.clean.test_page import document
from tui.clean import clean_page
from tui.clean.headline import without_tail

STORY = [
    "The council voted on Tuesday to rebuild the bridge, which was closed in spring after cracks showed in its deck.",
    "“We have waited long enough,” said the head of the ferry company, whose boats carry thousands a day across.",
    "Work is to begin in March and to take two years, and the cost is put at forty million crowns by the council.",
    "A second crossing, further north, was turned down by five votes to four after a debate that went on until night.",
]
DECK = "Work on the crossing is to begin in March and to take two years"


@pytest.mark.parametrize(
    "above",
    [
        ["Home", "World", "Sport", TITLE, "By Nellie Bly", "3 December 2024"],
        ["Menu", "Search", "News", "City", TITLE, DECK, "By Nellie Bly", "Updated 3 December 2024", "Share"],
        ["1. Home", "2. City", f"3. {TITLE}", TITLE, "By Nellie Bly", "3 December 2024", "Save"],
        ["* News", "* Sport", "* Opinion", "Subscribe now", TITLE, "3 December 2024 by Nellie Bly"],
    ],
)
def test_the_headline_amid_menus(above: list[str]) -> None:
    article = clean_page(document("\n".join([*above, *STORY])))
    assert article.title == TITLE and not article.title_derived
    assert article.byline == ("Nellie Bly",) and article.published == "2024-12-03"


def test_a_story_without_a_headline_gets_one() -> None:
    article = clean_page(document("\n\n".join(STORY)))
    assert article.title_derived and article.paragraphs[0] == STORY[0]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        (f"{TITLE} by Nellie Bly - 12/22/23 11:35 AM ET", TITLE),
        (f"{TITLE} written by Nellie Bly", TITLE),
        ("A house by the sea is sold for forty million crowns", "A house by the sea is sold for forty million crowns"),
    ],
)
def test_a_byline_run_into_the_headline_is_cut(line: str, wanted: str) -> None:
    assert without_tail(line) == wanted
