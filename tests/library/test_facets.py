"""What articles have in common: sources, years, people and places with exact counts."""

from __future__ import annotations

from tests.library.builders import make_digest, make_entity, make_id, put
from tui.library import Count, Library, Link
from tui.model import Kind

MAYOR, ANNA, PORT = "Berit Solheim", "Anna Lindqvist", "Nordvik"


def fill(library: Library) -> None:
    """Four articles: one names no source, one has no date."""
    put(
        library,
        make_digest(1, entities=[make_entity(MAYOR), make_entity("Solheim"), make_entity(PORT, Kind.PLACE)]),
        make_digest(2, published="2023", entities=[make_entity(MAYOR), make_entity("Port Board", Kind.ORGANISATION)]),
        make_digest(3, published=None, source=None, entities=[make_entity("Solheim")]),
        make_digest(4, source="HARBOUR GAZETTE", entities=[make_entity(ANNA), make_entity(PORT, Kind.PLACE)]),
    )


def link(library: Library, *links: Link) -> None:
    """Resolve names, with the lock."""
    with library.lock():
        library.relink(links)


def test_counts_of_the_whole_library(library: Library) -> None:
    fill(library)
    facets = library.facets()
    # Names that differ in case are one to a search; the settings' name finds all four, but is listed for the third.
    assert facets.source == (Count("archive", 4), Count("Harbour Gazette", 3))
    assert facets.year == (Count("2024", 2), Count("2023", 1))
    assert facets.person == (Count(MAYOR, 2), Count("Solheim", 2), Count(ANNA, 1))
    assert facets.place == (Count(PORT, 2),)


def test_only_the_given_articles_count(library: Library) -> None:
    fill(library)
    facets = library.facets([make_id(4), make_id(2), "f" * 12])
    assert facets.source == (Count("Harbour Gazette", 2),)
    assert facets.year == (Count("2024", 1), Count("2023", 1))
    assert facets.person == (Count(ANNA, 1), Count(MAYOR, 1))
    nothing = library.facets([])
    assert not (nothing.source or nothing.year or nothing.person or nothing.place)


def test_an_empty_library_has_none(library: Library) -> None:
    assert library.facets() == library.facets([make_id(1)]) == library.facets(where="unread")


def test_a_filter_counts_what_it_shows(library: Library) -> None:
    fill(library)
    library.set_read([make_id(1), make_id(2)])
    assert library.facets(where="unread").person == (Count(ANNA, 1), Count("Solheim", 1))
    assert library.facets(where="unread", keep=[make_id(2)]).year == (Count("2024", 1), Count("2023", 1))
    assert library.facets([make_id(1)], "unread").source == ()
    assert library.facets(where="starred").place == ()


def test_joined_names_count_once_in_an_article_and_hidden_ones_not(library: Library) -> None:
    fill(library)
    assert len(library.facets().person) == 3
    link(
        library,
        Link(Kind.PERSON, MAYOR, Kind.PERSON, MAYOR),
        Link(Kind.PERSON, "Solheim", Kind.PERSON, MAYOR),
        Link(Kind.PERSON, ANNA, Kind.PERSON, ANNA, hidden=True),
        Link(Kind.PLACE, PORT, Kind.PLACE, PORT),
    )
    facets = library.facets()
    assert facets.person == (Count(MAYOR, 3),)
    assert library.facets([make_id(1)]).person == (Count(MAYOR, 1),)


def test_counts_follow_what_is_stored(library: Library) -> None:
    fill(library)
    library.facets()
    put(library, make_digest(4, text="The ferry sank.", source="Coast Post", entities=[make_entity(MAYOR)]))
    facets = library.facets([make_id(4)])
    assert facets.source == (Count("Coast Post", 1),)
    assert facets.person == (Count(MAYOR, 1),) and facets.place == ()
