"""A small app that holds the reading view and the notes, for tests of these two alone."""

from __future__ import annotations

from pathlib import Path

from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.message import Message

from tui.app.themes import DEFAULTS, THEMES
from tui.app.widgets.lineview import LineView
from tui.app.widgets.notes import Notes
from tui.app.widgets.reading import Reading
from tui.config import Config, UiConfig
from tui.library import Library


class Host(App[None]):
    """The reading view beside the notes; remembers what they say."""

    CSS = "Reading { width: 1fr; } Notes { width: 36; border-left: solid $line; }"

    def __init__(self, library: Library | None = None, ui: UiConfig | None = None) -> None:
        super().__init__()
        self.ui = ui or UiConfig()
        self.config = Config(Path("config.yaml"), Path("library"), ui=self.ui)
        if library is not None:
            self.library = library
        self.heard: list[Message] = []
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = self.ui.theme

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """The project's own variables."""
        return DEFAULTS

    def compose(self) -> ComposeResult:
        """The two panes."""
        with Horizontal():
            yield Reading(self.ui, id="reading")
            yield Notes(id="notes")

    @property
    def reading(self) -> Reading:
        """The reading view."""
        return self.query_one(Reading)

    @property
    def notes(self) -> Notes:
        """The notes."""
        return self.query_one(Notes)

    def report(self, error: BaseException) -> None:
        """An error in a worker fails the test."""
        raise error

    def on_reading_moved(self, message: Reading.Moved) -> None:
        """Remember."""
        self.heard.append(message)

    def on_reading_block_chosen(self, message: Reading.BlockChosen) -> None:
        """Remember."""
        self.heard.append(message)

    def on_notes_entity_chosen(self, message: Notes.EntityChosen) -> None:
        """Remember."""
        self.heard.append(message)

    def on_notes_sentence_requested(self, message: Notes.SentenceRequested) -> None:
        """Remember."""
        self.heard.append(message)

    def on_notes_article_requested(self, message: Notes.ArticleRequested) -> None:
        """Remember."""
        self.heard.append(message)

    def on_notes_narrow_requested(self, message: Notes.NarrowRequested) -> None:
        """Remember."""
        self.heard.append(message)

    def on_notes_page_requested(self, message: Notes.PageRequested) -> None:
        """Remember."""
        self.heard.append(message)

    def on_notes_note_requested(self, message: Notes.NoteRequested) -> None:
        """Remember."""
        self.heard.append(message)


def text_of(view: LineView) -> str:
    """What a pane shows, row by row."""
    return "\n".join(view.render_line(y).text.rstrip() for y in range(view.size.height))


def looks_of(view: LineView, words: str) -> str:
    """The names of the styles of the first span that is exactly these words, among the lines in sight."""
    for y in range(view.size.height):
        line = view.line_at(y)
        if line < view.line_count():
            for span in view.get_line(line).spans:
                if span.text.strip() == words:
                    return span.style
    raise AssertionError(f"{words!r} is not in sight")
