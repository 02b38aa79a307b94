"""The list: its order, its pages, and finding one's place in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.library.builders import make_digest, make_id, put
from tests.library.conftest import Clock
from tui.library import Filter, Library, Listing, Row, Sort
from tui.library.moments import UNDATED, number_day, parse, sort_keys

DATES = (
    "2024-05-01",
    "2023-01-01",
    None,
    "2024-05-01T10:00:00+02:00",
    "2024",
    None,
    "not a date",
    "2024-05-01T08:30:00Z",
)


@pytest.fixture
def filled(library: Library, clock: Clock) -> Library:
    """Articles 0 to 7 with the dates above, added one after the other."""
    for number, published in enumerate(DATES):
        clock.now += 60
        put(library, make_digest(number, published=published))
    return library


def numbers(rows: Sequence[Row]) -> list[int]:
    return [int(row.id, 16) for row in rows]


NEWEST = [7, 3, 0, 4, 1, 6, 5, 2]
"""10:00 at +02:00 is before 08:30 in UTC; a year is its first day; what has no date comes last, the latest first."""
OLDEST = [1, 4, 0, 3, 7, 2, 5, 6]


def test_newest_first(filled: Library) -> None:
    assert numbers(filled.listing().page(0, 100)) == NEWEST


def test_oldest_first_with_the_undated_still_last(filled: Library) -> None:
    assert numbers(filled.listing("oldest").page(0, 100)) == OLDEST


def check_agrees(listing: Listing, expected: list[int]) -> None:
    """Every way of asking must give the same order."""
    assert len(listing) == len(expected)
    for offset in range(len(expected) + 2):
        assert numbers(listing.page(offset, 3)) == expected[offset : offset + 3]
    for place, number in enumerate(expected):
        assert listing.position(make_id(number)) == place
        assert listing.neighbour(make_id(number), 0) == make_id(number)
        for step in (-3, -1, 1, 2, 100):
            there = place + step
            found = listing.neighbour(make_id(number), step)
            assert found == (make_id(expected[there]) if 0 <= there < len(expected) else None)


@pytest.mark.parametrize(("sort", "order"), [("newest", NEWEST), ("oldest", OLDEST), ("relevance", NEWEST)])
def test_pages_positions_and_neighbours_agree(filled: Library, sort: Sort, order: list[int]) -> None:
    check_agrees(filled.listing(sort), order)


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_only_the_unread_with_those_just_read(filled: Library, sort: Sort) -> None:
    order = NEWEST if sort == "newest" else OLDEST
    filled.set_read([make_id(number) for number in (0, 2, 7)])
    check_agrees(
        filled.listing(sort, where="unread"),
        [number for number in order if number not in (0, 2, 7)],
    )
    kept = filled.listing(sort, where="unread", keep={make_id(0), make_id(1), "f" * 12})
    check_agrees(kept, [number for number in order if number not in (2, 7)])
    filled.set_starred([make_id(2), make_id(3)])
    check_agrees(filled.listing(sort, where="starred"), [n for n in order if n in (2, 3)])


def test_the_next_unread(filled: Library) -> None:
    filled.set_read([make_id(number) for number in (3, 0, 1)])
    listing = filled.listing()
    assert listing.neighbour(make_id(7), 1, unread=True) == make_id(4)
    assert listing.neighbour(make_id(7), 2, unread=True) == make_id(6)
    assert listing.neighbour(make_id(1), -1, unread=True) == make_id(4)
    assert listing.neighbour(make_id(7), -1, unread=True) is None
    assert listing.neighbour("f" * 12, 1) is None
    assert listing.position("f" * 12) is None
    assert filled.listing(where="unread").neighbour(make_id(3), 1) == make_id(4), "its place is known though it is read"


def test_hits_keep_their_rank_or_take_their_date(filled: Library) -> None:
    hits = [make_id(number) for number in (5, 0, 7, 1, 2)]
    check_agrees(filled.listing("relevance", hits), [5, 0, 7, 1, 2])
    check_agrees(filled.listing("newest", hits), [7, 0, 1, 5, 2])
    check_agrees(filled.listing("oldest", hits), [1, 0, 7, 2, 5])
    check_agrees(filled.listing("newest", []), [])


def test_hits_can_be_narrowed(filled: Library) -> None:
    hits = [make_id(number) for number in (5, 0, 7, 1)]
    filled.set_read([make_id(0), make_id(7)])
    check_agrees(filled.listing("relevance", hits, "unread"), [5, 1])
    check_agrees(filled.listing("relevance", hits, "unread", [make_id(7)]), [5, 7, 1])
    listing = filled.listing("relevance", hits)
    assert listing.neighbour(make_id(5), 1, unread=True) == make_id(1)
    assert listing.neighbour(make_id(1), -1, unread=True) == make_id(5)
    assert listing.neighbour(make_id(1), 1, unread=True) is None
    assert listing.position("f" * 12) is None
    assert listing.neighbour("f" * 12, 1) is None


def test_a_row_says_all_that_is_drawn(library: Library) -> None:
    put(library, make_digest(1, title="Ferries [stop]", text="x" * 300))
    library.set_read([make_id(1)])
    library.set_starred([make_id(1)])
    library.set_note(make_id(1), "ask the harbour")
    library.add_tag([make_id(1)], "sea")
    library.add_tag([make_id(1)], "Boats")
    assert library.row(make_id(1)) == Row(
        id=make_id(1), title="Ferries [stop]", title_derived=False, source="Harbour Gazette", published="2024-05-01",
        place=None, section=None, lede="x" * 200, words=1, read=True, starred=True, noted=True, gone=False,
        tags=("Boats", "sea"), origin="archive",
    )  # fmt: skip


def test_rows_come_in_the_order_asked_for(filled: Library) -> None:
    assert numbers(filled.rows([make_id(4), "f" * 12, make_id(1), make_id(4)])) == [4, 1, 4]


def test_a_new_date_moves_an_article(filled: Library) -> None:
    put(filled, make_digest(2, published="2025-01-01"))
    assert numbers(filled.listing().page(0, 2)) == [2, 7]
    put(filled, make_digest(2, published=None))
    assert numbers(filled.listing().page(0, 100)) == NEWEST, "it is from when it was first added again"


@pytest.mark.parametrize("where", ["all", "unread", "starred"])
@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_pages_are_found_in_an_index_alone(filled: Library, sort: Sort, where: Filter) -> None:
    connection = filled._db._session().connection
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    listing = filled.listing(sort, where=where)
    listing.page(2, 3)
    listing.position(make_id(0))
    listing.neighbour(make_id(0), 2)
    listing.neighbour(make_id(0), -2)
    connection.set_trace_callback(None)
    searches = [sql for sql in asked if f"{sort}, id FROM article" in sql and "id =" not in sql]
    assert len(searches) >= 3
    for sql in searches:
        plan = " ".join(row[3] for row in filled._db.all(f"EXPLAIN QUERY PLAN {sql}"))
        assert "USING COVERING INDEX" in plan, sql
        assert "TEMP B-TREE" not in plan, sql


@given(st.datetimes(timezones=st.timezones()))
@settings(deadline=None)
def test_every_date_sorts_before_what_has_none(moment: datetime) -> None:
    parsed = parse(moment.isoformat())
    assert parsed is not None and parsed.isoformat() == moment.isoformat()
    newest, oldest = sort_keys(parsed, 0.0)
    assert newest == oldest
    assert newest > UNDATED > sort_keys(None, 4e9)[0]
    assert oldest < sort_keys(None, 0.0)[1]
    assert number_day(parsed) == moment.toordinal()


@given(st.text(max_size=40))
def test_what_is_no_date_is_no_error(text: str) -> None:
    parse(text)


def test_months_and_years_are_dates() -> None:
    assert str(parse("2024-07")) == "2024-07-01 00:00:00+00:00"
    assert str(parse("1999")) == "1999-01-01 00:00:00+00:00"
    assert parse("") is parse(None) is None
