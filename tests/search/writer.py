"""Another process that writes the index: `python -m tests.search.writer FOLDER lock|update`."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.search.fakes import FakeLibrary, make_article
from tui.library.records import Indexable
from tui.search import Index, keeper

COUNT = 200
BATCH = 10


def make_articles() -> list[Indexable]:
    return [make_article(n, f"Ferry {n}", f"The ferry number {n} left, as did the others.") for n in range(COUNT)]


def main(folder: str, what: str) -> None:
    keeper.BATCH = BATCH
    library = FakeLibrary(Path(folder), make_articles())
    with library.lock():
        if what == "lock":
            print("locked", flush=True)
            sys.stdin.readline()
        else:
            Index(library).update(lambda done, total: print(done, flush=True))
            sys.stdin.readline()


if __name__ == "__main__":
    main(*sys.argv[1:])
