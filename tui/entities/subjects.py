"""Who does what a verb says: the subject before it, or behind it ("said Peskov")."""

from __future__ import annotations

import bisect
from typing import NamedTuple

from tui.entities.aliases import Group
from tui.entities.phrases import Phrases
from tui.entities.reader import Reader
from tui.entities.speakers import SPEAKING, Speakers
from tui.entities.story import HYPHENS, JOINED, Named
from tui.model import Kind

_CLOSING = " \u00a0\u202f)”’\"'"
_DASHES = ("—", "–", "-")
_DEFINITE = 9
"""Words of a phrase such as "the president of the country"."""
_REACH = 30
"""Words between a name and its verb."""
_ASIDE = 14
"""Words of "of the party" between a name and its verb."""
_BRACKET = 10
"""Words in brackets behind a name."""
_NAMES = 6
"""Names before a verb that are tried."""
_BEHIND = 14
"""Words behind a verb in which its subject is named."""


class Subject(NamedTuple):
    """Who does what a verb says."""

    group: Group
    begin: int
    """The first word that names him, with an article and what describes him."""


class Subjects(Reader):
    """Finds the subjects of a story's verbs."""

    def __init__(self, phrases: Phrases, speakers: Speakers, quoted: list[tuple[int, int]]) -> None:
        super().__init__(phrases)
        self.speakers = speakers
        self.quoted = quoted
        """Stretches of words inside quotation marks, in order: who is named there does not speak."""

    def is_quoted(self, index: int) -> bool:
        """Say whether a word stands between quotation marks."""
        place = bisect.bisect_right(self.quoted, (index, len(self.tokens))) - 1
        return place >= 0 and self.quoted[place][0] <= index < self.quoted[place][1]

    def is_said(self, index: int, verbs: frozenset[str]) -> bool:
        """Say whether a word is one of these verbs in the writer's own words."""
        token = self.tokens[index]
        return token.low in verbs and not token.cap and not self.is_quoted(index)

    # ------------------------------------------------------------------ before the verb

    def find_before(self, first: int, verb: int) -> Subject | None:
        """Find the subject of a verb within the words from `first` on."""
        tokens = self.tokens
        index = verb - 1
        while index >= first and self.is_between(index) and tokens[index + 1].gap.strip() in ("", ","):
            index -= 1
        if index < first or self.is_quoted(index) or tokens[index].low in self.wording.passive:
            return None
        gap = self.story.gap_after(index)
        if gap not in JOINED:
            aside = gap.strip(_CLOSING) in ("", ",") or gap.strip() in _DASHES
            return self._find_named(first, index + 1) if aside else None
        low = tokens[index].low
        if index in self.story.at or low in self.wording.relatives:
            return self._find_named(first, index + 1)
        if low in self.wording.pronouns:
            asked = index > first and tokens[index - 1].low in ("which", "what", "whom", "how", "why")
            meant = None if asked else self._resolve_pronoun(first, index)
            if meant is None and not asked and low in ("he", "she"):
                self.speakers.speak(None)  # somebody without a name, who may be quoted on
            return Subject(meant, index) if meant is not None else None
        if low in ("and", "but") and index - 1 > first and index - 1 not in self.story.at:
            acting = self.find_acting(first, index)  # "Merkel praised the plan and said …"
            return Subject(acting, index) if acting is not None else None
        begin = self._find_the(first, index)
        called = self.resolve_noun(begin + 1, index + 1) if begin >= 0 else None
        if called is not None:
            return Subject(called, begin)
        if begin >= 0 and self.phrases.find_noun(begin + 1, index + 1, Kind.PERSON) is not None:
            return None  # "the editor of the daily X wrote"
        return self._find_named(first, index + 1)

    def _resolve_pronoun(self, first: int, index: int) -> Group | None:
        """Find whom a pronoun means: the one person of a clause that the sentence begins with, else who spoke last."""
        low = self.tokens[index].low
        opened = self.tokens[first].low in self.wording.subordinating and first not in self.story.at
        if low in ("he", "she") and opened and index - first <= _REACH:
            named = {one.group for one in self.story.named_in(first, index) if one.kind is Kind.PERSON}
            if len(named) == 1 and self.speakers.may_be(group := named.pop(), low):
                return group
        return self.speakers.resolve(low)

    def is_between(self, index: int) -> bool:
        """Say whether a word may stand between a subject and its verb: "has also repeatedly said"."""
        low = self.tokens[index].low
        return index not in self.story.at and (
            low in self.wording.between or (low.endswith("ly") and len(low) > 4 and not self.tokens[index].cap)
        )

    def _find_the(self, first: int, last: int) -> int:
        """Find the "the" that opens the clause whose subject ends with a word; -1 when there is none."""
        tokens, found = self.tokens, -1
        for index in range(last, max(first, last - _DEFINITE) - 1, -1):
            if index < last and index not in self.story.at and self.phrases.is_verb(index):
                break
            if tokens[index].low == "the" and (index == first or self.phrases.begins_clause(index)):
                found = index
            if tokens[index].gap not in JOINED and tokens[index].gap not in HYPHENS:
                break
        return found

    def resolve_noun(self, begin: int, end: int) -> Group | None:
        """Find whom the phrase between two words means, by its noun and the country that it tells."""
        for kind in SPEAKING:
            head = self.phrases.find_noun(begin, end, kind)
            if head is not None and head not in self.story.at:
                return self.speakers.resolve_noun(begin, head, end)
        if begin < end and self.tokens[end - 1].low in self.wording.bodies:  # "the Ministry"
            return self.speakers.resolve_noun(begin, end - 1, end)
        return None

    def _find_named(self, first: int, end: int) -> Subject | None:
        """Find the name whose clause goes on at the word `end`."""
        for named in reversed(self.story.named_in(max(first, end - _REACH), end)[-_NAMES:]):
            if self.is_quoted(named.first):
                return None
            bracketed = self.tokens[named.first].gap.endswith("(")
            if named.last > end or named.kind not in SPEAKING or bracketed or self.tokens[named.last - 1].possessive:
                continue
            if not self._is_linked(named.last, end) and not self._is_set_off(named, end):
                continue
            if named.last == end - 1 and self.tokens[named.last].low in self.wording.relatives:
                return Subject(self._find_antecedent(named), end - 1)
            if self._opens(named, first):
                return Subject(named.group, self.phrases.find_begin(named))
            if self._is_paired(named, first):
                return None
        return None

    def _is_set_off(self, named: Named, end: int) -> bool:
        """Say whether a name stands between commas behind what describes it: "Their father, X, said"."""
        return named.last == end and self.story.pauses(named.first) and self.story.gap_after(end - 1) == ", "

    def _find_antecedent(self, named: Named) -> Group:
        """Give whom "who" means behind "the Observatory at Oxford University": the first of the two."""
        before = self.story.at.get(named.first - 2) if named.first > 1 else None
        attached = self.tokens[named.first - 1].low in self.wording.attaching
        return before.group if before is not None and before.kind in SPEAKING and attached else named.group

    def _opens(self, named: Named, first: int) -> bool:
        """Say whether a name is a subject and not what a preposition before it leads to."""
        begin = self.phrases.find_begin(named)
        if begin <= first or self.tokens[begin].gap not in JOINED:
            return True
        return self.tokens[begin - 1].low not in self.wording.prepositions and not self._is_paired(named, first)

    def _is_paired(self, named: Named, first: int) -> bool:
        """Say whether a name is one of two that act together: "Putin and Lukashenko said"."""
        begin = self.phrases.find_begin(named)
        return begin - 2 >= first and self.tokens[begin - 1].low == "and" and begin - 2 in self.story.at

    # ------------------------------------------------------------------ between the name and the verb

    def _is_linked(self, begin: int, end: int) -> bool:
        """Say whether the words between a name and its verb only say more of it: "of the party", ", 45, a lawyer,"."""
        closing = self.story.gap_after(end - 1)
        if begin == end:
            return not closing.strip(_CLOSING)
        gap, low = self.tokens[begin].gap, self.tokens[begin].low
        if gap.startswith((" (", "(")):
            ends = (word for word in range(begin + 1, min(begin + _BRACKET, end + 1)) if self._closes_bracket(word))
            close = next(ends, None)
            return close is not None and (close == end or self._is_linked(close, end))
        closed = closing.strip().endswith(",")
        if low in self.wording.relatives:
            if end - begin == 1 or gap not in JOINED:
                return end - begin == 1 or closed
            return any(self.phrases.is_verb(word) for word in range(begin + 1, end))
        if gap in JOINED:
            return low in self.wording.attaching and self._is_attached(begin, end) and closing in JOINED | {", "}
        if gap.strip(").") in (",", ", "):
            return closed and low not in ("and", "but", "or") and self._is_aside(begin, end)
        return gap.strip() in _DASHES and closing.strip() in _DASHES

    def _closes_bracket(self, index: int) -> bool:
        return ")" in self.story.gap_after(index - 1)

    def _is_attached(self, begin: int, end: int) -> bool:
        """Say whether words are one phrase without a verb: "of the ruling party in Kano"."""
        if end - begin > _ASIDE or any(self.tokens[word].gap.strip(" ()-") for word in range(begin, end)):
            return False
        return not any(self.phrases.is_verb(word) for word in range(begin, end) if word not in self.story.at)

    def _is_aside(self, begin: int, end: int) -> bool:
        """Say whether what stands between two commas is no clause."""
        relative = False
        for word in range(begin, end):
            low = self.tokens[word].low
            if low in self.wording.relatives:
                relative = True
            elif self.tokens[word].gap == ", ":
                relative = relative and low in ("and", "or")
            if not relative and word > begin and word not in self.story.at and self.phrases.is_verb(word):
                return False
        return True

    # ------------------------------------------------------------------ the subject of a sentence

    def find_acting(self, first: int, last: int) -> Group | None:
        """Find the subject of a sentence: the first name in it that no preposition leads to, or a pronoun's bearer."""
        opener = self.tokens[first].low
        if first not in self.story.at and not self.is_quoted(first):
            if opener in ("he", "she"):
                return self.speakers.resolve(opener)
            if opener == "the":
                words = range(first + 1, min(first + _DEFINITE, last))
                end = next((word for word in words if self.phrases.is_verb(word)), first)
                called = self.resolve_noun(first + 1, end) if end > first + 1 else None
                if called is not None:
                    return called
        for named in self.story.named_in(first, last):
            if named.kind in SPEAKING and not self.is_quoted(named.first) and self._acts(named, first):
                return named.group
        for index in range(first + 1, min(first + _REACH, last)):
            token = self.tokens[index]
            if token.low in ("he", "she") and token.gap == ", " and not self.is_quoted(index):
                return self.speakers.resolve(token.low)
        return None

    def _acts(self, named: Named, first: int) -> bool:
        """Say whether a name is a sentence's subject: its clause goes on with a verb, or with more about its bearer."""
        index, begin = named.last, self.phrases.find_begin(named)
        if index >= len(self.tokens) or self.tokens[index - 1].possessive or self.tokens[named.first].gap.endswith("("):
            return False
        inside = begin > first and self.tokens[begin - 1].low in ("and", "or", "that", "as", "which")
        inside = inside or (begin > first and self.story.pauses(begin) and self._is_governed(begin - 1))
        if begin > first and (inside or not self.phrases.begins_clause(begin)):
            return False
        if self.tokens[index].gap not in JOINED or self.is_between(index):
            return True
        low = self.tokens[index].low
        more = low in self.wording.relatives or low in self.wording.attaching
        opens = begin == first and low.endswith("s") and low not in self.lexicon.function
        return index not in self.story.at and (more or opens or self.phrases.is_verb(index))

    def _is_governed(self, head: int) -> bool:
        """Say whether a preposition leads to a noun for a person: "facing criticism from his wife, the actor X, …"."""
        if not self.phrases.is_head(head, Kind.PERSON):
            return False
        begin = self.phrases.find_start(head)
        opener = self.tokens[begin - 1].low if begin > 1 else ""
        begin -= opener in self.wording.articles or opener in self.wording.owners
        return (
            begin > 0 and self.tokens[begin].gap in JOINED and self.tokens[begin - 1].low in self.wording.prepositions
        )

    # ------------------------------------------------------------------ behind the verb

    def find_after(self, index: int, last: int) -> Group | None:
        """Find who stands behind a verb: "said Peskov", "according to Kremlin spokesman Dmitry Peskov"."""
        tokens = self.tokens
        if index >= last or tokens[index].gap not in JOINED:
            return None
        if tokens[index].low in self.wording.pronouns and index not in self.story.at:
            joined = index + 1 < len(tokens) and tokens[index + 1].gap in JOINED
            return None if joined else self.speakers.resolve(tokens[index].low)
        index = self._skip_statement(index, last)
        named = self._find_next(index, last)
        if named is not None:
            return named.group
        if tokens[index].low != "the":
            return None
        limit, end = min(last, index + _DEFINITE), index + 1
        while end < limit and tokens[end].gap in JOINED and tokens[end].low not in self.wording.times:
            end += 1
        return self.resolve_noun(index + 1, end)

    def _skip_statement(self, index: int, last: int) -> int:
        """Go over "a statement by" and its like."""
        tokens = self.tokens
        if tokens[index].low not in self.wording.articles:
            return index
        for word in range(index + 1, min(index + 5, last - 2)):
            if tokens[word].gap not in JOINED or word in self.story.at:
                break
            if tokens[word].low in self.wording.settings and tokens[word + 1].low in ("by", "from", "of", "in"):
                return word + 2
        return index

    def _find_next(self, index: int, last: int) -> Named | None:
        """Find the name that a phrase beginning at `index` ends with: "the Kremlin spokesman Dmitry Peskov"."""
        tokens, latest = self.tokens, None
        position = index + (tokens[index].low in self.wording.articles and index not in self.story.at)
        while position < min(last, index + _BEHIND):
            if position > index and not self.story.joins(position) and tokens[position].gap not in HYPHENS:
                break
            named = self.story.at.get(position)
            if named is not None and named.first >= index:
                if self.is_quoted(position):
                    return None
                if named.kind is Kind.PERSON and not tokens[named.last - 1].possessive:
                    return named
                latest, position = named, named.last
                continue
            if latest is not None and latest.last == position and self._ends_speaker(latest, position):
                break
            if not self._describes(position):
                return None
            position += 1
        ended = latest is not None and latest.last == position and not tokens[position - 1].possessive
        return latest if ended and latest is not None and latest.kind in SPEAKING else None

    def _ends_speaker(self, named: Named, index: int) -> bool:
        """Say whether a word behind a name goes on with something else: "said NASA in a statement"."""
        low, wording = self.tokens[index].low, self.wording
        return not self.tokens[named.last - 1].possessive and (
            low in wording.placing
            or low in wording.times
            or low in wording.relatives
            or low in wording.subordinating
            or low in self.lexicon.calendar
            or low == "and"
        )

    def _describes(self, index: int) -> bool:
        """Say whether a word may stand in the description before a speaker's name."""
        low = self.tokens[index].low
        if low == "of":
            return self.phrases.is_head(index - 1, Kind.PERSON)
        return low not in self.lexicon.function or low in self.wording.modifiers or low in ("and", "the")
