"""For every test: the developer's own folders are out of reach, and so is the network."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# How long an example takes says nothing on a shared machine.
settings.register_profile("newsreader", deadline=None)
settings.load_profile("newsreader")

_FOLDERS = {
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_STATE_HOME": "state",
    "XDG_CACHE_HOME": "cache",
    "XDG_RUNTIME_DIR": "run",
}


class LocalSocket(socket.socket):
    """A socket that reaches no further than this machine."""

    def connect(self, address: Any, /) -> None:
        """Connect to a server of a test's own."""
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1"):
            raise PermissionError("tests may not use the network")
        super().connect(address)


def _make_home(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(folder))
    for variable, name in _FOLDERS.items():
        monkeypatch.setenv(variable, str(folder / name))
    for variable in ("NEWSREADER_CONFIG", "VISUAL", "EDITOR", "NO_COLOR", "TEXTUAL_THEME"):
        monkeypatch.delenv(variable, raising=False)
    return folder


@pytest.fixture(scope="session", autouse=True)
def isolation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Refuse every connection but a local one, and give fixtures that outlive a test an empty home of their own."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        _make_home(tmp_path_factory.mktemp("home"), monkeypatch)
        monkeypatch.setattr(socket, "socket", LocalSocket)
        yield


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home for this test alone, also for the processes that it starts."""
    return _make_home(tmp_path_factory.mktemp("home"), monkeypatch)
