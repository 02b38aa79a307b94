"""Which line of a flat page is its headline: a log-linear choice among the lines around the story's beginning.

The weights are data (`headline.yaml`), found by `tests/bench/headlines.py`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from tui.clean.blocks import Piece, ends_sentence, repeats, stems
from tui.clean.byline import is_mark, is_name, read_byline
from tui.clean.dateline import read_dateline
from tui.clean.dates import is_date_line
from tui.clean.outlet import known_outlet, read_section
from tui.clean.patterns import load
from tui.model import Reason, Role

Features = dict[str, float]

WORDS = 32
"""A headline has no more words."""
_ABOVE = 80
_BELOW = 14
_HEAD_LINES = 8
_INSIDE = 20
"""Words of a line that was taken for the story's first, and may be its headline."""
_DECK = 1.0
"""How much likelier a line must be than one right above it: of two that could be the headline the lower is its deck."""
_DECK_LINES = 3
_DECKED = 3
_NEVER = -1e9
_OPENING = 12
"""Paragraphs at the story's beginning whose words are compared with a line's."""
_CRUMB = re.compile(r"\s[/>›»→|]\s")
_NUMBERED = re.compile(r"#?\d{1,2}[.)] ")
_WORD = re.compile(r"[^\W\d_]+")
_YOU = re.compile(r"\b(?:you|your|us|our|we|sign|log|subscribe|follow|read|watch|click|join|try|get|please)\b")


def may_be(piece: Piece) -> bool:
    """Whether a line can be a headline at all, by itself."""
    if not piece.text or not 1 <= piece.words <= WORDS or len(piece.text) > 300:
        return False
    if piece.hint is Reason.CAPTION or piece.reason in {Reason.CAPTION, Reason.CREDIT, Reason.METADATA}:
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
    if start <= 1 and _stands_apart(pieces):
        return 0
    weights = load("headline.yaml", dict[str, float])
    found = [
        (sum(weights.get(name, 0.0) * value for name, value in features.items()), -i)
        for i, features in describe(pieces, start)
    ]
    value, at = max(found, default=(0.0, 0))
    if value <= 0.0:
        return None
    values = {-place: worth for worth, place in found}
    return next((i for i in _above(pieces, -at) if values.get(i, _NEVER) > value - _DECK), -at)


def _above(pieces: Sequence[Piece], at: int) -> list[int]:
    """The lines right above one, from the upmost down, that are not parted from it by who wrote or when."""
    found: list[int] = []
    for i in range(at - 1, max(-1, at - 1 - _DECK_LINES), -1):
        if _says_who_or_when(pieces[i]):
            break
        if pieces[i].words >= _DECKED:
            found.append(i)
    return found[::-1]


def _stands_apart(pieces: Sequence[Piece]) -> bool:
    """Whether a text begins with a line above a blank one that can be nothing but its headline."""
    if len(pieces) < 2 or not pieces[1].gap or pieces[0].words < 2 or not may_be(pieces[0]):
        return False
    return not ends_sentence(pieces[0].text) and pieces[0].mark is None and pieces[0].kind is not Role.LIST_ITEM


def describe(pieces: Sequence[Piece], start: int) -> list[tuple[int, Features]]:
    """The lines that may be the headline, each with its named features; having none of them weighs nothing."""
    low, high = max(0, start - _ABOVE), min(len(pieces), start + _BELOW)
    lines = [i for i in range(low, high) if pieces[i].text]
    place = {i: at for at, i in enumerate(lines)}
    said = frozenset(i for i in lines if _says_who_or_when(pieces[i]))
    opening = [i for i in range(start, len(pieces)) if pieces[i].kept][:_OPENING]
    body = {i: stems(pieces[i].text[:1000]) for i in opening}
    times = repeats(pieces)
    prose = _passed(pieces)
    found: list[tuple[int, Features]] = []
    for i in lines:
        if not may_be(pieces[i]) or (i >= start and (ends_sentence(pieces[i].text) or pieces[i].words > _INSIDE)):
            continue
        near = [pieces[at] for at in lines[max(0, place[i] - 3) : place[i] + 5]]
        features = _shape(pieces[i], times[pieces[i].folded])
        features |= _story(pieces[i], i, start, body)
        features |= _around(pieces, i, lines, place[i], said)
        features |= _pair(pieces, lines, place[i], said, body, start)
        features["contained"] = float(
            pieces[i].words >= 4
            and any(other is not pieces[i] and pieces[i].folded in other.folded for other in near if other.words <= 50)
        )
        features["passed"] = prose[i]
        features["first-line"] = float(i == lines[0] and low == 0)
        features["alone"] = float(len(pieces) <= 2)
        found.append((i, features))
    return found


def _shape(piece: Piece, times: int) -> Features:
    text, words = piece.text, piece.words
    letters = [word[0] for word in _WORD.findall(text) if len(word) > 3]
    large = sum(letter.isupper() for letter in letters) / len(letters) if letters else 0.0
    size = "1" if words == 1 else "2" if words == 2 else "3" if words == 3 else "4" if words <= 5 else "6"
    size = "9" if words >= 9 else size
    size = "14" if words >= 14 else "20" if words >= 20 else size
    found: Features = {
        "bias": 1.0,
        f"words-{size}": 1.0,
        "ends": float(ends_sentence(text) and not text.endswith(("?", "!", "'", "’", '"', "”"))),
        "question": float(text.endswith("?")),
        "repeated": float(times > 1 and words >= 4),
        "many": float(times > 2),
        "item": float(piece.kind is Role.LIST_ITEM),
        "heading": float(piece.kind is Role.HEADING),
        "top-heading": float(piece.level == 1),
        "low-heading": float(piece.level >= 3),
        "numbered": float(_NUMBERED.match(text) is not None),
        "capitals": float(text.isupper()),
        "titled": large,
        "begins-low": float(text[0].islower() or text[0] in "(["),
        "open": float(text.endswith((":", ",", "…", "...", "—", "–", "-"))),
        "colon": float(": " in text),
        "you": float(_YOU.search(piece.folded) is not None),
        "marked": float(piece.mark is not None),
        "marked-line": float(piece.mark is not None and piece.mark.scope == "line"),
        "removed": float(piece.reason is not None and piece.reason is not Reason.HEADLINE_REPEAT),
        "section": float(read_section(text) is not None),
        "name": float(is_name(text)),
        "crumb": float(_CRUMB.search(text) is not None),
        "signs": float(any(sign in text for sign in "©@|•·") or "://" in text),
    }
    return found


def _story(piece: Piece, i: int, start: int, body: dict[int, set[str]]) -> Features:
    """How the line's words stand to the story's, and the line to its beginning."""
    words = stems(piece.text)
    every = set().union(*(found for at, found in body.items() if at != i), set())
    first = set().union(*(found for at, found in list(body.items())[:3] if at != i), set())
    in_paragraphs = sum(bool(words & found) for at, found in body.items() if at != i) / max(1, len(body))
    gap = start - i
    near = "after" if gap < 0 else "at" if gap == 0 else next((str(n) for n in (1, 2, 4, 8, 16, 32) if gap <= n), "far")
    return {
        "shared": len(words & every) / len(words) if words else 0.0,
        "shared-first": len(words & first) / len(words) if words else 0.0,
        "shared-count": min(1.0, len(words & every) / 6),
        "shared-spread": in_paragraphs,
        "stemless": float(not words),
        f"gap-{near}": 1.0,
        "distance": math.log1p(abs(gap)) / 4,
        "kept": float(piece.kept),
        "kept-ends": float(piece.kept and ends_sentence(piece.text)),
    }


def _around(pieces: Sequence[Piece], i: int, lines: Sequence[int], at: int, said: frozenset[int]) -> Features:
    """What stands above and below the line."""
    above = [pieces[line] for line in reversed(lines[max(0, at - 3) : at])]
    below = [pieces[line] for line in lines[at + 1 : at + 5]]
    after = next((n for n, line in enumerate(lines[at + 1 : at + 1 + _HEAD_LINES], 1) if line in said), 0)
    before = next((n for n, line in enumerate(reversed(lines[max(0, at - 4) : at]), 1) if line in said), 0)
    found: Features = {
        f"said-after-{after if after <= 3 else 4 if after <= 5 else 6}": 1.0,
        f"said-before-{min(before, 3)}": 1.0,
        "gap-above": min(1.0, pieces[i].gap / 2),
        "gap-below": min(1.0, below[0].gap / 2) if below else 0.0,
    }
    if above:
        found["above-item"] = float(above[0].kind is Role.LIST_ITEM)
        found["above-short"] = float(above[0].words <= 3)
        found["above-long"] = float(above[0].words >= 15)
        found["above-section"] = float(
            read_section(above[0].text) is not None or _CRUMB.search(above[0].text) is not None
        )
        found["above-outward"] = float(above[0].indent > pieces[i].indent)
        found["above-inward"] = float(above[0].indent < pieces[i].indent)
        found["above-removed"] = sum(piece.reason is not None for piece in above) / len(above)
        found["above-like"] = sum(_like(piece) for piece in above) / len(above)
    if below:
        found["below-item"] = float(below[0].kind is Role.LIST_ITEM)
        found["below-short"] = float(below[0].words <= 3)
        found["below-deck"] = float(8 <= below[0].words <= 45 and not below[0].reason)
        found["below-long"] = float(below[0].words >= 20)
        found["below-prose"] = float(any(piece.words >= 20 and ends_sentence(piece.text) for piece in below))
        found["below-kept"] = sum(piece.kept for piece in below) / len(below)
        found["below-inward"] = float(below[0].indent > pieces[i].indent)
        found["below-outward"] = float(below[0].indent < pieces[i].indent)
        found["below-removed"] = sum(piece.reason is not None for piece in below) / len(below)
        found["below-like"] = sum(_like(piece) for piece in below) / len(below)
        found["below-marked"] = float(
            any(piece.mark is not None and piece.mark.reason is Reason.SHARE for piece in below)
        )
    else:
        found["last"] = 1.0
    return found


def _pair(
    pieces: Sequence[Piece], lines: Sequence[int], at: int, said: frozenset[int], body: dict[int, set[str]], start: int
) -> Features:
    """Whether the line is the first of two that could each be the headline, or the second, which is a deck then."""
    every: set[str] = set().union(*body.values())

    def akin(line: int) -> bool:
        piece = pieces[line]
        words = stems(piece.text)
        return 3 <= piece.words <= WORDS and line not in said and len(words & every) >= 0.5 * max(1, len(words))

    above = lines[max(0, at - 2) : at]
    below = lines[at + 1 : at + 3]
    led = any(akin(line) and not any(line < other < lines[at] for other in said) for line in above)
    leads = any(akin(line) and line <= start and not any(lines[at] < other < line for other in said) for line in below)
    between = any(lines[at] < line < start for line in said)
    return {
        "second": float(led),
        "first-of-two": float(leads and not led),
        "second-of-three": float(leads and led),
        "said-between": float(between),
        "second-no-said": float(led and not between),
        "none-said": float(not any(line < start for line in said)),
    }


def _like(piece: Piece) -> bool:
    """Whether a line is shaped as headlines are."""
    return 4 <= piece.words <= 20 and not ends_sentence(piece.text)


def _passed(pieces: Sequence[Piece]) -> list[float]:
    """For each piece the share of the page's prose that stands before it."""
    total = sum(piece.words for piece in pieces if piece.words >= 15) or 1
    passed, found = 0, []
    for piece in pieces:
        found.append(passed / total)
        passed += piece.words if piece.words >= 15 else 0
    return found


def _says_who_or_when(piece: Piece) -> bool:
    if not piece.text or piece.words > 24:
        return False
    return is_date_line(piece.text) or is_mark(piece.text) or bool(read_byline(piece.text))
