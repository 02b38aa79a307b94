"""Names in longer views: all of them in order, two together, what one said, what happened when."""

from __future__ import annotations

import pytest
from msgspec import structs

from tests.library.builders import make_digest, make_entity, make_id, put
from tui.library import Digested, EntityRef, Library, Link
from tui.library.names import trim
from tui.model import ArticleNotes, Entity, Kind, Mention, Quote, TextDate

PERSON, PLACE = Kind.PERSON, Kind.PLACE
TEXT = "Ada Poe met Ben Ray on Friday. Ada Poe left. Next month Ben Ray will see Ada Poe."
SENTENCES = (0, 31, 45)


def name(text: str, who: str, kind: Kind = PERSON, quotes: tuple[str, ...] = ()) -> Entity:
    starts = [start for start in range(len(text)) if text.startswith(who, start)]
    mentions = tuple(Mention(start, start + len(who), who) for start in starts)
    return Entity(who, kind, (who,), mentions, (), tuple(Quote(q, text.find(q), text.find(q) + len(q)) for q in quotes))


def digest(number: int, entities: list[Entity], *, text: str = TEXT, published: str | None = "2024-12-03") -> Digested:
    made = make_digest(number, text=text, published=published)
    dates = (
        TextDate("on Friday", 20, 29, "2024-11-29", "2024-11-29"),
        TextDate("Next month", 45, 55, "2025-01-01", "2025-01-31"),
    )
    notes = ArticleNotes(made.document.id, tuple(entities), dates if text == TEXT else (), SENTENCES)
    return structs.replace(made, notes=notes)


def find(library: Library, who: str) -> EntityRef:
    [ref] = library.find_entity(who)
    return ref


@pytest.fixture
def filled(library: Library) -> Library:
    both = [name(TEXT, "Ada Poe", quotes=("Ada Poe left",)), name(TEXT, "Ben Ray")]
    put(library, digest(1, both), digest(2, [name(TEXT, "Ada Poe")], published="2020-01-01"))
    put(
        library,
        digest(3, [name("Nordvik said so.", "Nordvik", PLACE)], text="Nordvik said so.", published="2024-12-01"),
    )
    return library


def test_all_names_by_articles(filled: Library) -> None:
    ranked = filled.rank()
    assert [ref.name for ref in filled.ranked(ranked, 0, 9)] == ["Ada Poe", "Ben Ray", "Nordvik"]
    assert [ref.name for ref in filled.ranked(ranked, 1, 1)] == ["Ben Ray"]
    assert [ref.name for ref in filled.ranked(filled.rank(kind=PLACE), 0, 9)] == ["Nordvik"]
    assert [ref.name for ref in filled.ranked(filled.rank(" pOE "), 0, 9)] == ["Ada Poe"]
    with filled.lock():
        filled.relink([Link(PLACE, "Nordvik", PLACE, "Nordvik", pinned=True)])
    assert [ref.name for ref in filled.ranked(filled.rank(), 0, 1)] == ["Nordvik"]


def test_all_names_by_rise_in_the_last_week_there_is(filled: Library) -> None:
    for number in range(4, 10):
        put(filled, digest(number, [make_entity("Ada Poe")], text="x", published=f"2024-11-1{number}"))
        put(filled, digest(number + 10, [make_entity("Ben Ray")], text="x", published="2024-12-02"))
    ranked = filled.rank(order="rise")
    assert ranked.last == "2024-12-03"
    names = {ref.name: ranked.rises[ref.id] for ref in filled.ranked(ranked, 0, 9)}
    assert list(names) == ["Ben Ray", "Nordvik", "Ada Poe"]
    assert (names["Ben Ray"].week, names["Ben Ray"].before) == (7, 0)
    assert (names["Ada Poe"].week, names["Ada Poe"].before) == (1, 6)
    assert names["Ben Ray"].weight > 0 > names["Ada Poe"].weight


def test_nothing_has_risen_in_a_library_without_dates(library: Library) -> None:
    assert library.rank(order="rise").last is None
    put(library, make_digest(1, published=None, entities=[make_entity("Ada Poe")]))
    assert list(library.rank(order="rise").numbers) == []
    assert len(library.rank().numbers) == 1


def test_two_together(filled: Library) -> None:
    both = filled.together([find(filled, "Ada Poe").id, find(filled, "Ben Ray").id])
    assert both.total == 1
    assert [row.id for row in both.rows] == [make_id(1)]
    found = both.sentences[make_id(1)]
    assert [said.text for said in found] == ["Ada Poe met Ben Ray on Friday.", "Next month Ben Ray will see Ada Poe."]
    assert [TEXT[said.start : said.end] for said in found] == [said.text for said in found]
    apart = filled.together([find(filled, "Ada Poe").id, find(filled, "Nordvik").id])
    assert (apart.total, apart.rows) == (0, ())


@pytest.mark.parametrize(
    ("marked", "sentence"),
    [
        ('He left. "|I met Ben," said Ada. "|It rained."', '"I met Ben," said Ada.'),
        ("He left. |Ada met Ben, she said.\n\n“|It rained.”", "Ada met Ben, she said."),
        ('"|Ben came," said Ada, "and left."', '"Ben came," said Ada, "and left."'),
        ("(|Ada and Ben agree.) |More.", "(Ada and Ben agree.)"),
        ("He did (|Ada's.) (|Ben's.)", "(Ada's.)"),
        ("“‘|Ada came,’ said Ben.”", "“‘Ada came,’ said Ben.”"),
        ("ports'|Ada", "Ada"),
    ],
)
def test_a_sentence_has_its_own_marks_and_not_those_of_the_next(marked: str, sentence: str) -> None:
    before, middle, *_ = marked.split("|")
    body = marked.replace("|", "")
    start, end = trim(body, len(before), len(before + middle))
    assert body[start:end] == sentence


def test_names_joined_are_together_as_one(filled: Library) -> None:
    with filled.lock():
        filled.relink([Link(PLACE, "Nordvik", PERSON, "Ben Ray"), Link(PERSON, "Ben Ray", PERSON, "Ben Ray")])
    assert filled.together([find(filled, "Ben Ray").id]).total == 2
    assert filled.together([find(filled, "Ben Ray").id], limit=1, offset=1).rows[0].id == make_id(3)


def test_what_one_said(filled: Library) -> None:
    ada = find(filled, "Ada Poe").id
    assert [(said.text, said.article, said.start) for said in filled.quotes(ada)] == [("Ada Poe left", make_id(1), 31)]
    assert filled.quotes(ada, articles=[make_id(2)]) == ()
    assert filled.quotes(ada, articles=[make_id(1)]) == filled.quotes(ada)
    assert filled.quotes(ada, offset=1) == ()


def test_what_happened_when(filled: Library) -> None:
    total, events = filled.events([find(filled, "Ada Poe").id])
    assert total == 4
    assert [(event.first, event.phrase, event.said.article) for event in events] == [
        ("2025-01-01", "Next month", make_id(2)),
        ("2025-01-01", "Next month", make_id(1)),
        ("2024-11-29", "on Friday", make_id(2)),
        ("2024-11-29", "on Friday", make_id(1)),
    ]
    for event in events:
        assert event.said.text[event.phrase_start :].startswith(event.phrase)
        assert TEXT[event.said.start : event.said.end] == event.said.text
    total, events = filled.events([find(filled, "Ada Poe").id, find(filled, "Ben Ray").id], limit=1)
    assert total == 2
    assert [event.said.article for event in events] == [make_id(1)]
