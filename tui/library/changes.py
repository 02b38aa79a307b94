"""The change log, which the index follows: the number of each article's last change."""

from __future__ import annotations

from collections.abc import Iterable

from tui.library.connect import Database
from tui.library.records import Change


def log(db: Database, ids: Iterable[str]) -> None:
    """Give these articles the next numbers; must be in the transaction that changes them."""
    db.many("INSERT OR REPLACE INTO change (article) VALUES (?)", [(id_,) for id_ in ids])


def read(db: Database, after: int, limit: int) -> list[Change]:
    """The changes with a number above `after`, in order, at most `limit`; each article's last one only."""
    rows = db.all(
        "SELECT c.number, c.article, a.id IS NULL, coalesce(a.words, 0) "
        "FROM change c LEFT JOIN article a ON a.id = c.article "
        "WHERE c.number > ? ORDER BY c.number LIMIT ?",
        (after, limit),
    )
    return [Change(number, article, bool(deleted), words) for number, article, deleted, words in rows]


def read_last(db: Database) -> int:
    """The number of the last change; 0 in an empty library."""
    return int(db.value("SELECT coalesce(max(number), 0) FROM change"))
