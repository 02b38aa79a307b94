"""Versions of one story in the app: one row, and a view of what changed between two of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.reader import Reader, read
from tests.stories import AGENCY, OTHER, OUTLETS, REVISED, SHORTENED
from tui.app.screens.versions import Changes, VersionsScreen
from tui.app.widgets.lineview import LineView
from tui.library.records import Row


def page(title: str, paragraphs: tuple[str, ...], day: int = 4, outlet: str = "Seed Wire") -> str:
    first, *rest = paragraphs
    return "\n\n".join([title, f"NORDVIK, March {day}, 2024 ({outlet}) - {first}", *rest]) + "\n"


PAGES = {
    "a.txt": page("Board agrees to widen the channel", AGENCY),
    "b.txt": page("Board agrees to widen the channel", REVISED, 5),
    "c.txt": page("Channel to be widened", SHORTENED),
    "d.txt": page("Trawler captain elected chair of the board", OTHER, 8),
}


def text_of(view: LineView) -> str:
    return "\n".join(view.get_line(y).text for y in range(view.line_count()))


def rows(reader: Reader) -> list[Row]:
    articles = reader.app.main.articles
    items = [articles.pages.get(place) for place in range(articles.count)]
    return [item.row for item in items if item is not None]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_versions_share_a_row_and_the_total_stays(tmp_path: Path, size: tuple[int, int]) -> None:
    async with read(tmp_path, PAGES, size=size) as reader:
        assert [row.versions for row in rows(reader)] == [1, 3]
        assert "4 articles in 2 rows" in reader.screen()
        assert "3 versions · 5 Mar 2024" in reader.screen()
        await reader.press("j", "enter")
        assert "one of 3 versions" in reader.screen().replace("\u00a0", " ")


async def test_what_changed_and_opening_a_version(tmp_path: Path) -> None:
    async with read(tmp_path, PAGES, size=(80, 24)) as reader:
        await reader.press("j", "=")
        screen = reader.app.screen
        assert isinstance(screen, VersionsScreen)
        await reader.settle()
        changes = screen.query_one(Changes)
        assert "From Seed Wire" in text_of(changes)
        assert "[-84-] {+91+} million" in text_of(changes)
        assert "Title" not in text_of(changes), "it is the same"
        await reader.press("j")
        assert "Title: [-Channel to be widened-] {+Board agrees to widen the channel+}" in " ".join(
            text_of(changes).split()
        )
        await reader.press("m")
        assert "the others are compared with" in text_of(changes)
        await reader.press("k")
        assert "From Seed Wire (gazette), 4 Mar 2024 to" in " ".join(text_of(changes).split())
        for key in ("space", "b", "J", "K", "G", "g", "ctrl+c"):
            await reader.press(key)
        await reader.press("G", "enter")
        await reader.finish()
        article = reader.app.main.reading.article
        assert article is not None and article.title == "Channel to be widened"
        assert reader.app.main.pane == "reading"
        assert all(len(line) <= 80 for line in reader.screen().splitlines())
        assert [row.read for row in reader.library.versions(article.id)] == [False, False, True], "each its own"
        await reader.press("h")
        assert reader.app.main.articles.cursor == 1


async def test_an_article_alone_says_so(tmp_path: Path) -> None:
    async with read(tmp_path, PAGES) as reader:
        await reader.press("=")
        await reader.finish()
        assert reader.said == "The library has no other version of this story."
        await reader.press("j", "=", "q")
        await reader.finish()
        assert not isinstance(reader.app.screen, VersionsScreen)


async def test_searches_share_rows_too_and_all_versions_are_marked(tmp_path: Path) -> None:
    async with read(tmp_path, PAGES) as reader:
        reader.app.main.run_search("channel fishing")
        await reader.settle()
        assert "3 of 4 articles in 1 row" in reader.screen()
        assert [row.versions for row in rows(reader)] == [3]
        await reader.press("A")
        assert "3 listed articles" in reader.screen()
        await reader.press("y")
        await reader.finish()
        assert len(reader.library.ids_where("unread")) == 1
        reader.app.main.run_search("is:unread board")
        await reader.settle()
        assert len(rows(reader)) == 1


async def test_all_versions_of_what_is_listed_are_marked_though_only_one_was_found(tmp_path: Path) -> None:
    async with read(tmp_path, PAGES) as reader:
        reader.app.main.run_search('"environmental groups"')
        await reader.settle()
        await reader.press("A", "y")
        await reader.finish()
        assert len(reader.library.ids_where("read")) == 3


async def test_a_version_that_is_read_stays_open_when_a_newer_one_comes(tmp_path: Path) -> None:
    from tui import pipeline

    async with read(tmp_path, PAGES) as reader:
        await reader.press("j", "enter")
        before = reader.app.main.reading.article
        newest = page("Board agrees to widen the channel", OUTLETS[1], 6)
        (tmp_path / "gazette" / "e.txt").write_text(newest, encoding="utf-8")
        pipeline.sync(reader.config, reader.library)
        await reader.app.main.reload()
        await reader.settle()
        assert [row.versions for row in rows(reader)] == [1, 4]
        assert reader.app.main.reading.article == before
        assert reader.app.main.current is not None and before is not None
        assert reader.app.main.current.id == before.id
        await reader.press("K", "J")
        assert reader.app.main.current.published == "2024-03-06"


async def test_grouping_can_be_turned_off(tmp_path: Path) -> None:
    from tests.app.fakes import STORIES, make_config, open_app

    assert not make_config(tmp_path, group=False).ui.group
    async with open_app(tmp_path, STORIES, group=False) as (app, _):
        assert not app.main.view.grouped
        assert app.main.articles.count == len(STORIES)
