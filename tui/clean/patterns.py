"""The pattern data of cleaning: YAML files that a person can extend, checked and compiled once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

import msgspec
import yaml

from tui.errors import ConfigError

T = TypeVar("T")

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DATA = files("tui.clean") / "data"


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


class Corrections(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`corrections.yaml`."""

    labels: tuple[str, ...]
    openings: tuple[str, ...]
    brackets: tuple[str, ...]


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


def _read(name: str) -> object:
    try:
        # _LOADER is one of YAML's safe loaders.
        return yaml.load((_DATA / name).read_text("utf-8"), Loader=_LOADER)  # noqa: S506
    except yaml.YAMLError as error:
        raise ConfigError(f"{name}: {error}", "correct the file in tui/clean/data") from error
