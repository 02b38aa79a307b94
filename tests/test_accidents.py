"""Bad input and accidents, by the command as a person runs it: the rest goes on, nothing is lost, no traceback."""

from __future__ import annotations

import gzip
import json
import os
import signal
from pathlib import Path

import pytest

from tests.bench.documents import write_pages
from tests.command import Newsreader

STORY = """Parliament passes the harbour law

VALLETTA (Seed Wire) - Parliament passed a law on Tuesday that lets the harbour take larger
ships, the transport ministry said.

The ministry said that work on the quays would begin next spring and take about two years to finish.

Fishermen who use the old quay will be given places further along the coast, officials told reporters.
"""


@pytest.fixture
def newsreader(tmp_path: Path) -> Newsreader:
    return Newsreader(tmp_path)


def test_bad_files_are_reported_and_the_good_ones_read(newsreader: Newsreader) -> None:
    pages = newsreader.pages
    (pages / "good.txt").write_text(STORY, encoding="utf-8")
    (pages / "empty.txt").write_bytes(b"")
    (pages / "binary.txt").write_bytes(bytes(range(256)) * 64)
    (pages / "line.txt").write_bytes(b"word " * 10_000_000)
    (pages / "blank.txt").write_bytes(b"\n" * 100_000)
    (pages / "latin.txt").write_bytes("Le café était fermé, a dit la mairie du village à la presse.".encode("latin-1"))
    (pages / "nul.txt").write_text(STORY.replace("harbour", "har\0bour"), encoding="utf-8")
    (pages / "cut.txt.gz").write_bytes(gzip.compress(STORY.encode() * 50)[:100])
    (pages / "bomb.txt.gz").write_bytes(gzip.compress(b"a" * 100_000_000))
    (pages / "bare.html").write_text("<html><head><title>Nothing</title></head></html>", encoding="utf-8")
    (pages / "deep.html").write_text("<div>" * 50_000 + f"<p>{STORY}</p>", encoding="utf-8")
    (pages / "broken.jsonl").write_text(json.dumps({"id": "a", "text": STORY}) + "\n{oops\n[]\n", encoding="utf-8")
    (pages / "loop").symlink_to(pages)
    (pages / "dangling.txt").symlink_to(pages / "nowhere.txt")
    os.mkfifo(pages / "pipe.txt")

    report = newsreader.ask("sync")

    places = " ".join(failure["place"] for failure in report["failures"])
    for name in ("line.txt", "cut.txt.gz", "bomb.txt.gz", "binary.txt", "broken.jsonl:2"):
        assert name in places, report["failures"]
    assert all(failure["message"] for failure in report["failures"])
    assert len(newsreader.find('"harbour law"')) == 4
    assert newsreader.ask("sync")["new"] == 0


def test_markup_and_escapes_in_a_title_are_only_text(newsreader: Newsreader) -> None:
    title = "[Video] [/foo] [@click=app.quit]rates[/] \x1b]0;owned\x07\x1b[2J\u202eevil"
    body = STORY.partition("\n")[2]
    (newsreader.pages / "a.txt").write_text(f"{title}\n{body}", encoding="utf-8")
    newsreader.run("sync")
    done = newsreader.run("search", "harbour")
    assert done.returncode == 0
    assert b"\x1b" not in done.stdout and b"\x07" not in done.stdout and "\u202e".encode() not in done.stdout
    assert b"[Video] [/foo] [@click=app.quit]rates[/]" in done.stdout


def test_killed_in_the_middle_of_a_sync_the_next_one_completes(newsreader: Newsreader) -> None:
    write_pages(newsreader.pages, 150, words=120)
    for line in range(1, 4):
        child = newsreader.start("sync", "--progress")
        assert child.stdout is not None
        for _ in range(line * 2):
            child.stdout.readline()
        child.send_signal(signal.SIGKILL)
        child.communicate()
    newsreader.ask("sync")
    assert newsreader.ask("search", "*")["total"] == 150
    assert newsreader.ask("sync")["new"] == 0
    assert newsreader.run("doctor").returncode == 0


def test_two_syncs_at_once(newsreader: Newsreader) -> None:
    write_pages(newsreader.pages, 150, words=120)
    first = newsreader.start("sync", "--progress")
    assert first.stdout is not None
    first.stdout.readline()
    second = newsreader.run("sync")
    assert second.returncode == 2
    assert str(first.pid) in second.stderr.decode()
    assert newsreader.run("search", "government").returncode in (0, 1, 2)
    first.communicate()
    assert first.returncode == 0
    assert newsreader.ask("search", "*")["total"] == 150


@pytest.mark.parametrize("damage", ["deleted", "garbage", "emptied", "file"])
def test_a_bad_index_is_made_anew_unasked(newsreader: Newsreader, damage: str) -> None:
    (newsreader.pages / "a.txt").write_text(STORY, encoding="utf-8")
    newsreader.run("sync")
    found = newsreader.find("harbour")
    index = newsreader.library / "index"
    files = [path for path in index.rglob("*") if path.is_file()]
    assert files
    for path in files:
        match damage:
            case "garbage":
                path.write_bytes(b"\x80\x04garbage" * 50)
            case "emptied":
                path.write_bytes(b"")
            case _:
                path.unlink()
    if damage in ("deleted", "file"):
        for folder in sorted((path for path in index.rglob("*") if path.is_dir()), reverse=True):
            folder.rmdir()
        index.rmdir()
    if damage == "file":
        index.write_text("not a folder", encoding="utf-8")
    assert newsreader.find("harbour") == found


def test_what_the_user_made_outlives_the_file_the_index_and_cleaning(newsreader: Newsreader) -> None:
    page = newsreader.pages / "a.txt"
    page.write_text(STORY, encoding="utf-8")
    newsreader.run("sync")
    (article,) = newsreader.find("harbour")
    assert newsreader.run("star", article).returncode == 0
    assert newsreader.run("tag", "ports", article).returncode == 0
    page.write_text(STORY + "\nThe opposition voted against the law.\n", encoding="utf-8")
    assert newsreader.ask("sync")["changed"] == 1
    page.unlink()
    assert newsreader.ask("sync")["gone"] == 1
    assert newsreader.run("doctor", "--rebuild").returncode == 0
    assert newsreader.find("is:starred tag:ports opposition") == [article]
    page.write_text(STORY, encoding="utf-8")
    newsreader.run("sync")
    assert newsreader.find("is:starred tag:ports -opposition") == [article]


def test_a_config_with_five_mistakes_lists_all_five(newsreader: Newsreader) -> None:
    newsreader.config.write_text(
        "libary: here\nsources:\n  - pth: pages\nui:\n  measure: wide\n  theme: drak\nsync:\n  workers: -1\n",
        encoding="utf-8",
    )
    done = newsreader.run("config", "check")
    said = done.stderr.decode() + done.stdout.decode()
    assert done.returncode == 2
    for place, word in (
        ("1:1", "library"),
        ("3:5", "path"),
        ("5:12", "measure"),
        ("6:10", "dark"),
        ("8:12", "workers"),
    ):
        assert f"config.yaml:{place}" in said and word in said, said


def test_an_unwritable_library_says_so(newsreader: Newsreader) -> None:
    newsreader.library.write_text("a file where the folder should be", encoding="utf-8")
    done = newsreader.run("sync")
    assert done.returncode == 2
    assert b"library" in done.stderr
