"""An entity's page: its card with all there is, over the whole screen."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import ClassVar

from textual import work

from tui.app.card import FULL, Around, Days, Item, Written, make_card
from tui.app.screens.prompts import Prompt
from tui.app.screens.view import Hint, ViewScreen
from tui.app.text import count, join, quote, single
from tui.library.records import Card, EntityRef


class ProfileScreen(ViewScreen):
    """All that the library knows of one entity."""

    HINT: ClassVar[Hint] = (
        *(("view.in", "follow"), ("names.said", "said"), ("names.timeline", "timeline")),
        *(("names.together", "with another"), ("notes.narrow", "its articles"), ("notes.repair", "repair")),
        *(("mark.note", "note"), ("view.write", "write to a file")),
    )

    def __init__(self, ref: EntityRef, start: int = 0) -> None:
        super().__init__((ref,), start)
        self._card: Card | None = None

    def again(self) -> ViewScreen:
        """Make the page anew, at the same item."""
        return ProfileScreen(self.refs[0], self.items.cursor)

    async def fill(self) -> None:
        """Read the card."""
        ui = self.app.config.ui
        self._card = card = await asyncio.to_thread(self.library.card, self.refs[0].id)
        self.refs = (EntityRef(card.id, card.name, card.kind, card.articles, card.mentions, card.pinned),)
        items = make_card(card, Around(None, 0, None, self.items.room, ui.date_format, FULL))
        self.items.show(items, self.start)
        told = [single(card.name), card.kind.value, count(card.articles, "article"), count(card.mentions, "mention")]
        self.say_head(join(told))

    def follow(self, item: Item) -> None:
        """Go where an item leads; a time leads to its articles, the name to the latest of its sentences."""
        match item.target:
            case Days(label):
                self.search(f"{self.app.main.make_query(self.refs[0])} date:{label}")
            case Written(name):
                self.search(quote(name))
            case _:
                super().follow(item)

    @work(exclusive=True, group="dialog", exit_on_error=False)
    async def action_write(self) -> None:
        """Write the card with its sources to a file: JSON where its name ends so, else Markdown."""
        from tui.app import outside

        proposed = outside.name_file(single(self.refs[0].name), ".md")
        name = await self.app.push_screen_wait(Prompt("Write the card to (.md or .json)", proposed))
        if not name or self._card is None:
            return
        path = Path(name).expanduser()
        self.app.main.say(await asyncio.to_thread(outside.write_card, self._card, path))
