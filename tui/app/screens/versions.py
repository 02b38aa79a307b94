"""The versions of one story: who has it, when, how long, and what changed between two of them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from tui.app.compare import Run, compare
from tui.app.lines import Line, Mark, Span, fit, paragraph
from tui.app.page import format_date
from tui.app.text import count, join, single
from tui.app.widgets.lineview import LineView
from tui.app.work import Reporting, restart

if TYPE_CHECKING:
    from tui.library import Library, Row

MARKS = {"gone": ("[-", "-]"), "new": ("{+", "+}")}
"""What stands around words that were taken out and put in, as wdiff writes it; style alone would not be enough."""
KEYS = "j k choose   m compare with this one   Space b page   Enter open   q back"


class VersionList(LineView, can_focus=True):
    """One line for each version: outlet, date, length; the cursor is on the one that is looked at."""

    LOOKS = "versions"
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"versions--{name}" for name in ("row", "unread", "aside", "cursor")}
    DEFAULT_CSS = """
    VersionList {
        & > .versions--unread { text-style: bold; }
        & > .versions--aside { color: $dimmed; }
        & > .versions--cursor {
            color: $block-cursor-foreground;
            background: $block-cursor-background;
            text-style: $block-cursor-text-style;
        }
        &:ansi > .versions--aside { text-style: dim; }
    }
    """

    class Chosen(Message):
        """Another two versions are to be compared."""

    def __init__(self, rows: Sequence[Row], cursor: int, date_format: str) -> None:
        super().__init__()
        self.rows = rows
        self.cursor = cursor
        self.base = 0
        """The version that the one under the cursor is compared with."""
        self._date_format = date_format

    def line_count(self) -> int:
        """Count the versions."""
        return len(self.rows)

    def get_line(self, y: int) -> Line:
        """Make the line of a version."""
        row = self.rows[y]
        words = f"{count(row.words, 'word'):>12}"
        date = format_date(row.published, self._date_format) or "no date"
        told = ", ".join(
            word
            for word, true in (
                ("listed", y == 0),
                ("compared", y == self.base),
                ("unread", not row.read),
                ("starred", row.starred),
                ("noted", row.noted),
                ("file gone", row.gone),
            )
            if true
        )
        room = max(8, self.size.width - 2 - 13 - len(words) - 3)
        width = max(6, min(28, room // 2)) + 1
        source = fit(name_version(row, self.rows), width - 1)
        under = y == self.cursor
        base = "cursor" if under else ""
        facts = f"{source}{' ' * (width - cell_len(source))}{fit(date, 12):13}{words}  "
        bar = Span("▌ " if under else "  ", base)
        aside = Span(fit(told, self.size.width - 2 - len(facts) - 1), base or "aside")
        line = [bar, Span(facts, base or ("row" if row.read else "unread")), aside]
        if under:
            used = sum(cell_len(span.text) for span in line)
            line.append(Span(" " * max(0, self.size.width - 1 - used), base))
        return Line(tuple(line), item=y)

    def choose(self, number: int) -> None:
        """Put the cursor on a version."""
        number = max(0, min(number, len(self.rows) - 1))
        if number != self.cursor:
            self.cursor = number
            self.show_lines(number, number)
            self.update()
            self.post_message(self.Chosen())

    def choose_base(self) -> None:
        """Compare with the version under the cursor from now on."""
        if self.base != self.cursor:
            self.base = self.cursor
            self.update()
            self.post_message(self.Chosen())


class Changes(LineView):
    """The passages that differ between two versions."""

    LOOKS = "changes"
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"changes--{name}" for name in ("head", "aside", "gone", "new")}
    DEFAULT_CSS = """
    Changes {
        & > .changes--head { text-style: bold; }
        & > .changes--aside { color: $dimmed; }
        & > .changes--gone { color: $text-error; text-style: strike; }
        & > .changes--new { color: $text-success; text-style: bold; }
        &:ansi > .changes--aside { text-style: dim; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._head = ""
        self._parts: Sequence[tuple[str, Sequence[Run]]] = ()
        self._lines: list[Line] = []

    def show(self, head: str, parts: Sequence[tuple[str, Sequence[Run]]]) -> None:
        """Show passages, each with the name of what it is a part of, from the top."""
        self._head, self._parts, self.top = head, parts, 0
        self.relayout()

    def line_count(self) -> int:
        """Count the lines there are."""
        return len(self._lines)

    def get_line(self, y: int) -> Line:
        """Give a line."""
        return self._lines[y]

    def relayout(self) -> None:
        """Make the lines anew."""
        width = max(10, min(self.size.width - 3, 76))
        margin = Span(" ")
        lines = paragraph(self._head, width, "head", first=margin, rest=margin)
        for name, runs in self._parts:
            if len(runs) == 1 and runs[0].kind == "left out":
                lines += [
                    Line(),
                    *paragraph(f"… {count(runs[0].words, 'word')} the same …", width, "aside", first=margin),
                ]
                continue
            text, marks = write(runs, f"{name}: " if name else "")
            for start, end, part_marks in split_paragraphs(text, marks):
                lines += [Line()] * (start == 0)
                lines += paragraph(text[start:end], width, first=margin, rest=margin, marks=part_marks)
        self._lines = lines
        self.update()


def name_version(row: Row, rows: Sequence[Row]) -> str:
    """The outlet; with where it was read when others of the versions have the same outlet."""
    alone = sum(other.source == row.source for other in rows) < 2
    return single(row.source or row.origin) if alone or not row.source else single(f"{row.source} ({row.origin})")


def write(runs: Sequence[Run], lead: str = "") -> tuple[str, list[Mark]]:
    """The words of a passage with marks around those that changed, and the styles of these."""
    text, marks = lead, []
    for run in runs:
        if run.kind == "same":
            text += run.text
            continue
        before, after = MARKS[run.kind]
        # The marks stand close to the words; a border between paragraphs is shown as one.
        words = run.text.strip(" \n").replace("\n", " ¶ ") or "¶"
        start = len(text)
        text += f"{before}{words}{after}"
        marks.append(Mark(start, len(text), run.kind))
        text += "\n" if run.text.endswith("\n") and run.kind == "new" else " "
    return text.rstrip(), marks


def split_paragraphs(text: str, marks: Sequence[Mark]) -> list[tuple[int, int, list[Mark]]]:
    """Where the paragraphs of a text begin and end, each with the marks over it, counted from its start."""
    found = []
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        inside = [
            Mark(max(mark.start, start) - start, min(mark.end, end) - start, mark.style)
            for mark in marks
            if mark.start < end and mark.end > start
        ]
        if line.strip():
            found.append((start, end, inside))
        start = end + 1
    return found


class VersionsScreen(Reporting, Screen[str | None], inherit_bindings=False):
    """The versions above, what changed between two of them below; gives the id of the one to open, or None."""

    CSS = """
    VersionsScreen {
        background: $background;
        #head { height: 1; padding: 0 1; text-style: bold; text-wrap: nowrap; text-overflow: ellipsis; }
        #hint { height: 1; padding: 0 1; color: $dimmed; text-wrap: nowrap; text-overflow: ellipsis; }
        #rows { height: auto; border-bottom: solid $line; }
        VersionList { height: 1fr; }
        Changes { height: 1fr; }
        &:ansi #hint { text-style: dim; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,escape,h,left", "leave", show=False),
        Binding("j,down", "move(1)", show=False),
        Binding("k,up", "move(-1)", show=False),
        Binding("g,home", "end(-1)", show=False),
        Binding("G,end", "end(1)", show=False),
        Binding("m,equals_sign", "compare", show=False),
        Binding("enter,l,right", "open", show=False),
        Binding("space,pagedown,ctrl+f", "page('page', 1)", show=False),
        Binding("b,pageup,ctrl+b", "page('page', -1)", show=False),
        Binding("J,ctrl+d", "page('half_page', 1)", show=False),
        Binding("K,ctrl+u", "page('half_page', -1)", show=False),
        Binding("ctrl+c", "copy_text", show=False),
    ]
    AUTO_FOCUS = "VersionList"

    def __init__(self, rows: Sequence[Row], current: str, library: Library, date_format: str) -> None:
        super().__init__()
        self._rows = rows
        self._library = library
        self._date_format = date_format
        ids = [row.id for row in rows]
        self._start = max(1, ids.index(current)) if current in ids else 1

    def compose(self) -> ComposeResult:
        """Make the head, the versions and the place for what changed."""
        yield Static(f"{len(self._rows)} versions of {single(self._rows[0].title)}", id="head", markup=False)
        with Vertical(id="rows"):
            yield VersionList(self._rows, self._start, self._date_format)
        yield Changes()
        yield Static(KEYS, id="hint", markup=False)

    def on_mount(self) -> None:
        """Give the versions as much room as they need, at most a third of the screen, and compare the first two."""
        self._fit()
        restart(self, "compare", self._compare)

    def on_resize(self) -> None:
        """Divide the screen anew."""
        self._fit()

    def _fit(self) -> None:
        self.query_one("#rows").styles.height = 1 + max(2, min(len(self._rows), self.size.height // 3))

    @property
    def versions(self) -> VersionList:
        """The list."""
        return self.query_one(VersionList)

    @on(VersionList.Chosen)
    def _on_chosen(self) -> None:
        restart(self, "compare", self._compare)

    async def _compare(self) -> None:
        base, cursor = self.versions.base, self.versions.cursor
        if base == cursor:
            self.query_one(Changes).show("This is the version that the others are compared with.", ())
            return
        # The later ones of the list are the older ones.
        old, new = self._rows[max(base, cursor)], self._rows[min(base, cursor)]
        parts = await asyncio.to_thread(find_changes, self._library, old.id, new.id)
        self.query_one(Changes).show(self._describe(old, new, parts), parts)

    def _describe(self, old: Row, new: Row, parts: Sequence[tuple[str, Sequence[Run]]]) -> str:
        def name(row: Row) -> str:
            return join([name_version(row, self._rows), format_date(row.published, self._date_format)], ", ")

        gone, come = (
            sum(run.words for _, runs in parts for run in runs if run.kind == kind) for kind in ("gone", "new")
        )
        if not gone and not come:
            return f"From {name(old)} to {name(new)}: word for word the same."
        out, into = (
            f"{before}{text}{after}" for text, (before, after) in zip(("out", "in"), MARKS.values(), strict=True)
        )
        return f"From {name(old)} to {name(new)}: {count(gone, 'word')} {out}, {count(come, 'word')} {into}"

    def action_move(self, step: int) -> None:
        """Move the cursor."""
        self.versions.choose(self.versions.cursor + step)

    def action_end(self, step: int) -> None:
        """Go to the first or the last version."""
        self.versions.choose(0 if step < 0 else len(self._rows) - 1)

    def action_compare(self) -> None:
        """Compare with the version under the cursor."""
        self.versions.choose_base()

    def action_page(self, name: str, step: int) -> None:
        """Scroll what changed."""
        getattr(self.query_one(Changes), name)(step)

    def action_open(self) -> None:
        """Open the version under the cursor."""
        self.dismiss(self._rows[self.versions.cursor].id)

    def action_leave(self) -> None:
        """Go back."""
        self.dismiss(None)


def find_changes(library: Library, old: str, new: str) -> list[tuple[str, Sequence[Run]]]:
    """What differs between two articles: passages of the title, then of the story; for a thread."""
    before, after = library.article(old), library.article(new)
    titles, stories = compare([before.title], [after.title]), compare(before.paragraphs, after.paragraphs)
    parts: list[tuple[str, Sequence[Run]]] = [("Title", runs) for runs in titles if _differs(runs)]
    if any(map(_differs, stories)):
        parts += [("", runs) for runs in stories]
    return parts


def _differs(runs: Sequence[Run]) -> bool:
    return any(run.kind in MARKS for run in runs)
