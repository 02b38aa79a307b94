"""The screen: list, reading view and notes, and the article that goes from one to the next."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from tui.app.actions import ReaderActions
from tui.app.keys import show_key
from tui.app.loading import Loaded, load
from tui.app.screens.panes import Pane
from tui.app.screens.syncing import Syncing
from tui.app.widgets.articles import ArticleList
from tui.app.widgets.notes import Notes
from tui.app.widgets.reading import Reading
from tui.app.widgets.search import SearchBox, SearchInput
from tui.app.widgets.status import Status
from tui.app.work import restart, start
from tui.errors import NotFound
from tui.library.records import Row

if TYPE_CHECKING:
    from tui.app.screens.view import ViewScreen

REST = 0.12
"""Seconds that the cursor must rest, while a key repeats, before the reading view follows it."""
TYPING = 0.35
"""The same while something is typed into the search box: every letter brings another article under the cursor."""
REPEAT = 0.2
"""Two moves closer together than this are a key that repeats."""
DWELL = 5.0
"""Seconds of preview after which an article counts as read."""
SAVE = 2.0
"""Seconds after the last scrolling until the place in the article is written down."""

Extent = tuple[int, int]


class MainScreen(ReaderActions, Syncing, inherit_bindings=False):
    """Three panes over one library."""

    BINDINGS: ClassVar = Syncing.BINDINGS

    loaded: Loaded | None = None
    """What the reading view shows."""
    _followed = 0.0
    _dwell: Timer | None = None
    _save: Timer | None = None
    _place: tuple[str, int] | None = None
    _trail: tuple[str | ViewScreen, ...] = ()
    """What was left for another article: articles by following the notes, and views; the latest last."""

    def compose(self) -> ComposeResult:
        """Make the panes."""
        ui = self.app.config.ui
        keys = self.app.keys
        yield Status(f"{show_key(keys['find.search'][0])} search   {show_key(keys['app.help'][0])} help")
        with Horizontal(id="panes"):
            with Vertical(id="list-pane"):
                yield Static("Articles", id="list-head", markup=False)
                yield SearchBox()
                yield ArticleList(self.load_page, date_format=ui.date_format, id="articles")
            yield Reading(ui, id="reading")
            yield Notes(id="notes")

    def on_mount(self) -> None:
        """Open the list; all else waits until it has been drawn."""
        self.start_list()
        self.start_looking()

    # ---------------------------------------------------------------- the article follows the cursor

    @on(ArticleList.Highlighted)
    def _on_highlighted(self, event: ArticleList.Highlighted) -> None:
        event.stop()
        row, loaded = event.row, self.loaded
        if row is None or row.story is None or event.moved or loaded is None or loaded.row.id == row.id:
            self._follow_cursor(event)
        else:
            restart(self, "article", self._follow_unless_version, event, loaded.row.id)

    async def _follow_unless_version(self, event: ArticleList.Highlighted, open_one: str) -> None:
        """Leave a version that is being read open when another one has come to be listed in its place."""
        row = event.row
        if row is None or open_one not in await asyncio.to_thread(self.app.library.with_versions, [row.id]):
            self._follow_cursor(event)

    def _follow_cursor(self, event: ArticleList.Highlighted) -> None:
        self._trail = ()
        self.current = event.row
        if event.row is None:
            self._show_nothing()
        elif self.sees_reading:
            now = time.monotonic()
            rest = TYPING if self.box.has_focus_within else REST if now - self._followed < REPEAT else 0.0
            self._followed = now
            self._show(event.row.id, rest, opened=self.pane == "reading", dwell=event.moved)

    @on(SearchInput.Left)
    def _on_typed(self, event: SearchInput.Left) -> None:
        """Show what has come under the cursor at once, with the hits of all that was typed: nothing more is."""
        row = self.articles.current
        if row is not None and self.sees_reading and not event.cleared:
            self._show(row.id)

    @on(ArticleList.Chosen)
    def _on_chosen(self, event: ArticleList.Chosen) -> None:
        event.stop()
        self.current = event.row
        self.focus_pane("reading")
        self.open_current()

    def open_current(self) -> None:
        """Show the article under the cursor, if it is not shown already, and take it as opened."""
        row = self.current
        if row is None:
            return
        if self.loaded is None or self.loaded.row.id != row.id:
            self._show(row.id, opened=True)
        else:
            self._opened(row.id)

    def _show(
        self, id_: str, rest: float = 0, *, opened: bool = False, dwell: bool = False, extent: Extent | None = None
    ) -> None:
        restart(self, "article", self._show_soon, id_, rest, opened=opened, dwell=dwell, extent=extent)

    async def _show_soon(
        self, id_: str, rest: float = 0, *, opened: bool = False, dwell: bool = False, extent: Extent | None = None
    ) -> None:
        if rest:
            await asyncio.sleep(rest)
        loaded = await asyncio.to_thread(load, self.app.library, id_)
        self.save_place()
        self._draw(loaded)
        if extent is not None:
            self.reading.goto(*extent)
        self._stop_dwell()
        if opened or self.pane != "list":
            self._opened(id_)
        elif dwell:
            self._dwell = self.set_timer(DWELL, lambda: self._mark(id_))

    def _draw(self, loaded: Loaded) -> None:
        self.loaded = loaded
        shown = self.articles.shown
        with self.app.batch_update():
            self.reading.show(
                loaded.article,
                loaded.row,
                loaded.entities,
                shown.highlighter if shown is not None else None,
                loaded.state.position,
                loaded.state.note,
            )
            kinds, length = self.app.config.entities.kinds, len(loaded.article.body)
            self.notes.show(loaded.row.id, loaded.entities, kinds, length)

    def _show_nothing(self) -> None:
        self.workers.cancel_group(self, "article")
        self._stop_dwell()
        self.loaded = None
        self.reading.show(None, None, [], None, 0)
        self.notes.show(None, [], self.app.config.entities.kinds)

    async def open_article(self, id_: str, start: int | None = None, end: int | None = None) -> None:
        """Show any article of the library in the reading view, at a stretch of its body if one is given."""
        rows = await asyncio.to_thread(self.app.library.rows, [id_])
        if not rows:
            raise NotFound("This article is no longer in the library.")
        if self.current is not None and self.current.id != id_:
            self._trail = (*self._trail, self.current.id)
        self.current = rows[0]
        self.focus_pane("reading")
        extent = (start, end) if start is not None and end is not None else None
        if self.loaded is not None and self.loaded.row.id == id_:
            if extent is not None:
                self.reading.goto(*extent)
        else:
            self._show(id_, opened=True, extent=extent)

    async def visit(self, id_: str, again: ViewScreen, first: int | None = None, last: int | None = None) -> None:
        """Open an article from a view, which going back leads to."""
        await self.open_article(id_, first, last)
        self._trail = (*self._trail, again)

    async def reload(self) -> None:
        """Read all that is shown from the library again; the cursor and the view stay where they are."""
        await super().reload()
        if self.loaded is not None:
            await self._redraw(self.loaded.row.id)

    async def refresh_article(self, rows: Sequence[Row]) -> None:
        """Draw the open article anew when it is among these."""
        if self.loaded is not None and any(row.id == self.loaded.row.id for row in rows):
            await self._redraw(self.loaded.row.id)

    async def _redraw(self, id_: str) -> None:
        loaded = await asyncio.to_thread(load, self.app.library, id_)
        # Reading goes on meanwhile: what is shown may be another article by now, and its place only the screen knows.
        if self.loaded is not None and self.loaded.row.id == id_ and loaded != self.loaded:
            if self.current is not None and self.current.id == id_:
                self.current = loaded.row
            self._draw(loaded)

    # ---------------------------------------------------------------- what counts as read

    def _opened(self, id_: str) -> None:
        self._stop_dwell()
        self.app.settled.discard(id_)
        self._mark(id_)

    def _stop_dwell(self) -> None:
        if self._dwell is not None:
            self._dwell.stop()

    def _mark(self, id_: str) -> None:
        """Mark the shown article read, unless the user has decided otherwise since it was opened."""
        loaded = self.loaded
        if loaded is not None and loaded.row.id == id_ and id_ not in self.app.settled and not loaded.row.read:
            self.app.settled.add(id_)
            start(self, "marking", self.mark_read, [id_])

    @on(Reading.Moved)
    def _on_reading_moved(self, event: Reading.Moved) -> None:
        event.stop()
        if self.loaded is None:
            return
        self._place = (self.loaded.row.id, event.position)
        if self._save is not None:
            self._save.stop()
        self._save = self.set_timer(SAVE, self.save_place)
        if self.reading.top >= self.reading.last_top:
            self._mark(self.loaded.row.id)

    def save_place(self) -> None:
        """Write down where reading stopped."""
        if self._place is not None:
            place, self._place = self._place, None
            start(self, "place", asyncio.to_thread, partial(self.app.library.set_position, *place))

    async def close_down(self) -> None:
        """Write down what is not written yet."""
        if self._place is not None:
            await asyncio.to_thread(self.app.library.set_position, *self._place)

    # ---------------------------------------------------------------- in, out and on

    def pane_entered(self, name: Pane) -> None:
        """Opening the reading view opens the article."""
        if name == "reading":
            self.open_current()
        elif name == "notes" and self.loaded is None and self.current is not None:
            self._show(self.current.id)

    def focus_pane(self, name: Pane) -> None:
        """Give a pane the keyboard, and show it if it was hidden."""
        changed = name != self.pane
        super().focus_pane(name)
        if changed:
            self.pane_entered(name)

    def action_enter(self) -> None:
        """Go in: open the article, choose the name."""
        if self.pane == "list":
            if self.current is not None:
                self.focus_pane("reading")
        elif self.pane == "reading":
            self.focus_pane("notes")
        else:
            self.notes.enter()

    def action_back(self) -> None:
        """Go one level back."""
        self.go_back()

    async def action_close(self) -> None:
        """Go one level back, and from the top out."""
        if not self.go_back():
            await self.app.action_quit()

    def go_back(self) -> bool:
        """Go one level back; False when this is the top."""
        if self.pane == "notes" and self.notes.back():
            return True
        if self.pane == "reading" and self.reading.removed:
            self.reading.toggle_removed()
        elif self.pane == "notes":
            self.focus_pane("reading")
        elif self.pane == "reading" and self._trail:
            *before, last = self._trail
            self._trail = tuple(before)
            if isinstance(last, str):
                restart(self, "article", self._go_to, last)
            else:
                self.show_view(last)
        elif self.pane == "reading":
            self.focus_pane("list")
        elif self.box.query_text:
            self.clear_search()
        else:
            return False
        return True

    async def _go_to(self, id_: str) -> None:
        rows = await asyncio.to_thread(self.app.library.rows, [id_])
        if rows:
            self.current = rows[0]
            await self._show_soon(id_, opened=True)

    def action_article(self, step: int) -> None:
        """Go to the next or the previous article of the list."""
        if not self.articles.go(self.articles.cursor + step):
            self.say("This is the last article listed." if step > 0 else "This is the first article listed.")

    def action_read_on(self) -> None:
        """Go a page down; at the end, open the next unread article."""
        if not self.get_pane(self.pane).page(1):
            self._go_unread(1, opened=True)

    def action_hit(self, step: int) -> None:
        """Go to the next hit while a search is live, else to the next unread article."""
        if not self.view.live:
            self._go_unread(step, opened=self.pane == "reading")
        elif not self.reading.next_hit(step):
            self.action_article(step)

    def _go_unread(self, step: int, *, opened: bool) -> None:
        restart(self, "next", self._find_unread, step, opened)

    async def _find_unread(self, step: int, opened: bool) -> None:
        articles = self.articles
        shown, current = articles.shown, articles.current
        if shown is None or current is None:
            return
        found = await asyncio.to_thread(shown.listing.neighbour, current.id, step, True)
        place = await asyncio.to_thread(shown.position, found)
        if place is None:
            self.say("No more unread articles below." if step > 0 else "No unread articles above.")
            return
        articles.go(place)
        if opened:
            self.focus_pane("reading")

    def show_place(self) -> None:
        """Say above the list where the cursor is."""
        articles = self.articles
        place = f"{articles.cursor + 1:,}/{articles.count:,}" if articles.count else ""
        head = self.query_one("#list-head", Static)
        gap = max(1, head.size.width - len("Articles") - len(place) - 2)
        # Of one line, whatever it says: nothing else need be laid out anew.
        head.update(Content.assemble(("Articles", "bold"), " " * gap, (place, "dim")), layout=False)

    @work(exclusive=True, group="dialog", exit_on_error=False)
    async def action_versions(self) -> None:
        """Show the versions of the story, and open one of them."""
        row = self._need_current()
        if row is None:
            return
        rows = await asyncio.to_thread(self.app.library.versions, row.id)
        if len(rows) < 2:
            self.say("The library has no other version of this story.")
            return
        from tui.app.screens.versions import VersionsScreen

        screen = VersionsScreen(rows, row.id, self.app.library, self.app.config.ui.date_format)
        chosen = await self.app.push_screen_wait(screen)
        if chosen is not None:
            await self.open_article(chosen)

    def action_searches(self) -> None:
        """Show the saved searches."""
        from tui.app.screens.searches import SearchesScreen

        def run(query: str | None) -> None:
            if query is not None:
                self.run_search(query)

        self.app.push_screen(SearchesScreen(self.view.query if self.view.live else ""), run)

    def on_resize(self, event: events.Resize) -> None:
        """Show in the reading view what the cursor is on when the view comes to be seen."""
        self.call_after_refresh(self._catch_up)

    def _catch_up(self) -> None:
        row = self.current
        if self.sees_reading and row is not None and (self.loaded is None or self.loaded.row.id != row.id):
            self._show(row.id)
