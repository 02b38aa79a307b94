"""What is taken for the same story, and what is not."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.stories import AGENCY, COLUMNS, OTHER, OUTLETS, REVISED, SHORTENED, report_market, report_weather
from tui.likeness import Sketch, estimate, is_same_story, list_buckets, make_sketch

DAY = 86_400

words = st.sampled_from(["harbour", "board", "ferry", "12", "84", "north", "the", "of", "a", "普", "京", "λ"])
texts = st.lists(words, max_size=90).map(" ".join)


def sketch(paragraphs: Sequence[str], title: str = "Title") -> Sketch:
    return make_sketch(title, "\n\n".join(paragraphs))


def share_bucket(one: Sketch, other: Sketch) -> bool:
    return not set(list_buckets(one.words)).isdisjoint(list_buckets(other.words))


@pytest.mark.parametrize(("one", "other"), combinations(range(len(OUTLETS)), 2))
def test_the_same_agency_story_at_five_sites(one: int, other: int) -> None:
    mine, its = sketch(OUTLETS[one]), sketch(OUTLETS[other])
    assert is_same_story(mine, its, DAY)
    assert share_bucket(mine, its)


@pytest.mark.parametrize("version", [REVISED, SHORTENED, tuple(text.upper() for text in AGENCY)])
def test_a_revision_and_a_shortened_version(version: Sequence[str]) -> None:
    mine, its = sketch(AGENCY), sketch(version)
    assert is_same_story(mine, its, DAY)
    assert share_bucket(mine, its)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (AGENCY, OTHER),
        *combinations(COLUMNS, 2),
        *((report_market(day), report_market(day + 1)) for day in range(6)),
        *((report_weather(day), report_weather(day + 1)) for day in range(6)),
    ],
)
def test_other_stories_columns_and_reports_of_other_days(one: Sequence[str], other: Sequence[str]) -> None:
    assert not is_same_story(sketch(one), sketch(other), DAY)


def test_a_later_month_is_another_story_unless_it_is_the_same_text() -> None:
    assert not is_same_story(sketch(AGENCY), sketch(REVISED), 40 * DAY)
    assert is_same_story(sketch(AGENCY), sketch(AGENCY), 4000 * DAY)
    assert is_same_story(sketch(AGENCY), sketch(REVISED), None), "without dates only the words can tell"


def test_short_texts_are_the_same_only_word_for_word_and_under_the_same_title() -> None:
    short = ("The ferry left Nordvik at noon with 84 on board.",)
    assert is_same_story(sketch(short), sketch(short), 0)
    assert is_same_story(sketch(short), sketch(("the ferry  left Nordvik at noon, with 84 on board",)), 0)
    assert not is_same_story(sketch(short), sketch((short[0].replace("84", "85"),)), 0)
    assert not is_same_story(sketch(short, "One"), sketch(short, "Another"), 0)
    assert not share_bucket(sketch(short, "One"), sketch(short, "Another"))


def test_nothing_is_no_version_of_nothing() -> None:
    assert not is_same_story(sketch(()), sketch(()), 0)
    assert list_buckets(sketch(()).words) == []
    assert not is_same_story(sketch(("¡!",)), sketch(("…",)), 0)


def test_words_of_scripts_without_spaces() -> None:
    story = (
        "港湾局は月曜日に大型フェリーが寄港できるように北水路を広げることに同意した。"
        "工事は五月に始まり、費用は八千四百万クローネになると発表した。"
    )
    assert is_same_story(sketch((story,)), sketch((story, "漁師たちは補償を求めている。")), 0)
    assert not is_same_story(sketch((story,)), sketch((story[::-1],)), 0)


@settings(max_examples=60)
@given(texts, texts)
def test_likeness_is_mutual_and_goes_by_the_words_alone(one: str, other: str) -> None:
    mine, its = make_sketch("", one), make_sketch("", other)
    assert is_same_story(mine, its, 0) == is_same_story(its, mine, 0)
    assert mine == make_sketch("", one.upper())
    assert is_same_story(mine, mine, 10**9) == bool(one.split())
    if mine.size and its.size:
        assert 0 <= estimate(mine, its) <= 1


def test_a_sketch_is_the_same_in_every_process() -> None:
    code = f"from tui.likeness import make_sketch; print(make_sketch('', {' '.join(AGENCY)!r}).words.hex())"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert told == make_sketch("", " ".join(AGENCY)).words.hex()


def test_the_library_of_sketches_comes_only_with_what_makes_articles() -> None:
    code = "import sys, tui.likeness, tui.library, tui.pipeline; sys.exit('rensa' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
