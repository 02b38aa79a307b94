"""The word lists in the shape that the grammar asks them in."""

from __future__ import annotations

import itertools
from functools import cache

from msgspec import Struct

from tui.entities.data import phrases, read
from tui.model import Kind

Phrase = tuple[tuple[str, ...], Kind]


class Lexicon(Struct, frozen=True):
    """All word lists; words are in lower case but where case tells ("IS", "WHO")."""

    function: frozenset[str]
    calendar: frozenset[str]
    common: frozenset[str]
    never: frozenset[str]
    english: frozenset[str]
    tails: frozenset[str]
    both: frozenset[str]
    """Dates that are also names of people."""
    partisan: frozenset[str]
    reigns: frozenset[str]
    given: frozenset[str]
    surnames: frozenset[str]
    eastern: frozenset[str]
    """Surnames that come first."""
    particles: frozenset[str]
    chained: frozenset[str]
    """Particles that stand only behind another."""
    leading: frozenset[str]
    """Particles that may open a name."""
    joined: frozenset[str]
    honorifics: frozenset[str]
    """Single words; full stops are left out."""
    honorific_phrases: frozenset[tuple[str, ...]]
    offices: frozenset[str]
    office_surnames: frozenset[str]
    """Offices and honorifics that are surnames too."""
    modifiers: frozenset[str]
    portfolios: frozenset[str]
    generations: frozenset[str]
    roles: frozenset[str]
    abbreviations: frozenset[str]
    heads: dict[str, tuple[Kind, bool]]
    """Last words of names -> their kind, and whether they are weak evidence."""
    starters: dict[str, tuple[Kind, bool]]
    """First words of names -> their kind, and whether they are strong evidence."""
    suffixes: frozenset[str]
    followers: frozenset[str]
    nouns: frozenset[str]
    """Lower-case words for places."""
    nationalities: frozenset[str]
    nationality_phrases: frozenset[tuple[str, ...]]
    directions: frozenset[str]
    ambiguous: frozenset[str]
    states: frozenset[str]
    known: dict[str, Kind]
    """Names as written -> kind."""
    by_first: dict[str, tuple[Phrase, ...]]
    """Known names of several words, the longest first, by their first word in lower case."""
    said: frozenset[str]
    doing: frozenset[str]
    endings: dict[Kind, tuple[str, ...]]


def _lower(text: str) -> frozenset[str]:
    return frozenset(text.lower().split())


def _phrases(text: str) -> tuple[frozenset[str], frozenset[tuple[str, ...]]]:
    """Split a list into single words and phrases, in lower case and without full stops at the end."""
    entries = [tuple(word.rstrip(".") for word in entry.lower().split()) for entry in phrases(text)]
    return (
        frozenset(entry[0] for entry in entries if len(entry) == 1),
        frozenset(entry for entry in entries if len(entry) > 1),
    )


@cache
def load() -> Lexicon:
    """Read all word lists; the first call takes some 20 ms."""
    words, names, titles, verbs = read("words"), read("names"), read("titles"), read("verbs")
    organisations, places, others = read("organisations"), read("places"), read("others")
    nationalities = read("nationalities")
    honorifics, honorific_phrases = _phrases(titles["honorifics"])
    lists = (*nationalities["of"].values(), nationalities["others"])
    peoples = [name.lower() for text in lists for name in phrases(text)]
    known, by_first = _known(organisations["known"], places["known"], others["known"])
    return Lexicon(
        function=_lower(words["function"]),
        calendar=_lower(words["calendar"]),
        common=_lower(words["common"]),
        never=frozenset(words["never"].split()),
        english=_lower(words["english"]),
        tails=_lower(words["tails"]),
        both=_lower(words["both"]),
        partisan=_phrases(organisations["partisan"])[0],
        reigns=_phrases(organisations["reigns"])[0],
        given=frozenset(name.lower() for text in names["given"].values() for name in phrases(text)),
        surnames=frozenset(name.lower() for text in names["surnames"].values() for name in phrases(text)),
        eastern=frozenset(name.lower() for name in phrases(names["surnames"]["east_asian"])),
        particles=_lower(names["particles"]["inside"]),
        chained=_lower(names["particles"]["chained"]),
        leading=_lower(names["particles"]["first"]),
        joined=_lower(names["particles"]["joined"]),
        honorifics=honorifics,
        honorific_phrases=honorific_phrases,
        offices=_phrases(titles["offices"])[0],
        office_surnames=_phrases(titles["surnames"])[0],
        modifiers=_phrases(titles["office_modifiers"])[0],
        portfolios=_phrases(titles["portfolios"])[0],
        generations=_phrases(titles["generations"])[0],
        roles=_phrases(titles["roles"])[0],
        abbreviations=honorifics | _phrases(titles["abbreviations"])[0],
        heads=_heads(organisations, places, others),
        starters=_starters(organisations, places, others),
        suffixes=_phrases(organisations["suffixes"])[0],
        followers=_phrases(organisations["followers"])[0],
        nouns=_phrases(places["nouns"])[0],
        nationalities=frozenset(name for name in peoples if " " not in name),
        nationality_phrases=frozenset(tuple(name.split()) for name in peoples if " " in name),
        directions=_phrases(places["directions"])[0],
        ambiguous=_phrases(places["ambiguous"])[0],
        states=frozenset(phrases(places["state_abbreviations"])),
        known=known,
        by_first=by_first,
        said=_lower(verbs["said"]),
        doing=_lower(verbs["doing"]),
        endings={
            Kind.PERSON: tuple(names["endings"].split()),
            Kind.ORGANISATION: tuple(organisations["endings"].split()),
            Kind.PLACE: tuple(places["endings"].split()),
        },
    )


def _known(organisations: str, places: str, others: str) -> tuple[dict[str, Kind], dict[str, tuple[Phrase, ...]]]:
    known: dict[str, Kind] = {}
    for kind, text in ((Kind.OTHER, others), (Kind.ORGANISATION, organisations), (Kind.PLACE, places)):
        known.update(dict.fromkeys(phrases(text), kind))
    several = sorted(
        ((tuple(name.split()), kind) for name, kind in known.items() if " " in name),
        key=lambda phrase: (_open(phrase[0][0]), -len(phrase[0])),
    )
    return known, {
        first: tuple(group) for first, group in itertools.groupby(several, key=lambda phrase: _open(phrase[0][0]))
    }


def _open(word: str) -> str:
    """Give a phrase's first word as the tokenizer sees it: "sub" of "sub-Saharan"."""
    head, _, tail = word.partition("-")
    return (head if head.islower() and tail[:1].isupper() and head not in ("al", "el") else word).lower()


def _heads(
    organisations: dict[str, str], places: dict[str, str], others: dict[str, str]
) -> dict[str, tuple[Kind, bool]]:
    heads: dict[str, tuple[Kind, bool]] = {}
    weak = _lower(" ".join(phrases(organisations["weak_heads"])))
    for kind, text in (
        (Kind.OTHER, others["heads"]),
        (Kind.PLACE, places["heads"]),
        (Kind.ORGANISATION, organisations["heads"]),
    ):
        heads.update((word, (kind, word in weak)) for word in _phrases(text)[0])
    return heads


def _starters(
    organisations: dict[str, str], places: dict[str, str], others: dict[str, str]
) -> dict[str, tuple[Kind, bool]]:
    starters = dict.fromkeys(_phrases(others["starters"])[0], (Kind.OTHER, False))
    starters |= dict.fromkeys(_phrases(places["starters"])[0], (Kind.PLACE, False))
    starters |= dict.fromkeys(_phrases(places["strong_starters"])[0], (Kind.PLACE, True))
    return starters | dict.fromkeys(_phrases(organisations["starters"])[0], (Kind.ORGANISATION, True))
