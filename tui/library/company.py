"""Who appears with whom, and on which days: counted from an entity's articles, and kept for those in many articles.

What is kept of an entity is out of date when an article of it has come or changed, and is made again by `settle`, at
the end of a sync; until then it is counted when it is asked for.
"""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from tui.library import pack
from tui.library.connect import Database

HEAVY = 200
"""Articles from which on an entity's counts are kept; those of fewer are counted in a few milliseconds."""

MOST = 400
"""Others with whom an entity is in most articles, among which the card's are chosen."""

GISTS = 80
"""Descriptions that most articles give."""

_BATCH = 50
"""Entities whose counts are made in one transaction."""

LIGHT, KEPT, STALE = 0, 1, 2
"""Of `entity.heavy`: nothing is kept, what is kept is right, what is kept is out of date."""


class Change(NamedTuple):
    """Which entities an article has, before and after names came to belong to others, and its day."""

    before: Collection[int]
    after: Collection[int]
    day: int | None


def mark(db: Database, entities: Iterable[int]) -> None:
    """Say that articles of these have come or changed; needs a transaction."""
    db.run(
        "UPDATE entity SET heavy = ? WHERE heavy = ? AND number IN (SELECT value FROM json_each(?))",
        (STALE, KEPT, json.dumps(sorted(entities))),
    )


def settle(db: Database) -> None:
    """Make again what is kept and out of date, and begin to keep what has come to be in many articles."""
    while True:
        with db.atomic():
            rows = db.all(
                "SELECT number FROM entity WHERE heavy = ? OR (heavy = ? AND articles >= ?) LIMIT ?",
                (STALE, LIGHT, HEAVY, _BATCH),
            )
            for (number,) in rows:
                _write(db, number, _count_others(db, number), dict(_count_days(db, number)), _count_gists(db, number))
        if len(rows) < _BATCH:
            return


def follow(db: Database, changes: Sequence[Change], moved: Collection[int]) -> None:
    """Let what is kept follow names that have come to belong to other entities; needs a transaction.

    `moved` are the entities that have lost or gained a name.
    """
    others: dict[int, Counter[int]] = {}
    days: dict[int, Counter[int]] = {}
    for before, after, day in changes:
        for entities, step in ((before, -1), (after, 1)):
            for entity in entities:
                counts = others.setdefault(entity, Counter())
                for other in entities:
                    counts[other] += step
                if day is not None:
                    days.setdefault(entity, Counter())[day] += step
    rows = db.all(
        "SELECT e.number FROM json_each(?) j JOIN entity e ON e.number = j.value WHERE e.heavy = ?",
        (json.dumps(sorted(others)), KEPT),
    )
    for (number,) in rows:
        kept, active, gists = _read(db, number)
        for other, step in others[number].items():
            if step:
                kept[other] = kept.get(other, 0) + step
        for day, step in days.get(number, {}).items():
            active[day] = active.get(day, 0) + step
        kept.pop(number, None)
        _write(db, number, kept, active, _count_gists(db, number) if number in moved else gists)


def _write(
    db: Database, entity: int, others: Mapping[int, int], days: Mapping[int, int], gists: Mapping[str, int]
) -> None:
    """Keep the counts of an entity: the others with whom it is most come first, so that they alone can be read."""
    ranked = sorted(((-count, other) for other, count in others.items() if count > 0))
    active = sorted((day, count) for day, count in days.items() if count > 0)
    db.run(
        "INSERT OR REPLACE INTO summary (entity, others, together, days, active, gists) VALUES (?, ?, ?, ?, ?, ?)",
        (
            entity,
            pack.pack_numbers([other for _, other in ranked]),
            pack.pack_numbers([-count for count, _ in ranked]),
            pack.pack_numbers([day for day, _ in active]),
            pack.pack_numbers([count for _, count in active]),
            json.dumps(gists),
        ),
    )
    db.run("UPDATE entity SET heavy = ? WHERE number = ?", (KEPT, entity))


def _read(db: Database, entity: int) -> tuple[dict[int, int], dict[int, int], dict[str, int]]:
    *row, gists = db.one("SELECT others, together, days, active, gists FROM summary WHERE entity = ?", (entity,))
    others, together, days, active = map(pack.unpack_numbers, row)
    return dict(zip(others, together, strict=True)), dict(zip(days, active, strict=True)), json.loads(gists)


def forget(db: Database, entities: Sequence[int]) -> None:
    """Drop what is kept for entities that are no more."""
    db.many("DELETE FROM summary WHERE entity = ?", [(entity,) for entity in entities])


def read_others(db: Database, entity: int, heavy: int) -> dict[int, int]:
    """In how many of an entity's articles each of the others is: those it is with most."""
    if heavy != KEPT:
        counts = sorted(_count_others(db, entity).items(), key=lambda pair: (-pair[1], pair[0]))
        return dict(counts[:MOST])
    row = db.one(
        # Of an empty blob, `substr` gives nothing at all.
        "SELECT coalesce(substr(others, 1, ?1), x''), coalesce(substr(together, 1, ?1), x'') "
        "FROM summary WHERE entity = ?2",
        (MOST * array("q").itemsize, entity),
    )
    return dict(zip(*map(pack.unpack_numbers, row), strict=True))


def read_days(db: Database, entity: int, heavy: int) -> list[tuple[int, int]]:
    """On which days (`date.toordinal`) an entity has articles, and how many."""
    if heavy != KEPT:
        return _count_days(db, entity)
    row = db.one("SELECT days, active FROM summary WHERE entity = ?", (entity,))
    return list(zip(*map(pack.unpack_numbers, row), strict=True))


def read_gists(db: Database, entity: int, heavy: int) -> dict[str, int]:
    """What articles call an entity, and how many do: what most of them say."""
    if heavy != KEPT:
        return _count_gists(db, entity)
    gists: dict[str, int] = json.loads(db.value("SELECT gists FROM summary WHERE entity = ?", (entity,)))
    return gists


def _count_gists(db: Database, entity: int) -> dict[str, int]:
    locals_ = db.all("SELECT number FROM local WHERE entity = ?", (entity,))
    distinct = "DISTINCT article" if len(locals_) > 1 else "*"
    rows = db.all(
        f"SELECT gist, count({distinct}) FROM called "  # noqa: S608
        "WHERE local IN (SELECT number FROM local WHERE entity = ?) GROUP BY gist ORDER BY 2 DESC, gist LIMIT ?",
        (entity, GISTS),
    )
    return dict(rows)


def _count_days(db: Database, entity: int) -> list[tuple[int, int]]:
    return db.all(
        "SELECT day, count(DISTINCT article) FROM usage WHERE entity = ? AND day IS NOT NULL GROUP BY day ORDER BY day",
        (entity,),
    )


def _count_others(db: Database, number: int) -> Counter[int]:
    """How many of an entity's articles each other entity is in; not by SQL, which would sort a row for each naming."""
    blobs = db.all(
        "SELECT locals FROM company WHERE article IN (SELECT article FROM usage WHERE entity = ?)", (number,)
    )
    counts = Counter(pack.unpack_numbers(b"".join(blob for (blob,) in blobs)))
    entities = read_entities(db, counts)
    names = Counter(entities.values())
    # One that goes by several names may do so within an article, which then counts once.
    several = frozenset(local for local, entity in entities.items() if names[entity] > 1)
    together = Counter({entity: counts[local] for local, entity in entities.items() if local not in several})
    if several:
        for (blob,) in blobs:
            together.update({entities[local] for local in several.intersection(pack.unpack_numbers(blob))})
    del together[number]
    return together


def read_entities(db: Database, locals_: Collection[int]) -> dict[int, int]:
    """The entity of each of these names."""
    return dict(
        db.all(
            "SELECT l.number, l.entity FROM json_each(?) j JOIN local l ON l.number = j.value",
            (json.dumps(list(locals_)),),
        )
    )
