"""Dates in a text, with the days they mean."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.entities import get_recogniser, make_notes
from tui.model import TextDate

PUBLISHED = "2024-12-03"
"""A Tuesday."""


def find(text: str, published: str | None = PUBLISHED, language: str | None = "en") -> tuple[TextDate, ...]:
    return make_notes("a", text, language=language, published=published, recogniser=get_recogniser()).dates


@pytest.mark.parametrize(
    ("text", "phrase", "first", "last"),
    [
        ("The pact will be signed on Friday.", "Friday", "2024-12-06", "2024-12-06"),
        ("Peskov told reporters on Friday that Putin will visit.", "Friday", "2024-11-29", "2024-11-29"),
        ("The leaders are to meet in Minsk on Friday, Peskov said.", "Friday", "2024-12-06", "2024-12-06"),
        ("He was forced to leave on Wednesday.", "Wednesday", "2024-11-27", "2024-11-27"),
        ("He spoke in Sochi on Tuesday.", "Tuesday", "2024-12-03", "2024-12-03"),
        ("Ahead of Thursday's summit the mood was good.", "Thursday", "2024-12-05", "2024-12-05"),
        ("They talked until Thursday.", "Thursday", "2024-12-05", "2024-12-05"),
        ("It has been shut since Tuesday.", "Tuesday", "2024-11-26", "2024-11-26"),
        ("They met last Tuesday.", "last Tuesday", "2024-11-26", "2024-11-26"),
        ("They will meet next Tuesday.", "next Tuesday", "2024-12-10", "2024-12-10"),
        ("The vote is due on Friday, December 6.", "Friday, December 6", "2024-12-06", "2024-12-06"),
        ("The talks have been moved to January 15.", "January 15", "2025-01-15", "2025-01-15"),
        ("He was arrested on January 5.", "January 5", "2024-01-05", "2024-01-05"),
        ("Signed on 8 December 1999, it was forgotten.", "8 December 1999", "1999-12-08", "1999-12-08"),
        ("Signed on the 8th of December, 1999.", "8th of December, 1999", "1999-12-08", "1999-12-08"),
        ("It was on Sept. 11, 2001.", "Sept. 11, 2001", "2001-09-11", "2001-09-11"),
        ("As of 2024-11-30 nothing had changed.", "2024-11-30", "2024-11-30", "2024-11-30"),
        ("The war began in February 2022.", "February 2022", "2022-02-01", "2022-02-28"),
        ("She died in March.", "March", "2024-03-01", "2024-03-31"),
        ("They will vote in March.", "March", "2025-03-01", "2025-03-31"),
        ("It fell last December.", "last December", "2023-12-01", "2023-12-31"),
        ("It rose last week.", "last week", "2024-11-25", "2024-12-01"),
        ("Putin would travel to Minsk next month.", "next month", "2025-01-01", "2025-01-31"),
        ("It was cold last winter.", "last winter", "2023-12-01", "2024-02-29"),
        ("They hope for a deal by the end of the year.", "the end of the year", "2024-12-31", "2024-12-31"),
        ("The day before yesterday it rained.", "The day before yesterday", "2024-12-01", "2024-12-01"),
        ("It was founded two decades ago.", "two decades ago", "2004-01-01", "2004-12-31"),
        ("He left three months ago.", "three months ago", "2024-09-01", "2024-09-30"),
        ("They will be back in two weeks.", "in two weeks", "2024-12-17", "2024-12-17"),
        ("It marks the 25th anniversary of the treaty.", "the 25th anniversary", "1999-01-01", "1999-12-31"),
        ("A summit marked 25 years since they agreed.", "25 years since", "1999-01-01", "1999-12-31"),
        ("He has ruled since 1994.", "1994", "1994-01-01", "1994-12-31"),
        ("It goes back to the 1990s.", "1990s", "1990-01-01", "1999-12-31"),
        ("They danced on New Year’s Eve.", "New Year’s Eve", "2023-12-31", "2023-12-31"),
    ],
)  # fmt: skip
def test_what_phrases_mean(text: str, phrase: str, first: str, last: str) -> None:
    [found] = find(text)
    assert (found.text, found.first, found.last) == (phrase, first, last)
    assert text[found.start : found.end] == phrase


@pytest.mark.parametrize(
    "text",
    [
        "The Sunday Times and the crowds of Black Friday.",
        "It was the third attack in two weeks.",
        "Over the last year prices rose.",
        "Some 2000 people came, and 2023 soldiers.",
        "He trains every Monday.",
        "Monday | Tuesday | Wednesday",
        "Theresa May said that he may go; they march on.",
        "On 31 February 2024 nothing happened.",
        "in today's world",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert find(text) == ()


def test_without_a_day_of_publication_only_full_dates_mean_something() -> None:
    text = "On Friday, as on 3 December 2020 and in 2019, he said it two days ago."
    assert [found.text for found in find(text, None)] == ["3 December 2020", "2019"]
    assert [found.text for found in find(text, "2024-12")] == ["3 December 2020", "2019"]
    assert find("Le 3 December 2020.", language="fr") == ()


WORDS = (
    *(
        "on",
        "Friday",
        "last",
        "next",
        "the",
        "25",
        "3rd",
        "of",
        "December",
        "May",
        "2024",
        "years",
        "ago",
        "week",
        "in",
        "to",
    ),
    *("end", "year", "anniversary", "29", "February", "31", "'s", ",", "today", "0", "9999", "1990s", "decades"),
)


@settings(deadline=None)  # the first date brings its library along
@given(
    st.text(max_size=80) | st.lists(st.sampled_from([*WORDS, "\n"]), max_size=14).map(" ".join),
    st.sampled_from([None, "2024-02-29", "0001-01-01", "9999-12-31", "x"]),
)
def test_whatever_the_text_dates_are_whole_and_in_order(text: str, published: str | None) -> None:
    end = 0
    for found in find(text, published):
        assert text[found.start : found.end] == found.text
        assert found.start >= end
        assert found.first <= found.last
        end = found.end
