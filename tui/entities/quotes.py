"""Who is quoted saying what.

A direct quotation's extent is what stands between the quotation marks, without them and without a comma before the
closing one; an indirect one's is the reported clause. Each piece of a split quotation is one of its own. Only what is
attributed to a person or an organisation is kept.
"""

from __future__ import annotations

import bisect
import re

from msgspec import Struct

from tui.entities.aliases import Group
from tui.entities.data import read
from tui.entities.speakers import Speakers
from tui.entities.story import Story
from tui.model import Description, Quote

_PAIRS = {"“": "”", "«": "»", "„": "“”", '"': '"', "‘": "’", "'": "'"}
_QUOTED = re.compile("[“«„\"]|(?<![^\\s(\\[—–-])[‘'](?=\\w)")
_SHORTEST = 3
"""Words in a quotation; fewer are words held at arm's length."""
_LONGEST = 4000


class Piece(Struct):
    """What stands between one pair of quotation marks, by characters."""

    start: int
    end: int
    first: int
    """The first word in it."""
    last: int
    """The word after it."""
    open: bool = False
    """Whether its paragraph ends without a closing mark, so that it goes on in the next."""
    speaker: Group | None = None


class Quoter:
    """Finds a story's quotations and their speakers."""

    def __init__(self, story: Story, descriptions: dict[int, list[Description]]) -> None:
        self.story = story
        self.tokens = story.tokens
        self.lexicon = story.lexicon
        self._single: dict[str, list[int]] = {}
        self.pieces = self._find_pieces()
        self.speakers = Speakers(story, descriptions, [(piece.first, piece.last) for piece in self.pieces])
        verbs = read("verbs")
        self.settings = frozenset(verbs["settings"].split())
        self.times = frozenset(verbs["times"].split())
        self.timing, self.placing = frozenset(verbs["timing"].split()), frozenset(verbs["placing"].split())
        self.bare = frozenset(verbs["bare"].split())
        self.listeners = frozenset(verbs["listeners"].split())
        self.unreported = frozenset(verbs["unreported"].split())

    def find(self) -> dict[int, list[Quote]]:
        """Find all quotations: id() of the group -> quotations in order."""
        found: dict[int, list[Quote]] = {}
        for group, start, end in sorted(self._find_all(), key=lambda entry: entry[1]):
            text = self.story.text[start:end]
            found.setdefault(id(group), []).append(Quote(text, start, end))
        return found

    def _find_all(self) -> list[tuple[Group, int, int]]:
        found: list[tuple[Group, int, int]] = []
        pieces = iter(self.pieces)
        piece = next(pieces, None)
        before: Piece | None = None
        for first, last in self.story.sentences:
            # Attributions are found in reading order, because a pronoun's speaker is whoever spoke or acted last.
            starting = []
            while piece is not None and piece.first < last:
                starting.append(piece)
                piece = next(pieces, None)
            for one in starting:
                one.speaker = self._attribute(one, before)
                before = one
                if one.speaker is not None:
                    self.speakers.spoke(one.speaker, one.last)
                    if one.last - one.first >= _SHORTEST:
                        found.append((one.speaker, one.start, one.end))
            if not any(self._covers(one, first, last) for one in self.pieces_near(first, last)):
                indirect = self._find_indirect(first, last)
                if indirect:
                    self.speakers.spoke(indirect[0], last)
                    found.append(indirect)
            self.speakers.passed(first, last)
        return found

    # ------------------------------------------------------------------ what is in quotation marks

    def _find_pieces(self) -> list[Piece]:
        text, pieces = self.story.text, []
        start = 0
        for paragraph in re.split(r"\n+", text):
            begin = text.index(paragraph, start) if paragraph else start
            pieces.extend(self._find_marked(begin, begin + len(paragraph)))
            start = begin + len(paragraph)
        return pieces

    def _find_marked(self, start: int, end: int) -> list[Piece]:
        text, found = self.story.text, []
        position = start
        while match := _QUOTED.search(text, position, end):
            opening = match[0]
            closing = self._find_closing(opening, match.end(), end)
            stop = closing if closing >= 0 else end
            if closing < 0 and (
                opening in "'‘" or (match.start() > start + 1 and text[match.start() - 1] not in " (—–")
            ):
                position = match.end()
                continue
            first, last = self.story.word_at(match.end()), self.story.word_at(stop)
            if first < last and stop - match.end() <= _LONGEST:
                left, right = match.end(), stop
                while left < right and text[left].isspace():
                    left += 1
                while right > left and (text[right - 1].isspace() or text[right - 1] == ","):
                    right -= 1
                found.append(Piece(left, right, first, last, closing < 0))
            position = stop + 1
        return found

    def _find_closing(self, opening: str, position: int, end: int) -> int:
        """Find the mark that closes a quotation; -1 when its paragraph has none near enough."""
        text = self.story.text
        end = min(end, position + _LONGEST)
        if opening not in "'‘":
            found = [index for mark in _PAIRS[opening] if (index := text.find(mark, position, end)) >= 0]
            return min(found, default=-1)
        # Between single marks an apostrophe closes nothing; the marks that can are found once for the whole text.
        closings = self._closings(_PAIRS[opening])
        place = bisect.bisect_left(closings, position)
        return closings[place] if place < len(closings) and closings[place] < end else -1

    def _closings(self, mark: str) -> list[int]:
        if mark not in self._single:
            self._single[mark] = [found.start() for found in re.finditer(rf"(?<!\s){mark}(?!\w)", self.story.text)]
        return self._single[mark]

    def pieces_near(self, first: int, last: int) -> list[Piece]:
        """List the quotations that share words with a stretch."""
        return [piece for piece in self.pieces if piece.first < last and first < piece.last]

    def _covers(self, piece: Piece, first: int, last: int) -> bool:
        """Say whether a quotation is what its sentence is about, or has it wholly inside."""
        return piece.speaker is not None or (piece.first <= first and last <= piece.last)

    # ------------------------------------------------------------------ whose it is

    def _attribute(self, piece: Piece, before: Piece | None) -> Group | None:
        """Find the speaker of a direct quotation."""
        story, text = self.story, self.story.text
        if before is not None and before.open and before.speaker is not None and "\n" in text[before.end : piece.start]:
            return before.speaker
        return (
            self._find_behind(piece)
            or self._find_before(piece)
            or self._carry_on(piece, before)
            or self._find_running(piece, story)
        )

    def _find_behind(self, piece: Piece) -> Group | None:
        """Look behind the closing mark: '…," he said' and '…," said the ministry'."""
        text, tokens = self.story.text, self.tokens
        if piece.open or piece.last >= len(tokens):
            return None
        gap = text[piece.end : tokens[piece.last].start]
        closed = gap.replace(" ", "")
        if "\n" in gap:
            return None
        ended = text[piece.end - 1] in "?!…" or "," in closed or "—" in closed or "–" in closed or " - " in gap
        if not ended:
            return None
        stop = self._stop(piece.last)
        return self.speakers.read_attribution(piece.last, stop)

    def _stop(self, index: int) -> int:
        """Find where the clause of an attribution ends: at a full stop, or at the next quotation."""
        tokens = self.tokens
        for last in range(index, min(index + 40, len(tokens))):
            gap = self.story.gap_after(last)
            if "\n" in gap or any(mark in gap for mark in '.!?;:“«"„') or not gap:
                if gap.strip() == "." and last + 1 < len(tokens) and not tokens[last + 1].opens:
                    continue
                return last + 1
        return min(index + 40, len(tokens))

    def _find_before(self, piece: Piece) -> Group | None:
        """Look before the opening mark: 'Putin said: "…"', 'according to Peskov, "…"'."""
        text, tokens = self.story.text, self.tokens
        if piece.first == 0:
            return None
        gap = text[self.story.end_of(piece.first - 1) : piece.start]
        if "\n" in gap or any(mark in gap for mark in ".!?”»"):
            return None
        first = self.story.sentences[self.story.sentence_of(piece.first - 1)][0]
        verb = piece.first - 1
        low = tokens[verb].low
        introduced = ":" in gap or "," in gap
        if low == "that":
            verb -= 1
            low = tokens[verb].low if verb >= first else ""
            introduced = True
        if introduced or low in self.lexicon.said or low in self.lexicon.saying:
            return self.speakers.read_introduction(first, piece.first)
        return None

    def _carry_on(self, piece: Piece, before: Piece | None) -> Group | None:
        """Give a quotation that follows an attributed one its speaker: the second half, or the next sentence of it."""
        text = self.story.text
        if before is None or before.speaker is None:
            return None
        between = text[before.end : piece.start]
        opens = text[piece.start].isupper() or between.rstrip("“«\"„‘' ")[-1:] in (",", "—", "–")
        paragraphs = between.count("\n\n") if "\n\n" in between else between.count("\n")
        if paragraphs == 0:
            words = piece.first - before.last
            return (
                before.speaker
                if opens and words <= 30 and text[piece.end - 1 : piece.end + 1].strip("”")[-1:] in ".,?!…"
                else None
            )
        if paragraphs == 1 and piece.last - piece.first >= _SHORTEST:
            # A paragraph that is nothing but a quotation goes on with the speaker of the one before.
            begins = text[: piece.start].rstrip('“«"„').endswith("\n")
            gap = (
                text[piece.end : self.tokens[piece.last].start] if piece.last < len(self.tokens) else text[piece.end :]
            )
            if begins and ("\n" in gap or not gap.strip('”»" .')):
                return before.speaker
        return None

    def _find_running(self, piece: Piece, story: Story) -> Group | None:
        """Find the speaker of a quotation that is part of the sentence: 'Putin said it was "a very bad idea"'."""
        if piece.first == 0 or piece.last - piece.first < _SHORTEST:
            return None
        first, _ = story.sentences[story.sentence_of(piece.first - 1)]
        return self.speakers.read_running(first, piece.first)

    # ------------------------------------------------------------------ what is reported

    def _find_indirect(self, first: int, last: int) -> tuple[Group, int, int] | None:
        """Find the reported clause: 'Peskov said there was no plan', 'There is no plan, the Kremlin said'."""
        tokens = self.tokens
        trailing = self._find_trailing(first, last)
        if trailing:
            return trailing
        for verb in range(first + 1, min(first + 24, last - 2)):
            if tokens[verb].low not in self.lexicon.reporting and tokens[verb].low != "told":
                continue
            if tokens[verb].gap not in (" ", ", ") or tokens[verb].cap:
                continue
            speaker = self.speakers.find_subject(first, verb)
            if speaker is None:
                return None
            begin = self._skip_setting(verb + 1, last, told=tokens[verb].low == "told")
            if begin is None or last - begin < 3:
                return None
            if tokens[begin - 1].low != "that" and tokens[verb].low not in self.bare:
                return None
            return speaker, tokens[begin].start, self.story.end_of(last - 1)
        return None

    def _find_trailing(self, first: int, last: int) -> tuple[Group, int, int] | None:
        tokens = self.tokens
        for index in range(last - 1, max(first + 3, last - 16), -1):
            if tokens[index].gap != ", ":
                continue
            if tokens[index].low == "according":
                speaker = self.speakers.find_after(index + 2, last) if index + 2 < last else None
            elif self._is_tail(index, last):
                speaker = self.speakers.read_attribution(index, last, plain=True)
            else:
                continue
            if speaker is not None and not any(
                tokens[word].low in self.lexicon.reporting and not tokens[word].cap for word in range(first, index)
            ):
                return speaker, tokens[first].start, self.story.end_of(index - 1)
        return None

    def _is_tail(self, index: int, last: int) -> bool:
        """Say whether the words after a comma are nothing but who said it, and perhaps when and where."""
        tokens, lexicon = self.tokens, self.lexicon
        for verb in range(index, last):
            if tokens[verb].low in lexicon.reporting and not tokens[verb].cap:
                if verb == index:
                    return last - verb <= 10
                following = tokens[verb + 1].low if verb + 1 < last else ""
                return last - verb <= 10 and (
                    following in ("", "on", "in", "late", "last", "at", "earlier", "during", "to", "this")
                    or following in lexicon.calendar
                )
        return False

    def _skip_setting(self, index: int, last: int, *, told: bool) -> int | None:
        """Go over what stands between the verb and the clause: "on Friday", "in a statement", "told reporters that"."""
        tokens, lexicon = self.tokens, self.lexicon
        if told:
            index = self._skip_listener(index, last)
        while index < last - 1:
            low, following = tokens[index].low, tokens[index + 1].low
            if low == "that":
                return index + 1
            if low in self.timing and (following in lexicon.calendar or following in self.times or following.isdigit()):
                index += 2
            elif low in lexicon.calendar or low in self.times:
                index += 1
            elif low in self.placing:
                found = next((word for word in range(index + 1, min(index + 8, last)) if self._is_setting(word)), None)
                if found is None:
                    return None
                index = found + 1
            else:
                break
        if index >= last or tokens[index].gap.strip(" ,") or tokens[index].low in self.unreported:
            return None
        if tokens[index].low in lexicon.pronouns and tokens[index].gap == ", ":
            return None
        return index

    def _is_setting(self, index: int) -> bool:
        return self.tokens[index].low in self.settings or self.tokens[index].low in self.listeners

    def _skip_listener(self, index: int, last: int) -> int:
        """Go over whom somebody told."""
        tokens, lexicon = self.tokens, self.lexicon
        named = self.story.at.get(index)
        if named is not None:
            return named.last
        if tokens[index].low in lexicon.articles or tokens[index].low in lexicon.owners:
            for word in range(index + 1, min(index + 6, last)):
                if self._is_setting(word) or tokens[word].low in lexicon.followers:
                    return word + 1
            return index + 2
        return index + 1
