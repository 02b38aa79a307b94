"""Saved searches: run one, save the one that is live, take one away."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.app.screens.prompts import Foot, Prompt
from tui.app.text import single
from tui.app.work import Reporting
from tui.text import fold

if TYPE_CHECKING:
    from tui.config import Config
    from tui.library import Library


class Saved(NamedTuple):
    """A saved search and whether it is the config's, which the app never writes."""

    name: str
    query: str
    fixed: bool = False


def list_searches(config: Config, library: Library) -> list[Saved]:
    """The saved searches of the config and of the library, the library's first where both have a name; for a thread."""
    own = [Saved(search.name, search.query) for search in library.searches()]
    names = {fold(search.name) for search in own}
    given = [Saved(search.name, search.query, True) for search in config.search.saved if fold(search.name) not in names]
    return sorted([*own, *given], key=lambda search: fold(search.name))


class SearchesScreen(Reporting, Foot[str | None]):
    """A list of saved searches; gives the query to run, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,h,left", "leave", show=False),
        Binding("j,down", "move(1)", show=False),
        Binding("k,up", "move(-1)", show=False),
        Binding("enter,l,right", "run", show=False),
        Binding("s,a", "save", show=False),
        Binding("d,delete", "delete", show=False),
    ]

    def __init__(self, live: str) -> None:
        super().__init__()
        self._live = live
        self._searches: Sequence[Saved] = ()

    def compose(self) -> ComposeResult:
        """Make the list and the line that says what can be done."""
        with Vertical():
            yield Static(Content("Saved searches"), classes="question")
            yield OptionList(markup=False, compact=True)
            save = f"   s save “{single(self._live)}”" if self._live else ""
            yield Static(Content(f"Enter search{save}   d delete   Esc leave"), classes="more")

    def on_mount(self) -> None:
        """Read what is saved."""
        self._refill()

    @work(exclusive=True, group="saved", exit_on_error=False)
    async def _refill(self) -> None:
        self._searches = await asyncio.to_thread(list_searches, self.app.config, self.app.library)
        self._show([0] * len(self._searches))
        self._show(await asyncio.to_thread(self._count_unread))

    def _count_unread(self) -> list[int]:
        """How many unread articles each search finds; for a thread."""
        index = self.app.get_index()
        # What is asked for comes first, because a query may end in a quote that is open.
        return [index.search(f"is:unread {search.query}", limit=0).total for search in self._searches]

    def _show(self, unread: Sequence[int]) -> None:
        options = self.query_one(OptionList)
        place = options.highlighted or 0
        options.set_options(
            Option(
                Content.assemble(
                    (single(search.name), "bold"),
                    f"  {single(search.query)}",
                    f"  {count:,} unread" if count else "",
                    "  (config)" if search.fixed else "",
                )
            )
            for search, count in zip(self._searches, unread, strict=True)
        )
        if not self._searches:
            options.add_option(Option(Content("none yet"), disabled=True))
        options.highlighted = min(place, len(self._searches) - 1) if self._searches else None
        options.focus()

    def _chosen(self) -> Saved | None:
        place = self.query_one(OptionList).highlighted
        return self._searches[place] if place is not None and place < len(self._searches) else None

    def action_leave(self) -> None:
        """Leave without searching."""
        self.dismiss(None)

    def action_move(self, step: int) -> None:
        """Move the cursor."""
        options = self.query_one(OptionList)
        if step > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def action_run(self) -> None:
        """Run the search under the cursor."""
        if (chosen := self._chosen()) is not None:
            self.dismiss(chosen.query)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Run the search that was clicked."""
        event.stop()
        self.action_run()

    @work(exclusive=True, group="dialog", exit_on_error=False)
    async def action_save(self) -> None:
        """Save the live search under a name."""
        if not self._live:
            self.app.main.say("No search is live; / begins one.")
            return
        name = await self.app.push_screen_wait(Prompt(f"Save {self._live} as", self._live))
        if name is None or not single(name):
            return
        former = {search.name: search.query for search in self._searches if not search.fixed}
        name = single(name)
        library = self.app.library
        await asyncio.to_thread(library.save_search, name, self._live)
        before = former.get(name)
        self.app.undo.push(
            f"search “{name}” saved",
            lambda: library.delete_search(name) if before is None else library.save_search(name, before),
        )
        self._refill()

    @work(exclusive=True, group="dialog", exit_on_error=False)
    async def action_delete(self) -> None:
        """Take the search under the cursor away; undo brings it back."""
        chosen = self._chosen()
        if chosen is None:
            return
        if chosen.fixed:
            self.app.main.say(f"This search is set in {self.app.config.path}.")
            return
        library = self.app.library
        await asyncio.to_thread(library.delete_search, chosen.name)
        self.app.undo.push(
            f"search “{single(chosen.name)}” deleted", lambda: library.save_search(chosen.name, chosen.query)
        )
        self._refill()
