"""Measures the time to the first usable screen against a bare Textual app with the same three panes.

python -m tests.bench.start [--documents 10 2000] [--runs 5]
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.bench.documents import write_pages
from tests.e2e.terminal import Terminal

BARE = """
from textual.app import App
from textual.containers import Horizontal
from textual.widgets import Static
class Bare(App):
    CSS = "Static { width: 1fr; }"
    def compose(self):
        with Horizontal():
            yield Static("ready", markup=False)
            yield Static("reading", markup=False)
            yield Static("notes", markup=False)
Bare().run()
"""


def time_screen(command: Sequence[str], pattern: str, env: dict[str, str]) -> tuple[float, int]:
    """Start the command in a 120x40 terminal; return seconds until the screen matches, and the bytes sent by then."""
    begun = time.perf_counter()
    with Terminal(command, columns=120, lines=40, env=env) as terminal:
        terminal.wait_for(pattern)
        return time.perf_counter() - begun, len(terminal.sent)


def main() -> None:
    """Print the median of each, and the ratios."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, nargs="*", default=[10, 2000])
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        env = {f"XDG_{kind}_HOME": str(folder / kind.lower()) for kind in ("DATA", "CONFIG", "STATE", "CACHE")}
        # An installed program is compiled already; the sync below compiles a working copy.
        env["PYTHONDONTWRITEBYTECODE"] = ""
        contests = {"bare": ([sys.executable, "-c", BARE], "notes")}
        for count in asked.documents:
            write_pages(folder / str(count), count)
            config = folder / f"{count}.yaml"
            config.write_text(f"library: lib{count}\nsources:\n  - path: '{count}'\nsync:\n  on_start: false\n")
            newsreader = [sys.executable, "-P", "-m", "tui", "-c", str(config)]
            subprocess.run([*newsreader, "sync"], env=env, check=True, capture_output=True)
            contests[str(count)] = (newsreader, "\\(Seed Wire\\)|¶|min$")
        times: dict[str, list[float]] = {key: [] for key in contests}
        sent: dict[str, int] = {}
        for command, pattern in contests.values():
            time_screen(command, pattern, env)
        for _ in range(asked.runs):
            for key, (command, pattern) in contests.items():
                seconds, sent[key] = time_screen(command, pattern, env)
                times[key].append(seconds)
    bare = statistics.median(times["bare"])
    for key, values in times.items():
        median = statistics.median(values)
        print(f"{key:>8}  {median:.3f} s  {median / bare:.2f}x bare  {sent[key]} bytes")


if __name__ == "__main__":
    main()
