"""Who is in an article, and finding an entity by any of its names."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from tui.errors import NotFound
from tui.library import pack
from tui.library.connect import Database
from tui.library.names import Key
from tui.library.records import EntityRef, Indexable
from tui.model import Article, ArticleNotes, Entity, Kind
from tui.text import fold

_BATCH = 256
"""Articles read at a time for the index."""

_REF = "e.number, e.name, e.kind, e.articles, e.mentions, e.pinned"


def make_ref(row: Sequence[Any]) -> EntityRef:
    """An entity of the columns `_REF`."""
    number, name, kind, articles, mentions, pinned = row
    return EntityRef(number, name, Kind(kind), articles, mentions, bool(pinned))


def read_entities(db: Database, id_: str) -> list[tuple[Entity, EntityRef]]:
    """Who is in an article, as resolved across the library: pinned first, then most mentioned."""
    with db.snapshot():
        row = db.one(
            "SELECT p.notes, c.locals FROM article a JOIN page p ON p.article = a.number "
            "JOIN company c ON c.article = a.number WHERE a.id = ?",
            (id_,),
        )
        if row is None:
            raise NotFound(f"No article has the id {id_}.")
        refs = {
            (kind, name): None if hidden else make_ref(ref)
            for kind, name, hidden, *ref in db.all(
                f"SELECT l.kind, l.name, e.hidden, {_REF} FROM json_each(?) j JOIN local l ON l.number = j.value "  # noqa: S608
                "JOIN entity e ON e.number = l.entity",
                (json.dumps(list(pack.unpack_numbers(row[1]))),),
            )
        }
    groups: dict[EntityRef, list[Entity]] = {}
    for entity in pack.unpack(row[0], ArticleNotes).entities:
        ref = refs[entity.kind, entity.name]
        if ref is not None:
            groups.setdefault(ref, []).append(entity)
    joined = [(_join(ref, entities), ref) for ref, entities in groups.items()]
    return sorted(joined, key=lambda pair: (not pair[1].pinned, -len(pair[0].mentions), _first(pair[0])))


def _join(ref: EntityRef, entities: Sequence[Entity]) -> Entity:
    """One entity of those that an article names apart and the library knows to be the same."""
    return Entity(
        name=ref.name,
        kind=ref.kind,
        names=tuple(dict.fromkeys(name for entity in entities for name in (*entity.names, entity.name))),
        mentions=tuple(sorted((m for entity in entities for m in entity.mentions), key=lambda m: m.start)),
        descriptions=tuple(sorted((d for entity in entities for d in entity.descriptions), key=lambda d: d.start)),
        quotes=tuple(sorted((q for entity in entities for q in entity.quotes), key=lambda q: q.start)),
    )


def _first(entity: Entity) -> int:
    return entity.mentions[0].start if entity.mentions else 0


def find(db: Database, name: str, limit: int = 50) -> list[EntityRef]:
    """The entities of a name, compared folded: by the name shown first, then by any other, each by articles.

    When no name is the same, those that have it among their words.
    """
    folded = fold(name)
    if not folded:
        return []
    rows = db.all(
        f"SELECT {_REF} FROM entity e WHERE e.hidden = 0 AND e.number IN (SELECT number FROM entity WHERE folded = ?1 "  # noqa: S608
        "UNION SELECT l.entity FROM local_name n JOIN local l ON l.number = n.local WHERE n.folded = ?1) "
        "ORDER BY e.folded <> ?1, e.articles DESC, e.mentions DESC, e.name LIMIT ?2",
        (folded, limit),
    )
    if not rows:
        rows = db.all(
            f"SELECT {_REF} FROM entity e WHERE e.hidden = 0 AND e.number IN ("  # noqa: S608
            "SELECT l.entity FROM local_name n JOIN local l ON l.number = n.local "
            "WHERE instr(' ' || n.folded || ' ', ' ' || ?1 || ' ')) "
            "ORDER BY e.articles DESC, e.mentions DESC, e.name LIMIT ?2",
            (folded, limit),
        )
    return [make_ref(row) for row in rows]


LISTED = "e.hidden = 0 AND e.articles > 0 AND (:kind IS NULL OR e.kind = :kind)"
"""Which entities are in lists of them."""


def match_names(folded: str) -> str:
    """The condition that a name holds the folded `:query`; none for an empty one."""
    if not folded:
        return ""
    return (
        "AND e.number IN (SELECT l.entity FROM local_name n JOIN local l ON l.number = n.local "
        "WHERE instr(n.folded, :query) UNION SELECT number FROM entity WHERE instr(folded, :query))"
    )


def list_entities(db: Database, query: str, kind: Kind | None, limit: int) -> list[EntityRef]:
    """The entities with a name that holds the query, compared folded; pinned first, then those in most articles."""
    folded = fold(query)
    matching = match_names(folded)
    rows: list[Any] = []
    with db.snapshot():
        for pinned in (1, 0):
            # Apart, so that the many that are not pinned are read from the index of counts, and only as far as asked.
            rows += db.all(
                f"SELECT {_REF} FROM entity e WHERE {LISTED} AND e.pinned = {pinned} {matching} "  # noqa: S608
                "ORDER BY e.articles DESC, e.mentions DESC, e.name LIMIT :limit",
                {"query": folded, "kind": kind and kind.value, "limit": limit - len(rows)},
            )
    return [make_ref(row) for row in rows]


def read_indexables(db: Database, ids: Sequence[str]) -> Iterator[Indexable]:
    """What the index needs of these articles, in this order; those the library does not have are left out."""
    for start in range(0, len(ids), _BATCH):
        told = json.dumps(ids[start : start + _BATCH])
        with db.snapshot():
            pages = db.all(
                "SELECT a.id, p.content, p.notes, c.locals FROM json_each(?) j JOIN article a ON a.id = j.value "
                "JOIN page p ON p.article = a.number JOIN company c ON c.article = a.number ORDER BY j.key",
                (told,),
            )
            wanted = {local for *_, locals_ in pages for local in pack.unpack_numbers(locals_)}
            resolved = {
                number: ((kind, name), (to_kind, to_name))
                for number, kind, name, to_kind, to_name in db.all(
                    "SELECT l.number, l.kind, l.name, e.kind, e.name FROM json_each(?) j "
                    "JOIN local l ON l.number = j.value JOIN entity e ON e.number = l.entity WHERE e.hidden = 0",
                    (json.dumps(list(wanted)),),
                )
            }
        for id_, content, notes, locals_ in pages:
            targets = dict(resolved[local] for local in pack.unpack_numbers(locals_) if local in resolved)
            yield _make_indexable(id_, pack.unpack(content, Article), pack.unpack(notes, ArticleNotes), targets)


def _make_indexable(id_: str, article: Article, notes: ArticleNotes, resolved: dict[Key, Key]) -> Indexable:
    names: dict[str, dict[str, None]] = {kind.value: {} for kind in Kind}
    said: list[tuple[tuple[str, ...], str]] = []
    for entity in notes.entities:
        target = resolved.get((entity.kind, entity.name))
        if target is not None:
            every = dict.fromkeys((target[1], entity.name, *entity.names))
            names[target[0]].update(every)
            said += [(tuple(every), quote.text) for quote in entity.quotes]
    return Indexable(
        id=id_, title=article.title, body=article.body, source=article.source, section=article.section,
        place=article.place, byline=article.byline, published=article.published, language=article.language,
        origin=article.origin, people=tuple(names["person"]), organisations=tuple(names["organisation"]),
        places=tuple(names["place"]), said=tuple(said),
    )  # fmt: skip
