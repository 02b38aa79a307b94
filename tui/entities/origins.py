"""Which country words tell: "Belarusian" and "Belarus" tell the same."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from msgspec import Struct

from tui.entities.data import phrases, read


class Origins(Struct, frozen=True):
    """Words for countries and their people, in lower case -> the country."""

    countries: dict[str, str]

    def find(self, words: Iterable[str]) -> frozenset[str]:
        """Give the countries that words tell."""
        found = (self.countries.get(_bare(word)) for word in words)
        return frozenset(country for country in found if country is not None)


def _bare(word: str) -> str:
    return word.lower().replace("’", "'").removesuffix("'s").replace(".", "").strip(",")


@cache
def load_origins() -> Origins:
    """Read the words for countries that are single words, with the short forms that the aliases know."""
    countries: dict[str, str] = {}
    for country, people in read("nationalities")["of"].items():
        for word in (country, *phrases(people)):
            if " " not in word:
                countries[_bare(word)] = country
        for other in phrases(read("aliases")["place"].get(country, "")):
            countries[_bare(other)] = country
    return Origins(countries)
