"""What the built-in recogniser must find in stories with marked names; the floors only rise."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tui.entities import get_recogniser, make_notes
from tui.model import Kind

_MARK = re.compile(r"\{([POL]) ([^}]*)\}")
_KINDS = {"P": Kind.PERSON, "O": Kind.ORGANISATION, "L": Kind.PLACE}
FLOORS = {Kind.PERSON: 0.98, Kind.ORGANISATION: 0.94, Kind.PLACE: 0.94}
"""F1 of the distinct names of each story, by kind."""


def load() -> list[tuple[str, set[tuple[Kind, str]]]]:
    """Read the stories: text and the set of its names."""
    marked = (Path(__file__).parent / "entities.txt").read_text(encoding="utf-8").split("\n", 2)[2]
    stories = []
    for story in marked.split("=====\n"):
        names = {(_KINDS[kind], name) for kind, name in _MARK.findall(story)}
        stories.append((_MARK.sub(r"\2", story).strip(), names))
    return stories


@pytest.fixture(scope="module")
def scores() -> dict[Kind, float]:
    counts: dict[Kind, Counter[str]] = {kind: Counter() for kind in FLOORS}
    recogniser = get_recogniser()
    for text, gold in load():
        notes = make_notes("0" * 12, text, language="en", recogniser=recogniser)
        found = {(entity.kind, mention.text) for entity in notes.entities for mention in entity.mentions}
        for kind, count in counts.items():
            ours, theirs = {name for of, name in found if of is kind}, {name for of, name in gold if of is kind}
            count.update(right=len(ours & theirs), found=len(ours), marked=len(theirs))
    return {kind: 2 * count["right"] / (count["found"] + count["marked"]) for kind, count in counts.items()}


@pytest.mark.parametrize("kind", FLOORS)
def test_names_stay_found(kind: Kind, scores: dict[Kind, float]) -> None:
    assert scores[kind] >= FLOORS[kind]


def test_no_month_people_or_language_is_named() -> None:
    recogniser = get_recogniser()
    for text, _ in load():
        names = {text[span.start : span.end] for span in recogniser.recognise(text)}
        assert not names & {"January", "October", "Friday", "African", "Indian", "Cuban", "Bangladeshi", "The"}
