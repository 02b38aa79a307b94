"""Remembers, of sentences that quote nobody with a name, whom they are about: later pronouns may mean him."""

from __future__ import annotations

from tui.entities.aliases import Group
from tui.entities.phrases import Phrases
from tui.entities.reader import Reader
from tui.entities.speakers import Speakers
from tui.entities.story import JOINED
from tui.entities.subjects import Subjects
from tui.model import Kind

_OPENING = 9
"""Words of a phrase that a sentence opens with."""


class Actors(Reader):
    """Notes who acts and speaks in the sentences of a story, in reading order."""

    def __init__(self, phrases: Phrases, subjects: Subjects, speakers: Speakers) -> None:
        super().__init__(phrases)
        self.subjects = subjects
        self.speakers = speakers

    def note(self, first: int, last: int) -> None:
        """Remember the subject of a sentence in which nobody with a name is quoted."""
        if self._note_unnamed(first, last) or self.subjects.is_quoted(first):
            return
        if self._is_unnamed(first, last):
            self.speakers.act(None)
            return
        if self._is_unnamed_body(first, last):
            self.speakers.speak_of_thing()
            return
        acting = self.subjects.find_acting(first, last)
        if acting is not None:
            self.speakers.act(acting)
        voicing = self._find_voicing(first, last)
        if voicing is not None:
            self.speakers.speak(voicing)

    def _find_voicing(self, first: int, last: int) -> Group | None:
        """Find who voices something in a sentence that has no words of his: "Merkel praised the plan"."""
        for verb in range(first + 1, last):
            low = self.tokens[verb].low
            if (low in self.wording.voicing or low in self.wording.said) and self._is_verb(verb):
                found = self.subjects.find_before(first, verb)
                if found is not None:
                    return found.group
        return None

    def _is_verb(self, index: int) -> bool:
        if self.tokens[index].cap or index in self.story.at or self.subjects.is_quoted(index):
            return False
        # "their demands", "the protesters’ claims"
        before = self.tokens[index - 1]
        owned = before.possessive or before.low in self.wording.articles or before.low in self.wording.owners
        return not owned and self.tokens[index].gap.strip(" ") not in ("’", "'")

    def _note_unnamed(self, first: int, last: int) -> bool:
        """Remember that somebody without a name speaks: "a spokesman said", "said officials"."""
        tokens = self.tokens
        if tokens[first].low == "according" and self._names_paper(first + 2, last):
            self.speakers.speak_of_thing()
            return True
        for word in range(first, last - 2):
            if tokens[word].low == "according" and tokens[word + 2].low in self.wording.articles:
                near = range(word + 3, min(word + 6, last))
                if any(tokens[noun].low in self.wording.unnamed for noun in near):
                    self.speakers.speak(None)
                    return True
        for verb in range(first, last):
            if tokens[verb].low not in self.wording.said or not self._is_verb(verb):
                continue
            index = verb - 1
            while index > first and self.subjects.is_between(index):
                index -= 1
            if verb > first and index not in self.story.at and tokens[index].low not in self.wording.pronouns:
                begin = self.phrases.find_start(index)
                person = self.phrases.find_noun(begin, index + 1, Kind.PERSON) is not None
                if person or tokens[index].low in self.wording.unnamed:
                    self.speakers.speak(None)
                    return True
                if tokens[index].low.endswith("s") or tokens[index].low in ("police", "people"):
                    self.speakers.speak_together()
                    return True
                if tokens[index].low in self.wording.settings:
                    self.speakers.speak_of_thing()
                    return True
            if verb + 1 < last and tokens[verb + 1].low in ("a", "an", "one", "another"):
                self.speakers.speak(None)
                return True
        return False

    def _names_paper(self, index: int, last: int) -> bool:
        """Say whether the words up to a comma name a paper: "the report cited above"."""
        for word in range(index, min(index + _OPENING, last)):
            if word > index and self.tokens[word].gap not in JOINED:
                break
            if self.tokens[word].low in self.wording.settings:
                return True
        return False

    def _is_unnamed_body(self, first: int, last: int) -> bool:
        """Say whether a sentence is about a body without a name: "Lukashenko's office …", "His company …"."""
        named = self.story.at.get(first)
        owned = named is not None and self.tokens[named.last - 1].possessive
        if not owned and self.tokens[first].low not in self.wording.owners:
            return False
        begin = named.last if named is not None and owned else first + 1
        for head in range(begin, min(begin + _OPENING, last - 1)):
            if self.tokens[head].low in self.wording.bodies and not self.tokens[head].possessive:
                return self.phrases.is_verb(head + 1) or self.subjects.is_between(head + 1)
            if self.tokens[head + 1].gap not in JOINED:
                break
        return False

    def _is_unnamed(self, first: int, last: int) -> bool:
        """Say whether a sentence is about one person without a name: "A spokesman …", "The teacher who …"."""
        tokens = self.tokens
        opener = tokens[first].low
        if opener not in self.wording.articles and opener not in self.wording.owners and opener != "another":
            return False
        head = self.phrases.find_noun(first + 1, min(first + _OPENING, last), Kind.PERSON)
        if head is None or head in self.story.at or head + 1 >= last or tokens[head].possessive:
            return False
        if tokens[head + 1].gap not in JOINED and head + 1 in self.story.at:
            return False  # "His brother, X, …"
        if opener != "the":
            return True
        # "The leader" alone is somebody of whom the text has spoken.
        low = tokens[head + 1].low
        more = low in self.wording.relatives or low in self.wording.local or low == "from"
        return more and self.subjects.resolve_noun(first + 1, head + 1) is None
