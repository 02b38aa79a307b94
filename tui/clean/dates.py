"""Dates as pages write them, made ISO 8601."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cache, lru_cache

from tui.clean.patterns import Dates, alternatives, load
from tui.text import fold

LINE_CHARS = 200
"""A longer line is a sentence that holds a date, not a line that dates the page."""
_CLOCK = (
    r"(?P<hour>[01]?\d|2[0-3])[:.h](?P<minute>[0-5]\d)(?:[:.](?P<second>[0-5]\d))?"
    r"(?:\s?(?P<half>[ap])\.?m\.?(?![a-z]))?"
)
_HOUR = r"(?P<only>1[0-2]|0?[1-9])\s?(?P<half12>[ap])\.?m\.?(?![a-z])"
_OFFSET = re.compile(r"\s*(?:(?:gmt|utc)\s?)?(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>[0-5]\d)?(?!\d)")
_NUMERIC = re.compile(
    r"(?<![\d/.-])(?:"
    r"(?P<y1>(?:19|20)\d\d)(?:[-/.年]|"
    + fold("년")
    + r")\s?(?P<m1>\d{1,2})(?:[-/.月]|"
    + fold("월")
    + r")\s?(?P<d1>\d{1,2})"
    r"(?:日|" + fold("일") + r"|(?!\d))"
    r"|(?P<y3>(?:19|20)\d\d)(?P<m3>[01]\d)(?P<d3>[0-3]\d)(?=t\d)"
    r"|(?P<d4>\d{1,2}) thang (?P<m4>\d{1,2}),? (?:nam )?(?P<y4>(?:19|20)\d\d)"
    r"|(?P<a>\d{1,2})(?P<sep>[/-]|\. ?)(?P<b>\d{1,2})(?P=sep)(?P<y2>(?:19|20)\d\d|\d\d(?=\s|$|,))"
    r")"
)
_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(?:(?:19|20)\d\d|\d\d)(?!\d)")
_DIGIT = re.compile(r"[^\D0-9]")
_TWO_DIGITS = re.compile(r"\d\d")
_AMERICAN = re.compile(r"\b(?:[ecmp][sd]?t)\b")
_NAMED_ZONE = re.compile(r"\s*\(?([^\W\d_]{1,4})\b\)?")
_FIRST, _LAST = 1700, 2100


@dataclass(frozen=True, slots=True)
class Found:
    """A date in a line: its ISO form, where it stands in the folded line, and what the words before it say it is."""

    iso: str
    start: int
    end: int
    label: str
    """`published`, `updated` or nothing."""


def month_first(language: str | None, region: str | None, lines: Iterable[str]) -> bool:
    """Whether 3/12/2024 on a page is the 12th of March: by other dates on it, else by its country and language."""
    firsts = seconds = 0
    for line in lines:
        for match in _SLASHED.finditer(line[:LINE_CHARS]):
            firsts, seconds = max(firsts, int(match[1])), max(seconds, int(match[2]))
    if (firsts > 12) != (seconds > 12):
        return seconds > 12
    data = load("dates.yaml", Dates)
    return region.casefold() in data.month_first if region else language in data.month_first


def find_dates(text: str, *, month_first: bool = False) -> list[Found]:
    """All whole dates (with a year) in a line, in order; `month_first` reads 3/12/2024 as 12 March's American twin."""
    line = fold(_plain(text[:2000]))
    found: list[Found] = []
    for start, end, day in _days(line, month_first or bool(_AMERICAN.search(line))):
        clock, stop = _clock(line, start, end)
        iso = day.isoformat() if clock is None else _moment(day, clock)
        found.append(Found(iso, start, stop, _label(line, found[-1].end if found else 0, start)))
    return found


def _plain(text: str) -> str:
    """A text with ASCII digits, and with a space where flat text has run a month into the word before it."""
    if not text.isascii():
        text = _DIGIT.sub(lambda match: str(unicodedata.digit(match[0])), text)
    return _joined().sub(" ", text)


def read_date(text: str, *, month_first: bool = False) -> str | None:
    """The ISO 8601 form of a date written by a person or a machine; None when it is none."""
    text = text.strip()[:100]
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        pass
    else:
        whole = re.fullmatch(r"\d{4}-?\d\d-?\d\d", text) is not None
        return (moment.date().isoformat() if whole else _trim(moment)) if _FIRST <= moment.year <= _LAST else None
    found = find_dates(text, month_first=month_first)
    if found:
        return found[0].iso
    if text.isdigit() and len(text) in {10, 13}:
        return _trim(datetime.fromtimestamp(int(text[:10]), UTC))
    return None


@lru_cache(maxsize=4096)
def is_date_line(text: str) -> bool:
    """Whether a short line is there to say when: little is left of it without the date and its label."""
    if len(text) > LINE_CHARS or _TWO_DIGITS.search(text) is None:
        return False
    found = find_dates(text)
    if not found:
        return False
    line = fold(text)
    left = line[: found[0].start] + " " + line[found[-1].end :]
    words = [word for word in re.findall(r"[^\W\d_]+", left) if word not in _known_words()]
    return len(words) <= (6 if any(entry.label for entry in found) else 3)


def published(lines: Sequence[str], *, month_first: bool = False) -> tuple[str | None, str | None]:
    """The date of publishing and of the last change said by lines, the likeliest first; each may be None."""
    said: str | None = None
    first: str | None = None
    changed: str | None = None
    for found in (found for line in lines for found in find_dates(line, month_first=month_first)):
        if found.label == "updated":
            changed = changed or found.iso
        elif found.label == "published":
            said = said or found.iso
        else:
            first = first or found.iso
    return said or first or changed, changed


def _days(line: str, month_first: bool) -> Iterator[tuple[int, int, date]]:
    taken = 0
    for match in sorted([*_worded().finditer(line), *_NUMERIC.finditer(line)], key=lambda match: match.start()):
        if match.start() < taken:
            continue
        day = _numeric_day(match, month_first) if match.re is _NUMERIC else _worded_day(match)
        if day is not None:
            taken = match.end()
            yield match.start(), match.end(), day


def _worded_day(match: re.Match[str]) -> date | None:
    form = next(form for form in "123" if match[f"y{form}"])
    month = _months().get(match[f"m{form}"])
    return _date(int(match[f"y{form}"]), month, int(match[f"d{form}"])) if month else None


def _numeric_day(match: re.Match[str], month_first: bool) -> date | None:
    for form in "134":
        if match[f"y{form}"]:
            return _date(int(match[f"y{form}"]), int(match[f"m{form}"]), int(match[f"d{form}"]))
    first, second, year = int(match["a"]), int(match["b"]), int(match["y2"])
    if year < 100:
        year += 2000 if year < 70 else 1900
    dayfirst = second <= 12 and (first > 12 or not month_first or match["sep"][0] == ".")
    return _date(year, second, first) if dayfirst else _date(year, first, second)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if _FIRST <= year <= _LAST else None
    except ValueError:
        return None


def _clock(line: str, start: int, end: int) -> tuple[tuple[time, timezone | None] | None, int]:
    """The time of day written after a date, else right before it, and where the whole ends."""
    after = _after().match(line, end)
    if after is not None:
        zone, stop = _zone(line, after.end())
        return (_time(after), zone), stop
    before = _before().search(line[max(0, start - 40) : start])
    if before is not None:
        zone = _zones().get(before["zone"] or "")
        return (_time(before), zone), end
    return None, end


def _time(match: re.Match[str]) -> time:
    if match["only"]:
        return time(int(match["only"]) % 12 + (12 if match["half12"] == "p" else 0))
    hour = int(match["hour"])
    if match["half"] and hour <= 12:
        hour = hour % 12 + (12 if match["half"] == "p" else 0)
    return time(hour, int(match["minute"]), int(match["second"] or 0))


def _zone(line: str, at: int) -> tuple[timezone | None, int]:
    offset = _OFFSET.match(line, at)
    if offset is not None:
        span = timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"] or 0))
        if span < timedelta(hours=15):
            return timezone(-span if offset["sign"] == "-" else span), offset.end()
    named = _NAMED_ZONE.match(line, at)
    if named is not None and named[1] in _zones():
        return _zones()[named[1]], named.end()
    return None, at


def _moment(day: date, clock: tuple[time, timezone | None]) -> str:
    return _trim(datetime.combine(day, clock[0], clock[1]))


def _trim(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds" if moment.second else "minutes")


def _label(line: str, low: int, start: int) -> str:
    before = line[max(low, start - 60) : start]
    best, kind = -1, ""
    for name, expression in _labels():
        for match in expression.finditer(before):
            # "Last updated" holds no "published"; of two labels the nearer one counts, the longer one at equal ends.
            if match.end() > best:
                best, kind = match.end(), name
    return kind


@cache
def _worded() -> re.Pattern[str]:
    month = rf"(?P<m#>{alternatives(_months())})\.?"
    day = r"(?P<d#>[0-3]?\d)(?:st|nd|rd|th|er|º|ª|\.)?"
    year = r"(?P<y#>(?:1[789]|20)\d\d)"
    day_first = rf"(?<![\d:]){day}[ -]?(?:de |of |d')?\s?{month}[ ,.-]{{0,3}}(?:de[l]? )?{year}(?!\d)"
    month_first = rf"(?<!\w){month} ?{day}[ ,.]{{1,3}}(?:at )?{year}(?!\d)"
    year_first = rf"(?<!\d){year}\.?,? {month},? {day}(?!\d)"
    forms = (day_first, month_first, year_first)
    return re.compile("|".join(form.replace("#", str(number)) for number, form in enumerate(forms, 1)))


@cache
def _joined() -> re.Pattern[str]:
    months = alternatives(name.capitalize() for names in load("dates.yaml", Dates).months["en"] for name in names)
    return re.compile(rf"(?<=[^\W\d_])(?=(?:{months})\.? \d)")


@cache
def _after() -> re.Pattern[str]:
    return re.compile(
        r"(?:t|[\s,|•·–—-]{0,4}(?:(?:at|um|a las|as|om|kl\.?|alle|ore|a|в|о|u|pukul|saat)\s)?\(?)?"
        rf"(?:{_CLOCK}|{_HOUR})(?![\d:/])(?:\s?(?:uhr|hrs|h)\b)?"
    )


@cache
def _before() -> re.Pattern[str]:
    zones = alternatives(_zones())
    return re.compile(
        rf"(?:{_CLOCK}|{_HOUR})(?:\s?(?:uhr|hrs|h)\b)?(?:\s?\(?(?P<zone>{zones})\b\)?)?"
        r"[\s,|•·on–—-]{0,6}(?:[a-z]{3,9},?\s)?$"
    )


@cache
def _labels() -> tuple[tuple[str, re.Pattern[str]], ...]:
    data = load("dates.yaml", Dates)
    return tuple(
        (name, re.compile(rf"\b(?:{alternatives(fold(word) for word in words)})\b"))
        for name, words in (("published", data.published), ("updated", data.updated))
    )


@cache
def _months() -> dict[str, int]:
    data = load("dates.yaml", Dates)
    return {
        fold(name): number for names in data.months.values() for number, forms in enumerate(names, 1) for name in forms
    }


@cache
def _zones() -> dict[str, timezone]:
    return {name: timezone(timedelta(hours=hours)) for name, hours in load("dates.yaml", Dates).zones.items()}


@cache
def _known_words() -> frozenset[str]:
    data = load("dates.yaml", Dates)
    labels = " ".join((*data.published, *data.updated)).split()
    return frozenset(fold(word) for word in (*labels, *data.weekdays, *_zones(), *data.around))
