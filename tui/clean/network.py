"""The network that says of each of a page's pieces how likely it is a part of the story, and how likely the headline.

A piece's features and the meanings of its first and last words go through dilated convolutions over the sequence of
pieces (Yu and Koltun, 2016, arXiv 1511.07122), each wider than the one before, with the page as a whole mixed in
between. Several networks, fitted from different beginnings, are averaged. `train.py` fits them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

from tui.clean.lexicon import NUMBERS, UNKNOWN
from tui.clean.weights import Arrays

Matrix = npt.NDArray[np.float32]

HEAD, TAIL = 12, 4
"""The words at a piece's head and end that are looked at."""
DILATIONS = (1, 2, 4, 8, 16, 32)
POOLED = 3
"""The page as a whole is mixed in after so many convolutions."""
_NUMBER = (1 << NUMBERS) - 1
_TINY = 1e-5


class Network:
    """The averaged networks of one kind of page, evaluated for all pieces at once."""

    def __init__(self, arrays: Arrays) -> None:
        self._arrays = arrays
        self._margin = max(DILATIONS)

    def evaluate(self, features: Matrix, codes: Sequence[Sequence[int]]) -> Matrix:
        """A row for each piece: the log-odds of its being a part of the story, and of its being the headline."""
        get = self._arrays.__getitem__
        state = features @ get("features.weight") + get("features.bias") + self._read_words(codes)
        state = np.maximum(state, 0)
        for at, dilation in enumerate(DILATIONS):
            state += self._convolve(state, at, dilation)
            if at + 1 == POOLED:
                page = np.concatenate([state.mean(1, keepdims=True), state.max(1, keepdims=True)], axis=2)
                state += np.maximum(page @ get("page.weight") + get("page.bias"), 0)
        state = np.maximum(state @ get("hidden.weight") + get("hidden.bias"), 0)
        scores: Matrix = (state @ get("out.weight") + get("out.bias")).mean(0)
        return scores

    def _read_words(self, codes: Sequence[Sequence[int]]) -> Matrix:
        heads = [choose_words(line) for line in codes]
        sizes = np.fromiter(map(len, heads), np.int64, len(heads))
        numbers = np.fromiter(chain.from_iterable(heads), np.int64, int(sizes.sum())) & _NUMBER
        words = self._arrays["words"][:, numbers]
        ends = np.cumsum(sizes)
        starts = ends - sizes
        mean = np.add.reduceat(words, starts, axis=1) / np.sqrt(sizes, dtype=np.float32)[:, None]
        read: Matrix = (
            np.concatenate([mean, words[:, starts], words[:, ends - 1]], axis=2) @ self._arrays["words.weight"]
        )
        return read

    def _convolve(self, state: Matrix, at: int, dilation: int) -> Matrix:
        count, margin, width = state.shape[1], self._margin, state.shape[2]
        wide = np.zeros((state.shape[0], count + 2 * margin, width), np.float32)
        apart = wide[:, margin : margin + count]
        np.subtract(state, state @ np.full((width, 1), 1 / width, np.float32), out=apart)
        power = np.einsum("nps,nps->np", apart, apart)[:, :, None] / width
        apart *= 1 / np.sqrt(power + _TINY)
        apart *= self._arrays[f"norm{at}.weight"]
        apart += self._arrays[f"norm{at}.bias"]
        taps = [wide[:, margin + shift : margin + shift + count] for shift in (-dilation, 0, dilation)]
        around: Matrix = np.concatenate(taps, axis=2) @ self._arrays[f"convolution{at}.weight"]
        around += self._arrays[f"convolution{at}.bias"]
        return np.maximum(around, 0, out=around)


def choose_words(codes: Sequence[int]) -> Sequence[int]:
    """Of a piece's words, those that are looked at; never none."""
    return [*codes[:HEAD], *codes[-TAIL:]] if len(codes) > HEAD + TAIL else codes or [UNKNOWN]
