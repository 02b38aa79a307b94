"""Fit the model of cleaning on pages whose bodies are known: `python -m tui.clean.train PAGES.jsonl.gz...`.

A line of PAGES holds `html`, flat texts of the page under `bs4` and `inscriptis`, `gold` (its body) and perhaps
`title`. Needs lightgbm (`pip install --group train`). The same pages give the same `data/model.json`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from tui.clean.blocks import Piece
from tui.clean.features import describe, look_around
from tui.clean.page import prepare
from tui.clean.trees import Nodes, Stored
from tui.model import Format, RawDocument, Role
from tui.text import fold

_TOKEN = re.compile(r"\w+")
_SIZE = 4
_FOLDS = 3
_FAR = 0.2
"""The share of lines far from any story that is learned from, as there are many and all much the same."""
_FIRST = {"num_leaves": 16, "learning_rate": 0.1, "rounds": 80}
_SECOND = {"num_leaves": 24, "learning_rate": 0.08, "rounds": 150}
_VARIED = 5
"""One page with markup in so many is also shown without its story."""
_VARIED_WEIGHT = 0.5
_COSTS = {"text": (0.5, 0.05, 0.85), "html": (0.5, 0.05, 0.6)}
_DEPTHS = {"text": -1, "html": 7}
"""The deepest that a tree may be; -1 leaves it to the number of its leaves."""
_KINDS = {"text": ("inscriptis", "bs4"), "html": ("html",)}

Vector = npt.NDArray[np.float32]


class Page(NamedTuple):
    """What is learned from one page."""

    name: str
    rows: Vector
    wanted: npt.NDArray[np.bool_]
    weight: Vector
    words: Vector
    barred: npt.NDArray[np.bool_]


def main() -> None:
    """Read the pages named on the command line and write the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "data" / "model.json")
    given = parser.parse_args()
    made = {}
    for kind, inputs in _KINDS.items():
        pages = read_pages(given.pages, inputs)
        made[kind] = fit_model(pages, _DEPTHS[kind], *_COSTS[kind])
    given.out.write_bytes(msgspec.json.encode(made, order="deterministic"))


def read_pages(files: Iterable[Path], inputs: Sequence[str]) -> list[Page]:
    """Read the pages' features and what of them is wanted, in parallel; of long files each text in one form or two."""
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        return [page for made in pool.map(_measure, _list_pages(files, inputs), chunksize=4) for page in made]


def label(pieces: Sequence[Piece], gold: str) -> npt.NDArray[np.bool_]:
    """Say of each piece whether it stands in the true body: by runs of four words, short ones by their line."""
    words = _TOKEN.findall(gold)
    known = {tuple(words[i : i + _SIZE]) for i in range(len(words) - _SIZE + 1)}
    lines = {" ".join(_TOKEN.findall(line)) for line in gold.split("\n")}
    found = []
    for piece in pieces:
        words = _TOKEN.findall(piece.text)
        if len(words) >= _SIZE + 2:
            runs = len(words) - _SIZE + 1
            found.append(sum(tuple(words[i : i + _SIZE]) in known for i in range(runs)) > runs / 2)
        else:
            found.append(bool(words) and " ".join(words) in lines)
    return np.array(found, dtype=np.bool_)


def fit_model(pages: Sequence[Page], depth: int, leave: float, line: float, lean: float) -> Stored:
    """Fit both rounds; the second sees scores of the first that come from other pages than its own."""
    rows = np.vstack([page.rows for page in pages])
    wanted = np.concatenate([page.wanted for page in pages])
    weight = np.concatenate([page.weight for page in pages])
    names = sorted({page.name for page in pages})
    order = np.random.default_rng(0).permutation(len(names)) % _FOLDS
    folds = dict(zip(names, order.tolist(), strict=True))
    at = np.concatenate([np.full(len(page.wanted), folds[page.name]) for page in pages])
    scores = np.zeros(len(wanted))
    for one in range(_FOLDS):
        others = at != one
        part = _fit(rows[others], wanted[others], weight[others], _FIRST, depth)
        scores[~others] = part.predict(rows[~others], raw_score=True)
    first = _fit(rows, wanted, weight, _FIRST, depth)
    around, start = [], 0
    for page in pages:
        end = start + len(page.wanted)
        around.append(look_around(scores[start:end], page.words, page.barred))
        start = end
    second = _fit(np.hstack([rows, np.vstack(around)]), wanted, weight, _SECOND, depth)
    return Stored(store_nodes(first), store_nodes(second), leave, line, lean)


def store_nodes(booster: Any) -> Nodes:
    """The trees of a lightgbm booster as plain lists."""
    nodes = Nodes([], [], [], [], [], 0)
    depth = 0
    for tree in booster.dump_model()["tree_info"]:
        nodes.roots.append(_place(nodes, 1))
        todo = [(tree["tree_structure"], nodes.roots[-1], 0)]
        while todo:
            node, at, level = todo.pop()
            depth = max(depth, level)
            if "leaf_value" in node:
                nodes.child[at], nodes.value[at] = at, float(f"{node['leaf_value']:.4g}")
                continue
            left = _place(nodes, 2)
            nodes.feature[at], nodes.child[at] = node["split_feature"], left
            nodes.threshold[at] = float(f"{node['threshold']:.6g}")
            todo += [(node["left_child"], left, level + 1), (node["right_child"], left + 1, level + 1)]
    return msgspec.structs.replace(nodes, depth=depth)


def _place(nodes: Nodes, count: int) -> int:
    at = len(nodes.child)
    nodes.feature.extend([0] * count)
    nodes.threshold.extend([None] * count)
    nodes.child.extend(range(at, at + count))
    nodes.value.extend([0.0] * count)
    return at


def _fit(rows: Vector, wanted: npt.NDArray[np.bool_], weight: Vector, how: dict[str, float], depth: int) -> Any:
    import lightgbm

    used = weight > 0
    options = {
        "objective": "binary",
        "num_leaves": how["num_leaves"],
        "max_depth": depth,
        "learning_rate": how["learning_rate"],
        "min_data_in_leaf": 60,
        "feature_fraction": 0.35,
        "bagging_fraction": 0.7,
        "bagging_freq": 1,
        "lambda_l2": 5,
        "max_bin": 63,
        "seed": 1,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": 2,
        "verbose": -1,
    }
    data = lightgbm.Dataset(rows[used], wanted[used], weight=weight[used], params={"max_bin": 63})
    return lightgbm.train(options, data, int(how["rounds"]))


def _list_pages(files: Iterable[Path], inputs: Sequence[str]) -> Iterator[tuple[dict[str, Any], str]]:
    for file in files:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                page = json.loads(line)
                for i, name in enumerate(inputs):
                    # Two flat forms of a page say much the same: of three pages, one gives both and two give one each.
                    if page.get(name) and not (len(inputs) > 1 and number % 3 == i):
                        yield {key: page.get(key) for key in ("id", "gold", "title", name)}, name


def _measure(task: tuple[dict[str, Any], str]) -> list[Page]:
    page, name = task
    markup = name == "html"
    document = RawDocument("0" * 12, "train", page["id"], Format.HTML if markup else Format.TEXT, page[name], "")
    pieces, titles = prepare(document)
    shown = [piece for piece in pieces if piece.text]
    return learn(page["id"], shown, titles, page["gold"], page.get("title") or "", markup=markup) if shown else []


def learn(
    name: str, shown: Sequence[Piece], titles: Sequence[str], gold: str, headline: str, *, markup: bool
) -> list[Page]:
    """A page as it is, and for some pages with markup also without its story."""
    pages = [measure_page(name, shown, titles, gold, headline, markup=markup)]
    wanted = pages[0].wanted
    rest = [piece for piece, part in zip(shown, wanted, strict=True) if not part]
    if markup and rest and len(gold) % _VARIED == 0:
        bare = measure_page(name, rest, titles, "", headline, markup=markup)
        pages.append(bare._replace(weight=bare.weight * _VARIED_WEIGHT))
    return pages


def measure_page(
    name: str, shown: Sequence[Piece], titles: Sequence[str], gold: str, headline: str, *, markup: bool
) -> Page:
    """The features and labels of a page's pieces; those that rules take out teach nothing, nor does the headline."""
    located = next((i for i, piece in enumerate(shown) if piece.role is Role.HEADLINE), None)
    rows = describe(shown, located, fold(titles[0]) if titles else shown[located or 0].folded, markup=markup)
    wanted = label(shown, gold)
    words = np.array([min(piece.words, 120) for piece in shown], dtype=np.float32)
    barred = np.array([piece.reason is not None for piece in shown])
    weight = np.minimum((words + 4) / (float(words[wanted].sum() if wanted.any() else 300) + 100) * 100, 30)
    title = fold(headline)
    weight[[piece.reason is not None or piece.role is Role.HEADLINE or piece.folded == title for piece in shown]] = 0
    near = np.convolve(wanted | (words >= 12), np.ones(7), "full")[3:-3] > 0
    seen = np.random.default_rng(len(gold)).random(len(shown)) < _FAR
    weight *= np.where(near, 1.0, np.where(seen, 1 / _FAR, 0.0))
    return Page(name, rows, wanted, weight.astype(np.float32), words, barred)


if __name__ == "__main__":
    main()
