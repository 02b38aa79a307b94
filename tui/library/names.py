"""Who is named where: the rows that cards are made of, with their counts kept as articles come and change."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from operator import itemgetter
from types import MappingProxyType
from typing import NamedTuple

from tui.library import company, pack
from tui.library.connect import Database
from tui.model import ArticleNotes, Entity
from tui.text import fold

Key = tuple[str, str]
"""Kind and name of an entity."""

_OPENING = "\"'“‘„‚«‹([{¿¡"
"""Marks that open a sentence; straight quotes close one, too."""

_fold = lru_cache(maxsize=20_000)(fold)


class Item(NamedTuple):
    """The notes of one article with its sort key and day, and those it had before."""

    article: int
    newest: int
    day: int | None
    notes: ArticleNotes
    length: int
    """Code points of the body."""
    former_newest: int = 0
    former: ArticleNotes | None = None


class Place(NamedTuple):
    """A row of `local`, and the entity it belongs to."""

    local: int
    entity: int


@dataclass
class _Facts:
    """The rows of one article."""

    mentions: Counter[Place] = field(default_factory=Counter)
    called: dict[tuple[int, str, int, int], tuple[int, int, str]] = field(default_factory=dict)
    quoted: dict[tuple[int, int, int, int], tuple[int, str]] = field(default_factory=dict)
    dated: dict[tuple[int, int, int, int], tuple[int, int, int, int]] = field(default_factory=dict)

    @property
    def entities(self) -> frozenset[int]:
        return frozenset(place.entity for place in self.mentions)


def replace(db: Database, items: Sequence[Item], moved: Mapping[Key, Place] = MappingProxyType({})) -> None:
    """Write the notes of these articles in place of those they had; needs a transaction.

    A name not seen before gets an entity of its own at once, which resolution may join to another later, so that every
    name in the library always belongs to an entity. An article's name that was told apart from the same name of another
    one stays so; `moved` has the names that are now to be other rows.
    """
    if not items:
        return
    every = [notes for item in items for notes in (item.notes, item.former) if notes is not None]
    usual = _find_places(db, {(entity.kind, entity.name) for notes in every for entity in notes.entities})
    apart = _read_apart(db, [item.article for item in items if item.former is not None])
    tally = _Tally()
    rows, gone = _Rows(), _Rows()
    touched: set[int] = set()
    for item in items:
        before, places = _Facts(), usual | apart.get(item.article, {})
        if item.former is not None:
            before = _gather(item.former, item.article, item.former_newest, 0, places)
            tally.take(item.former, places, before, -1)
            gone.take(before, item.article, item.former_newest, None)
        places |= moved
        after = _gather(item.notes, item.article, item.newest, item.length, places)
        tally.take(item.notes, places, after, 1)
        rows.take(after, item.article, item.newest, item.day)
        touched |= before.entities | after.entities
    gone.delete(db)
    rows.insert(db)
    tally.write(db)
    company.mark(db, touched)


class _Rows:
    """The rows of several articles, written at once."""

    def __init__(self) -> None:
        self._usages: list[tuple[int, int, int, int, int, int | None]] = []
        self._called: list[tuple[int, str, int, int, int, int, str]] = []
        self._quoted: list[tuple[int, int, int, int, int, str]] = []
        self._dated: list[tuple[int, ...]] = []
        self._company: list[tuple[int, bytes]] = []

    def take(self, facts: _Facts, article: int, newest: int, day: int | None) -> None:
        """Add what one article has."""
        self._usages += [
            (place.entity, newest, article, place.local, mentions, day) for place, mentions in facts.mentions.items()
        ]
        self._called += [(*key, *value) for key, value in facts.called.items()]
        self._quoted += [(*key, *value) for key, value in facts.quoted.items()]
        self._dated += [(*key, *value) for key, value in facts.dated.items()]
        self._company.append((article, pack.pack_numbers([place.local for place in facts.mentions])))

    def insert(self, db: Database) -> None:
        """Write the rows, in the order of their keys."""
        db.many(
            "INSERT INTO usage (entity, newest, article, local, mentions, day) VALUES (?, ?, ?, ?, ?, ?)",
            sorted(self._usages, key=itemgetter(0, 1, 2, 3)),
        )
        db.many(
            "INSERT INTO called (local, gist, newest, article, start, stop, text) VALUES (?, ?, ?, ?, ?, ?, ?)",
            sorted(self._called),
        )
        db.many(
            "INSERT INTO quoted (local, newest, article, start, stop, text) VALUES (?, ?, ?, ?, ?, ?)",
            sorted(self._quoted),
        )
        db.many(
            "INSERT INTO dated (local, first, article, start, last, size, sentence, stop) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            sorted(self._dated),
        )
        db.many("INSERT OR REPLACE INTO company (article, locals) VALUES (?, ?)", self._company)

    def delete(self, db: Database) -> None:
        """Take the rows away; those of an article's company are written over."""
        db.many(
            "DELETE FROM usage WHERE entity = ? AND newest = ? AND article = ? AND local = ?",
            [row[:4] for row in self._usages],
        )
        db.many(
            "DELETE FROM called WHERE local = ? AND gist = ? AND newest = ? AND article = ?",
            [row[:4] for row in self._called],
        )
        db.many(
            "DELETE FROM quoted WHERE local = ? AND newest = ? AND article = ? AND start = ?",
            [row[:4] for row in self._quoted],
        )
        db.many(
            "DELETE FROM dated WHERE local = ? AND first = ? AND article = ? AND start = ?",
            [row[:4] for row in self._dated],
        )


class _Tally:
    """What a batch adds to the counts, so that each row is updated once."""

    def __init__(self) -> None:
        self._locals: Counter[int] = Counter()
        self._names: Counter[tuple[int, str]] = Counter()
        self._articles: Counter[int] = Counter()
        self._mentions: Counter[int] = Counter()

    def take(self, notes: ArticleNotes, places: dict[Key, Place], facts: _Facts, step: int) -> None:
        """Count an article's notes in (1) or out (-1)."""
        for place, mentions in facts.mentions.items():
            self._locals[place.local] += step
            self._mentions[place.entity] += step * mentions
        for number in facts.entities:
            self._articles[number] += step
        spelt = set()
        for entity in notes.entities:
            local = places[entity.kind, entity.name].local
            spelt.add((local, entity.name))
            spelt.update((local, name) for name in entity.names)
        for key in spelt:
            self._names[key] += step

    def write(self, db: Database) -> None:
        """Add it to the tables."""
        db.many(
            "UPDATE local SET articles = articles + ? WHERE number = ?",
            [(self._locals[local], local) for local in sorted(self._locals) if self._locals[local]],
        )
        db.many(
            "INSERT INTO local_name (local, name, folded, uses) VALUES (?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET uses = uses + excluded.uses",
            [(local, name, _fold(name), step) for (local, name), step in sorted(self._names.items()) if step],
        )
        db.many(
            "DELETE FROM local_name WHERE local = ? AND name = ? AND uses <= 0",
            [key for key, step in self._names.items() if step < 0],
        )
        db.many(
            "UPDATE entity SET articles = articles + ?, mentions = mentions + ? WHERE number = ?",
            [
                (self._articles[number], self._mentions[number], number)
                for number in sorted(self._mentions)
                if self._articles[number] or self._mentions[number]
            ],
        )


def _gather(notes: ArticleNotes, article: int, newest: int, length: int, places: dict[Key, Place]) -> _Facts:
    facts = _Facts()
    inside = _divide(notes, length)
    for entity in notes.entities:
        place = places[entity.kind, entity.name]
        local = place.local
        facts.mentions[place] += len(entity.mentions)
        for said in entity.descriptions:
            key = (local, said.gist or _fold(said.text), newest, article)
            facts.called.setdefault(key, (said.start, said.end, said.text))
        for quote in entity.quotes:
            facts.quoted.setdefault((local, newest, article, quote.start), (quote.end, quote.text))
        for number in {_find_sentence(notes.sentences, mention.start) for mention in entity.mentions}:
            for first, start, last, size in inside.get(number, ()):
                end = notes.sentences[number + 1] if number + 1 < len(notes.sentences) else length
                facts.dated[local, first, article, start] = (last, size, notes.sentences[number], end)
    return facts


def _divide(notes: ArticleNotes, length: int) -> dict[int, list[tuple[int, int, int, int]]]:
    """The dates of each sentence: first day, place, last day, code points."""
    inside: dict[int, list[tuple[int, int, int, int]]] = {}
    for one in notes.dates:
        first, last = (date.fromisoformat(day).toordinal() for day in (one.first, one.last))
        number = _find_sentence(notes.sentences, one.start)
        inside.setdefault(number, []).append((first, one.start, last, one.end - one.start))
    return inside


def _find_sentence(sentences: Sequence[int], place: int) -> int:
    return bisect_right(sentences, place) - 1


def trim(body: str, start: int, end: int) -> tuple[int, int]:
    """A sentence with the marks that open it, and without the space and the marks that open the next one."""
    while start and body[start - 1] in _OPENING and (start == 1 or not body[start - 2].isalnum()):
        start -= 1
    stretch = body[start:end].rstrip()
    words = stretch.rstrip(_OPENING)
    if words != words.rstrip():
        stretch = words.rstrip()
    return start, start + len(stretch)


def find_together(notes: ArticleNotes, entities: Iterable[Iterable[Entity]], length: int) -> list[tuple[int, int]]:
    """The sentences that name every one of some entities, each given by what the article has of it."""
    named = [
        {_find_sentence(notes.sentences, mention.start) for one in several for mention in one.mentions}
        for several in entities
    ]
    starts = (*notes.sentences, length)
    return [(starts[number], starts[number + 1]) for number in sorted(set.intersection(*named)) if number >= 0]


def _find_places(db: Database, keys: set[Key]) -> dict[Key, Place]:
    """The rows of these names, made where they are missing."""
    found = _read_places(db, keys)
    missing = sorted(keys - found.keys())
    if missing:
        get_entities(db, missing)
        db.many(
            "INSERT INTO local (kind, name, label, entity) SELECT ?1, ?2, ?2, number FROM entity "
            "WHERE kind = ?1 AND name = ?2",
            missing,
        )
        found |= _read_places(db, set(missing))
    return found


def _read_places(db: Database, keys: set[Key]) -> dict[Key, Place]:
    rows = db.all(
        "SELECT l.kind, l.name, l.number, l.entity FROM json_each(?) j "
        "JOIN local l ON l.kind = json_extract(j.value, '$[0]') AND l.name = json_extract(j.value, '$[1]') "
        "AND l.part = 0",
        (json.dumps(sorted(keys)),),
    )
    return {(kind, name): Place(local, entity) for kind, name, local, entity in rows}


def _read_apart(db: Database, articles: Sequence[int]) -> dict[int, dict[Key, Place]]:
    """By article, its names that were told apart from the same names of others."""
    parts = {
        local: ((kind, name), Place(local, entity))
        for local, kind, name, entity in db.all("SELECT number, kind, name, entity FROM local WHERE part > 0")
    }
    if not parts or not articles:
        return {}
    rows = db.all(
        "SELECT c.article, c.locals FROM json_each(?) j JOIN company c ON c.article = j.value",
        (json.dumps(list(articles)),),
    )
    return {
        article: dict(parts[local] for local in pack.unpack_numbers(locals_) if local in parts)
        for article, locals_ in rows
    }


def get_entities(db: Database, keys: Sequence[Key]) -> dict[Key, int]:
    """The numbers of the library's entities of these kinds and names, made where they are missing."""
    db.many(
        "INSERT INTO entity (kind, name, folded) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(kind, name, _fold(name)) for kind, name in keys],
    )
    rows = db.all(
        "SELECT e.kind, e.name, e.number FROM json_each(?) j "
        "JOIN entity e ON e.kind = json_extract(j.value, '$[0]') AND e.name = json_extract(j.value, '$[1]')",
        (json.dumps(list(keys)),),
    )
    return {(kind, name): number for kind, name, number in rows}
