"""Dates as people write them in a query: a year, a month, a day, an age, a stretch of time.

Every date stands for a span of days. Both ends of a span are day numbers (`datetime.date.toordinal`) and belong to it;
None means open.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

Span = tuple[int | None, int | None]

_UNITS = {"d": "day", "w": "week", "m": "month", "y": "year"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "twelve": 12,
}  # fmt: skip

_UNIT = r"(?P<unit>day|week|month|year)s?"
_COUNT = rf"(?P<count>\d{{1,4}}|{'|'.join(_NUMBERS)})"
_NUMERIC = re.compile(r"(\d{4})(?:([-/.]?)(\d{1,2})(?:\2(\d{1,2}))?)?")
_YEARS = re.compile(r"\d{1,3}")
_SHORT = re.compile(r"(\d{1,4})([dwmy])")
_AGO = re.compile(rf"{_COUNT} {_UNIT} ago")
_LAST = re.compile(rf"(?:in |the |within )*(?:last|past|previous) {_COUNT} {_UNIT}")
_WHICH = re.compile(r"(?P<which>this|last|past|previous) (?P<unit>day|week|month|year)")
_WEEKDAY = re.compile(r"(?:(?P<which>this|last|past|on) )?(?P<name>[a-z]{3,9})")
_NAMED = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)? (?:of )?)?([a-z]{3,9})\.?(?: (\d{1,2})(?:st|nd|rd|th)?)?,?(?: (\d{4}))?"
)
_BRACKETS = re.compile(r"([\[{])(.*?)([\]}])?")
_TO = re.compile(r"(?:^|\s)to(?:\s|$)")
_COMPARED = re.compile(r"(>=|=>|<=|=<|>|<|=)\s*(.*)")


def parse_dates(text: str, today: date) -> Span | None:
    """Read the value of `date:`; None when it is no date.

    A date alone is all of its days (`2024`, `2024-12`, `last week`); an age alone (`2w`) is from then until today.
    `a..b`, `[a to b]`, `>a` and the like make spans; either end may be left out.
    """
    text = " ".join(text.lower().replace("'", " ").replace('"', " ").split())
    if match := _BRACKETS.fullmatch(text):
        opening, inner, closing = match.groups()
        parts = _TO.split(inner, maxsplit=1) if _TO.search(inner) else inner.split("..", 1)
        return _join(parts, today, opening == "{", closing == "}")
    if ".." in text:
        return _join(text.split("..", 1), today)
    if match := _COMPARED.fullmatch(text):
        return _compare(match[1], match[2], today)
    if _TO.search(text):
        return _join(_TO.split(text, maxsplit=1), today)
    if match := _SHORT.fullmatch(text):
        return _go_back(today, int(match[1]), _UNITS[match[2]]).toordinal(), today.toordinal()
    return _read(text, today)


def _join(parts: list[str], today: date, after: bool = False, before: bool = False) -> Span | None:
    spans: list[Span] = []
    for part in parts:
        span = _read(part.strip(), today) if part.strip() else (None, None)
        if span is None:
            return None
        spans.append(span)
    if len(spans) == 1:
        return spans[0]
    low, high = spans[0][0], spans[1][1]
    if after and spans[0][1] is not None:
        low = spans[0][1] + 1
    if before and spans[1][0] is not None:
        high = spans[1][0] - 1
    if low is not None and high is not None and low > high and not (after or before):
        low, high = spans[1][0], spans[0][1]
    return low, high


def _compare(sign: str, text: str, today: date) -> Span | None:
    span = _read(text.strip(), today)
    if span is None:
        return None
    low, high = span
    if sign == "=":
        return span
    if sign.startswith(">") or sign == "=>":
        return (low if "=" in sign else None if high is None else high + 1), None
    return None, (high if "=" in sign else None if low is None else low - 1)


def _read(text: str, today: date) -> Span | None:
    """Read one date, without any sign of a span."""
    for read in (_read_numeric, _read_age, _read_period, _read_weekday, _read_named):
        try:
            if (span := read(text, today)) is not None:
                return span
        except (ValueError, OverflowError):
            return None
    return None


def _read_numeric(text: str, today: date) -> Span | None:
    if match := _NUMERIC.fullmatch(text.rstrip("-/.")):
        year, _, month, day = match.groups()
        return _make_span(int(year), int(month) if month else None, int(day) if day else None)
    if _YEARS.fullmatch(text):
        # A year that is still being typed.
        zeros = 10 ** (4 - len(text))
        low = max(int(text) * zeros, 1)
        return date(low, 1, 1).toordinal(), date(int(text) * zeros + zeros - 1, 12, 31).toordinal()
    return None


def _read_age(text: str, today: date) -> Span | None:
    if match := _SHORT.fullmatch(text):
        day = _go_back(today, int(match[1]), _UNITS[match[2]]).toordinal()
        return day, day
    if match := _AGO.fullmatch(text):
        day = _go_back(today, _count(match["count"]), match["unit"]).toordinal()
        return day, day
    if match := _LAST.fullmatch(text):
        return _go_back(today, _count(match["count"]), match["unit"]).toordinal(), today.toordinal()
    return None


def _read_period(text: str, today: date) -> Span | None:
    if text in ("today", "now"):
        return today.toordinal(), today.toordinal()
    if text == "yesterday":
        return today.toordinal() - 1, today.toordinal() - 1
    match = _WHICH.fullmatch(text)
    if match is None:
        return None
    unit = match["unit"]
    if match["which"] == "past":
        return _go_back(today, 1, unit).toordinal(), today.toordinal()
    day = today if match["which"] == "this" else _go_back(today, 1, unit)
    if unit == "day":
        return day.toordinal(), day.toordinal()
    if unit == "week":
        monday = day.toordinal() - day.weekday()
        return monday, monday + 6
    return _make_span(day.year, day.month if unit == "month" else None, None)


def _read_weekday(text: str, today: date) -> Span | None:
    match = _WEEKDAY.fullmatch(text)
    if match is None:
        return None
    found = [i for i, name in enumerate(_DAYS) if match["name"] in (name, name[:3])]
    if not found:
        return None
    # The latest such day; "last monday" on a Monday is the one a week ago.
    back = (today.weekday() - found[0]) % 7 or (7 if match["which"] in ("last", "past") else 0)
    return today.toordinal() - back, today.toordinal() - back


def _read_named(text: str, today: date) -> Span | None:
    match = _NAMED.fullmatch(text)
    if match is None:
        return None
    before, name, after, year = match.groups()
    months = [
        i for i, long in enumerate(_MONTH_NAMES, 1) if name in (long, _MONTHS[i - 1]) or (name == "sept" and i == 9)
    ]
    if not months or (before and after):
        return None
    day = before or after
    if year:
        return _make_span(int(year), months[0], int(day) if day else None)
    span = _make_span(today.year, months[0], int(day) if day else None)
    # Without a year the latest one that has begun.
    return (
        span
        if span[0] is None or span[0] <= today.toordinal()
        else _make_span(today.year - 1, months[0], int(day) if day else None)
    )


def _make_span(year: int, month: int | None, day: int | None) -> Span:
    if month is None:
        return date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
    if day is None:
        first = date(year, month, 1).toordinal()
        return first, first + monthrange(year, month)[1] - 1
    return date(year, month, day).toordinal(), date(year, month, day).toordinal()


def _go_back(day: date, count: int, unit: str) -> date:
    """The day that many units before; a month's end stays within the shorter month."""
    if unit in ("day", "week"):
        back = count * (7 if unit == "week" else 1)
        return day - timedelta(days=back) if back < day.toordinal() else date.min
    months = day.year * 12 + day.month - 1 - count * (12 if unit == "year" else 1)
    year, month = divmod(months, 12)
    if year < 1:
        return date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _count(text: str) -> int:
    return int(text) if text.isdigit() else _NUMBERS[text]
