"""Two entities together: the sentences that name both, and the articles that have both."""

from __future__ import annotations

import asyncio
from typing import ClassVar

from tui.app.card import Around, Item, Sentence, make_article
from tui.app.lines import Span, literal, paragraph
from tui.app.screens.view import Hint, ViewScreen
from tui.app.text import count, join, single
from tui.library.records import EntityRef, Together

PAGE = 40
"""Articles read at once."""


class TogetherScreen(ViewScreen):
    """Each article that has both, with its sentences that name both beneath."""

    HINT: ClassVar[Hint] = (
        *(("view.in", "open"), ("notes.narrow", "list the articles"), ("names.timeline", "timeline of both")),
    )

    def __init__(self, refs: tuple[EntityRef, ...], start: int = 0) -> None:
        super().__init__(refs, start)
        self._articles = 0
        self._total = 0

    def again(self) -> ViewScreen:
        """Make the view anew, at the same item."""
        return TogetherScreen(self.refs, self.items.cursor)

    async def fill(self) -> None:
        """Read the newest articles that have both."""
        await self._read(0, max(PAGE, self._articles))

    async def fill_more(self) -> None:
        """Add older articles."""
        if self._articles < self._total:
            await self._read(self._articles, PAGE)

    async def _read(self, offset: int, limit: int) -> None:
        ids = [ref.id for ref in self.refs]
        both = await asyncio.to_thread(self.library.together, ids, limit, offset)
        items = self._make_items(both)
        self._total, self._articles = both.total, offset + len(both.rows)
        if offset:
            self.items.extend(items)
        else:
            self.items.show(items, self.start, "No article has both.")
        one, other = (single(ref.name) for ref in self.refs)
        sentences = sum(isinstance(item.target, Sentence) for item in self.items.items)
        more = "" if self._articles >= self._total else " in those read"
        told = [f"{one} and {other}", count(self._total, "article"), count(sentences, "sentence") + f" with both{more}"]
        self.say_head(join(told))

    def _make_items(self, both: Together) -> list[Item]:
        around = Around(None, 0, None, self.items.room, self.app.config.ui.date_format)
        items = []
        for row in both.rows:
            items.append(make_article(row, around))
            for said in both.sentences[row.id]:
                lines = paragraph(f"“{literal(said.text)}”", self.items.room - 2, first=Span("  "), rest=Span("   "))
                items.append(Item(lines, Sentence(said.article, said.start, said.end), said.text))
        return items

    def action_narrow(self) -> None:
        """List the articles that have both."""
        self.search(" ".join(self.app.main.make_query(ref) for ref in self.refs))

    def action_timeline(self) -> None:
        """Show what happened when, in articles that have both."""
        from tui.app.screens.timeline import TimelineScreen

        self.show_view(TimelineScreen(self.refs))
