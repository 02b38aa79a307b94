"""A process that is killed at any moment of a load or of a merge leaves an index that agrees with the library."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.search.fakes import FakeLibrary
from tests.search.writer import COUNT, make_articles
from tui.search import Index

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("seed", range(8))
def test_a_killed_load_goes_on(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    library = FakeLibrary(tmp_path, make_articles())
    for _ in range(3):
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.search.writer", str(tmp_path), "update"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert process.stdout is not None
        if process.stdout.readline():
            # The update has begun: so much later it is somewhere else each time.
            threading.Event().wait(chance.random() * 0.4)
        process.kill()
        process.communicate()
        index = Index(library)
        results = index.search("ferry", limit=None)
        assert results.total == COUNT
        assert len({hit.id for hit in results.hits}) == COUNT
        assert index.check() == []
        index.close()
        with library.lock():
            (library.folder / "index" / "marker").unlink()
