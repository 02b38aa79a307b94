"""The card of an entity: all that the library knows of it, read from tables that a sync keeps up to date."""

from __future__ import annotations

import json
from calendar import monthrange
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from math import log
from operator import itemgetter
from typing import Any

from tui.errors import NotFound
from tui.library import company, moments
from tui.library.connect import Database
from tui.library.entities import make_ref
from tui.library.listing import read_rows
from tui.library.records import Alias, Card, EntityRef, Said, Wording
from tui.model import Kind
from tui.text import fold

ROWS = 50
"""Articles on a card."""

WORDINGS = 40
"""Descriptions on a card: those that most articles give."""

QUOTES = 20
"""Quotes on a card."""

COMPANY = 50
"""Entities that one appears with, and places, on a card."""

_SHOWN = 20
"""Articles with a description that are looked at, from either end."""
_DAYS, _MONTHS = 62, 36
"""The longest timelines by day and by month."""


def read_card(db: Database, number: int) -> Card:
    """The card of an entity by its number; raises NotFound when the library has no such entity any more."""
    with db.snapshot():
        row = db.one(
            "SELECT number, name, kind, articles, mentions, pinned, heavy FROM entity WHERE number = ?", (number,)
        )
        if row is None:
            raise NotFound("This entity is no longer in the library.", "Its name may have been joined to another.")
        entity, heavy = make_ref(row[:6]), int(row[6])
        locals_ = db.all("SELECT number, quotes FROM local WHERE entity = ?", (number,))
        numbers = [local for local, _ in locals_]
        names = _read_names(db, entity)
        others, places = _read_company(db, entity, heavy)
        days = company.read_days(db, number, heavy)
        rows = read_rows(db, _read_articles(db, number))
        ends = [_read_end(db, number, order) for order in ("ASC", "DESC")]
        return Card(
            id=number,
            name=entity.name,
            kind=entity.kind,
            names=names,
            articles=entity.articles,
            mentions=entity.mentions,
            first=ends[0] and ends[0][1][:10],
            last=ends[1] and ends[1][1][:10],
            first_article=ends[0] and ends[0][0],
            last_article=ends[1] and ends[1][0],
            timeline=make_timeline(days),
            descriptions=_read_wordings(db, numbers, company.read_gists(db, number, heavy)),
            quotes=read_quotes(db, numbers, QUOTES),
            said=sum(quotes for _, quotes in locals_),
            appears_with=others,
            places=places,
            rows=tuple(rows),
            pinned=entity.pinned,
            note=_read_note(db, entity),
            aliases=tuple(
                Alias(*row)
                for row in db.all(
                    "SELECT label, articles, iif(why = '', apart, why) FROM local WHERE entity = ? AND articles > 0 "
                    "ORDER BY articles DESC, label",
                    (number,),
                )
            ),
        )


def _read_names(db: Database, entity: EntityRef) -> tuple[str, ...]:
    rows = db.all(
        "SELECT n.name FROM local l JOIN local_name n ON n.local = l.number WHERE l.entity = ? AND n.name <> ? "
        "GROUP BY n.name ORDER BY sum(n.uses) DESC, n.name",
        (entity.id, entity.name),
    )
    return tuple(name for (name,) in rows)


def _read_end(db: Database, number: int, order: str) -> Any:
    """The first or the last of an entity's articles that have a date: its id and the date."""
    return db.one(
        "SELECT a.id, a.published FROM usage u JOIN article a ON a.number = u.article "  # noqa: S608
        f"WHERE u.entity = ? AND u.newest > ? ORDER BY u.newest {order} LIMIT 1",
        (number, moments.UNDATED),
    )


# --------------------------------------------------------------------------- when


def make_timeline(days: Sequence[tuple[int, int]]) -> tuple[tuple[str, int], ...]:
    """Articles by day, by month or by year, whichever the whole is best seen in; gaps are filled with 0."""
    if not days:
        return ()
    first, last = date.fromordinal(days[0][0]), date.fromordinal(days[-1][0])
    if last.toordinal() - first.toordinal() < _DAYS:
        counts = dict(days)
        every = range(first.toordinal(), last.toordinal() + 1)
        return tuple((date.fromordinal(day).isoformat(), counts.get(day, 0)) for day in every)
    months: Counter[int] = Counter()
    month, following = 0, 0
    for day, count in days:
        if day >= following:  # the first of another month
            moment = date.fromordinal(day)
            month = moment.year * 12 + moment.month - 1
            following = day - moment.day + 1 + monthrange(moment.year, moment.month)[1]
        months[month] += count
    if max(months) - min(months) < _MONTHS:
        spread = range(min(months), max(months) + 1)
        return tuple((f"{month // 12:04}-{month % 12 + 1:02}", months[month]) for month in spread)
    years = dict.fromkeys(range(first.year, last.year + 1), 0)
    for month, count in months.items():
        years[month // 12] += count
    return tuple((f"{year:04}", count) for year, count in years.items())


# --------------------------------------------------------------------------- with whom


def _read_company(db: Database, entity: EntityRef, heavy: int) -> tuple[tuple[EntityRef, ...], tuple[EntityRef, ...]]:
    """The others in its articles, and the places among them apart, by how much more often they are than chance has it.

    `articles` counts those that have both.
    """
    together = company.read_others(db, entity.id, heavy)
    total = int(db.value("SELECT coalesce(max(number), 0) FROM article"))
    rows = db.all(
        "SELECT e.number, e.name, e.kind, e.articles, e.mentions, e.pinned FROM json_each(?) j "
        "JOIN entity e ON e.number = j.value WHERE e.hidden = 0",
        (json.dumps(list(together)),),
    )
    floor = 1 + (entity.articles >= 4) + (entity.articles >= 30)
    ranked: list[tuple[tuple[bool, float, int, int, str], EntityRef]] = []
    for row in rows:
        both = together[row[0]]
        surprise = weigh(both, entity.articles, row[3], total)
        key = (both < floor, -surprise, -both, -row[4], row[1])
        ranked.append((key, make_ref((*row[:3], both, *row[4:]))))
    ranked.sort(key=itemgetter(0))
    places = [ref for _, ref in ranked if ref.kind is Kind.PLACE]
    others = [ref for _, ref in ranked if ref.kind is not Kind.PLACE]
    return tuple(others[:COMPANY]), tuple(places[:COMPANY])


def weigh(both: int, one: int, other: int, total: int) -> float:
    """How surprising it is that two are together so often: Dunning's log-likelihood ratio, less than 0 when rarer.

    `both`, `one` and `other` are articles that have both, the one and the other, of `total`.
    """
    expected = one * other / max(1, total)
    cells = (
        (both, expected),
        (one - both, one - expected),
        (other - both, other - expected),
        (total - one - other + both, total - one - other + expected),
    )
    ratio = 2 * sum(seen * log(seen / due) for seen, due in cells if seen > 0 and due > 0)
    return round(ratio, 6) if both >= expected else -round(ratio, 6)


# --------------------------------------------------------------------------- what is said of it, and by it


def _read_wordings(db: Database, locals_: Sequence[int], counts: Mapping[str, int]) -> tuple[Wording, ...]:
    """What most articles call it, in the order of when each was first said; those without a date last."""
    owners: dict[str, list[int]] = {gist: [] for gist in counts}
    for local, gist in db.all(
        "SELECT l.value, g.value FROM json_each(?) l, json_each(?) g "
        "WHERE EXISTS (SELECT 1 FROM called WHERE local = l.value AND gist = g.value)",
        (json.dumps(locals_), json.dumps(list(counts))),
    ):
        owners[gist].append(local)
    groups = [(sum(counts[gist] for gist in gists), gists) for gists in _join(counts)]
    best = sorted(groups, key=lambda group: (-group[0], group[1]))[:WORDINGS]
    found = [_read_wording(db, gists, owners, articles) for articles, gists in best]
    return tuple(sorted(found, key=lambda one: (one.first is None, one.first, one.said[0].start)))


def _join(gists: Collection[str]) -> list[list[str]]:
    """Put an office without its country, "president", to the most used one with it; `gists` has the most used first."""
    groups: dict[str, list[str]] = {}
    owners: dict[str, str] = {}
    for gist in gists:
        office, of, _ = gist.rpartition(" of ")
        if of:
            owners.setdefault(office, gist)
    for gist in gists:
        groups.setdefault(owners.get(gist, gist), []).append(gist)
    return list(groups.values())


def _read_wording(db: Database, gists: Sequence[str], owners: Mapping[str, Sequence[int]], articles: int) -> Wording:
    told = {
        row
        for gist in gists
        for local in owners[gist]
        for order in ("ASC", "DESC")
        for row in db.all(
            "SELECT c.newest, c.text, a.id, a.title, a.source, a.published, c.start, c.stop FROM called c "  # noqa: S608
            "CROSS JOIN article a ON a.number = c.article WHERE c.local = ? AND c.gist = ? "
            f"ORDER BY c.newest {order}, c.article {order} LIMIT ?",
            (local, gist, _SHOWN),
        )
    }
    seen = sorted(told, key=lambda row: (row[0] < moments.UNDATED, row[0], row[2], row[6]))
    dated = [row for row in seen if row[5] is not None and row[0] > moments.UNDATED]
    texts = Counter(row[1] for row in seen)
    return Wording(
        text=min(texts, key=lambda text: (-texts[text], -len(text), text)),
        articles=articles,
        first=dated[0][5][:10] if dated else None,
        last=dated[-1][5][:10] if dated else None,
        said=tuple(Said(*row[1:]) for row in seen),
    )


def read_quotes(db: Database, locals_: Sequence[int], limit: int, offset: int = 0) -> tuple[Said, ...]:
    """What is quoted of an entity that goes by these names, newest first."""
    # Each name by itself, as SQLite would sort all of them to merge them.
    rows = [
        row
        for local in locals_
        for row in db.all(
            "SELECT q.newest, q.article, q.text, a.id, a.title, a.source, a.published, q.start, q.stop FROM quoted q "
            "CROSS JOIN article a ON a.number = q.article WHERE q.local = ? "
            "ORDER BY q.newest DESC, q.article DESC, q.start DESC LIMIT ?",
            (local, offset + limit),
        )
    ]
    rows.sort(key=lambda row: (-row[0], -row[1], row[7]))
    return tuple(Said(*row[2:]) for row in rows[offset : offset + limit])


# --------------------------------------------------------------------------- the rest


def _read_articles(db: Database, number: int) -> list[str]:
    rows = db.all(
        "SELECT DISTINCT a.id FROM (SELECT DISTINCT article, newest FROM usage WHERE entity = ? "
        "ORDER BY newest DESC LIMIT ?) u JOIN article a ON a.number = u.article ORDER BY u.newest DESC, a.id DESC",
        (number, ROWS),
    )
    return [id_ for (id_,) in rows]


def _read_note(db: Database, entity: EntityRef) -> str:
    """The user's note: on the name shown, else on another name, as a note outlives a merge or a better name.

    What is written of others of the same name is theirs.
    """
    labels = {label for (label,) in db.all("SELECT label FROM local WHERE entity = ? AND part > 0", (entity.id,))}
    names = db.all(
        "SELECT n.name FROM local l JOIN local_name n ON n.local = l.number WHERE l.entity = ? AND l.part = 0 "
        "GROUP BY n.name ORDER BY sum(n.uses) DESC, n.name",
        (entity.id,),
    )
    for name in (entity.name, *sorted(labels), *(name for (name,) in names)):
        text = db.value("SELECT text FROM entity_note WHERE folded = ? AND kind = ?", (fold(name), entity.kind.value))
        if text is not None:
            return str(text)
    return ""
