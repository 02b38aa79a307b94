"""Datelines in the forms that agencies and papers write them."""

from __future__ import annotations

import pytest

from tui.clean.dateline import Dateline, read_dateline

STORY = "The ministers will meet again in spring, the government said on Friday."
FORMS = [
    ("NEW DELHI: ", "New Delhi", None),
    ("LAHORE, Nov 22: ", "Lahore", None),
    ("LONDON — ", "London", None),
    ("LONDON (AP) — ", "London", "AP"),
    ("(Reuters) - ", None, "Reuters"),
    ("WASHINGTON/BEIJING, Nov 22 (Reuters) - ", "Washington/Beijing", "Reuters"),
    ("Port-au-Prince, Haiti (AP) — ", "Port-au-Prince, Haiti", "AP"),
    ("MOSCOW, November 22. /TASS/. ", "Moscow", "TASS"),
    ("SEOUL, Nov. 22 (Yonhap) -- ", "Seoul", "Yonhap"),
    ("TOKYO, Nov 22, Kyodo - ", "Tokyo", "Kyodo News"),
    ("Madrid, 22 nov (EFE).- ", "Madrid", "EFE"),
    ("(ANSA) - ROMA, 22 NOV - ", "Roma", "ANSA"),
    ("Washington, CNN — ", "Washington", "CNN"),
    ("Минск, 22 ноября. /ТАСС/. ", "Минск", "TASS"),
    ("МОСКВА, 22 ноя - РИА Новости. ", "Москва", "RIA Novosti"),
]


@pytest.mark.parametrize(("line", "place", "agency"), FORMS)
def test_the_dateline_is_read_and_the_story_begins_behind_it(line: str, place: str | None, agency: str | None) -> None:
    found = read_dateline(line + STORY)
    assert found is not None
    assert (found.place, found.agency) == (place, agency)
    assert (line + STORY)[found.length :] == STORY


def test_a_year_makes_a_date_of_it() -> None:
    line = "GENEVA, 22 November 2024 – "
    assert read_dateline(line + STORY) == Dateline("Geneva", None, "2024-11-22", len(line))


@pytest.mark.parametrize(
    "text",
    [
        "Ministers will meet: the government said so on Friday, and again on Saturday.",
        "By the end of the year - the government said so on Friday - it will be done.",
        "CORRECTION: the government said on Friday that it would meet again in spring.",
        "The talks, AP said, were long - and the ministers left them without a word to the press.",
    ],
)
def test_a_sentence_has_none(text: str) -> None:
    assert read_dateline(text) is None
