"""Who is quoted saying what.

A direct quotation's extent is what stands between the quotation marks, without them and without a comma before the
closing one. An indirect one's is the reported clause; where it has words in quotation marks inside, they are part of
it. Each piece of a split quotation is one of its own. Only what is attributed to a person or an organisation is kept.
"""

from __future__ import annotations

import bisect
import re

from tui.entities.actors import Actors
from tui.entities.attributions import SHORTEST, Attributions
from tui.entities.marks import Marks, Piece
from tui.entities.phrases import Phrases
from tui.entities.reported import Clause, Reported
from tui.entities.speakers import Speakers
from tui.entities.subjects import Subjects
from tui.model import Description, Quote

_CLOSED = re.compile("[.,]?[”»\"'’]+")


class Quoter:
    """Finds a story's quotations and their speakers."""

    def __init__(self, phrases: Phrases, descriptions: dict[int, list[Description]]) -> None:
        self.story = phrases.story
        self.tokens = phrases.tokens
        self.descriptions = descriptions
        self.pieces: list[Piece] = Marks(self.story).find()
        self._begins = [piece.first for piece in self.pieces]
        self.speakers = Speakers(phrases, descriptions)
        self.subjects = Subjects(phrases, self.speakers, [(piece.first, piece.last) for piece in self.pieces])
        self.attributions = Attributions(phrases, self.subjects)
        self.actors = Actors(phrases, self.subjects, self.speakers)
        self.reported = Reported(phrases, self.subjects, self.attributions)

    def find(self) -> dict[int, list[Quote]]:
        """Find all quotations: id() of the group -> quotations in order."""
        found: dict[int, list[Quote]] = {}
        before: Piece | None = None
        for first, last in self.story.sentences:
            # Speakers are found in reading order, because a pronoun's is whoever spoke or acted last.
            pieces = self._pieces_in(first, last)
            self.speakers.now += not self.subjects.is_quoted(first)
            clauses = self._find_reported(first, last, before)
            for piece in pieces:
                piece.speaker = self.attributions.find(piece, before)
                piece.within = any(begin <= piece.first and piece.last <= end for _, begin, end in clauses)
                before = piece
                if piece.speaker is not None:
                    self.speakers.speak(piece.speaker)
                    if piece.last - piece.first >= SHORTEST and not piece.within and not self._describes(piece):
                        text = self.story.text[piece.start : piece.end]
                        found.setdefault(id(piece.speaker), []).append(Quote(text, piece.start, piece.end))
            for speaker, begin, end in clauses:
                start, stop = self._measure(begin, end)
                found.setdefault(id(speaker), []).append(Quote(self.story.text[start:stop], start, stop))
                self.speakers.speak(speaker)
            for named in self.story.named_in(first, last):
                self.speakers.meet(named)
            if not clauses and not any(piece.speaker for piece in pieces):
                self.actors.note(first, last)
        return {key: sorted(quotes, key=lambda quote: quote.start) for key, quotes in found.items()}

    def _describes(self, piece: Piece) -> bool:
        """Say whether a piece is part of what its speaker is described as: "who calls himself the “last tsar”"."""
        found = self.descriptions.get(id(piece.speaker), ())
        return any(one.start <= piece.start and piece.end <= one.end for one in found)

    def _pieces_in(self, first: int, last: int) -> list[Piece]:
        """List the pieces that begin in a stretch of words."""
        return self.pieces[bisect.bisect_left(self._begins, first) : bisect.bisect_left(self._begins, last)]

    def _find_reported(self, first: int, last: int, before: Piece | None) -> list[Clause]:
        """Find the reported clauses of a sentence that no quotation cuts through or makes up."""
        start = before.last if before is not None else first
        found = self.reported.find(first, last) if start <= first else self.reported.find_rest(first, start, last)
        return [clause for clause in found if not self._is_cut(clause[1], clause[2])]

    def _is_cut(self, begin: int, end: int) -> bool:
        place = max(0, bisect.bisect_left(self._begins, begin) - 1)
        for piece in self.pieces[place:]:
            if piece.first >= end:
                return False
            inside = begin <= piece.first and piece.last <= end
            if piece.last > begin and (not inside or (piece.first == begin and piece.last == end) or piece.open):
                return True
        return False

    def _measure(self, begin: int, end: int) -> tuple[int, int]:
        """Give the characters of a reported clause, with the quotation marks that its ends have."""
        story = self.story
        start, stop = self.tokens[begin].start, story.end_of(end - 1)
        inside = story.text[start:stop]
        mark = story.text[stop : stop + 1]
        stop += mark == "%" or (mark == ")" and inside.count("(") > inside.count(")"))
        pieces = self._pieces_in(begin, end)
        if pieces and pieces[0].first == begin and pieces[0].start:
            start = pieces[0].start - 1
        if pieces and pieces[-1].last == end:
            closing = _CLOSED.match(story.text, pieces[-1].end)
            stop = closing.end() if closing else pieces[-1].end
        return start, stop
