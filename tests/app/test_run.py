"""Beginning and ending: terminals that will not do, the environment, colours, faults, and being told to end."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.app.fakes import make_config, open_app, settle
from tui.app import run
from tui.app.themes import DEFAULTS, THEMES
from tui.config import UiConfig
from tui.errors import TerminalError


class Tty:
    """A stream that says whether it is a terminal."""

    def __init__(self, answer: bool) -> None:
        self.answer = answer

    def isatty(self) -> bool:
        return self.answer


@pytest.mark.parametrize(
    ("pipe", "term", "fine"),
    [
        (None, "xterm-256color", True),
        (None, "screen", True),
        ("stdin", "xterm", False),
        ("stdout", "xterm", False),
        ("stderr", "xterm", False),
        (None, "dumb", False),
        (None, "", False),
    ],
)
def test_where_the_app_can_run(monkeypatch: pytest.MonkeyPatch, pipe: str | None, term: str, fine: bool) -> None:
    for stream in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, stream, Tty(stream != pipe))
    environ = {"TERM": term} if term else {}
    if fine:
        run.check_terminal(environ)
    else:
        with pytest.raises(TerminalError) as error:
            run.check_terminal(environ)
        assert "newsreader search" in error.value.hint
        assert error.value.exit_code == 2


def test_what_textual_reads_when_imported(tmp_path: Path) -> None:
    environ = {"TEXTUAL_FPS": "7", "NO_COLOR": "", "COLUMNS": "80", "LINES": "24"}
    run.prepare_environment(make_config(tmp_path, fps=12), environ)
    assert environ == {"TEXTUAL_FPS": "7", "TEXTUAL_ANIMATIONS": "none", "TEXTUAL_SMOOTH_SCROLL": "0"}
    environ = {"NO_COLOR": "1"}
    run.prepare_environment(make_config(tmp_path, fps=12), environ)
    assert environ["TEXTUAL_FPS"] == "12"
    assert environ["NO_COLOR"] == "1"


async def test_without_colour_all_is_the_terminals_own(tmp_path: Path) -> None:
    async with open_app(tmp_path, colour=False, theme="light") as (app, pilot):
        await pilot.press("s", "enter", "x")
        await settle(app, pilot)
        assert app.native_ansi_color
        strips = app.screen._compositor.render_strips()
        colours = {
            colour.name
            for strip in strips
            for segment in strip
            if segment.style is not None
            for colour in (segment.style.color, segment.style.bgcolor)
            if colour is not None and colour.is_default is False
        }
        assert not any(name.startswith("#") for name in colours), "no colour that a filter would have to take away"


@pytest.mark.parametrize("theme", [theme.name for theme in THEMES])
async def test_every_theme_draws_everything(tmp_path: Path, theme: str) -> None:
    async with open_app(tmp_path, theme=theme, index=True) as (app, pilot):
        app.main.run_search("ferries")
        await settle(app, pilot)
        for key in ("enter", "x", "l", "j", "question_mark", "q", "S", "q", "ctrl+p", "escape", "t", "escape"):
            await pilot.press(key)
            await settle(app, pilot)
        assert app.theme == theme
        assert not [said for said in app.said if "fault" in said]


def test_themes_have_all_of_our_variables() -> None:
    assert {theme.name for theme in THEMES} == {"dark", "light", "high-contrast", "ansi"}
    for theme in THEMES:
        assert set(DEFAULTS) <= set(theme.variables)
    assert UiConfig().theme == "dark"


async def test_a_fault_in_work_outside_the_loop_is_said_and_not_fatal(tmp_path: Path) -> None:
    def fail() -> None:
        raise KeyError("secret [/x]")

    async with open_app(tmp_path) as (app, pilot):
        app.undo.push("something", fail)
        await pilot.press("U")
        await settle(app, pilot)
        assert "KeyError" in app.main.status.message
        assert "secret" not in app.main.status.message
        assert app.is_running


async def test_a_fatal_fault_shows_no_insides(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ZeroDivisionError):
        async with open_app(tmp_path) as (app, pilot):
            secret = "the text of an article"  # noqa: F841 - a traceback with local variables would show it
            app.call_later(lambda: 1 / 0)
            await pilot.pause()
    assert app.return_code == 1
    printed = capsys.readouterr()
    assert "the text of an article" not in printed.err + printed.out
    assert "fault of its own: ZeroDivisionError" in printed.err


async def test_being_told_to_end_is_a_wish_to_quit(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (app, pilot):
        app._end_soon()
        await pilot.pause()
        await pilot.pause()
        assert not app._running
        assert app.return_code == 0
