"""What the markup around each of a page's pieces says of it, measured; see `features.py`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from tui.clean.blocks import Piece
from tui.model import Reason

Column = npt.NDArray[Any]

_BOXES = 3
"""Elements around a piece's own that are looked at."""
_CLUES = (
    "in-article",
    "in-main",
    "in-aside",
    "in-header",
    "in-heading",
    "in-p",
    "in-li",
    "in-quote",
    "in-table",
    "in-figure",
    "in-section",
    "in-nav",
    "in-footer",
    "near-lead",
    *(
        f"{how}-{what}"
        for what in (
            "body",
            "related",
            "comment",
            "promo",
            "newsletter",
            "navigation",
            "share",
            "advertisement",
            "legal",
            "caption",
            "metadata",
        )
        for how in ("near", "far")
    ),
)
_HINTS = (Reason.NAVIGATION, Reason.CAPTION, Reason.PROMO)

NAMES = (
    "link",
    "covered",
    "stated",
    "states",
    "level",
    "first-level",
    "covered-before",
    "covered-after",
    "covered-in-all",
    *(f"hint-{hint.value}" for hint in _HINTS),
    *_CLUES,
    *(f"box-{what}-{level}" for level in range(_BOXES) for what in ("prose", "covered", "pure", "size", "links")),
)


def describe(pieces: Sequence[Piece], words: Column, prose: Column) -> Column:
    """A row of `NAMES` for each piece."""
    count = len(pieces)
    link, covered, stated = (
        np.fromiter((getattr(piece, name) for piece in pieces), np.float32, count)
        for name in ("link", "covered", "stated")
    )
    level = np.fromiter((piece.level for piece in pieces), np.float32, count)
    mass = words * covered
    total = max(1.0, float(mass.sum()))
    done = np.cumsum(mass)
    columns = [
        link,
        covered,
        stated,
        np.full(count, stated.any()),
        np.where(level > 0, (7 - level) / 6, 0),
        level == 1,
        (done - mass) / total,
        (total - done) / total,
        np.full(count, np.log1p(total)),
        *(np.fromiter((piece.hint is hint for piece in pieces), np.float32, count) for hint in _HINTS),
        _clues(pieces),
        *_boxes(pieces, words, prose, mass, words * link),
    ]
    return np.hstack([column[:, None] if column.ndim == 1 else column for column in columns]).astype(np.float32)


def _clues(pieces: Sequence[Piece]) -> Column:
    at = {name: column for column, name in enumerate(_CLUES)}
    found = np.zeros((len(pieces), len(at)), np.float32)
    rows: dict[frozenset[str], list[int]] = {}
    for i, piece in enumerate(pieces):
        columns = rows.get(piece.clues)
        if columns is None:
            columns = rows[piece.clues] = [at[clue] for clue in piece.clues if clue in at]
        found[i, columns] = 1
    return found


def _boxes(pieces: Sequence[Piece], words: Column, prose: Column, mass: Column, linked: Column) -> list[Column]:
    """How much of the page's prose and of the extract the elements around a piece hold, and of what they are made."""
    columns: list[Column] = []
    in_all, extract, size = max(0.01, float(prose.sum())), max(0.01, float(mass.sum())), max(1.0, float(words.sum()))
    for level in range(_BOXES):
        keys = [piece.boxes[level] if level < len(piece.boxes) else 0 for piece in pieces]
        _, place = np.unique(keys, return_inverse=True)
        held = np.maximum(1, np.bincount(place, words))
        columns += [
            (np.bincount(place, prose) / in_all)[place],
            (np.bincount(place, mass) / extract)[place],
            (np.bincount(place, mass) / held)[place],
            (held / size)[place],
            (np.bincount(place, linked) / held)[place],
        ]
    return columns
