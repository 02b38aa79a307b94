"""Sending only what differs shows the same as sending everything."""

from __future__ import annotations

from typing import Any

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import set_cell_size

from tui.app.thrift import SYNC_END, SYNC_START, Thrift, make_driver

WIDTH, HEIGHT = 24, 4

STYLES = ("", "1", "2", "3;4", "7", "38;2;1;2;3", "1;38;2;1;2;3;48;2;9;9;9", "31;44", "91;103", "38;5;7;48;5;3", "4;32")
TEXTS = st.text(st.sampled_from("ab  │●日本é"), max_size=WIDTH)


@st.composite
def rows(draw: st.DrawFn) -> str:
    """A whole row in a few styles."""
    parts = draw(st.lists(st.tuples(st.sampled_from(STYLES), TEXTS), min_size=1, max_size=4))
    left = WIDTH
    out = [f"\x1b[{draw(st.integers(1, HEIGHT))};1H"]
    for number, (style, text) in enumerate(parts):
        room = left if number == len(parts) - 1 else min(left, 6)
        text = set_cell_size(text, room)
        left -= room
        out.append(f"\x1b[{style}m{text}\x1b[0m" if style else text)
    return "".join(out)


@st.composite
def pieces(draw: st.DrawFn) -> str:
    """A part of a row of narrow characters."""
    text = draw(st.text(st.sampled_from("ab  │●"), min_size=1, max_size=8))
    y, x = draw(st.integers(1, HEIGHT)), draw(st.integers(1, WIDTH - len(text) + 1))
    style = draw(st.sampled_from(STYLES))
    return f"\x1b[{y};{x}H" + (f"\x1b[{style}m{text}\x1b[0m" if style else text)


def look(screen: pyte.Screen) -> list[list[tuple[Any, ...]]]:
    """What is seen of each cell."""
    seen = []
    for y in range(HEIGHT):
        line = []
        for x in range(WIDTH):
            cell = screen.buffer[y][x]
            shows = (cell.fg, cell.bold, cell.italics) if cell.data.strip() or cell.reverse else ()
            line.append((cell.data, cell.bg, cell.underscore, cell.reverse, *shows))
        seen.append(line)
    return seen


def feed(stream: pyte.Stream, data: str) -> None:
    stream.feed(data)


@given(st.lists(st.lists(rows(), min_size=1, max_size=4).map("".join), min_size=1, max_size=6))
def test_whole_rows_come_out_the_same(frames: list[str]) -> None:
    compare(frames)


@given(st.lists(st.lists(pieces(), min_size=1, max_size=5).map("".join), min_size=1, max_size=8))
def test_pieces_of_rows_come_out_the_same(frames: list[str]) -> None:
    compare(frames)


def compare(frames: list[str]) -> None:
    plain, thin = pyte.Screen(WIDTH, HEIGHT), pyte.Screen(WIDTH, HEIGHT)
    thrift = Thrift()
    plain_stream, thin_stream = pyte.Stream(plain), pyte.Stream(thin)
    for frame in frames:
        feed(plain_stream, frame + "\x1b[1;1H")
        feed(thin_stream, thrift.thin(frame + "\x1b[1;1H"))
        assert look(thin) == look(plain)
        assert (thin.cursor.y, thin.cursor.x) == (plain.cursor.y, plain.cursor.x)


def test_what_is_there_is_not_sent_again() -> None:
    thrift = Thrift()
    frame = "\x1b[2;1H\x1b[1;38;2;9;9;9mhello\x1b[0m there\x1b[1;1H"
    assert "hello" in thrift.thin(frame)
    assert thrift.thin(frame) == ""
    sent = thrift.thin(frame.replace("hello", "hallo"))
    assert "a" in sent
    assert "there" not in sent
    assert len(sent) < 40
    thrift.forget()
    assert "there" in thrift.thin(frame)


def test_what_is_not_understood_is_passed_on_and_the_model_dropped() -> None:
    thrift = Thrift()
    thrift.thin("\x1b[1;1Hhello\x1b[1;1H")
    odd = "\x1b[1;1H\x1b[2Jhello\x1b[1;1H"
    assert thrift.thin(odd) == odd
    assert "hello" in thrift.thin("\x1b[1;1Hhello\x1b[1;1H")


def test_links_are_kept_and_closed() -> None:
    thrift = Thrift()
    sent = thrift.thin("\x1b[1;1H\x1b]8;id=1;https://a.example\x1b\\\x1b[4mlink\x1b[0m\x1b]8;;\x1b\\ text\x1b[1;1H")
    assert sent.count("\x1b]8;id=1;https://a.example\x1b\\") == 1
    assert sent.index("\x1b]8;;\x1b\\") < sent.index("text")


def test_the_cursor_is_placed_anew_after_what_terminals_draw_differently() -> None:
    sent = Thrift().thin("\x1b[1;1Ha👩‍🚀b\x1b[1;1H")
    assert sent.index("👩‍🚀") < sent.index("\x1b[1;4H") < sent.index("b")


class Recorder:
    """A driver that remembers."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    def start_application_mode(self) -> None:
        self.write("\x1b[?1049h")

    def write(self, data: str) -> None:
        self.sent.append(data)


@pytest.mark.parametrize("synced", [True, False])
def test_a_frame_without_a_change_sends_nothing(synced: bool) -> None:
    driver = make_driver(Recorder)()  # type: ignore[arg-type, call-arg]
    driver.start_application_mode()
    for _ in range(2):
        if synced:
            driver.write(SYNC_START)
        driver.write("\x1b[1;1Hhello\x1b[1;1H")
        if synced:
            driver.write(SYNC_END)
    driver.write("\x1b]0;title\x07")
    sent = driver.sent  # type: ignore[attr-defined]
    assert sent[0] == "\x1b[?1049h"
    assert [data for data in sent if "hello" in data] == [sent[1]]
    assert sent[1].startswith(SYNC_START) == synced
    assert len(sent) == (4 if synced else 3)
    driver.forget_screen()  # type: ignore[attr-defined]
    driver.write("\x1b[1;1Hhello\x1b[1;1H")
    assert "hello" in sent[-1]
