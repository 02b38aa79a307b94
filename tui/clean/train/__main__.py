"""Fits the networks and the trees of cleaning and writes `data/model.npz`.

    python -m tui.clean.train PAGES.jsonl.gz... [--out FILE] [--networks N] [--folds N]

Needs torch and catboost (the dependency group `train`). PAGES holds a line a page: `id`, `gold` (the story, paragraphs
apart by blank lines), where known `title`, and the page as `html` and flattened to text in two ways, `bs4` (every text
node on its line) and `inscriptis` (laid out as a text browser would). Only pages whose licence allows it may be trained
on.

With --folds, a model is written for each part of the pages, fitted on the other parts, as OUT with the part's number
in its name; `python -m tests.bench.pages` measures the product with them.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from tui.clean.train.boost import fit_trees
from tui.clean.train.fit import fit
from tui.clean.train.samples import Sample, fold_of, list_vocabulary, read_samples
from tui.clean.weights import pack_arrays

COSTS = {"text": (0.5, 0.05, 1.5), "html": (0.5, 0.05, 0.0)}
"""`score.Costs`, found by measuring with --folds."""


def main() -> None:
    """Read the pages named on the command line and write the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "data" / "model.npz")
    parser.add_argument("--networks", type=int, default=2, help="how many are averaged")
    parser.add_argument("--folds", type=int, default=0, help="fit so many models, each without a part of the pages")
    given = parser.parse_args()
    samples = {kind: read_samples(given.pages, markup=kind == "html") for kind in COSTS}
    if not given.folds:
        given.out.write_bytes(_fit_all(samples, given.networks))
    for part in range(given.folds):
        others = {
            kind: [sample for sample in found if fold_of(sample.name, given.folds) != part]
            for kind, found in samples.items()
        }
        given.out.with_stem(f"{given.out.stem}-{part}").write_bytes(_fit_all(others, given.networks))


def _fit_all(samples: dict[str, list[Sample]], networks: int) -> bytes:
    vocabulary = list_vocabulary(samples["text"])
    made = {}
    for kind, found in samples.items():
        markup = kind == "html"
        network = fit(found, vocabulary, networks, markup=markup)
        made[kind] = network | fit_trees(found, markup=markup) | {"costs": np.array(COSTS[kind], np.float32)}
    return pack_arrays(vocabulary, made)


if __name__ == "__main__":
    main()
