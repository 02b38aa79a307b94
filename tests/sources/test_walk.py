"""What a folder is found to have: which files, in which order, under which names."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sources.support import fail_one, list_all, locate, make_spec, read_all
from tui.model import Failure, Fields
from tui.sources import files, open_source

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs what POSIX file systems have")


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Minsk. {name}")


def test_the_known_endings_are_found_at_any_depth_and_sorted(tmp_path: Path) -> None:
    put(tmp_path, "b.txt", "a/z.HTML", "a/b/c.md.gz", "a.htm", "d.jsonl", "e.ndjson.gz", "f.markdown", "g.xhtml")
    put(tmp_path, "picture.jpg", "notes.docx", "README", "a.txt.bak", "x.gz", "config.yaml")
    expected = ["a.htm", "a/b/c.md.gz", "a/z.HTML", "b.txt", "d.jsonl", "e.ndjson.gz", "f.markdown", "g.xhtml"]
    assert locate(make_spec(tmp_path)) == expected


def test_hidden_files_and_backups_are_left_alone(tmp_path: Path) -> None:
    put(tmp_path, ".a.txt", ".git/b.txt", "c.txt~", "#d.txt#", "~$e.txt", ".f.txt.swp", "g.txt", "#1 story.txt")
    assert locate(make_spec(tmp_path)) == ["#1 story.txt", "g.txt"]


@pytest.mark.parametrize(
    ("include", "exclude", "expected"),
    [
        (["*.txt"], [], ["2020/a.txt", "2024/12/b.txt", "top.txt"]),
        (["/*.txt"], [], ["top.txt"]),
        (["2024/**"], [], ["2024/12/b.txt", "2024/c.log", "2024/d.html"]),
        (["**/12/*.txt"], [], ["2024/12/b.txt"]),
        (["*.log"], [], ["2024/c.log"]),
        ([], ["2024"], ["2020/a.txt", "top.txt"]),
        ([], ["2024/"], ["2020/a.txt", "top.txt"]),
        ([], ["*.txt"], ["2024/d.html"]),
        ([], ["*.txt", "!top.txt"], ["2024/d.html", "top.txt"]),
        (["*.txt"], ["**/b.*"], ["2020/a.txt", "top.txt"]),
    ],
)
def test_patterns_choose_files(tmp_path: Path, include: list[str], exclude: list[str], expected: list[str]) -> None:
    put(tmp_path, "top.txt", "2020/a.txt", "2024/12/b.txt", "2024/c.log", "2024/d.html")
    assert locate(make_spec(tmp_path, include=include, exclude=exclude)) == expected


def test_a_pattern_that_cannot_be_understood_is_a_failure(tmp_path: Path) -> None:
    (failure,) = list_all(make_spec(tmp_path, exclude=["!"]))[1]
    assert "exclude" in failure.message


def test_a_single_file_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    put(tmp_path, "page")
    assert locate(make_spec(tmp_path / "page", include=["*.txt"])) == ["page"]


def test_a_missing_folder_is_a_failure_and_not_an_empty_source(tmp_path: Path) -> None:
    listings, (failure,) = list_all(make_spec(tmp_path / "nowhere"))
    assert not listings
    assert failure.place.endswith("nowhere")
    assert failure.message == "is not there"


@posix
def test_a_loop_of_links_ends(tmp_path: Path) -> None:
    put(tmp_path, "a/b/story.txt")
    (tmp_path / "a/b/loop").symlink_to(tmp_path)
    (tmp_path / "self").symlink_to(tmp_path / "self")
    assert locate(make_spec(tmp_path)) == ["a/b/story.txt"]


@posix
def test_what_a_link_reaches_again_is_listed_once_and_under_its_own_name(tmp_path: Path) -> None:
    put(tmp_path, "real/story.txt", "real/deep/other.txt")
    (tmp_path / "aaa").symlink_to(tmp_path / "real")
    (tmp_path / "latest.txt").symlink_to(tmp_path / "real/story.txt")
    assert locate(make_spec(tmp_path)) == ["real/deep/other.txt", "real/story.txt"]


@posix
def test_links_out_of_the_folder_are_followed(tmp_path: Path) -> None:
    put(tmp_path, "archive/old.txt", "archive/more/older.txt", "one.txt", "news/new.txt")
    (tmp_path / "news/archive").symlink_to(tmp_path / "archive")
    (tmp_path / "news/one.txt").symlink_to(tmp_path / "one.txt")
    (tmp_path / "news/again.txt").symlink_to(tmp_path / "one.txt")
    assert locate(make_spec(tmp_path / "news")) == ["again.txt", "archive/more/older.txt", "archive/old.txt", "new.txt"]


@posix
def test_a_link_to_nothing_is_said_when_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    assert locate(make_spec(tmp_path)) == ["gone.txt"]
    assert fail_one(make_spec(tmp_path)).message == "is a link to nothing"


@posix
def test_what_is_no_file_is_passed_over_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    server = socket.socket(socket.AF_UNIX)
    server.bind(os.path.relpath(tmp_path / "socket.txt"))
    server.close()
    put(tmp_path, "story.txt")
    assert locate(make_spec(tmp_path)) == ["story.txt"]
    assert fail_one(make_spec(tmp_path / "pipe.txt")).message == "is not a regular file"
    assert fail_one(make_spec(tmp_path / "socket.txt")).message == "is not a regular file"


@posix
@pytest.mark.skipif(sys.platform == "darwin", reason="its file systems want UTF-8")
def test_any_bytes_can_be_a_name_and_none_reaches_the_screen(tmp_path: Path) -> None:
    for name in (b"caf\xe9.txt", b"two\nlines.txt", b"\x1b[2J.txt", b"back\\slash.txt", "‮odd.txt".encode()):
        (tmp_path / os.fsdecode(name)).write_bytes(b"")
    assert locate(make_spec(tmp_path)) == [
        "\\u001b[2J.txt",
        "\\u202eodd.txt",
        "back\\\\slash.txt",
        "caf\\xe9.txt",
        "two\\u000alines.txt",
    ]
    _, failures = read_all(make_spec(tmp_path))
    assert [failure.message for failure in failures] == ["is empty"] * 5
    assert all(failure.place.isprintable() for failure in failures)


@posix
def test_a_folder_that_cannot_be_entered_is_said_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "a/one.txt", "b/two.txt")
    scan = os.scandir

    def refuse(path: str) -> Iterator[os.DirEntry[str]]:
        if path.endswith("a"):
            raise PermissionError(13, "Permission denied", path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    listings, (failure,) = list_all(make_spec(tmp_path))
    assert [listing.location for listing in listings] == ["b/two.txt"]
    assert failure.place == str(tmp_path / "a")
    assert failure.message == "may not be read by you"


def test_a_file_that_may_not_be_read_is_said_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "a.txt", "b.txt")
    reach = os.open

    def refuse(path: str, flags: int) -> int:
        if path.endswith("a.txt"):
            raise PermissionError(13, "Permission denied", path)
        return reach(path, flags)

    monkeypatch.setattr(os, "open", refuse)
    (document,), (failure,) = read_all(make_spec(tmp_path))
    assert document.location == "b.txt"
    assert (failure.place, failure.message) == (str(tmp_path / "a.txt"), "may not be read by you")
    assert failure.hint
    assert not failure.partial


def test_a_file_that_vanishes_before_it_is_read_is_a_failure(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    spec = make_spec(tmp_path)
    (listing,), _ = list_all(spec)
    (tmp_path / "a.txt").unlink()
    (failure,) = open_source(spec).read(listing)
    assert isinstance(failure, Failure)
    assert failure.message == "is not there"


def test_a_signature_changes_with_the_file_and_with_how_it_is_read(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    plain = make_spec(tmp_path)
    specs = [plain, make_spec(tmp_path, encoding="cp1251"), make_spec(tmp_path, fields=Fields(text=("words",)))]
    before = [list_all(spec)[0][0].signature for spec in specs]
    assert len(set(before)) == len(before)
    assert [list_all(spec)[0][0].signature for spec in specs] == before
    (tmp_path / "a.txt").write_text("Something else, as long.")
    assert list_all(plain)[0][0].signature not in before


def test_a_thousand_folders_deep_is_not_too_deep(tmp_path: Path) -> None:
    relative = "/".join(["d"] * 400)
    put(tmp_path, f"{relative}/story.txt")
    assert locate(make_spec(tmp_path)) == [f"{relative}/story.txt"]


class TestReadingWhileItIsWritten:
    """A file that changes under the reader is read again, and given up when it goes on changing."""

    @pytest.fixture(autouse=True)
    def hurry(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(files, "PAUSE", 0)

    def write_while_reading(self, monkeypatch: pytest.MonkeyPatch, path: Path, times: int) -> None:
        read = files.read_all
        left = iter(range(times))

        def interrupted(stream: files.Stream, limit: int) -> bytes:
            data = read(stream, limit)
            if next(left, None) is not None:
                path.write_text(path.read_text() + " More.")
            return data

        monkeypatch.setattr(files, "read_all", interrupted)

    def test_the_whole_of_it_is_read_once_it_rests(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        put(tmp_path, "a.txt")
        self.write_while_reading(monkeypatch, tmp_path / "a.txt", 2)
        (document,), failures = read_all(make_spec(tmp_path))
        assert document.text == "Minsk. a.txt More. More."
        assert not failures

    def test_one_that_never_rests_is_a_failure(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        put(tmp_path, "a.txt")
        self.write_while_reading(monkeypatch, tmp_path / "a.txt", 1000)
        failure = fail_one(make_spec(tmp_path))
        assert failure.message == "changes while it is read"
        assert not failure.partial
