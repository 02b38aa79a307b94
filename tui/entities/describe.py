"""How a story words who somebody is: words before a name, appositions, and clauses that say what they are.

A description is always a stretch of the text. When in doubt, none is given.
"""

from __future__ import annotations

from collections.abc import Iterator

from tui.entities.data import read
from tui.entities.lexicon import Lexicon
from tui.entities.story import Named, Story
from tui.model import Description, Kind
from tui.text import fold

_LONGEST = 22
"""Words in one description."""


class Describer:
    """Finds the descriptions of a story's entities."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.tokens = story.tokens
        self.lexicon: Lexicon = story.lexicon
        titles, places = read("titles"), read("places")
        # "On Friday morning President Putin"; but a late president is one who has died.
        self.times = frozenset(read("verbs")["times"].split()) - {"late"}
        self.clauses = frozenset(titles["clauses"].split())
        self.dull = frozenset(titles["dull"].split())
        self.bodies = frozenset(entry.strip() for entry in read("organisations")["nouns"].replace("\n", ",").split(","))
        self.seats = frozenset(entry.strip() for entry in places["seats"].split(","))
        self.plain = frozenset(entry.strip() for entry in places["plain"].split(","))

    def describe(self) -> dict[int, list[Description]]:
        """Find all descriptions: id() of the group -> descriptions in order, each wording once."""
        found: dict[int, list[Description]] = {}
        for named in self.story.named:
            for first, last in self._find(named):
                start, end = self.tokens[first].start, self.story.end_of(last - 1)
                if self.tokens[last - 1].possessive:
                    continue
                end = self._close(start, end)
                found.setdefault(id(named.group), []).append(Description(self.story.text[start:end], start, end))
        return {key: _tidy(descriptions) for key, descriptions in found.items()}

    def _close(self, start: int, end: int) -> int:
        """Take the closing quotation mark in when the opening one is."""
        text = self.story.text
        inside = text[start:end]
        for opening, closing in (("“", "”"), ("«", "»"), ('"', '"')):
            mark = text[end : end + 1]
            if mark == closing and (inside.count(opening) - (inside.count(closing) if opening != closing else 0)) % 2:
                return end + 1
        return end

    def _find(self, named: Named) -> Iterator[tuple[int, int]]:
        before = self._find_before(named)
        if before:
            yield before
        if named.kind is Kind.PLACE:
            of = self._find_of(named)
            if of:
                yield of
        after = self._find_after(named)
        if after:
            yield after
        if named.kind is Kind.PERSON:
            clause = self._find_clause(named) or self._find_copula(named)
            if clause:
                yield clause

    # ------------------------------------------------------------------ before the name

    def _is_head(self, index: int, kind: Kind) -> bool:
        """Say whether a word may be the noun of a description of that kind."""
        low = self.tokens[index].low
        if kind is Kind.PERSON:
            return low in self.lexicon.roles or (low in self.lexicon.offices and self.tokens[index].cap)
        if self.tokens[index].cap:
            return False
        if kind is Kind.ORGANISATION:
            return low in self.bodies
        return kind is Kind.PLACE and (low in self.lexicon.nouns or low in self.seats)

    def _walk_left(self, index: int) -> int:
        """Go left from a description's noun over the words that belong to it; give the first."""
        tokens, lexicon = self.tokens, self.lexicon
        first = index
        while first > 0 and index - first < 12:
            token = tokens[first]
            before = first - 1
            if token.gap not in (" ", "\u00a0", "-"):
                break
            word = tokens[before]
            named = self.story.at.get(before)
            if named is not None:
                if named.kind is Kind.PERSON and not word.possessive:
                    break
                first = named.first
                if word.possessive:
                    break
                continue
            low = word.low
            if low in self.times:
                break
            if word.cap and not word.opens:
                if not (
                    low in lexicon.modifiers
                    or low in lexicon.offices
                    or low in lexicon.portfolios
                    or self._is_people(before)
                ):
                    break
            elif not (
                low in lexicon.description_words
                or low in lexicon.roles
                or low in lexicon.offices
                or low in lexicon.modifiers
                or self._is_people(before)
                or (low in lexicon.common and not self._is_verb(before))
                or low.endswith("-old")
                or (low == "of" and tokens[before - 1].low in lexicon.offices and tokens[before - 1].cap)
            ):
                break
            first = before
            if word.possessive:
                break
        while first < index and tokens[first].low in ("of", "and", "for", "in", "the", "-"):
            first += 1
        return first

    def _is_verb(self, index: int) -> bool:
        """Say whether a plain word is a verb here: "to receive Foreign Minister …", "must allow"."""
        low = self.tokens[index].low
        before = self.tokens[index - 1].low if index else ""
        return low in self.lexicon.said or low in self.lexicon.doing or before in self.lexicon.auxiliaries

    def _is_people(self, index: int) -> bool:
        low = self.tokens[index].low.replace("‑", "-")
        return (
            low in self.lexicon.nationalities
            or (index > 0 and (self.tokens[index - 1].low, low) in self.lexicon.nationality_phrases)
            or (index + 1 < len(self.tokens) and (low, self.tokens[index + 1].low) in self.lexicon.nationality_phrases)
        )

    def _find_before(self, named: Named) -> tuple[int, int] | None:
        """Find the words before a name: "Kremlin spokesman Dmitry Peskov", "his counterpart, Alexander Lukashenko"."""
        first = named.first
        if first == 0 or named.kind is Kind.OTHER:
            return None
        head = first - 1
        gap = self.tokens[first].gap
        if gap in (" ", "\u00a0") or (gap == ". " and self._is_honorific(head)):
            while head > 0 and self._is_honorific(head) and self.tokens[head].gap == " ":
                head -= 1
            return self._find_premodifier(named, head)
        if gap == ", " and not self.tokens[head].cap and self._is_head(head, named.kind):
            begin = self._walk_left(head)
            opener = begin - 1
            if self.tokens[head].possessive or not (
                opener >= 0
                and (
                    self.tokens[opener].low in self.lexicon.owners
                    or self.tokens[opener].low == "the"
                    or self.tokens[begin].possessive
                )
            ):
                return None
            after = self.story.gap_after(named.last - 1)
            if not after.startswith((",", ".", ";", " —", " –", ")", "\n")) and after:
                return None
            if named.kind is Kind.PLACE and head == begin and self.tokens[head].low in self.plain:
                return None
            if self.tokens[opener].low in self.lexicon.owners and named.kind is Kind.PERSON:
                begin = opener
            return begin, head + 1
        return None

    def _is_honorific(self, index: int) -> bool:
        """Say whether a word addresses people without saying what they are: Mr, Sheikh."""
        low = self.tokens[index].low.rstrip(".")
        return low in self.lexicon.honorifics and low not in self.lexicon.offices and self.tokens[index].cap

    def _find_premodifier(self, named: Named, head: int) -> tuple[int, int] | None:
        tokens = self.tokens
        if tokens[head].low.endswith(("-year-old", "-years-old")) and named.kind is Kind.PERSON:
            begin = head - 1 if head and tokens[head - 1].low == "the" and tokens[head].gap == " " else head
            return begin, head + 1
        if tokens[head].possessive or not self._is_head(head, named.kind):
            # "Secretary of State Antony Blinken", "Minister of Finance Zainab Ahmed"
            if named.kind is Kind.PERSON and tokens[head].low in self.lexicon.portfolios and tokens[head].cap:
                return self._find_portfolio(head)
            return None
        begin = self._walk_left(head)
        if begin == head and named.kind is not Kind.PERSON:
            return None
        if (
            begin > 0
            and tokens[begin - 1].low in self.lexicon.owners
            and tokens[begin].gap == " "
            and named.kind is Kind.PERSON
        ):
            begin -= 1
        return begin, head + 1

    def _find_portfolio(self, head: int) -> tuple[int, int] | None:
        """Find an office whose "of" comes before the name: "Minister of Foreign Affairs"."""
        tokens, lexicon = self.tokens, self.lexicon
        index = head
        while (
            index > 0
            and head - index < 6
            and (tokens[index].low in lexicon.portfolios or tokens[index].low in ("and", "the"))
        ):
            index -= 1
        if tokens[index].low not in ("of", "for") or index == 0 or tokens[index - 1].low not in lexicon.offices:
            return None
        return self._walk_left(index - 1), head + 1

    def _find_of(self, named: Named) -> tuple[int, int] | None:
        """Find "Black Sea resort" in "the Black Sea resort of Sochi"."""
        head = named.first - 2
        tokens = self.tokens
        if head < 1 or tokens[head + 1].low != "of" or tokens[named.first].gap != " " or tokens[head + 1].gap != " ":
            return None
        if not self._is_head(head, Kind.PLACE) or tokens[head].possessive:
            return None
        begin = self._walk_left(head)
        if begin == head and tokens[head].low in self.plain | {
            "front",
            "area",
            "residents",
            "streets",
            "outskirts",
            "ally",
            "coast",
            "capital",
        }:
            return None
        opener = tokens[begin - 1].low if begin else ""
        return (begin, head + 1) if opener in self.lexicon.articles or tokens[begin].possessive else None

    # ------------------------------------------------------------------ after the name

    def _find_after(self, named: Named) -> tuple[int, int] | None:
        """Find an apposition: "Igor Nazaruk, a deputy foreign minister of Belarus, said"."""
        tokens = self.tokens
        index = named.last
        if (
            index >= len(tokens)
            or tokens[index - 1].possessive
            or tokens[index].gap != ", "
            or named.kind is Kind.OTHER
        ):
            return None
        if (
            named.first > 1
            and tokens[named.first - 1].low == "of"
            and named.kind is Kind.PERSON
            and tokens[named.first - 2].low in self.lexicon.roles
        ):
            return None  # "the mother of X, a teacher": whose apposition it is cannot be told
        if tokens[index].text.isdigit() and index + 1 < len(tokens) and tokens[index + 1].gap == ", ":
            index += 1
        last = self._find_close(index)
        if last is None:
            return None
        begin = index
        if tokens[begin].low in self.lexicon.articles:
            begin += 1
            bare = False
        else:
            bare = tokens[begin].low not in self.lexicon.owners and not tokens[begin].possessive
        head = self._find_noun(begin, last, named.kind)
        if head is None or (bare and not self._is_bare(begin, head, last, named)):
            return None
        if self._has_verb(begin, last):
            return None
        if named.kind is Kind.PLACE and head + 1 == last and tokens[head].low in self.plain and begin == head:
            return None
        return begin, last

    def _is_bare(self, begin: int, head: int, last: int, named: Named) -> bool:
        """Say whether an apposition without an article is one: "Peskov, Kremlin spokesman, said"."""
        if named.kind is not Kind.PERSON:
            return False
        return self._walk_left(head) <= begin and (head + 1 == last or self.tokens[head + 1].low in self.lexicon.links)

    def _find_close(self, index: int) -> int | None:
        """Find where an apposition ends: at the next comma, stop or dash; None when there is no end near."""
        tokens = self.tokens
        for last in range(index + 1, min(index + _LONGEST, len(tokens)) + 1):
            gap = self.story.gap_after(last - 1)
            if last < len(tokens) and last > index + 1 and tokens[last].low in self.lexicon.saying:
                return last
            if gap in (" ", "-", "\u00a0"):
                continue
            bare = gap.strip(' \u00a0”»"’')
            if bare[:1] in (",", ".", ";", ")", "—", "–") or "\n" in gap or not gap.strip():
                return last
            if bare.strip("“«(‘'"):
                return None
        return None

    def _find_noun(self, begin: int, last: int, kind: Kind) -> int | None:
        """Find the noun that says what the apposition names: the last one before "of", "for", "who"."""
        head = None
        for index in range(begin, last):
            if index > begin and self.tokens[index].gap not in (" ", "\u00a0", "-"):
                break
            low = self.tokens[index].low
            if low in self.lexicon.links:
                break
            if (
                low == "and"
                and index + 1 < last
                and self.tokens[index + 1].low in self.lexicon.articles | self.lexicon.owners
            ):
                return None
            if self._is_head(index, kind) and not self.tokens[index].possessive:
                head = index
            elif head is not None and low != "and" and not self._is_head(index, kind) and index + 1 < last:
                after = self.tokens[index].low
                if after not in self.lexicon.common and after not in self.lexicon.description_words:
                    return head if self.tokens[index].cap else None
        if head is None:
            return None
        following = head + 1
        if (
            following < last
            and self.tokens[following].low not in self.lexicon.links
            and self.tokens[following].low != "and"
        ):
            return None if not self.tokens[following].low.endswith("ed") else head
        return head

    def _has_verb(self, begin: int, last: int) -> bool:
        """Say whether a stretch is a clause rather than a noun with what belongs to it."""
        relative = False
        for index in range(begin, last):
            low = self.tokens[index].low
            if low in ("who", "that", "which", "whose", "where"):
                relative = True
            elif (
                not relative
                and (low in self.lexicon.said or low in self.lexicon.doing)
                and not self.tokens[index].cap
                and low not in self.lexicon.participles
            ):
                return True
        return False

    def _find_clause(self, named: Named) -> tuple[int, int] | None:
        """Find ", who calls himself …": a clause that tells what the person is."""
        tokens = self.tokens
        index = named.last
        if index + 2 >= len(tokens) or tokens[index - 1].possessive:
            return None
        if tokens[index].gap != ", " or tokens[index].low != "who" or tokens[index + 1].gap != " ":
            return None
        verb = index + 1
        if tokens[verb].low not in self.clauses or tokens[verb + 1].low in self.dull:
            return None
        last = self._find_close(verb)
        if last is None or last - verb < 3:
            return None
        return index, last

    def _find_copula(self, named: Named) -> tuple[int, int] | None:
        """Find what "X is the president of Y" says."""
        tokens = self.tokens
        index = named.last
        if index + 2 >= len(tokens) or tokens[index - 1].possessive:
            return None
        if tokens[index].low not in ("is", "was", "became", "remains") or tokens[index].gap != " ":
            return None
        if tokens[index + 1].low not in self.lexicon.articles or tokens[index + 1].gap != " ":
            return None
        if named.first > 0 and (
            tokens[named.first - 1].low in ("of", "and", "for", "with", "to") or tokens[named.first].gap == ", "
        ):
            return None
        begin = index + 2
        last = self._find_close(begin)
        if last is None:
            return None
        head = self._find_noun(begin, last, Kind.PERSON)
        if head is None or self._walk_left(head) > begin:
            return None
        return (begin, last) if last - begin <= 12 and not self._has_verb(begin, last) else (begin, head + 1)


def _tidy(descriptions: list[Description]) -> list[Description]:
    """Keep each wording once, and none that is only the end of a longer one."""
    kept: list[Description] = []
    for description in sorted(descriptions, key=lambda found: (-len(found.text), found.start)):
        folded = fold(description.text)
        if not any(fold(other.text) == folded or fold(other.text).endswith(f" {folded}") for other in kept):
            kept.append(description)
    return sorted(kept, key=lambda found: found.start)
