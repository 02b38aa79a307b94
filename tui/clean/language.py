"""The language of a text, by py3langid."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

_LEAST = 60
_ENOUGH = 700
_LETTERS = re.compile(r"[^\W\d_]")


def name_language(text: str) -> str | None:
    """The ISO 639-1 code of a text's language; None when there is too little text to tell."""
    if len(text) < _LEAST or len(_LETTERS.findall(text[:_ENOUGH])) < _LEAST * 2 // 3:
        return None
    code, _ = _classifier().classify(text[:_ENOUGH])
    return str(code)


@cache
def _classifier() -> Any:
    # Loading the model takes most of a second, so it is done only when a page does not say its language.
    import py3langid

    return py3langid
