"""People of one name in the library: parted, shown, put together by the user, and followed when articles come."""

from __future__ import annotations

import pytest

from tests.library.builders import make_digest, make_entity, make_id, put
from tui.entities import namesakes, resolve
from tui.library import Card, Digested, Library, Link, company
from tui.model import Corrections, Kind
from tui.text import fold

PERSON = Kind.PERSON
NAME, OTHER = "George Bush", "George Bush (43rd president)"
FATHER = ("Brent Snow", "James Baker", "Dan Quail")
SON = ("Karl Rover", "Andy Cart", "Donald Rum")


def tell(number: int, published: str, company: tuple[str, ...], *roles: str, text: str | None = None) -> Digested:
    bush = make_entity(NAME, names=(NAME, "Bush"), mentions=2, called=roles, quoted=[f"Word {number}."])
    others = [make_entity(name, start=100 * place) for place, name in enumerate(company, 1)]
    return make_digest(number, published=published, entities=[bush, *others], text=text or f"Story {number}.")


def father(number: int, **named: str) -> Digested:
    others = tuple(name for place, name in enumerate(FATHER) if place != number % 3)
    return tell(number, f"199{number % 3}-0{number % 9 + 1}-01", others, "41st president", **named)


def son(number: int, **named: str) -> Digested:
    others = tuple(name for place, name in enumerate(SON) if place != number % 3)
    return tell(number, f"200{number % 4 + 1}-0{number % 9 + 1}-01", others, "43rd president", **named)


FIRST, SECOND = range(1, 8), range(11, 17)


def link(library: Library, corrections: Corrections = Corrections()) -> None:  # noqa: B008
    """Resolve all names, as a sync does."""
    apart, joined = (
        {fold(name) for key, others in table.items() for name in (key, *others)}
        for table in (corrections.split, corrections.merge)
    )
    with library.lock():
        for _ in range(2):
            locals_ = library.local_entities()
            found = [(one.kind, one.name, one.names, one.articles) for one in locals_]
            told = {(one.kind, one.name): one.apart for one in locals_ if one.apart}
            library.relink(Link(*answer) for answer in resolve.link(found, corrections, told))
            if not library.part(namesakes.divide, namesakes.follow, apart, joined):
                break
        library.settle()
    assert library.check() == []


@pytest.fixture
def two(library: Library) -> Library:
    """Two of one name, in seven articles and in six."""
    put(library, *map(father, FIRST), *map(son, SECOND))
    link(library)
    return library


def cards(library: Library) -> dict[str, Card]:
    return {ref.name: library.card(ref.id) for ref in library.find_entity(NAME)}


def ids(card: Card) -> set[int]:
    return {int(row.id, 16) for row in card.rows}


def test_they_are_two_with_all_that_is_theirs(two: Library) -> None:
    found = cards(two)
    assert {name: ids(card) for name, card in found.items()} == {NAME: set(FIRST), OTHER: set(SECOND)}
    one, other = found[NAME], found[OTHER]
    assert (one.mentions, other.mentions, one.said, other.said) == (14, 12, 7, 6)
    assert {ref.name for ref in one.appears_with} == set(FATHER)
    assert {ref.name for ref in other.appears_with} == set(SON)
    assert [wording.text for wording in one.descriptions] == ["41st president"]
    assert (one.first, other.first) == ("1990-04-01", "2001-04-01")
    assert other.names == ("Bush", "George Bush")
    [(bush, ref), *_] = two.entities(make_id(12))
    assert (bush.name, ref.id) == (OTHER, other.id)
    [old, new] = two.indexables([make_id(1), make_id(12)])
    assert (OTHER in old.people, OTHER in new.people, NAME in new.people) == (False, True, True)


def test_the_evidence_is_told(two: Library) -> None:
    found = cards(two)
    [alias] = found[OTHER].aliases
    assert alias.name == OTHER
    assert alias.why.startswith("called “43rd president” with ")
    assert "2001–2004; not the other George Bush, called “41st president” with " in alias.why
    [alias] = found[NAME].aliases
    assert alias.why.startswith("called “41st president” with ")


def test_linking_again_changes_nothing(two: Library) -> None:
    before, last = cards(two), two.last_change()
    link(two)
    assert cards(two) == before
    assert two.last_change() == last


def test_the_one_keeps_its_number(library: Library) -> None:
    put(library, *map(father, FIRST))
    link(library)
    [ref] = library.find_entity(NAME)
    put(library, *map(son, SECOND))
    link(library)
    assert cards(library)[NAME].id == ref.id


def test_the_users_merge_wins_and_taking_it_back_gives_what_was(two: Library) -> None:
    before = cards(two)
    merged = Corrections(merge={NAME: (OTHER,)})
    link(two, merged)
    [card] = cards(two).values()
    assert (card.name, ids(card), card.mentions) == (NAME, {*FIRST, *SECOND}, 26)
    assert {alias.name: alias.why for alias in card.aliases}[OTHER] == "you said so"
    put(two, son(17))
    link(two, merged)
    [card] = cards(two).values()
    assert 17 in ids(card)
    link(two)
    after = cards(two)
    assert ids(after[OTHER]) - {17} == ids(before[OTHER])
    assert ids(after[NAME]) - {17} == ids(before[NAME])
    put(two, son(18))
    link(two)
    assert {17, 18} <= ids(cards(two)[OTHER]), "what came while they were one is given to whom it belongs"


def test_taking_a_merge_back_gives_exactly_what_was(two: Library) -> None:
    def tell_all(card: Card) -> tuple[object, ...]:
        seen = (card.name, card.names, card.mentions, card.rows, card.timeline, card.aliases)
        return (*seen, card.descriptions, card.quotes)

    before = {name: tell_all(card) for name, card in cards(two).items()}
    link(two, Corrections(merge={NAME: (OTHER,)}))
    link(two)
    assert {name: tell_all(card) for name, card in cards(two).items()} == before


def test_a_merge_holds_in_a_library_made_anew(library: Library) -> None:
    put(library, *map(father, FIRST), *map(son, SECOND))
    link(library, Corrections(merge={NAME: (OTHER,)}))
    assert len(cards(library)) == 1


def test_articles_that_come_go_to_the_right_one(two: Library) -> None:
    numbers = {name: card.id for name, card in cards(two).items()}
    put(two, father(8), son(18))
    link(two)
    found = cards(two)
    assert {name: ids(card) for name, card in found.items()} == {NAME: {*FIRST, 8}, OTHER: {*SECOND, 18}}
    assert {name: card.id for name, card in found.items()} == numbers


def test_an_article_that_is_made_anew_stays_with_its_own(two: Library) -> None:
    put(two, son(12, text="The story told again."), father(2, text="Told again."))
    assert two.check() == []
    assert {name: ids(card) for name, card in cards(two).items()} == {NAME: set(FIRST), OTHER: set(SECOND)}
    link(two)
    assert {name: ids(card) for name, card in cards(two).items()} == {NAME: set(FIRST), OTHER: set(SECOND)}


def tie(number: int) -> Digested:
    return tell(number, f"200{number % 4}-11-0{number % 9 + 1}", (*FATHER, *SON), "41st president", "43rd president")


def test_those_who_turn_out_to_be_one_are_one_again(two: Library) -> None:
    put(two, *map(tie, range(21, 29)))
    link(two)
    [card] = cards(two).values()
    assert (card.name, card.articles, card.mentions, card.said) == (NAME, 21, 42, 21)
    assert [alias.why for alias in card.aliases] == [""]


def test_the_users_split_keeps_them_apart(two: Library) -> None:
    put(two, *map(tie, range(21, 29)))
    link(two, Corrections(split={NAME: (OTHER,)}))
    found = cards(two)
    assert set(FIRST) <= ids(found[NAME])
    assert set(SECOND) <= ids(found[OTHER])


def test_a_surname_alone_belongs_to_neither_of_two(two: Library) -> None:
    put(two, make_digest(40, entities=[make_entity("Bush")]))
    link(two)
    assert [ref.name for _, ref in two.entities(make_id(40))] == ["Bush"]


def test_one_person_is_left_alone(library: Library) -> None:
    put(library, *map(father, FIRST), *map(father, range(50, 58)))
    link(library)
    [card] = cards(library).values()
    assert card.articles == 15


def test_one_who_moves_in_one_circle_is_one(library: Library) -> None:
    circle = [
        make_digest(number, entities=[make_entity(FATHER[number % 3]), make_entity(SON[number % 3])])
        for number in range(60, 64)
    ]
    others = [make_digest(number, entities=[make_entity("Ada Poe")]) for number in range(70, 90)]
    put(library, *map(father, FIRST), *map(son, SECOND), *circle, *others)
    link(library)
    assert list(cards(library)) == [NAME]


def test_in_many_articles(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(company, "HEAVY", 3)
    put(library, *map(father, FIRST), *map(son, SECOND))
    link(library)
    found = cards(library)
    assert {ref.name: ref.articles for ref in found[OTHER].appears_with} == dict.fromkeys(SON, 4)


def test_a_note_on_the_one_is_not_the_others(two: Library) -> None:
    two.set_entity_note(PERSON, NAME, "Signed the treaty.")
    two.set_entity_note(PERSON, OTHER, "His son.")
    assert {name: card.note for name, card in cards(two).items()} == {NAME: "Signed the treaty.", OTHER: "His son."}
    two.set_entity_note(PERSON, OTHER, "")
    assert cards(two)[OTHER].note == ""
