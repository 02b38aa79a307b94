"""Which of a text's names are the same person, body or place."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cache

from tui.entities.data import phrases, read
from tui.entities.lexicon import load
from tui.entities.recogniser import Span
from tui.entities.variants import Parts, make_key, split_name
from tui.model import Kind
from tui.text import fold

_Entry = tuple[str, list[Span]]
"""A name as written with where it is."""
_WORDS = 30
"""Words of a name by which a shorter form of it is looked for."""


class Group:
    """One entity of a text while it is put together."""

    __slots__ = ("kind", "name", "spans", "texts")

    def __init__(self, kind: Kind, name: str) -> None:
        self.kind = kind
        self.name = name
        """The fullest name the text gives."""
        self.texts: Counter[str] = Counter()
        self.spans: list[Span] = []

    @property
    def names(self) -> tuple[str, ...]:
        """All names as written: the fullest first, then the most used."""
        others = sorted((text for text in self.texts if text != self.name), key=lambda text: (-self.texts[text], text))
        return (self.name, *others)


@cache
def load_aliases() -> dict[Kind, dict[str, str]]:
    """Read the names that go for others: folded name -> the name to show, by kind."""
    table: dict[Kind, dict[str, str]] = {}
    for kind, entries in read("aliases").items():
        folded: dict[str, str] = {}
        for name, others in entries.items():
            folded[simplify(name)] = name
            folded.update((simplify(other), name) for other in phrases(others))
        table[Kind(kind)] = folded
    return table


def simplify(name: str) -> str:
    """Fold a name of a body or a place for comparing: without "the" and without full stops."""
    return fold(name).replace(".", "").removeprefix("the ")


def join(text: str, spans: Iterable[Span]) -> list[Group]:
    """Join a text's names into entities, in order of first mention.

    A name stands for another when it is its surname, its given name or another part that nobody else in the text has,
    its acronym, or a known alias. People who share a surname stay apart; a bare surname that could be either's is a
    third.
    """
    mentions: dict[tuple[Kind, str], list[Span]] = defaultdict(list)
    kinds = _settle(text, spans)
    for span, kind in kinds:
        mentions[kind, " ".join(text[span.start : span.end].split())].append(span)
    people = [(name, found) for (kind, name), found in mentions.items() if kind is Kind.PERSON]
    groups = _join_people(people)
    for kind in (Kind.ORGANISATION, Kind.PLACE, Kind.OTHER):
        groups += _join_others(kind, [(name, found) for (of, name), found in mentions.items() if of is kind], text)
    for group in groups:
        group.spans.sort()
    return sorted(groups, key=lambda group: group.spans[0].start)


def _settle(text: str, spans: Iterable[Span]) -> list[tuple[Span, Kind]]:
    """Give one kind to all mentions of a text: the one most of them have."""
    listed = list(spans)
    votes: dict[str, Counter[Kind]] = defaultdict(Counter)
    for span in listed:
        votes[fold(text[span.start : span.end])][span.kind] += 1
    return [(span, votes[fold(text[span.start : span.end])].most_common(1)[0][0]) for span in listed]


def _make_group(kind: Kind, entries: Sequence[_Entry]) -> Group:
    """Make an entity of names; the fullest is the one of most words, then of most letters, not in capitals."""
    fullest = max((name for name, _ in entries), key=lambda name: (len(name.split()), not name.isupper(), len(name)))
    group = Group(kind, fullest)
    for name, spans in entries:
        group.texts[name] += len(spans)
        group.spans.extend(spans)
    return group


# --------------------------------------------------------------------------- people


def _join_people(entries: list[_Entry]) -> list[Group]:
    """Put the fullest names first, and then every shorter one to the only person whose it can be."""
    ordered = sorted(entries, key=lambda entry: (-len(split_name(entry[0]).words), entry[1][0].start))
    people = _People()
    for entry in ordered:
        name = split_name(entry[0])
        near = people.find_near(name)
        matched = match_person(name, [[split_name(text) for text, _ in people.clusters[index]] for index in near])
        people.add(entry, name, near[matched] if matched is not None else None)
    return [_make_group(Kind.PERSON, cluster) for cluster in people.clusters]


class _People:
    """A text's people by the words of their names, so that each name is compared with few others."""

    def __init__(self) -> None:
        self.clusters: list[list[_Entry]] = []
        self._by_word: dict[str, set[int]] = defaultdict(set)
        """Key of a word -> the people who have it in a name."""
        self._by_letter: dict[str, set[int]] = defaultdict(set)
        """Letter -> the people with a name that begins with it."""
        self._by_initial: dict[str, set[int]] = defaultdict(set)
        """Letter -> the people with a name whose first word it is."""

    def find_near(self, name: Parts) -> list[int]:
        """Find all whom a name may stand for: who share its one word, or its last word and how it begins."""
        words = name.words
        last = self._by_word.get(make_key(words[-1]), set())
        if len(words) == 1 or not last:
            return sorted(last)
        first = self._by_word.get(make_key(words[0]), set())
        letters = self._by_letter if len(words[0]) == 1 else self._by_initial
        return sorted((last & first) | (last & letters.get(words[0][0], set())))

    def add(self, entry: _Entry, name: Parts, index: int | None) -> None:
        """Give a name to a person, or to a new one."""
        if index is None:
            index = len(self.clusters)
            self.clusters.append([])
        self.clusters[index].append(entry)
        for word in name.words:
            self._by_word[make_key(word)].add(index)
        first = name.words[0]
        self._by_letter[first[0]].add(index)
        if len(first) == 1:
            self._by_initial[first].add(index)


def match_person(name: Parts, people: Sequence[Sequence[Parts]]) -> int | None:
    """Find the person, each given by all names known so far, whom a name stands for.

    The strongest way of matching that finds anybody decides; None when it finds nobody, or more than one.
    """
    for matches in (_is_same, _is_part, _is_surname, _is_other_word):
        found = [index for index, names in enumerate(people) if any(matches(name, other) for other in names)]
        if len(found) > 1:
            # "Trump" beside Donald Trump and Donald Trump Jr.: the elder.
            found = [index for index in found if not any(other.generation for other in people[index])]
        if len(found) == 1:
            return found[0]
        if found:
            return None
    return None


def _is_same(name: Parts, other: Parts) -> bool:
    if name.generation != other.generation:
        return False
    return name.words == other.words or (
        len(name.words) == len(other.words) > 1
        and all(make_key(a) == make_key(b) for a, b in zip(name.words, other.words, strict=True))
    )


def _is_part(name: Parts, other: Parts) -> bool:
    """Say whether a name of several words is part of a longer one, lacks its middle, or has an initial for a word."""
    words, full = name.words, other.words
    if len(words) < 2 or name.generation not in ("", other.generation):
        return False
    if words == full:
        return False  # they differ by the generation alone: father and son
    if any(full[index : index + len(words)] == words for index in range(len(full) - len(words) + 1)):
        return True
    if words[-1] != full[-1]:
        return False
    return words[0] == full[0] or (
        words[0][0] == full[0][0] and (len(words[0]) == 1 or len(full[0]) == 1) and len(full) > 1
    )


def _is_surname(name: Parts, other: Parts) -> bool:
    word = name.words[0] if len(name.words) == 1 else None
    if word is None or not other.words:
        return False
    return word == other.words[-1] or (
        word == other.words[0] and 1 < len(other.words) <= 3 and word in load().eastern and word not in load().given
    )


def _is_other_word(name: Parts, other: Parts) -> bool:
    return len(name.words) == 1 and len(name.words[0]) > 1 and name.words[0] in other.words


# --------------------------------------------------------------------------- bodies, places and the rest


def _join_others(kind: Kind, entries: list[_Entry], text: str) -> list[Group]:
    aliases = load_aliases().get(kind, {})
    clusters: dict[str, list[_Entry]] = defaultdict(list)
    for entry in entries:
        key = simplify(entry[0])
        clusters[simplify(aliases[key]) if key in aliases else key].append(entry)
    if kind in (Kind.ORGANISATION, Kind.OTHER):
        gone: dict[str, str] = {}
        for short, full in _find_short(clusters, text).items():
            while full in gone:
                full = gone[full]
            clusters[full].extend(clusters.pop(short))
            gone[short] = full
    return [_make_group(kind, cluster) for cluster in clusters.values()]


def _find_short(clusters: dict[str, list[_Entry]], text: str) -> dict[str, str]:
    """Find the keys that are the acronym or a short form of exactly one other: short -> full."""
    found: dict[str, str] = {}
    full = {key: cluster[0][0] for key, cluster in clusters.items() if " " in key}
    initials: dict[str, set[str]] = defaultdict(set)
    defined: dict[int, set[str]] = defaultdict(set)
    """Character behind a name and an opening bracket, "Eurasian Economic Union (EAEU)" -> the keys of such names."""
    longer: dict[str, set[str]] = defaultdict(set)
    """The first words of a key, and its last words -> the key."""
    for key, name in full.items():
        initials[fold("".join(word[0] for word in name.split() if word[0].isupper()))].add(key)
        initials[fold("".join(word[0] for word in name.replace("-", " ").split()))].add(key)
        for span in (span for _, spans in clusters[key] for span in spans):
            if text[span.end : span.end + 2] == " (":
                defined[span.end + 2].add(key)
        words = key.split(" ")[:_WORDS]
        for count in range(1, len(words)):
            longer[" ".join(words[:count])].add(key)
            longer[" ".join(words[count:])].add(key)
    for key, cluster in clusters.items():
        name = cluster[0][0]
        others: set[str] = set()
        if " " not in key and name.replace(".", "").isupper():
            if all(short.replace(".", "").isupper() for short, _ in cluster):
                others = {other for _, spans in cluster for span in spans for other in defined.get(span.start, ())}
            others = others or initials.get(key, set())
        if not others:
            others = {other for other in longer.get(key, ()) if other != key and _is_short(key, other)}
        if len(others) == 1:
            found[key] = others.pop()
    return {short: name for short, name in found.items() if found.get(name) != short}


def _is_short(key: str, other: str) -> bool:
    """Say whether a name leaves out what only says the sort of body or the country: "Amnesty", "Supreme Court"."""
    lexicon = load()
    if other.startswith(f"{key} "):
        rest = other[len(key) + 1 :].split()
        return key not in lexicon.heads and all(
            word in lexicon.heads or word in lexicon.suffixes or word == "international" for word in rest
        )
    if " " in key and other.endswith(f" {key}"):
        rest = other[: -len(key) - 1].split()
        return all(word in lexicon.nationalities or word in ("us", "un", "eu", "uk") for word in rest)
    return False
