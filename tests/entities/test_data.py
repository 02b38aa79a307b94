"""The word lists are sound."""

from __future__ import annotations

from importlib import resources

import pytest

from tui.entities.data import phrases, read
from tui.entities.lexicon import load
from tui.model import Kind

FILES = sorted(
    file.name.removesuffix(".yaml")
    for file in (resources.files("tui.entities") / "data").iterdir()
    if file.name.endswith(".yaml")
)


@pytest.mark.parametrize("name", FILES)
def test_every_list_is_text_or_a_table_of_texts(name: str) -> None:
    content = read(name)
    assert content
    if name == "transliteration":
        assert all(len(rule) == 2 for rule in content["letters"])
        return
    for entry in content.values():
        for text in entry.values() if isinstance(entry, dict) else (entry,):
            texts = text.values() if isinstance(text, dict) else (text,)
            assert all(isinstance(one, str) and one.strip() for one in texts)


def test_aliases_have_kinds_and_belong_to_one_name() -> None:
    for kind, table in read("aliases").items():
        assert Kind(kind)
        others = [other for text in table.values() for other in phrases(text)]
        assert len(set(others)) == len(others)


def test_nothing_is_a_people_and_a_place() -> None:
    lexicon = load()
    places = {name.lower() for name, kind in lexicon.known.items() if kind is Kind.PLACE}
    assert not places & lexicon.nationalities


def test_spellings_of_given_names_belong_to_one_name() -> None:
    spellings = [one for text in read("transliteration")["given"].values() for one in phrases(text)]
    assert len(set(spellings)) == len(spellings)
