"""What stands between a verb of saying and the clause that it reports: "told reporters in Berlin on Friday that"."""

from __future__ import annotations

from tui.entities.phrases import Phrases
from tui.entities.reader import Reader
from tui.entities.story import JOINED
from tui.entities.subjects import Subjects
from tui.model import Kind

_PLACE = 9
"""Words of "in an interview with the newspaper"."""
_FAR = 22
"""Words between "in" and a "that"."""
_LISTENER = 8
"""Words that say who was told."""
_CLAUSE = 40
"""Words of a clause in which its verb stands."""


class Settings(Reader):
    """Skips where, when and to whom something was said."""

    def __init__(self, phrases: Phrases, subjects: Subjects) -> None:
        super().__init__(phrases)
        self.subjects = subjects

    def find_clause(self, verb: int, last: int) -> int | None:
        """Find where the clause that a verb reports begins; None when none does."""
        tokens, wording = self.tokens, self.wording
        index = verb + 1
        if tokens[index].low == "out":  # "pointed out"
            index += 1
        if tokens[verb].low in wording.telling:
            index = self.skip_listener(index, last)
        found = self._skip_setting(index, last)
        if found is None or found >= last:
            return None
        timed = all(self._is_time(token.low) or token.low in wording.timing for token in tokens[index : found - 1])
        if tokens[verb].low in wording.presiding and not timed:
            return None  # "has ruled since a vote that …", but "the court ruled on Friday that"
        if tokens[found - 1].low == "that":
            if self._is_auxiliary(found):
                return found - 1  # "said that would be late"
            return found if tokens[found].gap.strip(" ,“\"‘'") == "" else None
        if tokens[verb].low not in wording.bare or tokens[found].low in wording.unreported:
            return None
        if tokens[found].gap.strip(' ,“"‘(—–'):
            return None
        if self._is_auxiliary(found):
            return None
        if tokens[found].gap == ", " and (self.is_adjunct(found) or self.phrases.is_verb(found)):
            return None
        return found if self.is_clause(found, last, sure=tokens[verb].low in wording.sure) else None

    def _is_auxiliary(self, index: int) -> bool:
        """Say whether a word is a verb before which something is missing: "a wish he believes is shared"."""
        low = self.tokens[index].low
        other = low in ("is", "are", "was", "were", "has", "have", "had")
        return other or (low in self.wording.modals and low != "not")

    def _skip_setting(self, index: int, last: int) -> int | None:
        tokens, wording, begin = self.tokens, self.wording, index
        while index < last - 1:
            low, following = tokens[index].low, tokens[index + 1].low
            if low == "that":
                return None if self._is_spread(index, last) else index + 1
            if low in wording.timing and (self._is_time(following) or following.isdigit()):
                index += 2
            elif (
                self._is_moment(index)
                or (low.isdigit() and index > begin)
                or (following == "that" and (low.endswith("ly") or low in wording.between))  # "said, however, that"
            ):
                index += 1
            elif low in wording.placing or (low in wording.subordinating and following.endswith("ing")):
                found = self._skip_place(index, last)
                if found is None:
                    return None
                if found + 1 < last and tokens[found].low.endswith("ed") and tokens[found + 1].low == "by":
                    words = range(found, min(found + _FAR, last))  # "at a meeting attended by both that"
                    found = next((word for word in words if tokens[word].low == "that"), found)
                index = found
            else:
                break
        return index

    def _is_time(self, low: str) -> bool:
        return low in self.lexicon.calendar or low in self.wording.times

    def _is_moment(self, index: int) -> bool:
        """Say whether a word is a time and no name such as "Tomorrow Group"."""
        low = self.tokens[index].low
        return self._is_time(low) and (low in self.lexicon.calendar or not self.tokens[index].cap)

    def _is_place(self, index: int, last: int) -> bool:
        """Say whether a word is the last of those for an occasion or a listener: "news conference"."""
        low = self.tokens[index].low if index < last else ""
        return low in self.wording.settings or low in self.wording.listeners

    def _skip_place(self, index: int, last: int) -> int | None:
        """Go over "in a statement", "at a news conference in Moscow", "to the BBC"; give the word after."""
        tokens = self.tokens
        for word in range(index + 1, min(index + _PLACE, last)):
            if word > index + 1 and tokens[word].gap not in JOINED:
                break
            named = self.story.at.get(word)
            whole = named is not None and (named.last >= last or tokens[named.last].gap not in JOINED)
            if named is not None and (whole or word == index + 1):
                return named.last
            if self._is_place(word, last) and not self._is_place(word + 1, last):
                return word + 1
        for word in range(index + 1, min(index + _FAR, last)):
            if tokens[word].gap not in JOINED:
                return None
            if tokens[word].low == "that":
                return word
        return None

    def _is_spread(self, index: int, last: int) -> bool:
        """Say whether a "that" tells how something was spread: "in an interview that state television showed"."""
        if self.tokens[index - 1].low not in self.wording.settings:
            return False
        for word in range(index + 1, last):
            low = self.tokens[word].low
            if low in self.wording.spreading:
                return True
            if self.phrases.is_verb(word) and (word > index + 1 or low not in self.wording.passive):
                return False
        return False

    def skip_listener(self, index: int, last: int) -> int:
        """Go over whom somebody told; give the word after."""
        tokens, wording, begin = self.tokens, self.wording, index
        while index < last and index - begin < _LISTENER:
            named = self.story.at.get(index)
            if named is not None:
                if not tokens[named.last - 1].possessive:
                    return self._skip_apposed(named.last, last)
                index = named.last
                continue
            low = tokens[index].low
            if low == "that" or (index > begin and tokens[index].gap not in JOINED):
                return index
            if self._is_place(index, last):
                if not self._is_place(index + 1, last):
                    return self._skip_capitals(index + 1, last)
            elif low in wording.objects and index == begin:
                return index + 1
            elif low not in wording.articles and low not in wording.owners and not tokens[index].cap and index > begin:
                following = tokens[index + 1].low if index + 1 < last else ""
                if self.phrases.is_head(index, Kind.PERSON) and following not in wording.people:
                    return index + 1
            index += 1
        return begin + 1

    def _skip_capitals(self, index: int, last: int) -> int:
        """Go over the name of a listener that is not known as one: "told the newspaper Postimees"."""
        tokens = self.tokens
        while index < last and tokens[index].cap and tokens[index].gap in JOINED and not self._is_moment(index):
            index += 1
        return index

    def _skip_apposed(self, index: int, last: int) -> int:
        """Go over what says what sort of listener a name is: "told the PA news agency"."""
        for word in range(index, min(index + 3, last)):
            if self.tokens[word].gap not in JOINED or self.tokens[word].low in self.lexicon.function:
                break
            if self._is_place(word, last) and not self._is_place(word + 1, last):
                return word + 1
        return index

    def is_adjunct(self, index: int) -> bool:
        """Say whether what a comma opens only tells how or when: ", citing the law", ", with no reason given"."""
        index += self.tokens[index].low.endswith("ly") and index + 1 < len(self.tokens)
        low = self.tokens[index].low
        return low.endswith("ing") or low in self.wording.prepositions or low == "as"

    def is_clause(self, index: int, last: int, *, sure: bool) -> bool:
        """Say whether a stretch is a clause: it has a verb, and unless that is `sure` not only behind "who" or "to"."""
        if self.tokens[index].low in self.wording.pronouns and index + 1 < last:
            following = "" if self.tokens[index].possessive else self.tokens[index + 1].low
            return following not in self.wording.subordinating and following not in self.wording.prepositions
        for word in range(index + 1, min(last, index + _CLAUSE)):
            low = self.tokens[word].low
            if not sure:
                if self.subjects.is_quoted(word):
                    continue
                if low in self.wording.relatives or low in self.wording.asking or self.tokens[word].gap == ", ":
                    return False
                if low in self.wording.subordinating:  # "adds lemon before it is put into a pan"
                    return False
            if low.endswith(("n't", "'s", "'ll", "'re", "'ve")):
                return True
            if word in self.story.at or self.tokens[word - 1].low == "to":
                continue
            if self.phrases.is_verb(word) or (sure and (low in self.wording.verbs or low.endswith("ed"))):
                return True
        return False
