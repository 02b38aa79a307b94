"""Descriptions set off behind a name: "X, the deputy minister of Y, said", "X, aged 45", "X, who leads the party"."""

from __future__ import annotations

from collections.abc import Iterator

from tui.entities.premodifiers import Stretch
from tui.entities.reader import Reader
from tui.entities.story import JOINED, Named
from tui.model import Kind

_COMMAS = (", ", ",", "., ")
_DASHES = (" — ", " – ", "—", " - ", " -- ")
_AGES = range(3, 110)
_BRACKET = 8
"""Words in brackets behind a name."""
_DEGREE = 5
"""Letters of a degree: "PhD", "RDN"."""


class Appositions(Reader):
    """Finds what is set off behind the names of a story."""

    def find(self, named: Named) -> Iterator[Stretch]:
        """Find the ages, phrases and clauses that are set off behind a name."""
        tokens, index = self.tokens, named.last
        if index >= len(tokens) or tokens[index - 1].possessive or self._is_owned(named):
            return
        index = self._skip_bracket(index)
        gap = tokens[index].gap.lstrip(").") if index > named.last else tokens[index].gap
        dashed = gap in _DASHES
        if gap not in _COMMAS and not dashed:
            return
        if not dashed and named.kind is Kind.PERSON:
            index = self._skip_degrees(index)
            age = self._read_age(index)
            if age:
                if age[1] - age[0] > 1:  # "aged 45"; a number alone says nothing to who reads it on a card
                    yield age
                index = age[1]
                if index >= len(tokens) or tokens[index].gap not in _COMMAS:
                    return
            clause = self._read_clause(index)
            if clause:
                yield clause
                return
        phrase = self._read_phrase(index, named, dashed=dashed)
        if phrase:
            yield phrase
            second = self._read_second(phrase[1], named.kind)
            if second:
                yield second

    def _is_owned(self, named: Named) -> bool:
        """Say whether a name is somebody's: of "the mother of X, a teacher" it cannot be told whose the phrase is."""
        first = named.first
        return (
            named.kind is Kind.PERSON
            and first > 1
            and self.tokens[first - 1].low == "of"
            and self.tokens[first - 2].low in self.wording.people
        )

    def _skip_bracket(self, index: int) -> int:
        """Go over what stands in brackets behind a name: "Lai Min-nan (賴敏男), the founder"."""
        if self.tokens[index].gap not in (" (", "("):
            return index
        last = min(index + _BRACKET, len(self.tokens))
        return next((word for word in range(index + 1, last) if ")" in self.tokens[word].gap), index)

    def _skip_degrees(self, index: int) -> int:
        """Go over degrees: "X, MS, RDN, a dietitian"."""
        tokens = self.tokens
        while (
            index + 1 < len(tokens)
            and len(tokens[index].text) <= _DEGREE
            and sum(letter.isupper() for letter in tokens[index].text) > 1
            and tokens[index + 1].gap in _COMMAS
        ):
            index += 1
        return index

    def _read_age(self, index: int) -> Stretch | None:
        tokens, begin = self.tokens, index
        if tokens[index].low in ("aged", "age") and index + 1 < len(tokens):
            index += 1
        text = tokens[index].text
        if not text.isascii() or not text.isdigit() or len(text) > 3 or int(text) not in _AGES:
            return None
        after = self.story.gap_after(index)
        following = tokens[index + 1].low if index + 1 < len(tokens) else ""
        # "Smith, 45, Jones, 44" has ages, "Smith, 12, 14" figures.
        ended = after in _COMMAS and not following.isdigit()
        ended = ended or not after or after.startswith("\n") or after.lstrip("”\"'")[:1] in tuple(".;")
        goes_on = after in JOINED and (following in ("from", "of", "is", "was", "has", "who"))
        return (begin, index + 1) if ended or goes_on or begin < index else None

    # ------------------------------------------------------------------ phrases

    def _read_phrase(self, index: int, named: Named, *, dashed: bool) -> Stretch | None:
        tokens, phrases, kind = self.tokens, self.phrases, named.kind
        last = phrases.find_close(index)
        if last is None:
            return None
        begin = index
        while begin + 1 < last and tokens[begin].low in self.wording.adverbs and tokens[begin + 1].gap in JOINED:
            begin += 1
        if tokens[begin].low == "one" and begin + 1 < last and tokens[begin + 1].low == "of":
            several = phrases.find_plural(begin, last, kind) is not None and kind is not Kind.PLACE
            return (index, last) if several and phrases.is_noun_phrase(begin, last) else None
        inside = begin + (tokens[begin].low in self.wording.articles)
        head = phrases.find_noun(inside, last, kind)
        if head is None or not phrases.is_noun_phrase(inside, last) or self._is_bald(inside, head, last, kind):
            return None
        if kind is Kind.PLACE and tokens[head].low in self.wording.portions:
            return None
        owned = tokens[begin].low in self.wording.owners or any(tokens[word].possessive for word in range(begin, head))
        if inside == begin == index and not owned and (dashed or not self._is_bare(begin, head, last, kind)):
            return None
        end = self._cut(head, last)
        listed = end < last or any(tokens[word].low == "or" for word in range(head, last))
        if tokens[last - 1].low in ("and", "or") or (listed and kind is not Kind.PERSON):
            return None  # a list: "a council, a parliament and a court"
        last = end
        if inside == begin and head + 1 == last:
            last = self._extend(last)
        return (index if begin > index else inside), last

    def _is_bald(self, begin: int, head: int, last: int, kind: Kind) -> bool:
        """Say whether a phrase is a noun alone that says too little of a body or a place."""
        if head + 1 != last or begin != head:
            return False
        return kind is Kind.ORGANISATION or (kind is Kind.PLACE and self.tokens[head].low in self.wording.plain_places)

    def _is_bare(self, begin: int, head: int, last: int, kind: Kind) -> bool:
        """Say whether a phrase without an article is one: "Peskov, Kremlin spokesman, said"."""
        if kind is not Kind.PERSON or self.phrases.find_start(head) > begin:
            return False
        return head + 1 == last or not self.tokens[head + 1].cap

    def _cut(self, head: int, last: int) -> int:
        """End a phrase before what is no longer its own: "and the head of …", "who said …"."""
        for index in range(head + 1, last - 1):
            low, following = self.tokens[index].low, self.tokens[index + 1].low
            if low == "and" and (following in self.wording.owners or following in self.wording.articles):
                return index
            if low == "who" and following in self.wording.said:
                return index
            if low in self.wording.prepositions and following == "which":
                return index
        return last

    def _extend(self, last: int) -> int:
        """Take the body in that stands behind a bare noun and a comma: "director, World Bank, said"."""
        named = self.story.at.get(last)
        if named is None or named.first != last or named.kind is not Kind.ORGANISATION or not self.story.pauses(last):
            return last
        return named.last if self.story.gap_after(named.last - 1)[:1] in tuple(",.") else last

    def _read_second(self, link: int, kind: Kind) -> Stretch | None:
        """Read what a phrase goes on with: "a professor at Harvard and a former ambassador"."""
        tokens = self.tokens
        if link + 2 >= len(tokens) or tokens[link].low != "and" or tokens[link].gap not in JOINED:
            return None
        begin = link + 1 + (tokens[link + 1].low in self.wording.articles)
        last = self.phrases.find_close(begin)
        head = self.phrases.find_noun(begin, last, kind) if last is not None else None
        if last is None or head is None or not self.phrases.is_noun_phrase(begin, last):
            return None
        apposed = self.story.at.get(last) if last < len(tokens) and self.story.pauses(last) else None
        if apposed is not None and apposed.kind is Kind.PERSON:
            return None  # "and the company's founder, Y": somebody else
        return begin, self._cut(head, last)

    # ------------------------------------------------------------------ clauses

    def _read_clause(self, index: int) -> Stretch | None:
        """Read "who leads the party" and "known as the butcher"."""
        tokens, wording = self.tokens, self.wording
        if index + 2 >= len(tokens):
            return None
        if tokens[index].low in wording.naming:
            verb = index
        elif tokens[index + 1].low in wording.naming and tokens[index].low in ("also", "better", "best", "widely"):
            verb = index + 1
        elif tokens[index].low == "who":
            verb = index + 1
            while verb + 1 < len(tokens) and tokens[verb].gap in JOINED and tokens[verb].low in wording.adverbs:
                verb += 1
            if not self._tells(verb):
                return None
        else:
            return None
        if tokens[verb].gap not in JOINED and verb > index:
            return None
        last = self.phrases.find_close(verb)
        return (index, self._cut_other(verb, last)) if last is not None and last - verb > 1 else None

    def _cut_other(self, verb: int, last: int) -> int:
        """End a clause before somebody else: "who was expelled and Y, who …"."""
        for link in range(verb + 2, last - 1):
            named = self.story.at.get(link + 1)
            person = named is not None and named.kind is Kind.PERSON and named.last == last
            if person and self.tokens[link].low == "and":
                return link
        return last

    def _tells(self, verb: int) -> bool:
        """Say whether the words after "who" tell what somebody is or did for good."""
        tokens, low = self.tokens, self.tokens[verb].low
        index = verb + 1
        if low not in self.wording.clauses or tokens[index].gap not in JOINED:
            return False
        while index + 1 < len(tokens) and tokens[index].low in self.wording.passing:
            index += 1
        if low in ("is", "was", "has", "had"):
            return self._is_state(index, low == "has")
        return tokens[index].low not in ("not", "to", "that", "no")

    def _is_state(self, index: int, has: bool) -> bool:
        """Say whether what follows "is" says what somebody is: a phrase, or a form such as "born", "jailed"."""
        tokens, wording = self.tokens, self.wording
        low = tokens[index].low
        if low in wording.participles or low in wording.clauses or low in wording.naming or (has and tokens[index].cap):
            return True
        if low in wording.articles or low in wording.owners or low == "among" or low.isdigit():
            return True
        if low in wording.states and index + 1 < len(tokens):
            return tokens[index + 1].low in wording.conditions
        last = min(index + 6, len(tokens))
        return self.phrases.is_people(index) or self.phrases.find_noun(index, last, Kind.PERSON) is not None
