"""Who speaks: the subject of a verb of saying, also when it is a pronoun or a noun such as "the ministry"."""

from __future__ import annotations

import bisect

from tui.entities.aliases import Group
from tui.entities.data import phrases, read
from tui.entities.story import Named, Story
from tui.model import Description, Kind

_SPEAKING = (Kind.PERSON, Kind.ORGANISATION)


class Speakers:
    """Resolves subjects while the story is read from its start to its end."""

    def __init__(self, story: Story, descriptions: dict[int, list[Description]], quoted: list[tuple[int, int]]) -> None:
        self.story = story
        self.tokens = story.tokens
        self.lexicon = story.lexicon
        self.descriptions = descriptions
        self.quoted = quoted
        """Stretches of words inside quotation marks, in order: who is named there does not speak."""
        self.recent: list[Group] = []
        """Who spoke or was the subject of a sentence, the latest last."""
        titles, verbs = read("titles"), read("verbs")
        self.men, self.women = frozenset(titles["men"].split()), frozenset(titles["women"].split())
        names = read("names")
        self.given_women = frozenset(name.lower() for name in phrases(names["women"]))
        self.given_men = frozenset(name.lower() for name in phrases(names["men"]))
        self.between = frozenset(verbs["between"].split())
        self.bodies = frozenset(phrases(read("organisations")["nouns"]))
        self.genders: dict[int, str] = {}
        self._learn_genders()

    def spoke(self, group: Group, _index: int) -> None:
        """Remember who spoke."""
        self._remember(group)

    def passed(self, first: int, last: int) -> None:
        """Remember the subject of a sentence that has been read: the first person or body named in it that acts."""
        if self._is_quoted(first):
            return
        for named in self._named_in(first, last):
            if named.kind not in _SPEAKING or self._is_quoted(named.first):
                continue
            before = self.tokens[named.first - 1].low if named.first > first else ""
            if self.tokens[named.last - 1].possessive or before in self.lexicon.prepositions:
                continue
            self._remember(named.group)
            return

    def _remember(self, group: Group) -> None:
        if group in self.recent:
            self.recent.remove(group)
        self.recent.append(group)

    def _is_quoted(self, index: int) -> bool:
        place = bisect.bisect_right(self.quoted, (index, len(self.tokens))) - 1
        return place >= 0 and self.quoted[place][0] <= index < self.quoted[place][1]

    def _named_in(self, first: int, last: int) -> list[Named]:
        named = self.story.named
        begin = bisect.bisect_left(named, first, key=lambda one: one.first)
        end = bisect.bisect_left(named, last, key=lambda one: one.first)
        return named[begin:end]

    # ------------------------------------------------------------------ men and women

    def _learn_genders(self) -> None:
        """Learn from honorifics, descriptions and given names who is a man and who a woman."""
        for named in self.story.named:
            if named.kind is not Kind.PERSON or id(named.group) in self.genders:
                continue
            words = {self.tokens[named.first - 1].low} if named.first else set()
            for description in self.descriptions.get(id(named.group), ()):
                words.update(description.text.lower().split())
            given = named.group.name.partition(" ")[0].lower()
            if words & self.women:
                self.genders[id(named.group)] = "she"
            elif words & self.men:
                self.genders[id(named.group)] = "he"
            elif given in self.given_women:
                self.genders[id(named.group)] = "she"
            elif given in self.given_men:
                self.genders[id(named.group)] = "he"

    def resolve(self, pronoun: str) -> Group | None:
        """Find whom a pronoun means: the latest subject or speaker that fits."""
        for group in reversed(self.recent):
            if pronoun in ("he", "she"):
                if group.kind is Kind.PERSON and self.genders.get(id(group), pronoun) == pronoun:
                    self.genders.setdefault(id(group), pronoun)
                    return group
            elif pronoun in ("it", "they") and group.kind is Kind.ORGANISATION:
                return group
        return None

    def resolve_noun(self, index: int) -> Group | None:
        """Find whom "the ministry" or "the president" means: the latest one that is called so."""
        noun = self.tokens[index].low
        body = noun in self.bodies
        if not body and noun not in self.lexicon.roles:
            return None
        seen: set[int] = set()
        place = bisect.bisect_left(self.story.named, index, key=lambda one: one.first)
        for named in reversed(self.story.named[:place]):
            group = named.group
            if id(group) in seen:
                continue
            seen.add(id(group))
            if group.kind is (Kind.ORGANISATION if body else Kind.PERSON):
                called = any(name.lower().split()[-1] == noun for name in group.names) if body else False
                if called or any(noun in found.text.lower().split() for found in self.descriptions.get(id(group), ())):
                    return group
        return None

    # ------------------------------------------------------------------ subjects

    def _name_ending(self, index: int) -> Named | None:
        """Give the mention whose last word is at `index`."""
        named = self.story.at.get(index)
        return named if named is not None and named.last == index + 1 and not self._is_quoted(index) else None

    def find_subject(self, first: int, verb: int) -> Group | None:
        """Find the subject of a verb in a sentence that starts at `first`: the name, noun or pronoun before it."""
        tokens = self.tokens
        index = verb - 1
        while index >= first and tokens[index].low in self.between and tokens[index + 1].gap == " ":
            index -= 1
        if index < first or self._is_quoted(index):
            return None
        gap = self.story.text[self.story.end_of(index) : tokens[index + 1].start]
        if gap == ", ":
            # An apposition stands between: "Anatoly Glaz, a spokesman for the ministry, said".
            return self._find_over_apposition(first, index)
        if gap.strip():
            return None
        named = self._name_ending(index)
        if named is not None:
            return self._accept(named, first)
        low = tokens[index].low
        if low in self.lexicon.pronouns:
            opener = tokens[index - 1].low if index > first else ""
            return self.resolve(low) if opener not in ("which", "that", "what", "whom", "who") else None
        begin = index
        while (
            begin > first
            and begin > index - 5
            and tokens[begin].gap == " "
            and tokens[begin - 1].low not in ("the", "a", "an")
        ):
            begin -= 1
        if begin > first and tokens[begin - 1].low == "the":
            return self.resolve_noun(index)
        return None

    def _accept(self, named: Named, first: int) -> Group | None:
        if named.kind not in _SPEAKING:
            return None
        before = self.tokens[named.first - 1].low if named.first > first else ""
        if before in self.lexicon.prepositions and self.tokens[named.first].gap == " ":
            # "a spokesman for the ministry said": somebody who is not named
            return None
        if before == "the" and named.first - 2 >= first:
            further = self.tokens[named.first - 2].low
            if further in self.lexicon.prepositions:
                return None
        if before == "and" and named.first - 2 >= first and self.story.at.get(named.first - 2):
            return None
        return named.group

    def _find_over_apposition(self, first: int, index: int) -> Group | None:
        tokens = self.tokens
        for word in range(index, max(first, index - 24), -1):
            if tokens[word].gap == ", ":
                named = self._name_ending(word - 1)
                return self._accept(named, first) if named is not None else None
        return None

    def find_after(self, index: int, last: int) -> Group | None:
        """Find who stands behind a verb: "said Peskov", "according to Kremlin spokesman Dmitry Peskov"."""
        tokens = self.tokens
        position = index
        while position < min(last, index + 10):
            named = self.story.at.get(position)
            if named is not None and not self._is_quoted(position):
                follows = (
                    named.last < last
                    and tokens[named.last].gap == " "
                    and tokens[named.last].low not in self.lexicon.adjuncts
                )
                if (
                    tokens[named.last - 1].possessive
                    or named.kind not in _SPEAKING
                    or (follows and self._names_person(named.last, last))
                ):
                    position = named.last
                    continue
                return named.group
            if position > index and tokens[position].gap not in (" ", "\u00a0"):
                break
            low = tokens[position].low
            if low in self.lexicon.pronouns:
                return self.resolve(low) if position == index else None
            if low in ("of", "for", "from", "at", "in", "a", "an", "another", "one"):
                break
            position += 1
        if tokens[index].low == "the":
            for position in range(min(last, index + 4) - 1, index, -1):
                if all(tokens[word].gap == " " for word in range(index + 1, position + 1)):
                    found = self.resolve_noun(position)
                    if found is not None:
                        return found
        return None

    def _names_person(self, index: int, last: int) -> bool:
        """Say whether a person's name follows after the words of an office: "Kremlin spokesman Dmitry Peskov"."""
        for position in range(index, min(last, index + 6)):
            if self.tokens[position].gap != " ":
                return False
            named = self.story.at.get(position)
            if named is not None and named.kind is Kind.PERSON:
                return True
        return False

    # ------------------------------------------------------------------ attributions

    def read_attribution(self, first: int, last: int, *, plain: bool = False) -> Group | None:
        """Find the speaker in the words behind a quotation: "he said", "said Peskov", "the agency quoted Y as saying".

        With `plain` the words must be nothing but the attribution.
        """
        tokens, lexicon = self.tokens, self.lexicon
        if first >= last:
            return None
        if (
            tokens[first].low in lexicon.said
            and not tokens[first].cap
            and (not plain or tokens[first].low in lexicon.reporting)
        ):
            after = first + 1
            found = self.find_after(after, last)
            return found
        if tokens[first].low == "according" and first + 2 < last:
            return self.find_after(first + 2, last)
        for verb in range(first + 1, min(last, first + 18)):
            if tokens[verb].cap or tokens[verb].gap.strip(" ,\u00a0"):
                continue
            low = tokens[verb].low
            if low in lexicon.quoted:
                return self._read_quoted(first, verb, last)
            if low in lexicon.said:
                if plain and low not in lexicon.reporting and low != "told":
                    return None
                return self.find_subject(first, verb)
        return None

    def _read_quoted(self, first: int, verb: int, last: int) -> Group | None:
        """Read "the agency quoted Y as saying" and "Y was quoted as saying"."""
        tokens = self.tokens
        if (
            verb + 1 < last
            and tokens[verb + 1].low in ("as", "by")
            and tokens[verb - 1].low in ("was", "were", "is", "been")
        ):
            return self.find_subject(
                first, verb - 1 if tokens[verb - 2].low not in ("has", "have", "had") else verb - 2
            )
        return self.find_after(verb + 1, last)

    def read_introduction(self, first: int, last: int) -> Group | None:
        """Find the speaker in the words before a quotation: "Putin told Reuters:", "according to Peskov,"."""
        tokens, lexicon = self.tokens, self.lexicon
        if tokens[first].low == "according" and first + 2 < last:
            return self.find_after(first + 2, last)
        for verb in range(last - 1, first - 1, -1):
            if tokens[verb].cap or self._is_quoted(verb):
                continue
            low = tokens[verb].low
            if low in lexicon.quoted and verb > first:
                return self._read_quoted(first, verb, last)
            if low in lexicon.said and verb > first:
                found = self.find_subject(first, verb)
                if found is not None:
                    return found
            if low in lexicon.saying and tokens[verb].gap in (", ", " ") and verb > first:
                continue
        return None

    def read_running(self, first: int, last: int) -> Group | None:
        """Find the speaker of words quoted within a sentence: the subject of its first verb of saying."""
        tokens = self.tokens
        for verb in range(first + 1, last):
            if tokens[verb].low in self.lexicon.said and not tokens[verb].cap and not self._is_quoted(verb):
                return self.find_subject(first, verb)
        return None
