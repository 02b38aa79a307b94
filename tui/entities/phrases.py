"""Noun phrases of a story: what their nouns are, and where they begin and end."""

from __future__ import annotations

from tui.entities.grammar import Grammar
from tui.entities.story import HYPHENS, JOINED, Named
from tui.model import Kind

_WIDEST = 14
"""Words of a phrase before its noun."""
_ADJECTIVES = ("al", "ic", "ous", "ive")
_LONGEST = 24
"""Words from a phrase's start to its end."""


class Phrases(Grammar):
    """Reads the noun phrases of a story."""

    # ------------------------------------------------------------------ to the left

    def find_start(self, head: int) -> int:
        """Go left from a noun or a name over the words that belong to it; give the first, without an article."""
        first = head
        while first > 0 and head - first < _WIDEST:
            before = self._step_left(first, head)
            if before < 0:
                break
            first = before
        while first < head and self._is_small(first):
            first += 1
        return first

    def _is_small(self, index: int) -> bool:
        low = self.tokens[index].low
        return low.isdigit() or low in self.wording.relations or low in self.wording.articles or low in ("and", "&")

    def find_begin(self, named: Named) -> int:
        """Go left from a name over all that belongs to it, with its article and a person's "Minister of Finance"."""
        begin = self.find_start(named.first)
        tokens = self.tokens
        before = tokens[named.first - 1]
        body = named.first > 0 and not before.cap and before.low in self.wording.bodies  # "of the Dutch company X"
        # What is directly before "of X" is another one: "an aide of X".
        if named.kind is Kind.PERSON and not body and 1 < begin < named.first and tokens[begin].gap in JOINED:
            link = begin - 1
            if tokens[link].low == "the" and tokens[link].gap in JOINED:
                link -= 1
            if tokens[link].low in ("of", "for") and tokens[link].gap in JOINED and self.is_head(link - 1, Kind.PERSON):
                begin = self.find_start(link - 1)
        if begin > 0 and tokens[begin].gap in JOINED and tokens[begin - 1].low in self.wording.articles:
            begin -= 1
        return begin

    def _step_left(self, first: int, head: int) -> int:
        """Give the word that a phrase reaches back to from `first` in one step; -1 when it begins there."""
        tokens = self.tokens
        before = first - 1
        named = self.story.at.get(before)
        if tokens[first].gap in HYPHENS:
            return named.first if named is not None else before
        if not self.story.joins(first):
            return -1
        if named is not None:
            return self._step_over(named, first, head)
        if tokens[before].low in ("and", "&"):
            return before - 1 if before and self._is_linked(before, head) else -1
        return before if self._fits(before, first) else -1

    def _step_over(self, named: Named, first: int, head: int) -> int:
        """Step over a name: "Russia's President", "Kremlin spokesman", "Trump lawyer", not "in Moscow President"."""
        tokens = self.tokens
        if tokens[named.last - 1].possessive:
            return named.first
        if named.kind is Kind.PERSON:
            surname = named.last - named.first == 1 and first == head and not tokens[head].cap
            return named.first if surname and head not in self.story.at else -1
        before = tokens[named.first - 1].low if named.first and tokens[named.first].gap in JOINED else ""
        if named.kind is Kind.PLACE and before in self.wording.local and tokens[first].cap:
            return -1
        office = named.first - 3
        if named.kind is Kind.PLACE and before == "the" and office >= 0 and tokens[office + 1].low == "to":
            # "Envoy to the Horn of Africa Ambassador X"
            return -1 if self.is_head(office, Kind.PERSON) else named.first
        return named.first

    def _is_linked(self, link: int, head: int) -> bool:
        """Say whether "and" joins words of one phrase: "author and activist", "Blue and White chairman"."""
        tokens, wording = self.tokens, self.wording
        left, right = tokens[link - 1], tokens[link + 1]
        if tokens[link].gap not in JOINED or left.possessive or left.low in wording.kin:
            return False
        one, other = self.story.at.get(link - 1), self.story.at.get(link + 1)
        if one is not None and other is not None:
            return one.kind is other.kind is Kind.PLACE and not tokens[head].cap and link + 1 < head
        if one is not None or other is not None:
            return False
        person = self.is_head(link - 1, Kind.PERSON)
        if left.cap != right.cap or (left.cap and left.opens and person):
            both = left.low in wording.fields and right.low in wording.fields
            return left.opens and (self.is_head(head, Kind.PERSON) if person else both)
        if left.cap:
            two = person and tokens[head].low in wording.sovereigns
            return not two and left.low not in self.lexicon.function and left.low not in self.lexicon.calendar
        if person:
            return self.is_head(head, Kind.PERSON) and head - link <= 4
        return left.low in wording.fields and right.low in wording.fields

    def _fits(self, index: int, first: int) -> bool:
        """Say whether a word that is no name may stand in a phrase before the word `first`."""
        token, wording, lexicon = self.tokens[index], self.wording, self.lexicon
        low = token.low
        if (low in wording.times and low not in wording.modifiers) or low in lexicon.calendar:
            return False
        if token.cap and low not in lexicon.function:
            if token.opens and first in self.story.at and low in wording.infinitives and low not in wording.modifiers:
                return False  # "Recall BP's boss"
            return low in wording.modifiers or not (
                (token.opens and low.endswith(("ed", "ly")) and len(low) > 5) or (low.endswith("ing") and len(low) > 6)
            )
        if token.possessive or self.is_people(index) or low.endswith("-old"):
            return True
        opened = self._is_opened(index)
        if self.tokens[first].cap and first not in self.story.at:
            fitting = low in wording.epithets or low in wording.modifiers or "-" in low
        elif low in wording.modifiers:
            fitting = True
        else:
            return self._is_plain(index, first, opened=opened)
        form = low in wording.appointing or (low.endswith("ed") and low in wording.verbs)
        return fitting and (opened or not form or self._follows_preposition(index))

    def _is_opened(self, index: int) -> bool:
        """Say whether a word stands behind one that begins a phrase, so that it is no verb."""
        before = self.tokens[index - 1] if index else None
        if before is None:
            return False
        if before.possessive or self.tokens[index].gap not in JOINED:
            return before.possessive
        if before.low.endswith("ly"):  # "newly elected", but not "he easily defeated"
            return index < 2 or not (self.tokens[index - 2].low in self.wording.pronouns or index - 2 in self.story.at)
        return before.low in self.wording.articles or before.low in self.wording.owners

    def _follows_preposition(self, index: int) -> bool:
        return (
            index > 0 and self.tokens[index].gap in JOINED and self.tokens[index - 1].low in self.wording.prepositions
        )

    def _is_plain(self, index: int, first: int, *, opened: bool) -> bool:
        """Say whether a plain word is no verb and no word of the sentence: "media company", not "told company"."""
        token, wording = self.tokens[index], self.wording
        low = token.low
        if low in self.lexicon.function or low in wording.bases or low in wording.adverbs:
            return False
        before = self.tokens[index - 1].low if index and token.gap in JOINED else ""
        if low.endswith("ed") or low in wording.participles:
            acts = before in wording.pronouns or (before.endswith("ly") and not opened)
            return opened or ("-" in low and not acts) or self._follows_preposition(index)
        if low in wording.verbs:
            return opened and low.endswith("s")
        if low.endswith("ly"):
            following = self.tokens[first].low
            return following.endswith("ed") or following in wording.modifiers
        if low.endswith("ing") and len(low) > 4:
            return opened or "-" in low
        if low.endswith("s") and low[:-1] in wording.infinitives:
            return opened
        if low in wording.infinitives:
            return before not in wording.auxiliaries and before not in wording.pronouns
        return before not in wording.modals

    # ------------------------------------------------------------------ to the right

    def find_close(self, index: int) -> int | None:
        """Find where a phrase that begins at a word ends: at the next comma, stop or dash; None when none is near."""
        tokens, depth = self.tokens, 0
        for last in range(index + 1, min(index + _LONGEST, len(tokens)) + 1):
            gap = self.story.gap_after(last - 1)
            if gap in JOINED or gap in HYPHENS:
                if last > index + 1 and not depth and last < len(tokens) and tokens[last].low in self.wording.saying:
                    return last
                continue
            if "\n" in gap or not gap.strip():
                return last
            depth += gap.count("(") - gap.count(")")
            if depth > 0 or (not depth and gap.strip() in (")", "(")) or (gap == "." and last < len(tokens)):
                continue  # brackets, "Ph.D."
            if gap == ". " and last < len(tokens) and self.story.joins(last):
                continue
            if last < len(tokens) and self.continues(last):
                continue
            bare = gap.strip(' \u00a0”»"’)')
            if depth < 0 or bare[:1] in tuple(",.;:)—–") or bare in ("-", "--"):
                return last
            if bare.strip("“«‘'/"):
                return None
        return None

    def continues(self, index: int) -> bool:
        """Say whether a comma before a word ends no phrase: "300,000 people", "geographical, historical and …"."""
        before, token = self.tokens[index - 1], self.tokens[index]
        if token.gap not in (",", ", "):
            return False
        if token.gap == ",":
            return before.text.isdigit() and token.text.isdigit()
        both = before.low.endswith(_ADJECTIVES) and token.low.endswith(_ADJECTIVES)
        return both and index + 1 < len(self.tokens) and self.tokens[index + 1].low in ("and", "or")

    def find_noun(self, begin: int, last: int, kind: Kind) -> int | None:
        """Find the noun of a phrase that begins at a word: the first one that ends the words before it."""
        index = begin
        while index < last:
            if index > begin and self.tokens[index].gap not in JOINED and self.tokens[index].gap not in HYPHENS:
                return None
            named = self.story.at.get(index)
            if named is not None:
                if named.kind is Kind.PERSON and not self.tokens[named.last - 1].possessive:
                    return None
                if named.last < last:
                    index = named.last
                    continue
            if self.is_head(index, kind) and not self.tokens[index].possessive and self._is_over(index + 1, last):
                return index
            low = self.tokens[index].low
            if low in self.wording.links or low in self.wording.ends or self.is_verb(index):
                return None
            index += 1
        return None

    def find_plural(self, begin: int, last: int, kind: Kind) -> int | None:
        """Find the noun of "one of the founders of the party", which begins at a word."""
        nouns = self.wording.people if kind is Kind.PERSON else self.wording.bodies
        for index in range(begin + 2, last):
            low = self.tokens[index].low
            if (low.endswith("s") and low[:-1] in nouns) or (low.endswith("ies") and f"{low[:-3]}y" in nouns):
                return index
            if kind is Kind.PERSON and low in ("men", "women", "people"):
                return index
            if low in self.wording.links:
                break
        return None

    def _is_over(self, index: int, last: int) -> bool:
        """Say whether a phrase's noun ends before a word."""
        if index >= last:
            return True
        token, wording = self.tokens[index], self.wording
        if token.gap not in JOINED:
            return token.gap not in HYPHENS
        low = token.low
        return not token.cap and (
            low in wording.links
            or low in wording.ends
            or low in wording.adverbs
            or low in wording.participles
            or low in ("and", "or", "emeritus", "elect", "designate", "both")
            or (low.endswith(("ed", "ing")) and len(low) > 4)
        )

    def is_noun_phrase(self, begin: int, last: int) -> bool:
        """Say whether a stretch is no clause and lists nobody else."""
        tokens, wording = self.tokens, self.wording
        relative = linked = False
        for index in range(begin, last):
            low = tokens[index].low
            named = self.story.at.get(index)
            other = named is not None and named.kind is Kind.PERSON and not tokens[named.last - 1].possessive
            if other and (not linked or self.is_adviser(index - 1)):
                return False
            linked = linked or low in wording.links
            if low in wording.relatives:
                relative = True
            elif (not relative and index > begin and self.is_verb(index)) or (
                low == "and" and begin < index < last - 1 and not relative and self._names_other(index + 1)
            ):
                return False
        return True

    def is_adviser(self, office: int) -> bool:
        """Say whether an office before a name may be part of another: "Adviser to the President X" is either's."""
        tokens = self.tokens
        return (
            office > 2
            and tokens[office].cap
            and tokens[office - 1].low == "the"
            and tokens[office - 2].low in ("to", "of")
            and self.is_head(office, Kind.PERSON)
            and self.is_head(office - 3, Kind.PERSON)
        )

    def _names_other(self, index: int) -> bool:
        """Say whether what follows "and" is somebody or something else: "the president and two aides"."""
        named = self.story.at.get(index)
        if named is not None:
            return named.kind is Kind.PERSON
        low = self.tokens[index].low
        return low in self.wording.owners or low.isdigit() or low in self.wording.others
