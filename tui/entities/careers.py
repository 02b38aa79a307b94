"""Descriptions told by a verb: "X is the head of …", "X was elected president", "they named X chairman"."""

from __future__ import annotations

from tui.entities.premodifiers import Stretch
from tui.entities.reader import Reader
from tui.entities.story import HYPHENS, JOINED, Named
from tui.model import Kind

_LONGEST = 14
"""Words of a description that a verb leads to."""
_LEAD = 6
"""Words of "has also been later"."""
_NEAR = 4
"""Words between "appointed" and the name."""


class Careers(Reader):
    """Finds what verbs tell of those whom a story names."""

    def find(self, named: Named, index: int) -> Stretch | None:
        """Find the phrase that a verb at `index` behind the name, or around it, says of its bearer."""
        tokens = self.tokens
        if index + 1 >= len(tokens) or tokens[named.last - 1].possessive:
            return None
        if named.kind is not Kind.PERSON:
            return self._read_verb(named, index)
        return self._read_verb(named, index) or self._read_naming(named) or self._read_body(named)

    # ------------------------------------------------------------------ verbs behind the name

    def _read_verb(self, named: Named, index: int) -> Stretch | None:
        tokens, wording = self.tokens, self.wording
        joined = tokens[index].gap in JOINED if index == named.last else self.story.pauses(index)
        if not joined or self._is_object(named):
            return None
        limit = min(index + _LEAD, len(tokens) - 1)
        verb = index
        while verb < limit and (verb == index or tokens[verb].gap in JOINED) and self._leads(verb):
            verb += 1
        low = tokens[verb].low
        if low in wording.serving and tokens[verb + 1].low == "as":
            return self._read_phrase(verb + 2, named.kind, bare=True)
        if low not in wording.becoming and low not in wording.passive:
            return None
        index = verb + 1
        while index < limit and (tokens[index].low in wording.adverbs or tokens[index].low == "been"):
            index += 1
        if low in wording.passive and tokens[index].low in wording.appointing and tokens[index].gap in JOINED:
            index += 1
            index += index < len(tokens) and tokens[index].low in ("as", "to")
            return self._read_phrase(index, named.kind, bare=True)
        article = tokens[index].low in wording.articles
        if named.kind is not Kind.PERSON and not (article and low in wording.passive):
            return None
        return self._read_phrase(index, named.kind, bare=low not in wording.passive)

    def _leads(self, index: int) -> bool:
        return self.tokens[index].low in self.wording.leading or self.tokens[index].low.endswith("ly")

    def _is_object(self, named: Named) -> bool:
        """Say whether a name before a verb is not its subject: "the mother of X is a teacher"."""
        first = self.phrases.find_begin(named)
        if first == 0:
            return False
        gap, before = self.tokens[first].gap, self.tokens[first - 1].low
        if gap in JOINED:
            return before in self.wording.shared or before in self.wording.prepositions
        # A name behind a comma and a name is one of a list.
        listed = before not in self.lexicon.function and first - 1 in self.story.at
        return gap == ", " and (listed or not self.phrases.begins_clause(first))

    # ------------------------------------------------------------------ words around the name

    def _read_naming(self, named: Named) -> Stretch | None:
        """Read "appointed X as chairman" and "named X prime minister"."""
        tokens, appointing = self.tokens, self.wording.appointing
        index = named.last
        begin = self.phrases.find_start(named.first)
        if tokens[index].gap not in JOINED or begin == 0 or tokens[begin - 1].low in ("by", "with", "from"):
            return None
        near = range(max(0, begin - _NEAR), begin)
        if not any(tokens[word].low in appointing and not tokens[word].cap for word in near):
            return None
        if tokens[index].low == "as":
            return self._read_phrase(index + 1, named.kind, bare=True)
        if tokens[index].low == "to" and tokens[index + 1].low == "be":
            return self._read_phrase(index + 2, named.kind, bare=True)
        return self._read_phrase(index, named.kind, bare=True) if tokens[begin - 1].low in appointing else None

    def _read_body(self, named: Named) -> Stretch | None:
        """Read where somebody belongs: "Luis Arce of the Movement for Socialism", "said X from Oxford University"."""
        tokens, index = self.tokens, named.last
        low = tokens[index].low
        if low not in ("of", "from", "with") or tokens[index].gap not in JOINED or named.last - named.first < 2:
            return None
        begin = index + 1 + (tokens[index + 1].low == "the")
        body = self.story.at.get(begin)
        if body is None or body.first != begin or body.kind is not Kind.ORGANISATION:
            return None
        start = self.phrases.find_begin(named)
        if any(tokens[word].low in self.wording.depriving for word in range(max(0, start - 3), start)):
            return None
        before = tokens[start - 1].low if start and tokens[start].gap in JOINED else ""
        if low != "of" and not (before in self.wording.said or before == "to" or self.phrases.begins_clause(start)):
            return None
        return (index, body.last) if self._ends(body) else None

    def _ends(self, body: Named) -> bool:
        """Say whether a body's name is all that a preposition leads to: not "of Microsoft fraud"."""
        last = body.last
        if self.tokens[last - 1].possessive:
            return False
        after = self.story.gap_after(last - 1)
        if last >= len(self.tokens) or "\n" in after or after[:1] in tuple(",.;)"):
            return True
        low = self.tokens[last].low
        goes_on = low in ("and", "who", "as") or low in self.wording.attaching or self.phrases.is_verb(last)
        return goes_on and after in JOINED and last not in self.story.at

    # ------------------------------------------------------------------ the phrase

    def _read_phrase(self, index: int, kind: Kind, *, bare: bool) -> Stretch | None:
        """Read a phrase up to where the sentence goes on with something else."""
        tokens, phrases, wording = self.tokens, self.phrases, self.wording
        if index + 1 >= len(tokens) or tokens[index].gap not in JOINED:
            return None
        low = tokens[index].low
        if not (bare or low in wording.articles or low in wording.owners):
            return None
        several = low == "one" and tokens[index + 1].low == "of"
        begin = index + (low in wording.articles and not several)
        close = phrases.find_close(begin)
        last = close or min(begin + _LONGEST, len(tokens))
        head = (phrases.find_plural if several else phrases.find_noun)(begin, last, kind)
        if head is None:
            return None
        last = self._find_end(head, last)
        if close is None:
            # Nothing closes the phrase near enough: keep what is whole.
            last = next((word for word in range(last - 1, head + 1, -1) if tokens[word].low in wording.links), head + 1)
        while last > head + 1 and tokens[last - 1].low in ("and", "or", "but"):
            last -= 1
        return begin, last

    def _find_end(self, head: int, last: int) -> int:
        """Find where a phrase ends before the sentence goes on: before "in 1994", "when …", "and was …"."""
        relative = False
        for index in range(head + 1, last):
            token = self.tokens[index]
            relative = relative or token.low in self.wording.relatives
            joined = token.gap in JOINED or token.gap in HYPHENS
            if not joined and not self.phrases.owns(index) and not self.phrases.continues(index):
                return index
            if token.low in self.wording.ends or self._goes_on(index, last) or self._spans(index, last):
                return index
            if not relative and index not in self.story.at and self.phrases.is_verb(index):
                return index
        return last

    def _goes_on(self, index: int, last: int) -> bool:
        """Say whether a word opens another clause or names somebody else: "and was …", "and he …", "and Y"."""
        if self.tokens[index].low not in ("and", "but") or index + 1 >= last:
            return False
        named = self.story.at.get(index + 1)
        if named is not None:
            return named.kind is Kind.PERSON
        return self.phrases.is_verb(index + 1) or self.tokens[index + 1].low in self.wording.pronouns

    def _spans(self, index: int, last: int) -> bool:
        """Say whether a word leads to a time: "in 1994", "for two years", "in a vote"."""
        if self.tokens[index].low not in self.wording.spanning or index + 1 >= len(self.tokens):
            return False
        low = self.tokens[index + 1].low
        if low.isdigit() or low in ("a", "an") or self._is_time(low):
            return True
        return any(self._is_time(self.tokens[word].low) for word in range(index + 2, min(index + 4, last)))

    def _is_time(self, low: str) -> bool:
        return low in self.lexicon.calendar or low in self.wording.times or low.removesuffix("s") in self.wording.terms
