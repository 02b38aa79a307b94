"""What the command palette lists: every action, the saved searches, the tags and the themes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.fuzzy import Matcher
from textual.types import IgnoreReturnCallbackType

from tui.app.keys import KEYS, show_key
from tui.app.screens.searches import list_searches
from tui.app.text import count, single
from tui.app.themes import THEMES

if TYPE_CHECKING:
    from tui.app.app import NewsApp


class Command(NamedTuple):
    """Something the palette can do."""

    name: str
    help: str
    run: Callable[[], object]


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
                    _capital(key.help),
                    "  ".join(map(show_key, app.keys[key.id])),
                    partial(app.run_action, key.action, main),
                )
                for key in KEYS
                if key.scope in ("main", "everywhere") and key.id != "app.commands"
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
            run = cast(IgnoreReturnCallbackType, command.run)
            yield DiscoveryHit(Content(command.name), run, command.name, _literal(command.help))

    async def search(self, query: str) -> Hits:
        """The commands that answer to what is typed."""
        matcher = self.matcher(query)
        for command in self._commands:
            if (score := matcher.match(command.name)) > 0:
                run = cast(IgnoreReturnCallbackType, command.run)
                yield Hit(score, _highlight(matcher, command.name), run, command.name, _literal(command.help))


def _literal(text: str) -> str | None:
    # The palette takes a string for markup, and content for what it is.
    return cast(str, Content(text)) if text else None


def _highlight(matcher: Matcher, name: str) -> Content:
    # Matcher.highlight would take the name for markup.
    _, offsets = matcher.fuzzy_search.match(matcher.query, name)
    content = Content(name)
    for offset in offsets:
        content = content.stylize(matcher.match_style, offset, offset + 1)
    return content


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
