"""Feeds through the command: from the config to what a search finds, and lists of feeds in and out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command import Newsreader
from tests.server import Reply, Server, make_item, make_rss
from tui.sources.opml import parse_list

FAST = "sync: {workers: 1, feeds: {private: true, gap: 0, retries: 0, read: 5, interval: 3600}}\n"


@pytest.fixture
def newsreader(tmp_path: Path, server: Server) -> Newsreader:
    server.pages["/rss"] = Reply(make_rss(make_item(1), make_item(2)), headers={"ETag": '"1"'})
    return Newsreader(tmp_path, f"sources:\n  - path: pages\n  - feed: {server.address}/rss\n    name: gazette\n", FAST)


def test_feeds_are_read_found_changed_and_kept(newsreader: Newsreader, server: Server) -> None:
    (newsreader.pages / "a.txt").write_text(
        "Mill closes\n\nThe mill of Nordvik closed on Monday after a hundred years.\n"
    )
    report = newsreader.ask("sync")
    assert (report["new"], report["failures"]) == (3, [])
    assert len(newsreader.find("ferry passengers source:gazette")) == 2
    assert len(newsreader.find("date:2024-12-03")) == 2

    # Not before its time; then with a change, and without one of its items.
    assert newsreader.ask("sync")["unchanged"] == 3
    assert server.paths() == ["/rss"]
    (name,) = newsreader.find('title:"ferry 1"')
    assert newsreader.run("star", name).returncode == 0
    server.pages["/rss"] = Reply(make_rss(make_item(1).replace("passengers", "sailors"), make_item(3)))
    report = newsreader.ask("sync", "--now")
    assert (report["new"], report["changed"], report["gone"], report["failures"]) == (1, 1, 0, [])
    assert newsreader.find("sailors is:starred") == [name]
    assert newsreader.find('title:"ferry 2"')
    former = newsreader.run("show", name, "--revisions").stdout.decode()
    assert "forty passengers" in former
    assert "sailors" not in former

    # What goes wrong is told, by the next sync and by the doctor too, and the rest goes on.
    server.pages["/rss"] = Reply(status=500)
    (newsreader.pages / "b.txt").write_text(
        "Pier opens\n\nThe pier of Nordvik opened on Tuesday after a hundred years.\n"
    )
    report = newsreader.ask("sync", "--now")
    assert report["new"] == 1
    (failure,) = report["failures"]
    assert "HTTP status 500" in failure["message"]
    assert newsreader.ask("sync")["failures"] == [failure]
    assert "HTTP status 500" in newsreader.run("doctor").stdout.decode()
    server.pages["/rss"] = Reply(make_rss(make_item(4)))
    assert newsreader.ask("sync", "--now")["new"] == 1
    assert newsreader.run("doctor").returncode == 0
    assert newsreader.ask("sync")["failures"] == []


def test_a_hostile_feed_cannot_act_on_a_terminal(newsreader: Newsreader, server: Server) -> None:
    words = "The ferry left Nordvik at noon with forty passengers on board. " * 9
    title = f"Ferry&#x202e; [bold]{chr(0x9B)}31m&lt;script&gt;x&lt;/script&gt;"
    item = f"<title>{title}</title><description>{words}</description>"
    server.pages["/rss"] = Reply(make_rss(item + "<link>javascript:alert(1)</link><guid>a&#x9b;b</guid>"))
    assert newsreader.ask("sync")["new"] == 1
    (found,) = newsreader.ask("search", "ferry")["articles"]
    shown = newsreader.ask("show", found["id"])
    assert shown["url"] is None
    text = newsreader.run("show", found["id"]).stdout.decode() + repr(found)
    assert not {"\x1b", "\x9b", "\u202e"} & set(text)


def test_nothing_on_this_machine_is_asked_unless_the_config_says_so(tmp_path: Path, server: Server) -> None:
    newsreader = Newsreader(tmp_path, f"sources: [{{feed: '{server.address}/rss'}}]\n")
    done = newsreader.run("sync")
    assert done.returncode == 2
    assert b"private network" in done.stderr
    assert server.asked == []


# ----------------------------------------------------------------------------- lists


def test_a_list_is_brought_in_read_and_given_out(newsreader: Newsreader, server: Server) -> None:
    server.pages["/b"] = Reply(make_rss(make_item(5), title="Beacon"))
    urls = newsreader.folder / "urls"
    urls.write_text(f'{server.address}/rss\n{server.address}/b "~The Beacon" sea\nexec:touch {newsreader.folder}/ran\n')
    before = newsreader.config.read_text()
    newsreader.config.write_text(f"# mine\n{before}# the end\n")

    done = newsreader.run("opml", "import", str(urls))
    assert done.returncode == 0
    assert done.stdout == b"1 added, 1 known, 1 skipped\n"
    assert b":3: exec: would run a program" in done.stderr
    text = newsreader.config.read_text()
    assert text.replace("  - opml: feeds.opml\n", "") == f"# mine\n{before}# the end\n"
    assert not (newsreader.folder / "ran").exists()

    assert newsreader.run("opml", "import", str(urls)).stdout == b"0 added, 2 known, 1 skipped\n"
    assert newsreader.config.read_text() == text
    assert newsreader.ask("sync")["new"] == 3
    assert len(newsreader.find("source:beacon")) == 1
    assert b"The Beacon" in newsreader.run("doctor").stdout

    out = newsreader.folder / "out.opml"
    assert newsreader.run("opml", "export", str(out)).returncode == 0
    found, problems = parse_list(out.read_bytes())
    assert problems == []
    assert [(one.title, one.address) for one in found] == [
        ("gazette", f"{server.address}/rss"),
        ("The Beacon", f"{server.address}/b"),
    ]
    assert newsreader.run("opml", "export", "-").stdout == out.read_bytes()
    refused = newsreader.run("opml", "export", str(out))
    assert (refused.returncode, b"there already" in refused.stderr) == (2, True)


@pytest.mark.parametrize(
    "sources",
    [
        "",
        "sources:\n",
        "sources: []\n",
        "sources: [{path: pages}]\n",
        "sources:\n- path: pages\n  exclude:\n  - '*.md'\n\n# next\n",
        "sources:\n    - {path: pages}   # here\n",
        "sources:\n  - path: pages\n    fields:\n      text: [words,\n        body]\n",
    ],
)
def test_a_list_is_added_to_any_config(tmp_path: Path, sources: str) -> None:
    newsreader = Newsreader(tmp_path, sources, "ui:\n  theme: light  # for the day\n")
    before = newsreader.config.read_text()
    done = newsreader.run("opml", "import", "-", stdin=b"https://a.example/rss ~Gazette")
    assert done.returncode == 0, done.stderr
    after = newsreader.config.read_text()
    assert "opml: feeds.opml" in after
    assert after.count("\n") - before.count("\n") <= 3
    assert "# for the day" in after
    assert newsreader.run("opml", "export", "-").stdout.count(b"https://a.example/rss") == 1


def test_the_shipped_config_is_not_changed_and_bad_lists_are_told(newsreader: Newsreader, tmp_path: Path) -> None:
    done = newsreader.run("opml", "import", str(tmp_path / "none"))
    assert (done.returncode, b"not there" in done.stderr) == (2, True)
    done = newsreader.run("opml", "import", "-", stdin=b"<html></html>")
    assert (done.returncode, b"no list of feeds" in done.stderr) == (2, True)
    assert not (newsreader.folder / "feeds.opml").exists()


def test_a_list_in_the_config_that_is_not_there_is_told_and_the_rest_is_read(newsreader: Newsreader) -> None:
    text = newsreader.config.read_text().replace("sources:\n", "sources:\n  - opml: none.opml\n")
    newsreader.config.write_text(text)
    report = newsreader.ask("sync")
    assert report["new"] == 2
    (failure,) = report["failures"]
    assert "none.opml" in failure["place"]
    assert newsreader.run("config", "check").returncode == 0
