"""Fits the trees of `trees.py` on samples, by CatBoost."""

from __future__ import annotations

import json
import tempfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from catboost import CatBoostClassifier, Pool

from tui.clean.around import widen
from tui.clean.train.augment import Page
from tui.clean.train.fit import describe_page
from tui.clean.train.samples import Sample
from tui.clean.weights import Arrays

_SHAPE: dict[str, Any] = {
    "depth": 6,
    "iterations": 300,
    "learning_rate": 0.12,
    "l2_leaf_reg": 6,
    "rsm": 0.35,
    "subsample": 0.7,
    "bootstrap_type": "Bernoulli",
    "border_count": 63,
}
_MOST = 120
"""Words of a piece that are counted."""
_LEAST, _STORY = 100, 300
"""Words added to every story, so that short ones do not count beyond measure; and of a page without a story."""
_HEAVIEST = 30
_NEAR, _WORDS = 3, 12
"""Pieces so near to the story or a longer line are all learned from; of the others, a sample that counts the more."""
_SAMPLED = 0.2


def fit_trees(samples: Sequence[Sample], *, markup: bool) -> Arrays:
    """Fit trees on the pieces of all samples, and lay them out for `Trees`."""
    rows, wanted, weights = [], [], []
    for sample in samples:
        weight = _weigh(sample)
        used = weight > 0
        page = Page(sample.pieces, sample.wanted, sample.titles, sample.title)
        rows.append(widen(describe_page(page, markup=markup), markup=markup)[used])
        wanted.append(sample.wanted[used])
        weights.append(weight[used])
    model = CatBoostClassifier(**_SHAPE, random_seed=1, verbose=False, allow_writing_files=False)
    model.fit(Pool(np.vstack(rows), np.concatenate(wanted), weight=np.concatenate(weights)))
    return _lay_out(model)


def _weigh(sample: Sample) -> npt.NDArray[np.float64]:
    """What each piece counts: by its words, all stories about alike; 0 for those that rules take out anyhow."""
    words = np.array([min(piece.words, _MOST) for piece in sample.pieces], dtype=np.float64)
    story = float(words[sample.wanted].sum()) if sample.wanted.any() else _STORY
    weight = np.minimum((words + 4) / (story + _LEAST) * 100, _HEAVIEST)
    weight[[piece.reason is not None or piece.role is not None for piece in sample.pieces]] = 0
    if sample.titles is not None:
        weight[sample.titles] = 0
    reach = np.ones(2 * _NEAR + 1)
    near = np.convolve(sample.wanted | (words >= _WORDS), reach, "full")[_NEAR:-_NEAR] > 0
    drawn = np.random.default_rng(zlib.crc32(sample.name.encode())).random(len(words)) < _SAMPLED
    result: npt.NDArray[np.float64] = weight * np.where(near, 1, np.where(drawn, 1 / _SAMPLED, 0)) * sample.worth
    return result


def _lay_out(model: CatBoostClassifier) -> Arrays:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "trees.json"
        model.save_model(str(file), format="json")
        told = json.loads(file.read_text())
    depth = _SHAPE["depth"]
    columns, borders, leaves = [], [], []
    for tree in told["oblivious_trees"]:
        splits = tree.get("splits") or []
        # A shallower tree is one that asks at its last levels what is never so.
        spare = depth - len(splits)
        columns.append([split["float_feature_index"] for split in splits] + [0] * spare)
        borders.append([split["border"] for split in splits] + [np.inf] * spare)
        leaves.append(tree["leaf_values"] + [0.0] * (2**depth - len(tree["leaf_values"])))
    scale, bias = told.get("scale_and_bias", [1, [0]])
    values = np.array(leaves) * scale
    values += bias[0] / len(values)
    return {
        "columns": np.array(columns, np.int16),
        "borders": np.array(borders, np.float32),
        "leaves": values.astype(np.float16),
    }
