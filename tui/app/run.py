"""Runs the app: checks that there is a terminal, sets what Textual reads when it is imported, opens the library."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import MutableMapping
from typing import TYPE_CHECKING

from tui.errors import TerminalError

if TYPE_CHECKING:
    from tui.config import Config

HINT = "newsreader search, show, entity and sync work without one; newsreader --help lists them"


def run_app(config: Config) -> int:
    """Run the app until it is left; returns the exit status. Raises TerminalError where nothing can be drawn."""
    check_terminal(os.environ)
    prepare_environment(config, os.environ)
    # Nothing that is made while starting becomes garbage soon; looking for it would take a tenth of the time.
    gc.disable()
    from tui.app.app import NewsApp
    from tui.library import Library

    with Library.open(config.library) as library:
        app = NewsApp(config, library, colour="NO_COLOR" not in os.environ)
        app.run(mouse=config.ui.mouse)
        return app.return_code or 0


def check_terminal(environ: MutableMapping[str, str]) -> None:
    """Raise TerminalError unless keys can be read and the screen be drawn."""
    # Textual draws on standard error, but asks standard output for the size.
    if not (sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()):
        raise TerminalError("The app needs a terminal, and there is none here.", HINT)
    if environ.get("TERM", "") in ("", "dumb", "unknown"):
        raise TerminalError(f"The terminal {environ.get('TERM') or '(TERM is not set)'} cannot be drawn on.", HINT)


def prepare_environment(config: Config, environ: MutableMapping[str, str]) -> None:
    """Set what Textual reads when it is imported; what the user has set stays, but a size."""
    environ.setdefault("TEXTUAL_FPS", str(config.ui.fps))
    environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    environ.setdefault("TEXTUAL_SMOOTH_SCROLL", "0")
    # Where a shell has exported the size that the terminal had once, Textual would not see what it is now.
    for name in ("COLUMNS", "LINES"):
        environ.pop(name, None)
    # By the convention only a NO_COLOR that is not empty counts; Textual looks only whether it is there.
    if environ.get("NO_COLOR") == "":
        del environ["NO_COLOR"]
