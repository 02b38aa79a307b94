"""A page's blocks in the making, and text cut into them a line at a time.

The `raw` of all pieces, joined, is the text that was cut.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache, reduce
from operator import or_

from tui.clean.lexicon import code_words, list_stems, split_words
from tui.clean.marks import Mark, load_furniture
from tui.clean.patterns import Words, load
from tui.model import Reason, Role
from tui.text import fold, harmless, is_harmless

_LINE = re.compile("[^\n\r\v\f\u2028\u2029]*+(?:\r\n|[\n\r\v\f\u2028\u2029])|[^\n\r\v\f\u2028\u2029]++")
_UNSPACED = re.compile("[\u0e00-\u0eff\u2e80-\U0010ffff]")
# A long dash begins a line of dialogue in many languages, so it is no bullet.
_BULLETS = re.compile(r"(?:[*•◦▪‣●○■+-] )+(?=\S)")
_HEADLINE, _BLANK = Role.HEADLINE, Role.BLANK
# In German the closing quotation mark is the one that opens in English, and in Danish books the opening guillemet.
_ENDED = re.compile(r"""[.!?…。！？؟।]["'”’“‘»«)\]›‹」』]*$""")
# Thai, Lao, Tibetan, Burmese and Khmer.
_STOPLESS = re.compile("[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff]")
_UNSTOPPED = 60
"""Characters of a line in such a script that is no label."""
CLOSING = re.compile(r"[,.;:!?)\]’”»%…]|['’]s\b|[–—-] ")
"""What stands at the head of a line only when the line goes on with a sentence."""
LAST_WORD = re.compile(r"([\w.]+)\W*$")
_SHORT = 100
"""Characters of a line that is remembered from page to page."""
LINES = 10_000
"""Lines of a page that are looked at; no story is so long, and a dump of lines must not take minutes."""
TOLD = 700
"""Characters of a block whose words are looked up."""
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
    cut: bool = False
    """Whether a dateline has been taken off its text since it was measured."""
    words: int = 0
    folded: str = ""
    codes: list[int] = field(default_factory=list)
    """The codes of its words (`lexicon.py`), of its head only."""
    bits: int = 0
    """What any of its words tells, and that a sign may: `lexicon.CREDIT` and the like."""
    stems: frozenset[str] = frozenset()
    score: float = 0.0
    """Log-odds that it is a part of the story."""
    title: float = 0.0
    """Log-odds that it is the headline, against there being none."""

    def remove(self, reason: Reason, detail: str) -> None:
        """Say that it is no part of the story, and why."""
        self.role, self.reason, self.detail = Role.FURNITURE, reason, detail

    def keep(self, detail: str = "") -> None:
        """Say that it is part of the story, as what it looks like."""
        self.role, self.reason, self.detail = self.kind or Role.PARAGRAPH, None, detail

    @property
    def kept(self) -> bool:
        """Whether it is taken for part of the story so far."""
        role = self.role
        return self.reason is None and role is not None and role is not _HEADLINE and role is not _BLANK


def cut_lines(text: str) -> list[Piece]:
    """Cut text into a piece a line, blank lines going with the line before them."""
    pieces: list[Piece] = []
    blanks: list[str] = []
    safe = is_harmless(text)
    # Such a text has no other line ends than line feeds.
    lines = text.splitlines(keepends=True) if safe else _LINE.findall(text)
    for number, line in enumerate(lines):
        if len(pieces) >= LINES:
            _take_blanks(pieces, blanks)
            return [*pieces, rest_of("".join(lines[number:]))]
        shown = line if safe else harmless(line)
        words = shown.split()
        if not words:
            blanks.append(line)
            continue
        gap = len(blanks)
        if gap:
            _take_blanks(pieces, blanks)
        indent = len(shown) - len(shown.lstrip())
        shown = " ".join(words)
        bare = strip_bullets(shown) if len(words[0]) == 1 else shown
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


def measure(pieces: list[Piece], known: Mapping[str, Piece] | None = None) -> list[Piece]:
    """Fill in what judging needs: words, folded text, what the patterns say.

    `known` holds pieces that have been measured, by their text.
    """
    for piece in pieces:
        if not piece.text:
            piece.role = Role.BLANK
            continue
        if known and (same := known.get(piece.text)) is not None:
            piece.words, piece.folded, piece.mark = same.words, same.folded, same.mark
            piece.codes, piece.bits, piece.stems = same.codes, same.bits, same.stems
            continue
        look = _look_again if len(piece.text) <= _SHORT else _look
        piece.words, piece.folded, piece.codes, piece.bits, piece.stems, piece.mark = look(piece.text)
    return pieces


_Seen = tuple[int, str, list[int], int, frozenset[str], Mark | None]


def _look(text: str) -> _Seen:
    head = text[:MEASURED]
    count = count_words(head)
    folded = fold(head)
    words = split_words(folded[:TOLD])
    codes = code_words(words)
    mark = load_furniture().match(folded, words, count)
    return count, folded, codes, reduce(or_, codes, 0), list_stems(words), mark


# Menus and the like stand in page after page of a source.
_look_again = lru_cache(maxsize=4096)(_look)


def count_words(text: str) -> int:
    """Words as a reader counts them; in scripts that set no spaces, two characters are one."""
    spaced = text.count(" ") + 1
    if text.isascii() or len(text) < 6 * spaced:
        return spaced
    return max(spaced, len(_UNSPACED.findall(text)) // 2)


def ends_sentence(text: str) -> bool:
    """Whether the text ends as a sentence does; in scripts that set no full stop, whether it is long enough for one."""
    return _ends(text[-24:]) or (len(text) >= _UNSTOPPED and _STOPLESS.match(text[-1]) is not None)


def breaks_off(text: str) -> bool:
    """Whether the text ends in an ellipsis, as teasers do."""
    return text.endswith(("...", "…"))


@lru_cache(maxsize=8192)
def _ends(tail: str) -> bool:
    if not _ENDED.search(tail[-12:]):
        return False
    if tail[-1] != ".":
        return True
    last = LAST_WORD.search(tail)
    return last is None or (word := fold(last[1]).rstrip(".")) not in abbreviations() or word in {"inc", "co", "ltd"}


def join(before: str, after: str) -> str:
    """Two stretches of a sentence, with a space between them where one belongs."""
    tight = (CLOSING.match(after) and not after.startswith(("– ", "— ", "- "))) or before[-1:] in "([“‘«$€£/#@"
    return before + after if tight else f"{before} {after}"


def _take_blanks(pieces: list[Piece], blanks: list[str]) -> None:
    raw = "".join(blanks)
    if pieces:
        pieces[-1].raw += raw
    else:
        pieces.append(Piece(raw, ""))
    blanks.clear()


@cache
def abbreviations() -> frozenset[str]:
    """Words after which a full stop ends no sentence, folded."""
    return frozenset(load("words.yaml", Words).abbreviations.split())
