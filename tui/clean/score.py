"""How likely each piece is a part of the story: the features of a page's pieces, judged by the model.

Nothing else in cleaning knows how a score is made.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tui.clean.blocks import MEASURED, Piece
from tui.clean.features import describe, look_around
from tui.clean.trees import Model, load_model
from tui.model import Role

_BLANK = 0.0
_LEAST = -8.0


def pick_model(*, markup: bool) -> Model:
    """The model for flat text or for pages with markup."""
    return load_model("html" if markup else "text")


def score(pieces: Sequence[Piece], title: str, *, markup: bool) -> list[float]:
    """Log-odds that each piece is a part of the story, in order; `title` is what the page is called, folded."""
    shown = [piece for piece in pieces if piece.text]
    if not shown:
        return [_BLANK] * len(pieces)
    model = pick_model(markup=markup)
    headline = next((i for i, piece in enumerate(shown) if piece.role is Role.HEADLINE), None)
    rows = describe(shown, headline, title or shown[headline or 0].folded[:MEASURED], markup=markup)
    free = np.array([piece.reason is None for piece in shown])
    words = np.array([min(piece.words, 120) for piece in shown], dtype=np.float32)
    scores = np.full(len(shown), _LEAST, dtype=np.float32)
    if free.any():
        scores[free] = model.first.evaluate(rows[free])
        around = look_around(scores, words, ~free)
        scores[free] = model.second.evaluate(np.hstack([rows[free], around[free]]))
    found = iter(scores.tolist())
    return [next(found) if piece.text else _BLANK for piece in pieces]
