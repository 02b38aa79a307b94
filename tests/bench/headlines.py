"""Find the weights by which a flat page's headline is chosen.

    python -m tests.bench.headlines PAGES.jsonl.gz [OUT.yaml]

PAGES holds a line a page with the keys `title`, `gold` (the story, paragraphs apart by blank lines) and the same page
as flat text under `bs4` and `inscriptis`. Half of the pages, by number, are held out for the figure that is printed;
what is written is found on all of them. Only pages whose licence allows it may be trained on.
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import yaml

from tests.clean.test_page import document
from tui.clean import clean_page, headline, pick
from tui.clean.blocks import Piece
from tui.text import fold

Case = tuple[int, list[dict[str, float]]]
"""Which of the lines is the headline (-1 for none of them), and the features of each."""
_STEPS = 500
_RATE = 0.1
_DECAY = 1e-3


def cases(record: dict[str, Any]) -> list[Case]:
    """What there is to choose from in the page's flat forms, and in its bare story with and without the headline."""
    title, story = record.get("title") or "", record["gold"]
    if not title:
        return []
    bare = story.removeprefix(title).lstrip()
    texts = [record.get("inscriptis"), record.get("bs4"), f"{title}\n\n{bare}", bare]
    found = (_case(text, fold(title) if i < 3 else "") for i, text in enumerate(texts) if text)
    return [case for case in found if case is not None]


class _Seen(Exception):
    """Ends the cleaning of a page when its headline is to be chosen."""

    def __init__(self, pieces: Sequence[Piece], start: int) -> None:
        self.lines = pick.describe(pieces, start)
        self.folded = [piece.folded for piece in pieces]
        self.start = start


def _see(pieces: Sequence[Piece], start: int) -> int | None:
    raise _Seen(pieces, start)


def _case(text: str, title: str) -> Case | None:
    choose = pick.best
    pick.best = _see
    try:
        clean_page(document(text))
    except _Seen as seen:
        right = [
            (abs(i - seen.start), n)
            for n, (i, _) in enumerate(seen.lines)
            if title and (seen.folded[i] == title or fold(headline.without_tail(seen.folded[i])) == title)
        ]
        # A page whose headline is in no line says nothing of which line to choose.
        if right or not title:
            return min(right)[1] if right else -1, [features for _, features in seen.lines]
    finally:
        pick.best = choose
    return None


def fit(found: Sequence[Case]) -> dict[str, float]:
    """The weights that make the right lines likeliest, each page counting once; choosing none weighs nothing."""
    names = sorted({name for _, lines in found for features in lines for name in features})
    column = {name: n for n, name in enumerate(names)}
    rows = sum(len(lines) for _, lines in found)
    table = np.zeros((rows, len(names)))
    edges, right = [0], []
    row = 0
    for at, lines in found:
        for features in lines:
            for name, value in features.items():
                table[row, column[name]] = value
            row += 1
        edges.append(row)
        right.append(at)
    weights, first, second = np.zeros(len(names)), np.zeros(len(names)), np.zeros(len(names))
    owner = np.repeat(np.arange(len(found)), np.diff(edges))
    wanted = np.zeros(rows)
    for page_at, at in enumerate(right):
        if at >= 0:
            wanted[edges[page_at] + at] = 1.0
    for step in range(1, _STEPS + 1):
        raw = np.exp(np.clip(table @ weights, -30, 30))
        total = 1.0 + np.bincount(owner, raw, minlength=len(found))
        slope = table.T @ (raw / total[owner] - wanted) / len(found) + _DECAY * weights
        first, second = 0.9 * first + 0.1 * slope, 0.999 * second + 0.001 * slope**2
        weights -= _RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    return {name: round(float(weights[n]), 3) for name, n in column.items()}


def share_right(found: Sequence[Case], weights: dict[str, float]) -> float:
    """The share of pages in which the right line, or rightly none, is chosen."""
    right = 0
    for at, lines in found:
        values = [sum(weights.get(name, 0.0) * value for name, value in features.items()) for features in lines]
        chosen = max(range(len(values)), key=values.__getitem__) if values and max(values) > 0 else -1
        right += chosen == at
    return right / max(1, len(found))


def read(path: str) -> Iterator[dict[str, Any]]:
    """The records of a file."""
    with gzip.open(path, "rb") as lines:
        for line in lines:
            yield msgspec.json.decode(line)


def main(path: str, out: str | None = None) -> None:
    """Train on a file of pages, print how good the choice is on the half held out, and write the weights."""
    with ProcessPoolExecutor(2) as pool:
        found = list(pool.map(cases, read(path), chunksize=8))
    halves = [list(chain.from_iterable(found[half::2])) for half in (0, 1)]
    print(f"held out: {share_right(halves[1], fit(halves[0])):.3f} of {len(halves[1])}")
    weights = fit([*halves[0], *halves[1]])
    text = "# How much each feature of a line says for its being the headline; made by tests/bench/headlines.py.\n"
    text += yaml.safe_dump(weights, sort_keys=True)
    if out:
        Path(out).write_text(text, "utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main(*sys.argv[1:3])
