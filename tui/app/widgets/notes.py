"""The notes: who and what is in the article, and beneath them the card of the chosen one."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from textual import events, work
from textual.message import Message

from tui.app.card import (
    Around,
    Item,
    Mentions,
    Other,
    OwnNote,
    Page,
    Sayings,
    Sentence,
    Whole,
    list_names,
    make_card,
)
from tui.app.lines import BLANK, Line, Span
from tui.app.widgets.items import LOOK, STYLES
from tui.app.widgets.lineview import LineView
from tui.app.work import Reporting
from tui.library.records import Card, EntityRef
from tui.model import Entity, Kind

PAUSE = 0.06
"""Seconds that the cursor must rest on a name before its card is read from the library."""


class Notes(Reporting, LineView, can_focus=True):
    """A list of names over a card. The cursor goes through both; what it is on in the card leads somewhere."""

    LOOKS = "notes"
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"notes--{name}" for name in (*STYLES, "rule")}
    DEFAULT_CSS = f"""
    Notes {{ {LOOK.format("notes")}
        & > .notes--rule {{ color: $line; }}
        &:ansi > .notes--rule {{ text-style: dim; }}
    }}
    """

    class EntityChosen(Message):
        """The cursor came to a name."""

        def __init__(self, ref: EntityRef) -> None:
            super().__init__()
            self.ref = ref

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, Notes.EntityChosen)

    class SentenceRequested(Message):
        """Somebody wants to see the words that a line of the card comes from."""

        def __init__(self, article_id: str, start: int, end: int) -> None:
            super().__init__()
            self.article_id = article_id
            self.start = start
            self.end = end

    class ArticleRequested(Message):
        """Somebody wants to read another of the entity's articles."""

        def __init__(self, article_id: str) -> None:
            super().__init__()
            self.article_id = article_id

    class NarrowRequested(Message):
        """Somebody wants the list to show the entity's articles only."""

        def __init__(self, ref: EntityRef, entity: Entity | None) -> None:
            super().__init__()
            self.ref = ref
            self.entity = entity

    class PageRequested(Message):
        """Somebody wants to see the entity's page, or everything that it is quoted saying."""

        def __init__(self, ref: EntityRef, *, said: bool = False) -> None:
            super().__init__()
            self.ref = ref
            self.said = said

    class NoteRequested(Message):
        """Somebody wants to write a note on the entity."""

        def __init__(self, ref: EntityRef) -> None:
            super().__init__()
            self.ref = ref

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self._article: str | None = None
        self._length = 0
        self._entities: list[tuple[Entity, EntityRef]] = []
        self._names: list[Line] = []
        self._chosen = 0
        """The place in `_entities` of the name that the cursor is on."""
        self._names_top = 0
        self._ref: EntityRef | None = None
        """Whose card is shown, or on its way."""
        self._card: Card | None = None
        self._items: list[Item] = []
        self._lines: list[Line] = []
        self._item: int | None = None
        """Where the cursor is in the card; None when it is on the names."""
        self._card_top = 0
        self._mention = -1

    # ---------------------------------------------------------------- what is shown

    def show(
        self,
        article_id: str | None,
        entities: Sequence[tuple[Entity, EntityRef]],
        kinds: Sequence[Kind],
        length: int = 0,
    ) -> None:
        """Show the entities of an article of `length` code points; a name chosen before stays so if it is here."""
        same = article_id == self._article
        before = self.ref
        self._article = article_id
        self._entities = [pair for kind in kinds for pair in entities if pair[1].kind is kind]
        ends = (mention.end for entity, _ in entities for mention in entity.mentions)
        self._length = length or max(ends, default=0)
        found = [n for n, (_, ref) in enumerate(self._entities) if before is not None and ref.id == before.id]
        self._chosen = found[0] if found else 0
        self._names_top = self._names_top if same else 0
        self._item = self._item if same and found else None
        self._mention = -1
        self._make_names()
        self._turn_to(self._entities[self._chosen][1] if self._entities else None, again=True)

    def refresh_card(self) -> None:
        """Read the card again, after something of it was changed."""
        self._turn_to(self._ref, again=True)

    @property
    def ref(self) -> EntityRef | None:
        """The entity whose card is shown."""
        return self._ref

    @property
    def entity(self) -> Entity | None:
        """The shown entity as the open article has it; None when it is of another article."""
        return next((entity for entity, ref in self._entities if self._ref and ref.id == self._ref.id), None)

    @property
    def other(self) -> EntityRef | None:
        """The other entity that the card's line under the cursor leads to."""
        if self._item is None or self._item >= len(self._items):
            return None
        target = self._items[self._item].target
        return target.ref if isinstance(target, Other) else None

    @property
    def text(self) -> str:
        """What the cursor is on, for copying."""
        if self._item is not None and self._item < len(self._items):
            return self._items[self._item].text
        return self._ref.name if self._ref else ""

    def _make_names(self) -> None:
        self._names = list_names(self._entities, self._width)
        if not self._names:
            self._names = [Line((Span("No names in this article." if self._article else "", "aside"),))]
        self._show_name()

    @property
    def _width(self) -> int:
        """Cells of a line: one at each side stays free."""
        return max(8, self.size.width - 2)

    # ---------------------------------------------------------------- the card

    def _turn_to(self, ref: EntityRef | None, *, again: bool = False) -> None:
        """Show the card of an entity, as soon as the cursor rests."""
        if ref is not None and self._ref is not None and ref.id == self._ref.id and not again:
            return
        new = ref is None or self._ref is None or ref.id != self._ref.id
        self._ref = ref
        if new:
            self._card_top = 0
            self._mention = -1
        if ref is None:
            self._card, self._items, self._lines = None, [], []
        elif self.size:
            self._load(ref)
        self.update()

    @work(exclusive=True, group="card", exit_on_error=False)
    async def _load(self, ref: EntityRef) -> None:
        await asyncio.sleep(PAUSE)
        self._card = await asyncio.to_thread(self.app.library.card, ref.id)
        self._make_card()

    def _make_card(self) -> None:
        if self._card is not None:
            around = Around(self._article, self._length, self.entity, self._width, self.app.config.ui.date_format)
            self._items = make_card(self._card, around)
            if self._item is not None:
                self._item = min(self._item, len(self._items) - 1)
        self._lines = [line._replace(item=number) for number, item in enumerate(self._items) for line in item.lines]
        self._card_top = max(0, min(self._card_top, len(self._lines) - self._card_rows))
        self.update()

    # ---------------------------------------------------------------- rows

    @property
    def _names_rows(self) -> int:
        """Rows of the names: as many as there are, but the card has half of the pane."""
        return min(len(self._names), max(1, self.size.height // 2))

    @property
    def _card_rows(self) -> int:
        return max(1, self.size.height - self._names_rows - 1)

    def line_count(self) -> int:
        """Count the lines there are: the names, a rule, the card."""
        return len(self._names) + 1 + len(self._lines)

    def line_at(self, row: int) -> int:
        """Find the line that a row shows; the names and the card scroll apart from each other."""
        rows = self._names_rows
        if row < rows:
            return self._names_top + row
        if row == rows:
            return len(self._names)
        return len(self._names) + 1 + self._card_top + row - rows - 1

    def get_line(self, y: int) -> Line:
        """Make a line with its margin, and with the cursor if that is on it."""
        here = y < len(self._names)
        if y == len(self._names):
            return Line((Span("─" * self.size.width, "rule"),)) if self._lines else BLANK
        line = self._names[y] if here else self._lines[y - len(self._names) - 1]
        chosen = line.item >= 0 and line.item == (self._chosen if here else self._item)
        if not chosen:
            return line._replace(spans=(Span(" "), *line.spans))
        strong = self.has_focus and here == (self._item is None)
        look = "cursor" if strong else "blurred"
        first = here or y == len(self._names) + 1 or self._lines[y - len(self._names) - 2].item != line.item
        spans = [span._replace(style=f"{span.style} {look}".strip()) for span in line.spans]
        if here:
            spans[0] = Span("▸ ", look)
        return Line((Span("▸" if first and not here else " ", look), *spans), item=line.item)

    def mark_row(self) -> int:
        """Show no place in the page: two parts scroll here."""
        return -1

    # ---------------------------------------------------------------- moving

    def move(self, step: int) -> None:
        """Go a name or an item of the card up or down, and from the last name on into the card."""
        if self._item is None:
            if step > 0 and self._chosen == len(self._entities) - 1:
                self.enter()
            else:
                self._put_name(self._chosen + step)
        elif self._item + step < 0:
            self.back()
        else:
            self._put_item(self._item + step)

    def half_page(self, step: int) -> None:
        """Go half a page of names or of the card."""
        self._leap(step * max(1, (self._names_rows if self._item is None else self._card_rows) // 2))

    def page(self, step: int) -> bool:
        """Go a page of names or of the card; False at the end."""
        return self._leap(step * max(1, (self._names_rows if self._item is None else self._card_rows) - 1))

    def home(self) -> None:
        """Go to the first name, or to the top of the card."""
        self._put_name(0) if self._item is None else self._put_item(0)

    def end(self) -> None:
        """Go to the last name, or to the end of the card."""
        self._put_name(len(self._entities) - 1) if self._item is None else self._put_item(len(self._items) - 1)

    def _leap(self, step: int) -> bool:
        before = (self._chosen, self._item)
        if self._item is None:
            self._put_name(self._chosen + step)
        else:
            self._put_item(self._item + (1 if step > 0 else -1) * max(1, abs(step) // 2))
        return (self._chosen, self._item) != before

    def scroll_lines(self, step: int) -> bool:
        """Scroll the card, as the wheel does; the names follow their cursor."""
        top = max(0, min(self._card_top + step, len(self._lines) - self._card_rows))
        if top == self._card_top:
            return False
        self._card_top = top
        self.update()
        return True

    def _put_name(self, number: int) -> None:
        if not self._entities:
            return
        number = max(0, min(number, len(self._entities) - 1))
        ref = self._entities[number][1]
        moved = number != self._chosen or self._ref is None or ref.id != self._ref.id
        self._chosen = number
        self._show_name()
        if moved:
            self._turn_to(ref)
            self.post_message(self.EntityChosen(ref))

    def _show_name(self) -> None:
        place = next((y for y, line in enumerate(self._names) if line.item == self._chosen), 0)
        rows = self._names_rows
        first = 0 if self._chosen == 0 else place  # the first name brings its heading along
        self._names_top = max(0, min(max(self._names_top, place - rows + 1), first, len(self._names) - rows))
        self.update()

    def _put_item(self, number: int) -> None:
        self._item = max(0, min(number, len(self._items) - 1))
        places = [y for y, line in enumerate(self._lines) if line.item == self._item]
        self._card_top = min(max(self._card_top, places[-1] - self._card_rows + 1), places[0])
        self.update()

    def enter(self) -> bool:
        """Go into the card; there, go where the line leads."""
        if not self._items:
            return False
        if self._item is None:
            self._put_item(0)
            return True
        if self._card is None or self._ref is None or self._card.id != self._ref.id:
            return True  # the card shown is the former name's; the cursor is quicker than the library
        match self._items[self._item].target:
            case Sentence(article, start, end):
                self.post_message(self.SentenceRequested(article, start, end))
            case Whole(article):
                self.post_message(self.ArticleRequested(article))
            case Mentions():
                self._request_mention()
            case Other(ref):
                self._visit(ref)
            case Page():
                self.post_message(self.PageRequested(self._ref))
            case Sayings():
                self.post_message(self.PageRequested(self._ref, said=True))
            case OwnNote():
                self.post_message(self.NoteRequested(self._ref))
            case _:
                self.post_message(self.NarrowRequested(self._ref, self.entity))
        return True

    def _request_mention(self) -> None:
        """Go through the mentions, one with each Enter."""
        entity = self.entity
        if entity is None or self._article is None or not entity.mentions:
            return
        mentions = sorted(entity.mentions, key=lambda mention: mention.start)
        self._mention = (self._mention + 1) % len(mentions)
        mention = mentions[self._mention]
        self.post_message(self.SentenceRequested(self._article, mention.start, mention.end))

    def _visit(self, ref: EntityRef) -> None:
        """Show the card of somebody else, at its name in the list when the article has it."""
        here = [number for number, (_, one) in enumerate(self._entities) if one.id == ref.id]
        self._item = 0
        if here:
            self._put_name(here[0])
        else:
            self._turn_to(ref)

    def back(self) -> bool:
        """Go from the card back to the names; False when the cursor is there."""
        if self._item is None:
            return False
        self._item = None
        self._card_top = 0
        if self._entities:
            self._turn_to(self._entities[self._chosen][1])
        self.update()
        return True

    def on_click(self, event: events.Click) -> None:
        """Choose the name or the line that is clicked; a second click goes in."""
        y = self.line_at(event.y)
        if y >= self.line_count() or y == len(self._names):
            return
        item = self.get_line(y).item
        if item < 0:
            return
        if y < len(self._names):
            self._item = None
            self._put_name(item)
        elif item == self._item:
            self.enter()
        else:
            self._put_item(item)

    def on_focus(self) -> None:
        """Show where the cursor is, here and in the text."""
        self.update()
        if self._ref is not None:
            self.post_message(self.EntityChosen(self._ref))

    def on_blur(self) -> None:
        """Show the cursor as one that waits."""
        self.update()

    def relayout(self) -> None:
        """Make all lines anew for another width, and read a card that was not needed until now."""
        self._make_names()
        if self._ref is not None and (self._card is None or self._card.id != self._ref.id):
            self._turn_to(self._ref, again=True)
        self._make_card()
