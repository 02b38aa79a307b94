"""The documents that come with the program: all can be read, and their page says what each of them is."""

from __future__ import annotations

import re
from pathlib import Path

from tests.sources.support import locate, make_spec, read_all
from tui.model import Format

SEEDS = Path(__file__).parents[2] / "seeds"
SPEC = make_spec(SEEDS, exclude=["README.md"])


def test_every_document_is_read() -> None:
    documents, failures = read_all(SPEC)
    assert not failures
    assert len(documents) > len(locate(SPEC)) >= 18
    assert {document.format for document in documents} == set(Format)
    assert all(100 <= len(document.text.split()) <= 700 for document in documents)


def test_every_document_and_nothing_else_is_described() -> None:
    described = re.findall(r"^\| `([^`]+)`", (SEEDS / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(described) == locate(SPEC)
