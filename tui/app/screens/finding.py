"""What is listed: all, unread or starred, in which order, and what a search finds."""

from __future__ import annotations

import asyncio
import gc
import threading

from msgspec.structs import replace
from textual import events, on

from tui.app.screens.panes import Panes
from tui.app.text import count, join
from tui.app.views import Item, Ready, Shown, View, make_ready, name_order
from tui.app.widgets.articles import ArticleList
from tui.app.widgets.search import SearchBox, SearchInput
from tui.app.work import restart, start
from tui.errors import NewsreaderError
from tui.library.records import Filter, Row, Sort

WHICH: dict[Filter, str] = {"all": "", "unread": "unread", "starred": "starred"}


class Finding(Panes):
    """The list and the search box over it."""

    view = View()
    current: Row | None = None
    """The article that actions are for: under the cursor, or opened from elsewhere."""
    _return_to: str | None = None
    """The article to go back to when the search is given up."""
    _typed = ""
    """What was typed, and has led to the view."""
    _hurried = 0
    """How many changes of the screen are to be drawn without waiting for their turn."""
    _asked = 0
    """Counts the views asked for, so that a reload that was overtaken is dropped."""

    def start_list(self) -> None:
        """List the library for the first time."""
        self.view = View(sort=self.app.config.ui.sort, grouped=self.app.config.ui.group)
        restart(self, "list", self._list, self.view)

    def load_page(self, shown: Shown, number: int) -> list[Item]:
        """Read a page of a view; for a thread."""
        return shown.load_page(self.app.library, number)

    # ---------------------------------------------------------------- listing

    async def _list(self, view: View, *, around: str | None = None, stay: bool = False, typed: bool = False) -> None:
        """Make a view in a thread and swap it in, unless another view was asked for meanwhile.

        The last word of a query that is `typed` may be unfinished.
        """
        articles = self.articles
        if not stay:
            self._asked += 1
        asked = self._asked
        keep_place = around if around is not None or not stay else self._id_under_cursor()
        former = articles.shown
        same = former is not None and former.view == view
        given_up = threading.Event()
        try:
            ready = await asyncio.to_thread(
                make_ready,
                self.app.library,
                self.app.get_index if view.live else None,
                view,
                around=keep_place,
                rows=articles.count_in_sight(live=view.live),
                width=articles.room,
                former=former if same else None,
                stay=self.app.touched if same else (),
                cancelled=given_up.is_set,
                unfinished=typed,
            )
        finally:
            given_up.set()
        if asked != self._asked:
            return
        if stay and view != self.view:
            # Another view has come meanwhile; it may have been read before what this one is read again for.
            await self.reload_list()
            return
        if not same:
            self.app.touched.clear()
        if typed:
            self._typed = view.query
        elif view.query != self.view.query:
            self._typed = ""
        self.view = ready.shown.view
        if typed and not self.box.has_focus_within:
            self.box.put(self.view.query)
        if view.live or not stay:
            self._say_results(ready)
        articles.adopt(ready, stay=stay or (around is not None and ready.cursor is not None))
        self.describe()
        # The list may be drawn only after its box has another size, because something is said in that of the search.
        self._hurried = 2 if typed else 0

    async def _on_idle(self, event: events.Idle) -> None:
        """Draw what a search has found at once: the letter that was typed has just had its turn on the screen."""
        if self._hurried and self._dirty_widgets:
            self._hurried -= 1
            self._on_timer_update()

    def _id_under_cursor(self) -> str | None:
        row = self.articles.current
        return row.id if row is not None else None

    def describe(self) -> None:
        """Say at the top what is listed."""
        shown = self.articles.shown
        if shown is None:
            return
        rows = self.articles.count
        which = WHICH[shown.view.which]
        whole = not (shown.view.live or which)
        found = shown.total if whole else shown.found if shown.found is not None else rows
        number = count(found, "article") if whole else f"{found:,} of {count(shown.total, 'article')}"
        # Several articles on one row are the versions of one story.
        if rows < found:
            number = f"{number} in {count(rows, 'row')}"
        self.status.show(join(["newsreader", join([number, which], ", "), name_order(shown.view)]))
        self.articles.say_empty(self.explain_empty(shown))
        self.show_place()

    def explain_empty(self, shown: Shown) -> str:
        """What to say when nothing is listed."""
        if shown.view.live:
            return f"Nothing found for {shown.view.query.strip()}."
        return {"unread": "All is read.", "starred": "Nothing is starred.", "all": ""}[shown.view.which]

    def show_place(self) -> None:
        """Say above the list where the cursor is."""

    async def reload_list(self) -> None:
        """Read the list from the library again; the cursor stays on its article."""
        await self._list(self.view, stay=True)

    async def reload(self) -> None:
        """Read all that is shown from the library again; the cursor stays on its article."""
        await self.reload_list()

    def renew(self, rows: list[Row]) -> None:
        """Draw changed articles anew, where they are; they stay in the view until it is left."""
        self.app.touched.update(row.id for row in rows)
        self.articles.renew(rows)
        for row in rows:
            if self.current is not None and row.id == self.current.id:
                self.current = row

    def action_which(self) -> None:
        """Go round all, unread and starred."""
        kinds = list(WHICH)
        self._relist(which=kinds[(kinds.index(self.view.which) + 1) % len(kinds)])

    def action_order(self) -> None:
        """Go round the orders."""
        orders: list[Sort] = ["newest", "oldest", *(["relevance"] if self.view.live else [])]  # type: ignore[list-item]
        place = orders.index(self.view.sort) if self.view.sort in orders else 0
        self._relist(sort=orders[(place + 1) % len(orders)])

    def _relist(self, **changes: str) -> None:
        around = self._id_under_cursor()
        view = replace(self.view, **changes)
        restart(self, "list", self._list, view, around=around)

    @on(ArticleList.Moved)
    def _on_moved(self, event: ArticleList.Moved) -> None:
        event.stop()
        self.show_place()

    @on(ArticleList.Widened)
    def _on_widened(self, event: ArticleList.Widened) -> None:
        event.stop()
        restart(self, "snippets", self.reload_list)

    # ---------------------------------------------------------------- searching

    def action_search(self) -> None:
        """Put the keyboard into the search box."""
        self.remove_class("-zoomed")
        self._enter_pane("list")
        self.box.open(self.app.history)
        start(self, "index", asyncio.to_thread, self._prepare_index)

    def _prepare_index(self) -> None:
        if self.app.get_index().prepare():
            # To look for garbage among all that has been loaded now would hold up a letter for a twentieth of a second.
            gc.freeze()

    def run_search(self, query: str) -> None:
        """Search for something that was not typed: an entity, a tag, a saved search."""
        self.box.put(query)
        self.focus_pane("list")
        self.remember_search(query)
        self._search(query)

    def _search(self, query: str, *, typed: bool = False) -> None:
        restart(self, "list", self._find, query, typed)

    def search_again(self) -> None:
        """Search for what is in the box if that could not be done so far, because the index was being made."""
        if self._is_to_find(self.box.query_text):
            self._search(self.box.query_text, typed=True)

    def _is_to_find(self, query: str) -> bool:
        """Whether what is listed is neither what a query finds, nor what it may become when more is typed."""
        return query.strip() not in (self.view.query.strip(), self._typed.strip() if self.view.live else "")

    async def _find(self, query: str, typed: bool) -> None:
        was_live = self.view.live
        if not query.strip():
            await self._list(replace(self.view, query="", sort=self.app.config.ui.sort), around=self._return_to)
        else:
            if not was_live:
                self._return_to = self._id_under_cursor()
            sort = self.view.sort if was_live else self.app.config.search.sort
            try:
                await self._list(replace(self.view, query=query, sort=sort), typed=typed)
            except NewsreaderError as error:
                self.box.say([error.message, error.hint] if error.hint else [error.message], None)

    def _say_results(self, ready: Ready) -> None:
        results = ready.shown.results
        suggestion = results.suggestion if results is not None else None
        self.box.say(results.notes if results is not None else (), suggestion)

    def remember_search(self, query: str) -> None:
        """Put a query at the head of the history."""
        query = query.strip()
        if query and (not self.app.history or self.app.history[0] != query):
            self.app.history = [query, *(old for old in self.app.history if old != query)]
            start(self, "history", asyncio.to_thread, self.app.library.add_history, query)

    def clear_search(self) -> None:
        """Give the search up and go back to where it began."""
        self.box.put("")
        self.box.say((), None)
        if self.view.live:
            self._search("")
        else:
            self.workers.cancel_group(self, "list")
        self.focus_pane("list")

    @on(SearchBox.Changed)
    def _on_search_changed(self, event: SearchBox.Changed) -> None:
        event.stop()
        begun = len(event.query.strip()) == 1 and event.query.isascii() and not self.view.live
        # One letter begins words of all articles; it is searched for when it is entered.
        if self._is_to_find(event.query) and not begun:
            self._search(event.query, typed=True)

    @on(SearchInput.Left)
    def _on_search_left(self, event: SearchInput.Left) -> None:
        event.stop()
        query = self.box.query_text
        if event.cleared or not query.strip():
            self.clear_search()
            return
        self.remember_search(query)
        self.focus_pane("list")
        if self._is_to_find(query):
            self._search(query, typed=True)
        else:
            self.box.put(self.view.query)
