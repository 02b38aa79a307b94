"""What a story has between quotation marks."""

from __future__ import annotations

import bisect
import re

from msgspec import Struct

from tui.entities.aliases import Group
from tui.entities.story import Story

_OPENING = re.compile("[“«„]|(?<![\\w.,!?…%)])\"(?=\\S)|(?<![^\\s(\\[—–“\"-])(?:''?|‘‘?)(?=[\\w\\[(…])")
_CLOSING = {
    "“": re.compile("[”»]|’’|''|\"|“(?=[\\s.,;:!?)]|$)"),
    "«": re.compile("»"),
    "„": re.compile("[“”]"),
    '"': re.compile('(?<=\\S)"|”'),
    "''": re.compile("(?<=\\S)''"),
    "‘‘": re.compile("(?<=\\S)(?:’’|'')"),
    "‘": re.compile("(?<=\\S)[’'](?!\\w)"),
    "'": re.compile("(?<=\\S)['’](?!\\w)"),
}
_SINGLE = "'‘"
_LONGEST = 4000
"""Characters of a quotation."""


class Piece(Struct):
    """What stands between one pair of quotation marks, by characters."""

    start: int
    end: int
    first: int
    """The first word in it."""
    last: int
    """The word after it."""
    open: bool = False
    """Whether its paragraph ends without a closing mark, so that it goes on in the next."""
    speaker: Group | None = None
    within: bool = False
    """Whether it is part of a reported clause that is kept as a whole."""


class Marks:
    """Finds the pieces of a story."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.text = story.text
        self._closings: dict[str, list[int]] = {}

    def find(self) -> list[Piece]:
        """Find all pieces in order."""
        pieces: list[Piece] = []
        tokens = self.story.tokens
        for first, last in self.story.paragraphs:
            start = tokens[first].start - len(tokens[first].gap.rpartition("\n")[2])
            end = tokens[last].start - len(tokens[last].gap) if last < len(tokens) else len(self.text)
            closing = tokens[last].gap.partition("\n")[0] if last < len(tokens) else ""
            pieces.extend(self._find_marked(start, end + len(closing)))
        return pieces

    def _find_marked(self, start: int, end: int) -> list[Piece]:
        found: list[Piece] = []
        position = start
        while match := _OPENING.search(self.text, position, end):
            opening = match[0]
            stop, after = self._find_closing(opening, match.end(), end)
            goes_on = stop < 0 and self._goes_on(opening, match.start(), start, end)
            if stop < 0 and not goes_on and not (found and opening[0] not in _SINGLE):
                position = match.end()
                continue
            piece = self._make_piece(match.end(), stop if stop >= 0 else end, goes_on)
            if piece is not None:
                found.append(piece)
            position = after if stop >= 0 else end
        return found

    def _make_piece(self, left: int, right: int, is_open: bool) -> Piece | None:
        text = self.text
        first, last = self.story.word_at(left), self.story.word_at(right)
        if first >= last or right - left > _LONGEST:
            return None
        while left < right and text[left].isspace():
            left += 1
        while right > left and (text[right - 1].isspace() or text[right - 1] == ","):
            right -= 1
        return Piece(left, right, first, last, is_open)

    def _goes_on(self, opening: str, position: int, start: int, end: int) -> bool:
        """Say whether an opening mark without a closing one starts a quotation that the next paragraph goes on with."""
        if opening[0] in _SINGLE:
            return False
        after = end
        while after < len(self.text) and self.text[after].isspace():
            after += 1
        return self.text[after : after + 1] == opening or not self.text[start:position].strip()

    def _find_closing(self, opening: str, position: int, end: int) -> tuple[int, int]:
        """Find the mark that closes a quotation, and the character after it; -1 when its paragraph has none near."""
        end = min(end, position + _LONGEST)
        pattern = _CLOSING[opening]
        if opening in _SINGLE:
            return self._find_single(opening, position, end)
        found = pattern.search(self.text, position, end)
        return (found.start(), found.end()) if found else (-1, -1)

    def _find_single(self, opening: str, position: int, end: int) -> tuple[int, int]:
        """Find a closing single mark: the first behind punctuation, else the first that may be an apostrophe."""
        if opening not in self._closings:
            self._closings[opening] = [found.start() for found in _CLOSING[opening].finditer(self.text)]
        closings = self._closings[opening]
        place = bisect.bisect_left(closings, position)
        if place == len(closings) or closings[place] >= end:
            return -1, -1
        for closing in closings[place : place + 8]:
            if closing < end and self.text[closing - 1] in ",.?!…":
                return closing, closing + 1
        return closings[place], closings[place] + 1
