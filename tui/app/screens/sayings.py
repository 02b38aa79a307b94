"""Everything that an entity is quoted saying, newest first; a search narrows it to what is about something."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from tui.app.card import Around, Item, Sentence, make_source
from tui.app.lines import Mark, Span, literal, paragraph
from tui.app.screens.view import Hint, ViewScreen
from tui.app.text import count, join, quote, single
from tui.library.records import EntityRef, Said

if TYPE_CHECKING:
    from tui.search import Highlighter

PAGE = 100
"""Quotes read at once."""


class SayingsScreen(ViewScreen):
    """What one said."""

    HINT: ClassVar[Hint] = (
        *(("view.in", "open"), ("find.search", "about something"), ("notes.narrow", "list the articles")),
        ("names.timeline", "timeline"),
    )
    FILTER: ClassVar[str] = "about: words, phrases, OR, as in a search"

    def __init__(self, ref: EntityRef, start: int = 0, words: str = "") -> None:
        super().__init__((ref,), start, words)
        self._found: list[Said] | None = None
        """With words: the quotes that are about them."""
        self._total = 0
        self._words: Highlighter | None = None
        """Finds the words in a quote."""

    def again(self) -> ViewScreen:
        """Make the view anew, at the same quote."""
        return SayingsScreen(self.refs[0], self.items.cursor, self.words)

    async def fill(self) -> None:
        """Read the newest quotes, or those about something."""
        words = self.words.strip()
        if words:
            self._found = await asyncio.to_thread(self._search, words)
            self._total = len(self._found)
            said: Sequence[Said] = self._found[: max(PAGE, self.start + 1)]
        else:
            self._found = None
            card = await asyncio.to_thread(self.library.card, self.refs[0].id)
            self._total = card.said
            said = await asyncio.to_thread(self.library.quotes, self.refs[0].id, max(PAGE, self.start + 1))
        empty = f"Nothing about {single(words)}." if words else "No quotes."
        self.items.show([self._make_item(one) for one in said], self.start, empty)
        about = f"about {single(words)}: {count(self._total, 'quote')}" if words else count(self._total, "quote")
        self.say_head(join([f"Everything {single(self.refs[0].name)} said", about]))

    async def fill_more(self) -> None:
        """Add older quotes."""
        there = len(self.items.items)
        if there >= self._total:
            return
        if self._found is not None:
            said: Sequence[Said] = self._found[there : there + PAGE]
        else:
            said = await asyncio.to_thread(self.library.quotes, self.refs[0].id, PAGE, there)
        self.items.extend([self._make_item(one) for one in said])

    def _search(self, words: str) -> list[Said]:
        """The quotes that answer a query; the index tells the articles, the hits in a quote whether it is the one."""
        query = f"{self._ask()} {words}"
        results = self.app.get_index().search(query, limit=0, sort="newest")
        said = self.library.quotes(self.refs[0].id, 1_000_000, 0, results.ranking)
        self._words = self.app.get_index().search(words, limit=0).highlighter
        return [one for one in said if self._words.answers(one.text)]

    def _ask(self) -> str:
        return f"said:{quote(self.refs[0].name)}"

    def _make_item(self, said: Said) -> Item:
        around = Around(None, 0, None, self.items.room, self.app.config.ui.date_format)
        text = f"“{literal(said.text).strip('“”„ ')}”"
        marks = [Mark(*place, "phrase") for place in self._find_words(text)]
        lines = paragraph(text, self.items.room, "quote", rest=Span(" "), marks=marks)
        return Item([*lines, make_source(said, around)], Sentence(said.article, said.start, said.end), said.text)

    def _find_words(self, text: str) -> Sequence[tuple[int, int]]:
        return self._words.find(text) if self._words is not None and self.words.strip() else ()

    def action_narrow(self) -> None:
        """List the articles."""
        self.search(f"{self._ask()} {self.words}".strip())
