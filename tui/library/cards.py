"""The card of an entity: all that the library knows of it, read from tables that a sync keeps up to date."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from tui.errors import NotFound
from tui.library import moments, pack
from tui.library.connect import Database
from tui.library.entities import make_ref
from tui.library.listing import read_rows
from tui.library.records import Card, EntityRef, Said
from tui.model import ArticleNotes, Description, Kind
from tui.text import fold

ROWS = 50
"""Articles on a card."""

SAYINGS = 100
"""Descriptions, and quotes, on a card."""

COMPANY = 50
"""Entities that one appears with, and places, on a card."""

_fold = lru_cache(maxsize=10_000)(fold)


def read_card(db: Database, number: int) -> Card:
    """The card of an entity by its number; raises NotFound when the library has no such entity any more."""
    with db.snapshot():
        row = db.one("SELECT number, name, kind, articles, mentions, pinned FROM entity WHERE number = ?", (number,))
        if row is None:
            raise NotFound("This entity is no longer in the library.", "Its name may have been joined to another.")
        entity = make_ref(row)
        names = _read_names(db, entity)
        others, places = _read_company(db, number)
        return Card(
            id=number,
            name=entity.name,
            kind=entity.kind,
            names=names,
            articles=entity.articles,
            mentions=entity.mentions,
            first=_read_end(db, number, "ASC"),
            last=_read_end(db, number, "DESC"),
            timeline=_read_timeline(db, number),
            descriptions=_read_descriptions(db, number),
            quotes=_read_quotes(db, number),
            appears_with=others,
            places=places,
            rows=tuple(read_rows(db, _read_articles(db, number))),
            pinned=entity.pinned,
            note=_read_note(db, entity, names),
        )


def _read_names(db: Database, entity: EntityRef) -> tuple[str, ...]:
    rows = db.all(
        "SELECT n.name FROM local l JOIN local_name n ON n.local = l.number WHERE l.entity = ? AND n.name <> ? "
        "GROUP BY n.name ORDER BY sum(n.uses) DESC, n.name",
        (entity.id, entity.name),
    )
    return tuple(name for (name,) in rows)


def _read_end(db: Database, number: int, order: str) -> str | None:
    published = db.value(
        "SELECT a.published FROM usage u JOIN article a ON a.number = u.article "  # noqa: S608
        f"WHERE u.entity = ? AND u.newest > ? ORDER BY u.newest {order} LIMIT 1",
        (number, moments.UNDATED),
    )
    return None if published is None else str(published)[:10]


def _read_timeline(db: Database, number: int) -> tuple[tuple[str, int], ...]:
    counts: dict[int, int] = dict(
        db.all(
            "SELECT month, count(DISTINCT article) FROM usage WHERE entity = ? AND month IS NOT NULL GROUP BY month",
            (number,),
        )
    )
    if not counts:
        return ()
    first, last = min(counts), max(counts)
    if last // 12 - first // 12 <= 1:
        return tuple(
            (f"{month // 12:04}-{month % 12 + 1:02}", counts.get(month, 0)) for month in range(first, last + 1)
        )
    years = dict.fromkeys(range(first // 12, last // 12 + 1), 0)
    for month, count in counts.items():
        years[month // 12] += count
    return tuple((f"{year:04}", count) for year, count in years.items())


def _read_company(db: Database, number: int) -> tuple[tuple[EntityRef, ...], tuple[EntityRef, ...]]:
    """The others in its articles, most first, and the places among them apart; `articles` counts those that have both.

    Counted here and not by SQL, which would sort a row for each naming.
    """
    together = _count_company(db, number)
    ranked = together.most_common()
    others: list[EntityRef] = []
    places: list[EntityRef] = []
    start = 0
    while start < len(ranked) and min(len(others), len(places)) < COMPANY:
        end = min(start + 4 * COMPANY, len(ranked))
        # All that have the same count are taken together, as among them those named more often come first.
        while end < len(ranked) and ranked[end][1] == ranked[end - 1][1]:
            end += 1
        rows = db.all(
            "SELECT e.number, e.name, e.kind, e.articles, e.mentions, e.pinned FROM json_each(?) j "
            "JOIN entity e ON e.number = j.value WHERE e.hidden = 0",
            (json.dumps([entity for entity, _ in ranked[start:end]]),),
        )
        for row in sorted(rows, key=lambda row: (-together[row[0]], -row[4], row[1])):
            ref = make_ref((*row[:3], together[row[0]], *row[4:]))
            (places if ref.kind is Kind.PLACE else others).append(ref)
        start = end
    return tuple(others[:COMPANY]), tuple(places[:COMPANY])


def _count_company(db: Database, number: int) -> Counter[int]:
    """How many of an entity's articles each other entity is in."""
    blobs = db.all(
        "SELECT locals FROM company WHERE article IN (SELECT article FROM usage WHERE entity = ?)", (number,)
    )
    counts = Counter(pack.unpack_numbers(b"".join(blob for (blob,) in blobs)))
    entities: dict[int, int] = dict(
        db.all(
            "SELECT l.number, l.entity FROM json_each(?) j JOIN local l ON l.number = j.value",
            (json.dumps(list(counts)),),
        )
    )
    names = Counter(entities.values())
    # One that goes by several names may do so within an article, which then counts once.
    several = frozenset(local for local, entity in entities.items() if names[entity] > 1)
    together = Counter({entity: counts[local] for local, entity in entities.items() if local not in several})
    for (blob,) in blobs:
        together.update({entities[local] for local in several.intersection(pack.unpack_numbers(blob))})
    del together[number]
    return together


def _read_descriptions(db: Database, number: int) -> tuple[Said, ...]:
    """Each wording once for each source that uses it, where that source used it first."""
    first: dict[tuple[str, str | None], Said] = {}
    for (id_, title, source, published), rows in groupby(_each_called(db, number), key=itemgetter(1, 2, 3, 4)):
        called = [one for row in rows for one in pack.decode_list(row[0], Description)]
        for one in sorted(called, key=lambda one: one.start):
            said = Said(one.text, id_, title, source, published, one.start, one.end)
            first.setdefault((_fold(one.text), source), said)
        if len(first) >= SAYINGS:
            break
    return tuple(first.values())[:SAYINGS]


def _each_called(db: Database, number: int) -> Iterator[Any]:
    """An entity's descriptions with their articles, the oldest first, those without a date last; no more than asked."""
    for dated in (">", "<"):
        yield from db.each(
            "SELECT u.called, a.id, a.title, a.source, a.published FROM usage u "  # noqa: S608
            "CROSS JOIN article a ON a.number = u.article WHERE u.entity = ? AND u.called IS NOT NULL "
            f"AND u.newest {dated} ? ORDER BY u.newest, u.article, u.local",
            (number, moments.UNDATED),
        )


def _read_quotes(db: Database, number: int) -> tuple[Said, ...]:
    rows = db.all(
        "SELECT l.kind, l.name, p.notes, a.id, a.title, a.source, a.published FROM (SELECT article, local, newest "
        "FROM usage WHERE entity = ? AND quotes > 0 ORDER BY newest DESC LIMIT ?) u JOIN local l ON l.number = u.local "
        "JOIN article a ON a.number = u.article JOIN page p ON p.article = u.article ORDER BY u.newest DESC, a.id DESC",
        (number, SAYINGS),
    )
    found = [
        Said(quote.text, id_, title, source, published, quote.start, quote.end)
        for kind, name, notes, id_, title, source, published in rows
        for entity in pack.unpack(notes, ArticleNotes).entities
        if (entity.kind, entity.name) == (kind, name)
        for quote in entity.quotes
    ]
    return tuple(_order(found)[:SAYINGS])


def _order(found: list[Said]) -> list[Said]:
    """Put what is from one article in the order of its text: under each of several names it is found by itself."""
    places = {article: place for place, article in enumerate(dict.fromkeys(said.article for said in found))}
    return sorted(found, key=lambda said: (places[said.article], said.start))


def _read_articles(db: Database, number: int) -> list[str]:
    rows = db.all(
        "SELECT DISTINCT a.id FROM (SELECT DISTINCT article, newest FROM usage WHERE entity = ? "
        "ORDER BY newest DESC LIMIT ?) u JOIN article a ON a.number = u.article ORDER BY u.newest DESC, a.id DESC",
        (number, ROWS),
    )
    return [id_ for (id_,) in rows]


def _read_note(db: Database, entity: EntityRef, names: Sequence[str]) -> str:
    """The user's note: on the name shown, else on another name, as a note outlives a merge or a better name."""
    for name in (entity.name, *names):
        text = db.value("SELECT text FROM entity_note WHERE folded = ? AND kind = ?", (fold(name), entity.kind.value))
        if text is not None:
            return str(text)
    return ""
