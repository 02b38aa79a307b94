"""A web server for the tests of feeds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.server import Server


@pytest.fixture
def server() -> Iterator[Server]:
    """A server on this machine that knows no page yet."""
    with Server().running() as running:
        yield running
