"""Which names of a text are the same entity."""

from __future__ import annotations

from tests.entities.stories import PANDEMIC, TREATY, read


def names(body: str) -> dict[str, set[str]]:
    return {name: set(entity.names) for name, entity in read(body).items()}


def test_a_surname_stands_for_the_full_name() -> None:
    found = names(TREATY)
    assert found["Boris Yeltsin"] == {"Boris Yeltsin", "Yeltsin"}
    assert found["Alexander Lukashenko"] == {"Alexander Lukashenko", "Lukashenko"}


def test_the_fullest_name_is_shown_and_listed_first() -> None:
    entity = read("Merkel spoke in Berlin. Angela Merkel was chancellor, and Merkel's party won.")["Angela Merkel"]
    assert entity.names == ("Angela Merkel", "Merkel")
    assert [mention.text for mention in entity.mentions] == ["Merkel", "Angela Merkel", "Merkel"]


def test_an_acronym_stands_for_its_expansion() -> None:
    assert names(PANDEMIC)["World Health Organization"] == {"World Health Organization", "WHO"}
    text = "The Ghana Cocoa Marketing Authority (GCMA) raised prices. The GCMA said farmers would gain."
    assert names(text)["Ghana Cocoa Marketing Authority"] == {"Ghana Cocoa Marketing Authority", "GCMA"}


def test_two_people_of_one_surname_stay_apart() -> None:
    text = "Bill Clinton and Hillary Clinton came. Hillary Clinton spoke first. Clinton then sat down."
    found = names(text)
    assert found["Bill Clinton"] == {"Bill Clinton"}
    assert found["Hillary Clinton"] == {"Hillary Clinton"}
    assert found["Clinton"] == {"Clinton"}


def test_father_and_son_stay_apart() -> None:
    text = "Ferdinand Marcos Jr. won in Manila. His father, Ferdinand Marcos, ruled for two decades."
    assert set(names(text)) >= {"Ferdinand Marcos Jr", "Ferdinand Marcos"}


def test_an_article_of_a_surname_may_be_missing() -> None:
    text = "Bashar al-Assad fled Damascus. Assad had ruled since 2000, and al-Assad's father before him."
    assert names(text)["Bashar al-Assad"] == {"Bashar al-Assad", "Assad", "al-Assad"}


def test_a_chinese_surname_comes_first() -> None:
    assert names("Xi Jinping spoke in Beijing. Xi said growth would go on.")["Xi Jinping"] == {"Xi Jinping", "Xi"}


def test_a_country_has_one_entry() -> None:
    text = "The United States left. U.S. troops flew home, and the US thanked America's allies in Kabul."
    assert names(text)["United States"] == {"United States", "U.S.", "US", "America"}


def test_accents_and_initials_are_no_difference() -> None:
    text = "Nicolás Maduro spoke. Nicolas Maduro left. Donald J. Trump met Donald Trump's aides."
    found = names(text)
    assert {"Nicolás Maduro", "Nicolas Maduro"} in found.values()
    assert found["Donald J. Trump"] == {"Donald J. Trump", "Donald Trump"}


def test_the_court_of_a_country_is_the_court() -> None:
    text = "The Kenyan Supreme Court ruled on Monday. The Supreme Court said the vote was fair."
    assert names(text) == {"Kenyan Supreme Court": {"Kenyan Supreme Court", "Supreme Court"}}
