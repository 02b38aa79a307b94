"""Which panes are seen at which width, where the keyboard is, and how one goes in and out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.fakes import STORIES, open_app, screen_text, settle
from tui.app.app import NewsApp


def seen(app: NewsApp) -> list[str]:
    """The panes on the screen, from left to right."""
    main = app.main
    panes = {"list": main.query_one("#list-pane"), "reading": main.reading, "notes": main.notes}
    return [name for name, widget in panes.items() if widget.display and widget.region.width]


@pytest.mark.parametrize(
    ("size", "panes"),
    [
        ((250, 60), {"list": 3, "reading": 3, "notes": 3}),
        ((120, 40), {"list": 3, "reading": 3, "notes": 3}),
        ((119, 40), {"list": ["list", "reading"], "reading": ["list", "reading"], "notes": ["reading", "notes"]}),
        ((80, 24), {"list": ["list", "reading"], "reading": ["list", "reading"], "notes": ["reading", "notes"]}),
        ((79, 24), {"list": ["list"], "reading": ["reading"], "notes": ["notes"]}),
        ((40, 10), {"list": ["list"], "reading": ["reading"], "notes": ["notes"]}),
    ],
)
async def test_panes_by_width(tmp_path: Path, size: tuple[int, int], panes: dict[str, object]) -> None:
    async with open_app(tmp_path, size=size) as (app, pilot):
        for number, (name, expected) in enumerate(panes.items(), 1):
            await pilot.press(str(number))
            await settle(app, pilot)
            assert app.main.pane == name
            assert app.focused is app.main.get_pane(name)
            assert seen(app) == (["list", "reading", "notes"] if expected == 3 else expected)
            assert all(len(line) <= size[0] for line in screen_text(app))


async def test_tab_goes_round(tmp_path: Path) -> None:
    async with open_app(tmp_path, size=(80, 24)) as (app, pilot):
        visited = []
        for key in ("tab", "tab", "tab", "shift+tab"):
            await pilot.press(key)
            await settle(app, pilot)
            visited.append(app.main.pane)
        assert visited == ["reading", "notes", "list", "notes"]


async def test_zoom_shows_one_pane_and_all_again(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (app, pilot):
        await pilot.press("enter", "z")
        await settle(app, pilot)
        assert seen(app) == ["reading"]
        assert app.main.reading.region.width == 120
        await pilot.press("tab")
        await settle(app, pilot)
        assert seen(app) == ["notes"]
        await pilot.press("z")
        await settle(app, pilot)
        assert seen(app) == ["list", "reading", "notes"]


async def test_in_and_out_by_levels(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (app, pilot):
        for key, pane in (("l", "reading"), ("l", "notes"), ("h", "reading"), ("x", "reading"), ("h", "reading")):
            await pilot.press(key)
            await settle(app, pilot)
            assert app.main.pane == pane, key
        assert not app.main.reading.removed, "h went from the removed text back to the story"
        await pilot.press("h")
        await settle(app, pilot)
        assert app.main.pane == "list"


async def test_resizing_at_will_keeps_what_is_shown(tmp_path: Path) -> None:
    async with open_app(tmp_path, size=(40, 10)) as (app, pilot):
        await pilot.press("j")
        for size in ((250, 60), (80, 24), (60, 12), (119, 30), (120, 40), (40, 10), (200, 10)):
            await pilot.resize_terminal(*size)
            await settle(app, pilot)
            lines = screen_text(app)
            assert len(lines) == size[1]
            assert any("Council votes" in line for line in lines)
            assert app.main.articles.cursor == 1
        assert app.main.loaded is not None
        assert app.main.loaded.row.title == STORIES[1].title, "what came into sight shows what the cursor is on"


async def test_a_very_small_screen_still_works(tmp_path: Path) -> None:
    async with open_app(tmp_path, size=(8, 3)) as (app, pilot):
        for key in ("j", "l", "l", "x", "slash", "a", "escape", "question_mark", "q"):
            await pilot.press(key)
            await settle(app, pilot)
        assert app.is_running


async def test_the_reading_view_follows_the_cursor(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (app, pilot):
        for story in STORIES[1:]:
            await pilot.press("j")
            await settle(app, pilot)
            assert app.main.reading.article is not None
            assert app.main.reading.article.title == story.title
        await pilot.press("2", "K")
        await settle(app, pilot)
        assert app.main.reading.article is not None
        assert app.main.reading.article.title == STORIES[-2].title
        assert app.main.pane == "reading"


async def test_following_the_notes_and_going_back(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (app, pilot):
        first, other = [item.row.id for item in map(app.main.articles.pages.get, (0, 1)) if item]
        await pilot.press("enter")
        await settle(app, pilot)
        await app.main.open_article(other, 4, 11)
        await settle(app, pilot)
        assert app.main.current is not None
        assert (app.main.current.id, app.main.pane, app.main.articles.cursor) == (other, "reading", 0)
        await pilot.press("h")
        await settle(app, pilot)
        assert (app.main.current.id, app.main.pane) == (first, "reading")
        assert app.main.loaded is not None
        assert app.main.loaded.row.id == first


async def test_the_command_palette_has_actions_tags_and_themes(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (app, pilot):
        app.library.add_tag([app.main.articles.current.id], "[red] sea")  # type: ignore[union-attr]
        await pilot.press("ctrl+p", *"theme: light")
        await pilot.pause(0.3)
        await pilot.press("enter")
        await settle(app, pilot)
        assert app.theme == "light"
        await pilot.press("ctrl+p", *"unstar")
        await pilot.pause(0.3)
        await pilot.press("enter")
        await settle(app, pilot)
        assert app.main.current is not None
        assert app.main.current.starred
        await pilot.press("ctrl+p", *"tag: ")
        await pilot.pause(0.3)
        assert "[red] sea" in "\n".join(screen_text(app))
