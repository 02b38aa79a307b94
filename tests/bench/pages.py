"""How well and how fast pages are cleaned whose stories are known.

    python -m tests.bench.pages PAGES.jsonl.gz [--form html|inscriptis|bs4] [--models FILE...] [--worst N]

PAGES holds a line a page: `id`, `gold` (the story, paragraphs apart by blank lines), the page in one or more forms,
and where known `title`, `date` and `authors`. Given the models that `python -m tui.clean.train --folds` writes, each
page is cleaned with the one that was fitted without it. Printed are precision, recall and F1 of runs of four words,
averaged over the pages, the share of the true words that were lost, and of titles, dates and writers found.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

from tests.clean.test_page import document
from tui.clean import clean_page, weights
from tui.clean.train.samples import fold_of
from tui.model import Format

_WORD = re.compile(r"\w+")
Runs = Counter[tuple[str, ...]]


class Found(NamedTuple):
    """What was right of one page."""

    name: str
    shared: int
    found: int
    gold: int
    lost: int
    words: int
    title: bool | None
    date: bool | None
    writers: tuple[int, int, int]
    """Found and right, right, found."""
    seconds: float

    @property
    def f1(self) -> float:
        """Of runs of four words."""
        return 2 * self.shared / (self.found + self.gold) if self.shared else 0.0


def count_runs(text: str) -> Runs:
    """The runs of four words in a text, with how often each stands in it."""
    words = _WORD.findall(text)
    return Counter(tuple(words[i : i + 4]) for i in range(max(1, len(words) - 3))) if words else Counter()


def measure(page: dict[str, Any], form: str) -> Found:
    """Clean one page and compare."""
    start = time.perf_counter()
    article = clean_page(document(page[form], Format.HTML if form == "html" else Format.TEXT))
    seconds = time.perf_counter() - start
    gold, found = count_runs(page["gold"]), count_runs(article.body)
    true, kept = Counter(_WORD.findall(page["gold"])), Counter(_WORD.findall(article.body))
    wanted, named = {_plain(name) for name in page.get("authors") or ()}, {_plain(name) for name in article.byline}
    return Found(
        page["id"],
        (gold & found).total(),
        found.total(),
        gold.total(),
        (true - kept).total(),
        true.total(),
        _plain(page["title"]) == _plain(article.title) if page.get("title") else None,
        str(page["date"])[:10] == (article.published or "")[:10] if page.get("date") else None,
        (len(wanted & named), len(wanted), len(named)) if wanted else (0, 0, 0),
        seconds,
    )


class Figures(NamedTuple):
    """What was right of all pages: runs averaged over the pages, words over all of them."""

    precision: float
    recall: float
    lost: float
    """The share of the true words."""

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / max(1e-9, self.precision + self.recall)


def sum_up(pages: Sequence[Found]) -> Figures:
    """The figures of pages."""
    precision = [page.shared / page.found for page in pages if page.found]
    recall = [page.shared / page.gold for page in pages if page.gold]
    return Figures(
        sum(precision) / max(1, len(precision)),
        sum(recall) / max(1, len(recall)),
        sum(page.lost for page in pages) / max(1, sum(page.words for page in pages)),
    )


def report(pages: Sequence[Found], worst: int = 0) -> str:
    """The figures over all pages, and the pages that fell shortest."""
    figures = sum_up(pages)
    times = sorted(page.seconds for page in pages)
    lines = [
        f"F1 {figures.f1:.4f}  precision {figures.precision:.4f}  recall {figures.recall:.4f}  "
        f"true words lost {figures.lost:.2%}  "
        f"{1000 * sum(times) / len(times):.1f} ms a page (median {1000 * times[len(times) // 2]:.1f})"
    ]
    titles = [page.title for page in pages if page.title is not None]
    dates = [page.date for page in pages if page.date is not None]
    right, wanted, named = (sum(page.writers[i] for page in pages) for i in range(3))
    if titles and dates:
        lines.append(
            f"titles {sum(titles) / len(titles):.3f} of {len(titles)}  "
            f"dates {sum(dates) / len(dates):.3f} of {len(dates)}  "
            f"writers {right / max(1, wanted):.3f} found, {right / max(1, named):.3f} right"
        )
    lines += [f"  {page.f1:.3f} {page.name}" for page in sorted(pages, key=lambda page: page.f1)[:worst]]
    return "\n".join(lines)


def use_model(path: Path | None) -> None:
    """Clean with another model than the shipped one, in a process that has not cleaned yet."""
    if path is None:
        return
    weights.use(path.read_bytes())


def measure_all(pages: Sequence[dict[str, Any]], form: str, models: Sequence[Path]) -> list[Found]:
    """Measure pages, each with the model fitted without it, if there are models."""
    found: list[Found] = []
    for part in range(max(1, len(models))):
        mine = [page for page in pages if page.get(form) and (not models or fold_of(page["id"], len(models)) == part)]
        with ProcessPoolExecutor(
            mp_context=get_context("spawn"), initializer=use_model, initargs=(models[part] if models else None,)
        ) as pool:
            found += pool.map(measure, mine, [form] * len(mine), chunksize=4)
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--form", choices=["html", "inscriptis", "bs4"], default="inscriptis")
    parser.add_argument("--models", type=Path, nargs="*", default=[])
    parser.add_argument("--worst", type=int, default=0)
    given = parser.parse_args()
    with gzip.open(given.pages, "rt", encoding="utf-8") as lines:
        pages = [json.loads(line) for line in lines]
    print(report(measure_all(pages, given.form, given.models), given.worst))


def _plain(text: str) -> str:
    bare = (char for char in unicodedata.normalize("NFKD", text or "").casefold() if not unicodedata.combining(char))
    return " ".join(_WORD.findall("".join(bare)))


if __name__ == "__main__":
    main()
