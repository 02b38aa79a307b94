"""The YAML word lists beside the code: how they are read, and what names their state."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import yaml

# The C loader reads the lists ten times faster; PyYAML is also built without it.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SEPARATOR = re.compile(r"\s*[,\n]\s*")


def _folder() -> Traversable:
    return resources.files("tui.entities") / "data"


@cache
def read(name: str) -> dict[str, Any]:
    """Read one list by its file name without the ending; the answer is shared and must not be changed."""
    content: dict[str, Any] = yaml.load((_folder() / f"{name}.yaml").read_bytes(), Loader=_LOADER)  # noqa: S506
    return content


@cache
def digest() -> str:
    """Eight hexadecimal digits that change when any of the lists does."""
    state = hashlib.sha256()
    for file in sorted(_folder().iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".yaml"):
            state.update(file.name.encode() + b"\0" + file.read_bytes())
    return state.hexdigest()[:8]


def phrases(text: str) -> list[str]:
    """Split a list whose entries may hold spaces: they are separated by commas or line ends."""
    return [entry for entry in _SEPARATOR.split(text.strip()) if entry]
