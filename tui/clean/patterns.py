"""The pattern data of cleaning: YAML files that a person can extend, checked and compiled once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple, TypeVar

import msgspec
import yaml

from tui.errors import ConfigError
from tui.model import Reason
from tui.text import fold

T = TypeVar("T")

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DATA = files("tui.clean") / "data"
# Signs around a line that say nothing of what the line is.
_SIGNS = " \t\n.,:;!?…·•|»«›‹<[](){}\"'“”‘’-–—*+=~_/\\^→←▶►▸▼▲↓↑✕✖×✓■□●○◆★☆#@&"
_LINE_CHARS = 300
_START_CHARS = 700
_INSIDE_WORDS = 60
_STARS = 3
_KNOWN = 4096
"""Lines whose mark is remembered: the lines of a menu are the same on all pages of a source."""
_WORD = re.compile(r"\w+")


class Mark(msgspec.Struct, frozen=True):
    """What a pattern says of a line."""

    reason: Reason
    pattern: str
    scope: str
    """`line`, `start` or `inside`."""


class _Compiled(NamedTuple):
    literal: str
    expression: re.Pattern[str]
    mark: Mark


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    reason: Reason
    line: tuple[str, ...] = ()
    start: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`words.yaml`."""

    function: dict[str, str]
    telling: dict[str, str]
    dangling: str
    titles: str
    abbreviations: str
    particles: str
    articles: str
    labels: str


class Dates(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`dates.yaml`."""

    months: dict[str, tuple[tuple[str, ...], ...]]
    weekdays: tuple[str, ...]
    month_first: tuple[str, ...]
    published: tuple[str, ...]
    updated: tuple[str, ...]
    zones: dict[str, float]
    around: tuple[str, ...]


class Markup(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`markup.yaml`."""

    hidden: frozenset[str]
    inline: frozenset[str]
    loose: frozenset[str]
    classes: dict[str, tuple[str, ...]]


class Captions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`captions.yaml`."""

    marks: tuple[str, ...]
    openings: tuple[str, ...]
    frames: tuple[str, ...]
    makers: tuple[str, ...]
    via: tuple[str, ...]


class Outlets(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`outlets.yaml`."""

    agencies: dict[str, tuple[str, ...]]
    labels: tuple[str, ...]
    doors: tuple[str, ...]
    fronts: tuple[str, ...]
    outlets: tuple[str, ...]
    sections: tuple[str, ...]


class Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`head.yaml`."""

    titles: tuple[str, ...]
    source: tuple[str, ...]
    section: tuple[str, ...]
    authors: tuple[str, ...]
    published: tuple[str, ...]
    updated: tuple[str, ...]
    byline: tuple[str, ...]
    names: tuple[str, ...]
    apart: tuple[str, ...]


class Bylines(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`bylines.yaml`."""

    marks: tuple[str, ...]
    joints: tuple[str, ...]
    roles: tuple[str, ...]
    nobody: tuple[str, ...]
    letters: tuple[str, ...]
    bodies: tuple[str, ...]
    buttons: tuple[str, ...]
    writing: tuple[str, ...]
    editing: tuple[str, ...]


class Furniture:
    """The furniture patterns, found by their first word: a line costs the same with many patterns as with few."""

    def __init__(self, entries: Iterable[_Entry]) -> None:
        self._whole: dict[str, Mark] = {}
        self._lines: dict[str, list[_Compiled]] = {}
        self._starts: dict[str, list[_Compiled]] = {}
        self._inside: dict[str, list[_Compiled]] = {}
        self._known: dict[tuple[str, int], Mark | None] = {}
        for entry in entries:
            for pattern in entry.line:
                mark = Mark(entry.reason, pattern, "line")
                if "*" in pattern or "#" in pattern:
                    _file(self._lines, _bare(pattern), r"\Z", mark)
                else:
                    self._whole.setdefault(_bare(pattern), mark)
            for scope, table in (("start", self._starts), ("inside", self._inside)):
                for pattern in getattr(entry, scope):
                    _file(table, fold(pattern), r"(?!\w)", Mark(entry.reason, pattern, scope))

    def match(self, folded: str, words: int) -> Mark | None:
        """What the patterns say of a line, given folded (`tui.text.fold`) and with its number of words."""
        key = (folded, words)
        if key in self._known:
            return self._known[key]
        if len(self._known) >= _KNOWN:
            self._known.clear()
        found = self._known[key] = self._match(folded, words)
        return found

    def _match(self, folded: str, words: int) -> Mark | None:
        if len(folded) <= _LINE_CHARS:
            bare = _strip(folded)
            whole = self._whole.get(bare)
            if whole is not None:
                return whole
            found = _first(self._lines, bare, bare)
            if found is not None:
                return found
        if len(folded) <= _START_CHARS:
            found = _first(self._starts, folded.lstrip(_SIGNS), folded)
            if found is not None:
                return found
        if words <= _INSIDE_WORDS:
            for word in _WORD.finditer(folded[:1000]):
                for compiled in self._inside.get(word[0], ()):
                    if compiled.literal in folded and compiled.expression.match(folded, word.start()):
                        return compiled.mark
        return None


def load_furniture() -> Furniture:
    """The furniture patterns, read once."""
    return _furniture()


def load(name: str, kind: type[T]) -> T:
    """Read one data file into its struct, once; ConfigError names the file and what is wrong with it."""
    key: Any = kind
    found: T = _load(name, key)
    return found


def read_data(name: str) -> bytes:
    """The bytes of one data file."""
    return (_DATA / name).read_bytes()


@cache
def _load(name: str, kind: Any) -> Any:
    try:
        return msgspec.convert(_read(name), kind, strict=False)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{name}: {error}", "correct the file in tui/clean/data") from error


@cache
def digest() -> str:
    """Eight hexadecimal digits that change when any pattern does."""
    found = hashlib.blake2b(digest_size=4)
    for file in sorted(_DATA.iterdir(), key=lambda file: file.name):
        if file.name.endswith((".yaml", ".json")):
            found.update(file.name.encode() + b"\0" + file.read_bytes())
    return found.hexdigest()


def alternatives(phrases: Iterable[str]) -> str:
    """A regular expression for any of the phrases, the longest first."""
    return "|".join(re.escape(phrase) for phrase in sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase)))


@cache
def _furniture() -> Furniture:
    entries = load("furniture.yaml", list[_Entry])
    for entry in entries:
        for pattern in (*entry.line, *entry.start, *entry.inside):
            _check(pattern)
    return Furniture(entries)


def _check(pattern: str) -> None:
    if not pattern.strip(" *#"):
        raise ConfigError(f"furniture.yaml: {pattern!r} would fit any line")
    if pattern.count("*") > _STARS:
        raise ConfigError(f"furniture.yaml: {pattern!r} has more than {_STARS} stars")


def _read(name: str) -> object:
    try:
        # _LOADER is one of YAML's safe loaders.
        return yaml.load((_DATA / name).read_text("utf-8"), Loader=_LOADER)  # noqa: S506
    except yaml.YAMLError as error:
        raise ConfigError(f"{name}: {error}", "correct the file in tui/clean/data") from error


def _strip(folded: str) -> str:
    return folded.strip(_SIGNS)


def _bare(pattern: str) -> str:
    """A pattern folded and without the signs around it, but with its own."""
    return fold(pattern).strip(_SIGNS.replace("*", "").replace("#", ""))


def _expression(pattern: str) -> str:
    parts = (
        ".{0,120}" if part == "*" else r"\d[\d.,]{0,8}" if part == "#" else re.escape(part) for part in _parts(pattern)
    )
    return "".join(parts)


def _parts(pattern: str) -> Iterator[str]:
    return (part for part in re.split(r"([*#])", pattern) if part)


def _file(table: dict[str, list[_Compiled]], pattern: str, end: str, mark: Mark) -> None:
    word = re.match(r"\W*(\w+)(?![\w*#])", pattern) if pattern[0] not in "*#" else None
    literal = max(re.split(r"[*#]", pattern), key=len)
    table.setdefault(word[1] if word else "", []).append(
        _Compiled(literal, re.compile(_expression(pattern) + end), mark)
    )


def _first(table: dict[str, list[_Compiled]], bare: str, folded: str) -> Mark | None:
    word = _WORD.match(bare)
    for key in (word[0], "") if word else ("",):
        for compiled in table.get(key, ()):
            # Nearly all patterns are ruled out by looking for their longest literal part.
            if compiled.literal in folded and (
                compiled.expression.match(bare) or (folded is not bare and compiled.expression.match(folded))
            ):
                return compiled.mark
    return None
