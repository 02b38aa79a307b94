"""In how many of some articles each source, year, person and place is: counted over arrays of the whole library.

The arrays are made when they are first needed, and again when the change log has gone on: what they are made of changes
only together with it, because the index follows the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from tui.library import changes, moments
from tui.library.chosen import find_ids
from tui.library.connect import Database
from tui.library.listing import find_numbers
from tui.library.ranking import encode
from tui.library.records import Count, Facets, Filter
from tui.model import Kind
from tui.text import fold

Numbers = NDArray[np.int64]

NOWHERE = -1
"""For an article that has no source of its own."""


class _Table(Struct, frozen=True):
    """The library's articles in the order of their ids, each a row, and what each has."""

    change: int
    """The last one that is in it."""
    ids: NDArray[np.bytes_]
    rows: Numbers
    """By an article's number."""
    sources: list[str]
    """In order, as most articles write them."""
    source: Numbers
    """By row, the place of what the page names in `sources`, or NOWHERE."""
    origin: Numbers
    """By row, the place of the name that its source has in the settings."""
    year: Numbers
    """By row; 0 for an article without a date."""
    names: list[str]
    """Of people and places, in order."""
    people: NDArray[np.bool_]
    """By name, whether it is a person's."""
    having: NDArray[np.int32]
    """Rows, one for each name that an article has."""
    had: NDArray[np.int32]
    """The places of these names."""


class Counting:
    """Counts facets; may be used from any thread."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._table: _Table | None = None

    def count(self, ids: Sequence[str] | None, where: Filter, keep: Collection[str]) -> Facets:
        """See `People.facets`."""
        with self._db.snapshot():
            table = self._table
            if table is None or table.change != changes.read_last(self._db):
                table = self._table = _read(self._db)
            numbers = None if where == "all" else find_numbers(self._db, where)
        found = np.ones(len(table.ids), bool) if ids is None else _find(table, ids)
        if numbers is not None:
            shown = _find(table, list(keep))
            shown[table.rows[np.array(numbers, np.int64)]] = True
            found &= shown
        source, origin = table.source[found], table.origin[found]
        # `source:` finds an article by either name, and the settings' are listed only where a page names none.
        sources = _tally(source, len(table.sources)) + _tally(origin[source != origin], len(table.sources))
        listed = _tally(source, len(table.sources)) + _tally(origin[source == NOWHERE], len(table.sources))
        names = np.bincount(table.had[found[table.having]], minlength=len(table.names))
        years = np.bincount(table.year[found])
        years[:1] = 0
        return Facets(
            source=_rank(np.where(listed > 0, sources, 0), table.sources),
            year=_rank(years[::-1], [str(year) for year in reversed(range(len(years)))]),
            person=_rank(np.where(table.people, names, 0), table.names),
            place=_rank(np.where(table.people, 0, names), table.names),
        )


def _find(table: _Table, ids: Sequence[str]) -> NDArray[np.bool_]:
    """Which rows are those of these articles; those that are not in the library are left out."""
    found = np.zeros(len(table.ids), bool)
    places, known = find_ids(table.ids, encode(ids))
    found[places[known]] = True
    return found


def _tally(places: Numbers, size: int) -> Numbers:
    return np.bincount(places[places != NOWHERE], minlength=size)


def _rank(counts: Numbers, values: Sequence[str]) -> tuple[Count, ...]:
    """What is there at all, most first; of equal counts those first that come first."""
    there = np.flatnonzero(counts)
    order = there[np.argsort(-counts[there], kind="stable")]
    return tuple(
        Count(values[place], number) for place, number in zip(order.tolist(), counts[order].tolist(), strict=True)
    )


def _read(db: Database) -> _Table:
    articles = db.all(
        "SELECT a.number, a.id, a.source, o.name, a.published FROM article a "
        "JOIN origin o ON o.number = a.origin ORDER BY a.id"
    )
    dates = {published: moments.parse(published) for published in {published for *_, published in articles}}
    years = {published: moment.year for published, moment in dates.items() if moment is not None}
    rows = np.zeros(max((number for number, *_ in articles), default=-1) + 1, np.int64)
    rows[np.array([number for number, *_ in articles], np.int64)] = np.arange(len(articles))
    spellings = Counter(source for _, _, source, _, _ in articles if source)
    spellings.update(origin for *_, origin, _ in articles)
    written: dict[str, str] = {}
    for name, _ in spellings.most_common():
        if fold(name):
            written.setdefault(fold(name), name)
    sources = sorted(written.values())
    place = {fold(name): number for number, name in enumerate(sources)}
    places = {name: place.get(fold(name), NOWHERE) for name in spellings}
    having, had, names, people = _read_names(db, rows)
    return _Table(
        change=changes.read_last(db),
        ids=np.array([id_ for _, id_, *_ in articles], np.bytes_),
        rows=rows,
        sources=sources,
        source=_column([places.get(source, NOWHERE) for _, _, source, _, _ in articles]),
        origin=_column([places.get(origin, NOWHERE) for _, _, _, origin, _ in articles]),
        year=_column([years.get(published, 0) for *_, published in articles]),
        names=names,
        people=people,
        having=having,
        had=had,
    )


def _column(values: list[int]) -> Numbers:
    return np.array(values, np.int64)


def _read_names(db: Database, rows: Numbers) -> tuple[Any, Any, list[str], NDArray[np.bool_]]:
    """Which articles have which people and places, as resolved: an article has a name once, however it writes it."""
    entities = db.all(
        "SELECT number, name, kind FROM entity WHERE hidden = 0 AND kind IN (?, ?) ORDER BY name, number",
        (Kind.PERSON.value, Kind.PLACE.value),
    )
    place = {number: order for order, (number, *_) in enumerate(entities)}
    locals_ = db.all("SELECT number, entity FROM local")
    names = np.full(max((number for number, _ in locals_), default=-1) + 1, NOWHERE, np.int64)
    for number, entity in locals_:
        names[number] = place.get(entity, NOWHERE)
    company = db.all("SELECT article, locals FROM company")
    blobs = [blob for _, blob in company]
    had = names[np.frombuffer(b"".join(blobs), np.int64)]
    sizes = _column([len(blob) // had.itemsize for blob in blobs])
    having = np.repeat(rows[_column([article for article, _ in company])], sizes)
    # Sorted and compared here, because `np.unique` takes many times as long for so many.
    pairs = np.sort((having * max(1, len(entities)) + had)[had != NOWHERE])
    having, had = np.divmod(pairs[np.diff(pairs, prepend=NOWHERE) != 0], max(1, len(entities)))
    people = np.array([kind == Kind.PERSON.value for *_, kind in entities], bool)
    return having.astype(np.int32), had.astype(np.int32), [name for _, name, _ in entities], people
