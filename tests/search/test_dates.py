from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.search.dates import parse_dates

TODAY = date(2024, 12, 10)  # a Tuesday


def show(text: str, today: date = TODAY) -> tuple[str | None, str | None] | None:
    span = parse_dates(text, today)
    if span is None:
        return None
    low, high = (None if day is None else date.fromordinal(day).isoformat() for day in span)
    return low, high


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024-12-03", "2024-12-03", "2024-12-03"),
        ("2024/12/3", "2024-12-03", "2024-12-03"),
        ("20241203", "2024-12-03", "2024-12-03"),
        ("2024-", "2024-01-01", "2024-12-31"),
        ("202", "2020-01-01", "2029-12-31"),
        ("[2020 to 2024]", "2020-01-01", "2024-12-31"),
        ("[2020 TO 2024", "2020-01-01", "2024-12-31"),
        ("[2020", "2020-01-01", "2020-12-31"),
        ("[2020 to", "2020-01-01", None),
        ("[to 2020]", None, "2020-12-31"),
        ("{2020 to 2024}", "2021-01-01", "2023-12-31"),
        ("2020..2024", "2020-01-01", "2024-12-31"),
        ("2024..2020", "2020-01-01", "2024-12-31"),
        ("2020..", "2020-01-01", None),
        ("..2020", None, "2020-12-31"),
        (">2020", "2021-01-01", None),
        (">=2020", "2020-01-01", None),
        ("<2020-03", None, "2020-02-29"),
        ("<=2020", None, "2020-12-31"),
        ("today", "2024-12-10", "2024-12-10"),
        ("yesterday", "2024-12-09", "2024-12-09"),
        ("this week", "2024-12-09", "2024-12-15"),
        ("last week", "2024-12-02", "2024-12-08"),
        ("'last week'", "2024-12-02", "2024-12-08"),
        ("past week", "2024-12-03", "2024-12-10"),
        ("last month", "2024-11-01", "2024-11-30"),
        ("last year", "2023-01-01", "2023-12-31"),
        ("last 3 days", "2024-12-07", "2024-12-10"),
        ("two weeks ago", "2024-11-26", "2024-11-26"),
        ("monday", "2024-12-09", "2024-12-09"),
        ("last tuesday", "2024-12-03", "2024-12-03"),
        ("2w", "2024-11-26", "2024-12-10"),
        ("2w..", "2024-11-26", None),
        ("..1y", None, "2023-12-10"),
        ("4w..2w", "2024-11-12", "2024-11-26"),
        ("3 Dec 2024", "2024-12-03", "2024-12-03"),
        ("Dec 3rd, 2024", "2024-12-03", "2024-12-03"),
        ("december 2023", "2023-12-01", "2023-12-31"),
        ("november", "2024-11-01", "2024-11-30"),
        ("10m", "2024-02-10", "2024-12-10"),
    ],
)
def test_dates(text: str, low: str | None, high: str | None) -> None:
    assert show(text) == (low, high)


@pytest.mark.parametrize(
    "text", ["foo", "2024-13", "2024-02-30", "0000", "32 dec 2024", "[foo to bar]", ">", "last blue"]
)
def test_what_is_no_date(text: str) -> None:
    assert parse_dates(text, TODAY) is None


def test_a_months_end_stays_in_the_shorter_month() -> None:
    assert show("..1m", date(2024, 3, 31)) == (None, "2024-02-29")


@given(st.text(alphabet="0123456789-./ dwmytolasek[]{}<>='"), st.dates())
def test_no_text_and_no_day_is_too_strange(text: str, today: date) -> None:
    span = parse_dates(text, today)
    assert span is None or len(span) == 2


@given(st.dates())
def test_every_day_reads_as_itself(day: date) -> None:
    assert parse_dates(day.isoformat(), TODAY) == (day.toordinal(), day.toordinal())
