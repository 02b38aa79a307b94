"""The reading of the sources beside the screen: progress, rows that appear, failures, and other processes."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.message import Message
from textual.pilot import Pilot

from tests.app.fakes import STORIES, open_app, screen_text, settle, store
from tui.app import sync
from tui.app.app import NewsApp
from tui.app.messages import LibraryBusyElsewhere, SyncEnded, SyncProgressed, SyncStarted
from tui.app.screens import syncing
from tui.app.screens.syncing import describe, summarise
from tui.app.sync import Syncer
from tui.library import Library
from tui.model import Failure
from tui.tally import Progress, Report

REPORT = '{"version": 1, "new": 1, "changed": 0, "gone": 2, "unchanged": 3, "failures": [%s], "seconds": 0.1}'


def play(monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Have the child run this instead of a sync."""
    monkeypatch.setattr(sync, "make_command", lambda config, now: (sys.executable, "-I", "-c", script))


async def run(folder: Path) -> list[Message]:
    """Run a sync by itself; what it tells."""
    told: list[Message] = []
    with Library.open(folder / "library") as library:
        syncer = Syncer(folder / "config.yaml", library, told.append)
        await syncer.run()
        assert not syncer.running
    return told


async def test_progress_and_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ['{"stage": "reading", "done": 1, "total": 2, "articles": 1}', "not json", REPORT % ""]
    play(monkeypatch, f"print({chr(10).join(lines)!r})")
    started, progressed, ended = await run(tmp_path)
    assert isinstance(started, SyncStarted)
    assert isinstance(progressed, SyncProgressed)
    assert progressed.progress == Progress("reading", 1, 2, 1)
    assert isinstance(ended, SyncEnded)
    assert ended.report == Report(1, 0, 2, 3, (), 0.1)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no niceness")
async def test_the_child_lets_the_screen_go_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    play(monkeypatch, f"import os\nwhile os.nice(0) != {sync.MODEST}: pass\nprint({REPORT % ''!r})")
    assert isinstance((await run(tmp_path))[-1], SyncEnded)


async def test_a_flood_of_progress_becomes_a_trickle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line = '{"stage": "reading", "done": %d, "total": 20000, "articles": 1}'
    play(monkeypatch, f"for n in range(20000): print({line!r} % n)\nprint({REPORT % ''!r})")
    monkeypatch.setattr(sync, "OFTEN", 1000.0)
    told = await run(tmp_path)
    assert len([message for message in told if isinstance(message, SyncProgressed)]) == 1
    assert isinstance(told[-1], SyncEnded)
    assert told[-1].report is not None


async def test_a_child_that_fails_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    play(monkeypatch, "import sys; sys.stderr.write('x' * 9000 + 'The disk is full.'); sys.exit(2)")
    ended = (await run(tmp_path))[-1]
    assert isinstance(ended, SyncEnded)
    assert ended.report is None
    assert ended.error.endswith("The disk is full.")
    assert len(ended.error) <= sync.TALK


async def test_a_child_that_dies_is_no_success(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    play(monkeypatch, "import os; os.kill(os.getpid(), 9)")
    ended = (await run(tmp_path))[-1]
    assert isinstance(ended, SyncEnded)
    assert "-9" in ended.error


@asynccontextmanager
async def syncing_app(
    folder: Path, monkeypatch: pytest.MonkeyPatch, script: str, stories: int = 0
) -> AsyncIterator[tuple[NewsApp, Pilot[None]]]:
    """An app whose sync runs a script."""
    play(monkeypatch, script)
    async with open_app(folder, STORIES[:stories], sync=True) as (app, pilot):
        yield app, pilot


async def wait_for(app: NewsApp, pilot: Pilot[None], text: str) -> None:
    """Wait until something is on the screen."""
    for _ in range(500):
        await pilot.pause()
        if text in "\n".join(screen_text(app)):
            return
    raise AssertionError(f"no {text!r} on\n" + "\n".join(screen_text(app)))


WAITING = """
import sys, time
print('{"stage": "reading", "done": 3, "total": 9, "articles": 1}', flush=True)
sys.stdin.read()
time.sleep(60)
"""


async def test_a_first_run_says_what_it_reads_and_is_usable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(syncing, "REFRESH", 0.0)
    async with syncing_app(tmp_path, monkeypatch, WAITING) as (app, pilot):
        await wait_for(app, pilot, "reading 3/9, 1 new")
        text = "\n".join(screen_text(app))
        assert "Reading your sources" in text
        assert "papers" in text
        store(app.library, STORIES[:2])
        app.main.post_message(SyncProgressed(Progress("reading", 4, 9, 2)))
        await wait_for(app, pilot, "Ferries stop")
        assert "2 articles" in screen_text(app)[0]
        await pilot.press("s")
        await wait_for(app, pilot, "★")
        await pilot.press("r")
        await wait_for(app, pilot, "Stopped; the next sync goes on from here.")
        assert not app.syncer.running


async def test_asking_for_it_reads_feeds_before_their_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []

    def make_command(config: Path, now: bool) -> tuple[str, ...]:
        asked.append(now)
        return (sys.executable, "-I", "-c", f"print({REPORT % ''!r})")

    async with syncing_app(tmp_path, monkeypatch, WAITING) as (app, pilot):
        await wait_for(app, pilot, "reading 3/9")
        await pilot.press("r")
        await wait_for(app, pilot, "Stopped")
        monkeypatch.setattr(sync, "make_command", make_command)
        await pilot.press("r")
        await wait_for(app, pilot, "1 new")
    assert asked == [True]


def test_the_command_of_the_child() -> None:
    assert sync.make_command(Path("x"), now=True)[-2:] == ("--progress", "--now")
    assert sync.make_command(Path("x"), now=False)[-1] == "--progress"


async def test_quitting_ends_the_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with syncing_app(tmp_path, monkeypatch, WAITING) as (app, pilot):
        await wait_for(app, pilot, "reading 3/9")
        process = app.syncer._process
        await pilot.press("ctrl+q")
        await pilot.pause()
    assert process is not None
    assert process.returncode == -15


async def test_a_child_that_will_not_end_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync, "PATIENCE", 0.2)
    stubborn = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + WAITING
    async with syncing_app(tmp_path, monkeypatch, stubborn) as (app, pilot):
        await wait_for(app, pilot, "reading 3/9")
        process = app.syncer._process
        await pilot.press("ctrl+q")
        await pilot.pause(0.4)
    assert process is not None
    assert process.returncode == -9


async def test_failures_are_counted_and_listed_on_demand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failure = '{"place": "papers/[/b] \\u001b[2J.txt", "message": "is empty", "hint": "remove it"}'
    async with syncing_app(tmp_path, monkeypatch, f"print({REPORT % failure!r})", 3) as (app, pilot):
        await wait_for(app, pilot, "1 new article, 2 gone, 1 could not be read (! lists them)")
        await pilot.press("exclamation_mark")
        await settle(app, pilot)
        text = "\n".join(screen_text(app))
        assert "papers/[/b] .txt" in text
        assert "is empty. remove it" in text


async def test_nothing_new_is_said_only_to_who_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quiet = '{"new": 0, "changed": 0, "gone": 0, "unchanged": 3, "failures": [], "seconds": 0.1}'
    async with syncing_app(tmp_path, monkeypatch, f"print({quiet!r})", 3) as (app, pilot):
        while app.syncer.running:
            await pilot.pause()
        await settle(app, pilot)
        assert "search" in screen_text(app)[0]
        await pilot.press("r")
        await wait_for(app, pilot, "Nothing new.")


async def test_another_process_at_work_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync, "WATCH", 0.01)
    monkeypatch.setattr(syncing, "REFRESH", 0.0)
    async with open_app(tmp_path, STORIES[1:3]) as (app, pilot):
        with app.library.lock():
            pid = app.library.writer().pid  # type: ignore[union-attr]
            await pilot.press("r")
            await wait_for(app, pilot, f"process {pid} is indexing since")
            await pilot.press("s")
            await wait_for(app, pilot, "★")
        store(app.library, STORIES[:1], 50)
        await wait_for(app, pilot, "3 articles")
        await settle(app, pilot)
        assert "indexing" not in screen_text(app)[0]


async def test_what_others_change_is_shown(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (app, pilot):
        with Library.open(app.library.folder) as other:
            other.set_starred([app.main.current.id])  # type: ignore[union-attr]
        await app.main._look()
        await settle(app, pilot)
        assert "★" in "\n".join(screen_text(app))


def test_words_for_progress_and_reports() -> None:
    assert describe(Progress("reading", 1200, 2000, 7)) == "reading 1,200/2,000, 7 new"
    assert describe(Progress("cleaning", 3, 0, 7)) == "cleaning again 3, 7 new"
    assert summarise(Report(0, 0, 0, 5, (), 1.0)) == ""
    failures = (Failure("a", "b"),) * 1200
    assert summarise(Report(2, 1, 0, 5, failures, 1.0)) == (
        "2 new articles, 1 changed, 1,200 could not be read (! lists them)"
    )


async def test_busy_message_of_the_past_is_gone(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (app, pilot):
        app.main.post_message(LibraryBusyElsewhere(4711, "10:30"))
        await wait_for(app, pilot, "process 4711 is indexing since 10:30")
        app.main.post_message(LibraryBusyElsewhere(0, ""))
        await settle(app, pilot)
        assert "4711" not in screen_text(app)[0]
