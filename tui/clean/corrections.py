"""Corrections and editors' notes: what a story says of its own making is kept with it, and marked as what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from tui.clean.blocks import Piece
from tui.clean.patterns import Corrections, alternatives, load
from tui.clean.story import bounds
from tui.model import Reason, Role
from tui.text import fold

_BELOW = 12
"""Pieces below the story among which its corrections stand."""
_WORDS = 220
_HEAD = 120
_SIGNS = "*•†‡·–—-_[ "
_CLOSED = (")", ").", "]")
_APART = frozenset({Reason.COMMENT, Reason.RULE, Reason.NAVIGATION})


def keep_corrections(pieces: Sequence[Piece], headline: int | None) -> None:
    """Keep the corrections and notes at the story's head, within it and below it, each as what it is."""
    start, end = bounds(pieces)
    if start == end:
        return
    labelled = False
    for piece in _near(pieces, min(start, headline + 1) if headline is not None else start, end):
        if piece.reason in _APART or piece.hint is Reason.NAVIGATION or piece.words > _WORDS:
            labelled = False
            continue
        if _is_label(piece) or _is_correction(piece) or (labelled and piece.words > 3):
            labelled = _is_label(piece)
            piece.role, piece.reason, piece.detail = Role.CORRECTION, None, "a correction or an editors' note"
        else:
            labelled = False


def _near(pieces: Sequence[Piece], start: int, end: int) -> Iterator[Piece]:
    below = 0
    for i in range(start, len(pieces)):
        piece = pieces[i]
        if not piece.text or piece.role is Role.HEADLINE:
            continue
        if i >= end:
            below += 1
            if below > _BELOW or piece.reason is Reason.COMMENT:
                return
        yield piece


def _is_label(piece: Piece) -> bool:
    return piece.words <= 5 and piece.folded.strip(_SIGNS + ":") in _labels()


def _is_correction(piece: Piece) -> bool:
    line = piece.folded[:_HEAD].lstrip(_SIGNS)
    if _labelled().match(line) is not None or line.startswith(_openings()):
        return True
    return piece.text.endswith(_CLOSED) and _bracketed().match(line) is not None


@cache
def _labels() -> frozenset[str]:
    return frozenset(fold(label) for label in load("corrections.yaml", Corrections).labels)


@cache
def _labelled() -> re.Pattern[str]:
    # Between the label and its colon may stand a date: "Correction, Dec. 3:".
    return re.compile(
        rf"(?:{alternatives(_labels())})(?:[ ,]{{1,2}}[^:.]{{0,30}}\d{{1,4}}[^:.]{{0,12}})?\s?(?:[:：]|\s[–—-]\s)"
    )


@cache
def _openings() -> tuple[str, ...]:
    return tuple(fold(opening) for opening in load("corrections.yaml", Corrections).openings)


@cache
def _bracketed() -> re.Pattern[str]:
    return re.compile(rf"\((?:{alternatives(load('corrections.yaml', Corrections).brackets)})\b")
