"""Several processes at one library: who may write, what the others see, and what a killed one leaves behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.library.builders import ORIGIN, make_digest, make_entity, make_id, make_record, put
from tests.library.conftest import Clock
from tui.errors import LibraryBusy, LibraryError
from tui.library import Library

ROOT = Path(__file__).parents[2]
HEAD = """
import sys
from pathlib import Path
from tests.library.builders import *
from tui.library import Library, Link
from tui.model import Kind
library = Library.open(Path(sys.argv[1]))
def tell(*words):
    print(*words, flush=True)
"""


@contextmanager
def run(script: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process with the library open, told what to do line by line; killed at the end if it still runs."""
    process = subprocess.Popen(
        [sys.executable, "-c", HEAD + script, str(folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    with process:
        try:
            yield process
        finally:
            process.kill()


def hear(process: subprocess.Popen[str]) -> str:
    """The next line the process says."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def say(process: subprocess.Popen[str], text: str = "go") -> None:
    assert process.stdin is not None
    process.stdin.write(f"{text}\n")
    process.stdin.flush()


HOLD = """
with library.lock():
    tell("held")
    input()
tell("free")
input()
"""


def test_a_second_writer_is_told_who_writes(library: Library, folder: Path, clock: Clock) -> None:
    with run(HOLD, folder) as other:
        assert hear(other) == "held"
        writer = library.writer()
        assert writer is not None
        assert writer.pid == other.pid
        with pytest.raises(LibraryBusy, match=rf"process {other.pid} on .+ since \d\d:\d\d") as error, library.lock():
            pytest.fail("two writers")
        assert error.value.hint
        library.add_history("is possible meanwhile")
        say(other)
        assert hear(other) == "free"
        assert library.writer() is None
        with library.lock():
            mine = library.writer()
    assert mine is not None
    assert (mine.pid, mine.since) == (os.getpid(), clock.now)


def test_a_killed_writer_lets_go(library: Library, folder: Path) -> None:
    with run(HOLD, folder) as other:
        assert hear(other) == "held"
        other.send_signal(signal.SIGKILL)
        other.wait()
        assert library.writer() is None
        with library.lock():
            pass


def test_a_child_of_a_killed_writer_does_not_keep_the_lock(library: Library, folder: Path) -> None:
    script = """
import os, signal
with library.lock():
    child = os.fork()
    if child == 0:
        tell("child")
        input()
        os._exit(0)
    signal.pause()
"""
    with run(script, folder) as other:
        assert hear(other) == "child"
        assert library.writer() is not None
        other.send_signal(signal.SIGKILL)
        other.wait()
        with library.lock():
            pass
        say(other)


def test_a_connection_is_not_carried_into_a_child(library: Library) -> None:
    put(library, make_digest(1))
    with library.lock():
        child = os.fork()
        if child == 0:
            held = library._lock.held
            library.set_read([make_id(1)])
            os._exit(1 if held else 0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert library.state(make_id(1)).read
        assert library.writer() is not None


def test_the_lock_can_be_taken_again_by_its_holder_alone(library: Library) -> None:
    refused = []

    def try_it() -> None:
        try:
            with library.lock():
                pass
        except LibraryBusy as error:
            refused.append(error.message)

    with library.lock():
        with library.lock():
            pass
        assert library.writer() is not None
        thread = threading.Thread(target=try_it)
        thread.start()
        thread.join()
        with Library.open(library.folder) as other, pytest.raises(LibraryBusy), other.lock():
            pass
    assert len(refused) == 1
    assert f"process {os.getpid()}" in refused[0]
    assert library.writer() is None


def test_asking_who_writes_does_not_stop_one_who_wants_to(library: Library, folder: Path) -> None:
    script = """
for _ in range(300):
    library.writer()
tell("done")
input()
"""
    with library.lock():
        pass
    with run(script, folder) as other:
        for _ in range(300):
            with library.lock():
                pass
        assert hear(other) == "done"


def test_a_lock_that_cannot_be_made_is_told(library: Library, folder: Path) -> None:
    (folder / "lock").mkdir()
    with pytest.raises(LibraryError, match="lock cannot be opened"), library.lock():
        pass
    (folder / "lock").rmdir()
    assert library.writer() is None
    (folder / "lock").write_text("garbage")
    assert library.writer() is None


STORE = """
with library.lock():
    tell("storing")
    for batch in range(10_000):
        numbers = range(batch * 20, batch * 20 + 20)
        digests = [make_digest(n, text=f"Story {n} " * 30, entities=[make_entity("Ada Poe"), make_entity(f"P {n}")],
                               lines=(n, 7)) for n in numbers]
        library.store([make_record(n) for n in numbers], digests)
        if batch % 5 == 4:
            library.relink([Link(one.kind, one.name, one.kind, "Ada Poe" if one.name.endswith("3") else one.name)
                            for one in library.local_entities()])
        tell(batch)
"""


@pytest.mark.parametrize("batches", [1, 4, 9])
def test_killed_in_the_middle_of_a_sync_the_library_is_whole(folder: Path, batches: int) -> None:
    with Library.open(folder) as library:
        put(library, make_digest(1_000_000))
        library.set_starred([make_id(1_000_000)])
        library.set_note(make_id(1_000_000), "mine")
    with run(STORE, folder) as other:
        assert hear(other) == "storing"
        for batch in range(batches):
            assert hear(other) == str(batch)
        other.send_signal(signal.SIGKILL)
        other.wait()
    with Library.open(folder) as library:
        assert library.check() == []
        assert library.count() >= 20 * batches + 1
        assert len(library.signatures(ORIGIN)) == library.count()
        assert library.row(make_id(1_000_000)).noted
        with library.lock():
            library.relink([])
            library.store([make_record(1)], [make_digest(1, text="The next sync.")])
        assert library.check() == []


def test_readers_and_the_user_go_on_while_a_sync_writes(library: Library, folder: Path) -> None:
    put(library, make_digest(1_000_000, entities=[make_entity("Ada Poe")]))
    mine = make_id(1_000_000)
    with run(STORE, folder) as other:
        assert hear(other) == "storing"
        revisions = []
        for turn in range(12):
            library.set_read([mine], turn % 2 == 0)
            library.set_position(mine, turn)
            revisions.append(library.revision())
            with library._db.snapshot():
                count = library.count()
                assert len(library.listing().page(0, count + 10)) == count
            assert library.card(library.find_entity("Ada Poe")[0].id).articles >= 1
            assert library.state(mine).position == turn
            hear(other)
        other.send_signal(signal.SIGSTOP)
        assert revisions == sorted(set(revisions))
        assert library.count() > 100
        writer = library.writer()
        assert writer is not None
        assert writer.pid == other.pid


def test_what_another_process_does_is_seen(library: Library, folder: Path) -> None:
    script = """
tell("ready")
input()
library.set_starred([make_id(1)])
tell(library.revision())
input()
"""
    put(library, make_digest(1))
    before = library.revision()
    with run(script, folder) as other:
        assert hear(other) == "ready"
        say(other)
        assert hear(other) == str(library.revision())
        assert library.revision() == before + 1
        assert library.row(make_id(1)).starred


def test_a_limit_on_file_sizes_is_as_a_full_disk(folder: Path) -> None:
    script = """
import resource, signal
from tui.errors import LibraryError
put(library, make_digest(1))
library.set_starred([make_id(1)])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
digests = [make_digest(n, text=" ".join(str(n * k) for k in range(3000))) for n in range(2, 200)]
try:
    put(library, *digests)
except LibraryError as error:
    tell("told" if error.hint else "no hint")
    try:
        library.set_read([make_id(1)])
    except LibraryError:
        pass
    tell(library.count(), library.state(make_id(1)).starred)
input()
"""
    with run(script, folder) as other:
        assert hear(other) == "told"
        assert hear(other) == "1 True"
    with Library.open(folder) as library:
        assert library.check() == []
        assert library.state(make_id(1)).starred


def test_threads_write_and_read_at_once(library: Library) -> None:
    put(library, *(make_digest(number) for number in range(20)))
    failures: list[Exception] = []

    def mark(number: int) -> None:
        try:
            for turn in range(15):
                library.set_read([make_id(number)], turn % 2 == 0)
                library.add_tag([make_id(number)], f"tag {turn}")
                library.listing(where="unread").page(0, 50)
        except LibraryError as error:
            failures.append(error)

    threads = [threading.Thread(target=mark, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert library.ids_where("read") == {make_id(number) for number in range(6)}
    assert library.tags()[0][1] == 6
