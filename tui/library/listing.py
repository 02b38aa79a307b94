"""The article list: any page of it, at a cost that does not depend on how many articles there are."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any, Protocol

from tui.library import groups
from tui.library.connect import Database
from tui.library.records import Filter, Row, Sort

_ROW = (
    "a.id, a.title, a.title_derived, a.source, a.published, a.place, a.section, a.lede, a.words, a.read, a.starred, "
    "EXISTS (SELECT 1 FROM note n WHERE n.article = a.id), a.gone, o.name, a.story, "
    "CASE WHEN a.story IS NULL THEN 1 ELSE (SELECT count(*) FROM article v WHERE v.story = a.story) END"
)
FILTERS: dict[Filter, str] = {"all": "1", "unread": "read = 0", "starred": "starred = 1"}
_STANDING: dict[Filter, str] = {
    "all": "version = 0",
    # A story is as read as the version that is listed: older ones that nobody opened do not come up again.
    "unread": "version = 0",
    # What was starred is always to be found, whichever version it is.
    "starred": "(story IS NULL OR NOT EXISTS (SELECT 1 FROM article v "
    "WHERE v.story = article.story AND v.version < article.version AND v.starred = 1))",
}
"""Which articles of a filter stand for all versions of their story."""


class Listing(Protocol):
    """Articles in an order."""

    def __len__(self) -> int: ...

    def page(self, offset: int, limit: int) -> list[Row]:
        """At most `limit` rows from the `offset`-th on."""

    def position(self, id: str) -> int | None:  # noqa: A002
        """The offset of an article; None when it is not in the list."""

    def neighbour(self, id: str, step: int, unread: bool = False) -> str | None:  # noqa: A002
        """The article `step` places after this one (before it when negative), counting only unread ones if asked to.

        None when there is none so far.
        """


def list_articles(db: Database, sort: Sort, where: Filter, keep: Collection[str], *, grouped: bool) -> Listing:
    """The whole library for a sort order and a filter; see `Library.listing`."""
    return _Whole(db, sort, where, keep, grouped=grouped)


def read_rows(db: Database, ids: Sequence[str]) -> list[Row]:
    """The rows of these articles, in this order; those the library does not have are left out."""
    with db.snapshot():
        told = json.dumps(ids)
        found = db.all(
            f"SELECT {_ROW} FROM json_each(?) j JOIN article a ON a.id = j.value JOIN origin o ON o.number = a.origin",  # noqa: S608
            (told,),
        )
        tags: dict[str, list[str]] = {}
        for article, tag in db.all(
            "SELECT t.article, t.tag FROM json_each(?) j JOIN tagging t ON t.article = j.value ORDER BY t.folded",
            (told,),
        ):
            tags.setdefault(article, []).append(tag)
    rows = {row[0]: _make_row(row, tuple(tags.get(row[0], ()))) for row in found}
    return [rows[id_] for id_ in ids if id_ in rows]


def _make_row(row: Sequence[Any], tags: tuple[str, ...]) -> Row:
    id_, title, derived, source, published, place, section, lede, words, read, starred, noted, gone, origin, *story = (
        row
    )
    return Row(
        id=id_, title=title, title_derived=bool(derived), source=source, published=published, place=place,
        section=section, lede=lede, words=words, read=bool(read), starred=bool(starred), noted=bool(noted),
        gone=bool(gone), tags=tags, origin=origin, story=story[0], versions=story[1],
    )  # fmt: skip


class _Whole:
    """The library in order of date. Every question is answered from an index that holds the sort key and the id."""

    def __init__(self, db: Database, sort: Sort, where: Filter, keep: Collection[str], *, grouped: bool) -> None:
        self._db = db
        self._key = "oldest" if sort == "oldest" else "newest"
        self._where = FILTERS[where]
        self._standing = _STANDING[where] if grouped else ""
        # Relevance means nothing where nothing was searched for.
        self._down = sort != "oldest"
        self._keep = json.dumps(sorted(keep)) if where != "all" and keep else ""

    def __len__(self) -> int:
        return self._count("1", {})

    def page(self, offset: int, limit: int) -> list[Row]:
        with self._db.snapshot():
            sql = f"{self._select('1')} ORDER BY {self._order(self._down)} LIMIT :limit OFFSET :offset"
            ids = self._db.all(sql, {"limit": limit, "offset": offset, "keep": self._keep})
            return read_rows(self._db, [row[-1] for row in ids])

    def position(self, id: str) -> int | None:  # noqa: A002
        with self._db.snapshot():
            for listed in [id] if not self._standing else groups.read_versions(self._db, id):
                key = self._find(listed)
                if key is None:
                    return None
                values = self._values(key, listed)
                if self._db.value(f"SELECT EXISTS ({self._select('id = :id')})", values):
                    return self._count(self._range(before=True), values)
            return None

    def neighbour(self, id: str, step: int, unread: bool = False) -> str | None:  # noqa: A002
        with self._db.snapshot():
            key = self._find(id)
            if key is None or not step:
                return None if key is None else id
            sql = (
                f"{self._select(self._range(before=step < 0), unread)} "
                f"ORDER BY {self._order(self._down == (step > 0))} LIMIT 1 OFFSET :offset"
            )
            row = self._db.one(sql, self._values(key, id) | {"offset": abs(step) - 1})
            return None if row is None else str(row[-1])

    def _find(self, id_: str) -> int | None:
        key: int | None = self._db.value(f"SELECT {self._key} FROM article WHERE id = ?", (id_,))  # noqa: S608
        return key

    def _values(self, key: int, id_: str) -> dict[str, Any]:
        return {"key": key, "id": id_, "keep": self._keep}

    def _range(self, before: bool) -> str:
        return f"({self._key}, id) {'>' if self._down == before else '<'} (:key, :id)"

    def _order(self, down: bool) -> str:
        return f"{self._key} DESC, id DESC" if down else f"{self._key}, id"

    def _select(self, condition: str, unread: bool = False) -> str:
        base = f"SELECT {self._key}, id FROM article WHERE"  # noqa: S608
        more = (" AND read = 0" if unread else "") + (f" AND {self._standing}" if self._standing else "")
        sql = f"{base} {self._where} AND {condition}{more}"
        if self._keep:
            # Two ordered halves are merged as they are read; one condition with OR would have to sort everything.
            kept = f"{base} id IN (SELECT value FROM json_each(:keep)) AND NOT ({self._where})"  # noqa: S608
            sql = f"{sql} UNION ALL {kept} AND {condition}{more}"
        return sql

    def _count(self, condition: str, values: dict[str, Any]) -> int:
        if self._where == condition == "1":
            return int(self._db.value(_COUNT_STORIES if self._standing else "SELECT count(*) FROM article"))
        return int(
            self._db.value(f"SELECT count(*) FROM ({self._select(condition)})", {"keep": self._keep, **values})  # noqa: S608
        )


_COUNT_STORIES = (
    "SELECT (SELECT count(*) FROM article) - "
    "(SELECT count(*) FROM article INDEXED BY article_story WHERE story IS NOT NULL AND version > 0)"
)


def find_numbers(db: Database, where: Filter) -> list[int]:
    """The numbers of all articles that a filter shows."""
    return [number for (number,) in db.all(f"SELECT number FROM article WHERE {FILTERS[where]}")]  # noqa: S608
