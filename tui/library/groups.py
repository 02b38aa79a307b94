"""Versions of one story: which articles are alike, and which of them stands for all in the list.

What is alike is a matter of two articles alone, and a story is all that hangs together by it; so it does not matter in
which order they came. Articles are found by the buckets of their sketches, so that a new one costs a look-up.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tui.library.connect import Database
from tui.library.moments import UNDATED
from tui.likeness import DAYS, Sketch, is_same_story, list_buckets

_BATCH = 8192
"""Articles grouped in one transaction: many, so that each page of the buckets is written few times on a first sync."""
_DAY = 86_400


class _Member(NamedTuple):
    """An article as it is compared and ranked."""

    number: int
    id: str
    newest: int
    gone: int
    story: int | None
    version: int
    sketch: Sketch

    @property
    def rank(self) -> tuple[object, ...]:
        """By which versions are ordered: those whose file is there, the newest day, the most complete of a day."""
        if self.newest < UNDATED:
            return self.gone, 1, 0, -self.sketch.size, 0, self.id
        return self.gone, 0, -(self.newest // _DAY), -self.sketch.size, -self.newest, self.id


def replace(db: Database, sketches: Sequence[tuple[int, Sketch, bytes | None]]) -> None:
    """Write articles' sketches, each with the words of its former one; their versions are found by `regroup`."""
    db.many(
        "INSERT OR REPLACE INTO sketch (article, size, words, numbers) VALUES (?, ?, ?, ?)",
        [(number, sketch.size, sketch.words, sketch.numbers) for number, sketch, _ in sketches],
    )
    db.many(
        "INSERT INTO regroup (article, former) VALUES (?, ?) "
        "ON CONFLICT DO UPDATE SET former = coalesce(former, excluded.former)",
        [(number, former or None) for number, _, former in sketches],
    )


def mark(db: Database, numbers: Sequence[tuple[int]]) -> None:
    """Let the versions of those of these articles that have some be put in order anew."""
    db.many(
        "INSERT OR IGNORE INTO regroup (article) SELECT number FROM article WHERE number = ? AND story IS NOT NULL",
        numbers,
    )


def regroup(db: Database) -> None:
    """Find the versions of all articles that are new or changed. Each step leaves the library whole."""
    while db.value("SELECT EXISTS (SELECT 1 FROM regroup)"):
        with db.atomic():
            _regroup_some(db)


def _regroup_some(db: Database) -> None:
    stale = db.all("SELECT article, former FROM regroup ORDER BY article LIMIT ?", (_BATCH,))
    grouping = _Grouping(db, [number for number, _ in stale])
    dropped = [(key, number) for number, former in stale for key in list_buckets(former or b"")]
    db.many("DELETE FROM bucket WHERE key = ? AND article = ?", sorted(dropped))
    added = [(key, number) for number, _ in stale for key in list_buckets(grouping.members[number].sketch.words)]
    db.many("INSERT OR IGNORE INTO bucket (key, article) VALUES (?, ?)", sorted(added))
    grouping.join()
    grouping.write()
    db.run("DELETE FROM regroup WHERE article <= ?", (stale[-1][0],))


class _Grouping:
    """Joins some articles, and all that were versions of them so far, to the stories they belong to now."""

    def __init__(self, db: Database, numbers: Iterable[int]) -> None:
        self._db = db
        self.members: dict[int, _Member] = {}
        self._read("SELECT value FROM json_each(?)", list(numbers))
        former = {member.story for member in self.members.values() if member.story is not None}
        self._read(_OF_STORIES, sorted(former))
        self._affected = sorted(self.members)
        self._parents: dict[int, int] = {}
        self._met: set[int] = set()
        """Other articles that were joined to those."""
        self._joined: set[int] = set()
        """Whole stories that were."""

    def _read(self, chosen: str, values: Sequence[int]) -> None:
        rows = self._db.all(
            "SELECT a.number, a.id, a.newest, a.gone, a.story, a.version, s.size, s.words, s.numbers "  # noqa: S608
            f"FROM article a JOIN sketch s ON s.article = a.number WHERE a.number IN ({chosen})",
            (json.dumps(values),),
        )
        for row in rows:
            self.members[row[0]] = _Member._make((*row[:-3], Sketch(*row[-3:])))

    def join(self) -> None:
        """Compare each article with those that share a bucket, unless they hang together already."""
        affected = set(self._affected)
        alike: dict[tuple[Sketch, int | None], int] = {}
        for number in self._affected:
            mine = self.members[number]
            if not mine.sketch.words:
                continue
            # What is the same in all that is compared needs no search of its own: an error page may come often.
            first = alike.setdefault((mine.sketch, mine.newest if mine.newest >= UNDATED else None), number)
            if first != number:
                self._unite(first, number)
                continue
            found = self._db.all(
                "SELECT DISTINCT b.article FROM json_each(?) j CROSS JOIN bucket b ON b.key = j.value "
                "WHERE b.article <> ?",
                (json.dumps(list_buckets(mine.sketch.words)), number),
            )
            others = [other for (other,) in found]
            self._read("SELECT value FROM json_each(?)", [other for other in others if other not in self.members])
            for other in others:
                its = self.members[other]
                if _are_far(mine, its) and mine.sketch != its.sketch:
                    continue
                # A story that nothing has changed in stays together, whatever joins it.
                whole = other not in affected and its.story is not None
                stands = its.story if whole and its.story is not None else other
                if self._find(stands) != self._find(number) and _are_versions(mine, its):
                    self._unite(stands, number)
                    (self._joined if whole else self._met).add(stands)

    def write(self) -> None:
        """Write the stories and the places in them, where they are other ones than before."""
        concerned = self._met.union(self._affected)
        self.members = {number: self.members[number] for number in concerned}
        self._read(_OF_STORIES, sorted(self._joined))
        stories: dict[int, list[_Member]] = defaultdict(list)
        for number, member in self.members.items():
            if number not in concerned and member.story is not None:
                self._unite(number, member.story)
            stories[self._find(number)].append(member)
        changed = []
        for versions in stories.values():
            story = min(member.number for member in versions) if len(versions) > 1 else None
            for place, member in enumerate(sorted(versions, key=lambda member: member.rank)):
                if (member.story, member.version) != (story, place):
                    changed.append((story, place, member.number))
        self._db.many("UPDATE article SET story = ?, version = ? WHERE number = ?", changed)
        if changed:
            self._db.run("UPDATE meta SET value = value + 1 WHERE name = 'stories'")

    def _find(self, number: int) -> int:
        while (parent := self._parents.get(number, number)) != number:
            self._parents[number] = self._parents.get(parent, parent)
            number = parent
        return number

    def _unite(self, one: int, other: int) -> None:
        one, other = sorted((self._find(one), self._find(other)))
        self._parents[other] = one
        self._parents.setdefault(one, one)


_OF_STORIES = "SELECT v.number FROM json_each(?) j CROSS JOIN article v INDEXED BY article_story ON v.story = j.value"


def _are_far(one: _Member, other: _Member) -> bool:
    return min(one.newest, other.newest) >= UNDATED and abs(one.newest - other.newest) > DAYS * _DAY


def _are_versions(one: _Member, other: _Member) -> bool:
    dated = min(one.newest, other.newest) >= UNDATED
    return is_same_story(one.sketch, other.sketch, one.newest - other.newest if dated else None)


def read_versions(db: Database, id_: str) -> list[str]:
    """The ids of all versions of an article, with its own, in their order; only its own when it has no others."""
    rows = db.all(
        "SELECT v.id FROM article a CROSS JOIN article v ON v.story = a.story WHERE a.id = ? ORDER BY v.version", (id_,)
    )
    return [version for (version,) in rows] or [id_]


def add_versions(db: Database, ids: Iterable[str]) -> list[str]:
    """These articles and all other versions of them, each once."""
    chosen = dict.fromkeys(ids)
    rows = db.all(
        "SELECT v.id FROM json_each(?) j CROSS JOIN article a ON a.id = j.value "
        "CROSS JOIN article v ON v.story = a.story",
        (json.dumps(list(chosen)),),
    )
    return list(chosen | dict.fromkeys(id_ for (id_,) in rows))
