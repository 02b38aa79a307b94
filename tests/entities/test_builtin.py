"""Which names are found, and what kind they are."""

from __future__ import annotations

import pytest

from tests.entities.stories import TREATY, kinds, read, recogniser
from tui.model import Kind


def find(text: str) -> list[tuple[str, str]]:
    return [(text[span.start : span.end], str(span.kind)) for span in recogniser().recognise(text)]


def test_a_story_has_its_people_bodies_and_places() -> None:
    found = kinds(TREATY)
    assert found["Boris Yeltsin"] == found["Alexander Lukashenko"] == found["Jamie Shea"] == "person"
    assert found["Kremlin"] == found["European Union"] == found["NATO"] == found["Union State"] == "organisation"
    assert found["Minsk"] == found["Belarus"] == found["Russia"] == "place"
    assert len(found) == 10


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Ursula von der Leyen met Mohammed bin Salman.",
            [("Ursula von der Leyen", "person"), ("Mohammed bin Salman", "person")],
        ),
        ("He met Bashar al-Assad and George W. Bush.", [("Bashar al-Assad", "person"), ("George W. Bush", "person")]),
        ("He met A. P. J. Abdul Kalam there.", [("A. P. J. Abdul Kalam", "person")]),
        ("They saw Martin Luther King Jr. in Memphis.", [("Martin Luther King Jr", "person"), ("Memphis", "place")]),
        (
            "South Korea's Moon Jae-in met Kim Jong Un.",
            [("South Korea", "place"), ("Moon Jae-in", "person"), ("Kim Jong Un", "person")],
        ),
        ("The court jailed Joaquín “El Chapo” Guzmán for life.", [("Joaquín “El Chapo” Guzmán", "person")]),
        (
            "Mr Mandela and Dr. Nkosazana Dlamini-Zuma spoke.",
            [("Mandela", "person"), ("Nkosazana Dlamini-Zuma", "person")],
        ),
        ("Former Prime Minister Theresa May resigned in May.", [("Theresa May", "person")]),
        ("Secretary of State Antony Blinken left.", [("Antony Blinken", "person")]),
        (
            "Congress heard General Motors chief executive Mary Barra.",
            [("Congress", "organisation"), ("General Motors", "organisation"), ("Mary Barra", "person")],
        ),
    ],
)
def test_people(text: str, expected: list[tuple[str, str]]) -> None:
    assert find(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The Ministry of Foreign Affairs and the University of Cape Town agreed.",
            [("Ministry of Foreign Affairs", "organisation"), ("University of Cape Town", "organisation")],
        ),
        ("The Food and Drug Administration approved it.", [("Food and Drug Administration", "organisation")]),
        (
            "The Iranian Foreign Ministry and Amnesty International replied.",
            [("Iranian Foreign Ministry", "organisation"), ("Amnesty International", "organisation")],
        ),
        (
            "It is run by Kenya Power Company and Saudi Aramco.",
            [("Kenya Power Company", "organisation"), ("Saudi Aramco", "organisation")],
        ),
        (
            "Officials from the White House and Downing Street met the Kremlin.",
            [("White House", "organisation"), ("Downing Street", "organisation"), ("Kremlin", "organisation")],
        ),
        (
            "Voters left the Conservative party for the Labour party.",
            [("Conservative party", "organisation"), ("Labour party", "organisation")],
        ),
        ("The Chinese People's Liberation Army marched.", [("Chinese People's Liberation Army", "organisation")]),
    ],
)
def test_organisations(text: str, expected: list[tuple[str, str]]) -> None:
    assert find(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fishing in Lake Victoria and on the Black Sea fell.", [("Lake Victoria", "place"), ("Black Sea", "place")]),
        ("He flew from Sri Lanka to Abu Dhabi.", [("Sri Lanka", "place"), ("Abu Dhabi", "place")]),
        (
            "U.S. troops left Saudi Arabia for the Strait of Hormuz.",
            [("U.S.", "place"), ("Saudi Arabia", "place"), ("Strait of Hormuz", "place")],
        ),
        ("A fire near Heathrow Airport closed roads to Oxford.", [("Heathrow Airport", "place"), ("Oxford", "place")]),
        ("CAIRO: Egypt will host the talks.", [("CAIRO", "place"), ("Egypt", "place")]),
        ("Relations with the West are poor.", [("West", "place")]),
        ("The village of Katakwi, in Uganda, was flooded.", [("Katakwi", "place"), ("Uganda", "place")]),
        ("The Beijing-based, pro-Russia group met.", [("Beijing", "place"), ("Russia", "place")]),
    ],
)
def test_places(text: str, expected: list[tuple[str, str]]) -> None:
    assert find(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Belarusian and Russian officials will meet the French on Monday in December.",
        "Meanwhile the government said talks would go on. However, nobody came.",
        "It cost US$4 billion, or some 5,000 US dollars a head.",
        "The President and the Prime Minister met. Ministers left.",
        "COVID-19 deaths fell. GDP rose. The CEO left.",
        "I’m told we’ll see. It's over.",
        "The new energy vehicles (NEV) sold well.",
        "",
        "   \n\n \t",
    ],
)
def test_what_names_nobody(text: str) -> None:
    assert find(text) == []


def test_a_surname_takes_the_kind_of_the_full_name() -> None:
    text = "Kerry Washington won. Washington thanked her fans. Paris Hilton sang. Angela Merkel left and Merkel slept."
    assert ("Merkel", "person") in find(text)


def test_a_word_seen_in_lower_case_is_no_name_at_the_start_of_a_sentence() -> None:
    assert find("Inflation rose. Analysts said inflation would fall. Analysts differ.") == []


def test_headlines_in_title_case_give_only_what_the_story_has() -> None:
    text = (
        "Merkel Visits Brave Old Town\n\nAngela Merkel came to Dresden on Friday, and the mayor of Dresden met Merkel."
    )
    assert find(text)[0] == ("Merkel", "person")
    assert {name for name, _ in find(text)} == {"Merkel", "Angela Merkel", "Dresden"}


def test_german_nouns_are_no_names() -> None:
    text = (
        "Bundeskanzler Olaf Scholz traf am Montag in Berlin den Präsidenten Emmanuel Macron. Die Regierung will die "
        "Zusammenarbeit ausbauen. Der Haushalt und die Wirtschaft bleiben das Thema, und die Inflation sinkt."
    )
    assert find(text) == [("Olaf Scholz", "person"), ("Berlin", "place"), ("Emmanuel Macron", "person")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("俄罗斯和白俄罗斯将在北京签署协议。", ["俄罗斯", "白俄罗斯", "北京"]),
        ("قال الوزير في موسكو إن روسيا ستوقع الاتفاق.", ["موسكو", "روسيا"]),
        ("Президент прибыл в Минск. Беларусь подпишет договор.", ["Минск", "Беларусь"]),
        ("대통령은 서울에서 러시아와 회담했다.", ["서울", "러시아"]),
    ],
)
def test_other_scripts_give_places_alone(text: str, expected: list[str]) -> None:
    assert find(text) == [(name, "place") for name in expected]


def test_the_version_names_the_data() -> None:
    from tui.entities.data import digest

    assert recogniser().version.endswith(digest())


def test_kinds_agree_over_a_text() -> None:
    text = "Boko Haram attacked Maiduguri. Boko Haram, which took the town, left."
    assert {entity.kind for entity in read(text).values()} == {Kind.ORGANISATION, Kind.PLACE}


def test_an_address_of_several_words_is_no_part_of_a_name() -> None:
    text = "They greeted His Royal Highness Prince Hassan and Her Excellency Ellen Johnson Sirleaf there."
    assert find(text) == [("Hassan", "person"), ("Ellen Johnson Sirleaf", "person")]
