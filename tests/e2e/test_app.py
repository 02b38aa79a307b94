"""The app as a person meets it: a real process in a real pseudo-terminal."""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command import Newsreader
from tests.e2e.terminal import Terminal

HARBOUR = """Parliament passes the harbour law

World

Tuesday, 05 Mar 2024

VALLETTA (Seed Wire) - Parliament passed a law on Tuesday that lets the harbour take larger ships, the transport
ministry said.

The ministry said that work on the quays would begin next spring and take about two years to finish.

Sign up for our daily newsletter
"""
RAILWAY = """Railway to Lisbon reopens after the storm

Thursday, 07 Mar 2024

LISBON (Seed Wire) - Trains between Lisbon and Porto run again since Thursday, a week after a storm washed away part of
the line, the railway company said.

Prime Minister Luis Montenegro thanked the workers. Montenegro said the repair had taken half the time foreseen.
"""


@pytest.fixture
def newsreader(tmp_path: Path) -> Iterator[Newsreader]:
    reader = Newsreader(tmp_path)
    (reader.pages / "harbour.txt").write_text(HARBOUR, encoding="utf-8")
    (reader.pages / "railway.txt").write_text(RAILWAY, encoding="utf-8")
    yield reader


def open_app(newsreader: Newsreader, columns: int = 120, lines: int = 40, **env: str) -> Terminal:
    return Terminal(newsreader.command, columns=columns, lines=lines, env=env)


def test_the_first_run_indexes_and_shows_three_panes(newsreader: Newsreader) -> None:
    # A shell may have exported the size that the terminal had once.
    with open_app(newsreader, 120, 40, COLUMNS="80", LINES="24") as terminal:
        screen = terminal.wait_for(r"(?s)Railway to Lisbon.*Lisbon and Porto.*Montenegro")
        assert "Parliament passes the harbour" in screen
        terminal.wait_for("2 articles")
        terminal.press("q")
        assert terminal.wait_for_end() == 0
    # The screen is given back: alternate screen off, cursor on.
    assert terminal.sent.rstrip().endswith((b"\x1b[?25h", b"\x1b[?1049l", b"h", b"l"))


def test_80_columns_show_two_panes_and_the_rest_by_tab(newsreader: Newsreader) -> None:
    newsreader.run("sync")
    # A shell may have exported the size that the terminal had once.
    with open_app(newsreader, 80, 24, COLUMNS="80", LINES="24") as terminal:
        terminal.wait_for(r"Railway to Lisbon")
        assert "People" not in terminal.text
        terminal.press("3")
        terminal.wait_for("People")
        terminal.press("1")
        terminal.wait_for("People", gone=True)
        terminal.resize(140, 40)
        terminal.wait_for("People")
        terminal.resize(60, 20)
        terminal.wait_for("People", gone=True)
        terminal.press("q")
        assert terminal.wait_for_end() == 0


def test_search_narrows_as_one_types_and_escape_gives_all_back(newsreader: Newsreader) -> None:
    newsreader.run("sync")
    with open_app(newsreader) as terminal:
        terminal.wait_for("passes the harbour")
        terminal.press("/", "quays")
        terminal.wait_for("Railway to Lisbon", gone=True)
        terminal.wait_for("passes the harbour")
        terminal.press("esc")
        terminal.wait_for("Railway to Lisbon")


def test_keys_that_arrive_at_once_are_taken_in_turn(newsreader: Newsreader) -> None:
    newsreader.run("sync")
    with open_app(newsreader) as terminal:
        terminal.wait_for("passes the harbour")
        terminal.press("/quays\r")
        terminal.wait_for("Railway to Lisbon", gone=True)
        terminal.press("tport\r")
        terminal.wait_for("port")
        terminal.press("/\x15railway\r")
        terminal.wait_for("passes the harbour", gone=True)
        terminal.wait_for("Railway to Lisbon")
        terminal.press("q", "q")
        assert terminal.wait_for_end() == 0
    assert b"port" in newsreader.run("search", "tag:port", "--json").stdout


def test_removed_text_shows_with_its_reason(newsreader: Newsreader) -> None:
    newsreader.run("sync")
    with open_app(newsreader) as terminal:
        terminal.wait_for("Railway to Lisbon")
        terminal.press("j", "enter")
        terminal.wait_for("work on the quays")
        assert "Sign up for our daily" not in terminal.text
        terminal.press("x")
        terminal.wait_for("(?s)newsletter.*Sign up for our daily|Sign up for our daily.*newsletter")


def test_what_is_done_is_kept_and_can_be_undone(newsreader: Newsreader) -> None:
    newsreader.run("sync")
    with open_app(newsreader) as terminal:
        terminal.wait_for("Railway to Lisbon")
        terminal.press("s")
        terminal.wait_for("★")
        terminal.press("q")
        terminal.wait_for_end()
    assert len(newsreader.find("is:starred railway")) == 1
    with open_app(newsreader) as terminal:
        terminal.wait_for("★")
        terminal.press("s")
        terminal.wait_for("★", gone=True)
        terminal.press("U")
        terminal.wait_for("★")


def test_no_color_sends_no_colour(newsreader: Newsreader) -> None:
    newsreader.run("sync")
    with open_app(newsreader, NO_COLOR="1") as terminal:
        terminal.wait_for("Railway to Lisbon")
        terminal.press("q")
        terminal.wait_for_end()
        for colour in (b"\x1b[38;", b"\x1b[48;", b";38;", b";48;", b"\x1b[31m", b"\x1b[44m"):
            assert colour not in terminal.sent


def test_a_dumb_terminal_and_no_terminal_are_told_what_to_use(newsreader: Newsreader) -> None:
    with Terminal(newsreader.command, env={"TERM": "dumb"}) as terminal:
        assert terminal.wait_for_end() == 2
        assert b"search" in terminal.sent and b"\x1b[?1049h" not in terminal.sent
    done = newsreader.run()
    assert done.returncode == 2 and b"search" in done.stderr


def test_suspend_and_come_back(newsreader: Newsreader) -> None:
    newsreader.run("sync")
    with open_app(newsreader) as terminal:
        terminal.wait_for("Railway to Lisbon")
        terminal.press("q")
        assert terminal.wait_for_end() == 0
    with Terminal(["/bin/sh", "-i"], columns=120, lines=40) as shell:
        shell.press(" ".join(newsreader.command), "enter")
        shell.wait_for("Railway to Lisbon")
        shell.press("ctrl-z")
        shell.wait_for("(?i)stopped|suspended")
        shell.press("fg", "enter")
        shell.wait_for("Lisbon and Porto")
        shell.press("q")


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="a process is waited for by its descriptor")
@pytest.mark.parametrize("suspended", [False, True])
def test_it_ends_when_its_terminal_vanishes(newsreader: Newsreader, suspended: bool) -> None:
    newsreader.run("sync")
    with Terminal(["/bin/sh", "-i"], columns=120, lines=40) as shell:
        shell.press(" ".join(newsreader.command), "enter")
        shell.wait_for("Lisbon and Porto")
        if suspended:
            shell.press("ctrl-z")
            shell.wait_for("(?i)stopped|suspended")
            shell.press("fg", "enter")
            shell.wait_for("Lisbon and Porto")
        (child,) = Path(f"/proc/{shell.pid}/task/{shell.pid}/children").read_text().split()
        process = os.pidfd_open(int(child))
    try:
        assert select.select([process], [], [], 30)[0], "it is still there"
    finally:
        os.close(process)


def test_a_killed_app_leaves_a_whole_library(newsreader: Newsreader) -> None:
    with open_app(newsreader) as terminal:
        terminal.wait_for("Railway to Lisbon")
        os.kill(terminal.pid, signal.SIGKILL)
        terminal.wait_for_end()
    newsreader.run("sync")
    assert newsreader.ask("search", "*")["total"] == 2


LETTER = """From: Harbour Gazette <news@gazette.example>
Subject: Eastern channel to be dredged
Date: Fri, 08 Mar 2024 07:30:00 +0100
Content-Type: text/plain; charset=utf-8

The council voted on Friday to dredge the eastern channel before the winter, the mayor's office said.

The work takes two years and costs forty million, the council's engineer told reporters after the meeting.
"""


def test_what_comes_while_it_runs_is_shown_and_the_cursor_stays(newsreader: Newsreader) -> None:
    newsreader.run("sync")
    with open_app(newsreader) as terminal:
        terminal.wait_for(r"(?s)Articles +1/2.*Lisbon and Porto")
        (newsreader.pages / "letter.eml").write_text(LETTER, encoding="utf-8")
        terminal.wait_for(r"(?s)3 articles.*Articles +2/3.*Eastern channel")
        assert "Lisbon and Porto" in terminal.text
        (newsreader.pages / "sub").mkdir()
        (newsreader.pages / "sub" / "more.txt").write_text(HARBOUR.replace("harbour", "bridge"), encoding="utf-8")
        terminal.wait_for("4 articles")
        terminal.press("q")
        assert terminal.wait_for_end() == 0
