"""Text cut into blocks: what a page's lines are, with paragraphs healed that flat text broke at links and bold words.

The `raw` of all pieces, joined, is the text that was cut.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from tui.clean.byline import is_mark, read_byline
from tui.clean.patterns import Mark, Words, load, load_furniture
from tui.model import Reason, Role
from tui.text import fold, harmless

_LINE = re.compile("[^\n\r\v\f\u2028\u2029]*+(?:\r\n|[\n\r\v\f\u2028\u2029])|[^\n\r\v\f\u2028\u2029]++")
# A long dash begins a line of dialogue in many languages, so it is no bullet.
_BULLETS = re.compile(r"(?:[*•◦▪‣●○■+-] )+(?=\S)")
_ENDED = re.compile(r"""[.!?…。！？؟।]["'”’»)\]›」』]*$""")
_CLOSING = re.compile(r"[,.;:!?)\]’”»%…]|['’]s\b|[–—-] ")
_LONG_WORD = re.compile(r"\w{4,}")
_LAST_WORD = re.compile(r"([\w.]+)\W*$")
_DANGLING_SIGN = re.compile(r"[,(\[“‘«$€£&/–—-]$")
_OPENING = frozenset('“‘«„(["')
_WRAP_MIN = 40
_WRAP_MAX = 110
_FRAGMENTS = 6
"""Lines over which the middle of a paragraph may be in fragments."""
_HEALED = 20_000
"""Characters beyond which no line is joined to a paragraph, so that joining stays linear."""
LINES = 10_000
"""Lines of a page that are looked at; no story is so long, and a dump of lines must not take minutes."""
MEASURED = 4000
"""Characters of a block that are looked at when it is judged; the rest cannot change what it is."""


@dataclass(slots=True)
class Piece:
    """A block in the making."""

    raw: str
    text: str
    kind: Role | None = None
    """What markup or a bullet says it is; None when nothing says."""
    hint: Reason | None = None
    """Why markup says that it is no part of the story."""
    indent: int = 0
    gap: int = 0
    """Blank lines before it."""
    level: int = 0
    """Of a heading, from 1."""
    link: float = 0.0
    """Share of its characters that lie in links."""
    covered: float = 0.0
    """Share of it that the page's extractor takes for the story."""
    stated: float = 0.0
    """Share of it that stands in the body which the page's own structured data give."""
    boxes: tuple[int, ...] = ()
    """The elements around its own, the nearest first, by number."""
    clues: frozenset[str] = frozenset()
    """What markup says besides, by names of features."""
    mark: Mark | None = None
    role: Role | None = None
    reason: Reason | None = None
    detail: str = ""
    words: int = 0
    folded: str = ""
    score: float = 0.0

    def remove(self, reason: Reason, detail: str) -> None:
        """Say that it is no part of the story, and why."""
        self.role, self.reason, self.detail = Role.FURNITURE, reason, detail

    def keep(self, detail: str = "") -> None:
        """Say that it is part of the story, as what it looks like."""
        self.role, self.reason, self.detail = self.kind or Role.PARAGRAPH, None, detail

    @property
    def kept(self) -> bool:
        """Whether it is taken for part of the story so far."""
        return self.role is not None and self.reason is None and self.role not in {Role.HEADLINE, Role.BLANK}


def cut_text(text: str) -> list[Piece]:
    """Cut flat text into pieces; linear in its length."""
    return measure(list(_heal(_unwrap(cut_lines(text)))))


def cut_lines(text: str) -> list[Piece]:
    """Cut text into a piece a line, blank lines going with the line before them."""
    pieces: list[Piece] = []
    blanks: list[str] = []
    for match in _LINE.finditer(text):
        line = match[0]
        if len(pieces) >= LINES:
            _take_blanks(pieces, blanks)
            return [*pieces, rest_of(text[match.start() :])]
        shown = harmless(line)
        words = shown.split()
        if not words:
            blanks.append(line)
            continue
        gap = len(blanks)
        if blanks:
            _take_blanks(pieces, blanks)
        indent = len(shown) - len(shown.lstrip())
        shown, bare = " ".join(words), strip_bullets(" ".join(words))
        pieces.append(Piece(line, bare, Role.LIST_ITEM if bare != shown else None, indent=indent, gap=gap))
    if blanks:
        _take_blanks(pieces, blanks)
    return pieces


def rest_of(text: str) -> Piece:
    """All that stands beyond the lines that are looked at, as one piece that is no part of the story."""
    piece = Piece(text, " ".join(harmless(text).split()))
    if piece.text:
        piece.remove(Reason.AFTER_END, f"beyond the first {LINES:,} lines")
    return piece


def strip_bullets(text: str) -> str:
    """A line without the signs that make it an item of a list."""
    bullets = _BULLETS.match(text)
    return text[bullets.end() :] if bullets is not None else text


def measure(pieces: list[Piece]) -> list[Piece]:
    """Fill in what judging needs: words, folded text, what the patterns say."""
    furniture = load_furniture()
    for piece in pieces:
        if not piece.text:
            piece.role = Role.BLANK
            continue
        head = piece.text[:MEASURED]
        piece.words = count_words(head)
        piece.folded = fold(head)
        piece.mark = furniture.match(piece.folded, piece.words)
    return pieces


def count_words(text: str) -> int:
    """Words as a reader counts them; in scripts that set no spaces, two characters are one."""
    spaced = text.count(" ") + 1
    if text.isascii() or len(text) < 6 * spaced:
        return spaced
    return max(spaced, sum("\u0e00" <= char <= "\u0eff" or char >= "\u2e80" for char in text) // 2)


def ends_sentence(text: str) -> bool:
    """Whether the text ends as a sentence does."""
    return _ends(text[-24:])


@lru_cache(maxsize=8192)
def _ends(tail: str) -> bool:
    if not _ENDED.search(tail[-12:]):
        return False
    if tail[-1] != ".":
        return True
    last = _LAST_WORD.search(tail)
    return last is None or (word := fold(last[1]).rstrip(".")) not in _abbreviations() or word in {"inc", "co", "ltd"}


def join(before: str, after: str) -> str:
    """Two stretches of a sentence, with a space between them where one belongs."""
    tight = (_CLOSING.match(after) and not after.startswith(("– ", "— ", "- "))) or before[-1:] in "([“‘«$€£/#@"
    return before + after if tight else f"{before} {after}"


def stems(text: str) -> set[str]:
    """The beginnings of a text's longer words, by which two texts are seen to be about the same."""
    return {word[:5] for word in _LONG_WORD.findall(fold(text))}


def repeats(pieces: Sequence[Piece]) -> Counter[str]:
    """How often each line stands in the page."""
    return Counter(piece.folded for piece in pieces if piece.folded)


def _take_blanks(pieces: list[Piece], blanks: list[str]) -> None:
    raw = "".join(blanks)
    if pieces:
        pieces[-1].raw += raw
    else:
        pieces.append(Piece(raw, ""))
    blanks.clear()


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
        return int(_is_prose(before) or _is_prose(line.text) or bool(_CLOSING.match(line.text)))
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
    if _CLOSING.match(text):
        return not text.startswith(("...", "…", "- ", "–", "—")) or text[:2] in {"– ", "— "}
    head = text[:2]
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
    last = _LAST_WORD.search(text[-24:])
    if last is None:
        return False
    word = last[1]
    if text.endswith("."):
        return fold(word).rstrip(".") in _abbreviations()
    return text.endswith(word) and word in _dangling()


def _ends_in_title(text: str) -> bool:
    """Whether a line ends in what is said before a name, the name to follow as a link."""
    last = _LAST_WORD.search(text[-24:])
    return last is not None and text.endswith(last[1]) and last[1] in _titles()


@cache
def _titles() -> frozenset[str]:
    return frozenset(load("words.yaml", Words).titles.split())


@cache
def _dangling() -> frozenset[str]:
    return frozenset(load("words.yaml", Words).dangling.split())


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(load("words.yaml", Words).abbreviations.split())
