"""What cleaning must get right on real pages, when their collection is at hand: `NEWSREADER_BENCH_PAGES=FOLDER pytest`.

The pages are their publishers', so none is in the project; FOLDER holds `dev.jsonl.gz` and `languages.jsonl.gz`.
The pages written for the project are pinned whole in `tests/clean`.
"""

from __future__ import annotations

import gzip
import json
import os
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.clean.test_page import document
from tui.clean import clean_page
from tui.model import Format

_WORD = re.compile(r"\w+")
FLOORS = {
    ("dev", "html"): (0.96, 0.025),
    ("dev", "inscriptis"): (0.95, 0.02),
    ("dev", "bs4"): (0.945, 0.025),
    ("languages", "html"): (0.955, 0.02),
    ("languages", "inscriptis"): (0.935, 0.02),
}
"""F1 of runs of four words, averaged over pages, and the share of the true words that may be lost.

The shipped model was fitted on these pages, too: the floors tell of what is broken, not of how good it is on others.
For that, `python -m tests.bench.pages` takes models that have not seen the page.
"""


def count_runs(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    return Counter(tuple(words[i : i + 4]) for i in range(max(1, len(words) - 3))) if words else Counter()


@pytest.mark.skipif("NEWSREADER_BENCH_PAGES" not in os.environ, reason="the collection of real pages is not at hand")
@pytest.mark.parametrize(("name", "kind"), FLOORS)
def test_real_pages_stay_clean(name: str, kind: str) -> None:
    precision, recall, lost, words = [], [], 0, 0
    with gzip.open(Path(os.environ["NEWSREADER_BENCH_PAGES"]) / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            page = json.loads(line)
            body = clean_page(document(page[kind], Format.HTML if kind == "html" else Format.TEXT)).body
            gold, found = count_runs(page["gold"]), count_runs(body)
            right = sum((gold & found).values())
            precision += [right / sum(found.values())] if found else []
            recall += [right / sum(gold.values())] if gold else []
            true = Counter(_WORD.findall(page["gold"]))
            lost += sum((true - Counter(_WORD.findall(body))).values())
            words += sum(true.values())
    p, r = sum(precision) / len(precision), sum(recall) / len(recall)
    floor, most = FLOORS[name, kind]
    assert 2 * p * r / (p + r) >= floor
    assert lost / words <= most
