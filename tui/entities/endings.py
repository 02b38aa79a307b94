"""Where a reported clause ends because the sentence goes on in the writer's own words."""

from __future__ import annotations

from tui.entities.phrases import Phrases
from tui.entities.reader import Reader
from tui.entities.story import JOINED
from tui.entities.subjects import Subjects

_SHORTEST = 3
"""Words of a clause."""
_AGAIN = 5
"""Words of "the officials said" behind a clause that has its speaker before it."""
_CLAUSE = 40
"""Words of a clause that are looked at."""
_LONGEST = 200
"""Words of a clause in which its end is looked for."""
_NEAR = 10
"""Words from a "but" to its verb."""


class Endings(Reader):
    """Finds the ends of reported clauses."""

    def __init__(self, phrases: Phrases, subjects: Subjects) -> None:
        super().__init__(phrases)
        self.subjects = subjects

    def find(self, first: int, verb: int, begin: int, last: int) -> int:
        """Give the word that ends the clause at `begin` which `verb` reports in a sentence from `first` to `last`."""
        tokens, wording = self.tokens, self.wording
        dependent = tokens[first].low in wording.subordinating or tokens[verb - 1].low in wording.relatives
        for index in range(begin + 1, min(last, begin + _LONGEST)):
            over = self.story.pauses(index) and (self._repeats(index, last) or self._changes(index, last))
            if over or self._tells_more(verb, begin, index, last):
                return index
            if tokens[index].gap not in (", ", "; ", ") ", " — ", " – "):
                continue
            if dependent and index - begin >= _SHORTEST and tokens[index].gap == ", ":
                return index
            low = tokens[index].low
            if low == "according" or low in wording.glossing or self._sums_up(index, last):
                return index
            if self._comments(verb, index, last) or self._hopes(index, last):
                return index
        return last

    def _tells_more(self, verb: int, begin: int, index: int, last: int) -> bool:
        """Say whether the speaker's next verb follows: "said that he had left and named two others".

        What is reported is told in another tense, so that the verb is none of it.
        """
        tokens, wording = self.tokens, self.wording
        if tokens[index].low != "and" or index + 2 >= last or tokens[index + 2].low == "to":
            return False
        if not self.subjects.is_said(index + 1, wording.voicing) and not self.subjects.is_said(index + 1, wording.said):
            return False
        past, following = tokens[verb].low.endswith(("id", "ed", "ld")), tokens[index + 1].low
        if past != following.endswith(("id", "ed", "ld")):
            return False
        words = range(max(begin, index - _CLAUSE), index)
        if past:
            return any(tokens[word].low in wording.backshifted for word in words)
        return following.endswith("s") and not any(tokens[word].low in wording.present for word in words)

    def _repeats(self, index: int, last: int) -> bool:
        """Say whether a sentence ends with who says it once more: "X said there was no plan, the officials said"."""
        if not index + 1 < last <= index + _AGAIN or any(self.story.pauses(word) for word in range(index + 1, last)):
            return False
        low = self.tokens[last - 2].low
        return (
            self.subjects.is_said(last - 1, self.wording.said)
            and low not in self.wording.leading
            and low not in self.wording.passive
        )

    def _changes(self, index: int, last: int) -> bool:
        """Say whether a new speaker takes the word: ", while Biden said …"."""
        if self.tokens[index].low not in self.wording.contrasting:
            return False
        for verb in range(index + 2, min(index + _NEAR, last)):
            if self.subjects.is_said(verb, self.wording.said):
                return self.subjects.find_before(index + 1, verb) is not None
            if self.tokens[verb].gap not in JOINED:
                return False
        return False

    def _comments(self, verb: int, index: int, last: int) -> bool:
        """Say whether the writer goes on: what was said is told in the past, ", but there is …" is not."""
        tokens = self.tokens
        if tokens[index].low not in ("but", "though", "although") or not tokens[verb].low.endswith(("id", "ed", "ld")):
            return False
        return any(tokens[word].low in self.wording.present for word in range(index + 1, min(index + 4, last)))

    def _hopes(self, index: int, last: int) -> bool:
        """Say whether a sentence ends with what the writer tells of the speaker: ", which he hoped would be soon"."""
        tokens = self.tokens
        told = tokens[index].low == "which" and index + 2 < last and tokens[index + 1].low in ("he", "she")
        return told and last - index <= _CLAUSE and not any(self.story.pauses(word) for word in range(index + 1, last))

    def _sums_up(self, index: int, last: int) -> bool:
        """Say whether the writer sums up what was said: ", a plan that was dropped", ", a claim critics reject"."""
        tokens = self.tokens
        if index + 2 >= last or tokens[index].low not in ("a", "an") or tokens[index].gap not in (", ", " — ", " – "):
            return False
        if tokens[index + 1].low not in self.wording.summing:
            return False
        goes_on = range(index + 2, min(index + 5, last))
        return tokens[index + 2].low in self.wording.relatives or any(self.phrases.is_verb(word) for word in goes_on)
