"""The grammar of names: which runs of words may name somebody or something, and with what words around them.

Knows nothing of the rest of the text; judging the candidates is `evidence`'s and `builtin`'s work.
"""

from __future__ import annotations

from tui.entities.gazetteer import Gazetteer
from tui.entities.lexicon import Lexicon
from tui.entities.tokens import Token
from tui.model import Kind

_SPACES = frozenset((" ", "\u00a0", "\u202f"))
_LONGEST = 12


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


class Grammar:
    """Finds the candidates in a text's words."""

    def __init__(self, text: str, tokens: list[Token], lexicon: Lexicon, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self.text = text.replace("’", "'")
        self.tokens = tokens
        self.lexicon = lexicon
        self.found: list[Candidate] = []
        self._known: dict[int, tuple[int, Kind] | None] = {}

    def find(self, skip: frozenset[int] = frozenset()) -> list[Candidate]:
        """Find all candidates in order; words whose index is in `skip` take no part."""
        tokens, index, count = self.tokens, 0, len(self.tokens)
        while index < count:
            if (
                index in skip
                or self._is_currency(index)
                or not (tokens[index].cap or tokens[index].low in self.lexicon.by_first)
            ):
                index += 1
                continue
            end = self._grow(index, skip)
            if end > index:
                self._parse(index, end)
                index = end
            else:
                index += 1
        return self.found

    def _is_currency(self, index: int) -> bool:
        """Say whether a word is the first half of a sign for money: "US$", "US dollars"."""
        token = self.tokens[index]
        if not token.upper:
            return False
        return self.text[token.end : token.end + 2].lstrip()[:1] == "$" or (
            index + 1 < len(self.tokens) and self.tokens[index + 1].low in ("dollar", "dollars")
        )

    # ------------------------------------------------------------------ how far a run goes

    def _joined(self, index: int) -> bool:
        """Say whether the word stands directly behind the one before it, as words of one name do."""
        token = self.tokens[index]
        if token.gap in _SPACES:
            return True
        if token.gap in (". ", "."):
            before = self.tokens[index - 1]
            low = before.low.rstrip(".")
            return (len(low) == 1 and before.cap) or (low in self.lexicon.abbreviations and not token.opens)
        return False

    def match_known(self, index: int) -> tuple[int, Kind] | None:
        """Find the longest known name of several words that starts here: the index after it, and its kind."""
        if index in self._known:
            return self._known[index]
        found = self._match_phrases(index) or self._match_place(index)
        self._known[index] = found
        return found

    def _match_place(self, index: int) -> tuple[int, Kind] | None:
        tokens = self.tokens
        if not tokens[index].cap or tokens[index].possessive or index + 1 >= len(tokens) or not self._is_cap(index + 1):
            return None
        for length in (3, 2):
            words = tokens[index : index + length]
            if len(words) < length or (length == 3 and not self._joined(index + 2)):
                continue
            if self.gazetteer.weigh(" ".join(word.text for word in words)) >= 2.5:
                return index + length, Kind.PLACE
        return None

    def _match_phrases(self, index: int) -> tuple[int, Kind] | None:
        phrases = self.lexicon.by_first.get(self._written(index).lower())
        if not phrases:
            return None
        start = self.tokens[index].start
        for words, kind in phrases:
            name = " ".join(words)
            if self.text.startswith(name, start):
                end = start + len(name)
                last = index + 1
                while last < len(self.tokens) and self.tokens[last].start < end:
                    last += 1
                token = self.tokens[last - 1]
                if end in (token.end, token.end + 2 if token.possessive else token.end) or (
                    end == token.end + 1 and token.dot
                ):
                    return last, kind
        return None

    def _written(self, index: int) -> str:
        token = self.tokens[index]
        return token.text + "'s" if token.possessive else token.text

    def _grow(self, first: int, skip: frozenset[int]) -> int:
        tokens, count = self.tokens, len(self.tokens)
        known = self.match_known(first)
        if known:
            end = known[0]
        elif tokens[first].cap:
            end = first + 1
        else:
            return first
        while end < count and end - first < _LONGEST and end not in skip:
            before = tokens[end - 1]
            if before.possessive and not self._opens_name(end - 1):
                break
            token = tokens[end]
            if not self._joined(end):
                inside = self._match_nickname(end)
                if inside:
                    end += inside + 1
                elif self._lists_portfolio(first, end):
                    end += 1
                else:
                    break
            elif token.cap:
                known = self.match_known(end)
                end = known[0] if known else end + 1
            else:
                step = self._connect(first, end)
                if not step:
                    break
                end += step
        while end > first and not tokens[end - 1].cap and not (known and known[0] == end):
            end -= 1
        if (
            end < count
            and tokens[end].low == "party"
            and self._joined(end)
            and tokens[end - 1].low in self.lexicon.partisan
        ):
            end += 1
        return end

    def _opens_name(self, index: int) -> bool:
        """Say whether a possessive belongs to the name: "People's Liberation Army", not "Russia's President"."""
        token = self.tokens[index]
        low = token.low
        return (
            (low in self.lexicon.common or low in ("people", "women", "children", "men", "workers"))
            and low not in self.lexicon.calendar
            and not token.opens
            and index + 1 < len(self.tokens)
            and self.tokens[index + 1].cap
            and (self.tokens[index + 1].low in self.lexicon.heads or self.tokens[index + 1].low in self.lexicon.common)
        )

    def _connect(self, first: int, index: int) -> int:
        """Say how many lower-case words from here on link the run to a capitalised word: 0 when they do not."""
        tokens, lexicon = self.tokens, self.lexicon
        low = tokens[index].low
        after = index + 1
        if low in ("of", "for", "on", "against") and self._takes_of(first, index, low):
            if self._has(after, "the"):
                after += 1
            return after - index if self._is_cap(after) and not self._is_date(after) else 0
        if low in ("and", "&"):
            return 1 if self._is_cap(after) and self._takes_and(first, index) else 0
        chain = index
        while chain < len(tokens) and tokens[chain].low in lexicon.particles and self._joined(chain):
            chain += 1
        return chain - index if chain > index and self._is_cap(chain) else 0

    def _is_cap(self, index: int) -> bool:
        return index < len(self.tokens) and self.tokens[index].cap and self._joined(index)

    def _has(self, index: int, low: str) -> bool:
        return index < len(self.tokens) and self.tokens[index].low == low and self._joined(index)

    def _is_date(self, index: int) -> bool:
        return self.tokens[index].low in self.lexicon.calendar

    def _takes_of(self, first: int, index: int, low: str) -> bool:
        """Say whether "of" goes on: "Ministry of Health", "Gulf of Aden", "Secretary of State"."""
        lexicon = self.lexicon
        before = self.tokens[index - 1].low
        if before in lexicon.starters:
            kind = lexicon.starters[before][0]
            return low == "of" or kind is Kind.ORGANISATION
        if low == "of" and before in lexicon.heads:
            return True
        if low in ("of", "for") and before in lexicon.offices:
            return True
        return any(
            lexicon.starters.get(token.low, (None, False))[0] is Kind.ORGANISATION and low != "on"
            for token in self.tokens[first : index - 1]
        ) and any(token.low in ("of", "for") for token in self.tokens[first:index])

    def _takes_and(self, first: int, index: int) -> bool:
        """Say whether "and" goes on: "Ministry of Health and Welfare", "Food and Drug Administration"."""
        tokens, lexicon = self.tokens, self.lexicon
        if tokens[index].text == "&":
            return True
        before, after = tokens[index - 1].low, tokens[index + 1].low
        plain_after = after in lexicon.common or after in lexicon.portfolios or after in lexicon.heads
        if not plain_after or after in lexicon.nationalities:
            return False
        headed = any(
            lexicon.starters.get(token.low, (None, False))[0] is Kind.ORGANISATION or token.low in lexicon.offices
            for token in tokens[first:index]
        )
        if headed and any(token.low in ("of", "for", "on") for token in tokens[first:index]):
            return before in lexicon.common or before in lexicon.portfolios
        if not (before in lexicon.common or before in lexicon.portfolios) or before in lexicon.heads:
            return False
        end = index + 1
        while self._is_cap(end):
            end += 1
            if tokens[end - 1].possessive:
                break
        return end > index + 2 and lexicon.heads.get(tokens[end - 1].low, (None, True))[0] is not None

    def _match_nickname(self, index: int) -> int:
        """Count the words of a nickname between quotation marks inside a name: Joaquín "El Chapo" Guzmán."""
        tokens = self.tokens
        if not tokens[index].cap or tokens[index].gap not in (' "', " “", " '", " ‘"):
            return 0
        for end in range(index + 1, min(index + 4, len(tokens))):
            if not tokens[end].cap:
                return 0
            if tokens[end].gap in ('" ', "” ", "' ", "’ "):
                return end - index
            if tokens[end].gap != " ":
                return 0
        return 0

    def _lists_portfolio(self, first: int, index: int) -> bool:
        """Say whether a comma goes on: "Ministry of Law, Justice and Parliamentary Affairs"."""
        tokens, lexicon = self.tokens, self.lexicon
        return (
            tokens[index].gap == ", "
            and tokens[index].low in lexicon.portfolios
            and tokens[index - 1].low in lexicon.portfolios
            and any(token.low in ("of", "for") for token in tokens[first:index])
            and (
                self._has(index + 1, "and")
                or (
                    index + 1 < len(tokens)
                    and tokens[index + 1].gap == ", "
                    and tokens[index + 1].low in lexicon.portfolios
                )
            )
        )

    # ------------------------------------------------------------------ what a run is made of

    def _parse(self, first: int, last: int) -> None:
        """Cut a run into candidates at dates, offices and peoples."""
        tokens, lexicon = self.tokens, self.lexicon
        while first < last:
            low = tokens[first].low
            if low not in lexicon.function or self.match_known(first) or self._is_named(first, last):
                break
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
        head = lexicon.heads.get(tokens[last - 1].low)
        if head and end < last:
            # A person may be called Park or Young, which are heads too.
            return end + 1 < last and (
                tokens[last - 1].low in lexicon.surnames or tokens[last - 1].low in lexicon.given
            )
        if end == last and index > first and tokens[index - 1].low in lexicon.given and end - index == 1:
            # "Stephen King", "James Dean": an office word as a surname.
            return tokens[index].low not in lexicon.honorifics and len(tokens[index].text) > 6
        return True

    def _person(self, first: int, last: int) -> None:
        """Take what follows an office as a person's name."""
        tokens, lexicon = self.tokens, self.lexicon
        while first < last and (tokens[first].low in lexicon.function or not tokens[first].cap):
            if tokens[first].low in lexicon.leading or self._is_initial(first, last):
                break
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
        if first >= last or (last - first == 1 and self._is_currency(first)):
            return
        first = self._take_particle(first)
        candidate = Candidate(first, last)
        candidate.titled, candidate.titling, candidate.people = titled, titling, people
        known = self.match_known(first)
        if known and known[0] == last:
            candidate.kind = known[1]
        elif last - first == 1:
            candidate.kind = lexicon.known.get(self._written(first)) or lexicon.known.get(tokens[first].text)
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
            start > 0 and tokens[start - 1].low in lexicon.leading and self._joined(start) and not tokens[start - 1].cap
        ):
            start -= 1
        return start
