"""What the screen looks like: a few pictures at 80x24 and 120x40 in the dark theme; nothing in them goes by the day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.app.fakes import STORIES, make_config, settle, store
from tui.app.app import NewsApp
from tui.library import Library

Compare = Callable[..., bool]


@pytest.fixture
def app(tmp_path: Path) -> Iterator[NewsApp]:
    """An app over the stories, indexed, the second starred and the third read."""
    config = make_config(tmp_path)
    with Library.open(config.library) as library:
        store(library, STORIES)
        library.set_starred([f"{2:012x}"])
        library.set_read([f"{3:012x}"])
        app = NewsApp(config, library)
        with library.lock():
            app.index.update()
        yield app


def press(*keys: str) -> Callable[[Pilot[None]], object]:
    """Press keys, and wait after each until all has settled."""

    async def run(pilot: Pilot[None]) -> None:
        app = pilot.app
        assert isinstance(app, NewsApp)
        await settle(app, pilot)
        for key in keys:
            await pilot.press(key)
            await settle(app, pilot)
        app.main.status.hush()
        await settle(app, pilot)

    return run


def test_three_panes(app: NewsApp, snap_compare: Compare) -> None:
    assert snap_compare(app, terminal_size=(120, 40), run_before=press())


def test_two_panes(app: NewsApp, snap_compare: Compare) -> None:
    assert snap_compare(app, terminal_size=(80, 24), run_before=press("j"))


def test_notes_at_80_columns(app: NewsApp, snap_compare: Compare) -> None:
    assert snap_compare(app, terminal_size=(80, 24), run_before=press("3"))


def test_a_live_search(app: NewsApp, snap_compare: Compare) -> None:
    assert snap_compare(app, terminal_size=(120, 40), run_before=press("slash", *"ferries", "enter"))


def test_removed_text(app: NewsApp, snap_compare: Compare) -> None:
    assert snap_compare(app, terminal_size=(80, 24), run_before=press("enter", "x"))


def test_a_prompt_at_the_foot(app: NewsApp, snap_compare: Compare) -> None:
    assert snap_compare(app, terminal_size=(80, 24), run_before=press("t", *"sea"))


def test_help(app: NewsApp, snap_compare: Compare) -> None:
    assert snap_compare(app, terminal_size=(80, 24), run_before=press("question_mark"))
