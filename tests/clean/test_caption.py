"""Captions and credits told from the story's sentences."""

from __future__ import annotations

import pytest

from tui.clean.caption import read_caption


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("The ferry at the quay. Port Authority/Handout via Seed Wire", "The ferry at the quay."),
        ("The ferry at the quay. Port Authority/Handout via REUTERS", "The ferry at the quay."),
        ("The ferry at the quay (Photo by Port Authority/AFP)", "The ferry at the quay"),
        ("REUTERS/Port Authority", ""),
    ],
)
def test_credits_are_split_off(line: str, words: str) -> None:
    caption = read_caption(line)
    assert caption is not None
    assert caption.text == words
    assert caption.credit
    assert caption.credit in line


@pytest.mark.parametrize(
    "line", ["He sent it to the AP via a friend.", "The handout was seen by Reuters, which could not verify it."]
)
def test_sentences_that_name_an_agency_are_no_captions(line: str) -> None:
    assert read_caption(line) is None
