"""What the single words of a story can be: a noun for somebody, a verb, a people; and where a clause can begin."""

from __future__ import annotations

from tui.entities.story import JOINED, Story
from tui.model import Kind


class Grammar:
    """Judges the words of a story by the lists and by the words beside them."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.tokens = story.tokens
        self.lexicon = story.lexicon
        self.wording = story.wording

    def is_head(self, index: int, kind: Kind) -> bool:
        """Say whether a word may be the noun of a description of that kind."""
        token, wording = self.tokens[index], self.wording
        low = token.low
        if not token.cap and index and self.tokens[index - 1].low in ("to", "not") and low in wording.infinitives:
            return False
        if kind is Kind.PERSON:
            return self._is_person(index)
        if token.cap:
            return False
        if kind is Kind.ORGANISATION:
            return low in wording.bodies
        return kind is Kind.PLACE and (low in self.lexicon.nouns or low in wording.seats)

    def _is_person(self, index: int) -> bool:
        token, wording = self.tokens[index], self.wording
        low = token.low
        if low == "lady" and token.cap:
            return index > 0 and self.tokens[index - 1].low == "first"
        return (
            low in wording.people
            or (token.cap and low in self.lexicon.offices)
            or low.endswith("-year-old")
            or ("-" in low and low.rpartition("-")[2] in wording.people)
            or (
                not token.cap
                and len(low) > 4
                and low.endswith(wording.person_endings)
                and low not in wording.no_persons
            )
        )

    def is_verb(self, index: int) -> bool:
        """Say whether a plain word makes a clause: "the party won", but not "the party led by"."""
        token, wording = self.tokens[index], self.wording
        low = token.low
        if token.cap or (low not in wording.verbs and not low.endswith(("ed", "n't"))):
            return False
        before = self.tokens[index - 1].low if index and token.gap in JOINED else ""
        if low.endswith("s") and low not in ("is", "was", "has"):
            # "the claims", "its reports"
            return (
                before not in wording.articles and before not in wording.owners and before not in wording.prepositions
            )
        form = low.endswith("ed") or low in wording.participles or low in wording.modifiers
        if not form or before in wording.pronouns:
            return True
        # "a woman arrested by", but "she arrested them"
        following = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        if following is None or following.gap not in JOINED:
            return False
        # "the president reported and pointed out that", but "the president known and feared"
        says = low in wording.said and low not in wording.naming and following.low in ("and", "that")
        return says or self._opens_object(following.low)

    def _opens_object(self, low: str) -> bool:
        wording = self.wording
        return any(low in words for words in (wording.articles, wording.owners, wording.objects, wording.determiners))

    def is_people(self, index: int) -> bool:
        """Say whether a word is a nationality, a creed or a party's colour."""
        lexicon, low = self.lexicon, self.tokens[index].low.replace("‑", "-")
        return (
            low in lexicon.nationalities
            or (index > 0 and (self.tokens[index - 1].low, low) in lexicon.nationality_phrases)
            or (index + 1 < len(self.tokens) and (low, self.tokens[index + 1].low) in lexicon.nationality_phrases)
        )

    def is_honorific(self, index: int) -> bool:
        """Say whether a word addresses people without saying what they are: Mr, Sheikh."""
        low = self.tokens[index].low.rstrip(".")
        if low == "lady" and index and self.tokens[index - 1].low == "first":
            return False
        return low in self.lexicon.honorifics and low not in self.lexicon.offices and self.tokens[index].cap

    def owns(self, index: int) -> bool:
        """Say whether an apostrophe that makes a plural an owner stands before a word: "the victims’ murders"."""
        return self.tokens[index].gap in ("’ ", "' ") and self.tokens[index - 1].low.endswith("s")

    def begins_clause(self, index: int) -> bool:
        """Say whether a clause can begin with a word, so that a name there is its subject."""
        tokens, wording = self.tokens, self.wording
        while index > 0 and tokens[index].gap in JOINED and tokens[index - 1].low in wording.articles:
            index -= 1
        if index == 0 or tokens[index].gap not in JOINED or tokens[index].opens:
            return True
        before = tokens[index - 1]
        return (
            before.low in wording.ends
            or before.low in wording.opening
            or before.low in wording.times
            or before.low in wording.adverbs
            or before.low in self.lexicon.calendar
            or (before.text.isdigit() and len(before.text) in (1, 2, 4))
            or (before.low.endswith("ly") and before.opens)
        )
