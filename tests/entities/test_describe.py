"""How a story's words for somebody are found."""

from __future__ import annotations

import pytest

from tests.entities.stories import TREATY, describe, read


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("Kremlin spokesman Dmitry Peskov said so.", "Dmitry Peskov", ["Kremlin spokesman"]),
        ("Ukraine's President Volodymyr Zelensky spoke.", "Volodymyr Zelensky", ["Ukraine's President"]),
        (
            "He met Chilean Deputy Foreign Minister Gloria de la Fuente.",
            "Gloria de la Fuente",
            ["Chilean Deputy Foreign Minister"],
        ),
        (
            "Macron and his Ukrainian counterpart, Volodymyr Zelensky, met.",
            "Volodymyr Zelensky",
            ["his Ukrainian counterpart"],
        ),
        ("The 95-year-old Nelson Mandela died in Johannesburg.", "Nelson Mandela", ["The 95-year-old"]),
        ("Wangari Maathai, a Kenyan environmentalist, won the prize.", "Wangari Maathai", ["Kenyan environmentalist"]),
        ("Malala Yousafzai, 17, the youngest laureate, spoke.", "Malala Yousafzai", ["youngest laureate"]),
        (
            "Jean-Claude Juncker, president of the European Commission, left.",
            "Jean-Claude Juncker",
            ["president of the European Commission"],
        ),
        (
            "Idi Amin, who called himself the “conqueror of the British Empire”, fled.",
            "Idi Amin",
            ["who called himself the “conqueror of the British Empire”"],
        ),
        (
            "Yulia Tymoshenko is the leader of the Fatherland party.",
            "Yulia Tymoshenko",
            ["leader of the Fatherland party"],
        ),
        ("Secretary of State Hillary Clinton flew home.", "Hillary Clinton", ["Secretary of State"]),
        ("On Friday morning President Nana Akufo-Addo spoke.", "Nana Akufo-Addo", ["President"]),
        ("The late President Nelson Mandela was honoured.", "Nelson Mandela", ["late President"]),
        ("Russian state news agency RIA reported it.", "RIA", ["Russian state news agency"]),
        ("The Islamist group Hamas refused.", "Hamas", ["Islamist group"]),
        ("ASEAN, a bloc of ten countries, met.", "ASEAN", ["bloc of ten countries"]),
        ("They met in Accra, the capital of Ghana, on Friday.", "Accra", ["capital of Ghana"]),
        ("They met in the Red Sea resort of Sharm el-Sheikh.", "Sharm el-Sheikh", ["Red Sea resort"]),
        ("Fighting reached the northern city of Mosul.", "Mosul", ["northern city"]),
    ],
)
def test_descriptions(text: str, name: str, expected: list[str]) -> None:
    assert describe(text, name) == expected


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mr Peskov said so.", "Peskov"),
        ("Angela Merkel, the minister said, would come.", "Angela Merkel"),
        ("Leaders of Poland, the president and others met.", "Poland"),
        ("Angela Merkel, Emmanuel Macron and others met.", "Angela Merkel"),
        ("The mother of Boris Nemtsov, a politician, spoke.", "Boris Nemtsov"),
        ("Angela Merkel, who was expected to speak, did not come.", "Angela Merkel"),
        ("In the city of Kano, people voted.", "Kano"),
        ("The police chief met Angela Merkel.", "Angela Merkel"),
    ],
)
def test_what_is_no_description(text: str, name: str) -> None:
    assert describe(text, name) == []


def test_a_story_describes_its_people_in_its_own_words() -> None:
    found = read(TREATY)
    for entity in found.values():
        for description in entity.descriptions:
            assert TREATY[description.start : description.end] == description.text
    assert [one.text for one in found["Boris Yeltsin"].descriptions] == [
        "Russian President",
        "who resigned at the end of that month",
    ]
    assert [one.text for one in found["Alexander Lukashenko"].descriptions] == ["Belarusian leader"]
    assert [one.text for one in found["Jamie Shea"].descriptions] == ["NATO spokesman"]
    assert [one.text for one in found["Minsk"].descriptions] == ["capital of Belarus"]


def test_each_wording_is_listed_once() -> None:
    text = (
        "Russian President Vladimir Putin spoke. President Vladimir Putin left. Russian President Vladimir Putin slept."
    )
    assert describe(text, "Vladimir Putin") == ["Russian President"]
