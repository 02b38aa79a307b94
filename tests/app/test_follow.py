"""Folders that are followed while the app runs: what is read, what is said, and what is left behind."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.app.fakes import STORIES, open_app, screen_text, settle
from tests.app.test_sync import REPORT, play, wait_for
from tui.app import follow
from tui.app.app import NewsApp

QUIET = '{"new": 0, "changed": 0, "gone": 0, "unchanged": 3, "failures": [], "seconds": 0.1}'
WAIT = "sys.stdin.read()"


@asynccontextmanager
async def following_app(
    folder: Path, monkeypatch: pytest.MonkeyPatch, changes: str, sync: str, *, on_start: bool = False
) -> AsyncIterator[tuple[NewsApp, Pilot[None]]]:
    """An app that follows its folders, with children that run scripts."""
    script = f"import os, sys, time\ndef tell(word): print(word, flush=True)\n{changes}"
    monkeypatch.setattr(follow, "make_command", lambda config: (sys.executable, "-I", "-c", script))
    play(monkeypatch, f"import os\nopen({str(folder / 'syncs')!r}, 'a').write('x')\n{sync}")
    async with open_app(folder, STORIES[:3], sync=on_start, watch=True) as (app, pilot):
        yield app, pilot


async def wait_for_syncs(folder: Path, app: NewsApp, pilot: Pilot[None], count: int) -> None:
    for _ in range(1000):
        await pilot.pause()
        if (folder / "syncs").exists() and (folder / "syncs").stat().st_size >= count and not app.syncer.running:
            return
    raise AssertionError("no further sync")


async def test_a_change_is_read_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changes = f"tell('ready')\ntell('changed')\n{WAIT}"
    async with following_app(tmp_path, monkeypatch, changes, f"print({REPORT % ''!r})") as (app, pilot):
        await wait_for(app, pilot, "1 new article")


async def test_nothing_is_said_of_a_change_that_brings_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changes = f"tell('ready')\ntell('changed')\n{WAIT}"
    async with following_app(tmp_path, monkeypatch, changes, f"print({QUIET!r})") as (app, pilot):
        await wait_for_syncs(tmp_path, app, pilot, 1)
        await settle(app, pilot)
        assert "Nothing new" not in screen_text(app)[0]
        await pilot.press("r")
        await wait_for(app, pilot, "Nothing new.")


async def test_a_failure_that_lasts_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failure = '{"place": "papers/a.txt", "message": "is empty", "hint": "", "partial": false}'
    report = QUIET.replace("[]", f"[{failure}]")
    changes = f"tell('ready')\ntell('changed')\n{WAIT}"
    async with following_app(tmp_path, monkeypatch, changes, f"print({report!r})") as (app, pilot):
        await wait_for(app, pilot, "1 could not be read")
        said = len(app.said)
        app._hear("changed")
        await wait_for_syncs(tmp_path, app, pilot, 2)
        await settle(app, pilot)
        assert len(app.said) == said


async def test_what_changes_during_a_sync_is_read_after_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = tmp_path / "gate"
    sync = f"import time\nwhile not os.path.exists({str(gate)!r}): time.sleep(0.01)\nprint({QUIET!r})"
    async with following_app(tmp_path, monkeypatch, WAIT, sync) as (app, pilot):
        app._hear("changed")
        while not (tmp_path / "syncs").exists():
            await pilot.pause()
        app._hear("changed")
        app._hear("changed")
        gate.touch()
        await wait_for_syncs(tmp_path, app, pilot, 2)
        assert (tmp_path / "syncs").read_text() == "xx"


async def test_folders_followed_late_are_read_once_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    go = tmp_path / "go"
    changes = f"while not os.path.exists({str(go)!r}): time.sleep(0.01)\ntell('ready')\n{WAIT}"
    async with following_app(tmp_path, monkeypatch, changes, f"print({QUIET!r})", on_start=True) as (app, pilot):
        await wait_for_syncs(tmp_path, app, pilot, 1)
        go.touch()
        await wait_for_syncs(tmp_path, app, pilot, 2)


async def test_quitting_ends_the_child_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stubborn = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\ntell('ready')\n{WAIT}\ntime.sleep(60)"
    async with following_app(tmp_path, monkeypatch, stubborn, f"print({QUIET!r})") as (app, pilot):
        while (process := app.follower._process) is None:
            await pilot.pause()
        await pilot.press("ctrl+q")
        await pilot.pause()
    assert process.returncode == -9


async def test_an_app_that_cannot_follow_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with following_app(tmp_path, monkeypatch, "sys.exit(2)", f"print({QUIET!r})") as (app, pilot):
        await pilot.press("r")
        await wait_for(app, pilot, "Nothing new.")


async def test_by_the_config_nothing_is_followed(tmp_path: Path) -> None:
    async with open_app(tmp_path, STORIES[:1]) as (app, _):
        assert app.follower._process is None
