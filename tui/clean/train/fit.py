"""Fits the networks of `network.py` on samples, by torch."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch

from tui.clean.blocks import TOLD
from tui.clean.features import describe
from tui.clean.lexicon import FIRST, NUMBER, NUMBERS, UNKNOWN, has_digit, split_words
from tui.clean.network import DILATIONS, HEAD, POOLED, TAIL, choose_words
from tui.clean.train.augment import Page, vary
from tui.clean.train.samples import Flags, Sample
from tui.clean.weights import Arrays
from tui.model import Role

Vector = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]
Weights = dict[str, Any]

_PIECES = 800
"""Pieces of a page that are learned from at once."""
_USUAL = 600
"""Words of a story that counts once."""
_MOST = 120
"""Words of a piece that are counted."""
_STATE, _MEANING = 64, 16
_EPOCHS, _BATCH, _RATE, _DECAY = 16, 16, 3e-3, 0.02
_SOME = 600
"""Samples by which the scale of the columns is found."""
_DROPPED, _MASKED, _FOREIGN = 0.2, 0.15, 0.15
"""How many values are left out, how many words are made unknown, and how many pages all of whose words are."""
_TITLED = 0.1
"""The weight of finding the headline, against that of finding the story."""


class _Ready(NamedTuple):
    """A page as the network sees it."""

    rows: Vector
    words: Numbers
    wanted: Vector
    weight: Vector
    """Of each piece; 0 for those that rules take out anyhow."""
    titles: Flags | None
    worth: float


def fit(samples: Sequence[Sample], vocabulary: Sequence[str], networks: int, *, markup: bool) -> Arrays:
    """Fit several networks on the samples, and stack them for `Network`."""
    numbers = {word: number for number, word in enumerate(vocabulary, FIRST)}
    _renumber(samples, numbers)
    some = samples[:: 1 + len(samples) // _SOME]
    rows = np.vstack([describe_page(Page(*sample[2:6]), markup=markup) for sample in some])
    middle, spread = rows.mean(0), rows.std(0) + 0.05
    one = partial(_fit_one, words=len(numbers), middle=middle, spread=spread, markup=markup)
    return _fit_all(samples, one, range(networks))


def _fit_all(samples: Sequence[Sample], one: Callable[[int], dict[str, Vector]], seeds: Sequence[int]) -> Arrays:
    # A process for each network, on one core; forked, so that the samples need not be copied.
    with ProcessPoolExecutor(os.cpu_count(), get_context("fork"), _share, (samples,)) as pool:
        made = list(pool.map(one, seeds))
    return {name: np.stack([network[name] for network in made]).astype(np.float16) for name in made[0]}


_shared: list[Sample] = []
"""The samples that a forked process learns from."""


def _share(samples: Sequence[Sample]) -> None:
    _shared[:] = samples
    torch.set_num_threads(1)


def _fit_one(seed: int, *, words: int, middle: Vector, spread: Vector, markup: bool) -> dict[str, Vector]:
    samples = _shared
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    weights = _begin(len(middle), words + FIRST)
    rule = torch.optim.AdamW(list(weights.values()), lr=_RATE, weight_decay=_DECAY)
    steps = math.ceil(len(samples) / _BATCH) * _EPOCHS
    pace = torch.optim.lr_scheduler.OneCycleLR(rule, _RATE, total_steps=steps, pct_start=0.15)
    alike = _group(samples)
    for _ in range(_EPOCHS):
        order = sorted(range(len(samples)), key=lambda i: len(samples[i].wanted) + 30 * random.random())
        batches = [order[i : i + _BATCH] for i in range(0, len(order), _BATCH)]
        random.shuffle(batches)
        for batch in batches:
            pages = []
            for i in batch:
                mates = alike[samples[i].form]
                page = vary(samples[i], samples[mates[random.integers(0, len(mates))]], random)
                pages.append(_ready(page, samples[i].worth, middle, spread, markup=markup))
            loss = _loss(weights, pages)
            rule.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(list(weights.values()), 1.0)
            rule.step()
            pace.step()
    found = {name: weight.detach().numpy() for name, weight in weights.items()}
    # The columns are brought to one scale within the first layer.
    found["features.bias"] = found["features.bias"] - (middle / spread) @ found["features.weight"]
    found["features.weight"] = found["features.weight"] / spread[:, None]
    return found


def _group(samples: Sequence[Sample]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for i, sample in enumerate(samples):
        groups.setdefault(sample.form, []).append(i)
    return groups


def describe_page(page: Page, *, markup: bool) -> Vector:
    """The features of a page's pieces, as `score.score` would have them."""
    located = next((i for i, piece in enumerate(page.pieces) if piece.role is Role.HEADLINE), None)
    return describe(page.pieces, located, page.title or page.pieces[located or 0].folded, markup=markup)


def _ready(page: Page, worth: float, middle: Vector, spread: Vector, *, markup: bool) -> _Ready:
    titles = page.titles[:_PIECES] if page.titles is not None else None
    page = Page(page.pieces[:_PIECES], page.wanted[:_PIECES], titles, page.title)
    weight = np.array([min(piece.words, _MOST) + 2 for piece in page.pieces], dtype=np.float32)
    weight[[piece.reason is not None or piece.role is Role.HEADLINE for piece in page.pieces]] = 0
    if titles is not None:
        weight[titles] = 0
    words = np.full((len(page.pieces), HEAD + TAIL), -1, np.int64)
    for i, piece in enumerate(page.pieces):
        ends = choose_words(piece.codes)
        words[i, : len(ends)] = ends
    words = np.where(words < 0, -1, words & ((1 << NUMBERS) - 1))
    rows = (describe_page(page, markup=markup) - middle) / spread
    return _Ready(rows, words, page.wanted.astype(np.float32), weight, titles, worth)


def _renumber(samples: Sequence[Sample], numbers: dict[str, int]) -> None:
    """Number the words of all pieces by a vocabulary."""
    for piece in {id(piece): piece for sample in samples for piece in sample.pieces}.values():
        words = split_words(piece.folded[:TOLD])
        piece.codes = [
            code >> NUMBERS << NUMBERS | numbers.get(word, NUMBER if has_digit(word) else UNKNOWN)
            for code, word in zip(piece.codes, words, strict=True)
        ]


def _begin(columns: int, words: int) -> Weights:
    def drawn(*shape: int, scale: float) -> Any:
        return (torch.randn(*shape) * scale).requires_grad_()

    def dense(name: str, wide: int, out: int) -> Weights:
        return {
            f"{name}.weight": drawn(wide, out, scale=1 / math.sqrt(wide)),
            f"{name}.bias": torch.zeros(1, out).requires_grad_(),
        }

    weights = dense("features", columns, _STATE)
    weights["words"] = drawn(words, _MEANING, scale=0.1)
    weights["words.weight"] = drawn(3 * _MEANING, _STATE, scale=1 / math.sqrt(3 * _MEANING))
    for at in range(len(DILATIONS)):
        weights |= dense(f"convolution{at}", 3 * _STATE, _STATE)
        weights[f"norm{at}.weight"] = torch.ones(1, _STATE).requires_grad_()
        weights[f"norm{at}.bias"] = torch.zeros(1, _STATE).requires_grad_()
    return weights | dense("page", 2 * _STATE, _STATE) | dense("hidden", _STATE, _STATE) | dense("out", _STATE, 2)


def _loss(weights: Weights, pages: Sequence[_Ready]) -> Any:
    longest = max(len(page.wanted) for page in pages)

    def pad(name: str) -> Any:
        values = [getattr(page, name) for page in pages]
        padded = np.zeros((len(values), longest, *values[0].shape[1:]), values[0].dtype)
        for i, value in enumerate(values):
            padded[i, : len(value)] = value
        return torch.from_numpy(padded)

    real = torch.zeros(len(pages), longest)
    for i, page in enumerate(pages):
        real[i, : len(page.wanted)] = 1
    scores = evaluate(weights, pad("rows"), pad("words"), real, learning=True)
    wanted, weight = pad("wanted"), pad("weight")
    worth = torch.tensor([page.worth for page in pages])
    story = scores[..., 0]
    each = torch.nn.functional.binary_cross_entropy_with_logits(story, wanted, reduction="none") * weight
    true = (weight * wanted).sum(1)
    guess = torch.sigmoid(story)
    # A part of the loss is what is measured in the end: 1 - F1, by words.
    found = (guess * wanted * weight).sum(1)
    missed = 1 - (2 * found + 20) / ((guess * weight).sum(1) + true + 20)
    # Long stories count more, but by far not as much more as they are longer.
    size = (true / _USUAL).sqrt().clamp(0.7, 3)
    loss = (worth * size * (each.sum(1) / (true + 100) + 0.5 * missed)).mean()
    known = [i for i, page in enumerate(pages) if page.titles is not None]
    if known:
        loss = loss + _TITLED * _headline_loss(scores[known, :, 1], real[known], [pages[i].titles for i in known])
    return loss


def _headline_loss(scores: Any, real: Any, titles: Sequence[Any]) -> Any:
    """The cross entropy of choosing one line or none; several lines may be right."""
    none = torch.zeros(len(scores), 1)
    logs = torch.log_softmax(torch.cat([scores.masked_fill(real == 0, -1e9), none], 1), 1)
    right = torch.full_like(logs, -1e9)
    for i, lines in enumerate(titles):
        at = np.flatnonzero(lines) if lines.any() else [logs.shape[1] - 1]
        right[i, at] = 0
    return -torch.logsumexp(logs + right, 1).mean()


def evaluate(weights: Weights, rows: Any, words: Any, real: Any, *, learning: bool = False) -> Any:
    """What `Network.evaluate` does, for a batch of pages of which `real` marks the pieces that are no padding."""
    relu, drop = torch.relu, partial(torch.nn.functional.dropout, p=_DROPPED, training=learning)
    real = real.unsqueeze(-1)
    state = relu(
        drop(rows) @ weights["features.weight"]
        + weights["features.bias"]
        + drop(_read_words(weights, words, learning=learning)) @ weights["words.weight"]
    )
    state = state * real
    for at, dilation in enumerate(DILATIONS):
        apart = torch.nn.functional.layer_norm(state, state.shape[-1:]) * weights[f"norm{at}.weight"]
        apart = (apart + weights[f"norm{at}.bias"]) * real
        wide = torch.nn.functional.pad(apart, (0, 0, dilation, dilation))
        length = state.shape[1]
        taps = torch.cat([wide[:, shift : shift + length] for shift in (0, dilation, 2 * dilation)], -1)
        around = relu(taps @ weights[f"convolution{at}.weight"] + weights[f"convolution{at}.bias"])
        state = (state + drop(around)) * real
        if at + 1 == POOLED:
            mean = state.sum(1) / real.sum(1)
            page = torch.cat([mean, state.masked_fill(real == 0, -1e4).max(1).values], -1)
            state = (state + relu(page @ weights["page.weight"] + weights["page.bias"]).unsqueeze(1)) * real
    state = relu(drop(state) @ weights["hidden.weight"] + weights["hidden.bias"])
    return state @ weights["out.weight"] + weights["out.bias"]


def _read_words(weights: Weights, words: Any, *, learning: bool) -> Any:
    """The mean meaning of the words at a piece's head and end, and those of the first and the last."""
    present = words >= 0
    numbers = words.clamp(min=0)
    if learning:
        seen = torch.rand(words.shape) > _MASKED
        numbers = numbers * seen * (torch.rand(words.shape[0], 1, 1) > _FOREIGN)
    meanings = weights["words"][numbers] * present.unsqueeze(-1)
    size = present.sum(-1, keepdim=True).clamp(min=1)
    last = (size - 1).unsqueeze(-1).expand(-1, -1, 1, meanings.shape[-1])
    return torch.cat([meanings.sum(2) / size.sqrt(), meanings[:, :, 0], meanings.gather(2, last).squeeze(2)], -1)
