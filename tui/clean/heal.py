"""Paragraphs made whole again that flat text broke: at a width, and where a link or a bold word began or ended."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from tui.clean.blocks import CLOSING, LAST_WORD, Piece, abbreviations, cut_lines, ends_sentence, join, measure
from tui.clean.byline import is_mark, read_byline
from tui.clean.patterns import Words, load
from tui.text import fold

_DANGLING_SIGN = re.compile(r"[,(\[“‘«$€£&/–—-]$")
_OPENING = frozenset('“‘«„(["')
_WRAP_MIN = 40
_WRAP_MAX = 110
_FRAGMENTS = 6
"""Lines over which the middle of a paragraph may be in fragments."""
_HEALED = 20_000
"""Characters beyond which no line is joined to a paragraph, so that joining stays linear."""


def cut_text(text: str, known: Mapping[str, Piece] | None = None) -> list[Piece]:
    """Cut flat text into pieces; linear in its length. `known` holds pieces that have been measured, by their text."""
    return measure(heal_lines(cut_lines(text)), known)


def heal_lines(lines: list[Piece]) -> list[Piece]:
    """Join the lines that are parts of one paragraph."""
    return list(_heal(_unwrap(lines)))


def _unwrap(lines: list[Piece]) -> list[Piece]:
    """Join lines that were broken at a width, as mail and wire copy are."""
    widths = [len(piece.text) for piece in lines if len(piece.text) >= _WRAP_MIN]
    if len(widths) < 4 or max(widths) > _WRAP_MAX:
        return lines
    width = max(widths)
    # In wrapped text most lines end where the next word would not have fitted, and do so in the middle of a sentence.
    full = [_fits_not(lines, i, width) for i in range(len(lines))]
    broken = sum(full[i] and not ends_sentence(lines[i].text) for i in range(len(lines)))
    if broken < 3 or broken < 0.3 * len(widths):
        return lines
    joined: list[Piece] = []
    for i, piece in enumerate(lines):
        if i and full[i - 1] and not piece.gap and piece.kind is None and joined[-1].text:
            _append(joined[-1], piece)
        else:
            joined.append(piece)
    return joined


def _fits_not(lines: list[Piece], i: int, width: int) -> bool:
    if i + 1 >= len(lines) or lines[i + 1].gap or not lines[i + 1].text:
        return False
    first = lines[i + 1].text.split(" ", 1)[0]
    return len(lines[i].text) + 1 + len(first) > width - 2


def _append(piece: Piece, more: Piece) -> None:
    piece.raw += more.raw
    piece.text = join(piece.text, more.text)


def _heal(lines: list[Piece]) -> Iterator[Piece]:
    """Join the lines of a paragraph that was broken where a link or a bold word began or ended."""
    i = 0
    while i < len(lines):
        piece = lines[i]
        i += 1
        begun = i
        while i < len(lines) and piece.text and (count := _goes_on(piece.text, lines, i, going=i > begun)):
            for more in lines[i : i + count]:
                _append(piece, more)
            i += count
        yield piece


def _goes_on(before: str, lines: list[Piece], i: int, *, going: bool) -> int:
    """How many of the next lines belong to the paragraph that `before` begins; `going` when lines were joined to it."""
    line = lines[i]
    if not line.text or len(before) > _HEALED:
        return 0
    if before in _OPENING and not line.gap:
        return 1
    ended = ends_sentence(before)
    if line.gap:
        return int(
            line.gap == 1 and not ended and before.count(" ") >= 5 and _continues(line.text) and line.kind is None
        )
    if line.kind is not None and not before.endswith((",", "-")):
        return 0
    if _pure_closing(line.text):
        return 1
    if _continues(line.text):
        if is_mark(line.text) or read_byline(line.text):
            return 0
        return int(_is_prose(before) or _is_prose(line.text) or bool(CLOSING.match(line.text)))
    if ended:
        return 0
    if (_dangles(before) or going or _ends_in_title(before)) and (count := _reach(lines, i)):
        return count
    if _dangles(before) and before.count(" ") >= 3:
        return 1
    following = lines[i + 1] if i + 1 < len(lines) else None
    if (
        following is not None
        and not following.gap
        and following.text
        and _is_prose(before)
        and line.text.count(" ") < 9
        and not ends_sentence(line.text)
        and _continues(following.text)
    ):
        return 2
    return 0


def _reach(lines: list[Piece], i: int) -> int:
    """How many lines lead over fragments (links, bold words) to one that goes on as prose; 0 when none of them does.

    Every fragment must begin as the middle of a sentence or be followed by one that does.
    """
    for at in range(i, min(i + _FRAGMENTS, len(lines))):
        line = lines[at]
        if not line.text or line.gap or line.kind is not None:
            return 0
        goes_on = _continues(line.text)
        if goes_on and _is_prose(line.text):
            return at - i + 1
        following = lines[at + 1].text if at + 1 < len(lines) else ""
        if (
            line.text.count(" ") >= 9
            or ends_sentence(line.text)
            or not (goes_on or (following and _continues(following)))
        ):
            return 0
    return 0


def _pure_closing(text: str) -> bool:
    return len(text) <= 3 and all(char in ".,;:!?)]”’»\"'…" for char in text)


def _continues(text: str) -> bool:
    """Whether a line begins as the middle of a sentence."""
    if CLOSING.match(text):
        return not text.startswith(("...", "…", "- ", "–", "—")) or text[:2] in {"– ", "— "}
    head = text[1:3] if text[0] in "([" else text[:2]
    return head[:1].islower() and not head[1:2].isupper() and "@" not in text[:30] and "://" not in text[:30]


def _is_prose(text: str) -> bool:
    if text.count(" ") < 3:
        return False
    words = text[:600].split()
    lower = sum(word[0].islower() for word in words)
    return lower >= 3 and lower >= 0.35 * len(words)


def _dangles(text: str) -> bool:
    if _DANGLING_SIGN.search(text):
        return True
    last = LAST_WORD.search(text[-24:])
    if last is None:
        return False
    word = last[1]
    if text.endswith("."):
        return fold(word).rstrip(".") in abbreviations()
    return text.endswith(word) and word in _dangling()


def _ends_in_title(text: str) -> bool:
    """Whether a line ends in what is said before a name, the name to follow as a link."""
    last = LAST_WORD.search(text[-24:])
    return last is not None and text.endswith(last[1]) and last[1] in _titles()


@cache
def _titles() -> frozenset[str]:
    return frozenset(load("words.yaml", Words).titles.split())


@cache
def _dangling() -> frozenset[str]:
    return frozenset(load("words.yaml", Words).dangling.split())
