"""Marks, tags and what counts as read; and that all of it can be undone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.fakes import STORIES, Story, open_app, screen_text, settle
from tui.app.screens import main as main_screen
from tui.app.screens.marking import complete_tag, split_tags


async def test_star_and_read_and_undo(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (app, pilot):
        row = app.main.current
        assert row is not None
        await pilot.press("s")
        await settle(app, pilot)
        await pilot.press("u")
        await settle(app, pilot)
        state = app.library.state(row.id)
        assert (state.starred, state.read) == (True, True)
        await pilot.press("U")
        await settle(app, pilot)
        assert not app.library.state(row.id).read
        assert app.library.state(row.id).starred
        assert "Undone: 1 article marked read." in screen_text(app)[0]
        assert app.main.current is not None
        assert not app.main.current.read
        await pilot.press("U", "U")
        await settle(app, pilot)
        assert not app.library.state(row.id).starred
        assert "nothing to undo" in screen_text(app)[0]


async def test_undo_that_cannot_be_done_now_can_be_tried_again(tmp_path: Path) -> None:
    tries = []

    def reverse() -> None:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("disk full")

    async with open_app(tmp_path) as (app, pilot):
        app.undo.push("something done", reverse)
        await pilot.press("U")
        await settle(app, pilot)
        assert len(app.undo) == 1
        await pilot.press("U")
        await settle(app, pilot)
        assert len(app.undo) == 0
        assert "Undone: something done" in screen_text(app)[0]


async def test_opening_marks_read_and_passing_by_does_not(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (app, pilot):
        await pilot.press("j", "j", "enter")
        await settle(app, pilot)
        read = [app.library.state(app.main.articles.pages.get(place).row.id).read for place in range(3)]  # type: ignore[union-attr]
        assert read == [False, False, True]
        assert screen_text(app)[6][1] == " ", "the mark is gone from the list"


async def test_what_the_user_marked_unread_stays_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(main_screen, "DWELL", 0.05)
    async with open_app(tmp_path) as (app, pilot):
        await pilot.pause(0.2)
        await settle(app, pilot)
        assert not app.library.ids_where("read"), "nobody has looked at what the app began with"
        await pilot.press("j")
        await pilot.pause(0.2)
        await settle(app, pilot)
        row = app.main.current
        assert row is not None
        assert row.read, "looked at for long enough"
        await pilot.press("u")
        await pilot.pause(0.2)
        await settle(app, pilot)
        assert not app.library.state(row.id).read


async def test_the_end_of_an_article_marks_it_read(tmp_path: Path) -> None:
    long = Story(
        "A long story", tuple(f"Paragraph {number} of the story." for number in range(60)), published="2025-01-01"
    )
    async with open_app(tmp_path, (long, *STORIES), size=(80, 24)) as (app, pilot):
        row = app.main.current
        assert row is not None
        app.main.reading.page(1)
        await settle(app, pilot)
        assert not app.library.state(row.id).read
        app.main.reading.end()
        await settle(app, pilot)
        assert app.library.state(row.id).read


async def test_space_reads_on_through_everything(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (app, pilot):
        await pilot.press("enter")
        await settle(app, pilot)
        for story in STORIES[1:]:
            await pilot.press("space")
            await settle(app, pilot)
            assert app.main.reading.article is not None
            assert app.main.reading.article.title == story.title
        await pilot.press("space")
        await settle(app, pilot)
        assert "No more unread" in screen_text(app)[0]
        assert not app.library.ids_where("unread")


async def test_next_and_previous_unread(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (app, pilot):
        app.library.set_read([app.main.articles.pages.get(place).row.id for place in (1, 2)])  # type: ignore[union-attr]
        await pilot.press("n")
        await settle(app, pilot)
        assert app.main.articles.cursor == 3
        assert app.main.pane == "list"
        await pilot.press("N")
        await settle(app, pilot)
        assert app.main.articles.cursor == 0


async def test_marking_all_asks_first_and_can_be_undone(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (app, pilot):
        await pilot.press("A")
        await pilot.pause()
        assert "Mark 5 listed articles as read?" in "\n".join(screen_text(app))
        await pilot.press("n")
        await settle(app, pilot)
        assert len(app.library.ids_where("unread")) == 5
        await pilot.press("A", "y")
        await settle(app, pilot)
        assert not app.library.ids_where("unread")
        await pilot.press("U")
        await settle(app, pilot)
        assert len(app.library.ids_where("unread")) == 5


async def test_only_the_listed_ones_are_marked(tmp_path: Path) -> None:
    async with open_app(tmp_path, index=True) as (app, pilot):
        app.main.run_search("ferries")
        await settle(app, pilot)
        await pilot.press("A", "y")
        await settle(app, pilot)
        assert len(app.library.ids_where("unread")) == 3


async def test_tags_with_completion_and_undo(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (app, pilot):
        row, other = (app.main.articles.pages.get(place).row for place in (0, 1))  # type: ignore[union-attr]
        app.library.add_tag([other.id], "Storms")
        await pilot.press("t")
        await pilot.pause()
        await pilot.press(*"sea, st")
        await pilot.pause()
        assert "Tab: sea, Storms" in "\n".join(screen_text(app))
        await pilot.press("tab", "enter")
        await settle(app, pilot)
        assert set(app.library.state(row.id).tags) == {"sea", "Storms"}
        assert "#sea" in "\n".join(screen_text(app))
        await pilot.press("t")
        await pilot.pause()
        await pilot.press("ctrl+u", *"sea", "enter")
        await settle(app, pilot)
        assert app.library.state(row.id).tags == ("sea",)
        await pilot.press("U", "U")
        await settle(app, pilot)
        assert app.library.state(row.id).tags == ()
        await pilot.press("t")
        await pilot.pause()
        await pilot.press("x", "escape")
        await settle(app, pilot)
        assert app.library.state(row.id).tags == ()


def test_tags_as_people_write_them() -> None:
    assert split_tags(" sea,, #storm , sea,\x1b[2J  north  bank") == ["sea", "storm", "north bank"]
    assert complete_tag("", ["a", "b"]) == ["a", "b"]
    assert complete_tag("sea, n", ["north bank", "sea", "news"]) == ["sea, north bank", "sea, news"]
    assert complete_tag("sea, S", ["sea"]) == []


async def test_the_place_in_an_article_is_kept(tmp_path: Path) -> None:
    long = Story(
        "A long story", tuple(f"Paragraph {number} of the story." for number in range(60)), published="2025-01-01"
    )
    async with open_app(tmp_path, (long, *STORIES), size=(80, 24)) as (app, pilot):
        row = app.main.current
        assert row is not None
        await pilot.press("enter", "space", "space")
        await settle(app, pilot)
        place = app.main.reading.position
        assert place > 0
        await pilot.press("J")
        await settle(app, pilot)
        assert app.library.state(row.id).position == place
        await pilot.press("K")
        await settle(app, pilot)
        assert app.main.reading.position == place
        await pilot.press("space")
        await settle(app, pilot)
        place = app.main.reading.position
        await pilot.press("ctrl+q")
        await pilot.pause()
        assert app.library.state(row.id).position == place, "also when one quits there"
