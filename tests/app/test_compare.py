"""What changed between two texts, as it is shown."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.stories import AGENCY, OTHER, REVISED
from tui.app.compare import Run, compare
from tui.app.screens.versions import split_paragraphs, write

texts = st.lists(
    st.lists(st.sampled_from(["a", "b", "c", "the", "port", "普", "京"]), min_size=1, max_size=30).map(" ".join),
    max_size=5,
)


def words(runs: Sequence[Run]) -> list[str]:
    return [f"{run.kind}: {run.text.strip()}" for run in runs if run.kind != "same"]


def shown(old: Sequence[str], new: Sequence[str]) -> str:
    return "\n--\n".join(
        f"({passage[0].words} same)" if passage[0].kind == "left out" else write(passage)[0]
        for passage in compare(old, new)
    )


def test_only_what_changed_is_shown_with_some_words_around_it() -> None:
    assert shown(AGENCY, REVISED) == (
        "(28 same)\n--\nthe fishing fleet.\n"
        "The work will cost [-84-] {+91+} million crowns and begin in May, the board said in a statement. "
        "[-Twelve-] {+Fifteen+} boats will have to move to the inner\n--\n(16 same)\n--\n"
        "is none,” the chair of the board told [-reporters after the vote.-] {+reporters.+} "
        "She said that the fleet would be paid\n--\n(78 same)\n--\n"
        "is open to ships of 180 metres.\n"
        "{+A court will hear a complaint by two environmental groups on April 2, the groups said late on Monday.+}"
    )


def test_the_same_and_the_wholly_different() -> None:
    assert compare(AGENCY, AGENCY) == [[Run("left out", "", len(" ".join(AGENCY).split()))]]
    assert compare([], []) == []
    (passage,) = compare(AGENCY[:1], OTHER[:1])[:1]
    assert {run.kind for run in passage} <= {"same", "gone", "new"}
    assert [words(passage) for passage in compare([], ["One", "two"])] == [["new: One\ntwo"]]


def test_a_paragraph_that_was_divided_shows_as_divided() -> None:
    assert "{+¶+}" in shown(["One two three four five six seven eight"], ["One two three four", "five six seven eight"])


@settings(max_examples=80)
@given(texts, texts)
def test_both_texts_can_be_read_from_what_is_shown(old: list[str], new: list[str]) -> None:
    passages = compare(old, new)
    runs = [run for passage in passages for run in passage]
    for kind, text in (("gone", old), ("new", new)):
        told = [word for run in runs if run.kind == kind for word in run.text.split()]
        whole = " ".join(text).split()
        assert len(told) <= len(whole)
        rest = sum(
            len(run.text.split()) if run.kind == "same" else run.words
            for run in runs
            if run.kind in ("same", "left out")
        )
        if "普" not in "".join(old + new) and "京" not in "".join(old + new):
            assert len(told) + rest == len(whole)


@given(texts, texts)
def test_marks_lie_over_what_changed(old: list[str], new: list[str]) -> None:
    for passage in (passage for passage in compare(old, new) if passage[0].kind != "left out"):
        text, marks = write(passage)
        for mark in marks:
            assert text[mark.start : mark.end][:2] == {"gone": "[-", "new": "{+"}[mark.style]
        for start, end, inside in split_paragraphs(text, marks):
            assert "\n" not in text[start:end]
            assert all(0 <= mark.start < mark.end <= end - start for mark in inside)


def test_two_long_texts_with_nothing_in_common_are_not_compared_word_by_word() -> None:
    (passage,) = compare(["a b " * 40_000], ["c d " * 40_000])
    assert [run.kind for run in passage] == ["gone", "new"]
