"""The furniture patterns: lines that are no part of a story, and what they are.

Patterns are found by a word that every line they fit must have, so that a line costs the same with many as with few.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

import msgspec

from tui.clean.lexicon import split_words
from tui.clean.patterns import load
from tui.errors import ConfigError
from tui.model import Reason
from tui.text import fold

# Signs around a line that say nothing of what the line is.
_SIGNS = " \t\n.,:;!?…·•|»«›‹<[](){}\"'“”‘’-–—*+=~_/\\^→←▶►▸▼▲↓↑✕✖×✓■□●○◆★☆#@&"
_LINE_CHARS = 300
_START_CHARS = 700
_INSIDE_WORDS = 60
_STARS = 3
_KNOWN = 4096
"""Lines whose mark is remembered: the lines of a menu are the same on all pages of a source."""
_WORD_BEGINS, _WORD_ENDS = r"(?<!\w)", r"(?!\w)"
_WHOLE_WORD = re.compile(r"(?<![\w*#])\w+(?![\w*#])")


class Mark(msgspec.Struct, frozen=True):
    """What a pattern says of a line."""

    reason: Reason
    pattern: str
    scope: str
    """`line`, `start` or `inside`."""


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of `furniture.yaml`."""

    reason: Reason
    line: tuple[str, ...] = ()
    start: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()


class _Pattern(NamedTuple):
    literal: str
    source: str
    """Compiled when a line may fit for the first time: most patterns never meet one."""
    mark: Mark


_compile = cache(re.compile)


class _Table:
    """Patterns of one scope, by their first word, by another word of theirs, and those that have no whole word."""

    def __init__(self) -> None:
        self.first: dict[str, list[_Pattern]] = {}
        self.any: dict[str, list[_Pattern]] = {}
        self.numbered: list[_Pattern] = []
        self.begun: list[_Pattern] = []
        self.other: list[_Pattern] = []
        self._beginnings: tuple[str, ...] = ()

    def add(self, pattern: str, mark: Mark, end: str = _WORD_ENDS, start: str = "") -> None:
        """File a pattern, folded; `start` and `end` are what must stand around it."""
        source = start + _expression(pattern) + end
        entry = _Pattern(max(re.split(r"[*#]", pattern), key=len), source, mark)
        word = re.match(r"\W*(\w+)(?![\w*#])", pattern) if pattern[0] not in "*#" else None
        if word is not None:
            self.first.setdefault(split_words(word[1])[0], []).append(entry)
        elif words := _WHOLE_WORD.findall(pattern):
            self.any.setdefault(split_words(max(words, key=len))[0], []).append(entry)
        elif pattern[0] == "#":
            self.numbered.append(entry)
        elif pattern[0] != "*":
            self.begun.append(entry)
            self._beginnings = (*self._beginnings, re.split(r"[*#]", pattern)[0])
        else:
            self.other.append(entry)

    def find(self, bare: str, folded: str, words: Sequence[str]) -> Mark | None:
        """What the first pattern that fits says; `bare` is the line without signs around it."""
        for entry in self._list(bare, words):
            # Nearly all patterns are ruled out by looking for their longest literal part.
            if entry.literal in folded and (
                _compile(entry.source).match(bare) is not None
                or (folded is not bare and _compile(entry.source).match(folded) is not None)
            ):
                return entry.mark
        return None

    def _list(self, bare: str, words: Sequence[str]) -> Iterator[_Pattern]:
        """The patterns that a line may fit, those that say the most first."""
        if words:
            yield from self.first.get(words[0], ())
            if self.any:
                for word in words:
                    if word in self.any:
                        yield from self.any[word]
            if words[0][0].isdigit():
                yield from self.numbered
        if bare.startswith(self._beginnings):
            yield from self.begun
        yield from self.other


class Furniture:
    """The furniture patterns."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._whole: dict[str, Mark] = {}
        self._lines, self._starts, self._inside = _Table(), _Table(), _Table()
        self._known: dict[tuple[str, int], Mark | None] = {}
        for entry in entries:
            for pattern in entry.line:
                mark = Mark(entry.reason, pattern, "line")
                if "*" in pattern or "#" in pattern:
                    self._lines.add(_bare(pattern), mark, r"\Z")
                else:
                    self._whole.setdefault(_bare(pattern), mark)
            for pattern in entry.start:
                self._starts.add(fold(pattern), Mark(entry.reason, pattern, "start"))
            for pattern in entry.inside:
                self._inside.add(fold(pattern), Mark(entry.reason, pattern, "inside"), start=_WORD_BEGINS)

    def match(self, folded: str, words: Sequence[str], count: int) -> Mark | None:
        """What the patterns say of a line, given folded (`tui.text.fold`), with its words and their number."""
        key = (folded, count)
        if key in self._known:
            return self._known[key]
        if len(self._known) >= _KNOWN:
            self._known.clear()
        found = self._known[key] = self._match(folded, words, count)
        return found

    def _match(self, folded: str, words: Sequence[str], count: int) -> Mark | None:
        if len(folded) <= _LINE_CHARS:
            bare = folded.strip(_SIGNS)
            found = self._whole.get(bare) or self._lines.find(bare, bare, words)
            if found is not None:
                return found
        if len(folded) <= _START_CHARS:
            found = self._starts.find(folded.lstrip(_SIGNS), folded, words)
            if found is not None:
                return found
        if count <= _INSIDE_WORDS:
            for word in words:
                for entry in self._inside.first.get(word, ()):
                    if entry.literal in folded and _compile(entry.source).search(folded) is not None:
                        return entry.mark
        return None


@cache
def load_furniture() -> Furniture:
    """The furniture patterns, read once."""
    entries = load("furniture.yaml", list[Entry])
    for entry in entries:
        for pattern in (*entry.line, *entry.start, *entry.inside):
            _check(pattern)
    return Furniture(entries)


def _check(pattern: str) -> None:
    if not pattern.strip(" *#"):
        raise ConfigError(f"furniture.yaml: {pattern!r} would fit any line")
    if pattern.count("*") > _STARS:
        raise ConfigError(f"furniture.yaml: {pattern!r} has more than {_STARS} stars")


def _bare(pattern: str) -> str:
    """A pattern folded and without the signs around it, but with its own."""
    return fold(pattern).strip(_SIGNS.replace("*", "").replace("#", ""))


def _expression(pattern: str) -> str:
    return "".join(
        ".{0,120}" if part == "*" else r"\d[\d.,]{0,8}" if part == "#" else re.escape(part) for part in _parts(pattern)
    )


def _parts(pattern: str) -> Iterator[str]:
    return (part for part in re.split(r"([*#])", pattern) if part)
