"""What the command palette lists: every action, the saved searches, the tags and the themes."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.types import IgnoreReturnCallbackType

from tui.app.keys import KEYS, show_key
from tui.app.screens.searches import list_searches
from tui.app.text import count, single
from tui.app.themes import THEMES

if TYPE_CHECKING:
    from tui.app.app import NewsApp


SILENT = ("move.", "view.", "app.commands")
"""What nobody would look for in the palette: it can only be meant with a key."""


class Command(NamedTuple):
    """Something the palette can do."""

    name: str
    aside: str
    """What stands dimmed behind the name: the keys, the query, a count."""
    run: IgnoreReturnCallbackType


class Commands(Provider):
    """The commands of the app."""

    async def startup(self) -> None:
        """Gather what there is; the library is asked in a thread."""
        app = cast("NewsApp", self.app)
        saved = await asyncio.to_thread(list_searches, app.config, app.library)
        tags = await asyncio.to_thread(app.library.tags)
        main = app.main
        self._commands = [
            *(
                Command(
                    key.help[:1].upper() + key.help[1:],
                    " ".join(map(show_key, app.keys[key.id])),
                    partial(app.run_action, key.action, main),
                )
                for key in KEYS
                if key.scope in ("main", "everywhere") and not key.id.startswith(SILENT)
            ),
            *(Command(f"Search: {single(s.name)}", single(s.query), partial(main.run_search, s.query)) for s in saved),
            *(
                Command(f"Tag: {single(tag)}", count(number, "article"), partial(main.run_search, f'tag:"{tag}"'))
                for tag, number in tags
            ),
            *(Command(f"Theme: {theme.name}", "", partial(app.set_theme, theme.name)) for theme in THEMES),
        ]

    async def discover(self) -> Hits:
        """All commands, in their order."""
        for command in self._commands:
            yield DiscoveryHit(_show(command), command.run, command.name)

    async def search(self, query: str) -> Hits:
        """The commands that answer to what is typed."""
        matcher = self.matcher(query)
        for command in self._commands:
            # Matcher.highlight would take the name for markup.
            score, offsets = matcher.fuzzy_search.match(matcher.query, command.name)
            if score > 0:
                shown = _show(command)
                for offset in offsets:
                    shown = shown.stylize(matcher.match_style, offset, offset + 1)
                yield Hit(score, shown, command.run, command.name)


def _show(command: Command) -> Content:
    return Content.assemble(command.name, "   " if command.aside else "", (command.aside, "dim"))
