"""What counts as a change in the sources' folders, and when it has settled."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import watchfiles
from watchfiles import Change
from watchfiles.main import FileChange

from tui import watch
from tui.config import Config
from tui.model import SourceSpec
from tui.watch import Follower, Watcher

PATIENCE = 3000
"""Looks before a test gives up."""


def make_config(folder: Path, *names: str, exclude: tuple[str, ...] = ()) -> Config:
    specs = [SourceSpec(name, str(folder / name), exclude=exclude) for name in names or ("pages",)]
    return Config(folder / "config.yaml", folder / "pages" / "library", tuple(specs))


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    (tmp_path / "pages").mkdir()
    return tmp_path / "pages"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "TICK", 0.01)
    monkeypatch.setattr(watch, "POLL", 20)


def wait(follower: Follower) -> bool:
    """Wait for a change for a long while."""
    looks = 0

    def sleep(seconds: float) -> bool:
        nonlocal looks
        looks += 1
        time.sleep(seconds)
        return looks > PATIENCE

    return follower.wait(sleep)


# ----------------------------------------------------------------------------- with a system that tells


@pytest.mark.parametrize("polling", [None, True], ids=["told", "polling"])
def test_what_comes_changes_and_goes_is_noticed(tmp_path: Path, pages: Path, polling: bool | None) -> None:
    (pages / "sub").mkdir()
    with Follower(make_config(tmp_path), polling=polling) as follower:
        (pages / "a.txt").write_text("One.")
        assert wait(follower)
        (pages / "sub" / "b.eml").write_text("Two.")
        assert wait(follower)
        (pages / "a.txt").write_text("One, but longer.")
        os.utime(pages / "a.txt", (4e9, 4e9))  # polling sees whole seconds
        assert wait(follower)
        (pages / "a.txt").unlink()
        assert wait(follower)


def test_folders_that_come_later_are_followed_too(tmp_path: Path, pages: Path) -> None:
    with Follower(make_config(tmp_path)) as follower:
        (pages / "new" / "deep").mkdir(parents=True)
        assert wait(follower)
        (pages / "new" / "deep" / "a.txt").write_text("One.")
        assert wait(follower)


def test_a_source_that_is_not_there_is_waited_for_and_may_go_and_come_back(tmp_path: Path) -> None:
    with Follower(make_config(tmp_path, "far/away")) as follower:
        (tmp_path / "far" / "away").mkdir(parents=True)
        assert wait(follower)
        (tmp_path / "far" / "away" / "a.txt").write_text("One.")
        assert wait(follower)
        (tmp_path / "far").rename(tmp_path / "gone")
        assert wait(follower)
        (tmp_path / "gone").rename(tmp_path / "far")
        assert wait(follower)
        (tmp_path / "far" / "away" / "b.txt").write_text("Two.")
        assert wait(follower)


def test_a_source_that_is_a_file_may_be_replaced(tmp_path: Path) -> None:
    (tmp_path / "dump.jsonl").write_text("{}")
    with Follower(make_config(tmp_path, "dump.jsonl")) as follower:
        (tmp_path / "other").write_text('{"text": "One."}')
        (tmp_path / "other").rename(tmp_path / "dump.jsonl")
        assert wait(follower)


def test_linked_folders_are_followed_and_links_in_a_circle_end(tmp_path: Path, pages: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (pages / "circle").symlink_to(pages)
    (pages / "link").symlink_to(tmp_path / "elsewhere")
    with Follower(make_config(tmp_path)) as follower:
        (tmp_path / "elsewhere" / "a.txt").write_text("One.")
        assert wait(follower)
        (tmp_path / "later").mkdir()
        (pages / "second").symlink_to(tmp_path / "later")
        assert wait(follower)
        (tmp_path / "later" / "a.txt").write_text("One.")
        assert wait(follower)


def test_without_folders_there_is_nothing_to_wait_for_but_time(tmp_path: Path) -> None:
    config = Config(tmp_path / "config.yaml", tmp_path / "library")
    with Follower(config) as follower:
        assert follower.wait(lambda seconds: False, 0.0)
        assert not follower.wait(lambda seconds: True)


def test_where_the_system_has_no_watches_left_it_is_asked_again_and_again(
    tmp_path: Path, pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original, ways = watchfiles.watch, []

    def refuse(*paths: str, force_polling: bool | None, **options: int) -> Iterator[set[FileChange]]:
        ways.append(force_polling)
        if force_polling is None:
            raise OSError(28, "No space left on device")
        yield from original(*paths, force_polling=force_polling, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(watchfiles, "watch", refuse)
    with Follower(make_config(tmp_path)) as follower:
        (pages / "a.txt").write_text("One.")
        assert wait(follower)
    assert ways == [None, True]


def test_what_others_mount_is_polled(tmp_path: Path, pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda / ext4 rw\nhost:/x {tmp_path}/far\\040off nfs4 rw\ny {pages} fuse.sshfs rw\n")
    (tmp_path / "far off").mkdir()
    monkeypatch.setattr(watch, "_MOUNTS", mounts)
    ways: dict[str, bool | None] = {}

    def record(*paths: str, force_polling: bool | None, **_: int) -> Iterator[set[FileChange]]:
        ways.update(dict.fromkeys(paths, force_polling))
        yield set()

    monkeypatch.setattr(watchfiles, "watch", record)
    (tmp_path / "near").mkdir()
    Watcher(make_config(tmp_path, "pages", "far off", "near")).open()
    assert ways == {str(pages): True, str(tmp_path / "far off"): True, str(tmp_path / "near"): None}


# ----------------------------------------------------------------------------- what matters


def tell(monkeypatch: pytest.MonkeyPatch, config: Config, *changes: tuple[Change, Path]) -> tuple[bool, bool]:
    """Whether these changes, all at once, concern a source, and whether the watch must be set up anew."""

    def say(*_: str, **__: int) -> Iterator[set[FileChange]]:
        yield set()
        yield {(change, str(path)) for change, path in changes}

    monkeypatch.setattr(watchfiles, "watch", say)
    watcher = Watcher(config)
    watcher.open()
    return watcher.look(), watcher.moved


@pytest.mark.parametrize(
    ("name", "concerned"),
    [
        ("a.txt", True),
        ("sub/a.warc.gz", True),
        (".a.txt.swp", False),
        ("a.txt~", False),
        ("#a.txt#", False),
        (".hidden/a.txt", False),
        ("drafts/a.txt", False),
        ("a.png", False),
        ("library/a.txt", False),
    ],
)
@pytest.mark.parametrize("change", list(Change))
def test_only_what_a_source_would_list_counts(
    tmp_path: Path, pages: Path, monkeypatch: pytest.MonkeyPatch, name: str, concerned: bool, change: Change
) -> None:
    path = pages / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("One.")
    assert tell(monkeypatch, make_config(tmp_path, exclude=("drafts/",)), (change, path)) == (concerned, False)


def test_a_folder_that_came_or_went_counts_and_one_that_was_touched_does_not(
    tmp_path: Path, pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = make_config(tmp_path)
    (pages / "sub").mkdir()
    assert tell(monkeypatch, config, (Change.added, pages / "sub")) == (True, True)
    assert tell(monkeypatch, config, (Change.modified, pages / "sub")) == (False, False)
    assert tell(monkeypatch, config, (Change.deleted, pages / "other")) == (True, False)


def test_what_an_editor_makes_and_takes_away_again_does_not_count(
    tmp_path: Path, pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fleeting = ((Change.added, pages / "4913"), (Change.deleted, pages / "4913"))
    assert tell(monkeypatch, make_config(tmp_path), *fleeting) == (False, False)


def test_changes_that_do_not_settle_are_told_of_all_the_same(
    tmp_path: Path, pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "LONGEST", 0.0)
    monkeypatch.setattr(Watcher, "look", lambda watcher: True)
    with Follower(make_config(tmp_path)) as follower:
        assert follower.wait(lambda seconds: False)


def test_a_burst_is_one_change(tmp_path: Path, pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = iter([False, True, True, True, False, False, False])
    monkeypatch.setattr(Watcher, "look", lambda watcher: next(looks))
    with Follower(make_config(tmp_path)) as follower:
        assert follower.wait(lambda seconds: False)
        assert list(looks) == [False, False]


@pytest.mark.skipif(not os.path.exists("/proc/self/mounts"), reason="no list of mounts here")  # noqa: PTH110
def test_the_mounts_of_this_system_can_be_read() -> None:
    assert all(path.endswith("/") for path in watch._list_remote())
