"""Searching as one types."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.app.fakes import STORIES, Story, open_app, screen_text, settle, store
from tui.app.screens import finding
from tui.app.views import Ready, make_ready
from tui.app.work import start
from tui.library.records import SavedSearch


async def test_it_searches_as_one_types(tmp_path: Path) -> None:
    async with open_app(tmp_path, index=True) as (app, pilot):
        await pilot.press("slash", *"ferries")
        await settle(app, pilot)
        assert "2 of 5 articles · best match first" in screen_text(app)[0]
        assert app.main.view.query == "ferries"
        await pilot.press("enter", "j")
        await settle(app, pilot)
        assert app.main.pane == "list"
        assert app.main.reading.article is not None
        assert app.main.reading.article.title == STORIES[1].title
        assert any("ferries would lose" in line[:34] for line in screen_text(app)), "the snippet has the hit"


async def test_the_word_that_is_being_typed_may_be_any_that_begins_so(tmp_path: Path) -> None:
    async with open_app(tmp_path, index=True) as (app, pilot):
        await pilot.press("slash", *"ferr")
        await settle(app, pilot)
        assert "2 of 5 articles" in screen_text(app)[0]
        assert app.main.box.query_text == "ferr", "what is typed is left alone"
        asked: list[str] = []
        app.main._list = lambda *arguments, **options: asked.append("again")  # type: ignore[method-assign, assignment]
        await pilot.press("enter")
        await settle(app, pilot)
        assert app.main.box.query_text == app.main.view.query == "ferr*"
        assert not asked, "it is listed already"


async def test_an_unfinished_word_that_is_entered_at_once_is_written_as_what_it_was_taken_for(tmp_path: Path) -> None:
    async with open_app(tmp_path, index=True) as (app, pilot):
        await pilot.press("slash", *"ferr", "enter")
        await settle(app, pilot)
        assert "2 of 5 articles" in screen_text(app)[0]
        assert app.main.box.query_text == "ferr*"
        await pilot.press("slash", "ctrl+u", *"herr")
        await settle(app, pilot)
        assert "1 of 5 articles" in screen_text(app)[0]
        app.main.run_search("source:wire")
        await settle(app, pilot)
        await pilot.press("slash", "ctrl+u", *"herr")
        await settle(app, pilot)
        assert "1 of 5 articles" in screen_text(app)[0], "what was typed before is not taken for listed"


async def test_what_was_listed_before_does_not_come_back_by_being_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_app(tmp_path, index=True) as (app, pilot):
        await pilot.press("slash", *"ferries")
        await settle(app, pilot)
        gate = threading.Event()

        def wait_if_former(*arguments: Any, **options: Any) -> Ready:
            ready = make_ready(*arguments, **options)
            assert arguments[2].query != "ferries" or gate.wait(30)
            return ready

        monkeypatch.setattr(finding, "make_ready", wait_if_former)
        app.main._search("herring", typed=True)
        start(app.main, "again", app.main.reload_list)
        while app.main.view.query != "herring":
            await asyncio.sleep(0)
        gate.set()
        await settle(app, pilot)
        assert app.main.view.query == "herring"
        assert app.main.articles.count == 1


async def test_escape_gives_the_search_up_and_returns(tmp_path: Path) -> None:
    async with open_app(tmp_path, index=True) as (app, pilot):
        await pilot.press("j", "j")
        await settle(app, pilot)
        await pilot.press("slash", *"ferries")
        await settle(app, pilot)
        await pilot.press("escape")
        await settle(app, pilot)
        assert "5 articles · newest first" in screen_text(app)[0]
        assert app.main.articles.current is not None
        assert app.main.articles.current.title == STORIES[2].title
        assert app.focused is app.main.articles
        assert not app.main.box.region.height


async def test_back_from_the_list_gives_the_search_up_first(tmp_path: Path) -> None:
    async with open_app(tmp_path, index=True) as (app, pilot):
        await pilot.press("slash", *"herring", "enter")
        await settle(app, pilot)
        await pilot.press("q")
        await settle(app, pilot)
        assert app.is_running
        assert app.main.articles.count == 5


async def test_only_the_last_of_quick_keys_is_searched(tmp_path: Path) -> None:
    async with open_app(tmp_path, index=True) as (app, pilot):
        asked: list[str] = []
        real = app.index.search

        def search(text: str, *arguments: object, **options: object) -> object:
            asked.append(text)
            return real(text, *arguments, **options)  # type: ignore[arg-type]

        app.index.search = search  # type: ignore[method-assign, assignment]
        app.main.action_search()
        await pilot.pause()
        for end in range(1, 8):
            app.main.box.input.value = "ferries"[:end]
        await settle(app, pilot)
        assert set(asked) == {"ferries"}


async def test_half_typed_and_senseless_queries_are_no_trouble(tmp_path: Path) -> None:
    async with open_app(tmp_path, index=True) as (app, pilot):
        for query in ('"', "(", "ferries AND", "date:[2020 to", "nosuch:field", "*", "~", "[/x]", "\\", "a" * 500):
            app.main.run_search(query)
            await settle(app, pilot)
            assert app.main.view.query == query
        app.main.run_search("sorce:wire")
        await settle(app, pilot)
        assert "source" in "\n".join(screen_text(app)), "an unknown field is named with the nearest"
        assert not [said for said in app.said if "fault" in said]


async def test_did_you_mean(tmp_path: Path) -> None:
    async with open_app(tmp_path, index=True) as (app, pilot):
        await pilot.press("slash", *"lighthuose")
        await settle(app, pilot)
        assert "Did you mean lighthouse?" in "\n".join(screen_text(app))
        assert "Nothing found for" in "\n".join(screen_text(app))
        await pilot.press("tab")
        await settle(app, pilot)
        assert app.main.view.query == "lighthouse"
        assert app.main.articles.count == 1
        await pilot.press("tab")
        assert app.main.pane == "list"
        assert app.focused is app.main.articles


async def test_former_searches_come_back(tmp_path: Path) -> None:
    async with open_app(tmp_path, index=True) as (app, pilot):
        for query in ("herring", "bridge"):
            await pilot.press("slash", *query, "enter")
            await settle(app, pilot)
        await pilot.press("escape", "slash", *"dr")
        await settle(app, pilot)
        recalled = []
        for key in ("up", "up", "up", "down", "down"):
            await pilot.press(key)
            recalled.append(app.main.box.query_text)
        assert recalled == ["bridge", "herring", "herring", "bridge", "dr"]
        assert app.library.history() == ["bridge", "herring"]


async def test_n_goes_through_hits_and_then_on(tmp_path: Path) -> None:
    async with open_app(tmp_path, index=True) as (app, pilot):
        await pilot.press("slash", *"ferries", "enter", "enter")
        await settle(app, pilot)
        first = app.main.current
        for _ in range(9):
            await pilot.press("n")
            await settle(app, pilot)
        assert app.main.current is not None
        assert first is not None
        assert app.main.current.id != first.id, "after the last hit comes the next article"


async def test_what_arrives_joins_a_live_search(tmp_path: Path) -> None:
    async with open_app(tmp_path, index=True) as (app, pilot):
        await pilot.press("slash", *"ferries", "enter", "j")
        await settle(app, pilot)
        before = app.main.articles.current
        store(
            app.library, [Story("Ferries, ferries, ferries", ("The ferries sail again.",), published="2025-02-02")], 50
        )
        with app.library.lock():
            app.index.update()
        await app.main.reload()
        await settle(app, pilot)
        assert app.main.articles.count == 3
        assert app.main.articles.current is not None
        assert before is not None
        assert app.main.articles.current.id == before.id


async def test_articles_changed_while_listed_stay_listed(tmp_path: Path) -> None:
    async with open_app(tmp_path, index=True) as (app, pilot):
        app.main.run_search("is:unread")
        await settle(app, pilot)
        assert app.main.articles.count == 5
        await pilot.press("u")
        await settle(app, pilot)
        await app.main.reload()
        await settle(app, pilot)
        assert app.main.articles.count == 5
        app.main.run_search("is:unread strait")
        await settle(app, pilot)
        app.main.run_search("is:unread")
        await settle(app, pilot)
        assert app.main.articles.count == 4


async def test_saved_searches(tmp_path: Path) -> None:
    saved = [SavedSearch("[wire] \x1b[2Jonly", "source:wire")]
    async with open_app(tmp_path, index=True, saved=saved) as (app, pilot):
        await pilot.press("slash", *"herring", "enter")
        await settle(app, pilot)
        await pilot.press("S", "s")
        await settle(app, pilot)
        await pilot.press("ctrl+u", *"fish", "enter")
        await settle(app, pilot)
        assert [(one.name, one.query) for one in app.library.searches()] == [("fish", "herring")]
        text = "\n".join(screen_text(app))
        assert "[wire] only" in text
        await pilot.press("g", "k", "k", "enter")
        await settle(app, pilot)
        assert app.main.view.query == "source:wire"
        assert app.main.articles.count == 2
        await pilot.press("S", "j", "d")
        await settle(app, pilot)
        assert app.library.searches() == []
        await pilot.press("escape", "U")
        await settle(app, pilot)
        assert [one.name for one in app.library.searches()] == ["fish"]


async def test_saved_searches_tell_what_is_unread(tmp_path: Path) -> None:
    saved = [SavedSearch("wire", "source:wire"), SavedSearch("open", 'source:wire "'), SavedSearch("none", "qqqq")]
    async with open_app(tmp_path, index=True, saved=saved) as (app, pilot):
        await pilot.press("S")
        await settle(app, pilot)
        assert sum("2 unread" in line for line in screen_text(app)) == 2
        await pilot.press("escape")
        app.library.set_read(app.index.ids("source:wire")[:1])
        await pilot.press("S")
        await settle(app, pilot)
        assert sum("1 unread" in line for line in screen_text(app)) == 2
        assert not any("0 unread" in line for line in screen_text(app))


async def test_a_library_without_an_index_gets_one(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (app, pilot):
        await pilot.press("slash", *"herring")
        await settle(app, pilot)
        assert app.main.articles.count == 1


async def test_snippets_are_made_for_the_width(tmp_path: Path) -> None:
    async with open_app(tmp_path, index=True) as (app, pilot):
        app.main.run_search("passengers")
        await settle(app, pilot)
        narrow = app.main.articles.pages.get(0)
        await pilot.press("z")
        await settle(app, pilot)
        wide = app.main.articles.pages.get(0)
        assert narrow is not None
        assert wide is not None
        assert len(narrow.snippet) <= 30 < len(wide.snippet)
        assert wide.snippet_hits
