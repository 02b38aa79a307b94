"""Text from outside as single lines that fit: harmless, without line ends, measured in cells."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from rich.cells import cell_len, set_cell_size

from tui.text import harmless

Spans = list[tuple[int, int]]
"""Stretches of a text, as start and end by code points."""


def single(text: str) -> str:
    """Make text harmless and one line: line ends and tabs become spaces, runs of white space one space."""
    return " ".join(harmless(text).split())


def cut(text: str, width: int) -> str:
    """Cut a line to a width in cells, with an ellipsis where something is lost."""
    if cell_len(text) <= width:
        return text
    if width < 1:
        return ""
    return set_cell_size(text, width - 1).rstrip() + "…"


def pick(text: str, spans: Spans, width: int) -> tuple[str, Spans]:
    """Cut a line as `cut` does, and its spans with it."""
    short = cut(text, width)
    end = len(short) - (short != text)
    return short, [(start, min(stop, end)) for start, stop in spans if start < end]


def settle(text: str, spans: Spans) -> tuple[str, Spans]:
    """Make a text with spans harmless and single, the spans staying on their words."""
    if single(text) == text:
        return text, spans
    parts: list[str] = []
    moved: Spans = []
    length = at = 0
    for start, end in sorted(spans):
        if start < at:
            continue
        before = _soften(text[at:start])
        inside = _soften(text[start:end])
        parts += [before, inside]
        moved.append((length + len(before), length + len(before) + len(inside)))
        length += len(before) + len(inside)
        at = end
    parts.append(_soften(text[at:]))
    return "".join(parts), moved


def _soften(text: str) -> str:
    return "".join(" " if char.isspace() else char for char in harmless(text))


def join(parts: Iterable[str | None], between: str = " · ") -> str:
    """Join what there is."""
    return between.join(part for part in parts if part)


def show_date(published: str | None, form: str) -> str:
    """Write an ISO date, or the part of one that is known, by a strftime pattern; as it stands when it cannot be."""
    if not published:
        return ""
    try:
        return date.fromisoformat(published[:10]).strftime(form)
    except ValueError:
        return single(published)


def count(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: `1 article`, `1,200 articles`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
