"""The list: any number of rows, a cursor that stays on its article, marks, and titles that mean harm."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.fakes import STORIES, LongListing, Story, make_id, open_app, screen_text, settle, store
from tui.app.views import PAGE, Pages, Ready, Shown, View, keep
from tui.app.widgets.articles import ArticleList

MILLION = 1_000_000


def put_million(articles: ArticleList) -> LongListing:
    """Show a million rows."""
    listing = LongListing(MILLION)
    articles.adopt(Ready(Shown(View(), listing, total=MILLION), 0), stay=False)
    return listing


async def test_a_million_rows_cost_what_ten_cost(tmp_path: Path) -> None:
    async with open_app(tmp_path, ()) as (app, pilot):
        articles = app.main.articles
        listing = put_million(articles)
        await settle(app, pilot)
        assert "Story number 0" in screen_text(app)[2]
        assert len(listing.asked) <= 2
        await pilot.press("G")
        await settle(app, pilot)
        assert articles.cursor == MILLION - 1
        assert "Story number 999999" in "\n".join(screen_text(app))
        assert "1,000,000/1,000,000" in screen_text(app)[1]
        assert len(listing.asked) <= 5, "only the pages at both ends were read"
        assert all(limit == PAGE for _, limit in listing.asked)
        await pilot.press("g")
        await settle(app, pilot)
        assert articles.cursor == 0
        assert len(listing.asked) <= 5, "what was read is remembered"


async def test_rows_that_are_not_there_yet_are_places(tmp_path: Path) -> None:
    async with open_app(tmp_path, ()) as (app, pilot):
        articles = app.main.articles
        put_million(articles)
        articles.pages.put(0, [])
        articles.go(500_000)
        assert articles.current is None
        assert articles.get_line(articles.cursor * 2).text.strip("▌ ") == "…"
        await settle(app, pilot)
        assert articles.current is not None
        assert articles.current.title == "Story number 500000"


async def test_only_a_bounded_number_of_pages_is_kept() -> None:
    pages = Pages(MILLION, 10)
    for number in range(500):
        pages.put(number, [])
    assert len(pages.missing(0, 4999)) > 400
    assert pages.missing(4990, 4999) == []
    assert pages.missing(-5, -1) == pages.missing(MILLION, MILLION + 5) == []


async def test_the_cursor_stays_on_its_article_when_rows_arrive(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (app, pilot):
        articles = app.main.articles
        await pilot.press("j", "j")
        await settle(app, pilot)
        row = articles.cursor * 2 - articles.top
        others = [
            Story(f"Other story {number}", ("It came later.",), published=day)
            for number in range(30)
            for day in ("2025-01-01", "1999-01-01")
        ]
        store(app.library, others, 100)
        await app.main.reload()
        await settle(app, pilot)
        assert articles.current is not None
        assert articles.current.title == STORIES[2].title
        assert articles.cursor == 32
        assert articles.cursor * 2 - articles.top == row, "it is where it was on the screen"
        assert "65 articles" in screen_text(app)[0]


async def test_read_rows_stay_until_the_view_is_left(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (app, pilot):
        articles = app.main.articles
        await pilot.press("v")
        await settle(app, pilot)
        assert "5 of 5 articles, unread" in screen_text(app)[0]
        await pilot.press("u")
        await settle(app, pilot)
        assert articles.count == 5
        assert articles.cursor == 0
        await pilot.press("v", "v", "v")
        await settle(app, pilot)
        assert "4 of 5 articles, unread" in screen_text(app)[0]
        assert articles.count == 4


async def test_marks_do_not_need_colour(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (app, pilot):
        await pilot.press("s", "j", "u", "s", "j", "u")
        await settle(app, pilot)
        app.library.set_note(app.main.current.id, "look again")  # type: ignore[union-attr]
        await app.main.reload()
        await settle(app, pilot)
        lines = [line[:34] for line in screen_text(app)[2:10]]
        assert [line[1:3] for line in lines] == ["● ", "★ ", "★ ", "  ", "✎ ", "  ", "● ", "  "]
        assert [line[0] for line in lines] == [" ", " ", " ", " ", "▌", "▌", " ", " "]


HOSTILE = (
    "[/foo] closes what was never open",
    "[@click=app.bell]press me[/]",
    "[Video] Ferries [EU] [red]sink[/red]",
    "\x1b]0;owned\x07title \x1b[2J and \x9b31m C1",
    "right\u202eot tfel and zero\u200bwidth",
    "two\nlines\tand a tab\r\n",
    "\ud83d lone surrogate",
    "全角の見出しはとても長いのでこの欄には入りきらない",
    "👩‍🚀 family 👨‍👩‍👧‍👦 flags 🇫🇮 and e\u0301",
    "",
    "$primary %s {0} \\[x] `",
)


async def test_titles_that_mean_harm_are_only_text(tmp_path: Path) -> None:
    stories = [
        Story(
            title.replace("\ud83d", ""),
            (title.replace("\ud83d", "") or "text",),
            source=title[:20].replace("\ud83d", ""),
        )
        for title in HOSTILE
    ]
    async with open_app(tmp_path, stories, size=(120, 40)) as (app, pilot):
        for _ in stories:
            await pilot.press("j")
            await settle(app, pilot)
            text = "\n".join(screen_text(app))
            assert not any(
                (ord(char) < 32 and char != "\n") or 0x7F <= ord(char) < 0xA0 or char in "\u202e\u200b" for char in text
            )
        assert "[/foo] closes what" in text
        assert "[Video] Ferries [EU]" in text
        assert "[@click=app.bell]" in text
        assert "owned" not in text
        await pilot.click(app.main.articles, offset=(5, 2))
        await settle(app, pilot)
        assert app.is_running


async def test_hostile_text_in_the_search_box_and_messages(tmp_path: Path) -> None:
    async with open_app(tmp_path, index=True) as (app, pilot):
        app.main.say("[/foo] \x1b[2J[@click=app.bell]x[/]", error=True)
        await settle(app, pilot)
        assert "[/foo] [@click=app.bell]x[/]" in screen_text(app)[0]
        app.main.run_search("[/foo] [@click=app.bell]x[/] [Video] \x1b[31m")
        await settle(app, pilot)
        text = "\n".join(screen_text(app))
        assert "[/foo] [@click" in text
        assert "\x1b" not in text


async def test_the_mouse_chooses_and_opens(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (app, pilot):
        await pilot.click(app.main.articles, offset=(5, 5))
        await settle(app, pilot)
        assert app.main.articles.cursor == 2
        await pilot.double_click(app.main.articles, offset=(5, 7))
        await settle(app, pilot)
        assert app.main.articles.cursor == 3
        assert app.main.pane == "reading"


async def test_an_empty_library_says_what_is_missing(tmp_path: Path) -> None:
    async with open_app(tmp_path, ()) as (app, pilot):
        text = "\n".join(screen_text(app))
        assert "no articles in these" in text
        assert "papers" in text
        for key in (
            "j",
            "k",
            "G",
            "g",
            "space",
            "enter",
            "n",
            "s",
            "u",
            "t",
            "x",
            "J",
            "A",
            "v",
            "V",
            "U",
            "slash",
            "x",
            "escape",
        ):
            await pilot.press(key)
            await settle(app, pilot)
        assert app.is_running
        assert not [said for said in app.said if "fault" in said]


async def test_orders(tmp_path: Path) -> None:
    async with open_app(tmp_path) as (app, pilot):
        await pilot.press("V")
        await settle(app, pilot)
        assert "oldest first" in screen_text(app)[0]
        first = app.main.articles.pages.get(0)
        assert first is not None
        assert first.title == STORIES[3].title
        assert app.main.articles.current is not None
        assert app.main.articles.current.title == STORIES[0].title, "the cursor went with its article"


@pytest.mark.parametrize(
    ("ids", "former", "stay", "result"),
    [
        ("abc", "abc", "", "abc"),
        ("ac", "abc", "b", "abc"),
        ("ac", "abc", "", "ac"),
        ("cx", "abc", "ab", "abcx"),
        ("xca", "abc", "b", "xcab"),
        ("", "abc", "ac", "ac"),
        ("b", "abc", "ac", "abc"),
    ],
)
def test_changed_articles_stay_where_they_were(ids: str, former: str, stay: str, result: str) -> None:
    assert keep(list(ids), list(former), set(stay)) == list(result)


def test_made_up_ids_are_like_real_ones() -> None:
    assert len(make_id(999_999)) == 12
