"""Lines that recur across a source's documents: how often each is seen, and which are known to recur."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from tui.library.connect import Database


class Item(NamedTuple):
    """The lines of one article, and those it had before; each with the hash of its lede."""

    origin: int
    article: int
    former_lede: int
    former: tuple[int, ...]
    lede: int
    lines: tuple[int, ...]


def replace(db: Database, items: Sequence[Item]) -> None:
    """Count the lines of these articles in place of those they had; needs a transaction."""
    db.many(
        "DELETE FROM line WHERE origin = ? AND hash = ? AND lede = ? AND article = ?",
        [(item.origin, line, item.former_lede, item.article) for item in items for line in item.former],
    )
    db.many(
        "INSERT INTO line (origin, hash, lede, article) VALUES (?, ?, ?, ?)",
        sorted((item.origin, line, item.lede, item.article) for item in items for line in item.lines),
    )


def find_repeated(db: Database, origin: str, documents: int, share: float) -> frozenset[int]:
    """The lines seen in at least `documents` documents and at least `share` of the source's.

    Documents that begin alike count as one, so that a story kept under several names makes none of its lines recur.
    """
    row = db.one(
        "SELECT o.number, count(*) FROM origin o JOIN article a ON a.origin = o.number WHERE o.name = ? "
        "GROUP BY o.number",
        (origin,),
    )
    if row is None:
        return frozenset()
    number, total = row
    least = max(documents, math.ceil(share * total))
    found = db.all(
        "SELECT hash FROM (SELECT DISTINCT hash, lede FROM line WHERE origin = ?) GROUP BY hash HAVING count(*) >= ?",
        (number, least),
    )
    return frozenset(hash_ for (hash_,) in found)


def read_learned(db: Database, origin: str) -> frozenset[int]:
    """The lines that were last learned to recur in a source."""
    rows = db.all("SELECT l.hash FROM learned l JOIN origin o ON o.number = l.origin WHERE o.name = ?", (origin,))
    return frozenset(hash_ for (hash_,) in rows)


def learn(db: Database, origin: str, repeated: frozenset[int]) -> list[str]:
    """Remember the lines that recur in a source; returns the ids of the articles this makes a difference to.

    Those lose their recipe in the same transaction, so that they are made anew even if this run dies before it does.
    """
    with db.atomic():
        former = read_learned(db, origin)
        if former == repeated:
            return []
        db.run("INSERT INTO origin (name) VALUES (?) ON CONFLICT DO NOTHING", (origin,))
        number = db.value("SELECT number FROM origin WHERE name = ?", (origin,))
        added, dropped = repeated - former, former - repeated
        db.many("DELETE FROM learned WHERE origin = ? AND hash = ?", [(number, line) for line in dropped])
        db.many("INSERT INTO learned (origin, hash) VALUES (?, ?)", [(number, line) for line in added])
        affected: dict[str, int] = {}
        for line in sorted(added | dropped):
            affected.update(
                db.all(
                    "SELECT a.id, a.number FROM line l JOIN article a ON a.number = l.article "
                    "WHERE l.origin = ? AND l.hash = ?",
                    (number, line),
                )
            )
        db.many("UPDATE article SET recipe = '' WHERE number = ?", [(number,) for number in affected.values()])
    return sorted(affected)
