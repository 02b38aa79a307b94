"""Who appears with whom, and on which days: counted from the articles of an entity, and kept for those in many."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple

from tui.library import pack
from tui.library.connect import Database

HEAVY = 200
"""Articles from which on an entity's counts are kept; those of fewer are counted in a few milliseconds."""

MOST = 1000
"""Others with whom an entity is in most articles, among which the card's are chosen."""


class Change(NamedTuple):
    """Which entities an article has, and its day, before and after."""

    before: Collection[int]
    after: Collection[int]
    former_day: int | None
    day: int | None


def count(db: Database, changes: Sequence[Change]) -> None:
    """Let the counts of those in many articles follow what articles have now; needs a transaction."""
    concerned = frozenset().union(*(change.before for change in changes), *(change.after for change in changes))
    told = json.dumps(sorted(concerned))
    rows = db.all("SELECT e.number FROM json_each(?) j JOIN entity e ON e.number = j.value WHERE e.heavy = 1", (told,))
    heavy = {number for (number,) in rows}
    pairs: Counter[tuple[int, int]] = Counter()
    days: Counter[tuple[int, int]] = Counter()
    for change in changes:
        for entities, day, step in ((change.before, change.former_day, -1), (change.after, change.day, 1)):
            for entity in heavy.intersection(entities):
                for other in entities:
                    if other != entity:
                        pairs[entity, other] += step
                if day is not None:
                    days[entity, day] += step
    _add(db, "beside", "other", pairs)
    _add(db, "active", "day", days)
    rows = db.all(
        "SELECT e.number FROM json_each(?) j JOIN entity e ON e.number = j.value WHERE e.heavy = 0 AND e.articles >= ?",
        (told, HEAVY),
    )
    for (number,) in rows:
        _keep(db, number)


def _add(db: Database, table: str, column: str, steps: Counter[tuple[int, int]]) -> None:
    db.many(
        f"INSERT INTO {table} (entity, {column}, articles) VALUES (?, ?, ?) "  # noqa: S608
        "ON CONFLICT DO UPDATE SET articles = articles + excluded.articles",
        [(*key, step) for key, step in sorted(steps.items()) if step],
    )
    db.many(
        f"DELETE FROM {table} WHERE entity = ? AND {column} = ? AND articles = 0",  # noqa: S608
        [key for key, step in steps.items() if step < 0],
    )


def _keep(db: Database, entity: int) -> None:
    """Begin to keep the counts of an entity."""
    db.many(
        "INSERT INTO beside (entity, other, articles) VALUES (?, ?, ?)",
        [(entity, other, articles) for other, articles in sorted(_count_others(db, entity).items())],
    )
    db.many(
        "INSERT INTO active (entity, day, articles) VALUES (?, ?, ?)",
        [(entity, day, articles) for day, articles in _count_days(db, entity)],
    )
    db.run("UPDATE entity SET heavy = 1 WHERE number = ?", (entity,))


def forget(db: Database, entities: Sequence[int]) -> None:
    """Drop what is kept for entities that are no more."""
    for table in ("beside", "active"):
        db.many(f"DELETE FROM {table} WHERE entity = ?", [(entity,) for entity in entities])  # noqa: S608


def read_others(db: Database, entity: int, heavy: bool) -> dict[int, int]:
    """In how many of an entity's articles each of the others is: the thousand it is with most."""
    if heavy:
        return dict(
            db.all(
                "SELECT other, articles FROM beside WHERE entity = ? ORDER BY articles DESC, other LIMIT ?",
                (entity, MOST),
            )
        )
    counts = sorted(_count_others(db, entity).items(), key=lambda pair: (-pair[1], pair[0]))
    return dict(counts[:MOST])


def read_days(db: Database, entity: int, heavy: bool) -> list[tuple[int, int]]:
    """On which days (`date.toordinal`) an entity has articles, and how many."""
    if heavy:
        return db.all("SELECT day, articles FROM active WHERE entity = ? ORDER BY day", (entity,))
    return _count_days(db, entity)


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
