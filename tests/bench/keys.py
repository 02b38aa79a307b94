"""Measures the time from a key to the list that it finds, through a pseudo-terminal, with a sync running and without.

python -m tests.bench.keys [--articles 100000] [--documents 3000] [--words 16] [--folder DIR]

Words are typed into the search box, a letter every 150 ms. What counts is the time from a letter to the terminal's
getting the number of all articles that are found for what has been typed so far, which comes with their list. Letters
that change that number by less than the sync may are not counted.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import lru_cache
from pathlib import Path

from tests.bench.articles import VOCABULARY, get_words
from tests.bench.documents import write_pages
from tests.bench.library import fill
from tests.e2e.terminal import Terminal
from tui.library import Library
from tui.search import Index

PAUSE = 0.15
"""Seconds between two letters."""
PATIENCE = 5.0
_FOUND = re.compile(r"([\d,]+) of [\d,]+ articles")


class Typing:
    """A search box in a terminal, and what is known to be found by what is typed into it."""

    def __init__(self, terminal: Terminal, index: Index, more: int) -> None:
        self._terminal = terminal
        self._more = more
        """Articles that may come to what is found, or leave it."""
        self._count = lru_cache(None)(lambda text: index.search(text, limit=0, unfinished=True).total)

    def type(self, word: str) -> Iterator[float]:
        """Type a word and take it back; yields the milliseconds of every letter that counts."""
        self._terminal.press("/")
        self._rest()
        for end in range(1, len(word) + 1):
            text = word[:end]
            found, before = self._count(text), self._count(text[:-1])
            begun = time.perf_counter()
            self._terminal.press(word[end - 1])
            if end > 1 and abs(found - before) > 2 * self._more:
                yield self._wait(found, begun)
            self._rest()
        self._terminal.press("esc")
        self._terminal.wait_for("newest first")
        self._rest()

    def _wait(self, found: int, begun: float) -> float:
        while not self._shows(found):
            if time.perf_counter() - begun > PATIENCE:
                raise AssertionError(f"{found} articles are not listed:\n{self._terminal.text}")
            self._terminal.read(0.05)
        return (self._terminal.arrived - begun) * 1000

    def _shows(self, found: int) -> bool:
        shown = _FOUND.search(self._terminal.screen.display[0])
        return shown is not None and abs(int(shown[1].replace(",", "")) - found) <= self._more

    def _rest(self) -> None:
        end = time.perf_counter() + PAUSE
        while (left := end - time.perf_counter()) > 0:
            self._terminal.read(left)


def choose_words(count: int) -> list[str]:
    """Choose words that are typed letter by letter, from frequent ones to rare ones."""
    words = get_words()
    ranks = [int(VOCABULARY ** (0.25 + 0.7 * place / count)) for place in range(count)]
    return [next(word for word in words[rank:] if len(word) > 4) for rank in ranks]


def measure(name: str, command: Sequence[str], index: Index, words: Sequence[str], more: int) -> None:
    """Type the words while the app runs and print how long the lists took; `more` articles may come meanwhile."""
    times = list[float]()
    with Terminal(command, columns=120, lines=40) as terminal:
        terminal.wait_for(r"[\d,]+ articles", timeout=120)
        if more:
            terminal.wait_for(r"new", timeout=120)
        typing = Typing(terminal, index, more)
        for word in words:
            if more and "new" not in terminal.text:
                break
            times.extend(typing.type(word))
    times.sort()
    print(
        f"{name}: {len(times)} letters, median {statistics.median(times):.0f} ms, "
        f"95th percentile {times[int(0.95 * len(times))]:.0f}, slowest {times[-1]:.0f}"
    )


def main() -> None:
    """Measure both."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--documents", type=int, default=3000)
    parser.add_argument("--words", type=int, default=16)
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    with ExitStack() as stack:
        folder = asked.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        library = stack.enter_context(Library.open(folder / "library"))
        if not library.count():
            fill(library, asked.articles, 300)
        index = Index(library)
        with library.lock():
            index.update()
        pages = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        write_pages(pages, asked.documents, seed=time.time_ns())
        words = choose_words(asked.words)
        for name, more in (("no sync", 0), ("a sync", asked.documents)):
            config = folder / f"{name.replace(' ', '-')}.yaml"
            sync = f"on_start: {'true' if more else 'false'}\n  watch: false"
            config.write_text(f"library: library\nsources:\n  - path: {pages}\nsync:\n  {sync}\n")
            measure(name, [sys.executable, "-P", "-m", "tui", "-c", str(config)], index, words, more)


if __name__ == "__main__":
    main()
