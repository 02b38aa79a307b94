"""Text from outside as single lines, with the stretches of it that are marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tui.app.lines import Extent, literal

_QUOTES = str.maketrans(dict.fromkeys('"“”„«»', " "))
"""What ends a phrase of the query language."""


def single(text: str) -> str:
    """Make text harmless and one line: every run of white space is one space."""
    return " ".join(literal(text).split())


def settle(text: str, extents: Sequence[Extent]) -> tuple[str, list[Extent]]:
    """Make a text harmless and one line, with its marked stretches staying on their words."""
    parts: list[str] = []
    moved: list[Extent] = []
    length = at = 0
    for start, end in sorted(extents):
        if start < at:
            continue
        before, inside = literal(text[at:start]), literal(text[start:end])
        parts += [before, inside]
        length += len(before)
        moved.append((length, length + len(inside)))
        length += len(inside)
        at = end
    parts.append(literal(text[at:]))
    return "".join(parts), moved


def quote(text: str) -> str:
    """Make a phrase of a query of a text: no quotation mark in it ends the phrase."""
    return f'"{single(text.translate(_QUOTES))}"'


def join(parts: Iterable[str | None], between: str = " · ") -> str:
    """Join what there is."""
    return between.join(part for part in parts if part)


def count(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: `1 article`, `1,200 articles`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
