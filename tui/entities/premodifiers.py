"""Descriptions that stand before a name: "Kremlin spokesman X", "the 70-year-old X", "his counterpart, X,"."""

from __future__ import annotations

from tui.entities.reader import Reader
from tui.entities.story import HYPHENS, JOINED, Named
from tui.model import Kind

_REACH = 20
"""Words between a noun and the comma before the name."""
_PORTFOLIO = 6
"""Words of a portfolio: "Minister of Law, Justice and Parliamentary Affairs"."""

Stretch = tuple[int, int]
"""The first word of a description, and the index after its last."""


class Premodifiers(Reader):
    """Finds what stands before the names of a story."""

    def find(self, named: Named) -> Stretch | None:
        """Find the words before a name that say who or what it is."""
        first = named.first
        while first > 1 and self.story.joins(first) and self.phrases.is_honorific(first - 1):
            first -= 1
        if first == 0:
            return None
        if self.tokens[first].gap == ", ":
            return self._find_set_off(named, first)
        if self.tokens[first].gap in JOINED or (self.story.joins(first) and named.kind is Kind.PERSON):
            found = self._find_joined(named, first - 1)
        else:
            found = None
        if found is None and named.kind is Kind.PLACE:
            return self._find_of(named)
        if found is None and named.kind is Kind.PERSON:
            return self._find_subject(named)
        return found

    # ------------------------------------------------------------------ directly before the name

    def _find_joined(self, named: Named, head: int) -> Stretch | None:
        tokens, phrases, person = self.tokens, self.phrases, named.kind is Kind.PERSON
        low = tokens[head].low
        if person and low.endswith(("-year-old", "-years-old")):
            opened = head and tokens[head - 1].low == "the" and tokens[head].gap in JOINED
            return (head - 1 if opened else head), head + 1
        if tokens[head].possessive or phrases.is_honorific(head) or (not person and self._is_modifier(named.last)):
            return None
        if low == "accused" and tokens[head - 1].low != "the":
            return None
        if low in self.wording.royals and not self._opens_name(named):
            return None
        if person and (tokens[named.first].low in self.wording.fields and named.last - named.first == 1):
            return None  # "Deputy Youth and Sports Minister"
        if not phrases.is_head(head, named.kind) or (person and self._is_name(head)):
            return (self._find_office(head) or self._find_people(named, head)) if person else None
        begin = phrases.find_start(head)
        if begin == head and not self._stands_alone(named, head):
            return None
        if low in self.wording.kin and not self._is_kin(named, begin):
            return None
        owned = person and begin > 0 and tokens[begin].gap in JOINED and tokens[begin - 1].low in self.wording.owners
        return (begin - 1 if owned else begin), head + 1

    def _stands_alone(self, named: Named, head: int) -> bool:
        """Say whether a noun without other words describes: not "Mother Teresa", not "the figure McKinley cited"."""
        token = self.tokens[head]
        if named.kind is not Kind.PERSON or (token.cap and token.low in self.wording.addresses):
            return False
        return token.low not in self.wording.things and not self.phrases.is_adviser(head)

    def _is_kin(self, named: Named, begin: int) -> bool:
        """Say whether a noun for kin is of whom a mention names: not "husband and wife X and Y".

        Nor is it where the mention is the end of a longer name: "her father Abdul Basit" is not Laiba Abdul Basit.
        """
        if named.last - named.first > 1 and not self._opens_name(named):
            return False
        pair = begin > 1 and self.tokens[begin - 1].low == "and" and self.tokens[begin - 2].low in self.wording.kin
        return not (pair and self.story.gap_after(named.last - 1) in JOINED and self.tokens[named.last].low == "and")

    def _is_modifier(self, index: int) -> bool:
        """Say whether a noun follows a name, so that what stands before belongs to it: "its press office X account"."""
        if index >= len(self.tokens) or self.tokens[index].gap not in JOINED or index in self.story.at:
            return False
        token = self.tokens[index]
        return not (
            token.cap or token.low in self.lexicon.function or self.phrases.is_verb(index) or token.low.endswith("ed")
        )

    def _opens_name(self, named: Named) -> bool:
        """Say whether a mention is what its bearer's full name begins with."""
        return named.group.name.lower().startswith(self.tokens[named.first].low)

    def _is_name(self, index: int) -> bool:
        """Say whether a noun with a capital is part of a name: no office or behind a given name, and opens nothing."""
        token = self.tokens[index]
        if not token.cap or token.opens or token.low == "lady":
            return False
        if token.low not in self.lexicon.offices:
            return True
        before = self.tokens[index - 1]  # "Mohammad Sultan Sofi"
        given = before.cap and before.low in self.lexicon.given and token.gap in JOINED
        return given and token.low in self.lexicon.office_surnames

    def _find_office(self, head: int) -> Stretch | None:
        """Find a noun whose "of" comes before the name: "Minister of Finance X", "the president of Russia X"."""
        tokens = self.tokens
        index = self._skip_portfolio(head)
        if index < 1 or tokens[index].low not in ("of", "for"):
            return None
        noun = index - 1
        if noun in self.story.at or not self.phrases.is_head(noun, Kind.PERSON) or tokens[noun].possessive:
            return None
        if any(tokens[word].gap not in JOINED for word in range(index, head + 1)):
            return None
        return self.phrases.find_start(noun), head + 1

    def _skip_portfolio(self, head: int) -> int:
        """Go left over what may stand between "of" and a name; 0 when it is something else."""
        tokens = self.tokens
        named = self.story.at.get(head)
        if named is not None:
            if named.kind is Kind.PERSON:
                return 0
            index = named.first - 1
        elif tokens[head].low in self.wording.fields or (tokens[head].cap and not self.phrases.is_honorific(head)):
            index = head
            while index > 0 and head - index < _PORTFOLIO and index not in self.story.at:
                field = tokens[index].low in self.wording.fields or tokens[index].low == "and"
                if not (field or (tokens[index].cap and tokens[head].cap)):
                    break
                index -= 1
        else:
            return 0
        return index - 1 if index and tokens[index].low == "the" else index

    def _find_people(self, named: Named, head: int) -> Stretch | None:
        """Find a nationality before a full name: "Kenyan Eliud Kipchoge"."""
        token = self.tokens[head]
        if named.last - named.first < 2 or not token.cap or token.low in self.wording.vague or head in self.story.at:
            return None
        return (self.phrases.find_start(head), head + 1) if self.phrases.is_people(head) else None

    # ------------------------------------------------------------------ before a comma

    def _find_set_off(self, named: Named, last: int) -> Stretch | None:
        """Find a phrase that commas set the name off from: "his counterpart, X,", "the head of the bank, X, said"."""
        tokens, kind = self.tokens, named.kind
        if tokens[named.last - 1].possessive or not self._is_closed(named):
            return None
        head = self._find_head(last, kind)
        if head is None:
            return None
        begin = self.phrases.find_start(head)
        opener = tokens[begin - 1].low if begin > 0 and tokens[begin].gap in JOINED else ""
        owned = opener in self.wording.owners
        possessed = any(tokens[word].possessive for word in range(begin, head))
        if not (owned or possessed or opener in ("the", "another")):
            return None
        if kind is Kind.PLACE and head == begin and last == head + 1 and tokens[head].low in self.wording.plain_places:
            return None
        return (begin - 1 if owned and kind is Kind.PERSON else begin), last

    def _is_closed(self, named: Named) -> bool:
        """Say whether the name ends what it is set off in, and no list goes on: "the president of France, X, and Y"."""
        after = self.story.gap_after(named.last - 1)
        if after and "\n" not in after and not after.startswith((",", ".", ";", " —", " –", ")", "”", '"', " (")):
            return False
        if not after.startswith(",") or named.last + 1 >= len(self.tokens):
            return True
        if named.kind is Kind.ORGANISATION:
            other = self.story.at.get(named.last)
            return other is None or other.kind is not Kind.ORGANISATION
        listed = named.kind is Kind.PERSON and self.tokens[named.last].low in ("and", "or")
        return not listed or self.phrases.is_verb(named.last + 1)

    def _find_head(self, last: int, kind: Kind) -> int | None:
        """Find the noun of the phrase that ends before a word."""
        tokens = self.tokens
        head = last - 1
        if head not in self.story.at and self.phrases.is_head(head, kind):
            return head if not tokens[head].possessive and (not tokens[head].cap or kind is Kind.PERSON) else None
        if kind is not Kind.PERSON:
            return None
        found = None
        for word in range(head, max(head - _REACH, 0), -1):
            if tokens[word].gap not in JOINED and tokens[word].gap not in HYPHENS:
                break
            if word not in self.story.at and self.phrases.is_verb(word):
                break
            noun = word - 1
            if noun in self.story.at or tokens[word].low not in self.wording.relations or tokens[noun].possessive:
                continue
            # Of "the adviser to the minister and spokesman for the ministry" the first noun is the one.
            if self.phrases.is_head(noun, kind) and (found is None or self._is_opened(noun)):
                found = noun
        return found

    def _is_opened(self, head: int) -> bool:
        """Say whether an article or an owner stands before a noun's phrase."""
        begin = self.phrases.find_start(head)
        before = self.tokens[begin - 1].low if begin and self.tokens[begin].gap in JOINED else ""
        return before in ("the", "another") or before in self.wording.owners

    # ------------------------------------------------------------------ before "of" and "is"

    def _find_of(self, named: Named) -> Stretch | None:
        """Find "Black Sea resort" in "the Black Sea resort of Sochi"."""
        tokens = self.tokens
        head = named.first - 2
        if head < 1 or tokens[head + 1].low != "of" or tokens[head + 1].gap not in JOINED or tokens[head].possessive:
            return None
        low = tokens[head].low
        if not self.phrases.is_head(head, Kind.PLACE) or tokens[named.last - 1].possessive:
            return None
        if low in self.wording.parts or low in self.wording.portions:
            return None
        if low.endswith("s") and low[:-1] in self.lexicon.nouns:  # "the islands of Lake Tana"
            return None
        begin = self.phrases.find_start(head)
        if begin == head and tokens[head].low in self.wording.plain_places:
            return None
        opener = tokens[begin - 1].low if begin else ""
        return (begin, head + 1) if opener in self.wording.articles or tokens[begin].possessive else None

    def _find_subject(self, named: Named) -> Stretch | None:
        """Find what "the first president was X" says of a person."""
        tokens = self.tokens
        verb = self.phrases.find_start(named.first) - 1
        if verb < 2 or tokens[verb].low not in ("is", "was") or tokens[verb].cap or tokens[verb + 1].gap not in JOINED:
            return None
        if self.story.gap_after(named.last - 1)[:1] not in tuple(",.;") or tokens[named.last - 1].possessive:
            return None
        sentence = self.story.sentence_of(verb)[0]
        begin = verb - 1
        while begin > sentence and tokens[begin].gap in JOINED | HYPHENS and verb - begin < _REACH:
            begin -= 1
        if begin > sentence and tokens[begin].gap in JOINED:
            return None
        first = begin + (tokens[begin].low in self.wording.articles)
        head = self.phrases.find_noun(first, verb, Kind.PERSON)
        if head is None or tokens[head].low in self.wording.faceless:
            return None
        if first == begin and not tokens[begin].possessive and begin not in self.story.at:
            return None
        return (first, verb) if self.phrases.is_noun_phrase(first, verb) else None
