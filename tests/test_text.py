"""Text made harmless and text folded."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.text import fold, harmless, is_harmless

ANY = st.text(
    st.one_of(
        st.characters(exclude_categories=()),
        st.sampled_from(
            "\x1b\x9b\x9d\x9c\x07[]();?0123mJ\\ \r\n\t\u200b\u200c\u200d\ufe0f👩💻ابनक्\u202e\ufeff\ud83d\U000e0041"
        ),
    )
)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("plain text", "plain text"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("page one\fpage two\u2028end", "page one\npage two\nend"),
        ("tab\there\n", "tab\there\n"),
        ("\x1b[2J\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;owned\x07title", "title"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1bPq#0;2\x1b\\after", "after"),
        ("\x1b]52;c;c2VjcmV0 no end of it\nnext line", "c;c2VjcmV0 no end of it\nnext line"),
        ("\x9b2Jx", "x"),
        ("\x9d0;owned\x9cx", "x"),
        ("it\x92s", "its"),
        ("N\x00U\x00L", "NUL"),
        ("\ufeffstart", "start"),
        ("abc\u202edef\u202c \u2066x\u2069", "abcdef x"),
        ("zero\u200bwidth\u2060", "zerowidth"),
        ("soft\u00adhyphen", "softhyphen"),
        ("a\ud800b\udfff", "ab"),
        ("x\U000e0041\U000e007f", "x"),
        ("\ufdd0\uffff\U0010ffff.", "."),
        ("\u200dnothing to join\u200c", "nothing to join"),
    ],
)
def test_harmless_takes_out_what_acts(raw: str, clean: str) -> None:
    assert harmless(raw) == clean


@pytest.mark.parametrize(
    "text", ["👩\u200d💻", "❤\ufe0f\u200d🔥", "1\ufe0f\u20e3", "می\u200cخواهم", "ന്\u200d", "葛\U000e0100"]
)
def test_joiners_and_selectors_stay_where_a_script_or_a_picture_needs_them(text: str) -> None:
    assert harmless(text) == text


def test_runs_of_selectors_carry_no_hidden_data() -> None:
    assert harmless("😀" + "\ufe0f\ufe01\U000e0101" * 50) == "😀\ufe0f"


@given(ANY)
def test_harmless_is_idempotent(text: str) -> None:
    once = harmless(text)
    assert harmless(once) == once


@given(ANY)
def test_harmless_leaves_no_control_character(text: str) -> None:
    left = [char for char in harmless(text) if unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"}]
    assert not set(left) - {"\n", "\t"}
    harmless(text).encode()


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"], exclude_characters="\u115f\u1160\u3164\uffa0")))
def test_harmless_keeps_all_that_is_seen(text: str) -> None:
    assert harmless(text) == text


def test_harmless_takes_an_open_sequence_repeated_a_million_times() -> None:
    assert harmless("\x1b]" * 1_000_000) == ""
    assert harmless("\x1b[" + "1;" * 1_000_000) == ""
    assert harmless("\x9d" * 1_000_000) == ""


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Łódź \n Café ", "lodz cafe"),
        ("O’Brien", "o'brien"),
        ("STRASSE ß", "strasse ss"),
        ("İstanbul", "istanbul"),
        ("ﬁne", "fine"),
        ("हिन्दी", "हिनदी"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_fold_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_what_is_quickly_called_harmless_is_left_as_it_is() -> None:
    for char in map(chr, range(0x110000)):
        assert not is_harmless(f"a{char}b") or harmless(f"a{char}b") == f"a{char}b", hex(ord(char))
    assert is_harmless("Plain words,\n\twith “quotes”, naïve\xa0spaces, 中文 and слова.")
