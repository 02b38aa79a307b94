"""Versions of one story: what is put together, what stands for it in the list, and how that follows every change."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.library.builders import make_digest, make_id, make_record, put
from tests.stories import AGENCY, COLUMNS, OTHER, OUTLETS, REVISED, SHORTENED, report_market
from tui.library import Digested, Library, groups
from tui.likeness import Sketch, make_sketch

MARKET = report_market(1)
TEXTS: tuple[Sequence[str], ...] = (
    *OUTLETS,
    REVISED,
    SHORTENED,
    OTHER,
    *COLUMNS,
    MARKET,
    report_market(2),
    (),
    ("Short.",),
)


def sketched(
    number: int, paragraphs: Sequence[str], published: str | None = "2024-03-04", title: str = "T"
) -> Digested:
    """A document of these paragraphs, with its sketch."""
    made = make_digest(number, text="\n\n".join(paragraphs), published=published, title=title)
    return replace(made, sketch=make_sketch(title, made.article.body))


def tell(library: Library, *digests: Digested) -> None:
    """Store documents and find their versions."""
    put(library, *digests)
    with library.lock():
        library.regroup()


def stories(library: Library) -> set[frozenset[str]]:
    """The ids of each story's versions."""
    return {frozenset(row.id for row in library.versions(id_)) for id_ in library.all_ids()}


def ids(*numbers: int) -> list[str]:
    return [make_id(number) for number in numbers]


def listed(library: Library, **named: object) -> list[int]:
    listing = library.listing(grouped=True, **named)  # type: ignore[arg-type]
    shown = [int(row.id, 16) for row in listing.page(0, 99)]
    assert len(listing) == len(shown)
    for place, number in enumerate(shown):
        assert listing.position(make_id(number)) == place
    return shown


def test_versions_share_a_row_and_the_total_stays(library: Library) -> None:
    tell(library, *(sketched(number, text) for number, text in enumerate(OUTLETS, 1)), sketched(9, OTHER))
    assert stories(library) == {frozenset(ids(1, 2, 3, 4, 5)), frozenset(ids(9))}
    assert len(listed(library)) == 2
    assert library.count() == len(library.listing()) == 6
    row = library.row(make_id(3))
    assert (row.versions, row.story) == (5, library.row(make_id(1)).story)
    assert (library.row(make_id(9)).versions, library.row(make_id(9)).story) == (1, None)


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(len(TEXTS))), st.lists(st.booleans(), min_size=len(TEXTS), max_size=len(TEXTS)))
def test_the_order_of_arrival_does_not_matter(order: list[int], pauses: list[bool]) -> None:
    def gather(numbers: Sequence[int], stops: Sequence[bool]) -> tuple[set[frozenset[str]], list[list[str]]]:
        with tempfile.TemporaryDirectory() as folder, Library.open(Path(folder) / "library") as library, library.lock():
            for number, stop in zip(numbers, stops, strict=True):
                digest = sketched(number, TEXTS[number])
                library.store([make_record(number, location=digest.document.location)], [digest])
                if stop:
                    library.regroup()
            library.regroup()
            assert library.check() == []
            return stories(library), sorted([row.id for row in library.versions(id_)] for id_ in library.all_ids())

    once = gather(range(len(TEXTS)), [False] * len(TEXTS))
    assert gather(order, pauses) == once
    assert frozenset(ids(0, 1, 2, 3, 4, 5, 6)) in once[0]


def test_the_newest_day_is_listed_and_of_one_day_the_most_complete(library: Library) -> None:
    tell(
        library, sketched(1, AGENCY, "2024-03-04"), sketched(2, SHORTENED, "2024-03-05T18:00:00+00:00"),
        sketched(3, REVISED, "2024-03-05T07:00:00+00:00"), sketched(4, AGENCY, None),
    )  # fmt: skip
    assert [int(row.id, 16) for row in library.versions(make_id(1))] == [3, 2, 1, 4]
    assert listed(library) == [3]
    with library.lock():
        library.mark_gone("archive", ["3.txt"])
        library.regroup()
    assert listed(library) == [2], "a version whose file is there comes before one whose file is gone"


def test_an_article_that_is_made_anew_leaves_its_story(library: Library) -> None:
    tell(library, *(sketched(number, text) for number, text in enumerate(OUTLETS[:3], 1)))
    tell(library, sketched(1, OTHER))
    assert stories(library) == {frozenset(ids(1)), frozenset(ids(2, 3))}
    tell(library, sketched(2, COLUMNS[0]))
    assert stories(library) == {frozenset({id_}) for id_ in ids(1, 2, 3)}
    tell(library, sketched(2, AGENCY), sketched(1, REVISED))
    assert stories(library) == {frozenset(ids(1, 2, 3))}
    assert library._db.value("SELECT count(*) FROM bucket") == 3 * 32


def test_two_stories_become_one_by_what_lies_between(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def near(one: Sketch, other: Sketch, seconds: int | None) -> bool:
        return abs(one.size - other.size) == 1

    monkeypatch.setattr(groups, "is_same_story", near)
    made = [
        replace(one, sketch=replace(one.sketch, size=n)) for n, one in ((n, sketched(n, AGENCY)) for n in range(1, 8))
    ]
    tell(library, *(made[at] for at in (0, 1, 3, 4, 6)))
    assert {len(story) for story in stories(library)} == {1, 2}
    tell(library, made[2])
    tell(library, made[5])
    assert stories(library) == {frozenset(ids(1, 2, 3, 4, 5, 6, 7))}
    tell(library, sketched(4, OTHER))
    assert stories(library) == {frozenset(ids(1, 2, 3)), frozenset(ids(4)), frozenset(ids(5, 6, 7))}


def test_filters_show_what_they_are_for(library: Library) -> None:
    tell(library, *(sketched(number, text) for number, text in enumerate(OUTLETS[:3], 1)), sketched(9, OTHER))
    first, *others = (int(row.id, 16) for row in library.versions(make_id(1)))
    assert set(listed(library, where="unread")) == {first, 9}
    library.set_read(ids(first))
    assert listed(library, where="unread") == [9], "a story is as read as what is listed of it"
    assert set(listed(library, where="unread", keep=ids(first))) == {first, 9}
    assert listed(library, where="starred") == []
    library.set_starred(ids(others[1]))
    assert listed(library, where="starred") == [others[1]], "what is starred is found, whichever version it is"
    library.set_starred(ids(others[0]))
    assert listed(library, where="starred") == [others[0]]


def test_what_was_searched_for_is_one_row_for_each_story(library: Library) -> None:
    tell(library, *(sketched(number, text) for number, text in enumerate(OUTLETS[:3], 1)), sketched(9, OTHER))
    first, second, third = (row.id for row in library.versions(make_id(1)))
    hits = [third, make_id(9), second]
    found = library.listing("relevance", hits, grouped=True)
    assert [row.id for row in found.page(0, 9)] == [second, make_id(9)], "its first version, at its best hit's place"
    assert found.position(third) == 0
    assert found.neighbour(third, 1) == make_id(9)
    assert len(library.listing("relevance", hits)) == 3
    assert library.listing(grouped=True).position(third) == library.listing(grouped=True).position(first)
    tell(library, sketched(9, AGENCY))
    assert len(library.listing("relevance", hits, grouped=True)) == 1, (
        "what is remembered of stories is kept up to date"
    )


def test_versions_are_taken_along(library: Library) -> None:
    tell(library, *(sketched(number, text) for number, text in enumerate(OUTLETS[:3], 1)), sketched(9, OTHER))
    assert set(library.with_versions(ids(2, 9))) == set(ids(1, 2, 3, 9))
    assert library.with_versions([]) == []
    assert [row.id for row in library.versions("f" * 12)] == []


def test_short_and_empty_texts(library: Library) -> None:
    tell(
        library, sketched(1, ()), sketched(2, ()), sketched(3, ("The ferry left.",)), sketched(4, ("The ferry left.",)),
        sketched(5, ("The ferry left.",), title="Another"),
    )  # fmt: skip
    assert stories(library) == {frozenset(ids(1)), frozenset(ids(2)), frozenset(ids(3, 4)), frozenset(ids(5))}


def test_the_read_and_starred_state_is_each_articles_own(library: Library) -> None:
    tell(library, *(sketched(number, text) for number, text in enumerate(OUTLETS[:2], 1)))
    library.set_read(ids(1))
    assert not library.row(make_id(2)).read


def test_a_run_that_dies_is_gone_on_with(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Library.open(folder) as library:
        put(library, sketched(1, AGENCY), sketched(2, REVISED))
        with library.lock(), pytest.raises(ZeroDivisionError):
            # As if the process were killed in the midst.
            monkeypatch.setattr(groups._Grouping, "write", lambda self: 1 // 0)
            library.regroup()
        monkeypatch.undo()
    with Library.open(folder) as library, library.lock():
        assert len(library.versions(make_id(1))) == 1
        library.regroup()
        assert len(library.versions(make_id(1))) == 2
        assert library._db.value("SELECT count(*) FROM regroup") == 0
