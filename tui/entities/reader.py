"""What every reader of a story's grammar has at hand."""

from __future__ import annotations

from tui.entities.phrases import Phrases


class Reader:
    """Reads one kind of thing out of a story by its phrases."""

    def __init__(self, phrases: Phrases) -> None:
        self.phrases = phrases
        self.story = phrases.story
        self.tokens = phrases.tokens
        self.lexicon = phrases.lexicon
        self.wording = phrases.wording
