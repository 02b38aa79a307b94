"""How a story words who somebody is: words before a name, appositions, and clauses that say what they are.

A description is always a stretch of the text. When in doubt, none is given.
"""

from __future__ import annotations

from collections.abc import Iterator

from tui.entities.appositions import Appositions
from tui.entities.careers import Careers
from tui.entities.phrases import Phrases
from tui.entities.premodifiers import Premodifiers, Stretch
from tui.entities.story import Named
from tui.model import Description, Kind
from tui.text import fold


class Describer:
    """Finds the descriptions of a story's entities."""

    def __init__(self, phrases: Phrases) -> None:
        self.story = phrases.story
        self.tokens = phrases.tokens
        self.premodifiers = Premodifiers(phrases)
        self.appositions = Appositions(phrases)
        self.careers = Careers(phrases)

    def describe(self) -> dict[int, list[Description]]:
        """Find all descriptions: id() of the group -> descriptions in order, each wording once."""
        found: dict[int, list[Description]] = {}
        for first, last in self.story.sentences:
            named = self.story.named_in(first, last)
            if not named or self.story.is_headline(first, last):
                continue
            for one in named:
                if one.kind is not Kind.OTHER:
                    found.setdefault(id(one.group), []).extend(self._describe(one))
        return {key: _tidy(descriptions) for key, descriptions in found.items() if descriptions}

    def _describe(self, named: Named) -> Iterator[Description]:
        for first, last in self._find(named):
            if not self.tokens[last - 1].possessive:
                start = self.tokens[first].start
                end = self._close(start, self.tokens[last - 1].end)
                yield Description(self.story.text[start:end], start, end)

    def _find(self, named: Named) -> Iterator[Stretch]:
        before = self.premodifiers.find(named)
        if before:
            yield before
        index = named.last
        for stretch in self.appositions.find(named):
            yield stretch
            index = stretch[1]
        told = self.careers.find(named, index)
        if told:
            yield told

    def _close(self, start: int, end: int) -> int:
        """Take the closing quotation mark or bracket in when the opening one is."""
        text = self.story.text
        inside = text[start:end]
        mark = text[end : end + 1]
        for opening, closing in (("“", "”"), ("«", "»"), ('"', '"'), ("‘", "’"), ("(", ")")):
            if mark == closing and (inside.count(opening) - (inside.count(closing) if opening != closing else 0)) % 2:
                return end + 1
        return end


def _tidy(descriptions: list[Description]) -> list[Description]:
    """Keep each wording once, and none that is only the end of a longer one."""
    kept: list[Description] = []
    ends: set[str] = set()
    for description in sorted(descriptions, key=lambda found: (-len(found.text), found.start)):
        words = fold(description.text).split()
        if " ".join(words) not in ends:
            kept.append(description)
            ends.update(" ".join(words[first:]) for first in range(len(words)))
    return sorted(kept, key=lambda found: found.start)
