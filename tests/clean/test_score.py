"""What the model of cleaning is made of gives what its parts say, line by line."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from tui.clean.around import widen
from tui.clean.features import name_features
from tui.clean.trees import Trees

DEPTH, COLUMNS = 3, 5
values = st.floats(-4, 4, width=32)


@given(
    arrays.arrays(np.float32, (7, COLUMNS), elements=values),
    arrays.arrays(np.int16, (4, DEPTH), elements=st.integers(0, COLUMNS - 1)),
    arrays.arrays(np.float32, (4, DEPTH), elements=values),
    arrays.arrays(np.float32, (4, 2**DEPTH), elements=values),
)
def test_trees_are_tables_looked_up_by_their_answers(
    rows: np.ndarray, columns: np.ndarray, borders: np.ndarray, leaves: np.ndarray
) -> None:
    found = Trees({"columns": columns, "borders": borders, "leaves": leaves}).evaluate(rows)
    for row, score in zip(rows, found, strict=True):
        wanted = 0.0
        for asked, limits, table in zip(columns, borders, leaves, strict=True):
            answers = [row[column] > limit for column, limit in zip(asked, limits, strict=True)]
            wanted += table[sum(answer << level for level, answer in enumerate(answers))]
        assert abs(score - wanted) < 1e-3


def test_what_stands_around_a_line_is_seen_up_to_its_reach() -> None:
    names = name_features(markup=False)
    lines = np.zeros((60, len(names)), np.float32)
    before = widen(lines, markup=False)
    lines[40, names.index("prose")] = 1
    after = widen(lines, markup=False)
    changed = (before != after).any(1)
    assert changed[40 - 25 : 40 + 26].all()
    assert (before[:, : len(names)] == 0).all()
