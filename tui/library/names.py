"""Who is named where: the rows that cards are made of, with their counts kept as articles come and change."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from tui.library import pack
from tui.library.connect import Database
from tui.model import ArticleNotes, Description
from tui.text import fold

Key = tuple[str, str]
"""Kind and name of an entity."""

_fold = lru_cache(maxsize=20_000)(fold)


class Item(NamedTuple):
    """The notes of one article with its sort key, and those it had before."""

    article: int
    newest: int
    month: int | None
    notes: ArticleNotes
    former_newest: int = 0
    former: ArticleNotes | None = None


class _Place(NamedTuple):
    local: int
    entity: int


@dataclass
class _Use:
    """What one article has of one name."""

    called: list[Description]
    mentions: int = 0
    quotes: int = 0


def replace(db: Database, items: Sequence[Item]) -> None:
    """Write the notes of these articles in place of those they had; needs a transaction.

    A name not seen before gets an entity of its own at once, which resolution may join to another later, so that every
    name in the library always belongs to an entity.
    """
    if not items:
        return
    places = _find_places(
        db,
        {
            (entity.kind, entity.name)
            for item in items
            for notes in (item.notes, item.former)
            if notes is not None
            for entity in notes.entities
        },
    )
    tally = _Tally()
    dropped: list[tuple[int, int, int, int]] = []
    usages: list[tuple[int, int, int, int, int, int | None, int, bytes | None]] = []
    company: list[tuple[int, bytes]] = []
    for item in items:
        if item.former is not None:
            uses = _gather(item.former, places)
            tally.take(item.former, places, uses, -1)
            dropped += [(place.entity, item.former_newest, item.article, place.local) for place in uses]
        uses = _gather(item.notes, places)
        tally.take(item.notes, places, uses, 1)
        usages += [
            (
                place.entity, item.newest, item.article, place.local,
                use.mentions, item.month, use.quotes, pack.encode_list(use.called) if use.called else None,
            )
            for place, use in uses.items()
        ]  # fmt: skip
        company.append((item.article, pack.pack_numbers([place.local for place in uses])))
    db.many("DELETE FROM usage WHERE entity = ? AND newest = ? AND article = ? AND local = ?", dropped)
    db.many(
        "INSERT INTO usage (entity, newest, article, local, mentions, month, quotes, called) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        sorted(usages, key=itemgetter(0, 1, 2, 3)),
    )
    db.many("INSERT OR REPLACE INTO company (article, locals) VALUES (?, ?)", company)
    tally.write(db)


class _Tally:
    """What a batch adds to the counts, so that each row is updated once."""

    def __init__(self) -> None:
        self._locals: Counter[int] = Counter()
        self._names: Counter[tuple[int, str]] = Counter()
        self._articles: Counter[int] = Counter()
        self._mentions: Counter[int] = Counter()

    def take(self, notes: ArticleNotes, places: dict[Key, _Place], uses: dict[_Place, _Use], step: int) -> None:
        """Count an article's notes in (1) or out (-1)."""
        for place, use in uses.items():
            self._locals[place.local] += step
            self._mentions[place.entity] += step * use.mentions
        for number in {place.entity for place in uses}:
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
            [(step, local) for local, step in sorted(self._locals.items()) if step],
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


def _gather(notes: ArticleNotes, places: dict[Key, _Place]) -> dict[_Place, _Use]:
    uses: dict[_Place, _Use] = {}
    for entity in notes.entities:
        use = uses.setdefault(places[entity.kind, entity.name], _Use([]))
        use.mentions += len(entity.mentions)
        use.quotes += len(entity.quotes)
        use.called += entity.descriptions
    return uses


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
