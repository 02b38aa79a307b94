"""Pages made of pages: the story of one in the furniture of another, with other interruptions, or with another story
below it. What is learned from them is what stories and furniture are, and not what one site looks like."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from tui.clean.blocks import Piece
from tui.clean.train.samples import Flags, Sample
from tui.model import Role

_CUT, _MOVED, _SECOND, _LONG, _BROKEN = 0.3, 0.25, 0.08, 0.12, 0.15
"""How often a page is cut short, its story moved into another page, another story set below it, its story made longer,
or it is interrupted."""
_LENGTH = 200
"""Pieces up to which a story is made longer."""
_HEAD = 15
"""Pieces above a story that may belong to its headline."""


class Page(NamedTuple):
    """A page as it is learned from once."""

    pieces: list[Piece]
    wanted: Flags
    titles: Flags | None
    title: str


def vary(sample: Sample, other: Sample, random: np.random.Generator) -> Page:
    """A page made of a sample and, now and then, of parts of another one of the same form."""
    page = Page(sample.pieces, sample.wanted, sample.titles, sample.title)
    way = random.random()
    if not (sample.wanted.any() and other.wanted.any()):
        return page
    if way < _CUT:
        page = _cut(page, random)
    elif way < _CUT + _MOVED:
        page = _move(page, other)
    elif way < _CUT + _MOVED + _SECOND:
        page = _add_second(page, other)
    elif way < _CUT + _MOVED + _SECOND + _LONG:
        page = _lengthen(page, other, random)
    if random.random() < _BROKEN:
        page = _interrupt(page, other, random)
    return page


def _cut(page: Page, random: np.random.Generator) -> Page:
    """Leave out some of what stands above the story, below it or around it."""
    first, end = _extent(page.wanted)
    kept = np.ones(len(page.pieces), bool)
    way = random.random()
    if way < 0.4 and first > 3:
        kept[: random.integers(1, first)] = False
    elif way < 0.8 and len(kept) - end > 3:
        kept[len(kept) - random.integers(1, len(kept) - end) :] = False
    else:
        at = random.integers(0, len(kept))
        kept[at : at + random.integers(1, 12)] = False
        kept |= page.wanted
    return _pick(page, kept)


def _move(page: Page, other: Sample) -> Page:
    """The story with its headline between what stands above and below another page's."""
    first, end = _begin(page.wanted, page.titles), _extent(page.wanted)[1]
    above, below = _begin(other.wanted, other.titles), _extent(other.wanted)[1]
    return _join(
        Page([_move_in(piece) for piece in other.pieces[:above]], np.zeros(above, bool), None, ""),
        _slice(page, first, end),
        Page([_move_in(piece) for piece in other.pieces[below:]], np.zeros(len(other.pieces) - below, bool), None, ""),
        title=page.title,
    )


def _add_second(page: Page, other: Sample) -> Page:
    """Another page's story with its headline below the first one, as pages have that go on and on."""
    first, end = _begin(other.wanted, other.titles), _extent(other.wanted)[1]
    count = end - first
    own = _extent(page.wanted)[1]
    below = min(len(page.pieces), own + 12)
    return _join(
        _slice(page, 0, below),
        Page([_move_in(piece) for piece in other.pieces[first:end]], np.zeros(count, bool), None, ""),
        _slice(page, below, len(page.pieces)),
        title=page.title,
    )


def _lengthen(page: Page, other: Sample, random: np.random.Generator) -> Page:
    """Paragraphs of another story amid the story, some times over: stories may be of any length."""
    first, end = _extent(page.wanted)
    more = [_move_in(other.pieces[i]) for i in np.flatnonzero(other.wanted)]
    lines = more * int(random.integers(1, 1 + max(1, _LENGTH // len(more))))
    at = int(random.integers(first + 1, end + 1))
    return _join(
        _slice(page, 0, at),
        Page(lines, np.ones(len(lines), bool), None, ""),
        _slice(page, at, len(page.pieces)),
        title=page.title,
    )


def _interrupt(page: Page, other: Sample, random: np.random.Generator) -> Page:
    """A few lines of another page's furniture amid the story."""
    first, end = _extent(page.wanted)
    rest = np.flatnonzero(~other.wanted)
    if end - first < 3 or not len(rest):
        return page
    start = int(rest[random.integers(0, len(rest))])
    stop = start
    while stop < min(len(other.pieces), start + 1 + int(random.integers(0, 8))) and not other.wanted[stop]:
        stop += 1
    at = int(random.integers(first + 1, end))
    lines = [_move_in(piece) for piece in other.pieces[start:stop]]
    return _join(
        _slice(page, 0, at),
        Page(lines, np.zeros(len(lines), bool), None, ""),
        _slice(page, at, len(page.pieces)),
        title=page.title,
    )


def _extent(wanted: Flags) -> tuple[int, int]:
    at = np.flatnonzero(wanted)
    return int(at[0]), int(at[-1]) + 1


def _begin(wanted: Flags, titles: Flags | None) -> int:
    """Where a story begins with its headline."""
    first = _extent(wanted)[0]
    if titles is not None:
        above = np.flatnonzero(titles[max(0, first - _HEAD) : first])
        if len(above):
            return max(0, first - _HEAD) + int(above[0])
    return first


def _slice(page: Page, start: int, end: int) -> Page:
    titles = page.titles[start:end] if page.titles is not None else None
    return Page(page.pieces[start:end], page.wanted[start:end], titles, page.title)


def _pick(page: Page, kept: Flags) -> Page:
    titles = page.titles[kept] if page.titles is not None else None
    if titles is not None and page.titles is not None and page.titles.any() and not titles.any():
        titles = None
    return Page([page.pieces[i] for i in np.flatnonzero(kept)], page.wanted[kept], titles, page.title)


def _join(*parts: Page, title: str) -> Page:
    """Parts of pages as one; where the headline was known in a part, no line of the others is it."""
    known = any(part.titles is not None and part.titles.any() for part in parts)
    titles = [part.titles if part.titles is not None else np.zeros(len(part.pieces), bool) for part in parts]
    return Page(
        [piece for part in parts for piece in part.pieces],
        np.concatenate([part.wanted for part in parts]),
        np.concatenate(titles) if known else None,
        title,
    )


def _move_in(piece: Piece) -> Piece:
    """A piece of another page: not known for the headline any more, and in elements of its own."""
    role = None if piece.role is Role.HEADLINE else piece.role
    return replace(piece, role=role, boxes=tuple(-box for box in piece.boxes))
