"""Measures the search index against stock Whoosh, SQLite's FTS5 and, where it is installed, notmuch.

python -m tests.bench.search [--sizes 5000 20000 100000] [--engines ours stock fts5 notmuch] [--runs 7]

A million: `--sizes 1000000 --engines ours fts5`. Every engine builds and is asked in a process of its own, one after
the other, with the same documents of 375 words; the time to make the documents is not counted. Rates and the times of
queries are the processor's, and of the runs of a query the best one counts: what else the machine does is left out.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from tests.bench.articles import make_articles
from tests.bench.engines import CLASSES, ENGINES, Notmuch, choose_queries
from tui.library.records import Indexable

Measured = dict[str, Any]

_MEGABYTE = 1e6
_PLOT = 46


class Timed:
    """Hands articles out and counts the processor's time that it takes to make them."""

    def __init__(self, articles: Iterable[Indexable]) -> None:
        self._articles = iter(articles)
        self.spent = 0.0

    def __iter__(self) -> Iterator[Indexable]:
        while True:
            begun = spend()
            article = next(self._articles, None)
            self.spent += spend() - begun
            if article is None:
                return
            yield article


def measure(name: str, folder: Path, count: int, runs: int) -> Measured:
    """Build an index and ask it; sizes in megabytes, times in milliseconds, rate in documents a second."""
    engine = ENGINES[name](folder)
    queries = choose_queries()
    next(iter(make_articles(0, 1)))
    articles, more = Timed(make_articles(0, count)), make_articles(count, count + 10)
    if isinstance(engine, Notmuch):
        engine.write(articles)
    before = _peak()
    made, begun = articles.spent, spend()
    engine.build(articles)
    built = spend() - begun - (articles.spent - made)
    used = _peak() - before
    size = sum(
        path.stat().st_size for path in folder.rglob("*") if path.is_file() and path.parent.parent.name != "mail"
    )
    times: dict[str, float | None] = {}
    for what in CLASSES:
        taken = []
        for _ in range(runs):
            begun = spend()
            told = engine.ask(what, queries)
            taken.append((spend() - begun) * 1000)
            if told is None:
                break
        times[what] = None if told is None else min(taken)
    begun = perf_counter()
    engine.open()
    engine.ask("rare", queries)
    opened = (perf_counter() - begun) * 1000
    if isinstance(engine, Notmuch):
        engine.write(more)
    begun = perf_counter()
    engine.add(more)
    engine.ask("rare", queries)
    added = (perf_counter() - begun) * 1000
    return {
        "rate": count / built,
        "size": size / _MEGABYTE,
        "memory": used,
        **times,
        "opening": opened,
        "adding": added,
    }


def spend() -> float:
    """The processor's time so far, of this process and of those that it started, in seconds."""
    others = resource.getrusage(resource.RUSAGE_CHILDREN)
    return process_time() + others.ru_utime + others.ru_stime


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / _MEGABYTE


def run(name: str, count: int, runs: int) -> Measured:
    """Measure in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.bench.search", "--one", name, folder, str(count), str(runs)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    measured: Measured = json.loads(done.stdout)
    return measured


def print_table(count: int, found: dict[str, Measured]) -> None:
    """Print what was measured, and how many times better ours is than each of the others."""
    others = [name for name in found if name != "ours"]
    print(f"\n{count:,} articles")
    print(f"{'':22}" + "".join(f"{name:>11}" for name in found) + "".join(f"{'x ' + name:>11}" for name in others))
    units = {"rate": "built, articles/s", "size": "size, MB", "memory": "memory to build, MB"}
    for what in ("rate", "size", "memory", *CLASSES, "opening", "adding"):
        label = units.get(what, f"{what}, ms")
        values = [f"{_show(one[what]):>11}" for one in found.values()]
        ours = found.get("ours", {}).get(what)
        ratios = [f"{_show(_compare(what, ours, found[name][what])):>11}" for name in others]
        print(f"{label:22}" + "".join(values) + "".join(ratios))


def _compare(what: str, ours: float | None, other: float | None) -> float | None:
    if not ours or not other:
        return None
    return ours / other if what == "rate" else other / ours


def _show(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def print_plot(found: dict[int, dict[str, Measured]]) -> None:
    """Draw the time of a common word against the number of articles, on a scale of powers of ten."""
    print("\na common word, 50 best, ms (each # is a fifth of a power of ten, from 0.1)")
    for count, measured in found.items():
        for name, one in measured.items():
            steps = 0
            while 0.1 * 10 ** (steps / 5) < one["common"] and steps < _PLOT:
                steps += 1
            print(f"{count:>10,} {name:>8} {'#' * steps} {_show(one['common'])}")


def main() -> None:
    """Measure every engine at every size."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", type=int, nargs="*", default=[5_000, 20_000, 100_000])
    parser.add_argument("--engines", nargs="*", default=list(ENGINES), choices=list(ENGINES))
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--one", nargs=4, metavar=("ENGINE", "FOLDER", "ARTICLES", "RUNS"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        name, folder, count, runs = asked.one
        print(json.dumps(measure(name, Path(folder) / name, int(count), int(runs))))
        return
    engines: Sequence[str] = [name for name in asked.engines if name != "notmuch" or shutil.which("notmuch")]
    found: dict[int, dict[str, Measured]] = {}
    for count in asked.sizes:
        found[count] = {name: run(name, count, asked.runs) for name in engines}
        print_table(count, found[count])
    if any(chain.from_iterable(found.values())):
        print_plot(found)


if __name__ == "__main__":
    main()
