"""Measures finding the dates of texts, and how often single phrases are read right.

python -m tests.bench.dates [TEXTS.jsonl]     each line {"text": …}; generated pages without it
"""

from __future__ import annotations

import argparse
import json
import time
from datetime import date
from pathlib import Path

from tests.bench.documents import make_pages
from tui.entities.dates import find_dates
from tui.entities.lexicon import load
from tui.entities.story import Story
from tui.entities.wording import load_wording

WORDS = 650
"""Of the article that times are given for."""


def main() -> None:
    """Print the time for an article of 650 words, when every phrase is new and when none is."""
    parser = argparse.ArgumentParser()
    parser.add_argument("texts", type=Path, nargs="?")
    asked = parser.parse_args()
    if asked.texts:
        texts = [json.loads(line)["text"] for line in asked.texts.read_text(encoding="utf-8").splitlines()]
    else:
        texts = list(make_pages(300))
    words = sum(len(text.split()) for text in texts)
    begun = time.perf_counter()
    find_dates(Story("He said so on 3 December 2023.", [], load(), load_wording()), date(2024, 1, 1))
    print(f"first date, with the library it needs: {(time.perf_counter() - begun) * 1000:.0f} ms")
    stories = [Story(text, [], load(), load_wording()) for text in texts]
    for label in ("phrases new", "phrases known"):
        begun = time.perf_counter()
        found = sum(len(find_dates(story, date(2020, 1, 1 + n % 28))) for n, story in enumerate(stories))
        taken = (time.perf_counter() - begun) / words * WORDS * 1000
        print(f"{label}: {taken:.2f} ms for {WORDS} words, {found / len(texts):.1f} dates a text")


if __name__ == "__main__":
    main()
