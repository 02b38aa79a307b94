"""The headline of a page: found among its lines, or made of its first sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tui.clean.blocks import Piece, ends_sentence, repeats, stems
from tui.clean.byline import is_mark, is_name, read_byline
from tui.clean.dates import is_date_line
from tui.clean.outlet import known_outlet, split_title
from tui.model import Reason, Role
from tui.text import fold

_WORDS = 32
_REACH = 40
_HEAD_LINES = 8
_DECK_LINES = 3
_DECK = 0.8
_ENOUGH = 0.9
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
_CRUMB = re.compile(r"\s[/>›»→|]\s")
_STUMP = re.compile(r",\s[^\s,]+(?:\s[^\s,]+)?$")
_LENGTH = 110
_SHORTEST = 35


def locate(pieces: Sequence[Piece], titles: Sequence[str]) -> int | None:
    """The line that is surely the headline: it repeats the page's title, or what the markup or metadata call so."""
    lines = frozenset(piece.folded for piece in pieces if piece.words >= 3)
    wanted = {fold(form) for title in titles for form in (title, split_title(title, lines)[0])}
    first = next((piece for piece in pieces if piece.text), None)
    repeated: set[str] = set()
    if first is not None and first.words <= _WORDS + 8:
        head, _ = split_title(first.text, lines - {first.folded})
        repeated.add(fold(head))
    found: list[tuple[float, int]] = []
    for i, piece in enumerate(pieces):
        if not piece.text or piece.words > _WORDS or (piece.words < 3 and piece.level != 1):
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
        if value >= 1.5 and _may_be(piece):
            found.append((value, i))
    # Of two alike the later stands at the story, the earlier in the page's title, a breadcrumb or a sticky header.
    best, last = max((value for value, _ in found), default=0.0), _last_place(pieces)
    return max((i for value, i in found if value >= best - 0.4 and i < last), default=None)


def choose(pieces: Sequence[Piece], start: int, located: int | None) -> int | None:
    """The line that is the headline of the story whose first paragraph is at `start`; None when there is none."""
    if located is not None and located <= start + 3:
        return located
    body = stems(" ".join(piece.text[:2000] for piece in pieces if piece.kept))
    after_start = stems(" ".join(piece.text[:2000] for piece in pieces[start + 1 :] if piece.kept))
    low = max(0, start - _REACH)
    said = [i for i in range(low, min(start, len(pieces))) if _says_who_or_when(pieces[i])]
    times = repeats(pieces)
    found: list[tuple[float, int]] = []
    for i in range(low, min(start + 1, len(pieces))):
        piece = pieces[i]
        if (
            not _may_be(piece)
            or (piece.words < 3 and not _heads(pieces, i, said))
            or (piece.mark is not None and piece.mark.scope == "line")
        ):
            continue
        if i == start and (ends_sentence(piece.text) or piece.words > 20 or piece.kind is Role.LIST_ITEM):
            continue
        # A line that opens the story shares every word with itself.
        others = body if i < start else after_start
        found.append((_value(piece, i, start, others, said, times[piece.folded]), i))
    found = [(value - _DECK * _is_deck(i, value, found, said), i) for value, i in found]
    best = max(found, default=(0.0, 0))
    return best[1] if best[0] >= _ENOUGH else None


def _value(piece: Piece, i: int, start: int, body: set[str], said: Sequence[int], times: int) -> float:
    """How much a line is like the headline of the story that begins at `start`."""
    text, words = piece.text, stems(piece.text)
    value = 2.5 * (len(words & body) / len(words) if words else 0.0) - 0.03 * (start - i)
    value += 0.5 if 5 <= piece.words <= 20 else 0.0
    value += 0.4 if times > 1 and piece.words >= 4 else 0.0
    value += 0.5 if i == 0 else 0.0
    value += 0.6 if piece.kind is Role.HEADING else 0.0
    value -= 0.5 if piece.kind is Role.LIST_ITEM else 0.0
    value -= 0.8 if ends_sentence(text) and not text.endswith(("?", "!", "'", "’", '"', "”")) else 0.0
    value -= 0.8 if piece.reason is not None and piece.reason is not Reason.HEADLINE_REPEAT else 0.0
    value -= 1.0 if text[0] in "([" or text[0].islower() or text.endswith((":", ",", "…", "...")) else 0.0
    # A story's headline stands above the line that says who wrote it and when.
    after = next((at - i for at in said if at > i), None)
    if after is not None and after <= _HEAD_LINES:
        value += 1.0 - 0.1 * (after - 1)
    elif any(0 < i - at <= _HEAD_LINES for at in said):
        value -= 0.6
    return value


def _is_deck(i: int, value: float, found: Sequence[tuple[float, int]], said: Sequence[int]) -> bool:
    """Whether a line stands right below one that is nearly as good: of two the first is the headline."""
    return any(
        0 < i - at <= _DECK_LINES and other >= max(_ENOUGH, value - _DECK) and not any(at < line < i for line in said)
        for other, at in found
    )


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
        sentence = sentence.rstrip("?!…. ") or sentence
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
    return bool(title) and not (ends_sentence(piece.text) and not ends_sentence(title)) and piece.folded == fold(title)


def same(one: str, other: str) -> bool:
    """Whether two titles are the same headline, perhaps with an outlet's name at the end of one."""
    one, other = fold(one), fold(other)
    return bool(one and other) and (one == other or _alike(one, other))


def _may_be(piece: Piece) -> bool:
    if not piece.text or not 1 <= piece.words <= _WORDS or len(piece.text) > 300:
        return False
    if piece.hint is Reason.CAPTION or piece.reason in {Reason.CAPTION, Reason.CREDIT, Reason.METADATA}:
        return False
    if len(_CRUMB.findall(piece.text)) >= 2:
        return False
    if is_date_line(piece.text) or read_byline(piece.text) or known_outlet(piece.text) is not None:
        return False
    return piece.level == 1 or not (is_name(piece.text) and piece.words <= 3)


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


def _heads(pieces: Sequence[Piece], i: int, said: Sequence[int]) -> bool:
    """Whether a line of a word or two stands above all others, set apart."""
    if i or len(pieces) < 2 or pieces[0].words < 2:
        return False
    return 1 in said or (pieces[1].gap > 0 and not ends_sentence(pieces[0].text))


def _says_who_or_when(piece: Piece) -> bool:
    if not piece.text or piece.words > 24 or piece.kept:
        return False
    return is_date_line(piece.text) or is_mark(piece.text) or bool(read_byline(piece.text))
