"""A fixed day, and an index of articles that a test names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.search.corpus import ARTICLES
from tests.search.fakes import FakeLibrary
from tui.library.records import Indexable
from tui.search import Index, SearchSettings

TODAY = date(2024, 12, 10)
"""A Tuesday."""

Open = Callable[..., Index]


@pytest.fixture
def library(tmp_path: Path) -> FakeLibrary:
    return FakeLibrary(tmp_path / "library", ARTICLES)


@pytest.fixture
def index(library: FakeLibrary) -> Index:
    index = Index(library, SearchSettings(), today=lambda: TODAY)
    with library.lock():
        index.update()
    return index


@pytest.fixture
def open_index(tmp_path: Path) -> Open:
    """Index some articles in a library of their own."""

    def open_(*articles: Indexable) -> Index:
        library = FakeLibrary(tmp_path / "other", articles)
        index = Index(library, SearchSettings(), today=lambda: TODAY)
        with library.lock():
            index.update()
        return index

    return open_
