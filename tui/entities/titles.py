"""What a story calls its people and bodies, taken apart, so that "the Belarusian leader" can be found again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from tui.entities.aliases import Group
from tui.entities.origins import load_origins
from tui.entities.wording import Wording
from tui.model import Description


class Title(Struct, frozen=True):
    """One description taken apart; all words are in lower case."""

    nouns: frozenset[str]
    fields: frozenset[str]
    """The words that tell which office it is: "foreign", "deputy"."""


class Titles:
    """The titles of a story's people and bodies."""

    def __init__(self, wording: Wording, descriptions: dict[int, list[Description]]) -> None:
        self.wording = wording
        self._titles = {key: [self._read(one.text) for one in found] for key, found in descriptions.items()}
        self._origins = {
            key: load_origins().find(word for one in found for word in one.text.split())
            for key, found in descriptions.items()
        }

    def _read(self, text: str) -> Title:
        words = [word.rstrip(",.") for word in text.lower().split()]
        return Title(frozenset(self._find_nouns(words)), frozenset(self.find_fields(words)))

    def find_fields(self, words: Iterable[str]) -> set[str]:
        """Give those of some words that tell which office is meant."""
        return {word for word in words if word in self.wording.fields or word in self.wording.ranks}

    def _find_nouns(self, words: list[str]) -> Iterator[str]:
        """Give the nouns of "president and founder of the bank": each stands before "and", a link or the end."""
        noun = ""
        for word in words:
            if word in self.wording.links:
                break
            if word in ("and", "&") and noun:
                yield noun
            noun = word
        if noun:
            yield noun

    def list_nouns(self, group: Group) -> Iterator[str]:
        """List the nouns that somebody is called by."""
        for title in self._titles.get(id(group), ()):
            yield from title.nouns

    def fits(self, group: Group, nouns: frozenset[str], fields: set[str], origins: frozenset[str]) -> bool:
        """Say whether somebody may be whom one of some nouns means, of that office and from one of those countries."""
        ours = self._origins.get(id(group))
        if origins and ours and ours.isdisjoint(origins):
            return False
        return any(self._means(title, nouns, fields) for title in self._titles.get(id(group), ()))

    def _means(self, title: Title, nouns: frozenset[str], fields: set[str]) -> bool:
        if title.nouns.isdisjoint(nouns):
            return False
        # "The foreign minister" is a minister of whom no field is told; "the president" is not the vice president.
        return fields <= title.fields if fields and title.fields else not title.fields & self.wording.ranks
