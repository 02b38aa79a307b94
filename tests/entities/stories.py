"""Texts for the tests of entities, in our own words, about things that happened."""

from __future__ import annotations

from functools import cache

from tui.entities import get_recogniser, make_notes
from tui.entities.recogniser import Recogniser
from tui.model import Entity

TREATY = (
    "Russian President Boris Yeltsin and Belarusian leader Alexander Lukashenko signed a treaty in the Kremlin on "
    "December 8, 1999, to set up the Union State of Russia and Belarus, a loose confederation with a common budget.\n\n"
    "Yeltsin, who resigned at the end of that month, called the document historic. Lukashenko, 45, had pressed for "
    "closer ties since he came to power in Minsk, the capital of Belarus, in 1994.\n\n"
    "Western governments watched with unease. The European Union (EU) said the treaty would change little, and "
    "NATO spokesman Jamie Shea declined to comment."
)
PANDEMIC = (
    "The World Health Organization (WHO) declared the outbreak a pandemic on 11 March 2020. “We have called every day "
    "for countries to take urgent and aggressive action,” WHO Director-General Tedros Adhanom Ghebreyesus told "
    "reporters in Geneva.\n\n"
    "“We have rung the alarm bell loud and clear,” he said.\n\n"
    "Italy had closed its schools two days earlier. Prime Minister Giuseppe Conte said the country had to stay at home."
)


@cache
def recogniser() -> Recogniser:
    """The built-in recogniser, loaded once."""
    return get_recogniser()


def read(body: str, language: str | None = "en") -> dict[str, Entity]:
    """Make the notes of a text and give its entities by name."""
    notes = make_notes("0" * 12, body, language=language, recogniser=recogniser())
    return {entity.name: entity for entity in notes.entities}


def kinds(body: str) -> dict[str, str]:
    """Give the kind of each entity of a text by its name."""
    return {name: str(entity.kind) for name, entity in read(body).items()}


def describe(body: str, name: str) -> list[str]:
    """Give the descriptions that a text has of one entity."""
    return [description.text for description in read(body)[name].descriptions]


def quote(body: str) -> dict[str, list[str]]:
    """Give the quotations of a text by their speakers."""
    return {name: [quote.text for quote in entity.quotes] for name, entity in read(body).items() if entity.quotes}
