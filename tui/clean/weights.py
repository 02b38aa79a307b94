"""The trained weights of cleaning as they lie in `model.npz`: plain arrays, nothing that could run."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from tui.clean.patterns import read_data

Arrays = dict[str, npt.NDArray[Any]]

_VOCABULARY = "vocabulary"


@cache
def load_vocabulary() -> tuple[str, ...]:
    """The words that the networks know, in the order of their numbers."""
    return tuple(bytes(_read()[_VOCABULARY]).decode().split("\n"))


@cache
def load_arrays(kind: str) -> Arrays:
    """The arrays for one kind of page, by name, as 32-bit floats; `kind` is `text` or `html`."""
    start = f"{kind}."
    return {
        name.removeprefix(start): array.astype(np.float32) for name, array in _read().items() if name.startswith(start)
    }


def pack_arrays(vocabulary: tuple[str, ...], kinds: dict[str, Arrays]) -> bytes:
    """What `model.npz` holds for a vocabulary and the arrays for each kind of page."""
    words = np.frombuffer("\n".join(vocabulary).encode(), np.uint8)
    arrays = {f"{kind}.{name}": array for kind, named in kinds.items() for name, array in named.items()}
    packed = io.BytesIO()
    named: dict[str, Any] = {_VOCABULARY: words, **arrays}
    np.savez_compressed(packed, **named)
    return packed.getvalue()


def use(data: bytes) -> None:
    """Take what `pack_arrays` made in place of the shipped weights, for measuring; before anything is cleaned."""
    _given[:] = [data]
    for cached in (load_vocabulary, load_arrays, _read):
        cached.cache_clear()


_given: list[bytes] = []


@cache
def _read() -> dict[str, npt.NDArray[np.generic]]:
    data = _given[0] if _given else read_data("model.npz")
    with np.load(io.BytesIO(data), allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}
