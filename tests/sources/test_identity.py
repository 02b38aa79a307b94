"""Ids, fingerprints and names that are safe to store."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from tui.sources.identity import escape, fingerprint, make_id

names = st.text(st.characters(exclude_categories=()), max_size=30)


def test_ids_never_change() -> None:
    assert make_id("seeds", "union/treaty.txt") == make_id("seeds", "union/treaty.txt", "")
    assert [make_id("seeds", "a.txt"), make_id("seeds", "d.jsonl", "line 1")] == ["42a3bc04f790", "40bff2361d31"]


@given(names, names, names)
def test_an_id_is_twelve_hexadecimal_digits(origin: str, location: str, record: str) -> None:
    assert re.fullmatch("[0-9a-f]{12}", make_id(origin, location, record))


@given(st.tuples(names, names, names), st.tuples(names, names, names))
def test_other_places_have_other_ids(one: tuple[str, str, str], other: tuple[str, str, str]) -> None:
    assert (make_id(*one) == make_id(*other)) == (one == other)


def test_parts_of_an_id_do_not_run_together() -> None:
    assert len({make_id("ab", "c"), make_id("a", "bc"), make_id("a", "b", "c"), make_id("", "abc")}) == 4


@given(st.binary(), st.binary())
def test_a_fingerprint_tells_bytes_apart(one: bytes, other: bytes) -> None:
    assert (fingerprint(one) == fingerprint(other)) == (one == other)


@given(names, names)
def test_escaped_names_can_be_stored_and_stay_apart(one: str, other: str) -> None:
    escape(one).encode()
    assert (escape(one) == escape(other)) == (one == other)
