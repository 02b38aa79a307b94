"""The list of what was searched for: given articles in a given order, filtered and grouped without a step for each."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from tui.library.connect import Database
from tui.library.listing import FILTERS, Listing, read_rows
from tui.library.ranking import Ids, Listed, Numbers, Ranking, encode
from tui.library.records import Filter, Row, Sort

_PART = 256
"""Articles looked through at once for an unread one."""
_FEW = 2000
"""Articles of which it is asked one by one whether a filter shows them; of more, all that it shows are read."""


class _Versions(NamedTuple):
    """The articles that have other versions, in the order of their ids."""

    change: int
    ids: Ids
    stories: Numbers
    places: Numbers
    """In their stories."""


class Choosing:
    """Makes lists of articles that were searched for; may be used from any thread."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._known: _Versions | None = None

    def choose(self, sort: Sort, ids: Sequence[str], where: Filter, keep: Collection[str], *, grouped: bool) -> Listing:
        """The list of these articles; see `Library.listing`."""
        if isinstance(ids, Ranking):
            ranking = ids
        else:
            ranking = Ranking(Listed(ids if sort == "relevance" else _order(self._db, sort, ids)))
        if where != "all":
            listed = ranking.read_ids()
            ranking = ranking.keep(_filter(self._db, listed, where) | _find_among(listed, keep))
        stands: Mapping[str, str] = {}
        if grouped and len((versions := self._read_versions()).ids):
            places, known = find_ids(versions.ids, ranking.read_ids())
            ranking, stands = ranking.collapse(np.where(known, versions.stories[places], -1), versions.places[places])
        return _Chosen(self._db, ranking, stands)

    def _read_versions(self) -> _Versions:
        """Which articles have other versions, remembered until that changes."""
        with self._db.snapshot():
            change = int(self._db.value("SELECT value FROM meta WHERE name = 'stories'"))
            if self._known is None or change != self._known.change:
                rows = self._db.all("SELECT id, story, version FROM article WHERE story IS NOT NULL ORDER BY id")
                stories, places = np.array([row[1:] for row in rows], np.int64).reshape(-1, 2).T
                self._known = _Versions(change, encode([id_ for id_, *_ in rows]), stories, places)
            return self._known


class _Chosen:
    """Given articles in a given order."""

    def __init__(self, db: Database, ids: Ranking, stands: Mapping[str, str]) -> None:
        self._db = db
        self._ids = ids
        self._stands = stands
        """By an article that is not listed itself, the version that is."""

    def __len__(self) -> int:
        return len(self._ids)

    def page(self, offset: int, limit: int) -> list[Row]:
        return read_rows(self._db, self._ids[offset : offset + limit])

    def position(self, id: str) -> int | None:  # noqa: A002
        return self._ids.find_position(self._stands.get(id, id))

    def neighbour(self, id: str, step: int, unread: bool = False) -> str | None:  # noqa: A002
        position = self.position(id)
        if position is None or not step:
            return None if position is None else id
        if not unread:
            there = position + step
            return self._ids[there] if 0 <= there < len(self._ids) else None
        left = abs(step)
        while 0 <= position < len(self._ids):
            part = (
                self._ids[position + 1 : position + 1 + _PART]
                if step > 0
                else self._ids[max(0, position - _PART) : position][::-1]
            )
            if not part:
                return None
            fresh = _filter(self._db, encode(part), "unread").tolist()
            for id_, is_fresh in zip(part, fresh, strict=True):
                left -= is_fresh
                if not left:
                    return id_
            position += len(part) if step > 0 else -len(part)
        return None


def find_ids(known: Ids, ids: Ids) -> tuple[Numbers, Numbers]:
    """Where each of these ids is among sorted ones, and whether it is there at all."""
    if not len(known):
        return np.zeros(len(ids), np.int64), np.zeros(len(ids), bool)
    places = np.minimum(np.searchsorted(known, ids), len(known) - 1)
    return places, known[places] == ids


def _find_among(ids: Ids, wanted: Collection[str]) -> Numbers:
    """Mark those of these ids that are wanted."""
    return find_ids(np.sort(encode(wanted)), ids)[1]


def _filter(db: Database, ids: Ids, where: Filter) -> Numbers:
    """Mark those of these articles that a filter shows."""
    if len(ids) > _FEW:
        rows = db.all(f"SELECT id FROM article WHERE {FILTERS[where]}")  # noqa: S608
    else:
        rows = db.all(
            f"SELECT a.id FROM json_each(?) j JOIN article a ON a.id = j.value WHERE {FILTERS[where]}",  # noqa: S608
            (json.dumps([id_.decode() for id_ in ids]),),
        )
    return _find_among(ids, [id_ for (id_,) in rows])


def _order(db: Database, sort: Sort, ids: Sequence[str]) -> list[str]:
    """These articles by date."""
    down = sort == "newest"
    rows = db.all(
        f"SELECT a.{'newest' if down else 'oldest'}, a.id FROM json_each(?) j JOIN article a ON a.id = j.value",  # noqa: S608
        (json.dumps(list(ids)),),
    )
    return [id_ for _, id_ in sorted(rows, reverse=down)]
