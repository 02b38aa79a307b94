"""Loading in portions and in several processes ends like loading at once in one."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.search.fakes import FakeLibrary, make_article
from tests.search.loaders import BATCH, COUNT, Full, Troubled, TroubledLate, Watched, fill
from tui.errors import LibraryError
from tui.library import Library, changes
from tui.library.records import Change
from tui.search import Hit, Index, keeper, load
from tui.search.inverter import WORD
from tui.search.load import Loader, cut_batches, share_out
from tui.search.marker import read_marker

ROOT = Path(__file__).parents[2]
CALLS = 125_000
"""Calls and returns of functions in the process that commits, in a whole load."""
QUERIES = (
    "ferry",
    '"left again"',
    "who:berg",
    "treaty -berg",
    "minist*",
    "date:2024-05",
    "source:harbour late",
    "reviion~",
    "",
)

Answers = list[tuple[int, tuple[Hit, ...]]]


def answer(index: Index) -> Answers:
    found = [index.search(query, limit=None, sort=sort) for query in QUERIES for sort in ("relevance", "newest")]
    return [(one.total, one.hits) for one in found]


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    monkeypatch.setattr(keeper, "BATCH", BATCH)
    with Library.open(tmp_path / "library") as library:
        with library.lock():
            fill(library, range(COUNT))
        yield library


def update(index: Index, library: Library) -> int:
    with library.lock():
        return index.update()


def build_alone(library: Library) -> Answers:
    """What an index answers that was made by this process alone."""
    index = Index(library)
    with library.lock():
        index.rebuild()
    return answer(index)


def list_files(library: Library) -> tuple[set[str], set[str]]:
    """The files of the index that the marker names, and those that are there."""
    marker = read_marker(library.folder / "index")
    return set(marker.files), {path.name for path in (library.folder / "index" / marker.build).iterdir()}


def test_several_processes_make_the_same_index(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = build_alone(library)
    monkeypatch.setattr(keeper, "Loader", Watched)
    index = Index(library, workers=2)
    told: list[tuple[int, int]] = []
    with library.lock():
        index.rebuild(lambda done, total: told.append((done, total)))
    assert told == [(done, COUNT) for done in range(BATCH, COUNT + 1, BATCH)]
    assert index.state() == "ready"
    assert index.check() == []
    assert answer(index) == expected
    seen = {int(path.name.partition("-")[2]) for path in library.folder.glob("process-*")}
    assert seen and os.getpid() not in seen


def test_a_small_backlog_starts_no_process(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    update(Index(library), library)
    monkeypatch.setattr(keeper, "Loader", Watched)
    with library.lock():
        fill(library, range(2 * BATCH), version=1)
    update(Index(library, workers=2), library)
    assert [path.name for path in library.folder.glob("process-*")] == [f"process-{os.getpid()}"]


def test_changed_and_deleted_articles(library: Library) -> None:
    index = Index(library, workers=2)
    update(index, library)
    with library.lock():
        fill(library, range(0, COUNT, 2), version=1)
        fill(library, range(0, COUNT, 3), version=2)
        gone = [f"{number:012x}" for number in range(0, COUNT, 5)]
        for id_ in gone:
            number = library._db.value("SELECT number FROM article WHERE id = ?", (id_,))
            for table in ("document", "page", "company"):
                library._db.run(f"DELETE FROM {table} WHERE article = ?", (number,))  # noqa: S608
            library._db.run("DELETE FROM article WHERE number = ?", (number,))
        changes.log(library._db, gone)
    update(index, library)
    assert index.state() == "ready"
    assert not set(gone) & set(index.ids(""))
    assert index.search("revision").total == sum(
        1 for number in range(COUNT) if number % 5 and (not number % 2 or not number % 3)
    )
    followed = [(total, {hit.id for hit in hits}) for total, hits in answer(index)]
    assert followed == [(total, {hit.id for hit in hits}) for total, hits in build_alone(library)]


# ------------------------------------------------------------------ accidents


@pytest.mark.parametrize("accident", [Troubled, TroubledLate])
def test_the_batch_of_a_killed_process_is_not_lost(
    library: Library, monkeypatch: pytest.MonkeyPatch, accident: type[Loader]
) -> None:
    expected = build_alone(library)
    monkeypatch.setattr(keeper, "Loader", accident)
    index = Index(library, workers=2)
    with library.lock():
        index.rebuild()
    assert index.state() == "ready"
    assert answer(index) == expected
    named, there = list_files(library)
    assert named == there


def test_a_disk_that_another_process_finds_full(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = build_alone(library)
    index = Index(library, workers=2)
    with monkeypatch.context() as patch:
        patch.setattr(keeper, "Loader", Full)
        with library.lock(), pytest.raises(LibraryError, match="No space left"):
            index.rebuild()
    assert answer(index) == expected
    (library.folder / "index" / "marker").unlink()
    update(index, library)
    assert answer(index) == expected
    named, there = list_files(library)
    assert named == there


def test_who_stops_keeps_what_was_committed(library: Library) -> None:
    index = Index(library, workers=2)

    def stop(done: int, total: int) -> None:
        if done == 3 * BATCH:
            raise KeyboardInterrupt

    with library.lock(), pytest.raises(KeyboardInterrupt):
        index.update(stop)
    assert update(index, library) == COUNT - 3 * BATCH
    assert answer(index) == build_alone(library)


def test_the_end_of_the_program_stops_a_repair(library: Library) -> None:
    index = Index(library)
    index.stop()
    with pytest.raises(LibraryError, match="the program ends"):
        index.repair()
    assert update(Index(library), library) == COUNT - BATCH


@pytest.mark.parametrize("seed", range(4))
def test_a_killed_load_of_several_processes_goes_on(library: Library, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(2):
        # To read its output to the end is to wait for all processes that have it.
        number = str(chance.randrange(CALLS))
        command = [sys.executable, "-m", "tests.search.loaders", str(library.folder), number]
        subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.PIPE, timeout=120)
    index = Index(library)
    assert index.search("ferry").total == COUNT
    assert len(set(index.ids("ferry"))) == COUNT
    assert index.check() == []


# ------------------------------------------------------------------ memory


class FakeLog(FakeLibrary):
    """Tells how long its articles are."""

    def changes(self, after: int, limit: int) -> list[Change]:
        return [
            Change(
                one.number, one.article, one.deleted, 0 if one.deleted else len(self.articles[one.article].body.split())
            )
            for one in super().changes(after, limit)
        ]


@given(lengths=st.lists(st.integers(0, 50), max_size=30), most=st.integers(1, 10), room=st.integers(0, 100))
def test_batches_have_all_changes_and_fit(
    tmp_path_factory: pytest.TempPathFactory, lengths: list[int], most: int, room: int
) -> None:
    articles = [make_article(number, body="word " * length) for number, length in enumerate(lengths)]
    log = FakeLog(tmp_path_factory.mktemp("log"), articles)
    memory = room * WORD * 3 // 2
    batches = list(cut_batches(log, 0, most, memory))
    assert [change for batch in batches for change in batch] == log.changes(0, len(lengths) + 1)
    for batch in batches:
        words = sum(change.words for change in batch)
        assert 1 <= len(batch) <= most
        assert len(batch) == 1 or WORD * words <= memory


@given(memory=st.integers(50_000_000, 10**11), workers=st.integers(1, 256))
def test_no_more_memory_is_shared_out_than_there_is(memory: int, workers: int) -> None:
    share = share_out(memory, workers)
    assert 1 <= share.processes <= workers
    if share.processes == 1:
        assert share.memory == memory
    else:
        assert share.memory * (share.processes + 1) <= memory
        assert share.memory >= load._LEAST


def test_a_batch_that_is_larger_than_it_seemed_becomes_several_segments(tmp_path: Path) -> None:
    library = FakeLibrary(tmp_path, [make_article(number, body="wind " * 5000) for number in range(20)])
    loader = Loader(library, tmp_path, "en", 5 * 5000 * WORD)
    loaded = loader(library.changes(0, 100))
    assert [segment.doc_count() for segment in loaded.segments] == [5, 5, 5, 5]
    assert [change.article for change in loaded.batch] == list(library.articles)


def test_many_different_words_fill_a_segment_sooner(tmp_path: Path) -> None:
    words = iter(range(10**6))
    articles = [make_article(n, body=" ".join(f"w{next(words)}" for _ in range(1000))) for n in range(20)]
    library = FakeLibrary(tmp_path, articles)
    loaded = Loader(library, tmp_path, "en", 5 * 5000 * WORD)(library.changes(0, 100))
    counts = [segment.doc_count() for segment in loaded.segments]
    assert sum(counts) == 20
    assert max(counts) <= 3


def test_little_memory_changes_no_answer(tmp_path: Path) -> None:
    articles = [
        make_article(number, f"Ferry {number}", " ".join(f"w{number * step % 997}" for step in range(500)))
        for number in range(100)
    ]
    found = []
    for name, memory in (("much", 750), ("little", 1)):
        library = FakeLibrary(tmp_path / name, articles)
        with library.lock():
            keeper.Keeper(library, "en", memory, 1).update()
        index = Index(library)
        found.append([index.search(query, limit=None).hits for query in ("ferry", "w1", "w5 w10", '"w5 w10"', "w9*")])
        assert index.check() == []
    assert found[0] == found[1]
