"""Lines that recur across a source's documents: how often each is seen, and which are known to recur."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable
from typing import Any

from tui.library import pack
from tui.library.connect import Database
from tui.model import Article


def find_repeated(db: Database, origin: str, documents: int, share: float) -> frozenset[int]:
    """The lines seen in at least `documents` documents and at least `share` of the source's.

    Documents that begin alike count as one, so that a story kept under several names makes none of its lines recur.
    """
    traces = _read_traces(db, origin)
    least = max(documents, math.ceil(share * len(traces)))
    seen = Counter(pack.unpack_numbers(b"".join(blob for _, _, blob in traces)))
    often = frozenset(line for line, count in seen.items() if count >= least)
    apart = {(line, lede) for _, lede, blob in traces for line in often.intersection(pack.unpack_numbers(blob))}
    counts = Counter(line for line, _ in apart)
    return frozenset(line for line, count in counts.items() if count >= least)


def _read_traces(db: Database, origin: str) -> list[Any]:
    return db.all(
        "SELECT t.article, t.lede, t.lines FROM origin o CROSS JOIN trace t ON t.origin = o.number WHERE o.name = ?",
        (origin,),
    )


def _read_article(db: Database, number: int) -> Article:
    return pack.unpack(db.value("SELECT content FROM page WHERE article = ?", (number,)), Article)


def count_line(db: Database, origin: str, line: int) -> tuple[int, int]:
    """In how many documents of a source a line stands, and how many there are."""
    row = db.one(
        "SELECT coalesce(sum(instr(t.lines, ?) > 0), 0), count(*) "
        "FROM origin o CROSS JOIN trace t ON t.origin = o.number WHERE o.name = ?",
        (pack.pack_numbers([line]), origin),
    )
    return int(row[0]), int(row[1])


def read_learned(db: Database, origin: str) -> frozenset[int]:
    """The lines that were last learned to recur in a source."""
    rows = db.all("SELECT l.hash FROM learned l JOIN origin o ON o.number = l.origin WHERE o.name = ?", (origin,))
    return frozenset(hash_ for (hash_,) in rows)


def is_learned(db: Database, origin: str, basis: str) -> bool:
    """Whether no line of a source has come, gone or changed since `learn` was last given what was found on a basis."""
    row = db.one("SELECT traced, learned FROM origin WHERE name = ?", (origin,))
    return row is None or row[1] == f"{row[0]} {basis}"


def learn(
    db: Database,
    origin: str,
    repeated: frozenset[int],
    basis: str,
    touched: Callable[[Article, frozenset[int]], bool],
) -> list[str]:
    """Remember the lines that recur in a source; returns the ids of the articles this makes a difference to.

    Those lose their recipe in the same transaction, so that they are made anew even if this run dies before it does.
    """
    with db.atomic():
        db.run("UPDATE origin SET learned = traced || ' ' || ? WHERE name = ?", (basis, origin))
        former = read_learned(db, origin)
        if former == repeated:
            return []
        db.run("INSERT INTO origin (name) VALUES (?) ON CONFLICT DO NOTHING", (origin,))
        number = db.value("SELECT number FROM origin WHERE name = ?", (origin,))
        added, dropped = repeated - former, former - repeated
        db.many("DELETE FROM learned WHERE origin = ? AND hash = ?", [(number, line) for line in dropped])
        db.many("INSERT INTO learned (origin, hash) VALUES (?, ?)", [(number, line) for line in added])
        altered = added | dropped
        affected = [
            article
            for article, _, blob in _read_traces(db, origin)
            if not altered.isdisjoint(pack.unpack_numbers(blob)) and touched(_read_article(db, article), altered)
        ]
        db.many("UPDATE article SET recipe = '' WHERE number = ?", [(article,) for article in affected])
        rows = db.all("SELECT a.id FROM json_each(?) j JOIN article a ON a.number = j.value", (json.dumps(affected),))
    return sorted(id_ for (id_,) in rows)
