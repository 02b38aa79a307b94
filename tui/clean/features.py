"""What can be measured of each of a page's pieces: its own shape, what stands around it, what its words share with the
rest of the page, and for pages with markup what the tags say.

A row a piece, a column a feature; the model in `trees.py` is fitted on these columns (`train.py`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from tui.clean.blocks import Piece, ends_sentence
from tui.clean.patterns import Words, load
from tui.model import Reason, Role

Matrix = npt.NDArray[np.float32]

_HEAD = 700
"""Characters of a piece that are looked at."""
_LONG_WORD = re.compile(r"\w{4,}")
_INNER_END = re.compile(r"[.!?]['\"’”)]? +['\"‘“(]?[^\W\d_a-z]|[。！？।]")
_SYMBOLS = "|»›>→•·#@/"
_QUOTES = '"“”«»„「'
_GLUED = re.compile(r"[^\W\d_A-Z]{2}[.!?]?[A-Z][^\W\d_A-Z]")
_REASONS = {
    Reason.NAVIGATION: 1,
    Reason.SHARE: 2,
    Reason.METADATA: 3,
    Reason.HEADLINE_REPEAT: 3,
    Reason.CAPTION: 4,
    Reason.CREDIT: 5,
    Reason.ADVERTISEMENT: 6,
    Reason.PROMO: 7,
    Reason.NEWSLETTER: 8,
    Reason.TEASER: 9,
    Reason.RELATED: 10,
    Reason.LEGAL: 11,
    Reason.COMMENT: 12,
}
"""Why a piece is out, from what stands within a story to what stands below it, so that a tree can cut between them."""
_SCOPES = {"inside": 1, "start": 2, "line": 3}
_KINDS = {None: 0, Role.PARAGRAPH: 0, Role.LIST_ITEM: 1, Role.QUOTE: 2, Role.HEADING: 3}
_TOPIC = 3
"""Pieces of prose before and after with which a piece's words are compared."""
_PROSE = 0.5
_NEVER = 60.0
"""As far as the distance to something is counted, in pieces."""

_OWN = [
    "words",
    "chars",
    "letters",
    "lower",
    "function",
    "commas",
    "digits",
    "symbols",
    "ends",
    "inner",
    "quotes",
    "question",
    "colon",
    "ellipsis",
    "begins-lower",
    "capitals",
    "kind",
    "repeats",
    "you",
    "me",
    "mark",
    "scope",
    "reason",
    "indent",
    "gap",
    "gap-after",
    "headline",
    "spread",
    "shared",
    "prose",
    "dated",
    "glued",
    "consent",
    "chatter",
    "shop",
    "same-first",
    "shared-before",
    "shared-after",
]
_AROUND = ["words", "lower", "function", "ends", "prose", "mark", "reason", "gap", "spread", "dated", "chatter"]
"""Of these the neighbours' values are features too."""
_NEIGHBOURS = (-3, -2, -1, 1, 2, 3)
_WINDOWS = (3, 8, 25)
_WINDOWED = ("prose", "marks", "ends", "dated", "consent", "chatter", "words")
_FEW = ("dated", "consent", "chatter")
"""Of these only the middle window is looked at."""
_PLACE = [
    "place",
    "place-end",
    "count",
    "mass",
    "mass-done",
    "mass-left",
    "longest",
    "relative",
    "since-prose",
    "until-prose",
    "run-before",
    "run-after",
    "since-mark",
    "since-end",
    "since-list",
    "since-headline",
    "headline-known",
    "alike-before",
    "alike-after",
    "alike",
    "since-metadata",
    "until-metadata",
    "since-chatter",
]
_AHEAD = (-6, -5, -4, -3, -2, -1, 1, 2, 3, 4, 5, 6)
_SPANS = (3, 8, 20, 50)
_SURE = 6.0
"""Log-odds beyond which nothing more is said."""
_BOXES = 3
_CLUES = [
    "in-article",
    "in-main",
    "in-aside",
    "in-header",
    "in-heading",
    "in-p",
    "in-li",
    "in-quote",
    "in-table",
    "in-figure",
    "in-section",
    "in-nav",
    "in-footer",
    "near-body",
    "far-body",
    "near-related",
    "far-related",
    "near-comment",
    "far-comment",
    "near-promo",
    "far-promo",
    "near-newsletter",
    "far-newsletter",
    "near-navigation",
    "far-navigation",
    "near-share",
    "far-share",
    "near-advertisement",
    "far-advertisement",
    "near-legal",
    "far-legal",
    "near-caption",
    "far-caption",
    "near-metadata",
    "far-metadata",
]
_MARKUP = ("link", "covered", "stated", "states", "hint", "level", *_CLUES)
_BOXED = [f"{name}-{level}" for level in range(_BOXES) for name in ("box-mass", "box-covered", "box-pure", "box-size")]
_TIED = ("covered", "link", "hint", "stated")
"""Of these, in pages with markup, the neighbours' values are features too."""


def name_features(*, markup: bool) -> list[str]:
    """The names of the columns, in order."""
    around = [f"{name}{offset:+d}" for name in _AROUND for offset in _NEIGHBOURS]
    windows = [f"{name}-{side}-{size}" for name, size in _list_windows() for side in ("before", "after")]
    names = [*_OWN, *around, *windows, *_PLACE]
    if markup:
        tied = [f"{name}{offset:+d}" for name in _TIED for offset in _NEIGHBOURS]
        names += [*_MARKUP, *_BOXED, *tied, "covered-before", "covered-after", "covered-total"]
    return names


def describe(pieces: Sequence[Piece], headline: int | None, title: str, *, markup: bool) -> Matrix:
    """The features of pieces that all have text; `headline` is the known one, `title` what the page is called."""
    own = _describe_own(pieces, title)
    columns = [own, _neighbours(own, [_OWN.index(name) for name in _AROUND]), *_windows(own), _places(own, headline)]
    if markup:
        tags = _describe_markup(pieces)
        tied = _neighbours(tags, [_MARKUP.index(name) for name in _TIED])
        columns += [tags, _boxes(pieces, own, tags), tied, _coverage(own, tags)]
    return np.hstack(columns)


def name_context() -> list[str]:
    """The names of the columns that `look_around` adds."""
    sums = [f"{what}-{side}-{size}" for size in _SPANS for what in ("likely", "words") for side in ("before", "after")]
    return [
        "first",
        *[f"first{offset:+d}" for offset in _AHEAD],
        *[f"first-{name}" for name in sums],
        *[
            "first-done",
            "first-left",
            "first-total",
            "first-count",
            "first-since",
            "first-until",
            "first-passed",
            "first-mean",
        ],
    ]


def look_around(scores: npt.NDArray[Any], words: npt.NDArray[Any], barred: npt.NDArray[np.bool_]) -> Matrix:
    """What a first round of scores says of each piece's surroundings and of the whole page."""
    scores = np.where(barred, -_SURE, np.clip(scores, -_SURE, _SURE))
    likely = 1 / (1 + np.exp(-scores))
    mass = likely * words
    total = max(1.0, float(mass.sum()))
    done = np.cumsum(mass)
    inside = likely > 0.5
    columns = [scores, *[shift(scores, offset, -_SURE - 0.5) for offset in _AHEAD]]
    for size in _SPANS:
        columns += [sums / size for sums in window(likely, size)]
        columns += [sums / total for sums in window(mass, size)]
    columns += [
        (done - mass) / total,
        (total - done) / total,
        np.full(len(scores), total),
        np.full(len(scores), likely.sum()),
        _since(inside),
        _since(inside[::-1])[::-1],
        np.cumsum(words * ~inside),
        np.full(len(scores), scores[inside].mean() if inside.any() else -_SURE),
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def shift(values: npt.NDArray[Any], offset: int, fill: float = 0.0) -> npt.NDArray[Any]:
    """The values of the rows `offset` further on, with `fill` where there is none."""
    moved = np.full_like(values, fill)
    if abs(offset) < len(values):
        if offset > 0:
            moved[:-offset] = values[offset:]
        else:
            moved[-offset:] = values[:offset]
    return moved


def window(values: npt.NDArray[Any], size: int) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """The sums over the `size` rows before each row and after it."""
    sums = np.concatenate(([0.0], np.cumsum(values, dtype=np.float64)))
    at = np.arange(len(values))
    before = sums[at] - sums[np.maximum(0, at - size)]
    after = sums[np.minimum(len(values), at + 1 + size)] - sums[at + 1]
    return before, after


def _describe_own(pieces: Sequence[Piece], title: str) -> Matrix:
    function = _page_words(pieces)
    consent, chatter, shop, you, me = (_telling(name) for name in ("consent", "chatter", "shop", "you", "me"))
    times = Counter(piece.folded for piece in pieces)
    named = set(_LONG_WORD.findall(title))
    rows = []
    stems = [frozenset([word[:6] for word in _LONG_WORD.findall(piece.folded[:_HEAD])]) for piece in pieces]
    last = len(pieces) - 1
    for i, piece in enumerate(pieces):
        text = piece.text
        head = text if len(text) <= _HEAD else text[:_HEAD]
        tokens = head.split()
        initials = "".join([token[0] for token in tokens])
        count = len(tokens)
        upper = sum(map(str.isupper, initials))
        lower = sum(map(str.islower, initials))
        folded = piece.folded[:_HEAD].split()
        running = sum([word in function for word in folded]) / max(1, len(folded))
        ends = ends_sentence(text)
        end = text[-1]
        ellipsis = text.endswith(("...", "…"))
        words = piece.words
        lowered = lower / (lower + upper) if lower + upper else (1.0 if initials.isalpha() else 0.0)
        mark, reason = piece.mark, piece.reason
        prose = 0.0
        if words >= 8 and reason is None and piece.link < 0.6:
            prose = min(1.0, words / 30) * (1.0 if ends and not ellipsis else 0.4)
            prose *= min(1.0, max(running * 2, 0.6 if lowered > 0.6 else 0.0) / 0.5)
        rows.append(
            (
                min(words, 120),
                min(len(text), 900),
                sum(map(len, tokens)) / count,
                lowered,
                running,
                head.count(",") / count,
                sum(map(str.isdigit, head)) / len(head),
                sum([head.count(char) for char in _SYMBOLS]) / count,
                ends,
                len(_INNER_END.findall(head)) if words > 3 else 0,
                sum([char in head for char in _QUOTES]),
                end == "?",
                end in ":：",
                ellipsis,
                initials[0].islower(),
                words >= 2 and text.isupper(),
                _KINDS.get(piece.kind, 0),
                min(times[piece.folded], 5),
                sum([word in you for word in folded]) / count,
                sum([word in me for word in folded]) / count,
                _REASONS[mark.reason] if mark is not None and mark.reason in _REASONS else 0,
                _SCOPES[mark.scope] if mark is not None else 0,
                _REASONS.get(reason, 7) if reason is not None else 0,
                piece.indent,
                min(piece.gap, 5),
                min(pieces[i + 1].gap, 5) if i < last else 1,
                len(named & stems[i]) if named else 0,
                0.0,
                0.0,
                prose,
                any(map(str.isdigit, "".join(tokens[:2]))),
                len(_GLUED.findall(head)),
                sum([word in consent for word in folded]) / count,
                sum([word in chatter for word in folded]) / count,
                sum([word in shop for word in folded]) / count,
                i < last and pieces[i + 1].folded.startswith(folded[0] if folded else " "),
                0.0,
                0.0,
            )
        )
    own = np.array(rows, dtype=np.float32)
    first = _OWN.index("same-first")
    own[1:, first] += own[:-1, first]
    headline = _OWN.index("headline")
    own[:, headline] /= np.maximum(1, [len(words) for words in stems])
    _add_vocabulary(own, stems)
    _add_layout(own)
    return own


def _add_vocabulary(own: Matrix, stems: Sequence[frozenset[str]]) -> None:
    """How many of a piece's longer words stand elsewhere in the page's prose, and in how many places."""
    prose = own[:, _OWN.index("prose")]
    places: Counter[str] = Counter()
    for words, value in zip(stems, prose, strict=True):
        if value >= _PROSE:
            places.update(words)
    for i, words in enumerate(stems):
        if words:
            mine = 1 if prose[i] >= _PROSE else 0
            found = [count for word in words if (count := places.get(word, 0) - mine) > 0]
            own[i, _OWN.index("spread")] = sum([min(count, 6) for count in found]) / len(words)
            own[i, _OWN.index("shared")] = len(found) / len(words)
    for name, order in (("shared-before", range(len(stems))), ("shared-after", range(len(stems) - 1, -1, -1))):
        column = _OWN.index(name)
        last: list[frozenset[str]] = [frozenset()] * _TOPIC
        for i in order:
            if words := stems[i]:
                own[i, column] = len(words & last[-1].union(*last[:-1])) / len(words)
            if prose[i] >= _PROSE:
                last = [*last[1:], words]


def _add_layout(own: Matrix) -> None:
    """Make the indent say how far a piece is set in from where the page's prose stands."""
    at = _OWN.index("indent")
    indents, prose = own[:, at], own[:, _OWN.index("prose")]
    weights: dict[float, float] = {}
    for indent, value in zip(indents.tolist(), prose.tolist(), strict=True):
        weights[indent] = weights.get(indent, 0.0) + value
    usual = max(weights, key=lambda indent: weights[indent], default=0.0)
    own[:, at] = np.clip(indents - usual, -20, 20)


def _neighbours(values: Matrix, columns: Sequence[int]) -> Matrix:
    picked = values[:, columns]
    return np.stack([shift(picked, offset, -1.0) for offset in _NEIGHBOURS], axis=2).reshape(len(values), -1)


def _list_windows() -> list[tuple[str, int]]:
    return [(name, size) for name in _WINDOWED for size in (_WINDOWS[1:2] if name in _FEW else _WINDOWS)]


def _windows(own: Matrix) -> list[Matrix]:
    marks = (own[:, _OWN.index("mark")] > 0) | (own[:, _OWN.index("reason")] > 0)
    found = []
    for name, size in _list_windows():
        values = marks if name == "marks" else own[:, _OWN.index(name)]
        found.append(np.stack(window(values, size), axis=1).astype(np.float32))
    return found


def _places(own: Matrix, headline: int | None) -> Matrix:
    count = len(own)
    at = np.arange(count, dtype=np.float32)
    words, prose = own[:, _OWN.index("words")], own[:, _OWN.index("prose")]
    reason, mark, chatter = (own[:, _OWN.index(name)] for name in ("reason", "mark", "chatter"))
    total = float(prose.sum())
    done = np.cumsum(prose) - prose
    longest = float(words.max())
    short = words < 10
    opens = ((reason >= 9) | (mark >= 9)) & (words <= 8)
    ends = (reason == 5) | (reason >= 11)
    length = np.log1p(words)
    alike = [np.abs(length - shift(length, offset, -3.0)) for offset in (-4, -3, -2, -1, 1, 2, 3, 4)]
    metadata = reason == 3
    columns = [
        at / max(1, count - 1),
        np.minimum(count - 1 - at, 400),
        np.full(count, count),
        np.full(count, total),
        done / max(total, 0.01),
        np.full(count, total) - done - prose,
        np.full(count, longest),
        words / max(1.0, longest),
        _since(prose >= _PROSE),
        _since((prose >= _PROSE)[::-1])[::-1],
        _run(short),
        _run(short[::-1])[::-1],
        _since((mark > 0) | (reason > 0)),
        _since(ends & (done > 0.3 * total)),
        _since(opens),
        np.clip(at - headline, -_NEVER, _NEVER) if headline is not None else np.full(count, -_NEVER - 1),
        np.full(count, headline is not None),
        np.min(alike[:4], axis=0),
        np.min(alike[4:], axis=0),
        np.mean(np.minimum(alike, 1.0), axis=0),
        _since(metadata),
        _since(metadata[::-1])[::-1],
        _since((chatter > 0) & (words <= 12)),
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def _since(flags: npt.NDArray[np.bool_]) -> npt.NDArray[Any]:
    """How many rows ago the flag was last set, before this row."""
    at = np.arange(len(flags))
    last = np.maximum.accumulate(np.where(flags, at, -10_000))
    return np.minimum(_NEVER, at - np.concatenate(([-10_000], last[:-1])))


def _run(flags: npt.NDArray[np.bool_]) -> npt.NDArray[Any]:
    """How many rows right before this one have the flag set."""
    at = np.arange(len(flags))
    last = np.maximum.accumulate(np.where(flags, -1, at))
    return np.minimum(_NEVER, at - 1 - np.concatenate(([-1], last[:-1])))


def _describe_markup(pieces: Sequence[Piece]) -> Matrix:
    states = any(piece.stated for piece in pieces)
    rows = [
        (
            piece.link,
            piece.covered,
            piece.stated,
            states,
            _REASONS.get(piece.hint, 0) if piece.hint is not None else 0,
            piece.level,
            *[clue in piece.clues for clue in _CLUES],
        )
        for piece in pieces
    ]
    return np.array(rows, dtype=np.float32)


def _boxes(pieces: Sequence[Piece], own: Matrix, tags: Matrix) -> Matrix:
    """How much of the page's prose the elements around a piece hold, how much of the extract, and how purely."""
    words = own[:, _OWN.index("words")]
    prose, covered = own[:, _OWN.index("prose")], words * tags[:, _MARKUP.index("covered")]
    columns = []
    for level in range(_BOXES):
        keys = [piece.boxes[level] if level < len(piece.boxes) else 0 for piece in pieces]
        _, place = np.unique(keys, return_inverse=True)
        size = np.bincount(place, words)
        columns += [
            (np.bincount(place, prose) / max(0.01, prose.sum()))[place],
            (np.bincount(place, covered) / max(0.01, covered.sum()))[place],
            (np.bincount(place, covered) / np.maximum(1, size))[place],
            (size / max(1, words.sum()))[place],
        ]
    return np.stack(columns, axis=1).astype(np.float32)


def _coverage(own: Matrix, tags: Matrix) -> Matrix:
    covered = own[:, _OWN.index("words")] * tags[:, _MARKUP.index("covered")]
    total = max(0.01, float(covered.sum()))
    done = np.cumsum(covered)
    return np.stack([(done - covered) / total, (total - done) / total, np.full(len(own), total)], axis=1).astype(
        np.float32
    )


def _page_words(pieces: Sequence[Piece]) -> frozenset[str]:
    """The small words of running text in the page's language, which is the one that has most of them."""
    table = _function_words()
    counts: Counter[str] = Counter()
    seen = 0
    for piece in pieces:
        if piece.words >= 8:
            words = piece.folded[:_HEAD].split()
            for word in words:
                counts.update(table.get(word, ()))
            seen += len(words)
            if seen > 1500:
                break
    if not counts:
        return frozenset()
    return _by_language()[max(counts, key=lambda language: counts[language])]


@cache
def _telling(name: str) -> frozenset[str]:
    return frozenset(load("words.yaml", Words).telling[name].split())


@cache
def _by_language() -> dict[str, frozenset[str]]:
    return {language: frozenset(words.split()) for language, words in load("words.yaml", Words).function.items()}


@cache
def _function_words() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for language, words in _by_language().items():
        for word in words:
            table[word] = (*table.get(word, ()), language)
    return table
