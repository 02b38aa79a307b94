"""The grammar of names: which runs of words may name somebody or something, and with what words around them.

Knows nothing of the rest of the text; judging the candidates is `evidence`'s and `builtin`'s work.
"""

from __future__ import annotations

from tui.entities.runs import Runs
from tui.model import Kind


class Candidate:
    """A run of words that may be a name."""

    __slots__ = ("bracketed", "first", "kind", "last", "people", "titled", "titling")

    def __init__(self, first: int, last: int) -> None:
        self.first = first
        """Index of the first word."""
        self.last = last
        """Index after the last word."""
        self.kind: Kind | None = None
        """What a word list says that it is."""
        self.titled = False
        """Whether an office, an honorific or a role with a capital stands before it."""
        self.titling = False
        """Whether an office follows: "Tesla CEO"."""
        self.people = False
        """Whether the word for a people stands before it: "Kenyan Eliud Kipchoge"."""


class Grammar(Runs):
    """Finds the candidates in a text's words."""

    def find(self, skip: frozenset[int] = frozenset()) -> list[Candidate]:
        """Find all candidates in order; words whose index is in `skip` take no part."""
        self.found: list[Candidate] = []
        tokens, index, count = self.tokens, 0, len(self.tokens)
        while index < count:
            if (
                index in skip
                or self.is_currency(index)
                or not (tokens[index].cap or tokens[index].low in self.lexicon.by_first)
            ):
                index += 1
                continue
            end = self.grow(index, skip)
            if end > index:
                self._parse(index, end)
                index = end
            else:
                index += 1
        return self.found

    def _parse(self, first: int, last: int) -> None:
        """Cut a run into candidates at dates, offices and peoples."""
        tokens, lexicon = self.tokens, self.lexicon
        while first < last:
            low = tokens[first].low
            if low not in lexicon.function or self.match_known(first) or self._is_named(first, last):
                break
            if self._match_phrase(first, last, lexicon.honorific_phrases):
                break  # "His Highness"
            first += 1
        while first < last and not tokens[first].cap and not self.match_known(first):
            first += 1
        if first >= last:
            return
        index = first
        while index < last:
            known = self.match_known(index)
            if known and known[0] <= last:
                index = known[0]
                continue
            if tokens[index].low in lexicon.calendar and self._splits(index, first, last):
                if last - first == 1 and tokens[index].low in lexicon.both and not tokens[index].opens:
                    self.found.append(Candidate(first, last))
                self._parse(first, index)
                self._parse(index + 1, last)
                return
            linked = index > first and tokens[index - 1].low in ("of", "for", "&")
            end = index if linked else self.match_title(index, last)
            if end > index and self._is_title(first, index, end, last):
                if index > first:
                    self._emit(first, index, titling=True)
                if end < last:
                    self._person(end, last)
                return
            index += 1
        self._emit(first, last)

    def _is_named(self, index: int, last: int) -> bool:
        """Say whether a word that mostly opens sentences is a name here: US, "A. P. J.", He Qinghua."""
        token = self.tokens[index]
        if self._is_initial(index, last) or (token.upper and token.text in self.lexicon.known):
            return True
        return token.low in self.lexicon.eastern and index + 1 < last and (not token.opens or token.low == "he")

    def _is_initial(self, index: int, last: int) -> bool:
        """Say whether a letter that is also a word is an initial: "A. P. J. Abdul Kalam"."""
        token = self.tokens[index]
        return len(token.text) == 1 and token.dot and index + 1 < last

    def _splits(self, index: int, first: int, last: int) -> bool:
        """Say whether a month or a weekday ends the name before it: not in "Theresa May", "Good Friday Agreement"."""
        tokens, lexicon = self.tokens, self.lexicon
        low = tokens[index].low
        if index > first and index + 1 == last and low in lexicon.both:
            return not (tokens[index - 1].low in lexicon.given or tokens[index - 1].low in lexicon.honorifics)
        if index + 1 < last and low in lexicon.both:
            return tokens[index + 1].text.isdigit()
        return lexicon.heads.get(tokens[last - 1].low, (None, True))[0] is None

    def match_title(self, index: int, last: int) -> int:
        """Find an office or honorific that starts here; the index after it, or `index` when there is none."""
        tokens, lexicon = self.tokens, self.lexicon
        position, end = index, index
        while position < last:
            low = tokens[position].low.rstrip(".")
            known = self.match_known(position)
            if known:
                break
            matched = self._match_phrase(position, last, lexicon.honorific_phrases)
            if matched:
                position = end = matched
            elif low in lexicon.offices or low in lexicon.honorifics:
                position += 1
                end = position
            elif low in lexicon.modifiers or (position > index and low == "and" and position + 1 < last):
                position += 1
            else:
                break
            if tokens[position - 1].possessive:
                break
        if index < end < last and tokens[end].low in ("of", "for"):
            position = end + 1
            if position < last and tokens[position].low == "the":
                position += 1
            begin = position
            while position < last and (
                tokens[position].low in lexicon.portfolios
                or (tokens[position].low in ("and", "&") and position > begin)
            ):
                position += 1
            if position > begin:
                return self.match_title(position, last) if position < last else position
        return end

    def _match_phrase(self, index: int, last: int, phrases: frozenset[tuple[str, ...]]) -> int:
        for length in (4, 3, 2):
            if index + length <= last:
                words = tuple(token.low.rstrip(".") for token in self.tokens[index : index + length])
                if words in phrases:
                    return index + length
        return 0

    def _is_title(self, first: int, index: int, end: int, last: int) -> bool:
        """Say whether the office at index..end is one, and not part of a name such as "General Assembly"."""
        tokens, lexicon = self.tokens, self.lexicon
        if end < last and tokens[end].low in ("of", "for"):
            return True
        if end < last and tokens[end].low in lexicon.heads and tokens[end].low not in lexicon.surnames:
            return False  # "the Executive Committee"
        head = lexicon.heads.get(tokens[last - 1].low)
        if head and end < last:
            # A person may be called Park or Young, which are heads too.
            return end + 1 < last and (
                tokens[last - 1].low in lexicon.surnames or tokens[last - 1].low in lexicon.given
            )
        rest = [token.low.rstrip(".") for token in tokens[end:last]]
        if end - index == 1 and index > first and all(low in lexicon.generations for low in rest):
            # "Martin Luther King Jr.": an office as a surname.
            return not (tokens[first].low in lexicon.given and tokens[index].low in lexicon.office_surnames)
        return True

    def _person(self, first: int, last: int) -> None:
        """Take what follows an office as a person's name."""
        tokens, lexicon = self.tokens, self.lexicon
        while first < last and not tokens[first].cap and tokens[first].low not in lexicon.leading:
            first += 1
        if first < last and tokens[first].low in ("of", "for"):
            first += 1
        before = tokens[first - 1].low if first else ""
        if before in ("of", "for", "the"):
            self._parse(first, last)
            return
        if first < last:
            self._emit(first, last, titled=True)

    def _emit(self, first: int, last: int, *, titled: bool = False, titling: bool = False) -> None:
        tokens, lexicon = self.tokens, self.lexicon
        people = False
        known = self.match_known(first)
        headed = last - first > 1 and self._is_headed(first, last)
        if not known and not headed:
            while first < last:
                length = 2 if tuple(t.low for t in tokens[first : first + 2]) in lexicon.nationality_phrases else 1
                if length == 1 and tokens[first].low not in lexicon.nationalities:
                    hyphened = tokens[first].low.replace("‑", "-").split("-")
                    if len(hyphened) == 1 or not all(
                        part in lexicon.nationalities
                        or part in ("sino", "franco", "anglo", "afro", "indo", "russo", "us", "eu")
                        for part in hyphened
                    ):
                        break
                if self.match_known(first):
                    break
                people = True
                first += length
            while last > first and tokens[last - 1].low in lexicon.nationalities:
                if last - first > 1 and tokens[last - 2].low in lexicon.particles:
                    break
                last -= 1
            if last - first > 1 and tokens[first].opens and self._is_participle(first):
                first += 1
        if first >= last:
            return
        if not titled and last - first > 1 and tokens[first].low in lexicon.roles and not headed and not known:
            first += 1
            titled = True
        while last > first and not (tokens[last - 1].cap or tokens[last - 1].low == "party") and not known:
            last -= 1
        if first < last and not tokens[first].cap and not self.match_known(first):
            return
        if first >= last or (last - first == 1 and self.is_currency(first)):
            return
        first = self._take_particle(first)
        candidate = Candidate(first, last)
        candidate.titled, candidate.titling, candidate.people = titled, titling, people
        known = self.match_known(first)
        if known and known[0] == last:
            candidate.kind = known[1]
        elif last - first == 1:
            candidate.kind = lexicon.known.get(self.written(first)) or lexicon.known.get(tokens[first].text)
        self.found.append(candidate)

    def _is_headed(self, first: int, last: int) -> bool:
        """Say whether a word of the run tells what sort of body, place or event it names."""
        tokens, lexicon = self.tokens, self.lexicon
        end = tokens[last - 1].low.rstrip(".")
        if end == "party" or end in lexicon.heads or end in lexicon.suffixes:
            return True
        return any(
            tokens[index].low in ("of", "for")
            and (tokens[index - 1].low in lexicon.heads or tokens[index - 1].low in lexicon.starters)
            for index in range(first + 1, last)
        )

    def _is_participle(self, index: int) -> bool:
        """Say whether a word that opens a sentence is a form of a verb: "Asking Zelensky"."""
        low = self.tokens[index].low
        return len(low) > 5 and low.endswith("ing") and low not in self.lexicon.given

    def _take_particle(self, first: int) -> int:
        """Take the particle before a name in: "bin Salman", "von der Leyen"."""
        tokens, lexicon = self.tokens, self.lexicon
        start = first
        while (
            start > 0 and tokens[start - 1].low in lexicon.leading and self.joined(start) and not tokens[start - 1].cap
        ):
            start -= 1
        return start
