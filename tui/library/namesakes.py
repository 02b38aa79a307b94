"""People of one name told apart: which of a name's articles are another one's, kept as a second row of the name.

All that hangs on a name hangs on its row, so that the two are two for every card and view, and resolution, with the
user's word, decides about each. What is new is looked at when a name has come to be in a quarter more articles; a name
that is parted already, whenever it has a new article.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, Protocol

from tui.library import changes, moments, names, pack
from tui.library.connect import Database
from tui.model import Appearance, Article, ArticleNotes, Kind, Parting, Side
from tui.text import fold

LEAST = 10
"""Articles of a name from which on namesakes are looked for."""

_COMMON, _PLACES = (20, 100), (5, 200)
"""Who, and what place, is in more articles than so many, and in more than one of so many of the library's, tells nobody
apart: of places, fewer do."""


_CIRCLE = 3
"""Articles that have companions of both, from which on these may be of one circle."""

Divide = Callable[[Sequence[Appearance]], Parting | None]
"""How a name's appearances are parted: see `entities.namesakes.divide`."""


class Follow(Protocol):
    """How a parting goes on when there are more appearances: see `entities.namesakes.follow`."""

    def __call__(self, appearances: Sequence[Appearance], known: Sequence[int], *, fixed: bool) -> Parting | None:
        """Part the new ones too, or none any more."""


class _Name(NamedTuple):
    """A person's name, with the row of another one of that name; 0 when there is none."""

    number: int
    entity: int
    name: str
    seen: int
    total: int
    part: int
    label: str
    part_entity: int


def part(db: Database, divide: Divide, follow: Follow, fixed: Collection[str], joined: Collection[str]) -> bool:
    """Look for people of one name where articles have come; returns whether any name now belongs elsewhere.

    `fixed` and `joined` are folded names that the user keeps apart and has joined. Each name that is parted, or is no
    longer, is one transaction.
    """
    rows = db.all(
        "SELECT l.number, l.entity, l.name, l.seen, l.articles + coalesce(p.articles, 0) total, coalesce(p.number, 0), "
        "coalesce(p.label, ''), coalesce(p.entity, 0) FROM local l "
        "LEFT JOIN local p ON p.kind = l.kind AND p.name = l.name AND p.part = 1 "
        "WHERE l.kind = ? AND l.part = 0 AND instr(l.name, ' ') AND "
        "CASE WHEN p.number IS NULL THEN l.articles >= ? AND l.articles >= l.seen * 1.25 "
        "ELSE total <> l.seen AND p.entity <> l.entity END ORDER BY l.number",  # but for what the user has joined
        (Kind.PERSON, LEAST),
    )
    merged = {name.rpartition(" (")[0] for name in joined}
    seen: list[tuple[int, int]] = []
    altered = False
    for row in rows:
        name = _Name(*row)
        if name.part or fold(name.name) not in merged:
            altered |= _part(db, name, divide, follow, fixed)
            seen.append((name.total, name.number))
    with db.atomic():
        db.many("UPDATE local SET seen = ? WHERE number = ?", seen)
        if altered:
            db.run("UPDATE meta SET value = value + 1 WHERE name = 'names'")
    return altered


def _part(db: Database, name: _Name, divide: Divide, follow: Follow, fixed: Collection[str]) -> bool:
    roles = _read_roles(db, name)
    if not name.part and not _may_be_two(roles):
        return False
    there = _read_sides(db, name)
    articles = list(there)
    appearances = _read_appearances(db, name, articles, roles)
    if not name.part:
        parting = divide(appearances)
        if parting is None or _are_acquainted(db, articles, appearances, parting.sides):
            return False
    else:
        # The latest articles are those that have come since this was last done.
        late = frozenset(sorted(articles)[name.seen :])
        known = [-1 if article in late and not side else side for article, side in there.items()]
        parting = follow(appearances, known, fixed=fold(name.label) in fixed)
    sides = (0,) * len(articles) if parting is None else parting.sides
    moves = {article: side for article, side in zip(articles, sides, strict=True) if side != there[article]}
    with db.atomic():
        if parting is not None:
            name = _name_part(db, name, parting)
        else:
            db.run("UPDATE local SET apart = '' WHERE number = ?", (name.number,))
        _move(db, name, moves)
    return bool(moves)


# --------------------------------------------------------------------------- what is known of a name


def _read_sides(db: Database, name: _Name) -> dict[int, int]:
    """The articles of a name, with the part that each belongs to."""
    rows = db.all(
        "SELECT article, local FROM usage WHERE entity = ?1 AND local = ?2 UNION ALL "
        "SELECT article, local FROM usage WHERE entity = ?3 AND local = ?4 ORDER BY 1",
        (name.entity, name.number, name.part_entity, name.part),
    )
    return {article: int(local == name.part) for article, local in rows}


def _read_roles(db: Database, name: _Name) -> dict[int, set[str]]:
    """What each article calls one of a name."""
    rows = db.all("SELECT article, gist FROM called WHERE local IN (?, ?)", (name.number, name.part))
    roles: dict[int, set[str]] = defaultdict(set)
    for article, gist in rows:
        roles[article].add(gist)
    return roles


def _may_be_two(roles: Mapping[int, set[str]]) -> bool:
    """Whether there are two things that several articles say, so that it is worth looking further."""
    counts = Counter(gist for gists in roles.values() for gist in gists)
    return sum(1 for count in counts.values() if count > 1) > 1


def _read_appearances(
    db: Database, name: _Name, articles: Sequence[int], roles: Mapping[int, set[str]]
) -> list[Appearance]:
    told = json.dumps(articles)
    rows = db.all(
        "SELECT a.number, coalesce(a.story, a.number), a.published, c.locals FROM json_each(?) j "
        "JOIN article a ON a.number = j.value JOIN company c ON c.article = a.number ORDER BY j.key",
        (told,),
    )
    others = {number: pack.unpack_numbers(blob) for number, _, _, blob in rows}
    total = int(db.value("SELECT coalesce(max(number), 0) FROM article"))
    limits = [max(count, total // share) for count, share in (_PLACES, _COMMON)]
    locals_ = json.dumps(sorted(set().union(*others.values())))
    telling = dict(
        db.all(
            "SELECT l.number, l.entity FROM json_each(?) j JOIN local l ON l.number = j.value "
            "JOIN entity e ON e.number = l.entity "
            "WHERE e.articles <= iif(e.kind = 'place', ?, ?) AND l.entity NOT IN (?, ?)",
            (locals_, *limits, name.entity, name.part_entity),
        )
    )
    return [
        Appearance(
            story,
            moments.number_day(moments.parse(published)),
            frozenset(telling[local] for local in others[number] if local in telling),
            frozenset(roles.get(number, ())),
        )
        for number, story, published, _ in rows
    ]


def _are_acquainted(
    db: Database, articles: Sequence[int], appearances: Sequence[Appearance], sides: Sequence[int]
) -> bool:
    """Whether the companions of the one are with those of the other, elsewhere, oftener than chance has it.

    Then both move in one circle, and one of them may well be in another office now.
    """
    circles: list[set[int]] = []
    for number in (0, 1):
        pairs = zip(appearances, sides, strict=True)
        counts = Counter(other for one, side in pairs if side == number for other in one.company)
        companions = [other for other, count in counts.items() if count > 1]
        rows = db.all(
            "SELECT u.article FROM json_each(?) j JOIN usage u ON u.entity = j.value", (json.dumps(companions),)
        )
        circles.append({article for (article,) in rows} - set(articles))
    both = len(circles[0] & circles[1])
    total = int(db.value("SELECT coalesce(max(number), 0) FROM article"))
    return both >= _CIRCLE and both * total > len(circles[0]) * len(circles[1])


# --------------------------------------------------------------------------- writing


def _name_part(db: Database, name: _Name, parting: Parting) -> _Name:
    """Make the row of the other one of a name if it is new, with a label that stays, and write the evidence."""
    if not name.part:
        label = _make_label(db, name.name, parting.other)
        entity = names.get_entities(db, [(Kind.PERSON, label)])[Kind.PERSON, label]
        db.run(
            "INSERT INTO local (kind, name, part, label, entity) VALUES (?, ?, 1, ?, ?)",
            (Kind.PERSON, name.name, label, entity),
        )
        number = int(db.value("SELECT number FROM local WHERE kind = ? AND name = ? AND part = 1",
                              (Kind.PERSON, name.name)))  # fmt: skip
        name = name._replace(part=number, label=label, part_entity=entity)
    one, other = _tell(db, parting.one), _tell(db, parting.other)
    evidence = [
        (f"{one}; not {name.label}, {other}", name.number),
        (f"{other}; not the other {name.name}, {one}", name.part),
    ]
    db.many("UPDATE local SET apart = ? WHERE number = ?", evidence)
    return name


def _make_label(db: Database, name: str, side: Side) -> str:
    """The name with the role, else with the years; with both when somebody goes by that already."""
    years = " to ".join(dict.fromkeys(_name_years(side)))
    for qualifier in filter(None, (side.role, years)):
        label = f"{name} ({qualifier})"
        if not db.value("SELECT 1 FROM entity WHERE kind = ? AND name = ?", (Kind.PERSON, label)):
            return label
    return f"{name} ({', '.join(filter(None, (side.role, years)))})"


def _name_years(side: Side) -> Iterable[str]:
    return [f"{date.fromordinal(day).year}" for day in (side.first, side.last) if day is not None]


def _tell(db: Database, side: Side) -> str:
    """The evidence in words."""
    shown = dict(db.all(
        "SELECT e.number, e.name FROM json_each(?) j JOIN entity e ON e.number = j.value", (json.dumps(side.company),)
    ))  # fmt: skip
    parts = [
        f"called “{side.role}”" if side.role else "",
        f"with {', '.join(shown[number] for number in side.company if number in shown)}" if shown else "",
        "–".join(dict.fromkeys(_name_years(side))),
    ]
    return " ".join(filter(None, parts))


def _move(db: Database, name: _Name, moves: Mapping[int, int]) -> None:
    """Let the name of these articles be the one or the other person's."""
    rows = db.all(
        "SELECT a.number, a.id, a.newest, a.published, p.content, p.notes FROM json_each(?) j "
        "JOIN article a ON a.number = j.value JOIN page p ON p.article = a.number",
        (json.dumps(list(moves)),),
    )
    items: dict[int, list[names.Item]] = {0: [], 1: []}
    for number, _, newest, published, content, blob in rows:
        notes = pack.unpack(blob, ArticleNotes)
        day = moments.number_day(moments.parse(published))
        length = len(pack.unpack(content, Article).body)
        items[moves[number]].append(names.Item(number, newest, day, notes, length, newest, notes))
    places = (names.Place(name.number, name.entity), names.Place(name.part, name.part_entity))
    for side, moved in items.items():
        names.replace(db, moved, {(Kind.PERSON, name.name): places[side]})
    changes.log(db, sorted(id_ for _, id_, *_ in rows))
