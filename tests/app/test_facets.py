"""What the listed articles have in common: counted, searched, and one of it added to the query."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.fakes import Story, open_app, screen_text, settle
from tui.app.screens.facets import FacetsScreen, narrow
from tui.app.screens.main import MainScreen
from tui.app.text import quote

STORIES = [
    Story("Boats", ("Boats sail.",), "Coast “Evening” Post", "2024-05-01", ("Anna Lind", "Olaf Berg"), ("Nordvik",)),
    Story("More boats", ("Boats sink.",), "Coast “Evening” Post", "2023-05-01", ("Anna Lind",), ("Nordvik", "Minsk")),
    Story("Trams", ("Trams stop.",), "Harbour Gazette", "2023-06-01", ("Olaf Berg",)),
    Story("Winter", ("Boats freeze.",), "Harbour Gazette", None, ("Olaf Berg",), ("Minsk",)),
]
SIZES = [(80, 24), (120, 40)]


@pytest.mark.parametrize("size", SIZES)
async def test_the_whole_list_is_counted_under_headings(tmp_path: Path, size: tuple[int, int]) -> None:
    async with open_app(tmp_path, STORIES, size=size, index=True) as (app, pilot):
        await pilot.press("F")
        await settle(app, pilot)
        assert isinstance(app.screen, FacetsScreen)
        lines = [" ".join(line.split()) for line in screen_text(app)]
        assert lines[0] == "Sources, years, people and places of all articles · most articles first"
        told = lines[1:16]
        assert told == [
            "Sources", "▸ Coast “Evening” Post 2", "Harbour Gazette 2", "Years", "2023 2", "2024 1",
            "People", "Olaf Berg 3", "Anna Lind 2", "Places", "Minsk 2", "Nordvik 2", "", "", "",
        ]  # fmt: skip
        assert "Enter narrow to it" in lines[-1]
        await pilot.press("q")
        assert isinstance(app.screen, MainScreen)


@pytest.mark.parametrize("size", SIZES)
async def test_enter_narrows_the_search_to_a_value(tmp_path: Path, size: tuple[int, int]) -> None:
    async with open_app(tmp_path, STORIES, size=size, index=True) as (app, pilot):
        await pilot.press("slash", *"boats", "enter")
        await settle(app, pilot)
        await pilot.press("F")
        await settle(app, pilot)
        lines = [" ".join(line.split()) for line in screen_text(app)]
        assert "of what boats finds" in lines[0]
        assert "Harbour Gazette 1" in lines and "Olaf Berg 2" in lines and "Anna Lind 2" in lines
        await pilot.press("enter")
        await settle(app, pilot)
        assert isinstance(app.screen, MainScreen)
        assert app.main.view.query == 'source:"Coast Evening Post" boats'
        assert app.main.articles.count == 2
        assert app.main.pane == "list"


@pytest.mark.parametrize(("name", "query", "found"), [("olaf", 'who:"Olaf Berg"', 3), ("2023", "date:2023", 2)])
async def test_typing_narrows_the_values(tmp_path: Path, name: str, query: str, found: int) -> None:
    async with open_app(tmp_path, STORIES, index=True) as (app, pilot):
        await pilot.press("F", "slash", *name, "enter")
        await settle(app, pilot)
        assert isinstance(app.screen, FacetsScreen)
        assert len(app.screen.items.items) == 2, "a heading and the only value"
        await pilot.press("escape")
        await settle(app, pilot)
        assert len(app.screen.items.items) > 2
        await pilot.press("slash", *name, "enter")
        await settle(app, pilot)
        await pilot.press("enter")
        await settle(app, pilot)
        assert app.main.view.query == query and app.main.articles.count == found


async def test_a_group_alone_has_all_its_values(tmp_path: Path) -> None:
    people = tuple(f"Anna Lind{chr(97 + number)}" for number in range(20))
    async with open_app(tmp_path, [Story("Boats", ("Boats.",), people=people)], index=True) as (app, pilot):
        await pilot.press("F")
        await settle(app, pilot)
        assert isinstance(app.screen, FacetsScreen)
        assert any("People  and 12 more" in line for line in screen_text(app))
        await pilot.press("v", "v", "v")
        assert len(app.screen.items.items) == 21
        assert screen_text(app)[0].strip().startswith("People of all articles")
        await pilot.press("g", "enter")
        assert len(app.screen.items.items) < 21
        await pilot.press("slash", *"xyzzy", "enter")
        await settle(app, pilot)
        await pilot.press("enter")
        await settle(app, pilot)
        assert isinstance(app.screen, FacetsScreen)
        assert any("Nothing is like that." in line for line in screen_text(app))


async def test_only_what_the_filter_lists_is_counted(tmp_path: Path) -> None:
    async with open_app(tmp_path, STORIES, index=True) as (app, pilot):
        await pilot.press("s", "v", "v", "F")
        await settle(app, pilot)
        lines = [" ".join(line.split()) for line in screen_text(app)]
        assert "starred only" in lines[0]
        assert lines[1:5] == ["Sources", "▸ Coast “Evening” Post 1", "Years", "2024 1"]


async def test_an_empty_library(tmp_path: Path) -> None:
    async with open_app(tmp_path, [], index=True) as (app, pilot):
        await pilot.press("F", "enter", "f", "v", "G", "y", "p", "m")
        await settle(app, pilot)
        assert any("Nothing to be counted." in line for line in screen_text(app))


def test_a_facet_stands_before_what_was_asked() -> None:
    assert narrow("", "date:2024") == "date:2024"
    assert narrow('"open phrase', "date:2024") == 'date:2024 "open phrase'
    assert narrow("date:2024-05", "date:2024") == "date:2024 date:2024-05"
    assert narrow("OR boats", "date:2024") == "date:2024 boats"
    assert narrow("date:2024", "date:2024") == "date:2024"
    assert quote('Dwayne „The Rock" \x1b[2JJohnson') == '"Dwayne The Rock Johnson"'
