"""A library of its own for every test, with a clock that the test turns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tui.library import Library


class Clock:
    """Stands still until it is turned."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """The time of the library under test."""
    return Clock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the library under test is."""
    return tmp_path / "library"


@pytest.fixture
def library(folder: Path, clock: Clock) -> Iterator[Library]:
    """An empty library; it must be sound when the test is over."""
    with Library.open(folder, clock=clock) as opened:
        yield opened
        assert opened.check() == []
