"""What cleaning must get right on real pages, when their collection is at hand: `NEWSREADER_BENCH_PAGES=FOLDER pytest`.

The pages are their publishers', so none is in the project; FOLDER holds `dev.jsonl.gz` and `languages.jsonl.gz`.
The pages written for the project are pinned whole in `tests/clean`.
"""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest

from tests.bench.pages import measure, sum_up

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


@pytest.mark.skipif("NEWSREADER_BENCH_PAGES" not in os.environ, reason="the collection of real pages is not at hand")
@pytest.mark.parametrize(("name", "kind"), FLOORS)
def test_real_pages_stay_clean(name: str, kind: str) -> None:
    with gzip.open(Path(os.environ["NEWSREADER_BENCH_PAGES"]) / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        figures = sum_up([measure(json.loads(line), kind) for line in lines])
    floor, most = FLOORS[name, kind]
    assert figures.f1 >= floor
    assert figures.lost <= most
