"""Dates as pages of many languages write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.clean.dates import find_dates, is_date_line, month_first, published, read_date
from tui.clean.facts import join_dates
from tui.clean.hints import dated_path


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("December 3, 2024 at 9:05 p.m. ET", "2024-12-03T21:05-05:00"),
        ("Tue 3 Dec 2024 14.05 GMT", "2024-12-03T14:05+00:00"),
        ("By Nellie BlyDec 3, 2024", "2024-12-03"),
        ("3. Dezember 2024, 10:30 Uhr", "2024-12-03T10:30"),
        ("3. 12. 2024", "2024-12-03"),
        ("3 décembre 2024", "2024-12-03"),
        ("3 de diciembre de 2024", "2024-12-03"),
        ("2024. december 3.", "2024-12-03"),
        ("3 грудня 2024", "2024-12-03"),
        ("3 декабря 2024 в 12:00 МСК", "2024-12-03T12:00+03:00"),
        ("3 Aralık 2024", "2024-12-03"),
        ("Selasa, 3 Desember 2024 10:15 WIB", "2024-12-03T10:15+07:00"),
        ("ngày 3 tháng 12 năm 2024", "2024-12-03"),
        ("3 Δεκεμβρίου 2024", "2024-12-03"),
        ("٣ ديسمبر ٢٠٢٤", "2024-12-03"),
        ("3 كانون الأول 2024", "2024-12-03"),
        ("3 בדצמבר 2024", "2024-12-03"),
        ("3 दिसंबर 2024", "2024-12-03"),
        ("2024年12月3日", "2024-12-03"),
        ("2024년 12월 3일 14:05", "2024-12-03T14:05"),
        ("2024-12-03T10:00:00Z", "2024-12-03T10:00+00:00"),
    ],
)
def test_a_date_in_any_usual_form(text: str, iso: str) -> None:
    assert [found.iso for found in find_dates(text)] == [iso]
    assert is_date_line(text) or text.startswith("By")


@pytest.mark.parametrize("text", ["", "May 2024", "32 March 2024", "3 Smarch 2024", "1/2/3", "version 2024.13.45"])
def test_what_is_no_date(text: str) -> None:
    assert find_dates(text) == []


@given(st.dates(date(1900, 1, 1), date(2090, 12, 31)))
def test_a_written_date_is_read_again(day: date) -> None:
    for text in (day.isoformat(), f"{day:%d %B %Y}", f"{day:%B} {day.day}, {day.year}", f"{day:%d.%m.%Y}"):
        assert read_date(text) == day.isoformat()
    assert read_date(f"{day:%m/%d/%Y}", month_first=True) == day.isoformat()


@given(st.text(max_size=80))
def test_any_text_can_be_asked_for_its_date(text: str) -> None:
    read_date(text)
    is_date_line(text)


@pytest.mark.parametrize(
    ("language", "region", "lines", "wanted"),
    [
        ("en", "us", [], True),
        ("en", "gb", [], False),
        ("en", None, [], True),
        ("fr", None, [], False),
        ("en", "us", ["25/12/2024"], False),
        ("de", None, ["12/25/2024"], True),
    ],
)
def test_the_order_of_day_and_month(language: str, region: str | None, lines: list[str], wanted: bool) -> None:
    assert month_first(language, region, lines) is wanted


def test_published_is_told_from_updated() -> None:
    assert published(["Updated 5 May 2024", "First published 3 May 2024"]) == ("2024-05-03", "2024-05-05")
    assert published(["Опубликовано 3 мая 2024, обновлено 5 мая 2024"]) == ("2024-05-03", "2024-05-05")


@pytest.mark.parametrize(
    ("stated", "shown", "days", "wanted"),
    [
        # The head counts the day at Greenwich.
        (("2024-12-25T22:03+00:00", None), ("2024-12-26", None), {"2024-12-26"}, "2024-12-26"),
        # Some other story's date.
        (("2024-12-25T22:03+00:00", None), ("2024-11-26", None), {"2024-11-26"}, "2024-12-25T22:03+00:00"),
        # Shown as the day of the last change.
        (("2024-12-25", "2024-12-28"), ("2024-12-28", "2024-12-28"), {"2024-12-28"}, "2024-12-25"),
        # Both are shown, and the head says which.
        (("2024-12-25", None), ("2024-12-24", None), {"2024-12-24", "2024-12-25"}, "2024-12-25"),
        ((None, None), ("2024-12-24", None), set(), "2024-12-24"),
    ],
)
def test_the_head_and_the_page_are_heard(
    stated: tuple[str | None, str | None], shown: tuple[str | None, str | None], days: set[str], wanted: str
) -> None:
    assert join_dates(stated, shown, frozenset(days))[0] == wanted


@pytest.mark.parametrize(
    ("url", "iso"),
    [
        ("https://example.org/2024/12/03/bridge", "2024-12-03"),
        ("https://example.org/world/2024/dec/03/bridge", "2024-12-03"),
        ("https://example.org/news/2024-12-03/bridge", "2024-12-03"),
        ("https://example.org/20241203/bridge", "2024-12-03"),
        ("https://example.org/2024/bridge", None),
        (None, None),
    ],
)
def test_a_date_in_an_address(url: str | None, iso: str | None) -> None:
    assert dated_path(url) == iso
