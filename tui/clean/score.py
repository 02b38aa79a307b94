"""How likely each piece is a part of the story, and the headline: its features, judged by a network and by trees.

The two go wrong on different pages, so that both together are better than either.

Nothing else in cleaning knows how a score is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from tui.clean.around import widen
from tui.clean.blocks import MEASURED, Piece
from tui.clean.features import describe
from tui.clean.network import Network
from tui.clean.trees import Trees
from tui.clean.weights import load_arrays
from tui.model import Role

_TREES = 0.7
"""The weight of what the trees say; the network has the rest."""
_SURE = 8
"""Log-odds beyond which neither is believed more."""


@cache
def load_judges(*, markup: bool) -> tuple[Network, Trees]:
    """The network and the trees for flat text or for pages with markup, read once."""
    arrays = load_arrays("html" if markup else "text")
    return Network(arrays), Trees(arrays)


class Costs(NamedTuple):
    """What the sequence of scores is weighed with, found on pages with known bodies."""

    leave: float
    """Of interrupting the story, in log-odds."""
    line: float
    """Of each line of an interruption."""
    lean: float
    """Added to every score: a lost paragraph is worse than a line too many."""


@cache
def load_costs(*, markup: bool) -> Costs:
    """The costs that go with the network."""
    return Costs(*load_arrays("html" if markup else "text")["costs"].tolist())


def score(pieces: Sequence[Piece], title: str, *, markup: bool) -> None:
    """Set the `score` and the `title` of every piece that has text; `title` is what the page is called, folded."""
    shown = [piece for piece in pieces if piece.text]
    if not shown:
        return
    headline = next((i for i, piece in enumerate(shown) if piece.role is Role.HEADLINE), None)
    rows = describe(shown, headline, title or shown[headline or 0].folded[:MEASURED], markup=markup)
    network, trees = load_judges(markup=markup)
    seen = network.evaluate(rows, [piece.codes for piece in shown])
    asked = trees.evaluate(widen(rows, markup=markup))
    story = (1 - _TREES) * seen[:, 0].clip(-_SURE, _SURE) + _TREES * asked.clip(-_SURE, _SURE)
    for piece, chance, heads in zip(shown, story.tolist(), seen[:, 1].tolist(), strict=True):
        piece.score, piece.title = chance, heads
