"""The words of a text with the known names among them: what the grammar of names reads."""

from __future__ import annotations

from tui.entities.gazetteer import Gazetteer
from tui.entities.lexicon import Lexicon
from tui.entities.tokens import Token
from tui.model import Kind

_SPACES = frozenset((" ", "\u00a0", "\u202f"))
_SURE = 2.5
"""The least weight of a place whose name of several words is read as a whole."""


class Words:
    """A text's words; indexes count them."""

    def __init__(self, text: str, tokens: list[Token], lexicon: Lexicon, gazetteer: Gazetteer) -> None:
        self.text = text.replace("’", "'")
        self.tokens = tokens
        self.lexicon = lexicon
        self.gazetteer = gazetteer
        self._known: dict[int, tuple[int, Kind] | None] = {}

    def joined(self, index: int) -> bool:
        """Say whether the word stands directly behind the one before it, as words of one name do."""
        token = self.tokens[index]
        if token.gap in _SPACES:
            return True
        if token.gap in (". ", "."):
            before = self.tokens[index - 1]
            low = before.low.rstrip(".")
            return (len(low) == 1 and before.cap) or (low in self.lexicon.abbreviations and not token.opens)
        return False

    def match_known(self, index: int) -> tuple[int, Kind] | None:
        """Find the longest known name of several words that starts here: the index after it, and its kind."""
        if index in self._known:
            return self._known[index]
        found = self._match_phrases(index) or self._match_place(index)
        self._known[index] = found
        return found

    def _match_place(self, index: int) -> tuple[int, Kind] | None:
        tokens = self.tokens
        if not tokens[index].cap or tokens[index].possessive or index + 1 >= len(tokens) or not self.is_cap(index + 1):
            return None
        for length in (3, 2):
            words = tokens[index : index + length]
            if len(words) < length or (length == 3 and not self.joined(index + 2)):
                continue
            if self.gazetteer.weigh(" ".join(word.text for word in words)) >= _SURE:
                return index + length, Kind.PLACE
        return None

    def _match_phrases(self, index: int) -> tuple[int, Kind] | None:
        phrases = self.lexicon.by_first.get(self.written(index).lower())
        if not phrases:
            return None
        start = self.tokens[index].start
        for words, kind in phrases:
            name = " ".join(words)
            if self.text.startswith(name, start):
                end = start + len(name)
                last = index + 1
                while last < len(self.tokens) and self.tokens[last].start < end:
                    last += 1
                token = self.tokens[last - 1]
                if end in (token.end, token.end + 2 if token.possessive else token.end) or (
                    end == token.end + 1 and token.dot
                ):
                    return last, kind
        return None

    def written(self, index: int) -> str:
        token = self.tokens[index]
        return token.text + "'s" if token.possessive else token.text

    def is_cap(self, index: int) -> bool:
        return index < len(self.tokens) and self.tokens[index].cap and self.joined(index)

    def has(self, index: int, low: str) -> bool:
        return index < len(self.tokens) and self.tokens[index].low == low and self.joined(index)

    def is_currency(self, index: int) -> bool:
        """Say whether a word is the first half of a sign for money: "US$", "US dollars"."""
        token = self.tokens[index]
        if not token.upper:
            return False
        return self.text[token.end : token.end + 2].lstrip()[:1] == "$" or (
            index + 1 < len(self.tokens) and self.tokens[index + 1].low in ("dollar", "dollars")
        )
