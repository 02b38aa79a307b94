"""Whether the library is sound: its pages, and what its tables say of each other."""

from __future__ import annotations

from tui.errors import LibraryBusy, LibraryError
from tui.library.connect import Database

_RULES = {
    "articles have no document": "SELECT count(*) FROM article WHERE number NOT IN (SELECT article FROM document)",
    "articles have no page": "SELECT count(*) FROM article WHERE number NOT IN (SELECT article FROM page)",
    "articles are missing in the change log": (
        "SELECT count(*) FROM article WHERE id NOT IN (SELECT article FROM change)"
    ),
    "articles show another state than the user's": (
        "SELECT count(*) FROM article a LEFT JOIN state s ON s.article = a.id "
        "WHERE a.read <> coalesce(s.read, 0) OR a.starred <> coalesce(s.starred, 0)"
    ),
    "uses are of no name or no article": (
        "SELECT count(*) FROM usage u LEFT JOIN local l ON l.number = u.local "
        "LEFT JOIN article a ON a.number = u.article WHERE l.number IS NULL OR a.number IS NULL"
    ),
    "articles have other names than are counted": (
        "SELECT count(*) FROM article a LEFT JOIN company c ON c.article = a.number "
        "LEFT JOIN (SELECT article, count(*) uses FROM usage GROUP BY article) u ON u.article = a.number "
        "WHERE coalesce(length(c.locals), -1) <> 8 * coalesce(u.uses, 0)"
    ),
    "names belong to another entity than their uses say": (
        "SELECT count(*) FROM usage u JOIN local l ON l.number = u.local WHERE u.entity <> l.entity"
    ),
    "entities have wrong counts": (
        "SELECT count(*) FROM entity e LEFT JOIN "
        "(SELECT entity, count(DISTINCT article) articles, sum(mentions) mentions "
        "FROM usage GROUP BY entity) u ON u.entity = e.number "
        "WHERE e.articles <> coalesce(u.articles, 0) OR e.mentions <> coalesce(u.mentions, 0)"
    ),
    "stories have their versions in no order": (
        "SELECT count(*) FROM (SELECT 1 FROM article WHERE story IS NOT NULL GROUP BY story HAVING count(*) < 2 "
        "OR count(DISTINCT version) < count(*) OR min(version) <> 0 OR max(version) <> count(*) - 1 "
        "OR story <> min(number))"
    ),
    "articles have a place in no story": "SELECT count(*) FROM article WHERE story IS NULL AND version <> 0",
    "entities are said to have a summary and have none": (
        "SELECT count(*) FROM entity WHERE heavy = 1 AND number NOT IN (SELECT entity FROM summary)"
    ),
    "names have wrong counts of quotes": (
        "SELECT count(*) FROM local l LEFT JOIN (SELECT local, count(*) quotes FROM quoted GROUP BY local) q "
        "ON q.local = l.number WHERE l.quotes <> coalesce(q.quotes, 0)"
    ),
    "names have wrong counts": (
        "SELECT count(*) FROM local l LEFT JOIN (SELECT local, count(*) articles FROM usage GROUP BY local) u "
        "ON u.local = l.number WHERE l.articles <> coalesce(u.articles, 0)"
    ),
}


def find_problems(db: Database) -> list[str]:
    """What is wrong, in words; empty when all is well."""
    try:
        with db.snapshot():
            problems = [text for (text,) in db.all("PRAGMA integrity_check(20)") if text != "ok"]
            broken = len(db.all("PRAGMA foreign_key_check"))
            if broken:
                problems.append(f"{broken} rows refer to missing ones")
            counts = {text: int(db.value(sql)) for text, sql in _RULES.items()}
        return problems + [f"{count} {text}" for text, count in counts.items() if count]
    except LibraryBusy:
        raise
    except LibraryError as error:
        return [error.message]
