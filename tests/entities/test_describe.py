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
        ("Danes met in Odense, a city of about 200,000 people.", "Odense", ["city of about 200,000 people"]),
        (
            "Mongolia is a country with unique geographical, historical and cultural features.",
            "Mongolia",
            ["country with unique geographical, historical and cultural features"],
        ),
        ("The Nobel Committee is the body that awards the prize.", "Nobel Committee", ["body that awards the prize"]),
        ("Danish shipping giant Maersk stopped sailing there.", "Maersk", ["Danish shipping giant"]),
        ("Igor Nazaruk, the deputy foreign minister, spoke.", "Igor Nazaruk", ["deputy foreign minister"]),
        ("Fumio Kishida — the prime minister of Japan — left.", "Fumio Kishida", ["prime minister of Japan"]),
        ("Lee Hsien Loong, 70, a former general, spoke.", "Lee Hsien Loong", ["former general"]),
        ("Angela Merkel, aged 17, left Templin.", "Angela Merkel", ["aged 17"]),
        ("Angela Merkel, who was born in Hamburg, spoke.", "Angela Merkel", ["who was born in Hamburg"]),
        (
            "Kofi Annan, who led the United Nations for ten years, died in Bern.",
            "Kofi Annan",
            ["who led the United Nations for ten years"],
        ),
        (
            "Jens Stoltenberg, one of the founders of the alliance, spoke.",
            "Jens Stoltenberg",
            ["one of the founders of the alliance"],
        ),
        (
            "Carlos Ghosn was appointed chief executive of Renault in 2005.",
            "Carlos Ghosn",
            ["chief executive of Renault"],
        ),
        (
            "Ellen Johnson Sirleaf served as president of Liberia for twelve years.",
            "Ellen Johnson Sirleaf",
            ["president of Liberia"],
        ),
        (
            "They named Christine Lagarde president of the European Central Bank.",
            "Christine Lagarde",
            ["president of the European Central Bank"],
        ),
        ("He met Minister of Finance Ken Ofori-Atta.", "Ken Ofori-Atta", ["Minister of Finance"]),
        ("The chief suspect, John Wilkes Booth, fled.", "John Wilkes Booth", ["chief suspect"]),
        ("Cardinal Jaime Sin of the Catholic Church spoke.", "Jaime Sin", ["Cardinal", "of the Catholic Church"]),
        ("Indira Gandhi, Nehru’s daughter, was shot.", "Indira Gandhi", ["Nehru’s daughter"]),
        (
            "Al Capone is the only suspect charged with three victims’ murders.",
            "Al Capone",
            ["only suspect charged with three victims’ murders"],
        ),
        (
            "Nikola Tesla met Thomas Edison, a scientist who had been known for years, and left.",
            "Thomas Edison",
            ["scientist who had been known for years"],
        ),
        ("The police had checked on accused spy Rudolf Abel.", "Rudolf Abel", ["accused spy"]),
        ("Democrats re-elected Governor John Bel Edwards.", "John Bel Edwards", ["Governor"]),
        ("He easily out-qualified teammate Kevin Magnussen.", "Kevin Magnussen", ["teammate"]),
        ("He flew to U.S. Secretary of State Antony Blinken.", "Antony Blinken", ["U.S. Secretary of State"]),
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
        ("Angela Merkel, 67, left.", "Angela Merkel"),
        ("A quarter of Mexico’s states are led by women.", "Mexico"),
        ("They crossed the islands of Lake Tana in boats.", "Lake Tana"),
        ("Half a million people in Gaza, a quarter of the population, are hungry.", "Gaza"),
        ("Husband and wife Marie Curie and Pierre Curie won it.", "Marie Curie"),
        ("That is less than the figure Angela Merkel cited.", "Angela Merkel"),
        ("An adviser to the President Boris Yeltsin came.", "Boris Yeltsin"),
        ("The person standing there is Angela Merkel.", "Angela Merkel"),
        ("Laiba Abdul Basit writes. Her father Abdul Basit helped her.", "Laiba Abdul Basit"),
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


def test_what_follows_a_description_is_none_of_it() -> None:
    text = (
        "Raymond Poisson, president of the conference in which he said no, left. Evo Morales, a farmer, and Ban left."
    )
    assert describe(text, "Raymond Poisson") == ["president of the conference"]
    assert describe(text, "Evo Morales") == ["farmer"]


def test_two_offices_are_two_descriptions() -> None:
    text = "Kofi Annan, a professor at Harvard and a former ambassador, spoke."
    assert describe(text, "Kofi Annan") == ["professor at Harvard", "former ambassador"]


@pytest.mark.parametrize("mark", "'’‘ʼ`")
def test_any_apostrophe_makes_an_owner(mark: str) -> None:
    assert describe(f"Kenya{mark}s President Uhuru Kenyatta spoke.", "Uhuru Kenyatta") == [f"Kenya{mark}s President"]
