"""How likely each piece is a part of the story, by its own shape and by what stands around it.

A log-linear model over named features; the weights are data (`weights.yaml`), one set for flat text and one for
pages with markup. Nothing else in cleaning knows how a score is made.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import cache

from tui.clean.blocks import Piece, ends_sentence, repeats
from tui.clean.patterns import Words, load
from tui.model import Reason, Role

Features = dict[str, float]

_SYMBOLS = re.compile(r"[|»›>→•·#@]|://|www\.")
_QUOTES = re.compile(r"[\"“”«»„「]")
_DIGITS = re.compile(r"\d")
_INNER_END = re.compile(r"[.!?]['\"’”)]? +['\"‘“(]?[^\W\d_a-z]|[。！？]")
_YOU = re.compile(r"\b(?:you|your|us|our|sie|ihre|vous|votre|nos|tu|su)\b")
_WINDOW = 5
_WIDE = 20


def score(pieces: Sequence[Piece], *, markup: bool) -> list[float]:
    """Log-odds that each piece is a part of the story, in order."""
    weights = _weights()["html" if markup else "text"]
    return [
        sum(weights.get(name, 0.0) * value for name, value in features.items())
        for features in describe(pieces, markup=markup)
    ]


def describe(pieces: Sequence[Piece], *, markup: bool) -> list[Features]:
    """The named features of each piece; every value lies between 0 and about 1.5."""
    count = repeats(pieces)
    shapes = [_shape(piece, count[piece.folded]) for piece in pieces]
    prose = [_prose(piece, shape) for piece, shape in zip(pieces, shapes, strict=True)]
    _add_context(pieces, shapes, prose)
    _add_layout(pieces, shapes, prose)
    if markup:
        for piece, shape in zip(pieces, shapes, strict=True):
            _add_markup(piece, shape)
    return shapes


def function_share(folded: str) -> float:
    """The share of words that are the small words of running text, in the language that has most of them."""
    words = folded.split()[:80]
    if not words:
        return 0.0
    table = _function_words()
    counts: dict[str, int] = {}
    for word in words:
        for language in table.get(word, ()):
            counts[language] = counts.get(language, 0) + 1
    return max(counts.values(), default=0) / len(words)


def _shape(piece: Piece, times: int) -> Features:
    text, words = piece.text, piece.words
    if not text:
        return {"bias": 1.0, "blank": 1.0}
    head = text[:1500]
    tokens = head.split()
    letters = [token[0] for token in tokens if token[0].isalpha()]
    cased = [char for char in letters if char.islower() or char.isupper()]
    lower = sum(char.islower() for char in letters) / len(letters) if cased else (1.0 if letters else 0.0)
    ends = ends_sentence(text)
    found: Features = {
        "bias": 1.0,
        "log-words": math.log1p(words) / 4,
        "lower": lower,
        "function": min(1.0, function_share(piece.folded) * 2),
        "commas": min(1.0, 10 * head.count(",") / len(tokens)),
        "digits": min(1.0, 4 * len(_DIGITS.findall(head)) / len(head)),
        "symbols": min(1.0, 5 * len(_SYMBOLS.findall(head)) / len(tokens)),
    }
    size = (
        "one" if words <= 2 else "few" if words <= 5 else "some" if words <= 11 else "many" if words <= 24 else "long"
    )
    found[f"{size}-{'ends' if ends else 'open'}"] = 1.0
    if words >= 50:
        found["huge"] = 1.0
    if _INNER_END.search(head):
        found["sentences"] = 1.0
    if _QUOTES.search(head):
        found["quotes"] = 1.0
    if text.endswith("?"):
        found["question"] = 1.0
    elif text.endswith(":"):
        found["colon"] = 1.0
    elif text.endswith(("...", "…")):
        found["ellipsis"] = 1.0
    if text[0].islower():
        found["begins-lower"] = 1.0
    if words >= 2 and text.isupper():
        found["capitals"] = 1.0
    if piece.kind is Role.LIST_ITEM:
        found["item"] = 1.0
        if words >= 12:
            found["item-long"] = 1.0
    elif piece.kind is Role.HEADING:
        found["heading"] = 1.0
    elif piece.kind is Role.QUOTE:
        found["quote"] = 1.0
    if times > 1:
        found["repeated"] = 1.0
    if words <= 60 and _YOU.search(piece.folded):
        found["you"] = 1.0
    if piece.mark is not None:
        found[f"mark-{piece.mark.reason.value}"] = 1.0
        found[f"mark-{piece.mark.scope}"] = 1.0
        if words >= 20:
            found["mark-long"] = 1.0
    return found


def _prose(piece: Piece, shape: Features) -> float:
    """How much a piece looks like a paragraph of running text, 0 to 1, by itself alone."""
    if piece.words < 8 or piece.mark is not None or piece.hint is not None or piece.link > 0.6:
        return 0.0
    running = min(1.0, max(shape["function"], 0.6 if shape["lower"] > 0.6 else 0.0) / 0.5)
    ends = 1.0 if ends_sentence(piece.text) and "ellipsis" not in shape else 0.4
    return min(1.0, piece.words / 30) * ends * running


def _add_context(pieces: Sequence[Piece], shapes: Sequence[Features], prose: Sequence[float]) -> None:
    """What stands before and after: prose near and far, furniture near, headings that open lists of other stories."""
    total = sum(prose) or 1.0
    # Around a paragraph of a short story there cannot stand as much prose as in a long one.
    near_full, far_full = min(2.0, max(0.3, total / 3)), min(5.0, max(0.5, total / 2))
    sums = [0.0]
    marks = [0]
    for piece, value in zip(pieces, prose, strict=True):
        sums.append(sums[-1] + value)
        marks.append(marks[-1] + (piece.mark is not None or piece.hint is not None))
    size = len(pieces)
    since_heading = _WIDE
    ended = 0.0
    for i, (piece, shape) in enumerate(zip(pieces, shapes, strict=True)):
        low, high = max(0, i - _WINDOW), min(size, i + 1 + _WINDOW)
        far_low, far_high = max(0, i - _WIDE), min(size, i + 1 + _WIDE)
        # A short line says little by itself, so what stands around it is weighed apart from what stands around prose.
        kind = "short" if piece.words < 12 else "long"
        before, after = sums[i] - sums[low], sums[high] - sums[i + 1]
        shape[f"{kind}-prev"] = prose[i - 1] if i else 0.0
        shape[f"{kind}-next"] = prose[i + 1] if i + 1 < size else 0.0
        shape[f"{kind}-before"] = min(1.0, before / near_full)
        shape[f"{kind}-after"] = min(1.0, after / near_full)
        shape[f"{kind}-between"] = min(1.0, before / near_full) * min(1.0, after / near_full)
        shape[f"{kind}-far-before"] = min(1.0, (sums[i] - sums[far_low]) / far_full)
        shape[f"{kind}-far-after"] = min(1.0, (sums[far_high] - sums[i + 1]) / far_full)
        shape[f"{kind}-marks"] = (marks[high] - marks[low] - (marks[i + 1] - marks[i])) / (2 * _WINDOW)
        done = sums[i] / total
        shape["mass-first"] = 1.0 if done <= 0.001 else 0.0
        shape["mass-last"] = 1.0 if done >= 0.98 else 0.0
        shape["mass"] = done
        if since_heading < _WIDE:
            shape[f"{kind}-heading"] = 1.0 - since_heading / _WIDE
        shape[f"{kind}-ended"] = ended
        mark = piece.mark
        if mark is not None and mark.reason in {Reason.RELATED, Reason.TEASER, Reason.COMMENT} and piece.words <= 6:
            since_heading = 0
        elif prose[i] >= 0.9:
            since_heading = _WIDE
        else:
            since_heading = min(_WIDE, since_heading + 1)
        if _ends_story(piece) and done > 0.3:
            ended = min(1.0, ended + 0.5)


def _ends_story(piece: Piece) -> bool:
    """Whether such a line stands after a story's last paragraph."""
    mark = piece.mark
    if mark is None:
        return False
    if mark.reason is Reason.CREDIT:
        return mark.scope != "line"
    if mark.reason is Reason.METADATA:
        return piece.folded.startswith("published in ")
    return mark.reason in {Reason.LEGAL, Reason.COMMENT}


def _add_layout(pieces: Sequence[Piece], shapes: Sequence[Features], prose: Sequence[float]) -> None:
    """Whether a piece is set in as the page's prose is, and whether blank lines set it apart."""
    by_indent: dict[int, float] = {}
    gaps = 0.0
    for piece, value in zip(pieces, prose, strict=True):
        by_indent[piece.indent] = by_indent.get(piece.indent, 0.0) + value
        gaps += value * (piece.gap > 0)
    usual = max(by_indent, key=lambda indent: by_indent[indent], default=0)
    indented = len({piece.indent for piece in pieces if piece.text}) > 2
    spaced = gaps > 0.6 * sum(prose)
    for i, (piece, shape) in enumerate(zip(pieces, shapes, strict=True)):
        kind = "short" if piece.words < 12 else "long"
        if indented:
            shape[f"{kind}-{'in-line' if piece.indent == usual else 'out-of-line'}"] = 1.0
        if spaced:
            after = pieces[i + 1].gap if i + 1 < len(pieces) else 1
            shape[f"{kind}-{'apart' if piece.gap and after else 'packed'}"] = 1.0


def _add_markup(piece: Piece, shape: Features) -> None:
    """What the tags around a piece say."""
    shape["link"] = piece.link
    shape["covered"] = piece.covered
    if piece.hint is not None:
        shape["hint"] = 1.0
    for clue in piece.clues:
        shape[clue] = 1.0


@cache
def _function_words() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for language, words in load("words.yaml", Words).function.items():
        for word in words.split():
            table[word] = (*table.get(word, ()), language)
    return table


@cache
def _weights() -> dict[str, dict[str, float]]:
    return load("weights.yaml", dict[str, dict[str, float]])
