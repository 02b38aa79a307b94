"""Logging: to a file in the user's folder for state and nowhere else; the only place that sets it up."""

from __future__ import annotations

import logging
import logging.handlers
import os
from pathlib import Path
from typing import IO

from tui.paths import get_state_folder, make_private_folder
from tui.text import harmless

MAX_BYTES = 1_000_000
"""When the log is set aside and begun anew; three old ones are kept."""


class _PrivateFile(logging.handlers.RotatingFileHandler):
    """A rotating file that only the user may read."""

    def _open(self) -> IO[str]:  # type: ignore[override]
        make_private_folder(Path(self.baseFilename).parent)
        return open(self.baseFilename, self.mode, encoding=self.encoding, errors=self.errors, opener=_open_private)


class _Harmless(logging.Formatter):
    """Takes out of a record what would act on the terminal that shows the log."""

    def format(self, record: logging.LogRecord) -> str:
        return harmless(super().format(record))


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def get_path() -> Path:
    """Where the log is."""
    return get_state_folder() / "newsreader.log"


def set_up() -> None:
    """Send what is logged to the file, and nothing to the terminal; for every process of ours, once."""
    logging.raiseExceptions = False
    logging.captureWarnings(True)
    root = logging.getLogger()
    if any(isinstance(handler, _PrivateFile) for handler in root.handlers):
        return
    # Opened with the first record, so that a folder that cannot be written troubles nobody who has nothing to log.
    handler = _PrivateFile(get_path(), maxBytes=MAX_BYTES, backupCount=3, encoding="utf-8", delay=True)
    handler.setFormatter(_Harmless("%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("tui").setLevel(logging.INFO)
