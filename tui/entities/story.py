"""A text with its words, sentences and mentions laid out for finding descriptions and quotations."""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Callable, Sequence

from tui.entities.aliases import Group
from tui.entities.lexicon import Lexicon
from tui.entities.tokens import Token, split
from tui.entities.wording import Wording
from tui.model import Kind

_ENDED = re.compile("[.!?…]")
_QUOTED = re.compile("[\"'”’»“‘]")
_CLOSERS = " \u00a0%)]”’»\"'"
_HEADLINE = 40
"""Words of a line that are looked at to tell a headline."""
_SHORT = 5
"""Letters of a title that is cut short by a full stop."""
JOINED = frozenset((" ", "\u00a0", "\u202f"))
"""What stands between words of one phrase."""
HYPHENS = frozenset(("-", "‑", "‐"))
"""What stands between the two words of a compound: "Beijing-based"."""


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

    def __init__(self, text: str, groups: Sequence[Group], lexicon: Lexicon, wording: Wording) -> None:
        self.text = text
        self.lexicon = lexicon
        self.wording = wording
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
        self.paragraphs = self._cut(lambda index: "\n" in self.tokens[index].gap)
        """Stretches of words as (first, index after the last), as are the sentences."""
        self.sentences = self._cut(self._opens_sentence)

    def _cut(self, opens: Callable[[int], bool]) -> list[tuple[int, int]]:
        """Cut the text before the words that open something."""
        count = len(self.tokens)
        cuts = [0, *(index for index in range(1, count) if opens(index)), count]
        return [(first, last) for first, last in itertools.pairwise(cuts) if first < last]

    def _opens_sentence(self, index: int) -> bool:
        token = self.tokens[index]
        gap = token.gap
        if "\n" in gap:
            return True
        if not token.opens:
            return False
        if gap == " ":
            return token.cap  # "in the U.S. He said"
        # Not in "2.0", and not in "“Why?” he asked".
        inside = gap == "." or (gap[0] != "." and _QUOTED.search(gap) is not None)
        return _ENDED.search(gap) is not None and (token.cap or not inside)

    def sentence_of(self, index: int) -> tuple[int, int]:
        """Find the sentence that has a word."""
        return self.sentences[bisect.bisect_right(self.sentences, index, key=lambda sentence: sentence[0]) - 1]

    def word_at(self, position: int) -> int:
        """Find the first word that starts at or after a character."""
        return bisect.bisect_left(self.starts, position)

    def named_in(self, first: int, last: int) -> list[Named]:
        """List the mentions that begin in a stretch of words."""
        begin = bisect.bisect_left(self.named, first, key=lambda named: named.first)
        end = bisect.bisect_left(self.named, last, key=lambda named: named.first)
        return self.named[begin:end]

    def gap_after(self, index: int) -> str:
        """Give what stands between a word and the next, without a possessive ending."""
        end = self.end_of(index)
        return self.text[end : self.tokens[index + 1].start] if index + 1 < len(self.tokens) else self.text[end:]

    def end_of(self, index: int) -> int:
        """Give the character after a word with its possessive ending."""
        token = self.tokens[index]
        return token.end + (2 if token.possessive else 0)

    def joins(self, index: int) -> bool:
        """Say whether a word stands behind the one before it as words of one phrase do."""
        gap = self.tokens[index].gap
        if gap in JOINED:
            return True
        if gap == ". ":
            before = self.tokens[index - 1]
            low = before.low
            return (len(low) == 1 and before.cap) or (
                low in self.lexicon.abbreviations and low not in self.lexicon.offices and len(low) <= _SHORT
            )
        return False

    def pauses(self, index: int) -> bool:
        """Say whether a comma stands before a word, and nothing else that divides."""
        return self.tokens[index].gap.strip(_CLOSERS) == ","

    def is_headline(self, first: int, last: int) -> bool:
        """Say whether a stretch is no sentence and nearly all its words have capitals, so that these tell nothing."""
        words = capitals = 0
        for token in self.tokens[first : min(last, first + _HEADLINE)]:
            if token.cap or len(token.text) > 3:
                words += 1
                capitals += token.cap
        closed = _ENDED.search(self.gap_after(last - 1)[:2])
        return words >= 4 and capitals >= 0.8 * words and not closed
