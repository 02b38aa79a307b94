"""A story's timeline: the dated sentences about some entities, across articles, by the day they speak of."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import ClassVar

from textual import work

from tui.app.card import Around, Item, Sentence, make_source
from tui.app.lines import Line, Mark, Span, literal, paragraph
from tui.app.page import format_date
from tui.app.screens.view import Hint, ViewScreen
from tui.app.text import count, join, single
from tui.library.records import EntityRef, Event

PAGE = 100
"""Dates read at once."""


class TimelineScreen(ViewScreen):
    """What happened when, each day with the phrase it was read from."""

    HINT: ClassVar[Hint] = (
        *(("view.in", "open"), ("view.add", "another name as well"), ("view.drop", "without the last")),
        ("notes.narrow", "list the articles"),
    )

    def __init__(self, refs: tuple[EntityRef, ...], start: int = 0) -> None:
        super().__init__(refs, start)
        self._total = 0
        self._day = ""

    def again(self) -> ViewScreen:
        """Make the view anew, at the same sentence."""
        return TimelineScreen(self.refs, self.items.cursor)

    async def fill(self) -> None:
        """Read the latest dates."""
        total, events = await asyncio.to_thread(self._read, 0, max(PAGE, self.start + 1))
        self._total, self._day = total, ""
        self.items.show(self._make_items(events), self.start, "No sentence about them has a date.")
        self.say_head(join(["Timeline of " + ", ".join(single(ref.name) for ref in self.refs), count(total, "date")]))

    async def fill_more(self) -> None:
        """Add earlier dates."""
        there = len(self.items.items)
        if there < self._total:
            _, events = await asyncio.to_thread(self._read, there, PAGE)
            self.items.extend(self._make_items(events))

    def _read(self, offset: int, limit: int) -> tuple[int, tuple[Event, ...]]:
        return self.library.events([ref.id for ref in self.refs], limit, offset)

    def _make_items(self, events: tuple[Event, ...]) -> list[Item]:
        form, width = self.app.config.ui.date_format, self.items.room
        around = Around(None, 0, None, width, form)
        items = []
        for event in events:
            lines = []
            when = name_days(event.first, event.last, form)
            if when != self._day:
                lines.append(Line((Span(when, "name"),)))
                self._day = when
            text = literal(event.said.text)
            start = event.phrase_start
            marks = [Mark(start, start + len(event.phrase), "phrase")] if event.phrase in text else []
            lines += paragraph(text, width - 2, first=Span("  "), rest=Span("  "), marks=marks)
            source = make_source(event.said, around)
            lines.append(Line((*source.spans, Span(f": “{single(event.phrase)}”", "aside"))))
            items.append(Item(lines, Sentence(event.said.article, event.said.start, event.said.end), event.said.text))
        return items

    @work(exclusive=True, group="dialog", exit_on_error=False)
    async def action_add_name(self) -> None:
        """Narrow the timeline to articles that have another name as well."""
        other = await self.app.main.pick_other(self.refs[-1])
        if other is not None and other.id not in [ref.id for ref in self.refs]:
            self.refs = (*self.refs, other)
            self.start = 0
            self.refill()

    def action_drop_name(self) -> None:
        """Widen it again: leave out the name that was added last."""
        if len(self.refs) > 1:
            self.refs = self.refs[:-1]
            self.start = 0
            self.refill()

    def action_narrow(self) -> None:
        """List the articles that have all of them."""
        self.search(" ".join(self.app.main.make_query(ref) for ref in self.refs))


def name_days(first: str, last: str, form: str) -> str:
    """Write the days that a phrase means: a day, a month, a year, a decade, or from when to when."""
    if first == last:
        return format_date(first, form)
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    if first[5:] == "01-01" and last[5:] == "12-31":
        return first[:4] if start.year == end.year else f"{first[:4]}–{last[:4]}"
    if start.day == 1 and (start.year, start.month) == (end.year, end.month) and end.day >= 28:
        return start.strftime("%B %Y")
    return f"{format_date(first, form)} – {format_date(last, form)}"
