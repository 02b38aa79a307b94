"""A text with its words, sentences and mentions laid out for finding descriptions and quotations."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Sequence

from tui.entities.aliases import Group
from tui.entities.lexicon import Lexicon
from tui.entities.tokens import Token, split
from tui.model import Kind

_CLOSERS = "\"'”’»)]"


class Named:
    """A mention by words of the text, with the entity it belongs to."""

    __slots__ = ("first", "group", "last")

    def __init__(self, group: Group, first: int, last: int) -> None:
        self.group = group
        self.first = first
        self.last = last
        """Index after the last word."""

    @property
    def kind(self) -> Kind:
        return self.group.kind


class Story:
    """Words, sentences and mentions of one text; indexes are of words unless said otherwise."""

    def __init__(self, text: str, groups: Sequence[Group], lexicon: Lexicon) -> None:
        self.text = text
        self.lexicon = lexicon
        self.tokens: list[Token] = split(text)
        self.starts = [token.start for token in self.tokens]
        self.named: list[Named] = []
        self.at: dict[int, Named] = {}
        """Word -> the mention that it is part of."""
        for group in groups:
            for span in group.spans:
                first = bisect.bisect_left(self.starts, span.start)
                last = bisect.bisect_left(self.starts, span.end)
                if first < last:
                    self.named.append(Named(group, first, last))
        self.named.sort(key=lambda named: named.first)
        for named in self.named:
            for index in range(named.first, named.last):
                self.at[index] = named
        self.sentences = self._split_sentences()

    def _split_sentences(self) -> list[tuple[int, int]]:
        """Cut the text into sentences, as (first word, index after the last)."""
        cuts = [0]
        for index in range(1, len(self.tokens)):
            gap = self.tokens[index].gap
            if gap == " " or gap == ", ":
                continue
            if "\n" in gap or (self.tokens[index].opens and any(mark in gap for mark in ".!?…")):
                cuts.append(index)
        cuts.append(len(self.tokens))
        return [(first, last) for first, last in itertools.pairwise(cuts) if first < last]

    def sentence_of(self, index: int) -> int:
        """Find the number of the sentence that has a word."""
        return bisect.bisect_right(self.sentences, index, key=lambda sentence: sentence[0]) - 1

    def word_at(self, position: int) -> int:
        """Find the first word that starts at or after a character."""
        return bisect.bisect_left(self.starts, position)

    def gap_after(self, index: int) -> str:
        """Give what stands between a word and the next, without a possessive ending."""
        end = self.end_of(index)
        return self.text[end : self.tokens[index + 1].start] if index + 1 < len(self.tokens) else self.text[end:]

    def end_of(self, index: int) -> int:
        """Give the character after a word with its possessive ending."""
        token = self.tokens[index]
        return token.end + (2 if token.possessive else 0)
