"""`sync --watch` as a process: what it tells, when it holds the library, and how it ends."""

from __future__ import annotations

import json
import queue
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest

from tests.command import Newsreader
from tui.library import Library

STORY = """The harbour council voted on Monday to dredge the eastern channel before the winter, the mayor's office said.

The work takes two years and costs forty million, the council's engineer told reporters after the meeting."""
PATIENCE = 60


class Following:
    """A running `sync --watch` whose lines can be waited for."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.out: queue.Queue[bytes] = queue.Queue()
        self.err: queue.Queue[bytes] = queue.Queue()
        for stream, lines in ((process.stdout, self.out), (process.stderr, self.err)):
            assert stream is not None
            threading.Thread(target=_pass_on, args=(stream, lines), daemon=True).start()

    def report(self) -> Any:
        """The next report that it prints."""
        return json.loads(self.out.get(timeout=PATIENCE))

    def say(self) -> str:
        """The next line that it says."""
        return self.err.get(timeout=PATIENCE).decode()

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Tell it to end, and wait."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


def _pass_on(stream: IO[bytes], lines: queue.Queue[bytes]) -> None:
    for line in stream:
        lines.put(line)


@contextmanager
def follow(newsreader: Newsreader, *words: str) -> Iterator[Following]:
    process = newsreader.start("sync", "--watch", *words)
    try:
        yield Following(process)
    finally:
        process.kill()
        process.wait()


def write(newsreader: Newsreader, name: str, text: str = STORY) -> None:
    (newsreader.pages / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_comes_is_read_in_one_sync_a_burst_until_it_is_told_to_end(tmp_path: Path, number: signal.Signals) -> None:
    newsreader = Newsreader(tmp_path)
    write(newsreader, "a.txt")
    with follow(newsreader, "--json") as following:
        first = following.report()
        assert (first["version"], first["new"]) == (1, 1)
        for name in ("b.txt", "c.txt", "d.txt"):
            write(newsreader, name, STORY.replace("harbour", name))
        new = following.report()["new"]
        while new < 3:  # a slow machine may see the burst in parts
            new += following.report()["new"]
        with Library.open(newsreader.library) as library:
            assert library.writer() is None
        (newsreader.pages / "a.txt").unlink()
        assert following.report()["gone"] == 1
        assert following.end(number) == 0
    assert newsreader.ask("search", "harbour")["total"] >= 1


def test_a_person_gets_a_line_a_sync_on_stderr_and_each_failure_once(tmp_path: Path) -> None:
    newsreader = Newsreader(tmp_path)
    write(newsreader, "bad.txt", "")
    with follow(newsreader) as following:
        assert "bad.txt: is empty" in following.say()
        following.say()
        assert "0 new" in following.say()
        write(newsreader, "a.txt")
        assert "1 new, 0 changed, 0 gone, 0 unchanged, 1 failure" in following.say()
        assert following.end() == 0
        assert following.out.empty()


def test_a_folder_that_vanishes_and_comes_back_is_followed_again(tmp_path: Path) -> None:
    newsreader = Newsreader(tmp_path)
    write(newsreader, "a.txt")
    with follow(newsreader, "--json") as following:
        assert following.report()["new"] == 1
        newsreader.pages.rename(tmp_path / "away")
        report = following.report()
        assert (report["gone"], len(report["failures"])) == (0, 1)
        (tmp_path / "away").rename(newsreader.pages)
        assert following.report()["failures"] == []
        write(newsreader, "b.txt", STORY.replace("harbour", "bridge"))
        assert following.report()["new"] == 1
        assert following.end() == 0


def test_another_process_that_reads_the_sources_is_waited_for(tmp_path: Path) -> None:
    newsreader = Newsreader(tmp_path)
    write(newsreader, "a.txt")
    with Library.open(newsreader.library, create=True) as library:
        with library.lock():
            with follow(newsreader) as following:
                assert "is being written by process" in following.say()
                assert following.end() == 0
            waiting = newsreader.start("sync", "--watch", "--json")
            following = Following(waiting)
            following.say()
        assert following.report()["new"] == 1
        assert following.end() == 0


def test_settings_that_break_meanwhile_are_told_of_and_it_goes_on(tmp_path: Path) -> None:
    newsreader = Newsreader(tmp_path)
    with follow(newsreader) as following:
        assert "0 new" in following.say()
        (tmp_path / "names.yaml").write_text("merge: 3\n")
        write(newsreader, "a.txt")
        while "names.yaml" not in following.say():
            pass
        (tmp_path / "names.yaml").unlink()
        write(newsreader, "b.txt", STORY.replace("harbour", "bridge"))
        while "1 new" not in following.say():
            pass
        assert following.end() == 0


def test_the_child_of_the_app_tells_of_changes_and_ends_with_it(tmp_path: Path) -> None:
    newsreader = Newsreader(tmp_path)
    child = subprocess.Popen([*newsreader.command, "changes"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert child.stdout is not None and child.stdin is not None
    assert child.stdout.readline() == b"ready\n"
    write(newsreader, "a.txt")
    assert child.stdout.readline() == b"changed\n"
    child.stdin.close()
    assert child.wait(PATIENCE) == 0
    child.stdout.close()
    assert not newsreader.library.exists()
