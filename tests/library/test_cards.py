"""Who is who across the library: resolution, finding, and the card."""

from __future__ import annotations

import pytest
from msgspec import structs

from tests.library.builders import make_digest, make_entity, make_id, put
from tui.errors import NotFound
from tui.library import EntityRef, Library, Link, LocalEntity, company
from tui.library.cards import COMPANY, QUOTES, ROWS, WORDINGS
from tui.model import Description, Entity, Kind

PERSON, PLACE, BODY = Kind.PERSON, Kind.PLACE, Kind.ORGANISATION


def resolve(library: Library, *links: Link) -> None:
    with library.lock():
        library.relink(links)


def find_one(library: Library, name: str) -> EntityRef:
    [ref] = library.find_entity(name)
    return ref


def join(kind: Kind, name: str, to: str, hidden: bool = False, pinned: bool = False) -> Link:
    return Link(kind, name, kind, to, hidden, pinned)


@pytest.fixture
def filled(library: Library) -> Library:
    """Three articles, in which Ada Poe goes by two names, once by both."""
    put(
        library,
        make_digest(
            1,
            published="2020-03-01",
            source="Harbour Gazette",
            entities=[
                make_entity("Ada Poe", names=("Ada Poe", "Poe"), mentions=3, called=["harbour master"], quoted=["No."]),
                make_entity("Nordvik", PLACE, mentions=2),
            ],
        ),
        make_digest(
            2,
            published="2024-10-02",
            source="Northern Wire",
            entities=[
                make_entity("A. Poe", names=("A. Poe", "Poe"), called=["Harbour Master"], quoted=["Yes.", "Soon."]),
                make_entity("Port Board", BODY, mentions=4),
                make_entity("Nordvik", PLACE),
            ],
        ),
        make_digest(
            3,
            published=None,
            entities=[
                make_entity("Ada Poe", called=["engineer"]),
                make_entity("A. Poe", mentions=2, start=100, called=["former harbour master"]),
                make_entity("Port Board", BODY),
            ],
        ),
    )
    return library


def test_one_who_is_always_alone_has_a_card_however_many_articles(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(company, "HEAVY", 1)
    put(library, make_digest(1, entities=[make_entity("Ada Poe")]))
    with library.lock():
        library.settle()
    card = library.card(library.find_entity("Ada Poe")[0].id)
    assert (card.articles, card.appears_with, card.places) == (1, (), ())


def test_local_entities_are_joined_by_kind_and_name(filled: Library) -> None:
    assert filled.local_entities() == [
        LocalEntity(BODY, "Port Board", ("Port Board",), 2),
        LocalEntity(PERSON, "A. Poe", ("A. Poe", "Poe"), 2),
        LocalEntity(PERSON, "Ada Poe", ("Ada Poe", "Poe"), 2),
        LocalEntity(PLACE, "Nordvik", ("Nordvik",), 2),
    ]


def test_without_resolution_every_name_is_an_entity(filled: Library) -> None:
    assert [ref.name for _, ref in filled.entities(make_id(3))] == ["A. Poe", "Ada Poe", "Port Board"]
    assert find_one(filled, "ada poe").articles == 2


def test_resolution_joins_names_and_keeps_numbers(filled: Library) -> None:
    ada = find_one(filled, "Ada Poe")
    resolve(filled, join(PERSON, "A. Poe", "Ada Poe"))
    assert find_one(filled, "Ada Poe") == EntityRef(ada.id, "Ada Poe", PERSON, 3, 7)
    assert find_one(filled, "a. poe").id == ada.id
    last = filled.last_change()
    resolve(filled, join(PERSON, "A. Poe", "Ada Poe"), join(PERSON, "Ada Poe", "Ada Poe"))
    assert filled.last_change() == last
    resolve(filled, join(PERSON, "A. Poe", "A. Poe"))
    assert find_one(filled, "Ada Poe") == ada
    assert {change.article for change in filled.changes(last, 9)} == {make_id(2), make_id(3)}


def test_only_articles_whose_names_change_are_logged(filled: Library) -> None:
    last = filled.last_change()
    resolve(filled, join(BODY, "Port Board", "Harbour Board"))
    assert {change.article for change in filled.changes(last, 9)} == {make_id(2), make_id(3)}
    last = filled.last_change()
    resolve(filled, Link(PLACE, "Nordvik", BODY, "Nordvik", pinned=True))
    assert {change.article for change in filled.changes(last, 9)} == {make_id(1), make_id(2)}
    last = filled.last_change()
    resolve(filled, Link(PLACE, "Nordvik", BODY, "Nordvik"))
    assert filled.last_change() == last, "a pin is not in the index"


def test_an_article_shows_a_joined_entity_once(filled: Library) -> None:
    resolve(filled, join(PERSON, "A. Poe", "Ada Poe"), join(BODY, "Port Board", "Port Board", pinned=True))
    [(board, _), (ada, ref)] = filled.entities(make_id(3))
    assert board.name == "Port Board", "what is pinned comes first"
    assert (ada.name, ada.names) == ("Ada Poe", ("Ada Poe", "A. Poe"))
    assert [mention.start for mention in ada.mentions] == [0, 100, 110]
    assert [description.text for description in ada.descriptions] == ["engineer", "former harbour master"]
    assert (ref.articles, ref.mentions) == (3, 7)


def test_what_is_hidden_is_nowhere_but_can_come_back(filled: Library) -> None:
    last = filled.last_change()
    resolve(filled, join(PLACE, "Nordvik", "Nordvik", hidden=True))
    assert {change.article for change in filled.changes(last, 9)} == {make_id(1), make_id(2)}
    assert [ref.name for _, ref in filled.entities(make_id(1))] == ["Ada Poe"]
    assert filled.find_entity("Nordvik") == []
    assert all(ref.name != "Nordvik" for ref in filled.entity_list())
    assert filled.card(find_one(filled, "Ada Poe").id).places == ()
    [one] = filled.indexables([make_id(1)])
    assert one.places == ()
    last = filled.last_change()
    resolve(filled, join(PLACE, "Nordvik", "Nordvik"))
    assert {change.article for change in filled.changes(last, 9)} == {make_id(1), make_id(2)}
    assert find_one(filled, "Nordvik").articles == 2


def test_the_index_gets_names_as_resolved_and_as_written(filled: Library) -> None:
    resolve(filled, join(PERSON, "A. Poe", "Ada Poe"))
    [two] = filled.indexables([make_id(2)])
    assert two.people == ("Ada Poe", "A. Poe", "Poe")


def test_names_that_nobody_uses_are_forgotten(filled: Library) -> None:
    put(filled, *(make_digest(number) for number in (1, 2, 3)))
    assert filled.local_entities() == []
    resolve(filled)
    assert filled.find_entity("Ada Poe") == []
    assert filled.entity_list() == []


def test_links_of_names_that_are_not_there_do_nothing(filled: Library) -> None:
    resolve(filled, join(PERSON, "Nobody", "Somebody"))
    assert filled.find_entity("Somebody") == []


def test_the_same_name_twice_in_an_article_counts_once(library: Library) -> None:
    put(library, make_digest(1, entities=[make_entity("Ada Poe"), make_entity("Ada Poe", mentions=2, start=50)]))
    assert find_one(library, "Ada Poe") == EntityRef(1, "Ada Poe", PERSON, 1, 3)
    [(ada, _)] = library.entities(make_id(1))
    assert len(ada.mentions) == 3


def test_found_by_any_name_the_best_first(filled: Library) -> None:
    put(filled, make_digest(4, entities=[make_entity("Poe", BODY), make_entity("Pöe Valley", PLACE)]))
    assert [ref.name for ref in filled.find_entity("  POE ")] == ["Poe", "Ada Poe", "A. Poe"]
    assert [ref.name for ref in filled.find_entity("valley")] == ["Pöe Valley"], "among the words when nothing is alike"
    assert filled.find_entity("alley") == []
    assert filled.find_entity(" ") == []
    assert [ref.name for ref in filled.entity_list("poe", PLACE)] == ["Pöe Valley"]
    assert [ref.name for ref in filled.entity_list("ordv")] == ["Nordvik"]
    assert [ref.name for ref in filled.entity_list(limit=2)] == ["Port Board", "Ada Poe"]
    assert filled.entity_list("100%") == []
    resolve(filled, join(PERSON, "A. Poe", "A. Poe", pinned=True))
    assert [ref.name for ref in filled.entity_list(limit=2)] == ["A. Poe", "Port Board"]


def test_the_card(filled: Library) -> None:
    resolve(filled, join(PERSON, "A. Poe", "Ada Poe", pinned=True))
    filled.set_entity_note(PERSON, "Ada Poe", "Retires soon.")
    card = filled.card(find_one(filled, "Ada Poe").id)
    assert (card.name, card.kind, card.pinned, card.note) == ("Ada Poe", PERSON, True, "Retires soon.")
    assert card.names == ("A. Poe", "Poe")
    assert (card.articles, card.mentions) == (3, 7)
    assert (card.first, card.last) == ("2020-03-01", "2024-10-02")
    assert card.timeline == (("2020", 1), ("2021", 0), ("2022", 0), ("2023", 0), ("2024", 1))
    assert [(one.articles, one.first, one.last) for one in card.descriptions] == [
        (2, "2020-03-01", "2024-10-02"), (1, None, None), (1, None, None),
    ]  # fmt: skip
    assert [(said.text, said.source, said.published) for one in card.descriptions for said in one.said] == [
        ("harbour master", "Harbour Gazette", "2020-03-01"),
        ("Harbour Master", "Northern Wire", "2024-10-02"),
        ("engineer", "Harbour Gazette", None),
        ("former harbour master", "Harbour Gazette", None),
    ]
    assert (card.first_article, card.last_article, card.said) == (make_id(1), make_id(2), 3)
    assert [(said.text, said.article) for said in card.quotes] == [
        ("Yes.", make_id(2)), ("Soon.", make_id(2)), ("No.", make_id(1)),
    ]  # fmt: skip
    assert [(ref.name, ref.articles) for ref in card.appears_with] == [("Port Board", 2)]
    assert [(ref.name, ref.articles) for ref in card.places] == [("Nordvik", 2)]
    assert [row.id for row in card.rows] == [make_id(2), make_id(1), make_id(3)]


def test_by_month_when_all_are_of_one_or_two_years(library: Library) -> None:
    ada = [make_entity("Ada Poe")]
    put(library, make_digest(1, published="2023-11-30", entities=ada))
    put(library, make_digest(2, published="2024-02-01T23:30:00-05:00", entities=ada))
    card = library.card(find_one(library, "Ada Poe").id)
    assert card.timeline == (("2023-11", 1), ("2023-12", 0), ("2024-01", 0), ("2024-02", 1))
    assert card.last == "2024-02-01", "as it is written, not as it is in UTC"


def test_a_card_without_dates(library: Library) -> None:
    put(library, make_digest(1, published=None, entities=[make_entity("Ada Poe")]))
    card = library.card(find_one(library, "Ada Poe").id)
    assert (card.first, card.last, card.timeline) == (None, None, ())


def test_a_wording_is_told_once_with_all_who_use_it(library: Library) -> None:
    wordings = ("president of Nordvik", "President", "Nordvik's President", "mayor")
    gists = ("president of nordvik", "president", "president of nordvik", "mayor")
    for number, (text, gist) in enumerate(zip(wordings, gists, strict=True)):
        entity = make_entity("Ada Poe")
        called = structs.replace(entity, descriptions=(Description(text, 0, len(text), gist),))
        put(library, make_digest(number, published=f"202{4 - number}-01-01", entities=[called]))
    mayor, president = library.card(find_one(library, "Ada Poe").id).descriptions
    assert (mayor.text, mayor.first, mayor.last) == ("mayor", "2021-01-01", "2021-01-01")
    assert (president.articles, president.first, president.last) == (3, "2022-01-01", "2024-01-01")
    assert [said.article for said in president.said] == [make_id(2), make_id(1), make_id(0)]


def test_a_card_has_an_end(library: Library) -> None:
    def name_all(number: int) -> list[Entity]:
        others = [make_entity(f"Person {number} {other}") for other in range(3)]
        return [make_entity("Ada Poe", called=[f"title {number}"], quoted=[f"word {number}", "w"]), *others]

    put(library, *(make_digest(number, published=None, entities=name_all(number)) for number in range(51)))
    card = library.card(find_one(library, "Ada Poe").id)
    assert (len(card.descriptions), len(card.quotes), card.said) == (WORDINGS, QUOTES, 102)
    assert (len(card.appears_with), len(card.rows)) == (COMPANY, ROWS)


def test_a_note_follows_an_entity_into_another_name(filled: Library) -> None:
    filled.set_entity_note(PERSON, "A. Poe", "Same person?")
    resolve(filled, join(PERSON, "A. Poe", "Ada Poe"))
    assert filled.card(find_one(filled, "Ada Poe").id).note == "Same person?"


def test_a_card_that_is_no_more_is_not_found(filled: Library) -> None:
    number = find_one(filled, "A. Poe").id
    resolve(filled, join(PERSON, "A. Poe", "Ada Poe"))
    with pytest.raises(NotFound):
        filled.card(number)
    put(filled, make_digest(4, entities=[make_entity("Another")]))
    with pytest.raises(NotFound):
        filled.card(number)
