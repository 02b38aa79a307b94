"""What the listed articles have in common: sources, years, people and places, each of which narrows the list."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Sequence
from typing import ClassVar, NamedTuple

from tui.app.card import Facet, Group, Item, make_count_line
from tui.app.lines import Line, Span, literal
from tui.app.screens.view import Hint, ViewScreen
from tui.app.text import count, join, quote, single
from tui.library.records import Count, Facets
from tui.text import fold

FIRST = 8
"""Values of each group that are listed while all groups are."""
PAGE = 200
"""Values of a single group listed at once."""


class _Kind(NamedTuple):
    """A group: its heading, the field of the query language that finds its values, and how they look."""

    heading: str
    field: str
    look: str


_JOINT = re.compile(r"^\s*(?:(?:OR|AND|\|\||&&)(?:(?=[()])|\s+|$))+")
"""Operators at the head of a query, which mean nothing there, but would behind something else."""

KINDS = {
    "source": _Kind("Sources", "source", "organisation"),
    "year": _Kind("Years", "date", ""),
    "person": _Kind("People", "who", "person"),
    "place": _Kind("Places", "where", "place"),
}


class FacetsScreen(ViewScreen):
    """A line for each value with how many of the listed articles have it, most first, under the groups' headings."""

    HINT: ClassVar[Hint] = (("view.in", "narrow to it"), ("find.search", "search"), ("find.which", "group"))
    PREVIEWS: ClassVar[bool] = False
    FILTER: ClassVar[str] = "a part of the name or the year"

    def __init__(self, start: int = 1, words: str = "", group: str | None = None) -> None:
        super().__init__((), start, words)
        self._group = group
        """The only group that is listed; None for all, each with its first values."""
        self._facets: Facets | None = None
        self._left: Iterator[Item] = iter(())

    def again(self) -> ViewScreen:
        """Make the view anew, at the same value."""
        return FacetsScreen(self.items.cursor, self.words, self._group)

    async def fill(self) -> None:
        """Count what is listed, and show it."""
        main = self.app.main
        shown = main.articles.shown
        self._facets = facets = await asyncio.to_thread(
            self.library.facets, None if shown is None else shown.ids, main.view.which, frozenset(self.app.touched)
        )
        self._show(facets)

    def _show(self, facets: Facets) -> None:
        self._left = self._make_items(facets)
        items = self._take(max(PAGE, self.start + 1))
        self.items.show(items, self.start, "Nothing is like that." if self.words else "Nothing to be counted.")
        view = self.app.main.view
        about = f"of what {single(view.query)} finds" if view.live else "of all articles"
        which = "" if view.which == "all" else f"{view.which} only"
        like = f"like {single(self.words)}" if self.words.strip() else ""
        what = KINDS[self._group].heading if self._group else "Sources, years, people and places"
        self.say_head(join([f"{what} {about}", which, like, "most articles first"]))

    async def fill_more(self) -> None:
        """Add values of fewer articles."""
        if more := self._take(PAGE):
            self.items.extend(more)

    def _take(self, number: int) -> list[Item]:
        return [item for _, item in zip(range(number), self._left, strict=False)]

    def _make_items(self, facets: Facets) -> Iterator[Item]:
        words = fold(self.words)
        for name, kind in KINDS.items():
            values: Sequence[Count] = getattr(facets, name)
            if words:
                values = [one for one in values if words in fold(one.value)]
            if not values or self._group not in (None, name):
                continue
            listed = values if self._group else values[:FIRST]
            yield self._make_heading(name, kind.heading, len(values) - len(listed))
            for one in listed:
                figure = make_count_line(
                    Span("  "), Span(literal(one.value), kind.look), one.count, min(60, self.items.room)
                )
                value = one.value if name == "year" else quote(one.value)
                yield Item([figure], Facet(f"{kind.field}:{value}"), single(one.value))

    def _make_heading(self, name: str, heading: str, left: int) -> Item:
        more = f"  and {count(left, 'more', 'more')}" if left else ""
        return Item([Line((Span(heading, "kind"), Span(more, "aside")))], Group(name), heading)

    # ---------------------------------------------------------------- keys

    def follow(self, item: Item) -> None:
        """Narrow the list to a value; a heading leads to all of its group, and back to all groups."""
        match item.target:
            case Facet(query):
                self.search(narrow(self.app.main.view.query, query))
            case Group(name):
                self._choose_group(None if self._group else name)
            case _:
                super().follow(item)

    def action_narrow(self) -> None:
        """Narrow the list to the value under the cursor."""
        self.items.enter()

    def action_which(self) -> None:
        """Go round all groups together and each alone."""
        groups = [None, *KINDS]
        self._choose_group(groups[(groups.index(self._group) + 1) % len(groups)])

    def _choose_group(self, group: str | None) -> None:
        self._group, self.start = group, 1
        if self._facets is not None:
            self._show(self._facets)

    def narrow_to(self, words: str) -> None:
        """Show the values that hold what was typed; their counts stay as they are."""
        self.words, self.start = words, 1
        if self._facets is not None:
            self._show(self._facets)


def narrow(query: str, facet: str) -> str:
    """Add a facet to a query: in front, because a query may end in a quote that is open."""
    query = _JOINT.sub("", query).strip()
    return query if query == facet else f"{facet} {query}".strip()
