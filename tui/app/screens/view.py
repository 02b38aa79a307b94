"""What the views of names share: a list of items that lead somewhere, and beside it the article that one leads to."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from rich.cells import cell_len
from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Input, Static

from tui.app.bindings import bind
from tui.app.card import Item, Other, OwnNote, Page, Sayings, Sentence, Target, Whole
from tui.app.keys import show_key
from tui.app.loading import find_again, load
from tui.app.screens.viewing import Viewing
from tui.app.text import single
from tui.app.widgets.items import ItemList
from tui.app.widgets.lineview import LineView
from tui.app.widgets.reading import Reading
from tui.app.widgets.status import Status
from tui.app.work import restart
from tui.library.records import EntityRef

if TYPE_CHECKING:
    from tui.library import Library

Hint = tuple[tuple[str, str], ...]
"""Keys by their ids, each with what it does here in a word or two."""

WIDE = 110
"""Columns from which on there is room for an article beside the list."""
REST = 0.12
"""Seconds that the cursor must rest before the article beside the list follows it."""
TYPING = 0.15
_GAP = "   "


class Search(NamedTuple):
    """Leads to what a query finds, in the article list."""

    query: str


class Leaving(NamedTuple):
    """Why a view was left: where to, and how to come back to it as it was."""

    to: Sentence | Whole | Search
    again: ViewScreen


class Filter(Input):
    """The line that a view's list is narrowed by."""

    def __init__(self, value: str) -> None:
        super().__init__(single(value), compact=True, select_on_focus=False, id="filter")
        self.cursor_blink = False


class ViewScreen(Viewing, Screen[Leaving | None], inherit_bindings=False):
    """A list over the whole screen; from 110 columns on with the article beside it."""

    DEFAULT_CSS = """
    ViewScreen {
        background: $background;
        color: $foreground;
        #hint { height: 1; padding: 0 1; color: $dimmed; text-wrap: nowrap; text-overflow: ellipsis; }
        #filter { width: 1fr; height: 1; background: transparent; background-tint: transparent; padding: 0 1; }
        #filter { display: none; border: none; }
        #preview { width: 1fr; border-left: solid $line; background: $background; display: none; }
        &.-wide #preview { display: block; }
        &.-plain #preview { display: none; }
        &:ansi #hint { text-style: dim; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bind("main"), *bind("view"), Binding("ctrl+c", "copy_text", show=False)]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012 - as Screen has it
    ESCAPE_TO_MINIMIZE = False
    AUTO_FOCUS = "#items"

    HINT: ClassVar[Hint] = ()
    """The keys that do something here."""
    FILTER: ClassVar[str] = ""
    """What the line for typing asks for; empty where nothing can be typed."""
    PREVIEWS: ClassVar[bool] = True
    """Whether there are articles to be shown beside the list."""

    def __init__(self, refs: tuple[EntityRef, ...] = (), start: int = 0, words: str = "") -> None:
        super().__init__()
        self.refs = refs
        """The entities that the view is of."""
        self.start = start
        """The item that the cursor is on when the view opens."""
        self.words = words
        """What the list is narrowed by."""

    # ---------------------------------------------------------------- for the subclass

    def again(self) -> ViewScreen:
        """Make the view anew, as it is now."""
        raise NotImplementedError

    async def fill(self) -> None:
        """Read what the view shows, and show it."""
        raise NotImplementedError

    async def fill_more(self) -> None:
        """Add what comes behind the last item."""

    @property
    def ref(self) -> EntityRef | None:
        """The first of the entities that the view is of."""
        return self.refs[0] if self.refs else None

    def choose_name(self) -> EntityRef | None:
        """Tell which entity the keys for names are for: the one that an item leads to, else the view's own."""
        item = self.items.current
        return item.target.ref if item is not None and isinstance(item.target, Other) else self.ref

    # ---------------------------------------------------------------- the parts

    def compose(self) -> ComposeResult:
        """Make the head, the line for typing, the list, the place for an article and the line of keys."""
        yield Status("")
        if self.FILTER:
            yield Filter(self.words)
        with Horizontal():
            yield self.make_list()
            yield Reading(self.app.config.ui, id="preview")
        yield Static("", id="hint", markup=False)

    def on_resize(self, event: events.Resize) -> None:
        """Say as many of the keys as there is room for."""
        self.query_one("#hint", Static).update(self._describe_keys(event.size.width - 2))

    def _describe_keys(self, width: int) -> str:
        """Name the keys that do something here; where not all fit, the way back and to the help stay."""
        wide = (("read.next", "scroll the article"),) if width + 2 >= WIDE and self.PREVIEWS else ()
        ends = [self._describe_key(*key) for key in (("view.close", "back"), ("app.help", "all keys"))]
        told = [self._describe_key(*key) for key in (*self.HINT, *wide)]
        while told and cell_len(_GAP.join([*filter(None, told), *ends])) > width:
            told.pop()
        return _GAP.join([*filter(None, told), *filter(None, ends)])

    def _describe_key(self, name: str, words: str) -> str:
        keys = self.app.keys[name]
        return f"{show_key(keys[0])} {words}" if keys else ""

    def make_list(self) -> LineView:
        """Make the list."""
        return ItemList(id="items")

    @property
    def library(self) -> Library:
        """The library that is open."""
        return self.app.library

    @property
    def items(self) -> ItemList:
        """The list."""
        return self.query_one("#items", ItemList)

    @property
    def pane(self) -> LineView:
        """What the keys move."""
        return self.query_one("#items", LineView)

    @property
    def preview(self) -> Reading:
        """The article beside the list."""
        return self.query_one("#preview", Reading)

    def say_head(self, text: str) -> None:
        """Say above the list what it is."""
        self.query_one(Status).show(text)

    def on_mount(self) -> None:
        """Keep the preview out of the way of the focus."""
        self.preview.can_focus = False
        self.set_class(not self.PREVIEWS, "-plain")
        if self.FILTER:
            self.query_one("#filter").display = bool(self.words)

    @on(ItemList.Resized)
    def _on_resized(self, event: ItemList.Resized) -> None:
        event.stop()
        if self.items.items:
            self.start = self.items.cursor
        self.refill()

    def refill(self) -> None:
        """Read everything again; the cursor stays where it is."""
        restart(self, "fill", self.fill)

    @on(ItemList.EndNear)
    def _on_end_near(self, event: ItemList.EndNear) -> None:
        event.stop()
        if not any(worker.group in ("fill", "more") and not worker.is_finished for worker in self.workers):
            restart(self, "more", self.fill_more)

    # ---------------------------------------------------------------- the article beside the list

    @on(ItemList.Chosen)
    def _on_chosen(self, event: ItemList.Chosen) -> None:
        event.stop()
        if self.preview.display:
            restart(self, "preview", self._show_soon, event.item and event.item.target)

    async def _show_soon(self, target: Target | None) -> None:
        await asyncio.sleep(REST)
        if not isinstance(target, Sentence | Whole):
            self.preview.show(None, None, [], None, 0)
            return
        preview = self.preview
        if preview.article is None or preview.article.id != target.article:
            loaded = await asyncio.to_thread(load, self.library, target.article)
            preview.show(loaded.article, loaded.row, loaded.entities, None, 0)
        if isinstance(target, Sentence):
            preview.goto(target.start, target.end)

    @on(Reading.Moved)
    def _on_moved(self, event: Reading.Moved) -> None:
        event.stop()

    # ---------------------------------------------------------------- where items lead

    @on(ItemList.Entered)
    def _on_entered(self, event: ItemList.Entered) -> None:
        event.stop()
        self.follow(event.item)

    def follow(self, item: Item) -> None:
        """Go where an item leads."""
        match item.target:
            case Sentence() | Whole() as target:
                self.dismiss(Leaving(target, self.again()))
            case Other(ref):
                self.open_page(ref)
            case OwnNote():
                self.action_edit_note()
            case Sayings():
                self.action_said()
            case Page():
                self.action_entity_page()
            case _:
                self.action_narrow()

    def search(self, query: str) -> None:
        """Leave for what a query finds."""
        self.dismiss(Leaving(Search(query), self.again()))

    def show_view(self, view: ViewScreen) -> None:
        """Show another view over this one; when that is left for somewhere else, so is this one."""
        self.app.push_screen(view, self._leave)

    def _leave(self, leaving: Leaving | None) -> None:
        if leaving is not None:
            self.dismiss(leaving)
        else:
            self.refill()

    # ---------------------------------------------------------------- keys

    def action_move(self, step: int) -> None:
        """Go an item down or up."""
        self.pane.move(step)

    def action_half(self, step: int) -> None:
        """Go half a page."""
        self.pane.half_page(step)

    def action_page(self, step: int) -> None:
        """Go a page."""
        self.pane.page(step)

    def action_read_on(self) -> None:
        """Go a page down."""
        self.pane.page(1)

    def action_end(self, step: int) -> None:
        """Go to the first or the last item."""
        if step < 0:
            self.pane.home()
        else:
            self.pane.end()

    def action_article(self, step: int) -> None:
        """Scroll the article beside the list."""
        self.preview.half_page(step)

    def action_enter(self) -> None:
        """Go where the item leads."""
        self.pane.enter()

    def action_back(self) -> None:
        """Go back: first from what was typed, then from the view."""
        if self.words:
            self.query_one("#filter", Filter).value = ""
            self.query_one("#filter").display = False
            self.narrow_to("")
        else:
            self.dismiss(None)

    def action_close(self) -> None:
        """Leave the view."""
        self.dismiss(None)

    def action_search(self) -> None:
        """Type what the list is to be narrowed to."""
        if self.FILTER:
            line = self.query_one("#filter", Filter)
            line.placeholder = self.FILTER
            line.display = True
            line.focus()

    @on(Input.Changed, "#filter")
    def _on_typed(self, event: Input.Changed) -> None:
        event.stop()
        restart(self, "typing", self._narrow_soon, event.value)

    async def _narrow_soon(self, words: str) -> None:
        await asyncio.sleep(TYPING)
        if words != self.words:
            self.narrow_to(words)

    @on(Input.Submitted, "#filter")
    def _on_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.query_one("#filter").display = bool(event.value.strip())
        if event.value != self.words:
            self.narrow_to(event.value)
        self.pane.focus()

    def on_key(self, event: events.Key) -> None:
        """Leave the line for typing with Escape or down."""
        if self.FILTER and self.focused is self.query_one("#filter") and event.key in ("escape", "down"):
            event.stop()
            if event.key == "escape":
                if self.words:
                    self.action_back()
                self.query_one("#filter").display = False
            self.pane.focus()

    def narrow_to(self, words: str) -> None:
        """Narrow the list to what was typed."""
        self.words, self.start = words, 0
        self.refill()

    def action_copy(self) -> None:
        """Copy the item under the cursor."""
        item = self.items.current
        if item is not None and item.text:
            self.app.main.copy(item.text)

    @work(exclusive=True, group="undo", exit_on_error=False)
    async def action_undo(self) -> None:
        """Take the latest change back."""
        await self.app.main.undo()
        await self._follow_names()

    # ---------------------------------------------------------------- names

    def action_narrow(self) -> None:
        """Show the name's articles in the list."""
        if (ref := self.choose_name()) is not None:
            self.search(self.app.main.make_query(ref))

    def action_entity_page(self) -> None:
        """Show the page of the name, where that is not what is shown."""
        if (ref := self.choose_name()) is not None and ref != self.ref:
            self.open_page(ref)

    def choose_other(self, ref: EntityRef) -> EntityRef | None:
        """Tell the view's own entity, when an item leads to another."""
        return self.ref if self.ref is not None and self.ref.id != ref.id else None

    async def mend(self, ref: EntityRef, deed: str | None) -> None:
        """Repair a name, and read everything again."""
        await self.app.main.mend(ref, deed)
        await self._follow_names()

    async def _follow_names(self) -> None:
        """Show what the view's names are after some were joined, parted or renamed."""
        self.refs = tuple([await asyncio.to_thread(find_again, self.library, ref) for ref in self.refs])
        self.refill()

    @work(exclusive=True, group="dialog", exit_on_error=False)
    async def action_edit_note(self) -> None:
        """Write a note on the name."""
        if (ref := self.choose_name()) is not None:
            await self.app.main.edit_entity_note(ref)
            self.refill()
