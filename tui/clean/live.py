"""Live blogs: the time above each entry, and the title under it, are kept as the entry's headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from tui.clean.blocks import Piece
from tui.clean.dates import is_date_line
from tui.clean.lexicon import DIGIT
from tui.clean.patterns import Dates, alternatives, load
from tui.clean.story import bounds
from tui.model import Role

_ENTRIES = 3
"""The fewest times of a live blog."""
_WORDS = 12
_NEAR = 4
"""Pieces below a time among which its entry begins."""
_ABOVE = 3
_TITLE = 20


def keep_times(pieces: Sequence[Piece]) -> None:
    """Keep the lines that say when each entry of a live blog was written, and what it is called, as headings."""
    start, end = bounds(pieces)
    low = max(0, start - _ABOVE)
    times = [
        i for i in range(low, end) if _is_time(pieces[i]) and any(piece.kept for piece in pieces[i + 1 : i + _NEAR])
    ]
    if len(times) < _ENTRIES:
        return
    for i in times:
        pieces[i].role, pieces[i].reason, pieces[i].detail = Role.HEADING, None, "the time of an entry"
        title = pieces[i + 1]
        if (
            not title.kept
            and title.reason is None
            and title.mark is None
            and title.role is None
            and title.words <= _TITLE
        ):
            title.role, title.detail = Role.HEADING, "the title of an entry"


def _is_time(piece: Piece) -> bool:
    """Whether a line says the time of day and nothing else but a date, a zone, or how long ago that was."""
    if not piece.bits & DIGIT or piece.words > _WORDS or piece.role is Role.HEADLINE:
        return False
    return _clock().search(piece.folded) is not None and (
        _clock().sub("", piece.folded).strip(" .,/|()–—·-") == "" or is_date_line(piece.text)
    )


@cache
def _clock() -> re.Pattern[str]:
    zones = alternatives(load("dates.yaml", Dates).zones)
    ago = r"\d{1,2} ?(?:s|m|h|d|min|mins|minutes?|hours?|hrs?|days?) ago"
    return re.compile(
        rf"(?:{ago}[ /|,·–—-]*)?(?<!\d)(?:[01]?\d|2[0-3])[:.h][0-5]\d(?:[:.][0-5]\d)?(?!\d)"
        rf"(?: ?[ap]\.?m\.?)?(?: ?(?:uhr|hrs|h)\b)?(?: ?\(?(?:{zones})\b\)?)?(?:[ /|,·–—-]*{ago})?"
    )
