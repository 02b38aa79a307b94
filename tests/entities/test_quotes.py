"""Who is quoted saying what."""

from __future__ import annotations

import pytest

from tests.entities.stories import PANDEMIC, quote


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "“We shall never surrender to them,” Winston Churchill said.",
            {"Winston Churchill": ["We shall never surrender to them"]},
        ),
        (
            '"We shall never surrender to them," said Winston Churchill.',
            {"Winston Churchill": ["We shall never surrender to them"]},
        ),
        ("«Nous allons gagner ensemble», said Emmanuel Macron.", {"Emmanuel Macron": ["Nous allons gagner ensemble"]}),
        ("Angela Merkel said: “We can do this together.”", {"Angela Merkel": ["We can do this together."]}),
        ("According to Angela Merkel, “we can do this together”.", {"Angela Merkel": ["we can do this together"]}),
        ("“It is time to act,” said Kremlin spokesman Dmitry Peskov.", {"Dmitry Peskov": ["It is time to act"]}),
        (
            "“It is time to act,” Dmitry Peskov, the Kremlin spokesman, told reporters.",
            {"Dmitry Peskov": ["It is time to act"]},
        ),
        (
            "“It is a good day,” Merkel said. “We should all be glad.”",
            {"Merkel": ["It is a good day", "We should all be glad."]},
        ),
        (
            "“It is a good day,” the agency Tass quoted Dmitry Peskov as saying.",
            {"Dmitry Peskov": ["It is a good day"]},
        ),
        ("‘We are ready for talks,’ said Volodymyr Zelensky.", {"Volodymyr Zelensky": ["We are ready for talks"]}),
        (
            "Dmitry Peskov said there was no plan to sign anything.",
            {"Dmitry Peskov": ["there was no plan to sign anything"]},
        ),
        (
            "Dmitry Peskov told reporters on Friday that the talks would go on.",
            {"Dmitry Peskov": ["the talks would go on"]},
        ),
        ("The talks will go on for weeks, the Kremlin said.", {"Kremlin": ["The talks will go on for weeks"]}),
        ("NATO said in a statement that the exercise was over.", {"NATO": ["the exercise was over"]}),
    ],
)
def test_quotations(text: str, expected: dict[str, list[str]]) -> None:
    assert quote(text) == expected


def test_a_pronoun_means_the_last_fitting_speaker() -> None:
    found = quote(PANDEMIC)
    assert found["Tedros Adhanom Ghebreyesus"] == [
        "We have called every day for countries to take urgent and aggressive action",
        "We have rung the alarm bell loud and clear",
    ]
    assert found["Giuseppe Conte"] == ["the country had to stay at home"]


def test_she_is_not_the_man_who_spoke_last() -> None:
    text = (
        "Mrs Margaret Thatcher came to Paris. Mr François Mitterrand said he was glad to see her.\n\n"
        "“The lady is not for turning,” she said."
    )
    assert quote(text)["Margaret Thatcher"] == ["The lady is not for turning"]


def test_a_quotation_goes_on_over_paragraphs() -> None:
    text = (
        "Nelson Mandela said: “I have cherished the ideal of a free society.\n\n"
        "“It is an ideal which I hope to live for.”"
    )
    assert quote(text) == {
        "Nelson Mandela": ["I have cherished the ideal of a free society.", "It is an ideal which I hope to live for."]
    }


def test_the_ministry_is_the_one_named_before() -> None:
    text = "The Foreign Ministry summoned the envoy in Oslo. “This cannot stand any longer,” the ministry said."
    assert quote(text) == {"Foreign Ministry": ["This cannot stand any longer"]}


@pytest.mark.parametrize(
    "text",
    [
        "He is a “so-called” expert, and Angela Merkel knows him.",
        "“It is time to act,” a spokesman for the ministry said in Berlin.",
        "The film “Good Bye, Lenin!” was shown to Angela Merkel.",
        "“It is time to act now.”",
        "'' \" “ ” ‘ « »",
    ],
)
def test_nobody_is_quoted(text: str) -> None:
    assert quote(text) == {}


def test_who_is_named_inside_a_quotation_does_not_speak() -> None:
    text = "“Angela Merkel said nothing to us at all,” Vladimir Putin said."
    assert quote(text) == {"Vladimir Putin": ["Angela Merkel said nothing to us at all"]}
