"""The trees that say of each of a page's pieces how likely it is a part of the story, by the piece and what is near.

They are oblivious: all nodes of a level ask the same question, so that a tree is a table, looked up by its answers
(Prokhorenkova et al., 2018, arXiv 1706.09516), and all trees are asked of all pieces at once.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tui.clean.weights import Arrays

Matrix = npt.NDArray[np.float32]
Scores = npt.NDArray[np.float32]


class Trees:
    """Boosted trees of one kind of page, all of one depth.

    `columns` and `borders` (trees, levels) hold the questions: is the value greater; `leaves` (trees, 2 ** levels) the
    log-odds, where the answer at level n counts 2 ** n.
    """

    def __init__(self, arrays: Arrays) -> None:
        columns = arrays["columns"].astype(np.intp)
        # Each column that is asked for is taken once, however many trees ask.
        self._asked, places = np.unique(columns, return_inverse=True)
        self._places = places.reshape(columns.shape).T
        self._borders = arrays["borders"].T[:, :, None]
        self._leaves = arrays["leaves"].ravel()
        self._starts = (np.arange(len(columns)) << columns.shape[1])[:, None]

    def evaluate(self, rows: Matrix) -> Scores:
        """The log-odds of each row's being a part of the story; `rows` are as `around.widen` makes them."""
        values = np.ascontiguousarray(rows[:, self._asked].T)
        leaf = np.repeat(self._starts, len(rows), axis=1)
        for level, (places, borders) in enumerate(zip(self._places, self._borders, strict=True)):
            leaf += (values[places] > borders).astype(np.intp) << level
        scores: Scores = self._leaves[leaf].sum(0)
        return scores
