"""The pages that are learned from, in every form that they are read in, with what is true of each of their pieces."""

from __future__ import annotations

import gzip
import json
import os
import re
import textwrap
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from tui.clean.blocks import TOLD, Piece
from tui.clean.headline import without_tail
from tui.clean.lexicon import split_words
from tui.clean.page import prepare
from tui.model import Format, RawDocument, Role
from tui.text import fold

Flags = npt.NDArray[np.bool_]

_TOKEN = re.compile(r"\w+")
_SIZE = 4
_BULLET = re.compile(r"^[ \t]*(?:[*•-] )?", re.MULTILINE)
_BLANKS = re.compile(r"\n\s*\n+")
_COMMON = 12
"""Pages that a word must stand in to be known."""
_WIDTH = 80
_SHAPED = 0.5
"""The worth of a text that is a page in yet another form."""


class Sample(NamedTuple):
    """What is learned from one page in one form."""

    name: str
    form: str
    pieces: list[Piece]
    """All of them have text."""
    wanted: Flags
    """The pieces of the story."""
    titles: Flags | None
    """The lines that are the headline; none when the text has none, None when it is not known."""
    title: str
    """What the page's head calls it, folded."""
    worth: float


def read_samples(files: Iterable[Path], *, markup: bool) -> list[Sample]:
    """Read pages in all the forms that are learned from, several at a time."""
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        found = pool.map(partial(_measure, markup=markup), _read_pages(files), chunksize=4)
        return [sample for samples in found for sample in samples]


def fold_of(name: str, folds: int) -> int:
    """The part of the pages that a page belongs to, the same in all its forms."""
    return zlib.crc32(name.encode()) % folds


def list_vocabulary(samples: Sequence[Sample]) -> tuple[str, ...]:
    """The words that stand in many pages."""
    pages: dict[str, set[str]] = {}
    for sample in samples:
        words = pages.setdefault(sample.name, set())
        for piece in sample.pieces:
            words.update(split_words(piece.folded[:TOLD]))
    counts = Counter(word for words in pages.values() for word in words)
    return tuple(sorted(word for word, count in counts.items() if count >= _COMMON))


def label(pieces: Sequence[Piece], gold: str) -> Flags:
    """Say of each piece whether it stands in the true body: by runs of four words, short ones by their line.

    What stands in the body once is taken once: some pages hold their story twice.
    """
    left = Counter(_runs(_TOKEN.findall(gold)))
    lines = Counter(" ".join(_TOKEN.findall(line)) for line in gold.split("\n"))
    found = []
    for piece in pieces:
        words = _TOKEN.findall(piece.text)
        if len(words) >= _SIZE + 2:
            runs = Counter(_runs(words))
            shared = runs & left
            found.append(shared.total() > runs.total() / 2)
            if found[-1]:
                left -= shared
        else:
            line = " ".join(words)
            found.append(bool(words) and lines[line] > 0)
            lines[line] -= 1
    return np.array(found, dtype=np.bool_)


def _runs(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(words[i : i + _SIZE]) for i in range(len(words) - _SIZE + 1))


def _read_pages(files: Iterable[Path]) -> Iterator[dict[str, Any]]:
    for file in files:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def _measure(page: dict[str, Any], *, markup: bool) -> list[Sample]:
    forms = _list_html(page) if markup else _list_texts(page)
    made = [_make(page, *form, markup=markup) for form in forms]
    return [sample for sample in made if sample is not None]


def _list_html(page: dict[str, Any]) -> Iterator[tuple[str, str, str | None, float]]:
    if page.get("html"):
        yield "html", page["html"], page.get("title"), 1.0


def _list_texts(page: dict[str, Any]) -> Iterator[tuple[str, str, str | None, float]]:
    """A page's flat forms, each with its headline, and one more made from them, not the same for every page."""
    title = page.get("title")
    for form in ("inscriptis", "bs4"):
        if page.get(form):
            yield form, page[form], title, 1.0
    laid = page.get("inscriptis") or ""
    way = zlib.crc32(page["id"].encode()) // 7 % 5
    if way == 0:
        yield "tight", _BLANKS.sub("\n", _BULLET.sub("", laid)), title, _SHAPED
    elif way == 1:
        yield "loose", "\n\n".join(line.strip() for line in laid.split("\n") if line.strip()), title, _SHAPED
    elif way == 2:
        yield "wrapped", "\n".join(textwrap.fill(line, _WIDTH) for line in laid.split("\n")), title, _SHAPED
    elif way == 3:
        story = page["gold"].removeprefix(title or "").strip()
        yield "titled", f"{title or ''}\n\n{story}".strip(), title, _SHAPED
    else:
        yield "bare", page["gold"].removeprefix(title or "").strip(), "" if title else None, _SHAPED


def _make(
    page: dict[str, Any], form: str, text: str, headline: str | None, worth: float, *, markup: bool
) -> Sample | None:
    """`headline` is empty when the text has none, None when it is not known."""
    document = RawDocument("0" * 12, "train", page["id"], Format.HTML if markup else Format.TEXT, text, "")
    pieces, names = prepare(document)
    shown = [piece for piece in pieces if piece.text]
    if not shown:
        return None
    title = fold(headline or "")
    named = np.array([bool(title) and title in {piece.folded, fold(without_tail(piece.text))} for piece in shown])
    wanted = label(shown, page["gold"]) & ~named
    wanted &= np.array([piece.role is not Role.HEADLINE for piece in shown])
    for piece in shown:
        piece.raw = ""
    return Sample(
        page["id"],
        form,
        shown,
        wanted,
        # A page whose headline is in no line says nothing of which line to choose.
        named if named.any() or headline == "" else None,
        fold(names[0]) if names else "",
        worth,
    )
