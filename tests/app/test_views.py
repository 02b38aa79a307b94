"""The views of names: all of them, a page of one, what one said, two together, what happened when."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.app.reader import PAGES, Reader, read
from tests.library.builders import make_digest, make_entity, put
from tui.app.screens.main import MainScreen
from tui.app.screens.people import PeopleScreen
from tui.app.screens.profile import ProfileScreen
from tui.app.screens.sayings import SayingsScreen
from tui.app.screens.timeline import TimelineScreen, name_days
from tui.app.screens.together import TogetherScreen
from tui.app.screens.view import ViewScreen

LETTER = """Kallas writes to the ports

TALLINN, Dec 10 (Harbour Gazette) - Prime Minister Kaja Kallas wrote to the ports of Latvia on Tuesday.

"The ferries will sail on Friday again," Kallas told the port of Riga in a letter that was read out on Monday.

Evika Silina thanked Kallas for the ships on Tuesday and said that they would meet in January.

Published in Harbour Gazette, December 10th, 2024
"""
FILES = {**PAGES, "letter.txt": LETTER}


def view_of(reader: Reader) -> ViewScreen:
    """The view that is shown."""
    screen = reader.app.screen
    assert isinstance(screen, ViewScreen), screen
    return screen


async def choose(reader: Reader, name: str) -> None:
    """Go to a name in the list of all names."""
    await reader.press("w", "slash", *(("space" if char == " " else char) for char in name), "enter")
    await reader.settle()
    assert isinstance(reader.app.screen, PeopleScreen)
    ref = reader.app.screen.choose_name()
    assert ref is not None and ref.name == name


async def test_all_names_are_listed_searched_and_ordered(tmp_path: Path) -> None:
    async with read(tmp_path, FILES) as reader:
        await reader.press("w")
        first = reader.screen().splitlines()
        assert first[0].startswith(" Names · ")
        assert "most articles first" in first[0]
        assert first[1].startswith("▸Latvia") and "place        3" in first[1]
        assert any(line.startswith(" Kaja Kallas") and "1 this week" in line for line in first)
        await reader.press("v")
        assert "people" in reader.screen().splitlines()[0]
        await reader.press("V")
        assert "risen most in the week to 10 Dec 2024" in reader.screen().splitlines()[0]
        await reader.press("v", "V")
        assert "1 organisation ·" in reader.screen().splitlines()[0]
        await reader.press("slash", *"eu", "enter")
        assert "like eu" in reader.screen().splitlines()[0]
        await reader.press("escape")
        assert "like" not in reader.screen().splitlines()[0]
        await reader.press("q")
        assert isinstance(reader.app.screen, MainScreen)


async def test_nothing_like_what_was_typed(tmp_path: Path) -> None:
    async with read(tmp_path, FILES) as reader:
        await reader.press("w", "slash", *"xyzzy", "enter")
        assert "No name is like that." in reader.screen()
        await reader.press("enter", "j", "G", "g", "space", "f", "p", "quotation_mark", "T", "m", "y")
        assert isinstance(reader.app.screen, PeopleScreen)


async def test_a_page_has_all_and_every_line_leads_on(tmp_path: Path) -> None:
    async with read(tmp_path, FILES) as reader:
        await choose(reader, "Kaja Kallas")
        await reader.press("enter")
        page = reader.app.screen
        assert isinstance(page, ProfileScreen)
        shown = reader.screen()
        assert shown.startswith(" Kaja Kallas · person · 2 articles · ")
        items = page.items.items
        text = "\n".join(line.text for item in items for line in item.lines)
        for part in (
            "“Prime Minister”",
            "says “We have waited ten years for this day",
            "2024-12",
            "first",
            "last",
            "note",
        ):
            assert part in text, part
        assert "ferries" in reader.screen() or "harbour" in reader.screen(), "an article is shown beside the list"


async def test_a_sentence_opens_its_article_and_back_leads_to_the_same_line(tmp_path: Path) -> None:
    async with read(tmp_path, FILES) as reader:
        await choose(reader, "Kaja Kallas")
        await reader.press("enter", "j", "j", "j", "enter")
        assert isinstance(reader.app.screen, MainScreen)
        assert reader.app.main.pane == "reading"
        assert reader.app.main.notes.ref is not None and reader.app.main.notes.ref.name == "Kaja Kallas"
        await reader.press("h")
        page = reader.app.screen
        assert isinstance(page, ProfileScreen)
        assert page.items.cursor == 3
        await reader.press("q")
        assert isinstance(reader.app.screen, MainScreen), "the view is left for good"


async def test_everything_one_said_narrows_to_a_subject(tmp_path: Path) -> None:
    async with read(tmp_path, FILES) as reader:
        await choose(reader, "Kaja Kallas")
        await reader.press("quotation_mark")
        view = reader.app.screen
        assert isinstance(view, SayingsScreen)
        total = len(view.items.items)
        assert total >= 3
        assert f"Everything Kaja Kallas said · {total} quotes" in reader.screen()
        await reader.press("slash", *"ferry", "enter")
        assert "about ferry: 1 quote" in reader.screen()
        assert "The ferries will sail on Friday again" in reader.screen()
        await reader.press("f")
        assert reader.app.main.view.query == 'said:"Kaja Kallas" ferry'
        assert reader.app.main.articles.count == 1


async def test_two_together_picked_and_from_a_card(tmp_path: Path) -> None:
    async with read(tmp_path, FILES) as reader:
        await choose(reader, "Kaja Kallas")
        await reader.press("B", *"silina")
        await reader.pilot.press("enter")
        await reader.finish()
        view = reader.app.screen
        assert isinstance(view, TogetherScreen)
        assert "Kaja Kallas and Evika Silina · 1 article · 1 sentence with both" in reader.screen()
        assert "“Evika Silina thanked Kallas" in reader.screen()
        await reader.press("T")
        assert isinstance(reader.app.screen, TimelineScreen)
        await reader.press("q", "f")
        assert reader.app.main.view.query == 'who:"Kaja Kallas" who:"Evika Silina"'
        assert reader.app.main.articles.count == 1


async def test_a_timeline_says_the_phrase_and_takes_more_names(tmp_path: Path) -> None:
    async with read(tmp_path, FILES) as reader:
        await choose(reader, "Kaja Kallas")
        await reader.press("T")
        view = reader.app.screen
        assert isinstance(view, TimelineScreen)
        dates = len(view.items.items)
        shown = reader.screen()
        assert f"Timeline of Kaja Kallas · {dates} dates" in shown
        assert "January 2025" in shown
        assert "Harbour Gazette, 10 Dec 2024: “January”" in shown
        await reader.press("a", *"silina")
        await reader.pilot.press("enter")
        await reader.finish()
        assert "Timeline of Kaja Kallas, Evika Silina" in reader.screen()
        assert 0 < len(view_of(reader).items.items) < dates + 3
        await reader.press("d")
        assert f"Timeline of Kaja Kallas · {dates} dates" in reader.screen()
        await reader.press("enter")
        assert reader.app.main.pane == "reading"


async def test_a_name_is_repaired_and_noted_from_a_view(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    async with read(tmp_path, FILES) as reader:
        await choose(reader, "Evika Silina")
        await reader.press("m")
        await reader.pilot.press("h")
        await reader.finish()
        assert "No name is like that." in reader.screen()
        assert "“Evika Silina” hidden." in reader.screen().splitlines()[0], "said where it is seen"
        await reader.press("U")
        await reader.finish()
        assert "Undone: “Evika Silina” hidden." in reader.screen().splitlines()[0]
        assert any(line.startswith("▸Evika Silina") for line in reader.screen().splitlines())


async def test_a_page_stays_with_its_name_through_a_rename_and_a_merge(tmp_path: Path) -> None:
    async with read(tmp_path, FILES) as reader:
        await choose(reader, "Evika Silina")
        await reader.press("enter")
        await reader.pilot.press("R")
        await reader.settle()
        await reader.pilot.press("ctrl+u", *"Silina", "enter")
        await reader.finish()
        assert view_of(reader).refs[0].name == "Silina"
        await reader.pilot.press("M")
        await reader.settle()
        await reader.press(*"kallas")
        await reader.pilot.press("enter")
        await reader.finish()
        assert view_of(reader).refs[0].name == "Kaja Kallas"
        assert "Evika Silina  you said so" in reader.screen()
        await reader.press("U", "U")
        await reader.finish()
        assert reader.library.find_entity("Evika Silina")[0].name == "Evika Silina"


async def test_the_way_back_and_the_help_are_told_at_every_width(tmp_path: Path) -> None:
    for size in ((120, 40), (80, 24), (40, 12)):
        async with read(tmp_path, FILES, size=size) as reader:
            for keys in (("w",), ("enter",), ("T",)):
                await reader.press(*keys)
                hint = reader.screen().splitlines()[-1]
                assert "q back   ? all keys" in hint and "…" not in hint, hint


async def test_a_page_is_written_to_a_file(tmp_path: Path) -> None:
    async with read(tmp_path, FILES) as reader:
        await choose(reader, "Kaja Kallas")
        await reader.press("enter", "W")
        for name in ("card.md", "card.json"):
            target = tmp_path / name
            await reader.pilot.press("ctrl+u", *("slash" if char == "/" else char for char in str(target)), "enter")
            await reader.finish()
            assert target.exists()
            await reader.press("W")
        assert (tmp_path / "card.md").read_text(encoding="utf-8").startswith("# Kaja Kallas\n")
        assert json.loads((tmp_path / "card.json").read_text(encoding="utf-8"))["name"] == "Kaja Kallas"
        await reader.pilot.press(
            "ctrl+u", *("slash" if char == "/" else char for char in str(tmp_path / "card.md")), "enter"
        )
        await reader.finish()
        assert "is there already" in reader.said


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 12)])
async def test_views_keep_to_the_screen_at_every_size(tmp_path: Path, size: tuple[int, int]) -> None:
    async with read(tmp_path, FILES, size=size) as reader:
        for keys in (("w",), ("enter",), ("quotation_mark",), ("q", "T"), ("q", "q", "q")):
            await reader.press(*keys, "j", "j", "space", "G", "g", "k")
            for line in reader.screen().splitlines():
                assert cell_len(line) <= size[0]
        assert isinstance(reader.app.screen, MainScreen)


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("2024-12-03", "2024-12-03", "3 Dec 2024"),
        ("2024-02-01", "2024-02-29", "February 2024"),
        ("2024-01-01", "2024-12-31", "2024"),
        ("1990-01-01", "1999-12-31", "1990–1999"),
        ("2024-12-02", "2024-12-08", "2 Dec 2024 – 8 Dec 2024"),
    ],
)
def test_days_are_told_by_what_they_are(first: str, last: str, told: str) -> None:
    assert name_days(first, last, "%-d %b %Y") == told


STRANGE = (
    "A",
    "x" * 300,
    "\x1b[2J\x07evil\u202e",
    "[bold]x[/] [@click=app.bell]y[/]",
    "😀👩\u200d🚀🇪🇪",
    "O'Brien ’Abd ʻAliʻi",
    "../../etc/passwd",
    '"quoted" OR who:',
    "two\nlines\tand more",
    "# *heading* <b>",
)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_names_of_every_shape_in_every_view(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    (tmp_path / "out").mkdir()
    monkeypatch.chdir(tmp_path / "out")
    async with read(tmp_path, {}, size=size) as reader:
        everybody = [make_entity(name, called=[name], quoted=[name]) for name in STRANGE]
        put(reader.library, make_digest(1, entities=everybody), make_digest(2, entities=everybody))
        for number in range(len(STRANGE)):
            await reader.press("w", *("j" * number), "enter")
            assert isinstance(reader.app.screen, ProfileScreen)
            screens = []
            for keys in ((), ("G",), ("quotation_mark",), ("q", "T"), ("q", "m")):
                await reader.press(*keys)
                screens.append(reader.screen())
            await reader.pilot.press("escape")
            await reader.finish()
            await reader.pilot.press("W", "enter")
            await reader.finish()
            assert reader.said.startswith("Wrote "), reader.said
            await reader.press("f")
            assert isinstance(reader.app.screen, MainScreen)
            assert "Error" not in reader.said
            for line in "\n".join([*screens, reader.screen()]).splitlines():
                assert cell_len(line) <= size[0]
                assert not any(ord(char) < 32 or char == "\u202e" for char in line), line
            await reader.press("escape", "escape")
        assert len(list((tmp_path / "out").iterdir())) == len(STRANGE)
