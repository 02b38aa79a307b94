"""The recogniser that needs no model: a grammar of names, word lists, and the agreement of a text with itself."""

from __future__ import annotations

from collections import defaultdict

from tui.entities.candidates import Candidate, Grammar
from tui.entities.caseless import find_places, find_script
from tui.entities.data import digest
from tui.entities.evidence import (
    INDEX,
    KINDS,
    ORGANISATION,
    PERSON,
    PLACE,
    Scores,
    is_acronym,
    judge_around,
    judge_inside,
)
from tui.entities.gazetteer import Gazetteer, load_gazetteer
from tui.entities.lexicon import Lexicon, load
from tui.entities.recogniser import Span
from tui.entities.tokens import Token, is_foreign, split
from tui.model import Kind

_THRESHOLD = 1.4
_CONTEXTS = 3.0
"""At most this many times the mean of the contexts counts, however often a name is mentioned."""


class Name:
    """A distinct name of the text with its mentions and what speaks for each kind."""

    __slots__ = ("certain", "inside", "lows", "mentions", "scores", "text", "titled", "words")

    def __init__(self, text: str, words: list[Token]) -> None:
        self.text = text
        self.words = words
        self.lows = tuple(word.low.rstrip(".") for word in words)
        self.mentions: list[Candidate] = []
        self.inside: Scores = [0.0] * 4
        self.scores: Scores = [0.0] * 4
        self.titled = False
        self.certain = False
        """Whether it stands where a capital tells a name, or a word list has it."""

    @property
    def best(self) -> int:
        """The index of the kind with the highest score."""
        return max(range(4), key=self.scores.__getitem__)


class BuiltinRecogniser:
    """Finds names with the grammar of names and the word lists, then lets all mentions of a text agree."""

    version = f"builtin-1-{digest()}"

    def __init__(self) -> None:
        self.lexicon: Lexicon = load()
        self.gazetteer: Gazetteer = load_gazetteer()

    def recognise(self, text: str, title: str = "") -> list[Span]:
        """Find the names in `text`; see `Recogniser`."""
        script = find_script(text)
        if script not in ("LATIN", ""):
            return find_places(text, script)
        return Reading(text, title, self.lexicon, self.gazetteer).read()


class Reading:
    """One text being read."""

    def __init__(self, text: str, title: str, lexicon: Lexicon, gazetteer: Gazetteer) -> None:
        self.text = text
        self.lexicon = lexicon
        self.gazetteer = gazetteer
        self.tokens = split(text)
        self.lowers = {token.low for token in self.tokens if not token.cap}
        self.shouted = self._find_shouted()
        self.names: dict[str, Name] = {}
        self.titled = {token.low for token in split(title) if token.cap and not token.opens} if title else set()
        """Words with a capital in the title, when that is no sign of its style."""
        if title and len(self.titled) > 0.6 * len(title.split()):
            self.titled = set()
        self.foreign = is_foreign(self.tokens)
        self.nouns = self.foreign and self._writes_nouns()
        """Whether the language gives every noun a capital, as German does."""

    def read(self) -> list[Span]:
        """Find, judge and agree."""
        grammar = Grammar(self.text, self.tokens, self.lexicon, self.gazetteer)
        for candidate in grammar.find(self.shouted):
            self._collect(candidate)
        for name in self.names.values():
            self._judge(name)
        self._agree()
        spans = [span for name in self.names.values() for span in self._accept(name)]
        spans.extend(self._echo(spans))
        return sorted(spans)

    # ------------------------------------------------------------------ gathering

    def _find_shouted(self) -> frozenset[int]:
        """Find the words of lines whose capitals tell nothing: headlines in title case or in capitals."""
        found: set[int] = set()
        first = 0
        for index in range(1, len(self.tokens) + 1):
            if index == len(self.tokens) or "\n" in self.tokens[index].gap:
                if self._is_shouted(first, index):
                    found.update(range(first, index))
                first = index
        return frozenset(found)

    def _is_shouted(self, first: int, last: int) -> bool:
        words = capitals = shouting = 0
        for token in self.tokens[first : min(last, first + 40)]:
            if (token.cap or len(token.text) > 3) and not token.text[0].isdigit():
                words += 1
                capitals += token.cap
                shouting += token.upper and len(token.text) > 3
        end = self.tokens[last - 1].end
        closed = "." in self.text[end : end + 2]
        return (words >= 4 and capitals >= 0.8 * words and not closed) or 2 <= words == shouting

    def _writes_nouns(self) -> bool:
        inside = [token for token in self.tokens[:600] if not token.opens and token.text[0].isalpha()]
        return sum(token.cap for token in inside) > 0.24 * len(inside)

    def _collect(self, candidate: Candidate) -> None:
        if self.nouns and not candidate.titled:
            # What stands before a given name is a noun: "Bundeskanzler Olaf Scholz".
            for index in range(candidate.first, candidate.last - 1):
                if self.tokens[index].low in self.lexicon.given:
                    candidate.first = index
                    break
        words = self.tokens[candidate.first : candidate.last]
        text = " ".join(word.text for word in words)
        key = text.replace("’", "'")
        name = self.names.get(key)
        if name is None:
            name = self.names[key] = Name(key, words)
        name.mentions.append(candidate)

    def _judge(self, name: Name) -> None:
        name.inside = judge_inside(name.words, name.text, self.lexicon, self.gazetteer)
        around = [0.0] * 4
        for mention in name.mentions:
            judged = judge_around(mention, self.tokens, self.text, self.lexicon, self.gazetteer)
            name.titled = name.titled or mention.titled
            for index in range(4):
                around[index] += judged[index]
            if mention.kind is not None:
                name.inside[INDEX[mention.kind]] = max(name.inside[INDEX[mention.kind]], 5.0)
                name.certain = True
            if not self.tokens[mention.first].opens or name.lows[0] in self.titled:
                name.certain = True
        share = min(len(name.mentions), _CONTEXTS) / len(name.mentions)
        name.scores = [inside + value * share for inside, value in zip(name.inside, around, strict=True)]

    # ------------------------------------------------------------------ agreement

    def _agree(self) -> None:
        """Let names that are parts or initials of other names take their kind."""
        self._agree_people()
        self._agree_acronyms()
        self._agree_prefixes()

    def _agree_people(self) -> None:
        people = [
            name
            for name in self.names.values()
            if len(name.words) > 1 and name.best == PERSON and name.scores[PERSON] >= _THRESHOLD
        ]
        lasts: dict[str, float] = defaultdict(float)
        firsts: dict[str, float] = defaultdict(float)
        tails: set[tuple[str, ...]] = set()
        for person in people:
            lows = person.lows
            lasts[lows[-1]] = 4.0
            head, mark, tail = lows[-1].partition("-")
            if mark and head in self.lexicon.joined:
                lasts[tail] = 4.0  # "al-Assad" is also called Assad
            firsts[lows[0]] = 2.6
            for begin in range(1, len(lows) - 1):
                tails.add(lows[begin:])
                lasts.setdefault(lows[begin], 1.8)
        for name in self.names.values():
            if len(name.words) == 1:
                low = name.lows[0]
                bonus = max(lasts.get(low, 0.0), firsts.get(low, 0.0))
                if bonus and not (self.gazetteer.weigh(name.text) >= 5.0 and not name.titled):
                    name.scores[PERSON] += bonus
                    name.certain = True
            elif name.lows in tails:
                name.scores[PERSON] += 4.0
                name.certain = True

    def _agree_acronyms(self) -> None:
        initials: dict[str, int] = {}
        for name in self.names.values():
            if len(name.words) > 1 and name.best != PERSON and name.scores[name.best] >= _THRESHOLD:
                letters = "".join(word.text[0] for word in name.words if word.cap).upper()
                initials.setdefault(letters, name.best)
        for name in self.names.values():
            if len(name.words) == 1 and is_acronym(name.words[0]):
                kind = initials.get(name.text.replace(".", ""))
                if kind is not None:
                    name.scores[kind] += 4.0
                    name.certain = True

    def _agree_prefixes(self) -> None:
        longer: dict[tuple[str, ...], int] = {}
        ends: set[str] = set()
        for name in self.names.values():
            kind = name.best
            if len(name.words) > 1 and kind in (ORGANISATION, PLACE) and name.scores[kind] >= 3.0:
                if kind == ORGANISATION and not self.lexicon.heads.get(name.lows[-1], (None, True))[1]:
                    ends.add(name.lows[-1])
                for length in range(1, len(name.lows)):
                    longer.setdefault(name.lows[:length], kind)
        for name in self.names.values():
            if len(name.words) == 1 and name.lows[0] in ends and name.certain:
                name.scores[ORGANISATION] += 4.0
            prefix = longer.get(name.lows)
            if prefix is not None and name.lows[0] not in self.lexicon.common:
                name.scores[prefix] += 1.5

    # ------------------------------------------------------------------ deciding

    def _accept(self, name: Name) -> list[Span]:
        best = name.best
        score = name.scores[best]
        single = len(name.words) == 1
        word = name.words[0]
        if score < _THRESHOLD or (self.foreign and not self._is_sure(name)):
            return []
        if single:
            if self._is_never(name) or len(name.text.replace(".", "")) < 2:
                return []
            if not name.certain and not self._is_known(name):
                return []
            if word.low in self.lowers and not name.titled and score < 3.5 and not word.upper:
                return []
            if word.low in self.lexicon.directions:
                if not self._is_directed(name):
                    return []
            elif word.low in self.lexicon.common and score < 3.0 and not word.upper:
                return []
            if word.low in self.lexicon.heads and name.text not in self.lexicon.known and score < 4.0:
                return []
        elif best == PERSON and all(low in self.lexicon.common for low in name.lows):
            return []
        kind = KINDS[best]
        return [
            Span(self.tokens[mention.first].start, self.tokens[mention.last - 1].end, kind) for mention in name.mentions
        ]

    def _is_sure(self, name: Name) -> bool:
        """Say whether a name of a text that is not English is one although most of the lists do not fit there."""
        if name.inside[PLACE] >= 2.5 or name.text in self.lexicon.known or name.titled:
            return True
        if len(name.words) == 1:
            return name.certain and name.scores[PERSON] >= 3.5
        given = name.lows[0] in self.lexicon.given
        if self.nouns:
            return given and name.best == PERSON
        return name.certain and (given or name.scores[name.best] >= 2.5)

    def _is_never(self, name: Name) -> bool:
        word = name.words[0]
        if word.low in self.lexicon.both or word.low in ("moon", "sun", "mars", "christ"):
            return name.scores[PERSON] < 4.0
        return name.text in self.lexicon.never or (
            word.upper and len(name.text) > 3 and name.text.capitalize() in self.lexicon.never
        )

    def _is_known(self, name: Name) -> bool:
        """Say whether a name that only opens sentences is one all the same."""
        low = name.words[0].low
        if low in self.lexicon.common or low in self.lowers:
            return name.titled
        return (
            name.scores[name.best] >= 2.5
            or name.inside[PLACE] >= 2.6
            or low in self.lexicon.given
            or low in self.lexicon.surnames
            or (is_acronym(name.words[0]))
        )

    def _is_directed(self, name: Name) -> bool:
        """Say whether "West" and its like are meant as a part of the world: not where they open a sentence."""
        return name.certain or name.scores[PERSON] > 3.0

    def _echo(self, spans: list[Span]) -> list[Span]:
        """Find in headlines the names that the text itself has."""
        if not self.shouted:
            return []
        kinds: dict[tuple[str, ...], Kind] = {}
        for name in self.names.values():
            if name.scores[name.best] >= _THRESHOLD and (len(name.words) > 1 or name.certain):
                kinds[name.lows] = KINDS[name.best]
        found: list[Span] = []
        indexes = sorted(self.shouted)
        position = 0
        while position < len(indexes):
            index = indexes[position]
            token = self.tokens[index]
            for length in (4, 3, 2, 1):
                words = self.tokens[index : index + length]
                key = tuple(word.low.rstrip(".") for word in words)
                kind = kinds.get(key)
                if kind is None and (weight := self.gazetteer.weigh(" ".join(w.text for w in words))) >= 4.0:
                    kind = Kind.PLACE if weight else None
                if kind is not None and token.cap and all(word.gap == " " for word in words[1:]):
                    found.append(Span(token.start, words[-1].end, kind))
                    position += length - 1
                    break
            position += 1
        return found
