"""The reading view: one article, and what was removed from its page in its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.message import Message

from tui.app.page import Page
from tui.app.widgets.paper import Paper
from tui.library.records import EntityRef, Row
from tui.model import Article, Block, Entity

if TYPE_CHECKING:
    from tui.search import Highlighter


class Reading(Paper, can_focus=True):
    """One article to be read. In the removed-text view a cursor goes over its blocks."""

    LOOKS = "reading"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"reading--{name}"
        for name in (
            *("title", "aside", "meta", "gone", "note", "heading", "quote", "lead", "cursor", "removed", "reason"),
            *(
                "caption",
                "credit",
                "link",
                "person",
                "organisation",
                "place",
                "other",
                "chosen",
                "hit",
                "here",
                "target",
            ),
        )
    }
    DEFAULT_CSS = """
    Reading {
        & > .reading--title, & > .reading--heading { text-style: bold; }
        & > .reading--aside, & > .reading--meta, & > .reading--credit, & > .reading--link { color: $dimmed; }
        & > .reading--gone { color: $text-warning; text-style: italic; }
        & > .reading--note { color: $mark; text-style: italic; }
        & > .reading--quote, & > .reading--caption { text-style: italic; }
        & > .reading--lead { color: $dimmed; }
        & > .reading--removed { color: $dimmed; text-style: dim; }
        & > .reading--reason { color: $mark; text-style: underline not dim; }
        & > .reading--cursor { color: $mark; text-style: bold not dim; }
        & > .reading--person { color: $person; text-style: bold; }
        & > .reading--organisation { color: $organisation; text-style: underline; }
        & > .reading--place { color: $place; text-style: italic; }
        & > .reading--other { color: $other; }
        & > .reading--chosen { text-style: bold underline; }
        & > .reading--hit { color: $hit; background: $hit-text; text-style: reverse; }
        & > .reading--here { color: $hit-text; background: $hit; text-style: reverse bold underline; }
        & > .reading--target { text-style: bold; }
        &:ansi > .reading--aside, &:ansi > .reading--meta, &:ansi > .reading--credit { text-style: dim; }
        &:ansi > .reading--link, &:ansi > .reading--lead { text-style: dim; }
    }
    """

    class Moved(Message):
        """The reader went to another place; of several on their way only the last counts."""

        def __init__(self, position: int) -> None:
            super().__init__()
            self.position = position

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, Reading.Moved)

    class BlockChosen(Message):
        """The cursor of the removed-text view came to a block."""

        def __init__(self, block: Block) -> None:
            super().__init__()
            self.block = block

    # ---------------------------------------------------------------- what is shown

    def show(
        self,
        article: Article | None,
        row: Row | None,
        entities: Sequence[tuple[Entity, EntityRef]],
        highlighter: Highlighter | None,
        position: int,
        note: str = "",
    ) -> None:
        """Show an article from a code point of its body on; the same article again stays where it is."""
        same = article is not None and self.article is not None and article.id == self.article.id
        block = self.chosen_block
        self.article, self._entry, self._note, self._highlighter = article, row, note, highlighter
        self._named = sorted(
            (mention.start, mention.end, entity.kind.value, ref.id)
            for entity, ref in entities
            for mention in entity.mentions
        )
        if not same:
            self.removed = False
            self._chosen = None
            self._page = Page([], 1)
        elif block is not None and article is not None:
            self._cursor = find_like(article, block, self._cursor)
        self._target = self._here = None
        self._lay_out(self._keep_place if same else lambda page: page.line_of(position) if position > 0 else 0)

    def toggle_removed(self) -> None:
        """Show the removed blocks in their place, each with its reason, or the story alone again."""
        if self.article is None:
            return
        self.removed = not self.removed
        self._cursor = self._first_block() if self.removed else -1
        self._lay_out(self._keep_place)

    def _first_block(self) -> int:
        """Find the block at the top; at the very top, the first removed one, as it is what one came to see."""
        blocks = self.article.blocks if self.article else ()
        if self.top:
            block = self._page.parts[self._page.part_at(self.top)].block
            return block if block >= 0 else len(blocks) - 1
        return next((number for number, block in enumerate(blocks) if block.reason), 0)

    @property
    def chosen_block(self) -> Block | None:
        """The block that the cursor of the removed-text view is on."""
        if self.article is None or not self.removed or not 0 <= self._cursor < len(self.article.blocks):
            return None
        return self.article.blocks[self._cursor]

    # ---------------------------------------------------------------- moving

    def on_scrolled(self) -> None:
        """Tell where reading is now."""
        self.post_message(self.Moved(self.position))

    def on_adopted(self) -> None:
        """Keep the cursor in sight."""
        if self.removed:
            self._show_cursor()

    def move(self, step: int) -> None:
        """Go a line up or down; in the removed-text view, a block."""
        self._forget_target()
        if not self.removed:
            self.scroll_lines(step)
            return
        number = self._page.part_of(self._cursor)
        if number is None:
            return
        first, last = self._page.lines_of(number)
        beyond = last >= self.top + self.size.height if step > 0 else first < self.top
        if beyond:  # a block longer than the pane is read before it is left
            self.scroll_lines(step)
        elif (block := self._page.next_block(self._cursor, step)) is not None:
            self._put_cursor(block)
        else:
            self.scroll_lines(step)

    def half_page(self, step: int) -> None:
        """Go half a page up or down."""
        self._forget_target()
        super().half_page(step)
        self._pull_cursor()

    def page(self, step: int) -> bool:
        """Turn a page; False at the end."""
        self._forget_target()
        moved = super().page(step)
        self._pull_cursor()
        return moved

    def home(self) -> None:
        """Go to the title."""
        super().home()
        self._pull_cursor()

    def end(self) -> None:
        """Go to the last line."""
        super().end()
        self._pull_cursor()

    def back(self) -> bool:
        """Leave the removed-text view, or take back the mark of a sentence; False when there was neither."""
        if self._target is not None:
            self._forget_target()
            return True
        if self.removed:
            self.toggle_removed()
            return True
        return False

    def _forget_target(self) -> None:
        if self._target is not None:
            self._target = None
            self.update()

    def _put_cursor(self, block: int) -> None:
        self._cursor = block
        self._show_cursor()

    def _show_cursor(self) -> None:
        number = self._page.part_of(self._cursor)
        if number is None or self.article is None:
            return
        self._strips.clear()
        first, last = self._page.lines_of(number)
        self.show_lines(first, last)
        self.update()
        if (block := self.chosen_block) is not None:
            self.post_message(self.BlockChosen(block))

    def _pull_cursor(self) -> None:
        """After a leap, bring the cursor to the first block in sight."""
        if not self.removed:
            return
        shown = range(self.top, min(self.line_count(), self.top + self.size.height))
        blocks = [self._page.parts[self._page.part_at(y)].block for y in shown]
        if self._cursor not in blocks and any(block >= 0 for block in blocks):
            self._put_cursor(next(block for block in blocks if block >= 0))


def find_like(article: Article, block: Block, near: int) -> int:
    """Find where a block's text is after the article was made again: the nearest to where it was."""
    same = [number for number, one in enumerate(article.blocks) if one.raw == block.raw or one.text == block.text]
    return min(same, key=lambda number: abs(number - near), default=min(near, len(article.blocks) - 1))
