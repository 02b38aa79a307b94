"""Where things are: the packaged defaults, and the user's folders."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import platformdirs

APP = "newsreader"


def get_defaults() -> Path:
    """The folder that holds the shipped `config.yaml` and `seeds/`: in the package, or the checkout it runs from."""
    packaged = Path(__file__).parent / "_defaults"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent


def get_config_folder() -> Path:
    """The user's folder for settings, by the XDG rules."""
    return platformdirs.user_config_path(APP)


def get_data_folder() -> Path:
    """The user's folder for libraries, by the XDG rules."""
    return platformdirs.user_data_path(APP)


def get_state_folder() -> Path:
    """The user's folder for logs, history and the key that marks indexes as ours."""
    return platformdirs.user_state_path(APP)


def make_private_folder(folder: Path) -> Path:
    """Create a folder, and its parents, that only the user may enter; an existing one is left as it is."""
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.mkdir(exist_ok=True, mode=0o700)
    return folder


def replace_file(path: Path, data: bytes) -> None:
    """Write a file, or replace it, in one step, so that a crash leaves the old one or the new one; OSError."""
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    finally:
        Path(temporary).unlink(missing_ok=True)


def expand(path: str, base: Path) -> Path:
    """Make a path from the config absolute: `~` and variables expanded, relative to the file's folder."""
    return (base / Path(os.path.expandvars(path)).expanduser()).resolve()
