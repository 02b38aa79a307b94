"""Runs the command in a process of its own, on a library of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any


class Newsreader:
    """The command with a config in a folder; every call is a new process."""

    def __init__(self, folder: Path, sources: str = "sources:\n  - path: pages\n", more: str = "") -> None:
        self.folder = folder
        self.pages = folder / "pages"
        self.pages.mkdir(exist_ok=True)
        self.config = folder / "config.yaml"
        self.config.write_text(f"library: library\n{sources}{more}", encoding="utf-8")
        self.library = folder / "library"

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-P", "-m", "tui", "-c", str(self.config)]

    def run(
        self, *words: str, stdin: bytes = b"", env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        """Run to the end and check that no traceback reached the user."""
        done = subprocess.run(
            [*self.command, *words], input=stdin, capture_output=True, env={**os.environ, **(env or {})}, timeout=300
        )
        assert b"Traceback" not in done.stderr + done.stdout, done.stderr.decode()
        return done

    def ask(self, *words: str) -> Any:
        """Run a command with `--json` and return what it answers."""
        done = self.run(*words, "--json")
        assert done.returncode in (0, 1), done.stderr.decode()
        answer = json.loads(done.stdout)
        assert answer["version"] == 1
        return answer

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """Start without waiting."""
        return subprocess.Popen([*self.command, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def find(self, query: str) -> list[str]:
        """The ids that a search finds."""
        return [article["id"] for article in self.ask("search", query, "--limit", "1000")["articles"]]
