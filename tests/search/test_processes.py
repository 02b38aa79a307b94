"""Several processes at one index, some of which are killed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.search.fakes import FakeLibrary
from tests.search.writer import BATCH, COUNT, make_articles
from tui.errors import LibraryBusy
from tui.search import Index

ROOT = Path(__file__).parents[2]

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    started: list[subprocess.Popen[str]] = []

    def start_(what: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.search.writer", str(tmp_path), what],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        started.append(process)
        return process

    yield start_
    for process in started:
        process.kill()
        process.communicate()


def read_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


@pytest.mark.parametrize("lines", [1, 2, 5, 11, 19, 20])
def test_a_killed_update_goes_on_where_it_was(tmp_path: Path, start: Start, lines: int) -> None:
    process = start("update")
    for number in range(1, lines + 1):
        assert read_line(process) == str(number * BATCH)
    process.kill()
    process.wait()
    library = FakeLibrary(tmp_path, make_articles())
    index = Index(library)
    with library.lock():
        assert index.update() <= COUNT - lines * BATCH
    assert len(index.ids("ferry")) == COUNT
    assert len(index.ids("ferry 17")) == 1


def test_a_killed_update_is_finished_by_the_next_search(tmp_path: Path, start: Start) -> None:
    process = start("update")
    read_line(process)
    process.kill()
    process.wait()
    index = Index(FakeLibrary(tmp_path, make_articles()))
    assert index.search("ferry").total == COUNT
    assert index.state() == "ready"


def test_a_reader_sees_each_commit_of_another_process(tmp_path: Path, start: Start) -> None:
    process = start("update")
    read_line(process)
    index = Index(FakeLibrary(tmp_path, make_articles()))
    totals = [index.search("ferry").total]
    while totals[-1] < COUNT:
        totals.append(index.search("ferry").total)
        assert process.poll() is None
    assert totals == sorted(totals)
    assert all(total % BATCH == 0 for total in totals)


def test_without_an_index_a_search_says_who_is_making_it(tmp_path: Path, start: Start) -> None:
    process = start("lock")
    assert read_line(process) == "locked"
    index = Index(FakeLibrary(tmp_path, make_articles()))
    with pytest.raises(LibraryBusy, match=f"process {process.pid} "):
        index.search("ferry")
    with pytest.raises(LibraryBusy):
        index.repair()
    process.communicate("\n")
    assert index.search("ferry").total == COUNT


def test_an_open_index_answers_while_another_process_makes_it_anew(tmp_path: Path, start: Start) -> None:
    library = FakeLibrary(tmp_path, make_articles())
    index = Index(library)
    assert index.search("ferry").total == COUNT
    process = start("lock")
    assert read_line(process) == "locked"
    (tmp_path / "index" / "marker").unlink()
    assert index.search("ferry").total == COUNT
    process.communicate("\n")
    assert index.search("ferry").total == COUNT
    assert index.state() == "ready"


@pytest.mark.parametrize(
    ("code", "absent"),
    [
        ("import tui.search", ("whoosh", "textual", "trafilatura", "snowballstemmer")),
        ("from tui.search import Index, Highlighter", ("textual", "trafilatura", "tui.app")),
        ("import tui.library", ("whoosh", "tui.search")),
    ],
)
def test_imports_stay_light(code: str, absent: tuple[str, ...]) -> None:
    script = f"{code}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert not loaded & set(absent)
