"""Wrapping and marking: nothing lost, nothing too wide, nothing that a terminal acts on."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from rich.cells import cell_len, get_character_cell_size
from rich.style import Style

from tui.app.lines import Line, Mark, Span, bar, density, fit, is_narrow, literal, make_strip, paragraph, spread, wrap

WORDS = st.text(
    st.sampled_from("ab cd-é—/ ‘’“”…日本語。「」、ーｗ韓 한글 0123,.\u0301\u200d\ufe0f👩🚀🇫🇷\u00a0\u3000\u2003ไทย\n\t"),
    max_size=200,
)
ANY = st.one_of(WORDS, st.text(max_size=120))
SPACES = " \t\n\r\v\f\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u200b\u205f\u3000"


@given(ANY, st.integers(2, 90))
@example("https://example.org/" + "x" * 300, 20)
@example("\u0301 a", 2)
def test_wrapping_loses_nothing_and_fits(text: str, width: int) -> None:
    lines = wrap(text, width)
    at = 0
    for start, end in lines:
        assert at <= start < end <= len(text), "offsets go up and lines are not empty"
        assert not text[at:start].strip(SPACES), "only white space is left out"
        assert text[start] not in SPACES
        assert text[end - 1] not in SPACES
        assert cell_len(text[start:end]) <= width
        at = end
    assert not text[at:].strip(SPACES)


@given(st.text(st.sampled_from("ab c-d’—/é"), max_size=200), st.integers(2, 40))
def test_the_quick_way_and_the_careful_way_agree(text: str, width: int) -> None:
    # A Thai letter is one cell wide as "a" is, but not one of those that the quick way knows.
    assert wrap(text.replace("a", "ฉ"), width) == wrap(text, width)


def test_what_counts_as_narrow_is_one_cell_wide() -> None:
    narrow = [chr(code) for code in range(0x11000) if is_narrow(chr(code))]
    assert len(narrow) > 1500
    assert all(get_character_cell_size(char) == 1 for char in narrow)


@given(ANY, st.integers(2, 60))
def test_lines_are_as_full_as_they_can_be(text: str, width: int) -> None:
    """A line ends only where the next word did not fit."""
    assume("\u200d" not in text)  # joined to what follows it, a space has no width; apart, it has one
    lines = wrap(text, width)
    for (start, _end), (after, stop) in pairwise(lines):
        word_end = next((i for i in range(after, stop) if text[i] in SPACES), stop)
        assert cell_len(text[start:word_end]) > width or cell_len(text[after:word_end]) >= cell_len(text[after:stop])


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, []),
        ("   \n ", 10, []),
        ("one two three", 7, ["one two", "three"]),
        ("well-known fact", 6, ["well-", "known", "fact"]),
        ("a wait—then go", 8, ["a wait—", "then go"]),
        ("ten\u00a0km away", 7, ["ten\u00a0km", "away"]),
        ("新华社北京电。他说", 8, ["新华社北", "京电。他", "说"]),
        ("新华社北京。他说", 10, ["新华社北", "京。他说"]),
        ("他说「你好」了", 6, ["他说", "「你", "好」了"]),
        ("abcdefghij kl", 4, ["abcd", "efgh", "ij", "kl"]),
        ("日本", 1, ["日", "本"]),
    ],
)
def test_where_lines_break(text: str, width: int, lines: list[str]) -> None:
    assert [text[start:end] for start, end in wrap(text, width)] == lines


@given(
    ANY.map(literal),
    st.lists(st.tuples(st.integers(0, 200), st.integers(0, 40), st.sampled_from(["hit", "person"])), max_size=6),
)
def test_marks_change_styles_and_not_text(text: str, raw: list[tuple[int, int, str]]) -> None:
    marks = [Mark(start, start + length, style) for start, length, style in raw]
    spans = spread(text, 0, len(text), "base", marks)
    assert "".join(span.text for span in spans) == text
    assert sum(cell_len(span.text) for span in spans) == cell_len(text)
    assert all(span.style.startswith("base") for span in spans)


def test_overlapping_marks_both_count() -> None:
    spans = spread("Vladimir Putin said", 0, 19, "", [Mark(0, 14, "person"), Mark(9, 19, "hit")])
    assert spans == [Span("Vladimir ", "person"), Span("Putin", "person hit"), Span(" said", "hit")]


@given(st.text(max_size=80))
def test_no_control_character_reaches_a_strip(text: str) -> None:
    strip = make_strip(Line((Span(text, "a"), Span(text, "b"))), lambda names: Style(bold=names == "b"))
    assert not any(ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0 for char in strip.text)
    assert not any(0xD800 <= ord(char) < 0xE000 or char in "\u202e\u2066\u200b" for char in strip.text)
    assert strip.cell_length == sum(cell_len(segment.text) for segment in strip)


def test_terminal_sequences_are_taken_out_whole() -> None:
    strip = make_strip(Line((Span("a\x1b[2Jb\x1b]0;title\x07c\x9b31md\u202ee"),)), lambda _: Style())
    assert strip.text == "abcde"


@given(ANY, st.integers(8, 40))
def test_a_paragraph_keeps_to_its_width(text: str, width: int) -> None:
    for line in paragraph(text, width, first=Span("¶ "), rest=Span("  ")):
        assert cell_len(line.text) <= width


@given(st.text(max_size=60).map(literal), st.integers(0, 30))
def test_fit_is_never_too_wide(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) <= width


def test_fit_says_that_something_is_missing() -> None:
    assert fit("Alexander Lukashenko", 12) == "Alexander L…"
    assert fit("新华社北京", 6) == "新华…"
    assert fit("short", 12) == "short"


def test_a_bar_shows_the_least_and_the_most() -> None:
    assert bar([0, 1, 100, 50]) == "▁▂█▅"
    assert bar([]) == ""
    assert bar([0, 0]) == "▁▁"


@given(st.lists(st.integers(0, 999), max_size=30), st.integers(1, 40))
def test_density_counts_every_offset(offsets: list[int], width: int) -> None:
    assert sum(density(offsets, 1000, width)) == len(offsets)
