"""The words of a page's lines: each looked up once, for its place in the model's vocabulary and for what it tells.

A word's code holds both: its number in the vocabulary in the lower bits, and above them a bit for each thing that it
tells. The codes of a line, taken together, say cheaply what the line may be, before a slower look.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from tui.clean.patterns import Captions, Words, load
from tui.clean.weights import load_vocabulary
from tui.text import fold

UNKNOWN, NUMBER = 0, 1
"""The numbers of words that are not in the vocabulary; those that are in it follow."""
FIRST = 2
NUMBERS = 14
"""The bits of a code that hold the word's number."""
TELLING = ("consent", "chatter", "shop", "you", "me")
"""Kinds of words that tell what a line is for; each has a bit, in this order."""
CREDIT = 1 << NUMBERS + len(TELLING)
"""The word stands in pictures' credits."""
DIGIT = CREDIT << 1
"""The word has a digit."""
_LANGUAGES = NUMBERS + len(TELLING) + 2
_KNOWN = 50_000
"""Words beyond the lists that are remembered."""
_STEM = 6
_SHORT = 3
"""Words of no more letters say nothing of what a text is about."""
_WORD = re.compile(r"\w+")
_UNSPACED = re.compile("[\u0e00-\u0eff\u2e80-\ud7ff\uf900-\ufaff]{2,}")
"""A run in a script that sets no spaces; folding takes Hangul, which does set them, apart."""


def split_words(folded: str) -> list[str]:
    """The words of a folded text, without signs; in scripts that set no spaces, every two letters."""
    if not folded.isascii() and _UNSPACED.search(folded) is not None:
        folded = _UNSPACED.sub(_pairs, folded)
    return _WORD.findall(folded)


def list_stems(words: Sequence[str]) -> frozenset[str]:
    """The beginnings of the longer words, by which two texts are seen to be about the same."""
    return frozenset([word[:_STEM] for word in words if len(word) > _SHORT or word[0] >= "\u0e00"])


def _pairs(match: re.Match[str]) -> str:
    run = match[0]
    return " " + " ".join([run[i : i + 2] for i in range(len(run) - 1)]) + " "


def code_words(words: Sequence[str]) -> list[int]:
    """The code of each word."""
    codes = _codes()
    try:
        return [codes[word] for word in words]
    except KeyError:
        if len(codes) > _KNOWN + len(_listed()):
            codes.clear()
            codes.update(_listed())
        for word in words:
            if word not in codes:
                codes[word] = UNKNOWN if word.isalpha() else NUMBER | DIGIT if has_digit(word) else UNKNOWN
        return [codes[word] for word in words]


def has_digit(text: str) -> bool:
    """Whether a text has a digit of any script."""
    return any(map(str.isdigit, text))


def telling(name: str) -> int:
    """The bit of one of the kinds of `TELLING`."""
    return 1 << NUMBERS + TELLING.index(name)


@cache
def languages() -> tuple[int, ...]:
    """The bits of the small words of running text, one for each language of `words.yaml`."""
    return tuple(1 << _LANGUAGES + i for i in range(len(load("words.yaml", Words).function)))


@cache
def _codes() -> dict[str, int]:
    return dict(_listed())


@cache
def _listed() -> dict[str, int]:
    data = load("words.yaml", Words)
    codes = {word: number for number, word in enumerate(load_vocabulary(), FIRST)}

    def add(words: Sequence[str], bit: int) -> None:
        for word in words:
            parts = split_words(fold(word))
            # The parts of "third-party" and "i'm" tell nothing by themselves.
            if len(parts) == 1:
                codes[parts[0]] = codes.get(parts[0], UNKNOWN) | bit

    for kind in TELLING:
        add(data.telling[kind].split(), telling(kind))
    for bit, words in zip(languages(), data.function.values(), strict=True):
        add(words.split(), bit)
    captions = load("captions.yaml", Captions)
    # A phrase is known by its longest word: that one stands in every line that the phrase does.
    add([max(split_words(fold(phrase)), key=len) for phrase in (*captions.makers, *captions.via)], CREDIT)
    for word in codes:
        if has_digit(word):
            codes[word] |= DIGIT
    return codes
