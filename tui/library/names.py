"""Who is named where: the rows that cards are made of, with their counts kept as articles come and change."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from tui.library.connect import Database
from tui.model import ArticleNotes
from tui.text import fold

Key = tuple[str, str]
"""Kind and name of an entity."""

_fold = lru_cache(maxsize=20_000)(fold)


class Item(NamedTuple):
    """The notes of one article, and those it had before."""

    article: int
    newest: int
    month: int | None
    notes: ArticleNotes
    former: ArticleNotes | None


class _Place(NamedTuple):
    local: int
    entity: int


def replace(db: Database, items: Sequence[Item]) -> None:
    """Write the notes of these articles in place of those they had; needs a transaction.

    A name not seen before gets an entity of its own at once, which resolution may join to another later, so that every
    name in the library always belongs to an entity.
    """
    if not items:
        return
    wanted = {(entity.kind.value, entity.name) for item in items for entity in item.notes.entities}
    wanted.update((e.kind.value, e.name) for item in items if item.former for e in item.former.entities)
    places = _find_places(db, wanted)
    tally = _Tally()
    for item in items:
        if item.former is not None:
            tally.take(item.former, places, -1)
        tally.take(item.notes, places, 1)
    former = [
        (item.article, places[entity.kind.value, entity.name].local)
        for item in items
        if item.former
        for entity in item.former.entities
    ]
    db.many("DELETE FROM usage WHERE article = ? AND local = ?", former)
    db.many("DELETE FROM said WHERE article = ? AND local = ? AND what IN ('description', 'quote')", former)
    db.many(
        "INSERT INTO usage (article, local, entity, mentions, newest, month) VALUES (?, ?, ?, ?, ?, ?)",
        [
            (item.article, place.local, place.entity, mentions, item.newest, item.month)
            for item in items
            for place, mentions in sorted(_count_mentions(item.notes, places).items())
        ],
    )
    db.many(
        "INSERT INTO said (local, what, article, start, stop, text) VALUES (?, ?, ?, ?, ?, ?)",
        [row for item in items for row in _list_said(item, places)],
    )
    tally.write(db)
    db.run("UPDATE meta SET value = 1 WHERE name = 'unlinked' AND value = 0")


class _Tally:
    """What a batch adds to the counts, so that each row is updated once."""

    def __init__(self) -> None:
        self.locals: Counter[int] = Counter()
        self.names: Counter[tuple[int, str]] = Counter()
        self.articles: Counter[int] = Counter()
        self.mentions: Counter[int] = Counter()

    def take(self, notes: ArticleNotes, places: dict[Key, _Place], step: int) -> None:
        used = _count_mentions(notes, places)
        for place, mentions in used.items():
            self.locals[place.local] += step
            self.mentions[place.entity] += step * mentions
        for entity in {place.entity for place in used}:
            self.articles[entity] += step
        spelt = {
            (places[entity.kind.value, entity.name].local, name)
            for entity in notes.entities
            for name in {entity.name, *entity.names}
        }
        for key in spelt:
            self.names[key] += step

    def write(self, db: Database) -> None:
        db.many(
            "UPDATE local SET articles = articles + ? WHERE number = ?",
            [(step, local) for local, step in self.locals.items() if step],
        )
        db.many(
            "INSERT INTO local_name (local, name, folded, uses) VALUES (?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET uses = uses + excluded.uses",
            [(local, name, _fold(name), step) for (local, name), step in sorted(self.names.items()) if step],
        )
        db.many(
            "DELETE FROM local_name WHERE local = ? AND name = ? AND uses <= 0",
            [key for key, step in self.names.items() if step < 0],
        )
        db.many(
            "UPDATE entity SET articles = articles + ?, mentions = mentions + ? WHERE number = ?",
            [
                (self.articles[entity], self.mentions[entity], entity)
                for entity in self.articles.keys() | self.mentions.keys()
                if self.articles[entity] or self.mentions[entity]
            ],
        )


def _count_mentions(notes: ArticleNotes, places: dict[Key, _Place]) -> dict[_Place, int]:
    counts: dict[_Place, int] = {}
    for entity in notes.entities:
        place = places[entity.kind.value, entity.name]
        counts[place] = counts.get(place, 0) + len(entity.mentions)
    return counts


def _list_said(item: Item, places: dict[Key, _Place]) -> Iterable[tuple[int, str, int, int, int, str]]:
    for entity in item.notes.entities:
        local = places[entity.kind.value, entity.name].local
        for description in entity.descriptions:
            yield local, "description", item.article, description.start, description.end, description.text
        for quote in entity.quotes:
            yield local, "quote", item.article, quote.start, quote.end, quote.text


def _find_places(db: Database, keys: set[Key]) -> dict[Key, _Place]:
    """The rows of these names, made where they are missing."""
    found = _read_places(db, keys)
    missing = sorted(keys - found.keys())
    if missing:
        get_entities(db, missing)
        db.many(
            "INSERT INTO local (kind, name, entity) SELECT ?1, ?2, number FROM entity WHERE kind = ?1 AND name = ?2",
            missing,
        )
        found |= _read_places(db, set(missing))
    return found


def _read_places(db: Database, keys: set[Key]) -> dict[Key, _Place]:
    rows = db.all(
        "SELECT l.kind, l.name, l.number, l.entity FROM json_each(?) j "
        "JOIN local l ON l.kind = json_extract(j.value, '$[0]') AND l.name = json_extract(j.value, '$[1]')",
        (json.dumps(sorted(keys)),),
    )
    return {(kind, name): _Place(local, entity) for kind, name, local, entity in rows}


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
