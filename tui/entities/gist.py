"""What a description says, so that wordings that say the same are shown as one."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from msgspec import Struct

from tui.entities.data import phrases, read
from tui.text import fold

_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_AGE = re.compile(r"\d+-years?-old")
_CLAUSE = ("who", "whose", "whom", "which", "where")


class _Lists(Struct, frozen=True):
    lead: frozenset[str]
    plain: frozenset[str]
    since: frozenset[str]
    words: dict[str, str]
    whole: dict[str, str]
    countries: dict[str, str]
    """Name of a country or of its people -> the country."""


@cache
def _load() -> _Lists:
    lists, nationalities = read("gist"), read("nationalities")["of"]
    countries = {fold(people): fold(country) for country, text in nationalities.items() for people in phrases(text)}
    countries |= {fold(country): fold(country) for country in nationalities} | lists["countries"]
    return _Lists(
        frozenset(lists["lead"].split()),
        frozenset(lists["plain"].split()),
        frozenset(lists["while"].split()),
        lists["words"],
        lists["whole"],
        countries,
    )


@lru_cache(maxsize=8192)
def find_gist(text: str) -> str:
    """Give what a description says: the office and, behind "of", the country; the same for "Belarusian President",
    "the president of Belarus" and "president of Belarus for 26 years". Clauses stand for themselves.
    """
    lists = _load()
    folded = fold(text)
    words = [word.removesuffix("'s") for word in _WORD.findall(folded.replace("u.s.", "us").replace("u.k.", "uk"))]
    if not words or words[0] in _CLAUSE:
        return folded
    while len(words) > 1 and (words[0] in lists.lead or words[0] in lists.plain):
        del words[0]
    if words[0].startswith(("ex-", "then-")):
        prefix, _, rest = words[0].partition("-")
        words[:1] = ["former", rest] if prefix == "ex" else [rest]
    country = ""
    kept: list[str] = []
    for index, word in enumerate(words):
        if country and word in lists.since and kept:
            break
        if not country and word in lists.countries and len(words) > 1:
            country = lists.countries[word]
            if kept[-1:] == ["of"]:
                kept.pop()
                if index + 1 < len(words) and words[index + 1] not in lists.since:
                    return folded  # "the leader of Russia and ...": what is said goes on
        elif word not in lists.plain:
            kept.append("#-year-old" if _AGE.fullmatch(word) else lists.words.get(word, word))
    said = " ".join(_turn(kept))
    said = lists.whole.get(said, said)
    return f"{said} of {country}" if country and said else said or folded


def _turn(words: list[str]) -> list[str]:
    """Make "foreign minister" of "minister of foreign affairs"."""
    for index in range(len(words) - 2):
        if words[index : index + 2] == ["minister", "of"]:
            rest = [word for word in words[index + 2 :] if word not in ("affairs", "the")]
            return [*words[:index], *rest, "minister"]
    return words
