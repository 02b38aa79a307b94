"""Names in longer views than a card: all of them in order, two of them together, what one said, what happened when."""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Sequence
from datetime import date

from tui.library import cards, company, moments, names, pack
from tui.library.connect import Database
from tui.library.entities import LISTED, make_ref, match_names
from tui.library.listing import read_rows
from tui.library.records import EntityRef, Event, Order, Ranked, Rise, Said, Together
from tui.model import Article, ArticleNotes, Kind
from tui.text import fold

WEEK = 7
"""Days of the last week; the four before it are what it is compared with."""
_BEFORE = 4
_DAY = 86_400


# --------------------------------------------------------------------------- all names


def rank(db: Database, query: str, kind: Kind | None, order: Order) -> Ranked:
    """The numbers of all entities in an order: `articles` for most articles first, `rise` for how much oftener in the
    last week than in the four before it. By articles, those the user pinned come first.
    """
    folded = fold(query)
    with db.snapshot():
        numbers = db.all(
            f"SELECT e.number FROM entity e WHERE {LISTED} {match_names(folded)} "  # noqa: S608
            "ORDER BY e.pinned DESC, e.articles DESC, e.mentions DESC, e.name",
            {"query": folded, "kind": kind and kind.value},
        )
        listed = [number for (number,) in numbers]
        rises, last = _find_rises(db)
    if order == "rise":
        here = set(listed)
        risen = sorted((rise for rise in rises.items() if rise[0] in here), key=lambda rise: (-rise[1].weight, rise[0]))
        listed = [number for number, rise in risen if rise.week]
    return Ranked(array("q", listed), rises, last)


def _find_rises(db: Database) -> tuple[dict[int, Rise], str | None]:
    """How often each entity is in the articles of the library's last week, and of the weeks before it."""
    last = db.value(
        "SELECT max(newest) FROM article WHERE newest > ? AND newest < ?", (moments.UNDATED, -moments.UNDATED)
    )
    if last is None:
        return {}, None
    start = last - last % _DAY + _DAY - WEEK * _DAY
    weeks: list[Counter[int]] = []
    sizes: list[int] = []
    for low, high in ((start, last + 1), (start - _BEFORE * WEEK * _DAY, start)):
        blobs = [
            pack.unpack_numbers(blob)
            for (blob,) in db.all(
                "SELECT c.locals FROM article a JOIN company c ON c.article = a.number "
                "WHERE a.newest >= ? AND a.newest < ?",
                (low, high),
            )
        ]
        entities = company.read_entities(db, frozenset().union(*blobs))
        weeks.append(Counter(number for blob in blobs for number in {entities[local] for local in blob}))
        sizes.append(len(blobs))
    week, before = weeks
    if sizes[1]:
        rises = {
            number: Rise(now, before[number], cards.weigh(now, now + before[number], sizes[0], sum(sizes)))
            for number, now in week.items()
        }
    else:  # nothing to be compared with but all that is older
        total = int(db.value("SELECT coalesce(max(number), 0) FROM article"))
        told = json.dumps(list(week))
        rows = db.all("SELECT number, articles FROM entity WHERE number IN (SELECT value FROM json_each(?))", (told,))
        rises = {
            number: Rise(week[number], 0, cards.weigh(week[number], articles, sizes[0], total))
            for number, articles in rows
        }
    return rises, date.fromordinal(date(1970, 1, 1).toordinal() + last // _DAY).isoformat()


def read_page(db: Database, ranked: Ranked, offset: int, limit: int) -> list[EntityRef]:
    """The entities at some places of an order."""
    numbers = list(ranked.numbers[offset : offset + limit])
    rows = db.all(
        "SELECT e.number, e.name, e.kind, e.articles, e.mentions, e.pinned FROM json_each(?) j "
        "JOIN entity e ON e.number = j.value ORDER BY j.key",
        (json.dumps(numbers),),
    )
    return [make_ref(row) for row in rows]


# --------------------------------------------------------------------------- what one said


def read_quotes(db: Database, entity: int, limit: int, offset: int, articles: Sequence[str] | None) -> tuple[Said, ...]:
    """What is quoted of an entity, newest first; with `articles`, only what these say."""
    locals_ = _read_locals(db, entity)
    if articles is None:
        return cards.read_quotes(db, locals_, limit, offset)
    rows = db.all(
        "SELECT q.text, a.id, a.title, a.source, a.published, q.start, q.stop FROM json_each(?) j "
        "JOIN article a ON a.id = j.value JOIN quoted q ON q.article = a.number AND q.newest = a.newest "
        "AND q.local IN (SELECT value FROM json_each(?)) "
        "ORDER BY q.newest DESC, q.article DESC, q.start LIMIT ? OFFSET ?",
        (json.dumps(list(articles)), json.dumps(locals_), limit, offset),
    )
    return tuple(Said(*row) for row in rows)


def _read_locals(db: Database, entity: int) -> list[int]:
    return [number for (number,) in db.all("SELECT number FROM local WHERE entity = ?", (entity,))]


# --------------------------------------------------------------------------- several together


def read_together(db: Database, entities: Sequence[int], limit: int, offset: int = 0) -> Together:
    """The articles that have all of these entities, newest first, each with the sentences that name all of them."""
    with db.snapshot():
        shared = _find_shared(db, entities)
        numbers = [number for number, _ in shared[offset : offset + limit]]
        members = {number: frozenset(_read_locals(db, number)) for number in entities}
        pages = db.all(
            "SELECT a.number, a.id, p.content, p.notes, c.locals FROM json_each(?) j "
            "JOIN article a ON a.number = j.value JOIN page p ON p.article = a.number "
            "JOIN company c ON c.article = a.number ORDER BY j.key",
            (json.dumps(numbers),),
        )
        kinds = _read_keys(db, frozenset().union(*members.values()))
        rows = {row.id: row for row in read_rows(db, [id_ for _, id_, *_ in pages])}
    sentences: dict[str, tuple[Said, ...]] = {}
    for _, id_, content, blob, locals_ in pages:
        notes, body = pack.unpack(blob, ArticleNotes), pack.unpack(content, Article).body
        here = frozenset(pack.unpack_numbers(locals_))
        several = [
            [
                one
                for one in notes.entities
                if (one.kind.value, one.name) in {kinds[local] for local in here & locals_of}
            ]
            for locals_of in members.values()
        ]
        row = rows[id_]
        sentences[id_] = tuple(
            Said(body[start:end], id_, row.title, row.source, row.published, start, end)
            for start, end in (names.trim(body, *extent) for extent in names.find_together(notes, several, len(body)))
        )
    return Together(len(shared), tuple(rows[id_] for _, id_, *_ in pages), sentences)


def _find_shared(db: Database, entities: Sequence[int]) -> list[tuple[int, int]]:
    """The articles that have all of these entities, newest first, with their sort keys."""
    ordered = sorted(
        entities, key=lambda number: db.value("SELECT articles FROM entity WHERE number = ?", (number,)) or 0
    )
    sets = [
        dict(db.all("SELECT article, newest FROM usage WHERE entity = ?", (number,)))
        for number in dict.fromkeys(ordered)
    ]
    shared = set(sets[0]).intersection(*sets[1:]) if sets else set()
    return sorted(((number, sets[0][number]) for number in shared), key=lambda pair: (-pair[1], -pair[0]))


def _read_keys(db: Database, locals_: frozenset[int]) -> dict[int, names.Key]:
    return {
        number: (kind, name)
        for number, kind, name in db.all(
            "SELECT l.number, l.kind, l.name FROM json_each(?) j JOIN local l ON l.number = j.value",
            (json.dumps(sorted(locals_)),),
        )
    }


# --------------------------------------------------------------------------- what happened when


def read_events(db: Database, entities: Sequence[int], limit: int, offset: int = 0) -> tuple[int, tuple[Event, ...]]:
    """The dated sentences that name one of these entities, in articles that have all of them, by the day that is meant.

    Each date once; how many there are in all, and those from `offset` on, the latest first.
    """
    with db.snapshot():
        locals_ = [local for entity in entities for local in _read_locals(db, entity)]
        told = {"locals": json.dumps(locals_), "limit": limit, "offset": offset}
        dates = "first, last, article, start, size, sentence, stop FROM dated WHERE local "
        if len(locals_) == 1:  # its rows are in order already, and none is there twice
            dates = f"SELECT {dates} = {locals_[0]}"
        else:
            dates = f"SELECT DISTINCT {dates} IN (SELECT value FROM json_each(:locals))"  # noqa: S608
        if len(entities) > 1:
            told["shared"] = json.dumps([number for number, _ in _find_shared(db, entities)])
            dates += " AND article IN (SELECT value FROM json_each(:shared))"
        total = int(db.value(f"SELECT count(*) FROM ({dates})", told))  # noqa: S608
        # What means a year comes behind the days of that year, being known less well.
        order = "ORDER BY first DESC, last - first, article DESC, start LIMIT :limit OFFSET :offset"
        page = db.all(f"{dates} {order}", told)
        bodies = {
            number: (row, pack.unpack(content, Article).body)
            for number, row, content in (
                (number, (id_, title, source, published), content)
                for number, id_, title, source, published, content in db.all(
                    "SELECT a.number, a.id, a.title, a.source, a.published, p.content FROM json_each(?) j "
                    "JOIN article a ON a.number = j.value JOIN page p ON p.article = a.number",
                    (json.dumps(sorted({row[2] for row in page})),),
                )
            )
        }
    return total, tuple(_make_event(row, *bodies[row[2]]) for row in page)


def _make_event(row: tuple[int, ...], article: tuple[str, str, str | None, str | None], body: str) -> Event:
    first, last, _, start, size, sentence, stop = row
    sentence, stop = names.trim(body, sentence, stop)
    id_, title, source, published = article
    return Event(
        first=date.fromordinal(first).isoformat(),
        last=date.fromordinal(last).isoformat(),
        phrase=body[start : start + size],
        phrase_start=start - sentence,
        said=Said(body[sentence:stop], id_, title, source, published, sentence, stop),
    )
