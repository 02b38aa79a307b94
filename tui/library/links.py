"""Resolution across the library: which entity each name belongs to, and what follows when that changes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import NamedTuple

from tui.library import changes, company, pack
from tui.library.connect import Database
from tui.library.names import Key, get_entities
from tui.library.records import Link, LocalEntity
from tui.model import Kind

_FEW = 3000
"""Articles whose change of names is followed one by one; for more it is quicker to count again."""

_BATCH = 1000
"""Names joined in one transaction, so that a change of state from the screen need not wait for all of them."""


class _Move(NamedTuple):
    local: int
    entity: int
    to: Key


def read_locals(db: Database) -> list[LocalEntity]:
    """Every name that articles use for an entity, with its kind, other spellings and number of articles."""
    with db.snapshot():
        spellings: dict[int, list[str]] = {}
        for local, name in db.all("SELECT local, name FROM local_name ORDER BY local, uses DESC, name"):
            spellings.setdefault(local, []).append(name)
        rows = db.all(
            "SELECT number, kind, label, name, part, articles FROM local WHERE articles > 0 ORDER BY kind, label"
        )
    return [
        LocalEntity(Kind(kind), label, tuple(spellings.get(number, (name,))), articles, name if part else "")
        for number, kind, label, name, part, articles in rows
    ]


def is_linked(db: Database, basis: str) -> bool:
    """Whether no article's names have changed since `relink` was last given what was found on a basis."""
    count, linked = db.one(_MARKS)
    return bool(linked == f"{count} {basis}")


_MARKS = "SELECT (SELECT value FROM meta WHERE name = 'names'), (SELECT value FROM meta WHERE name = 'linked')"


def relink(db: Database, links: Iterable[Link], basis: str = "") -> None:
    """Write which entity each name belongs to.

    An entity is its kind and name: where those stay, its number stays. Articles whose names resolve to something else
    than before get a new number in the change log. Each step leaves the library whole.
    """
    wanted = {(link.kind.value, link.name): link for link in links}
    moves = _find_moves(db, wanted)
    for start in range(0, len(moves), _BATCH):
        _move(db, moves[start : start + _BATCH])
    with db.atomic():
        _mark(db, wanted.values())
        reasons = db.all("SELECT number, kind, label, why FROM local")
        db.many(
            "UPDATE local SET why = ? WHERE number = ?",
            [
                (link.why, number)
                for number, kind, name, why in reasons
                if (link := wanted.get((kind, name))) is not None and link.why != why
            ],
        )
        _sweep(db)
        count, _ = db.one(_MARKS)
        db.run("UPDATE meta SET value = ? WHERE name = 'linked'", (f"{count} {basis}",))


def _find_moves(db: Database, wanted: dict[Key, Link]) -> list[_Move]:
    rows = db.all(
        "SELECT l.number, l.kind, l.label, e.number, e.kind, e.name FROM local l JOIN entity e ON e.number = l.entity"
    )
    moves = []
    for local, kind, name, entity, entity_kind, entity_name in rows:
        link = wanted.get((kind, name))
        if link is not None and (link.to_kind.value, link.to_name) != (entity_kind, entity_name):
            moves.append(_Move(local, entity, (link.to_kind.value, link.to_name)))
    return moves


def _move(db: Database, moves: list[_Move]) -> None:
    with db.atomic():
        entities = get_entities(db, sorted({move.to for move in moves}))
        altered: dict[int, tuple[str, int | None]] = {}
        for local, entity, _ in moves:
            altered.update(
                (number, (id_, day))
                for number, id_, day in db.all(
                    "SELECT a.number, a.id, u.day FROM usage u JOIN article a ON a.number = u.article "
                    "WHERE u.entity = ? AND u.local = ?",
                    (entity, local),
                )
            )
        few = len(altered) <= _FEW
        before = _read_company(db, altered) if few else {}
        for local, entity, to in moves:
            db.run("UPDATE usage SET entity = ? WHERE entity = ? AND local = ?", (entities[to], entity, local))
            db.run("UPDATE local SET entity = ? WHERE number = ?", (entities[to], local))
        affected = {move.entity for move in moves} | set(entities.values())
        db.many(
            "UPDATE entity SET (articles, mentions) = (SELECT count(DISTINCT article), coalesce(sum(mentions), 0) "
            "FROM usage WHERE entity = ?1) WHERE number = ?1",
            [(entity,) for entity in sorted(affected)],
        )
        after = _read_company(db, altered)
        if few:
            days = {number: day for number, (_, day) in altered.items()}
            changes_ = [company.Change(before[number], after[number], days[number]) for number in altered]
            company.follow(db, changes_, affected)
        else:
            company.mark(db, affected.union(*after.values()))
        changes.log(db, sorted(id_ for id_, _ in altered.values()))


def _read_company(db: Database, articles: Iterable[int]) -> dict[int, frozenset[int]]:
    """The entities of articles, as names belong to them now."""
    rows = db.all(
        "SELECT c.article, c.locals FROM json_each(?) j JOIN company c ON c.article = j.value",
        (json.dumps(list(articles)),),
    )
    names = {number: pack.unpack_numbers(blob) for number, blob in rows}
    entities = company.read_entities(db, frozenset().union(*names.values()))
    return {number: frozenset(entities[local] for local in locals_) for number, locals_ in names.items()}


def _mark(db: Database, links: Iterable[Link]) -> None:
    """Hide and pin entities as the links say."""
    flags: dict[Key, tuple[bool, bool]] = {}
    for link in links:
        key = (link.to_kind.value, link.to_name)
        hidden, pinned = flags.get(key, (False, False))
        flags[key] = (hidden or link.hidden, pinned or link.pinned)
    for number, kind, name, hidden, pinned in db.all("SELECT number, kind, name, hidden, pinned FROM entity"):
        now = flags.get((kind, name))
        if now is None or now == (bool(hidden), bool(pinned)):
            continue
        db.run("UPDATE entity SET hidden = ?, pinned = ? WHERE number = ?", (*now, number))
        if now[0] != bool(hidden):
            rows = db.all(
                "SELECT DISTINCT a.id FROM usage u JOIN article a ON a.number = u.article WHERE u.entity = ?", (number,)
            )
            changes.log(db, sorted(id_ for (id_,) in rows))


def _sweep(db: Database) -> None:
    """Forget names that no article uses any more, and entities that no name belongs to."""
    db.run("DELETE FROM local_name WHERE local IN (SELECT number FROM local WHERE articles = 0)")
    db.run("DELETE FROM local WHERE articles = 0")
    nobody = db.all("SELECT number FROM entity WHERE number NOT IN (SELECT entity FROM local)")
    company.forget(db, [number for (number,) in nobody])
    db.many("DELETE FROM entity WHERE number = ?", nobody)
