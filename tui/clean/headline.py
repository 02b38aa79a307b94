"""The headline of a page: found among its lines, or made of its first sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tui.clean import pick
from tui.clean.blocks import Piece, ends_sentence
from tui.clean.byline import read_byline
from tui.clean.dates import LINE_CHARS, is_date_line
from tui.clean.outlet import split_title
from tui.text import fold

_SENTENCE = re.compile(r"(?<=[.!?])['\"”’)]?\s+(?=['\"“‘(]?[A-ZÀ-ÞА-Я0-9])|(?<=[。！？])")
_ATTRIBUTION = re.compile(
    r",['\"”’]?\s(?:(?:the|a|an|according to)\s)?[^,]{2,90}?\s?"
    r"\b(?:said|says|say|reported|reports|announced|told|confirmed|added|showed|shows|sources)\b[^,]{0,50}$"
    r"|,\saccording to [^,]{2,90}$"
)
_ASIDE = re.compile(r",\s(?:who|whose|which|where|when)\s[^,]{2,120},\s?")
_CLAUSE = re.compile(
    r"(?:[,;:]|\s[-–—])\s|\s(?=(?:as|after|while|when|because|amid|following|before|since|although|though|where|which|who)\s)"
)
_PHRASE = re.compile(r"\s(?=(?:to|in|on|for|with|from|by|at|over|into|under|against|about|during|amid|via|through)\s)")
_TAIL = re.compile(r"\s(?=(?:by|written by|posted on|posted by|published|updated)\b)", re.IGNORECASE)
_STUMP = re.compile(r",\s[^\s,]+(?:\s[^\s,]+)?$")
_LENGTH = 110
_SHORTEST = 35


def locate(pieces: Sequence[Piece], titles: Sequence[str]) -> int | None:
    """The line that is surely the headline: it repeats the page's title, or what the markup or metadata call so."""
    lines = frozenset(piece.folded for piece in pieces if piece.words >= 3)
    wanted = {fold(form) for title in titles for form in (title, split_title(title, lines)[0])}
    first = next((piece for piece in pieces if piece.text), None)
    repeated: set[str] = set()
    if first is not None and first.words <= pick.WORDS + 8:
        head, _ = split_title(first.text, lines - {first.folded})
        repeated.add(fold(head))
    found: list[tuple[float, int]] = []
    for i, piece in enumerate(pieces):
        if not piece.text or piece.words > pick.WORDS or (piece.words < 3 and piece.level != 1):
            continue
        value = 0.0
        if piece.level == 1:
            value += 1.5 if "in-header" not in piece.clues or piece.words >= 4 else 0.5
        if piece.folded in wanted:
            value += 2
        elif any(_alike(piece.folded, title) for title in wanted):
            value += 1.5
        if piece is not first and piece.folded in repeated and not piece.text.endswith("."):
            value += 2
        if value and piece.link < 0.5:
            value += 0.5
        if value >= 1.5 and pick.may_be(piece):
            found.append((value, i))
    # Of two alike the later stands at the story, the earlier in the page's title, a breadcrumb or a sticky header.
    best, last = max((value for value, _ in found), default=0.0), _last_place(pieces)
    return max((i for value, i in found if value >= best - 0.4 and i < last), default=None)


def choose(pieces: Sequence[Piece], start: int, located: int | None) -> int | None:
    """The line that is the headline of the story whose first paragraph is at `start`; None when there is none."""
    if located is not None and located <= start + 3:
        return located
    return pick.best(pieces, start)


def without_tail(line: str) -> str:
    """A headline without the byline or date that flat text has run into it."""
    for match in _TAIL.finditer(line):
        rest = line[match.start() :].strip(" |·•–—-")
        if match.start() >= _SHORTEST // 2 and len(rest) <= LINE_CHARS and (read_byline(rest) or is_date_line(rest)):
            return line[: match.start()].rstrip(" |·•–—-")
    return line


def derive(paragraphs: Sequence[str]) -> str:
    """A title made of the first sentence, shortened at a clause; never empty when a paragraph has words."""
    text = next((paragraph for paragraph in paragraphs if paragraph.strip()), "")[:1000]
    sentence = text
    for match in _SENTENCE.finditer(text):
        if ends_sentence(text[: match.start()]) and match.start() >= 12:
            sentence = text[: match.start()]
            break
    sentence = sentence.strip()
    if sentence.endswith(".") and ends_sentence(sentence):
        sentence = sentence.rstrip(".")
    shorter = _ATTRIBUTION.sub("", _ASIDE.sub(" ", sentence, count=1))
    if len(shorter) >= _SHORTEST and shorter.count('"') % 2 == 0 and shorter.count("“") == shorter.count("”"):
        sentence = shorter
    # What is the whole of a paragraph would be taken for a headline that is said twice.
    if sentence == text.strip():
        sentence = sentence.rstrip("?!….؟。！？। ") or sentence
    return _shorten(" ".join(sentence.split()))


def _shorten(sentence: str) -> str:
    if len(sentence) <= _LENGTH:
        return sentence
    for boundary, least in ((_CLAUSE, _SHORTEST + 10), (_PHRASE, _LENGTH // 2)):
        cuts = [match.start() for match in boundary.finditer(sentence) if least <= match.start() <= _LENGTH]
        if cuts:
            cut = sentence[: cuts[-1]].rstrip(" ,;:–—-")
            # A word or two after the last comma belonged to what was cut.
            whole = _STUMP.sub("", cut)
            return whole if len(whole) >= _SHORTEST else cut
    space = sentence.rfind(" ", _SHORTEST, _LENGTH)
    return (sentence[: space if space > 0 else _LENGTH].rstrip(" ,;:–—-") or sentence[:_LENGTH]) + "…"


def is_repeat(piece: Piece, title: str) -> bool:
    """Whether a line only says the headline again."""
    return bool(title) and piece.folded == fold(title) and (ends_sentence(title) or not ends_sentence(piece.text))


def same(one: str, other: str) -> bool:
    """Whether two titles are the same headline, perhaps with an outlet's name at the end of one."""
    one, other = fold(one), fold(other)
    return bool(one and other) and (one == other or _alike(one, other))


def _last_place(pieces: Sequence[Piece]) -> int:
    """A headline stands before the greater part of the page's prose."""
    total = sum(piece.words for piece in pieces if piece.words >= 15) or 1
    passed = 0
    for i, piece in enumerate(pieces):
        passed += piece.words if piece.words >= 15 else 0
        if passed > 0.6 * total and passed > 60:
            return i
    return len(pieces)


def _alike(line: str, title: str) -> bool:
    if min(len(line), len(title)) < 20:
        return False
    return line.startswith(title) or title.startswith(line) or _overlap(line, title) >= 0.8


def _overlap(line: str, title: str) -> float:
    one, other = set(line.split()), set(title.split())
    return len(one & other) / max(1, len(one | other))
