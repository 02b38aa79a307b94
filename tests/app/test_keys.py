"""The registry of keys, what a user may make of it, and that every key does something."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.fakes import open_app, screen_text, settle
from tui.app.app import NewsApp
from tui.app.keys import BY_ID, KEYS, Problem, check_keys, make_keymap, parse_key, resolve_keys, show_key
from tui.app.screens.main import MainScreen
from tui.app.screens.profile import ProfileScreen
from tui.app.screens.prompts import PromptInput
from tui.app.screens.timeline import TimelineScreen
from tui.app.widgets.search import SearchInput

DESIGNED = [
    *("j", "k", "down", "up", "g", "G", "ctrl+d", "ctrl+u", "space", "b", "enter", "l", "q", "h", "escape", "tab"),
    *("shift+tab", "1", "2", "3", "z", "/", "n", "N", "J", "K", "s", "u", "A", "t", "e", "x", "f", "m", "S", "o", "y"),
    *("|", "U", "r", "ctrl+p", "?", "ctrl+z"),
]


def test_every_designed_key_is_there() -> None:
    bound = {key for entry in KEYS if entry.scope in ("main", "everywhere") for key in entry.keys}
    assert set(DESIGNED) <= bound


def test_ids_are_unique_and_the_defaults_have_no_clash() -> None:
    assert len(BY_ID) == len(KEYS)
    assert check_keys({}) == []


@pytest.mark.parametrize("entry", KEYS, ids=lambda entry: entry.id)
def test_every_entry_has_an_action(entry: object) -> None:
    key = BY_ID[entry.id]  # type: ignore[attr-defined]
    name = key.action.partition("(")[0]
    homes: dict[str, tuple[type, ...]] = {
        "main": (MainScreen,),
        "everywhere": (NewsApp,),
        "search": (SearchInput,),
        "prompt": (PromptInput,),
        "view": (ProfileScreen, TimelineScreen),
    }
    assert any(hasattr(home, f"action_{name.removeprefix('app.')}") for home in homes[key.scope])


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("j", "j"),
        ("G", "G"),
        ("?", "?"),
        (",", "comma"),
        (" ", "space"),
        ("Ctrl-d", "ctrl+d"),
        ("ctrl+D", "ctrl+d"),
        ("C-x", "ctrl+x"),
        ("Shift-Tab", "shift+tab"),
        ("shift+a", "A"),
        ("PgDn", "pagedown"),
        ("F5", "f5"),
        ("esc", "escape"),
        ("question_mark", "?"),
        ("slash", "/"),
        ("ä", "ä"),
        ("jj", None),
        ("hyper+x", None),
        ("ctrl+foo", None),
        ("shift+1", None),
        ("\x1b", None),
        ("", None),
    ],
)
def test_keys_as_people_write_them(written: str, key: str | None) -> None:
    assert parse_key(written) == key


def test_keys_are_shown_as_people_write_them() -> None:
    keys = ["j", "?", "ctrl+d", "shift+tab", "pagedown", "space", "comma", "f1"]
    assert [show_key(key) for key in keys] == ["j", "?", "Ctrl-d", "Shift-Tab", "PgDn", "Space", ",", "F1"]


def test_all_problems_are_found_at_once() -> None:
    problems = check_keys({"mark.raed": ("x",), "mark.star": ("u",), "move.down": ("jj",), "app.help": ()})
    assert [problem.id for problem in problems] == ["mark.raed", "move.down", "app.help", "mark.star"]
    assert problems[0] == Problem("mark.raed", "is nothing that a key can do", "did you mean mark.read?")
    assert "'u' is already the key of mark.read" in problems[3].message


def test_two_keys_may_be_swapped() -> None:
    assert check_keys({"mark.star": ("u",), "mark.read": ("s",)}) == []


def test_a_key_for_everywhere_clashes_in_every_scope() -> None:
    assert [problem.id for problem in check_keys({"app.redraw": ("tab",)})] == ["app.redraw"] * 3


def test_the_keymap_moves_what_has_no_key_out_of_reach() -> None:
    assert make_keymap({"mark.star": (), "move.down": ("down", "ctrl+n")}) == {
        "mark.star": "f35",
        "move.down": "down,ctrl+n",
    }
    assert resolve_keys({"mark.star": ()})["mark.star"] == ()


async def test_remapped_keys_are_in_force_everywhere(tmp_path: Path) -> None:
    keys = {"mark.star": ("u",), "mark.read": ("s",), "mark.undo": (), "app.help": ("f2",), "find.search": ("ctrl+f",)}
    keys["move.page_down"] = ("pagedown",)
    async with open_app(tmp_path, keys=keys) as (app, pilot):
        await pilot.press("u")
        await settle(app, pilot)
        row = app.main.current
        assert row is not None
        assert row.starred
        assert not row.read
        await pilot.press("U")
        await settle(app, pilot)
        assert len(app.undo) == 1, "undo has no key any more"
        assert "Ctrl-f search   F2 help" in screen_text(app)[0]
        await pilot.press("f2")
        await settle(app, pilot)
        text = "\n".join(screen_text(app))
        assert " Ctrl-f " in text
        assert app.screen is not app.main
        await pilot.press("q")
        assert app.screen is app.main


async def test_help_lists_the_keys_and_can_be_searched(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (app, pilot):
        await pilot.press("question_mark")
        await settle(app, pilot)
        assert "down: next article" in "\n".join(screen_text(app))
        await pilot.press("slash", *"undo")
        await settle(app, pilot)
        lines = [line.strip() for line in screen_text(app) if "undo" in line]
        assert any(line.startswith("U ") for line in lines)
        assert "next article" not in "\n".join(screen_text(app))
        await pilot.press("enter", "escape", "escape")
        assert app.screen is app.main


async def test_q_at_the_top_quits(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (app, pilot):
        await pilot.press("enter", "q")
        await settle(app, pilot)
        assert app.is_running
        await pilot.press("h", "escape")
        await settle(app, pilot)
        assert app.is_running
        await pilot.press("q")
        await pilot.pause()
        assert not app._running


async def test_control_keys_work_in_the_search_box(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (app, pilot):
        await pilot.press("slash", "question_mark", "q")
        await settle(app, pilot)
        assert app.main.box.query_text == "?q"
        await pilot.press("f1")
        await settle(app, pilot)
        assert app.screen is not app.main
