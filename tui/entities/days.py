"""Which days the words for a date mean, seen from the day that an article was published.

What the words say is read by dateparser; which way they point is told by the verbs around them, as a news text says
"on Friday" mostly of the Friday past, but "will sign on Friday" of the one to come.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple

from msgspec import Struct

from tui.entities.data import read
from tui.entities.story import Story
from tui.entities.tokens import Token

Unit = Literal["day", "week", "month", "year", "decade"]

REFERENCE = date(2000, 6, 15)
"""The day that phrases are read against, once each; where they point is then worked out for each article."""
_SPAN = 12
"""Words before a date, and after it, among which the verb it goes with is looked for."""


class Words(Struct, frozen=True):
    """The word lists."""

    months: frozenset[str]
    short: frozenset[str]
    weekdays: dict[str, int]
    brief: frozenset[str]
    before_weekday: frozenset[str]
    after_weekday: frozenset[str]
    units: frozenset[str]
    seasons: dict[str, int]
    days: dict[str, int]
    ordinals: dict[str, int]
    numbers: frozenset[str]
    before_month: frozenset[str]
    before_year: frozenset[str]
    after_year: frozenset[str]
    feasts: dict[tuple[str, ...], str]
    ahead: frozenset[str]
    coming: frozenset[str]
    plans: frozenset[str]
    done: frozenset[str]
    past: frozenset[str]
    moved: frozenset[str]


@cache
def load_words() -> Words:
    lists: Mapping[str, Any] = read("dates")
    sets = {name: frozenset(text.split()) for name, text in lists.items() if isinstance(text, str)}
    weekdays = {word: _number_weekday(word) for word in lists["weekdays"].split()}
    ordinals = {word: number for number, word in enumerate(lists["ordinals"].split(), 1)} | _number(lists["tens"])
    return Words(
        months=sets["months"], short=sets["short"], weekdays=weekdays, brief=sets["brief"],
        before_weekday=sets["before_weekday"], after_weekday=sets["after_weekday"], units=sets["units"],
        seasons=_number(lists["seasons"]), days=_number(lists["days"]), ordinals=ordinals, numbers=sets["numbers"],
        before_month=sets["before_month"], before_year=sets["before_year"], after_year=sets["after_year"],
        feasts={tuple(name.split()): day for name, day in lists["feasts"].items()}, ahead=sets["ahead"],
        coming=sets["coming"], plans=sets["plans"], done=sets["done"], past=sets["past"], moved=sets["moved"],
    )  # fmt: skip


def _number(table: Mapping[str, str]) -> dict[str, int]:
    return {word: int(number) for word, number in table.items()}


def _number_weekday(word: str) -> int:
    return [day.lower()[:3] for day in calendar.day_name].index(word[:3])


class Phrase(NamedTuple):
    """Words of the text that say a date."""

    first: int
    """Number of the first word."""
    last: int
    """Of the word after."""
    unit: Unit
    """How much time they mean."""
    phrase: str
    """What dateparser is to read; or a number of weekdays, months or years, by `how`."""
    how: Literal["date", "yearless", "month", "weekday", "ago", "within", "shift", "season", "year", "end"]
    way: int = 0
    """1 when the words themselves say that it is to come, -1 that it is past, 0 when the verb must tell; 2 and -2 when
    they leave out what is going on: next Friday, last December."""


@lru_cache(maxsize=4096)
def _read(phrase: str) -> date | None:
    """Let dateparser read a phrase against the reference day."""
    found = _get_parser().get_date_data(phrase).date_obj
    return found.date() if found is not None else None


@cache
def _get_parser() -> Any:
    # Imported here: most commands never need it, and it takes a tenth of a second.
    from datetime import datetime

    from dateparser.date import DateDataParser

    settings = {
        "RELATIVE_BASE": datetime(REFERENCE.year, REFERENCE.month, REFERENCE.day),  # noqa: DTZ001 - a date, no zone
        "PREFER_DATES_FROM": "past",
        "PARSERS": ["relative-time", "absolute-time"],
        "DATE_ORDER": "DMY",
    }
    return DateDataParser(languages=["en"], settings=settings)


def place(story: Story, found: Phrase, published: date | None) -> tuple[date, date] | None:
    """Give the first and the last day that words mean; None when they mean none, or none that can be told."""
    try:
        if found.how == "year":
            year = int(found.phrase)
            return date(year, 1, 1), date(year + 9 * (found.unit == "decade"), 12, 31)
        if found.how == "date":
            day = _read(found.phrase)
            return None if day is None else _widen(day, found.unit)
        if published is None:
            return None
        return _place_near(story, found, published)
    except (ValueError, OverflowError):  # 29 February in another year, or a date before the calendar
        return None


def _place_near(story: Story, found: Phrase, published: date) -> tuple[date, date] | None:
    """Give the days of words that mean some only when it is known when they were published."""
    match found.how:
        case "shift":
            step, unit = found.phrase.split()
            if unit == "weekend":
                saturday = published + timedelta(days=5 - published.weekday() + 7 * int(step))
                return saturday, saturday + timedelta(days=1)
            return _widen(_shift(published, int(step), unit), found.unit)
        case "end":
            step, unit = found.phrase.split()
            last = _widen(_shift(published, int(step), unit), unit)[1]  # type: ignore[arg-type]
            return last, last
        case "ago" | "within":
            if found.how == "within" and _tell_way(story, found) < 1:
                return None  # "the third attack in two weeks" is a length of time
            then = _read(found.phrase)
            if then is None:
                return None
            if found.unit in ("day", "week"):
                day = published + (then - REFERENCE)
                return day, day
            months = (then.year - REFERENCE.year) * 12 + then.month - REFERENCE.month
            return _widen(_shift(published, months, "month"), "month" if found.unit == "month" else "year")
        case "season":
            step, season = found.phrase.split()
            start = date(published.year, load_words().seasons[season], 1)
            end = _widen(_shift(start, 2, "month"), "month")[1]
            away = -1 if int(step) < 0 and end >= published else 1 if int(step) > 0 and start <= published else 0
            start = start.replace(year=start.year + away)
            return start, _widen(_shift(start, 2, "month"), "month")[1]
        case "weekday":
            return _place_weekday(story, found, published)
        case _:
            return _place_yearless(story, found, published)


def _place_weekday(story: Story, found: Phrase, published: date) -> tuple[date, date]:
    ahead = (int(found.phrase) - published.weekday()) % 7
    way = found.way or _tell_way(story, found) or -1
    if found.way < 0:
        step = ahead - 7  # "last Friday" and "since Friday" on a Friday
    elif found.way == 2:
        step = int(found.phrase) - published.weekday() + 7  # "next Friday" is the one of the next week
    else:
        step = ahead if way > 0 or ahead == 0 else ahead - 7
    day = published + timedelta(days=step)
    return day, day


def _place_yearless(story: Story, found: Phrase, published: date) -> tuple[date, date] | None:
    """Place a day or a month that has no year: by the verb, else at its nearest."""
    read = _read(found.phrase)
    if read is None:
        return None
    way = found.way or _tell_way(story, found)
    near: list[tuple[date, date]] = []
    for year in (published.year - 1, published.year, published.year + 1):
        if found.unit == "month" or not (read.month == 2 and read.day == 29) or calendar.isleap(year):
            near.append(_widen(read.replace(year=year), found.unit))
    if way > 0:
        near = [(start, end) for start, end in near if (end if way == 1 else start) >= published]
    elif way < 0:
        near = [(start, end) for start, end in near if (start if way == -1 else end) <= published]
    return min(near, key=lambda extent: abs((extent[0] - published).days), default=None)


def _tell_way(story: Story, found: Phrase) -> int:
    """Say by the nearest verb of the sentence whether a date is to come (1) or past (-1); 0 when there is none."""
    words, tokens = load_words(), story.tokens
    moved = found.first > 0 and tokens[found.first - 1].low == "to"
    first, last = story.sentence_of(found.first)
    for index in range(found.first - 1, max(first, found.first - _SPAN) - 1, -1):
        way = _read_verb(tokens, index, words)
        if way:
            return 1 if moved and tokens[index].low in words.moved else way
        if tokens[index].low == "of" and index > first and tokens[index - 1].low == "ahead":
            return 1
    for index in range(found.last, min(last, found.last + _SPAN)):
        way = _read_verb(tokens, index, words)
        if way:
            return way
    return 0


def _read_verb(tokens: list[Token], index: int, words: Words) -> int:
    """Say which way a word points if it is a verb."""
    low, before = tokens[index].low, tokens[index - 1].low if index else ""
    if low == "set" and not (index + 1 < len(tokens) and tokens[index + 1].low in ("to", "for")):
        return -1
    if (low in words.coming and not (low == "may" and tokens[index].cap)) or low in words.plans:
        return 1
    if (
        low == "to"
        and index + 1 < len(tokens)
        and tokens[index + 1].low not in ("the", "a", "an", "his", "her", "their")
    ):
        if tokens[index + 1].cap or before in ("due", "according", "compared") or not tokens[index + 1].text.isalpha():
            return 0
        return -1 if before in words.done else 1
    if low in words.past or (low.endswith("ed") and len(low) > 3 and not tokens[index].cap):
        # "to be signed", "will be held", "would have met": what stands before the participle tells.
        return 1 if before == "be" else -1
    return 0


def _shift(day: date, step: int, unit: str) -> date:
    """Go some days, weeks, months or years on or back; the day of the month gives way where a month is shorter."""
    if unit == "day":
        return day + timedelta(days=step)
    if unit == "week":
        return day + timedelta(weeks=step)
    months = day.year * 12 + day.month - 1 + step * {"month": 1, "year": 12, "decade": 120}[unit]
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _widen(day: date, unit: Unit) -> tuple[date, date]:
    """Give the first and the last day of the week, month, year or decade that a day is in."""
    match unit:
        case "week":
            monday = day - timedelta(days=day.weekday())
            return monday, monday + timedelta(days=6)
        case "month":
            return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])
        case "year":
            return date(day.year, 1, 1), date(day.year, 12, 31)
        case "decade":
            return date(day.year // 10 * 10, 1, 1), date(day.year // 10 * 10 + 9, 12, 31)
        case _:
            return day, day
