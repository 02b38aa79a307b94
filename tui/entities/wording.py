"""The word lists that descriptions and quotations are read by, in the shape that their readers ask them in."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from msgspec import Struct

from tui.entities.data import phrases, read

Words = frozenset[str]


class Wording(Struct, frozen=True):
    """Words in lower case; the YAML lists say what each is for."""

    # grammar.yaml
    articles: Words
    owners: Words
    pronouns: Words
    objects: Words
    determiners: Words
    asking: Words
    others: Words
    relatives: Words
    prepositions: Words
    attaching: Words
    local: Words
    relations: Words
    passive: Words
    modals: Words
    auxiliaries: Words
    leading: Words
    shared: Words
    subordinating: Words
    contrasting: Words
    opening: Words
    spanning: Words
    present: Words
    backshifted: Words
    passing: Words
    terms: Words

    # descriptions.yaml
    people: Words
    """Nouns that say what a person is, those of titles.yaml among them."""
    person_endings: tuple[str, ...]
    no_persons: Words
    bodies: Words
    """Nouns that say what a body is, those of organisations.yaml among them."""
    modifiers: Words
    epithets: Words
    fields: Words
    """What "and" joins before a noun, the portfolios of titles.yaml among them."""
    kin: Words
    things: Words
    faceless: Words
    addresses: Words
    vague: Words
    sovereigns: Words
    royals: Words
    adverbs: Words
    links: Words
    ends: Words
    clauses: Words
    states: Words
    conditions: Words
    participles: Words
    naming: Words
    appointing: Words
    serving: Words
    becoming: Words
    depriving: Words
    parts: Words
    portions: Words
    ranks: Words
    public: Words
    same: dict[str, Words]
    """Nouns -> those, themselves among them, by which somebody called so may have been called before."""

    # places.yaml, titles.yaml, names.yaml
    seats: Words
    plain_places: Words
    men: Words
    women: Words
    given_men: Words
    given_women: Words
    men_endings: tuple[str, ...]
    women_endings: tuple[str, ...]

    # verbs.yaml
    said: Words
    speaking: Words
    """Verbs of saying beside words in quotation marks, `said` among them."""
    verbs: Words
    """Forms of verbs that make a clause."""
    bases: Words
    infinitives: Words
    """Plain forms of all verbs, also those that are nouns as well."""

    # speech.yaml
    quoted: Words
    saying: Words
    plain: Words
    reporting: Words
    bare: Words
    sure: Words
    voicing: Words
    telling: Words
    presiding: Words
    between: Words
    settings: Words
    times: Words
    unreported: Words
    listeners: Words
    spreading: Words
    summing: Words
    glossing: Words
    unnamed: Words
    titling: Words
    placing: Words
    timing: Words


def _split(text: str) -> Words:
    return frozenset(text.lower().split())


def _list(text: str) -> Words:
    return frozenset(entry.lower() for entry in phrases(text))


def _make_infinitives(verbs: Words) -> Iterator[str]:
    for verb in verbs:
        for ending in ("ed", "d", "s", "es"):
            if verb.endswith(ending):
                yield verb.removesuffix(ending)


@cache
def load_wording() -> Wording:
    """Read the word lists; the first call takes some milliseconds."""
    described, titles, verbs, names = read("descriptions"), read("titles"), read("verbs"), read("names")
    organisations, places = read("organisations"), read("places")
    # Most lists are taken as they stand; the others are put together of several, or are endings.
    apart = ("same", "person_endings")
    plain = {name: text for name, text in described.items() if name not in apart} | read("grammar") | read("speech")
    lists: dict[str, Any] = {name: _split(text) for name, text in plain.items()}
    lists["people"] |= _list(titles["roles"])
    lists["bodies"] |= _list(organisations["nouns"])
    lists["fields"] |= _list(titles["portfolios"]) | _list(titles["office_modifiers"])
    forms = _split(verbs["said"]) | _split(verbs["doing"]) | _split(verbs["finite"])
    lists |= {
        "person_endings": tuple(described["person_endings"].split()),
        "same": {noun: _split(text) | {noun} for noun, text in described["same"].items()},
        "seats": _list(places["seats"]),
        "plain_places": _list(places["plain"]),
        "men": _split(titles["men"]),
        "women": _split(titles["women"]),
        "given_men": _list(names["men"]),
        "given_women": _list(names["women"]),
        "men_endings": tuple(names["men_endings"].split()),
        "women_endings": tuple(names["women_endings"].split()),
        "said": _split(verbs["said"]),
        "speaking": _split(verbs["said"]) | _split(verbs["speaking"]),
        "verbs": forms,
        "bases": _split(verbs["bases"]),
        "infinitives": frozenset(_make_infinitives(forms | lists["participles"])),
    }
    return Wording(**lists)
