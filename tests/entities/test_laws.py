"""What holds for any text."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.entities.stories import PANDEMIC, TREATY, recogniser
from tui.entities import make_notes
from tui.entities.tokens import split
from tui.entities.variants import make_key, split_name
from tui.model import ArticleNotes

PIECES = st.sampled_from(
    [
        "President ",
        "Vladimir Putin",
        "said ",
        ", ",
        ". ",
        "“",
        "”",
        '"',
        "'",
        "’s ",
        "the ",
        "of ",
        "and ",
        "Ministry ",
        "UN",
        "U.S.",
        "al-Assad ",
        "J. ",
        "(EAEU) ",
        "\n\n",
        "\n",
        "who is ",
        "he ",
        "according to ",
        "quoted ",
        "as saying ",
        " - ",
        "I",
        "May ",
        "Black Sea resort of Sochi ",
        "70-year-old ",
        "Bank ",
        "told ",
        "US$",
        "Ω",
        "俄罗斯",
        "\u202e",
        "\x00",
        "'s",
        "O'Brien ",
    ]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=200)


def check(body: str, notes: ArticleNotes) -> None:
    seen: list[tuple[int, int]] = []
    for entity in notes.entities:
        assert entity.mentions
        assert entity.name == entity.names[0]
        assert len(set(entity.names)) == len(entity.names)
        for mention in entity.mentions:
            assert body[mention.start : mention.end] == mention.text
            assert mention.text.strip() == mention.text != ""
            seen.append((mention.start, mention.end))
        parts = [(one.start, one.end, one.text) for one in entity.descriptions]
        parts += [(one.start, one.end, one.text) for one in entity.quotes]
        for start, end, text in parts:
            assert 0 <= start < end <= len(body)
            assert body[start:end] == text
    seen.sort()
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(seen))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(TEXTS)
def test_offsets_are_true_and_mentions_do_not_overlap(body: str) -> None:
    check(body, make_notes("0" * 12, body, language=None, recogniser=recogniser()))


@pytest.mark.parametrize(
    "body", [TREATY, PANDEMIC, TREATY.upper(), TREATY.title(), TREATY.lower(), TREATY.replace(" ", "\n")]
)
def test_stories_in_any_case(body: str) -> None:
    check(body, make_notes("0" * 12, body, language="en", title=body[:60], recogniser=recogniser()))


@settings(deadline=None)
@given(TEXTS)
def test_the_same_text_gives_the_same_notes(body: str) -> None:
    first, second = (make_notes("0" * 12, body, language=None, recogniser=recogniser()) for _ in range(2))
    assert first == second


def test_a_body_of_many_megabytes_is_read_at_its_start() -> None:
    body = "Angela Merkel spoke in Berlin. " * 100_000
    notes = make_notes("0" * 12, body, language="en", recogniser=recogniser())
    assert {entity.name for entity in notes.entities} == {"Angela Merkel", "Berlin"}


def test_only_english_is_read_for_descriptions_and_quotations() -> None:
    notes = make_notes("0" * 12, TREATY, language="de", recogniser=recogniser())
    assert {entity.name for entity in notes.entities} >= {"Boris Yeltsin", "Kremlin"}
    assert not any(entity.descriptions or entity.quotes for entity in notes.entities)


@pytest.mark.parametrize(
    "body",
    [
        "Der russische Präsident Boris Jelzin und der belarussische Staatschef Alexander Lukaschenko unterzeichneten "
        "am 8. Dezember 1999 im Kreml einen Vertrag. „Das ist ein historischer Tag für uns alle“, sagte Jelzin.",
        "Le président russe Boris Eltsine et le dirigeant biélorusse Alexandre Loukachenko ont signé un traité au "
        "Kremlin. « C’est un jour historique pour nous tous », a déclaré M. Eltsine, qui a démissionné peu après.",
        "El presidente ruso Boris Yeltsin y el líder bielorruso Alexander Lukashenko firmaron un tratado en "
        "el Kremlin. “Es un día histórico para todos nosotros”, dijo Yeltsin, quien dimitió poco después en Moscú.",
    ],
)
def test_nothing_is_said_of_texts_that_turn_out_not_to_be_english(body: str) -> None:
    notes = make_notes("0" * 12, body, language=None, recogniser=recogniser())
    assert notes.entities
    assert not any(entity.descriptions or entity.quotes for entity in notes.entities)


def spell(number: int) -> str:
    """Make a word of a number that no other number has."""
    return "B" + "".join("aeioubdgklmnprst"[int(digit, 16)] for digit in f"{number:04x}") + "ov"


@pytest.mark.parametrize(
    "shape",
    [
        "President Boris {} said that he was glad. ",
        "President {} Smith said that he was glad. ",
        "“It is a fine day,” said {} Petrov. ",
        "Vladimir {}, the head of the party, and ",
        "The Ministry of {} Affairs said so. ",
        "In the city of {} people spoke. ",
    ],
)
def test_ten_thousand_names(shape: str) -> None:
    body = "".join(shape.format(spell(number)) for number in range(10_000))
    check(body, make_notes("0" * 12, body, language="en", recogniser=recogniser()))


@pytest.mark.parametrize(
    "piece",
    [
        "Angela Merkel said that ",
        "Angela Merkel, the president of the union, ",
        "Angela Merkel, who is the head, who ",
        "“It is a plan, Angela Merkel said. ",
        "' Angela Merkel said it's a ‘plan ",
        "according to Angela Merkel, ",
        "adding that ",
        "“it is a good plan” and ",
        "former ",
        "president and ",
        "he said, ",
        '"',
    ],
)
def test_a_sentence_without_an_end(piece: str) -> None:
    body = piece * (200_000 // len(piece)) + "President Angela Merkel."
    check(body, make_notes("0" * 12, body, language="en", recogniser=recogniser()))


@pytest.mark.parametrize(
    "name", ["A B", "Q", "A" + "b" * 299 + " C" + "d" * 299, "O'", "’’ ’", "Ann\x00 Bo\u202el", "😀 Al"]
)
def test_names_of_any_length_and_make(name: str) -> None:
    body = f"President {name} said that {name}'s plan was good. “It is a fine day,” {name}, the head, added. " * 3
    check(body, make_notes("0" * 12, body, language="en", recogniser=recogniser()))


def test_the_most_mentioned_come_first() -> None:
    notes = make_notes("0" * 12, TREATY, language="en", recogniser=recogniser())
    counts = [len(entity.mentions) for entity in notes.entities]
    assert counts == sorted(counts, reverse=True)


@given(TEXTS)
def test_words_lie_in_order_where_they_say(text: str) -> None:
    end = 0
    for token in split(text):
        assert text[token.start : token.end] == token.text
        assert token.start >= end
        end = token.end


@given(st.text(max_size=30))
def test_names_are_taken_apart_whatever_they_are(name: str) -> None:
    for word in split_name(name).words:
        make_key(word)
