"""Pages without an article: an error page, a menu; they break neither list nor search nor notes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.reader import PAGES, read

MENU = "Menu\n\nHome\n\nNews\n\nSport\n\nSign in\n\nSubscribe\n"


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_page_without_an_article(tmp_path: Path, size: tuple[int, int]) -> None:
    pages = {**PAGES, "menu.txt": MENU, "again.txt": MENU, "empty.txt": "\n\n"}
    async with read(tmp_path, pages, size=size) as reader:
        main = reader.app.main
        await reader.press("G", "enter")
        assert main.reading.article is not None
        assert main.reading.article.paragraphs == ()
        assert "No article here: " in reader.screen()
        assert "versions" not in reader.screen(), "nothing is no version of nothing"
        await reader.press("x")
        assert "navigation: " in reader.screen()
        assert "Sign in" in reader.screen()
        for key in ("j", "k", "3", "j", "2", "x", "h", "s", "e", "escape", "=", "n", "space"):
            await reader.press(key)
        main.run_search("is:starred")
        await reader.settle()
        assert main.articles.count == 1
        main.run_search("sign")
        await reader.settle()
        await reader.finish()
        assert not [said for said in reader.app.said if "fault" in said]
