"""Cutting a stream into lines: the same lines, however it comes in chunks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.sources.lines import narrow, split_lines


@given(st.lists(st.sampled_from([b"", b"\n", b"\n\n", b"ab", b"abc\nd", b"x" * 9, b"\r\n"])), st.integers(1, 12))
def test_chunks_do_not_matter(chunks: list[bytes], limit: int) -> None:
    lines = list(enumerate(b"".join(chunks).split(b"\n"), 1))
    expected = [(number, line if len(line) <= limit else None) for number, line in lines if line]
    assert list(split_lines(chunks, limit)) == expected


@given(st.text(), st.sampled_from(["utf-16", "utf-16-le", "utf-32-be"]), st.integers(1, 7))
def test_wide_chunks_become_utf_8(text: str, encoding: str, step: int) -> None:
    data = text.encode(encoding)
    assert b"".join(narrow((data[at : at + step] for at in range(0, len(data), step)), encoding)) == text.encode()
