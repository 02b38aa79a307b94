"""Which line of a page is its headline: the likeliest by the network among the lines around the story's beginning."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tui.clean.blocks import Piece, ends_sentence
from tui.clean.byline import is_name, read_byline
from tui.clean.dateline import read_dateline
from tui.clean.dates import is_date_line
from tui.clean.outlet import known_outlet
from tui.model import Reason, Role

WORDS = 32
"""A headline has no more words."""
_ABOVE = 80
_BELOW = 14
_INSIDE = 20
"""Words of a line that was taken for the story's first, and may be its headline."""
_LEADING = 4
"""Lines at a story's beginning of which the last may be its headline."""
_LEAST, _PARAGRAPH = 4, 15
_CRUMB = re.compile(r"\s[/>›»→|]\s")


def may_be(piece: Piece) -> bool:
    """Whether a line can be a headline at all, by itself."""
    if not piece.text or not 1 <= piece.words <= WORDS or len(piece.text) > 300:
        return False
    if piece.hint is Reason.CAPTION or piece.reason in (Reason.CAPTION, Reason.CREDIT, Reason.METADATA):
        return False
    if len(_CRUMB.findall(piece.text)) >= 2:
        return False
    if is_date_line(piece.text) or read_byline(piece.text) or known_outlet(piece.text) is not None:
        return False
    if read_dateline(piece.text) is not None:
        return False
    return piece.level == 1 or not (is_name(piece.text) and piece.words <= 3)


def best(pieces: Sequence[Piece], start: int) -> int | None:
    """The line that is likeliest the headline of the story whose first paragraph is at `start`; None for none."""
    if start <= 1 and stands_apart(pieces):
        return 0
    near = range(max(0, start - _ABOVE), min(len(pieces), start + _BELOW))
    likely = sorted((i for i in near if pieces[i].text and pieces[i].title > 0), key=lambda i: -pieces[i].title)
    leads = sum(piece.kept for piece in pieces[start:]) > 1
    found = next((i for i in likely if may_be(pieces[i]) and (i < start or (leads and _may_lead(pieces[i])))), None)
    return found if found is not None else _find_lead(pieces, start)


def _find_lead(pieces: Sequence[Piece], start: int) -> int | None:
    """A line that was taken for the story's, right above its first paragraph and apart from it, and no sentence."""
    for i in range(start, min(len(pieces) - 1, start + _LEADING)):
        piece, below = pieces[i], pieces[i + 1]
        if below.words >= _PARAGRAPH:
            may = piece.kept and piece.mark is None and piece.kind is None and _LEAST <= piece.words <= _INSIDE
            return i if may and below.gap and below.kept and not ends_sentence(piece.text) and may_be(piece) else None
    return None


def stands_apart(pieces: Sequence[Piece]) -> bool:
    """Whether a text begins with a line above a blank one that can be nothing but its headline."""
    if len(pieces) < 2 or not pieces[1].gap or pieces[0].words < 2 or not may_be(pieces[0]):
        return False
    return not ends_sentence(pieces[0].text) and pieces[0].mark is None and pieces[0].kind is not Role.LIST_ITEM


def _may_lead(piece: Piece) -> bool:
    return piece.words <= _INSIDE and not ends_sentence(piece.text)
