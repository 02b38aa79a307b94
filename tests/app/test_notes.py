"""The notes: names with their counts, and a card whose every line leads somewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

from tests.app.host import Host, looks_of, text_of
from tests.app.stories import SUMMIT, fill, make_article
from tui.app.card import (
    BRIEF,
    FULL,
    Amounts,
    Around,
    Mentions,
    Narrow,
    Other,
    OwnNote,
    Page,
    Sentence,
    Whole,
    make_card,
)
from tui.app.widgets.notes import Notes
from tui.library import Library
from tui.library.records import Alias, Card, EntityRef, Said, Wording
from tui.model import Article, Kind

KINDS = tuple(Kind)
NEW = make_article()
OLD = make_article("old", title="Kallas looks to the sea [Video]", published="2020-09-12", source="Tartu Daily")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """Two articles on the same people, four years apart."""
    with Library.open(tmp_path) as opened:
        fill(opened, [NEW, OLD])
        yield opened


async def show(pilot: Pilot[None], notes: Notes, article: Article = NEW) -> None:
    """Show an article's notes and wait for the card."""
    host = notes.app
    assert isinstance(host, Host)
    notes.show(article.id, host.library.entities(article.id), KINDS, len(article.body))
    await settle(pilot)


async def settle(pilot: Pilot[None]) -> None:
    """Wait until the card has been read."""
    await pilot.pause()
    if workers := [worker for worker in pilot.app.workers if not worker.is_finished]:
        await pilot.app.workers.wait_for_complete(workers)
    await pilot.pause()


def lines_of(notes: Notes) -> list[str]:
    """What the pane shows."""
    return [line.rstrip() for line in text_of(notes).splitlines()]


async def test_names_are_listed_by_kind_with_counts_at_the_right(library: Library) -> None:
    host = Host(library)
    async with host.run_test(size=(120, 40)) as pilot:
        await show(pilot, host.notes)
        assert lines_of(host.notes)[:9] == [
            " People",
            " ▸ Kaja Kallas                   2",
            " Organisations",
            "   European Union                2",
            " Places",
            "   Tallinn                       2",
            "   Latvia                        1",
            "   Lithuania                     1",
            "─" * 35,
        ]


async def test_the_kinds_shown_and_their_order_are_the_users(library: Library) -> None:
    host = Host(library)
    async with host.run_test(size=(120, 40)) as pilot:
        host.notes.show(NEW.id, library.entities(NEW.id), (Kind.PLACE, Kind.PERSON))
        await settle(pilot)
        assert [line for line in lines_of(host.notes)[:6] if line[1:2].isalpha()] == [" Places", " People"]


async def test_an_article_without_names_says_so(library: Library) -> None:
    host = Host(library)
    async with host.run_test(size=(120, 40)) as pilot:
        host.notes.show(NEW.id, [], KINDS)
        await pilot.pause()
        assert text_of(host.notes).strip() == "No names in this article."
        for action in (host.notes.home, host.notes.end, host.notes.enter, lambda: host.notes.move(1)):
            action()
        host.notes.show(None, [], KINDS)
        assert text_of(host.notes).strip() == ""


async def test_the_card_of_the_chosen_name(library: Library) -> None:
    library.set_entity_note(Kind.PERSON, "Kaja Kallas", "Ask her office.")
    host = Host(library)
    async with host.run_test(size=(120, 40)) as pilot:
        await show(pilot, host.notes)
        assert lines_of(host.notes)[9:27] == [
            " Kaja Kallas",
            " person · also Kallas",
            " where  ▁▁▁▁▁▁▁▁▁▁▁█▁▁█▁▁▁▁▁▁▁▁▁",
            " “Estonian leader”       2020–2024",
            "    Tartu Daily, 12 Sep 2020",
            "    Baltic News Servi…, 3 Dec 2024",
            " says “We have waited ten years",
            "   for this”",
            "    Baltic News Servi…, 3 Dec 2024",
            "    Tartu Daily, 12 Sep 2020",
            " in 2 articles, 2020 █▁▁▁█ 2024",
            " first  12 Sep 2020",
            " last   3 Dec 2024",
            " with   European Union           2",
            " places Tallinn                  2",
            "        Latvia                   2",
            "        Lithuania                2",
            " note   Ask her office.",
        ]


async def test_every_line_of_the_card_leads_somewhere(library: Library) -> None:
    host = Host(library)
    async with host.run_test(size=(120, 50)) as pilot:
        notes = host.notes
        await show(pilot, notes)
        assert notes.enter()
        for _ in range(len(notes._items)):
            before = len(host.heard)
            where = (notes.ref, notes._item)
            if not isinstance(notes._items[notes._item or 0].target, Other):
                notes.enter()
                await pilot.pause()
                assert len(host.heard) == before + 1, where
            notes.move(1)
        kinds = [type(message) for message in host.heard]
        assert Notes.SentenceRequested in kinds
        assert Notes.ArticleRequested in kinds
        assert Notes.NarrowRequested in kinds
        assert Notes.NoteRequested in kinds
        assert Notes.PageRequested in kinds
        for message in host.heard:
            if isinstance(message, Notes.SentenceRequested):
                body = library.article(message.article_id).body
                assert body[message.start : message.end] in (
                    "Kaja Kallas",
                    "Kallas",
                    "“We have waited ten years for this,”",
                )


async def test_enter_goes_through_the_mentions(library: Library) -> None:
    host = Host(library)
    async with host.run_test(size=(120, 40)) as pilot:
        await show(pilot, host.notes)
        host.notes.enter()
        for _ in range(3):
            host.notes.enter()
        await pilot.pause()
        found = [message.start for message in host.heard if isinstance(message, Notes.SentenceRequested)]
        kallas = next(entity for entity, ref in library.entities(NEW.id) if ref.kind is Kind.PERSON)
        first, second = (mention.start for mention in kallas.mentions)
        assert found == [first, second, first]


async def test_the_cursor_goes_from_the_names_into_the_card_and_back(library: Library) -> None:
    host = Host(library)
    async with host.run_test(size=(120, 40)) as pilot:
        notes = host.notes
        await show(pilot, notes)
        notes.focus()
        notes.end()
        await settle(pilot)
        assert notes.ref is not None
        assert notes.ref.name == "Lithuania"
        notes.move(1)
        assert notes.text == "Lithuania"
        assert any(line.startswith("▸Lithuania") for line in lines_of(notes))
        notes.move(-1)
        assert any(line.startswith(" ▸ Lithuania") for line in lines_of(notes))
        assert not notes.back()
        notes.enter()
        notes.end()
        assert notes.back()
        await pilot.pause()
        chosen = [message.ref.name for message in host.heard if isinstance(message, Notes.EntityChosen)]
        assert chosen[-1] == "Lithuania"


async def test_a_card_that_is_not_the_names_yet_leads_nowhere(library: Library) -> None:
    host = Host(library)
    async with host.run_test(size=(120, 40)) as pilot:
        await show(pilot, host.notes)
        host.notes.move(1)
        host.notes.enter()
        host.notes.enter()
        assert not [message for message in host.heard if isinstance(message, Notes.SentenceRequested)]
        await settle(pilot)
        host.notes.enter()
        await pilot.pause()
        assert [message for message in host.heard if isinstance(message, Notes.SentenceRequested)]


async def test_a_name_on_the_card_leads_to_its_own(library: Library) -> None:
    host = Host(library)
    async with host.run_test(size=(120, 40)) as pilot:
        notes = host.notes
        await show(pilot, notes)
        notes.enter()
        while not isinstance(notes._items[notes._item or 0].target, Other):
            notes.move(1)
        notes.enter()
        await settle(pilot)
        assert notes.ref is not None
        assert notes.ref.name == "European Union"
        assert " ▸ European Union                2" in lines_of(notes)


async def test_a_chosen_name_stays_chosen_in_the_next_article(library: Library) -> None:
    host = Host(library)
    async with host.run_test(size=(120, 40)) as pilot:
        await show(pilot, host.notes)
        host.notes.move(2)
        assert host.notes.ref is not None
        name = host.notes.ref.name
        await show(pilot, host.notes, OLD)
        assert host.notes.ref.name == name


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 8), (40, 2)])
async def test_the_cursor_is_always_in_sight(library: Library, size: tuple[int, int]) -> None:
    host = Host(library)
    async with host.run_test(size=size) as pilot:
        notes = host.notes
        await show(pilot, notes)
        steps: list[Callable[[], object]] = [
            *[lambda: notes.move(1)] * 30,
            *[lambda: notes.move(-1)] * 30,
            *(lambda: notes.page(1), lambda: notes.half_page(-1), notes.end, notes.home),
        ]
        for step in steps:
            step()
            await settle(pilot)
            rows = lines_of(notes)
            assert all(cell_len(row) <= notes.size.width for row in rows)
            if size[1] > 2:
                assert any("▸" in row for row in rows)


async def test_the_cursor_is_seen_without_colour(library: Library) -> None:
    host = Host(library)
    async with host.run_test(size=(120, 40)) as pilot:
        pilot.app.theme = "ansi"
        await show(pilot, host.notes)
        assert looks_of(host.notes, "Kaja Kallas").endswith("blurred")
        host.notes.focus()
        await pilot.pause()
        assert host.notes.get_look(looks_of(host.notes, "Kaja Kallas")).reverse


async def test_a_click_chooses_and_a_second_goes_in(library: Library) -> None:
    host = Host(library)
    async with host.run_test(size=(120, 40)) as pilot:
        notes = host.notes
        await show(pilot, notes)
        await pilot.click(Notes, offset=(5, 3))
        await settle(pilot)
        assert notes.ref is not None
        assert notes.ref.name == "European Union"
        row = next(y for y, line in enumerate(lines_of(notes)) if "note   none yet" in line)
        await pilot.click(Notes, offset=(10, row))
        await pilot.click(Notes, offset=(10, row))
        await pilot.pause()
        assert isinstance(host.heard[-1], Notes.NoteRequested)


def make_around(width: int, article: str = "a", amounts: Amounts = BRIEF) -> Around:
    """Room for a card of nobody in the open article."""
    return Around(article, 1000, None, width, "%Y-%m-%d", amounts)


def make_hostile_card() -> Card:
    """A card of which every text is hostile, and more of each than is shown."""
    bad = "[/x] \x1b[2J 新华社 \u202eevil " * 4
    said = tuple(Said(f"{bad} {n}", f"b{n}", bad, bad, "2024-01-01", n, n + 1) for n in range(20))
    refs = tuple(EntityRef(n, bad, Kind.PLACE, 10**n, 1) for n in range(12))
    years = tuple((str(year), year % 7) for year in range(1900, 2025))
    called = tuple(Wording(one.text, 99, "1999-01-01", "2024-01-01", said) for one in said)
    return Card(1, bad, Kind.OTHER, (bad, bad), 12345, 99, None, None, years, called, said, refs, refs, (), note=bad)


@pytest.mark.parametrize("width", [18, 34, 100])
def test_a_card_keeps_to_its_width_and_is_harmless(width: int) -> None:
    items = make_card(make_hostile_card(), make_around(width))
    for item in [*items, *make_card(make_hostile_card(), make_around(width, amounts=FULL))]:
        assert item.lines
        for line in item.lines:
            assert cell_len(line.text) <= width, line.text
            assert "\x1b" not in line.text
            assert "\u202e" not in line.text
    targets = {type(item.target) for item in items}
    assert targets == {Narrow, Sentence, Other, OwnNote, Page}


def test_one_wording_is_shown_once_with_the_first_and_the_last_who_use_it() -> None:
    said = tuple(Said("mayor", f"b{n}", "", f"Paper {n}", f"202{n}-01-01", n, n + 1) for n in range(4))
    called = (
        Wording("Belfry keeper", 1, "2019-05-01", "2019-05-01", (Said("x", "a", "", "Post", "2019-05-01", 7, 8),)),
        Wording("mayor", 4, "2020-01-01", "2023-01-01", said),
    )
    card = Card(1, "Name", Kind.PERSON, (), 5, 5, None, None, (), called, (), (), (), ())
    found = [item for item in make_card(card, make_around(34)) if isinstance(item.target, Sentence | Page)][1:]
    assert [line.text.strip() for item in found for line in item.lines] == [
        *("“Belfry keeper”", "Post, 2019-05-01"),
        *("“mayor”                  2020–2023", "Paper 0, 2020-01-01", "and 2 more articles", "Paper 3, 2023-01-01"),
    ]
    assert [item.target for item in found] == [
        *(Sentence("a", 7, 8), Sentence("b0", 0, 1), Page(), Sentence("b3", 3, 4)),
    ]


def test_the_evidence_that_one_is_not_another_of_the_name_is_told_whole() -> None:
    why = "called “keeper” with Ada Poe, Ben Ray 2019–2021; not the other Name, called “mayor”"
    card = Card(1, "Name", Kind.PERSON, (), 5, 5, None, None, (), (), (), (), (), (), aliases=(Alias("Name", 5, why),))
    for width in (34, 120):
        [names] = [item for item in make_card(card, make_around(width, amounts=FULL)) if item.text == "Name"][1:]
        told = " ".join(line.text.strip() for line in names.lines)
        assert why in told
        assert all(cell_len(line.text) <= width for line in names.lines)
    plain = Card(1, "Name", Kind.PERSON, (), 5, 5, None, None, (), (), (), (), (), (), aliases=(Alias("Name", 5, ""),))
    assert len([item for item in make_card(plain, make_around(34, amounts=FULL)) if item.text == "Name"]) == 1


def test_who_is_in_this_article_leads_to_the_mentions(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        fill(library, [NEW, OLD])
        entity, ref = library.entities(NEW.id)[0]
        card = library.card(ref.id)
    here = make_card(card, Around(NEW.id, len(NEW.body), entity, 34, "%Y"))
    assert [type(item.target) for item in here[:3]] == [Mentions, Page, Mentions]
    assert Whole(OLD.id) in [item.target for item in here]
    titles = [item.text for item in here if item.target == Whole(NEW.id)]
    assert titles == ["2024"], "as the last one, and not among its other articles"
    assert SUMMIT[1].startswith("“")
