"""What is reported without quotation marks: "Peskov said there was no plan", "There is no plan, the Kremlin said"."""

from __future__ import annotations

from collections.abc import Iterator

from tui.entities.aliases import Group
from tui.entities.attributions import Attributions
from tui.entities.endings import Endings
from tui.entities.phrases import Phrases
from tui.entities.reader import Reader
from tui.entities.settings import Settings
from tui.entities.story import JOINED
from tui.entities.subjects import Subjects
from tui.model import Kind

Clause = tuple[Group, int, int]
"""Who, the first word, and the word after the last."""

_SHORTEST = 3
"""Words of a clause."""
_TAIL = 18
"""Words of an attribution behind a clause."""
_LONG_TAIL = 40
"""Words of one that says at length who speaks."""
_BARE_TAIL = 12
"""Words from a subject's verb to the end of such an attribution."""
_DEEP = 30
"""Words of a sentence before its verb of saying."""
_DASHES = ("—", "–", "-", "--")
_DATELINE = 10
"""Words of a dateline."""
_ASIDE = 14
"""Words that say who the one named before them is."""
_NEAR = 10
"""Words between two commas."""


class Reported(Reader):
    """Finds the reported clauses of a story's sentences."""

    def __init__(self, phrases: Phrases, subjects: Subjects, attributions: Attributions) -> None:
        super().__init__(phrases)
        self.subjects = subjects
        self.attributions = attributions
        self.settings = Settings(phrases, subjects)
        self.endings = Endings(phrases, subjects)

    def find(self, first: int, last: int) -> list[Clause]:
        """Find the clauses of a sentence that are somebody's words."""
        first = self._skip_dateline(first, last)
        found = self._find_leading(first, last) or self._find_trailing(first, last) or self._find_around(first, last)
        whole = found or self._find_saying(first, last, first + 2)
        clauses = [(speaker, start, stop) for speaker, begin, end in whole for start, stop in self._split(begin, end)]
        return [clause for clause in clauses if clause[2] - clause[1] >= _SHORTEST and not self._is_dependent(clause)]

    def find_rest(self, first: int, start: int, last: int) -> list[Clause]:
        """Find the clauses behind a quotation with which a sentence begins: "“…,” she said, adding that …"."""
        return [clause for clause in self._find_saying(first, last, start) if clause[2] - clause[1] >= _SHORTEST]

    def _skip_dateline(self, first: int, last: int) -> int:
        """Go over "RIYADH, June 3 (Agency) —"."""
        if not (self.tokens[first].cap or self.tokens[first].text.isdigit()):
            return first
        agency = self.tokens[first].gap.endswith("(") and not self.tokens[first].text.isdigit()
        for index in range(first + 1, min(first + _DATELINE, last)):
            gap, before = self.tokens[index].gap, self.tokens[index - 1]
            if gap.strip(" )") in _DASHES or (agency and gap == ") ") or (gap == ": " and before.text.isdigit()):
                # "CAIRO - 21 July 2022: …"
                return self._skip_dateline(index, last) if self.tokens[index].text.isdigit() else index
            if not (self.tokens[index].cap or self.tokens[index].text.isdigit()):
                break
        return first

    def _is_dependent(self, clause: Clause) -> bool:
        """Say whether a clause is only a "when …" without what goes with it."""
        _, begin, end = clause
        if self.tokens[begin].low not in self.wording.subordinating or not self.tokens[begin].opens:
            return False
        return not any(self.story.pauses(word) for word in range(begin + 1, end))

    # ------------------------------------------------------------------ the attribution comes first

    def _find_leading(self, first: int, last: int) -> list[Clause]:
        """Read "Peskov said there was no plan" and "according to Peskov, there was no plan"."""
        if self.tokens[first].low == "according" and first + 3 < last:
            return self._read_according(first, last)
        for verb in range(first + 1, min(first + _DEEP, last - 2)):
            if not self.subjects.is_said(verb, self.wording.reporting) or verb in self.story.at:
                continue
            speaker = self.subjects.find_before(first, verb)
            if speaker is not None:
                return list(self._read_clauses(speaker.group, first, verb, last))
            if self._is_verb(verb):
                return []
        return []

    def _read_clauses(self, speaker: Group, first: int, verb: int, last: int) -> Iterator[Clause]:
        """Read what a verb reports, and what the next ones of the same speaker do: "said …, and insisted that …"."""
        while verb + 2 < last:
            begin = self.settings.find_clause(verb, last)
            if begin is None:
                return
            end = self.endings.find(first, verb, begin, last)
            yield speaker, begin, end
            if end + 1 >= last or self.tokens[end].low != "and":
                return
            verb = end + 1
            if self.tokens[verb].low not in self.wording.reporting:
                return

    def _is_verb(self, verb: int) -> bool:
        """Say whether a form of a verb of saying is one here, and no noun or participle: "the claims", "is said"."""
        before, wording = self.tokens[verb - 1], self.wording
        return not (
            before.possessive
            or before.low in wording.articles
            or before.low in wording.owners
            or before.low in wording.prepositions
            or before.low in wording.passive
            or before.low == "as"
        )

    def _read_according(self, first: int, last: int) -> list[Clause]:
        speaker = self.subjects.find_after(first + 2, last)
        if speaker is None:
            return []
        for index in range(first + 3, min(first + _DEEP, last - 2)):
            if self.story.pauses(index) and not self._is_aside(index, last):
                return [(speaker, index, last)]
        return []

    def _is_aside(self, index: int, last: int) -> bool:
        """Say whether what a comma opens only says who the one named before it is."""
        close = self.phrases.find_close(index)
        if close is None or close >= last or close - index > _ASIDE or not self.story.pauses(close):
            return False
        if self.tokens[index].low in self.wording.relatives:
            return True
        inside = index + (self.tokens[index].low in self.wording.articles)
        body = self.phrases.find_noun(inside, close, Kind.ORGANISATION) is not None
        named = body or self._names_person(inside, close)
        return named and not any(self.phrases.is_verb(word) for word in range(index + 1, close))

    def _names_person(self, index: int, last: int) -> bool:
        return self.phrases.find_noun(index, last, Kind.PERSON) is not None

    # ------------------------------------------------------------------ "saying"

    def _find_saying(self, first: int, last: int, start: int) -> list[Clause]:
        """Read "Merkel met reporters, saying that there was no plan" and "quoted Peskov as saying there was no plan".

        The word of saying stands behind the word `start`, its subject anywhere in the sentence.
        """
        for index, begin, end in self._find_words(first, last, start):
            quoted = self.tokens[index - 1].low == "as"
            speaker = (self.attributions.read_quoted if quoted else self.attributions.find_main)(first, index)
            return [(speaker, begin, end)] if speaker is not None else []
        return []

    def _find_words(self, first: int, last: int, start: int) -> Iterator[tuple[int, int, int]]:
        """Find the words of saying behind the word `start`, each with the clause that it leads to."""
        tokens, wording = self.tokens, self.wording
        for index in range(start, last - _SHORTEST):
            if not self.subjects.is_said(index, wording.saying):
                continue
            low, begin = tokens[index].low, index + 1
            begin += tokens[begin].low in wording.between and tokens[begin + 1].low == "that"  # "adding however, that"
            introduced = tokens[begin].low == "that"
            quoted = low == "saying" and tokens[index - 1].low == "as"
            if not (quoted or self.story.pauses(index) or (low == "adding" and introduced)):
                continue
            begin += introduced
            bare = low in wording.plain and self.settings.is_clause(begin, last, sure=True)
            bare = bare and tokens[begin].low not in wording.unreported
            if (introduced or bare) and tokens[begin].gap in JOINED:
                yield index, begin, self.endings.find(first, index, begin, last)

    def _split(self, begin: int, end: int) -> Iterator[tuple[int, int]]:
        """Cut ", adding that …" off as a clause of its own; what only goes with it (", citing the law") is left out."""
        start: int | None = begin
        further = {index: after for index, after, _ in self._find_words(begin, end, begin + 1)}
        for index in range(begin + 1, end - 1):
            if self.story.pauses(index) and self.subjects.is_said(index, self.wording.saying):
                if start is not None:
                    yield start, index
                start = further.get(index)
        if start is not None:
            yield start, end

    # ------------------------------------------------------------------ the attribution comes later

    def _find_trailing(self, first: int, last: int) -> list[Clause]:
        """Read "There is no plan, the Kremlin said" and "There is no plan, according to Peskov"."""
        if ":" in self.story.gap_after(last - 1):
            return []  # what it introduces comes after
        for index in range(last - 1, max(first + _SHORTEST, last - _LONG_TAIL), -1):
            if not self.story.pauses(index):
                continue
            if self.subjects.is_quoted(index) or self.tokens[index].low == "as":
                return []  # "as Peskov confirmed" may be said of another's words
            if self.tokens[index].low == "according":
                return self._read_trailing_according(first, index, last)
            speaker = self.attributions.read(index, last, plain=True) if self._is_tail(index, last) else None
            if speaker is not None:
                rest = [(speaker, begin, end) for _, begin, end in self._find_words(index, last, index + 2)]
                return [(speaker, first, self._find_start(first, index)), *rest]
        return []

    def _read_trailing_according(self, first: int, index: int, last: int) -> list[Clause]:
        speaker = self.subjects.find_after(index + 2, last)
        if speaker is None:
            return []
        after = next((word for word in range(index + 3, last) if self.story.pauses(word)), last)
        if after < last and (self.phrases.is_verb(after) or self.tokens[after].low in self.wording.passive):
            return []  # "The plan, according to Peskov, is dead"
        if after < last and self.tokens[first].low in self.wording.subordinating:
            return [(speaker, after, last)]
        return [(speaker, first, index)]

    def _is_tail(self, index: int, last: int) -> bool:
        """Say whether the words after a comma are nothing but who said it, and perhaps when and where."""
        tokens, wording = self.tokens, self.wording
        for verb in range(index, last):
            if not self.subjects.is_said(verb, wording.reporting) or verb in self.story.at:
                continue
            if verb == index:
                return last - verb <= _TAIL or self._names_speaker(verb + 1, last)
            after = self.settings.skip_listener(verb + 1, last) if tokens[verb].low in wording.telling else verb + 1
            if last - verb > _BARE_TAIL:
                return False
            low = tokens[after].low if after < last else ""
            return (
                low in ("", "citing", "who")
                or (low == "and" and not self.story.pauses(after))
                or low in wording.subordinating
                or low in wording.saying
                or low in wording.placing
                or low in wording.timing
                or low in wording.times
                or low in self.lexicon.calendar
            )
        return False

    def _names_speaker(self, index: int, last: int) -> bool:
        """Say whether what stands behind "said" is a name with a phrase that is set off: "X, a chemist at Y and Z"."""
        people = (named for named in self.story.named_in(index, min(index + _NEAR, last)) if named.kind is Kind.PERSON)
        named = next(people, None)
        if named is None or named.last >= last or not self.story.pauses(named.last):
            return False
        return self._names_person(named.last, last)

    def _find_start(self, first: int, index: int) -> int:
        """Give the word that an attribution begins with: "her employer, the firm Zara, said" with "her employer"."""
        for begin in range(index - 1, max(first + _SHORTEST, index - _NEAR), -1):
            if self.story.pauses(begin):
                opener = self.tokens[begin].low
                opened = opener in self.wording.articles or opener in self.wording.owners
                if opened and self.phrases.find_noun(begin + 1, index, Kind.ORGANISATION) is not None:
                    return begin
                apposed = self._names_person(begin + opened, index) and self.phrases.is_noun_phrase(begin, index)
                return begin if apposed else index
            if self.tokens[begin].gap not in JOINED:
                break
        return index

    # ------------------------------------------------------------------ the attribution stands between

    def _find_around(self, first: int, last: int) -> list[Clause]:
        """Read "There was a plan, he said, and it would be signed": what stands on both sides."""
        for index in range(first + 1, last - _SHORTEST):
            if not self.story.pauses(index) or self.subjects.is_quoted(index) or self.subjects.is_quoted(index - 1):
                continue
            end = next((word for word in range(index + 2, min(index + _NEAR, last)) if self.story.pauses(word)), last)
            if last - end < _SHORTEST or self.phrases.is_verb(end) or not self._is_attribution(index, end):
                continue
            speaker = self.attributions.read(index, end, plain=True)
            if speaker is None:
                continue
            found = [(speaker, first, index)] if self.settings.is_clause(first, index, sure=True) else []
            return [*found, *self._read_behind(speaker, end, last)]
        return []

    def _read_behind(self, speaker: Group, index: int, last: int) -> list[Clause]:
        """Read what goes on behind an attribution that stands between two commas."""
        if self.tokens[index].text.isdigit() and index + 1 < last and self.story.pauses(index + 1):
            index += 1  # the speaker's age
        low, wording = self.tokens[index].low, self.wording
        told = [(speaker, begin, end) for _, begin, end in self._find_words(index, last, index)]
        if told or low in wording.saying or low in wording.relatives or self.settings.is_adjunct(index):
            return told
        described = low in wording.articles and self._names_person(index, last)
        if self._is_aside(index, last) or (described and self.phrases.is_noun_phrase(index, last)):
            return []
        start = index + (low in ("and", "but"))
        if low in wording.subordinating or (start > index and start < last and self.phrases.is_verb(start)):
            return []  # "…, he said, if he was attacked" and "…, he said, and had not been": no clauses of their own
        whole = [(speaker, start, last)] if self.settings.is_clause(start, last, sure=True) else []
        return self._find_leading(start, last) or whole

    def _is_attribution(self, index: int, end: int) -> bool:
        """Say whether the words between two commas are nothing but who says it."""
        tokens, reporting = self.tokens, self.wording.reporting
        if tokens[index].low == "according":
            return True
        if tokens[index].low in reporting:
            return tokens[index + 1].low not in ("that", "it")
        return self.subjects.is_said(end - 1, reporting) and tokens[index].low not in self.wording.relatives
