"""What trafilatura takes for the story of a page with markup, and its metadata where the page's head has none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from lxml.html import HtmlElement

from tui.clean.blocks import MEASURED, Piece

_WORD = re.compile(r"\w+")
_SIZE = 4
_CELLS = 3000
_NESTED = ".//td//td//td//td"
_STATED = 400
"""Characters below which what a page states as its body is a summary."""


def cover(pieces: Sequence[Piece], tree: HtmlElement, stated: str) -> None:
    """Set for each piece the share of it in trafilatura's extract, and in the body that the page itself states."""
    extract = _shingles(_extract(tree))
    body = _shingles(stated) if len(stated) > _STATED else set()
    for piece in pieces if extract or body else ():
        words = _WORD.findall(piece.text[:MEASURED])
        grams = [tuple(words[i : i + _SIZE]) for i in range(len(words) - _SIZE + 1)] or (
            [tuple(words)] if words else []
        )
        if grams:
            piece.covered = sum([gram in extract for gram in grams]) / len(grams)
            piece.stated = sum([gram in body for gram in grams]) / len(grams) if body else 0.0


def find_date(tree: HtmlElement) -> str | None:
    """The date of publishing as htmldate finds it anywhere in the page."""
    from htmldate import find_date as find

    try:
        return find(tree, original_date=True, extensive_search=False)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None


def find_authors(tree: HtmlElement) -> tuple[str, ...]:
    """The writers as trafilatura finds them in the page's elements."""
    from trafilatura.metadata import extract_metadata

    try:
        found = extract_metadata(tree, extensive=False)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return ()
    return tuple(name.strip() for name in (found.author or "").split(";") if name.strip()) if found else ()


def _extract(tree: HtmlElement) -> str:
    from trafilatura import bare_extraction

    # Its time grows with the square of tables within tables, and no story has so many.
    if sum(1 for _ in tree.iter("td", "th")) > _CELLS and next(tree.iterfind(_NESTED), None) is not None:
        return ""
    try:
        found: Any = bare_extraction(tree, fast=True, include_comments=False, include_tables=True, with_metadata=False)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return ""
    return (found.text or "") if found is not None else ""


def _shingles(text: str) -> set[tuple[str, ...]]:
    """Runs of four words, and for lines shorter than that the lines whole."""
    known: set[tuple[str, ...]] = set()
    for line in text.split("\n"):
        words = _WORD.findall(line)
        if 0 < len(words) < _SIZE:
            known.add(tuple(words))
        known.update(tuple(words[i : i + _SIZE]) for i in range(len(words) - _SIZE + 1))
    return known
