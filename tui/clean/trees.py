"""The model that scores a page's pieces: two rounds of decision trees, evaluated for all rows and trees at once."""

from __future__ import annotations

from functools import cache

import msgspec
import numpy as np
import numpy.typing as npt

from tui.clean.patterns import read_data

_ROWS = 2048
"""Rows taken at a time, so that memory stays small however long the page is."""


class Nodes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The nodes of all trees in one list; a leaf leads to itself and its threshold is never passed."""

    roots: list[int]
    feature: list[int]
    threshold: list[float | None]
    """The right child is taken when the feature is greater; None at a leaf."""
    child: list[int]
    """The left child; the right one stands next to it."""
    value: list[float]
    depth: int


class Stored(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A model as `model.json` holds it."""

    first: Nodes
    second: Nodes
    leave: float
    line: float
    lean: float


class Trees:
    """A sum of decision trees."""

    def __init__(self, nodes: Nodes) -> None:
        self._roots = np.array(nodes.roots, np.int32)
        self._feature = np.array(nodes.feature, np.int32)
        self._threshold = np.array([np.inf if cut is None else cut for cut in nodes.threshold], np.float32)
        self._child = np.array(nodes.child, np.int32)
        self._value = np.array(nodes.value, np.float32)
        self._depth = nodes.depth

    def evaluate(self, rows: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """The sum over the trees for each row."""
        parts = [self._evaluate(rows[at : at + _ROWS]) for at in range(0, len(rows), _ROWS)]
        return np.concatenate(parts) if parts else np.zeros(0, np.float32)

    def _evaluate(self, rows: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        flat = np.ascontiguousarray(rows).ravel()
        base = (np.arange(len(rows), dtype=np.int32) * rows.shape[1])[:, None]
        at = np.repeat(self._roots[None, :], len(rows), axis=0)
        for _ in range(self._depth):
            right = flat.take(self._feature.take(at) + base) > self._threshold.take(at)
            at = self._child.take(at) + right
        total: npt.NDArray[np.float32] = self._value.take(at).sum(axis=1)
        return total


class Model:
    """Scores by `first`, then by `second`, which also sees what `first` says of the pieces around."""

    def __init__(self, stored: Stored) -> None:
        self.first, self.second = Trees(stored.first), Trees(stored.second)
        self.leave = stored.leave
        """The cost of interrupting the story, in log-odds; found with the next two on pages with known bodies."""
        self.line = stored.line
        """The cost of each line of an interruption."""
        self.lean = stored.lean
        """Added to every score: a lost paragraph is worse than a line too many."""


@cache
def load_model(kind: str) -> Model:
    """The model for `text` or `html`, read once."""
    return Model(_stored()[kind])


@cache
def _stored() -> dict[str, Stored]:
    return msgspec.json.decode(read_data("model.json"), type=dict[str, Stored])
