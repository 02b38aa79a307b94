"""Whose the words between quotation marks are: "…," he said; Putin said: "…"; X called it "…"."""

from __future__ import annotations

from tui.entities.aliases import Group
from tui.entities.marks import Piece
from tui.entities.phrases import Phrases
from tui.entities.reader import Reader
from tui.entities.story import JOINED
from tui.entities.subjects import Subjects
from tui.model import Kind

SHORTEST = 3
"""Words in a quotation; fewer are words held at arm's length."""
_SENTENCE = 5
"""Words of one that may stand without an attribution."""
_FAR = 30
"""Words between two quotations of one speaker."""
_BACK = 80
"""Words of a sentence before a quotation or a "saying" that are looked at."""
_CLAUSE = 40
"""Words of an attribution."""
_TITLE = 0.7
"""The share of a title's words that have capitals."""


class Attributions(Reader):
    """Finds the speakers of a story's pieces."""

    def __init__(self, phrases: Phrases, subjects: Subjects) -> None:
        super().__init__(phrases)
        self.text = phrases.story.text
        self.subjects = subjects

    def find(self, piece: Piece, before: Piece | None) -> Group | None:
        """Find the speaker of a piece; `before` is the piece before it."""
        if before is not None and before.open and before.speaker is not None:
            between = self.text[before.end : piece.start]
            if "\n" in between and not between.strip("”“\"' \n"):
                return before.speaker
        if self._is_title(piece) and piece.first and self.tokens[piece.first - 1].low in self.wording.titling:
            return None
        return (
            self._find_before(piece)
            or self._find_behind(piece)
            or self._carry_on(piece, before)
            or self._find_running(piece)
            or self._find_alone(piece)
        )

    # ------------------------------------------------------------------ behind the closing mark

    def _find_behind(self, piece: Piece) -> Group | None:
        """Look behind the closing mark: '…," he said' and '…," said the ministry'."""
        if piece.open or piece.last >= len(self.tokens):
            return None
        gap = self.text[piece.end : self.tokens[piece.last].start]
        if "\n" in gap:
            return None
        ended = self.text[piece.end - 1] in "?!…" or any(mark in gap for mark in ",—–") or " - " in gap
        if not ended:
            # "“It is a bad idea” he said": only where the words of saying follow at once
            near = self.tokens[piece.last : piece.last + 3]
            told = not gap.strip("”\"'’» ") and any(token.low in self.wording.reporting for token in near)
            if not told or piece.last - piece.first <= SHORTEST or self.text[piece.end - 1] == ".":
                return None
        return self.read(piece.last, self._find_stop(piece.last)) or self._find_signed(piece, gap)

    def _find_signed(self, piece: Piece, gap: str) -> Group | None:
        """Find who a name alone behind the closing mark says it was: "“It is a plan,” X, an analyst at Y."."""
        named = self.story.at.get(piece.last)
        if named is None or named.kind is not Kind.PERSON or not gap.startswith((",", "”,")):
            return None
        stop = self._find_stop(piece.last)
        if named.last < stop and self.story.gap_after(named.last - 1) != ", ":
            return None
        head = self.phrases.find_noun(named.last, stop, Kind.PERSON) if named.last < stop else named.first
        ended = self.story.gap_after(stop - 1).lstrip()[:1] in ("", ".", "”", "“")
        return named.group if head is not None and ended else None

    def _find_stop(self, index: int) -> int:
        """Find where the clause of an attribution ends: at a full stop, or at the next quotation."""
        tokens = self.tokens
        limit = min(index + _CLAUSE, len(tokens))
        for last in range(index, limit):
            gap = self.story.gap_after(last)
            # The full stop of "Lt. Col." ends nothing.
            short = gap.strip(" ,") == "." and last + 1 < len(tokens) and not tokens[last + 1].opens
            if not short and (not gap or any(mark in gap for mark in '\n.!?;:“«"„')):
                return last + 1
        return limit

    def read(self, first: int, last: int, *, plain: bool = False) -> Group | None:
        """Find the speaker in words that are an attribution: "he said", "said Peskov", "the agency quoted Y as saying".

        With `plain` they stand behind words without quotation marks, where fewer verbs tell.
        """
        tokens, wording = self.tokens, self.wording
        if first >= last:
            return None
        verbs = wording.reporting if plain else wording.speaking
        opener = tokens[first]
        if opener.low in verbs:
            listening = opener.cap or opener.low in wording.telling
            return None if listening else self.subjects.find_after(first + 1, last)
        if opener.low == "according":
            return self.subjects.find_after(first + 2, last)
        if opener.low in wording.speaking or (opener.cap and opener.low in wording.contrasting):
            return None
        for verb in range(first + 1, min(last, first + _CLAUSE)):
            if self.subjects.is_said(verb, wording.quoted):
                return self._read_quoted(first, verb, last)
            if not self.subjects.is_said(verb, verbs):
                continue
            found = self.subjects.find_before(first, verb)
            if found is None and tokens[verb - 1].low in wording.relatives:
                continue
            return found.group if found is not None and not (plain and not self._opens(first, found.begin)) else None
        return None

    def _opens(self, first: int, begin: int) -> bool:
        """Say whether a subject is what the words of an attribution begin with."""
        wording = self.wording
        return all(
            self.tokens[word].low in wording.contrasting or self.tokens[word].low in wording.adverbs
            for word in range(first, begin)
        )

    def read_quoted(self, first: int, last: int) -> Group | None:
        """Find the speaker of "the agency quoted Y as saying" in the words before "as saying"."""
        for verb in range(last - 2, max(first, last - _BACK), -1):
            if self.subjects.is_said(verb, self.wording.quoted):
                return self._read_quoted(first, verb, last)
        return None

    def _read_quoted(self, first: int, verb: int, last: int) -> Group | None:
        """Read "the agency quoted Y as saying" and "Y was quoted as saying"."""
        tokens = self.tokens
        if tokens[verb - 1].low not in self.wording.passive:
            return self.subjects.find_after(verb + 1, last)
        found = self.subjects.find_before(first, verb - 1)
        return found.group if found is not None else None

    # ------------------------------------------------------------------ before the opening mark

    def _find_before(self, piece: Piece) -> Group | None:
        """Look before the opening mark: 'Putin said: "…"', 'according to Peskov, "…"', 'Merkel: "…"'."""
        if piece.first == 0:
            return None
        gap = self.text[self.story.end_of(piece.first - 1) : piece.start]
        if any(mark in gap for mark in ".!?”»") or ("\n" in gap and ":" not in gap):
            return None
        first = max(self.story.sentence_of(piece.first - 1)[0], piece.first - _BACK)
        low = self.tokens[piece.first - 1].low
        if ":" in gap and low not in self.wording.saying:
            return self._read_introduction(first, piece.first) or self.subjects.find_acting(first, piece.first)
        if "," in gap or ":" in gap or low == "that" or low in self.wording.said or low in self.wording.saying:
            return self._read_introduction(first, piece.first)
        return None

    def _read_introduction(self, first: int, last: int) -> Group | None:
        tokens, wording = self.tokens, self.wording
        if tokens[first].low == "according":
            return self.subjects.find_after(first + 2, last)
        for verb in range(last - 1, first, -1):
            if self.subjects.is_said(verb, wording.quoted):
                return self._read_quoted(first, verb, last)
            if self.subjects.is_said(verb, wording.said):
                found = self.subjects.find_before(first, verb)
                if found is not None:
                    return found.group
                if tokens[verb].gap in JOINED and not self._is_loose(verb):
                    return None
            if self.subjects.is_said(verb, wording.saying) and tokens[verb - 1].low != "as":
                return self.find_main(first, verb)
        return None

    def _is_loose(self, verb: int) -> bool:
        """Say whether a form of a verb of saying is rather a noun or a participle here: "his claims", "was asked"."""
        before, wording = self.tokens[verb - 1].low, self.wording
        return before in wording.passive or before in wording.articles or before in wording.owners or before == "to"

    def _is_several(self, index: int) -> bool:
        """Say whether a word names several people or bodies: "activists", "sources"."""
        token = self.tokens[index]
        noun = token.low.removesuffix("s")
        listed = noun in self.wording.people or noun in self.wording.bodies or noun in self.wording.unnamed
        return listed and token.low.endswith("s") and not token.cap and index not in self.story.at

    def find_main(self, first: int, last: int) -> Group | None:
        """Find the subject of the verb that a "saying" at `last` goes with.

        It is that of the latest verb of saying, else that of the sentence; None behind "with a source saying".
        """
        first = max(first, last - _BACK)
        opener = next((word for word in range(last - 1, first, -1) if self.story.pauses(word)), first)
        if opener + 1 < last and self.tokens[opener].low == "with":
            return self.subjects.find_after(opener + 1, last)
        for verb in range(last - 1, first, -1):
            if self.subjects.is_said(verb, self.wording.said) or self.subjects.is_said(verb, self.wording.voicing):
                found = self.subjects.find_before(first, verb)
                if found is not None:
                    return found.group
                if self._is_several(verb - 1):
                    return None  # "activists told the paper, adding …"
        return self.subjects.find_acting(first, last)

    # ------------------------------------------------------------------ without an attribution of its own

    def _carry_on(self, piece: Piece, before: Piece | None) -> Group | None:
        """Give a quotation that follows an attributed one its speaker: the second half, or the next sentence of it."""
        text = self.text
        if before is None or before.speaker is None:
            return None
        between = text[before.end : piece.start]
        if "\n" not in between:
            opens = text[piece.start].isupper() or between.rstrip("“«\"„‘' ")[-1:] in tuple(",—–")
            ended = text[piece.end - 1 : piece.end + 1].strip('”"')[-1:] in tuple(".,?!…")
            return before.speaker if opens and ended and piece.first - before.last <= _FAR else None
        lines = between.count("\n\n") if "\n\n" in between else between.count("\n")
        # A paragraph that is nothing but a quotation goes on with the speaker of the one before.
        begins = text[max(0, piece.start - 3) : piece.start].rstrip('“«"„').endswith("\n")
        whole = begins and ("\n" in self._gap_behind(piece) or not self._gap_behind(piece).strip('”»" .'))
        return before.speaker if lines == 1 and whole and piece.last - piece.first >= SHORTEST else None

    def _gap_behind(self, piece: Piece) -> str:
        last = piece.last
        return self.text[piece.end : self.tokens[last].start] if last < len(self.tokens) else self.text[piece.end :]

    def _find_running(self, piece: Piece) -> Group | None:
        """Find the speaker of a quotation that is part of the sentence: 'Putin called it "a very bad idea"'."""
        if piece.first == 0 or piece.last - piece.first < SHORTEST or self._is_title(piece):
            return None
        first = max(self.story.sentence_of(piece.first)[0], piece.first - _BACK)
        for verb in range(piece.first - 1, first, -1):
            if self.subjects.is_said(verb, self.wording.saying):
                return self.find_main(first, verb)
            told = self.subjects.is_said(verb, self.wording.said) or self.subjects.is_said(verb, self.wording.voicing)
            if told and not self._is_loose(verb):
                found = self.subjects.find_before(first, verb)
                return found.group if found is not None else None
        return None

    def _find_alone(self, piece: Piece) -> Group | None:
        """Give a whole sentence without an attribution to who spoke right before it: "X said so. “It is …”"."""
        text = self.text
        if not text[piece.start].isupper() or text[piece.end - 1] not in ".?!…" or piece.last - piece.first < _SENTENCE:
            return None
        gap = self.tokens[piece.first].gap
        begins = piece.first == 0 or (":" not in gap and any(mark in gap for mark in "\n.?!"))
        behind = self._gap_behind(piece)
        ended = piece.last >= len(self.tokens) or "\n" in behind or self.tokens[piece.last].cap
        ends = piece.open or ended
        return self.subjects.speakers.get_latest() if begins and ends else None

    def _is_title(self, piece: Piece) -> bool:
        """Say whether a piece is the title of a work: nearly all its words have capitals."""
        words = [token for token in self.tokens[piece.first : piece.last] if len(token.text) > 3]
        return bool(words) and sum(token.cap for token in words) >= _TITLE * len(words)
