"""What the list shows: a view of the library, made ready in a thread so that it can be swapped in at once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from tui.app.lines import Extent
from tui.app.text import settle, single
from tui.library.records import Filter, Row, Sort

if TYPE_CHECKING:
    from tui.library import Library, Listing
    from tui.search import Highlighter, Index, Results

PAGE = 64
"""Rows fetched at once."""
KEPT = 40
"""Pages remembered."""


class View(Struct, frozen=True):
    """Which articles are listed, and in what order."""

    sort: Sort = "newest"
    query: str = ""
    which: Filter = "all"
    grouped: bool = False
    """Whether one row stands for all versions of a story."""

    @property
    def live(self) -> bool:
        """Whether a search is live."""
        return bool(self.query.strip())


class Item(NamedTuple):
    """A row of the list with its hits."""

    row: Row
    title: str
    """Harmless and on one line."""
    hits: Sequence[Extent] = ()
    """Of the title."""
    snippet: str = ""
    snippet_hits: Sequence[Extent] = ()


class Pages:
    """The pages of a list that were looked at last; a row that is not there yet is None."""

    def __init__(self, count: int, size: int) -> None:
        self.count = count
        self.size = size
        self._pages: OrderedDict[int, list[Item]] = OrderedDict()

    def get(self, index: int) -> Item | None:
        """The row at a place of the list, when its page is here."""
        number, place = divmod(index, self.size)
        page = self._pages.get(number)
        if page is None or not 0 <= place < len(page):
            return None
        self._pages.move_to_end(number)
        return page[place]

    def put(self, number: int, items: list[Item]) -> None:
        """Remember a page, and forget the one that was not looked at for longest."""
        self._pages[number] = items
        self._pages.move_to_end(number)
        while len(self._pages) > KEPT:
            self._pages.popitem(last=False)

    def missing(self, first: int, last: int) -> list[int]:
        """The numbers of the pages that are not here, of those that hold the rows from first to last."""
        if not self.count or last < 0 or first >= self.count:
            return []
        numbers = range(max(0, first) // self.size, min(last, self.count - 1) // self.size + 1)
        return [number for number in numbers if number not in self._pages]

    def renew(self, rows: Collection[Row]) -> bool:
        """Put changed rows in the places of their former selves; False when none of them is here."""
        changed = {row.id: row for row in rows}
        found = False
        for page in self._pages.values():
            for place, item in enumerate(page):
                if (row := changed.get(item.row.id)) is not None and row != item.row:
                    page[place] = item._replace(row=row, title=_title(row))
                    found = True
        return found


class Shown:
    """A view with its rows in order. Its methods but `pages` ask the library, so they are for threads."""

    def __init__(
        self,
        view: View,
        listing: Listing,
        *,
        ids: Sequence[str] | None = None,
        results: Results | None = None,
        total: int = 0,
        width: int = 30,
        page: int = PAGE,
    ) -> None:
        self.view = view
        self.listing = listing
        self.ids = ids
        """The articles' ids when a search is live; None without."""
        self.results = results
        self.total = total
        """Articles in the library."""
        self.found = results.total if results is not None and view.which == "all" else None
        """Articles found, whatever rows they share; None when that is not known."""
        self.width = width
        """Cells that snippets are made for."""
        self.pages = Pages(len(listing), page)

    @property
    def highlighter(self) -> Highlighter | None:
        """Finds the hits in texts while a search is live."""
        return self.results.highlighter if self.results is not None else None

    def load_page(self, library: Library, number: int, cancelled: Callable[[], bool] = lambda: False) -> list[Item]:
        """Read a page from the library, with titles made harmless, hits and snippets; less of it once `cancelled`."""
        rows = self.listing.page(number * self.pages.size, self.pages.size)
        if (highlighter := self.highlighter) is None:
            return [Item(row, _title(row)) for row in rows]
        bodies = library.bodies([row.id for row in rows])
        items = []
        for row in rows:
            if cancelled():
                break
            title = _title(row)
            snippet, hits = settle(*highlighter.snippet(row.title, bodies.get(row.id, row.lede), self.width))
            items.append(Item(row, title, highlighter.find(title), snippet, hits))
        return items

    def position(self, article: str | None) -> int | None:
        """The place of an article in this view."""
        return self.listing.position(article) if article is not None else None


class Ready(NamedTuple):
    """A view that can be shown at once: the rows around its cursor are here."""

    shown: Shown
    cursor: int | None
    """The place of the article that was asked for; None when the view does not have it."""


def make_ready(
    library: Library,
    index: Callable[[], Index] | None,
    view: View,
    *,
    around: str | None = None,
    rows: int = 50,
    width: int = 30,
    former: Shown | None = None,
    stay: Collection[str] = (),
    cancelled: Callable[[], bool] = lambda: False,
    unfinished: bool = False,
) -> Ready:
    """Make a view and read what is needed to draw `rows` rows around an article; for a thread.

    Those articles of the former view that are in `stay` (because they were changed while it was shown) are kept in
    it although they no longer belong there, at their former places among the others. Once `cancelled` says so,
    searching stops, and what is returned is of no use. The last word of the view's query may be `unfinished`; what it
    was taken for is the query of the view that is shown.
    """
    # While a search is live each row needs its article's text, for the snippet: only what is in sight is read at once.
    page = rows if view.live else PAGE
    shown = _make_shown(library, index, view, width, page, former, stay, cancelled, unfinished)
    cursor = shown.position(around)
    middle = cursor or 0
    for number in shown.pages.missing(middle - rows + 1, middle + rows - 1):
        if cancelled():
            break
        shown.pages.put(number, shown.load_page(library, number, cancelled))
    return Ready(shown, cursor)


def _make_shown(
    library: Library,
    index: Callable[[], Index] | None,
    view: View,
    width: int,
    page: int,
    former: Shown | None,
    stay: Collection[str],
    cancelled: Callable[[], bool],
    unfinished: bool,
) -> Shown:
    results: Results | None = None
    ids: Sequence[str] | None = None
    if view.live and index is not None:
        results = index().search(view.query, limit=0, sort=view.sort, cancelled=cancelled, unfinished=unfinished)
        view = replace(view, query=results.query)
        ids = results.ranking
    if ids is not None and former is not None and former.ids is not None:
        ids = keep(ids, former.ids, stay)
    # What the index found is in order already.
    sort = view.sort if ids is None else "relevance"
    listing = library.listing(sort, ids=ids, where=view.which, keep=stay, grouped=view.grouped)
    return Shown(view, listing, ids=ids, results=results, total=library.count(), width=width, page=page)


def keep(ids: Sequence[str], former: Sequence[str], stay: Collection[str]) -> Sequence[str]:
    """Put those of the former ids that shall stay back among the others, each after the one it stood behind."""
    if not any(id_ in former and id_ not in ids for id_ in stay):
        return ids
    present = set(ids)
    behind: dict[str | None, list[str]] = {}
    before: str | None = None
    for id_ in former:
        if id_ in present:
            before = id_
        elif id_ in stay:
            behind.setdefault(before, []).append(id_)
    result = behind.pop(None, [])
    for id_ in ids:
        result.append(id_)
        result.extend(behind.get(id_, ()))
    return result


def name_order(view: View) -> str:
    """The order of a view in words."""
    return {"newest": "newest first", "oldest": "oldest first", "relevance": "best match first"}[view.sort]


def _title(row: Row) -> str:
    return single(row.title) or "Untitled"
