"""A process that is killed at any moment of a load or of a merge leaves an index that agrees with the library."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.search.fakes import FakeLibrary
from tests.search.writer import COUNT, make_articles
from tui.search import Index

ROOT = Path(__file__).parents[2]
CALLS = 380_000
"""Calls and returns of functions in a whole load, or a little more."""


@pytest.mark.parametrize("seed", range(12))
def test_a_killed_load_goes_on(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    library = FakeLibrary(tmp_path, make_articles())
    for _ in range(2):
        # The second kill falls into what the first one left to be done.
        number = str(chance.randrange(CALLS))
        subprocess.run([sys.executable, "-m", "tests.search.writer", str(tmp_path), number], cwd=ROOT, check=False)
    index = Index(library)
    results = index.search("ferry", limit=None)
    assert results.total == COUNT
    assert len({hit.id for hit in results.hits}) == COUNT
    assert index.check() == []
