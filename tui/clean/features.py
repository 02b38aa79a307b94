"""What can be measured of each of a page's pieces, without regard to what stands around it: its shape, its words, what
they share with the rest of the page, its place, and for pages with markup what the tags say.

A row a piece, a column a feature. The network (`network.py`) is fitted on these columns (`train.py`), and sees itself
what stands around a piece.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain, pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from tui.clean import characters, lexicon, tags
from tui.clean.blocks import Piece, ends_sentence
from tui.model import Reason, Role

Matrix = npt.NDArray[np.float32]
Column = npt.NDArray[Any]

HEAD = 700
"""Characters of a piece that are looked at."""
_REASONS = tuple(
    reason
    for reason in Reason
    if reason not in {Reason.RULE, Reason.BOILERPLATE_REPEATED, Reason.AFTER_END, Reason.PULL_QUOTE, Reason.DUPLICATE}
)
_SCOPES = ("line", "start", "inside")
_KINDS = (Role.LIST_ITEM, Role.QUOTE, Role.HEADING)
_TOPIC = 3
"""Pieces of prose before and after with which a piece's words are compared."""
_PROSE = 0.5
_FAR = 60
"""As far as the distance to something is counted, in pieces."""
_LANGUAGE_WORDS = 1500
"""Words of running text by which the page's language is told."""
_SHARES = ("running", *lexicon.TELLING)

NAMES = (
    *characters.NAMES,
    "words",
    "ends",
    "gap",
    "gap-after",
    "indent",
    "repeats",
    "again",
    "same-first",
    *_SHARES,
    "prose",
    "spread",
    "shared",
    "shared-before",
    "shared-after",
    "title",
    "title-known",
    "since-title",
    "until-title",
    *(f"kind-{kind.value}" for kind in _KINDS),
    *(f"out-{reason.value}" for reason in _REASONS),
    *(f"like-{reason.value}" for reason in _REASONS),
    *(f"like-{scope}" for scope in _SCOPES),
    "place",
    "from-end",
    "prose-passed",
    "prose-in-all",
    "longest",
)


def name_features(*, markup: bool) -> tuple[str, ...]:
    """The names of the columns, in order."""
    return (*NAMES, *tags.NAMES) if markup else NAMES


def describe(pieces: Sequence[Piece], headline: int | None, title: str, *, markup: bool) -> Matrix:
    """The features of pieces that all have text; `headline` is the known one, `title` what the page is called, folded.

    Counts are logarithms, so that the columns are of like size.
    """
    count = len(pieces)
    words = np.fromiter((piece.words for piece in pieces), np.float32, count)
    shape = characters.describe([piece.text[:HEAD] for piece in pieces])
    ends = np.fromiter((ends_sentence(piece.text) for piece in pieces), np.float32, count)
    shares = _shares(pieces)
    prose = _prose(pieces, words, ends, shares[:, 0], shape)
    columns = [
        shape,
        np.log1p(np.minimum(words, 400)),
        ends,
        *_layout(pieces, prose),
        shares,
        prose,
        *_vocabulary(pieces, prose),
        *_title(pieces, headline, title),
        _kinds(pieces),
        *_place(prose, words),
    ]
    if markup:
        columns.append(tags.describe(pieces, words, prose))
    return np.hstack([column[:, None] if column.ndim == 1 else column for column in columns]).astype(np.float32)


def _layout(pieces: Sequence[Piece], prose: Column) -> list[Column]:
    gaps = np.fromiter((min(piece.gap, 5) for piece in pieces), np.float32, len(pieces))
    times = Counter(piece.folded for piece in pieces)
    first = {piece.folded: i for i, piece in reversed(list(enumerate(pieces)))}
    again = np.fromiter((first[piece.folded] < i for i, piece in enumerate(pieces)), np.float32, len(pieces))
    firsts = [piece.folded.partition(" ")[0] for piece in pieces]
    same = np.fromiter((one == other for one, other in pairwise(firsts)), np.float32)
    return [
        gaps,
        np.append(gaps[1:], 1),
        _indents(pieces, prose),
        np.log([min(times[piece.folded], 9) for piece in pieces]),
        again,
        np.append(same, 0) + np.append([0], same),
    ]


def _indents(pieces: Sequence[Piece], prose: Column) -> Column:
    """How far each piece is set in from where the page's prose stands."""
    weights: dict[int, float] = {}
    for piece, value in zip(pieces, prose.tolist(), strict=True):
        weights[piece.indent] = weights.get(piece.indent, 0.0) + value
    usual = max(weights, key=lambda indent: weights[indent])
    return np.fromiter((max(-20, min(20, piece.indent - usual)) / 8 for piece in pieces), np.float32, len(pieces))


def _shares(pieces: Sequence[Piece]) -> Column:
    """The shares of a piece's words that are small words of the page's language, and of each telling kind."""
    sizes = np.fromiter((len(piece.codes) for piece in pieces), np.int64, len(pieces))
    owners = np.repeat(np.arange(len(pieces)), sizes)
    codes = np.fromiter(chain.from_iterable(piece.codes for piece in pieces), np.int64, int(sizes.sum()))
    running = codes[np.repeat(np.fromiter((piece.words >= 8 for piece in pieces), bool, len(pieces)), sizes)]
    bits = lexicon.languages()
    votes = [np.count_nonzero(running[:_LANGUAGE_WORDS] & bit) for bit in bits]
    asked = (bits[int(np.argmax(votes))], *map(lexicon.telling, lexicon.TELLING))
    found = [np.bincount(owners, (codes & bit) != 0, len(pieces)) for bit in asked]
    return np.stack(found, axis=1) / np.maximum(1, sizes)[:, None]


def _prose(pieces: Sequence[Piece], words: Column, ends: Column, running: Column, shape: Column) -> Column:
    """How much each piece is a paragraph of running text, from 0 to 1."""
    free = np.fromiter((piece.reason is None and piece.link < 0.6 for piece in pieces), np.float32, len(pieces))
    lower = shape[:, characters.NAMES.index("lower")]
    open_end = shape[:, characters.NAMES.index("ellipsis")]
    finished = np.where((ends > 0) & (open_end == 0), 1.0, 0.4)
    fluent = np.minimum(1.0, np.maximum(running * 4, np.where(lower > 0.6, 1.2, 0.0)))
    prose: Column = free * (words >= 8) * np.minimum(1.0, words / 30) * finished * fluent
    return prose


def _vocabulary(pieces: Sequence[Piece], prose: Column) -> list[Column]:
    """How many of a piece's longer words stand elsewhere in the page's prose, in how many places, and how near."""
    count = len(pieces)
    numbers: dict[str, int] = {}
    every = [numbers.setdefault(stem, len(numbers)) for piece in pieces for stem in piece.stems]
    stems = np.array(every, np.int64)
    sizes = np.fromiter((len(piece.stems) for piece in pieces), np.int64, count)
    owners = np.repeat(np.arange(count), sizes)
    mine = prose[owners] >= _PROSE
    places = np.bincount(stems[mine], minlength=max(1, len(numbers)))
    others = places[stems] - mine
    least = np.maximum(1, sizes)
    spread = np.bincount(owners, np.minimum(others, 6), count) / least
    shared = np.bincount(owners, others > 0, count) / least
    near = [_near(pieces, prose >= _PROSE, range(count)), _near(pieces, prose >= _PROSE, range(count - 1, -1, -1))]
    return [np.log1p(spread), shared, *near]


def _near(pieces: Sequence[Piece], prose: Column, order: range) -> Column:
    """The share of each piece's longer words that stand in the last pieces of prose on the way to it."""
    found = np.zeros(len(pieces), np.float32)
    last: list[frozenset[str]] = []
    known: frozenset[str] = frozenset()
    for i, is_prose in zip(order, prose[:: order.step].tolist(), strict=True):
        stems = pieces[i].stems
        if stems and known:
            found[i] = len(stems & known) / len(stems)
        if is_prose:
            last = [*last[1 - _TOPIC :], stems]
            known = last[0].union(*last[1:])
    return found


def _title(pieces: Sequence[Piece], headline: int | None, title: str) -> list[Column]:
    """How much of each piece's words the title holds, and how far it stands from the headline, if that is known."""
    count = len(pieces)
    named = frozenset(lexicon.list_stems(lexicon.split_words(title)))
    overlap = [len(named & piece.stems) / max(1, len(piece.stems)) for piece in pieces]
    away = np.arange(count) - (headline if headline is not None else count + _FAR)
    known = np.full(count, headline is not None)
    since = np.log1p(np.clip(away, 0, _FAR)) * known
    until = np.log1p(np.clip(-away, 0, _FAR)) * known
    return [np.array(overlap), known, since, until]


def _kinds(pieces: Sequence[Piece]) -> Column:
    """What a piece is by markup or bullet, why it is out already, and what patterns say of it, a column for each."""
    names: dict[object, int] = {name: at for at, name in enumerate((*_KINDS, *_REASONS))}
    reasons, marks = len(_KINDS), len(_KINDS) + len(_REASONS)
    found = np.zeros((len(pieces), marks + len(_REASONS) + len(_SCOPES)), np.float32)
    for i, piece in enumerate(pieces):
        if piece.kind in names:
            found[i, names[piece.kind]] = 1
        if piece.reason is not None:
            found[i, names.get(piece.reason, reasons)] = 1
        if piece.mark is not None:
            found[i, len(_REASONS) + names[piece.mark.reason]] = 1
            found[i, marks + len(_REASONS) + _SCOPES.index(piece.mark.scope)] = 1
    return found


def _place(prose: Column, words: Column) -> list[Column]:
    count = len(prose)
    at = np.arange(count)
    total = float(prose.sum())
    return [
        # How many pieces or words stand before says nothing: stories may be of any length.
        at / max(1, count - 1),
        np.log1p(np.minimum(count - 1 - at, _FAR)),
        (np.cumsum(prose) - prose) / max(total, 0.01),
        np.full(count, np.log1p(total)),
        np.full(count, np.log1p(float(words.max()))),
    ]
