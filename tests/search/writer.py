"""Another process that writes the index: `python -m tests.search.writer FOLDER lock|update|NUMBER`.

With a number, it kills itself when it makes that call of a function.
"""

from __future__ import annotations

import os
import signal
import sys
from itertools import count
from pathlib import Path

from tests.search.fakes import FakeLibrary, make_article
from tui.library.records import Indexable
from tui.search import Index, keeper

COUNT = 200
BATCH = 10


def make_articles() -> list[Indexable]:
    return [make_article(n, f"Ferry {n}", f"The ferry number {n} left, as did the others.") for n in range(COUNT)]


def kill_at(number: int) -> None:
    """Kill this process at a call of a function, of Python's or of C's."""
    calls = count()

    def look(*_: object) -> None:
        if next(calls) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(look)


def main(folder: str, what: str) -> None:
    keeper.BATCH = BATCH
    library = FakeLibrary(Path(folder), make_articles())
    with library.lock():
        if what == "lock":
            print("locked", flush=True)
            sys.stdin.readline()
        elif what != "update":
            kill_at(int(what))
            Index(library).update()
        else:
            Index(library).update(lambda done, total: print(done, flush=True))
            sys.stdin.readline()


if __name__ == "__main__":
    main(*sys.argv[1:])
