"""Two people of one name: told apart on strong evidence alone."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.entities.namesakes import divide, follow
from tui.model import Appearance, Parting

FATHER = [[1, 2, 3], [2, 3, 4], [1, 4, 5], [3, 4, 5], [1, 2, 5], [1, 3]]
SON = [[11, 12], [12, 13, 14], [11, 14], [11, 12, 13], [12, 14], [11, 13]]
MONTH = 30


def tell(
    company: Sequence[Sequence[int]], *roles: str, start: int = 727_000, first: int = 0, step: int = MONTH
) -> list[Appearance]:
    """Articles with this company, a month apart, each with one of the roles in turn."""
    return [
        Appearance(
            first + number,
            start + step * number,
            frozenset(others),
            frozenset([roles[number % len(roles)]] if roles else []),
        )
        for number, others in enumerate(company)
    ]


def sides(parting: Parting | None) -> list[int] | None:
    return None if parting is None else list(parting.sides)


def test_disjoint_company_and_roles_are_two() -> None:
    father = tell(FATHER, "41st president of united states", "president of united states")
    son = tell(SON[:5], "43rd president of united states", "president", start=731_000, first=100)
    parting = divide([*father, *son])
    assert sides(parting) == [0] * 6 + [1] * 5
    assert parting is not None
    assert (parting.one.role, parting.other.role) == ("41st president", "43rd president")
    assert set(parting.other.company) <= {11, 12, 13, 14}
    assert (parting.other.first, parting.other.last) == (731_000, 731_000 + 4 * MONTH)


def test_two_at_the_same_time_in_five_articles_each() -> None:
    both = [*tell(FATHER[:5], "striker"), *tell(SON[:5], "education minister of norway", first=100)]
    assert sides(divide(both)) == [0] * 5 + [1] * 5


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(tell(FATHER[:4], "striker"), tell(SON, "minister", first=100), id="few articles"),
        pytest.param(tell(FATHER, "striker"), tell(SON, first=100), id="one without a role"),
        pytest.param(tell(FATHER), tell(SON, first=100), id="no roles at all"),
        pytest.param(
            tell(FATHER, "minister of sport"), tell(SON, "former minister of norway", first=100), id="the same role"
        ),
        pytest.param(tell(FATHER, "actor"), tell(SON, "governor", "former actor", first=100), id="a role remembered"),
        pytest.param(tell(FATHER, "striker"), tell([*SON[:5], [11, 3]], "minister", first=100), id="company in common"),
        pytest.param(tell(FATHER, "actor"), tell(SON, "governor", start=727_200, first=100), id="one after the other"),
        pytest.param(tell(FATHER, "striker", step=0), tell(SON, "minister", step=0, first=100), id="all of one day"),
        pytest.param(
            [one for number in range(6) for one in tell(FATHER[:1], "striker", first=number % 2)],
            tell(SON, "minister", first=100),
            id="versions of two stories",
        ),
        pytest.param(
            [*tell(FATHER, "striker"), *tell([[90 + n] for n in range(6)], first=200)],
            tell(SON, "minister", first=100),
            id="many that are neither's",
        ),
        pytest.param(
            tell([[50 + n] for n in range(6)], "striker"),
            tell(SON, "minister", first=100),
            id="company that never recurs",
        ),
        pytest.param(tell(FATHER, "who was born in Oslo"), tell(SON, "which he denied", first=100), id="only clauses"),
    ],
)
def test_one_stays_whole(one: list[Appearance], other: list[Appearance]) -> None:
    assert divide([*one, *other]) is None


def test_a_long_career_with_slowly_changing_company_is_one() -> None:
    company = [[number, number + 1, number + 2] for number in range(60)]
    career = [
        *tell(company[:20], "striker", step=200),
        *tell(company[20:40], "coach", start=731_000, first=100, step=200),
        *tell(company[40:], "minister of sport", start=735_000, first=200, step=200),
    ]
    assert divide(career) is None


def test_what_is_neithers_stays_with_the_more_frequent() -> None:
    both = [*tell(FATHER, "striker"), *tell(SON[:5], "minister", first=100), *tell([[90]], first=200)]
    assert sides(divide(both)) == [0] * 6 + [1] * 5 + [0]


def test_names_in_many_articles_are_parted_whole() -> None:
    many = [
        *tell(FATHER * 60, "striker", step=3),
        *tell(SON * 20, "minister", first=1000, step=9),
    ]
    assert sides(divide(many)) == [0] * 360 + [1] * 120


# --------------------------------------------------------------------------- when articles come

BOTH = [*tell(FATHER, "striker"), *tell(SON[:5], "minister", first=100)]
KNOWN = [0] * 6 + [1] * 5


@pytest.mark.parametrize(
    ("company", "role", "side"), [([12, 13], "", 1), ([4], "", 0), ([], "minister", 1), ([], "", 0)]
)
def test_a_new_article_goes_to_the_nearer(company: list[int], role: str, side: int) -> None:
    new = tell([company], *([role] if role else []), first=300)
    assert sides(follow([*BOTH, *new], [*KNOWN, -1])) == [*KNOWN, side]


def test_one_article_with_the_company_of_both_does_not_make_them_one() -> None:
    assert sides(follow([*BOTH, *tell([[1, 2, 11]], first=300)], [*KNOWN, -1])) == [*KNOWN, 0]


def test_many_ties_make_them_one_unless_the_user_keeps_them_apart() -> None:
    tying = tell([[1, 11], [2, 12], [3, 13], [4, 14]] * 2, "minister", "striker", first=300)
    known = [*KNOWN, *[-1] * 8]
    assert follow([*BOTH, *tying], known) is None
    kept = sides(follow([*BOTH, *tying], known, fixed=True))
    assert kept is not None
    assert kept[:11] == KNOWN


def test_one_whose_articles_are_gone_is_no_more() -> None:
    assert follow(BOTH[:6], KNOWN[:6]) is None


@given(st.permutations(range(len(BOTH))))
def test_the_order_of_articles_does_not_matter(order: list[int]) -> None:
    assert sides(divide([BOTH[index] for index in order])) == [KNOWN[index] for index in order]


APPEARANCES = st.lists(
    st.builds(
        Appearance,
        st.integers(0, 8),
        st.none() | st.integers(700_000, 740_000),
        st.frozensets(st.integers(0, 6), max_size=4),
        st.frozensets(st.sampled_from(["", "41st", "1st mayor", "2nd mayor", "mayor of x", "who", "the"]), max_size=2),
    ),
    max_size=30,
)


@given(APPEARANCES, st.booleans())
def test_every_appearance_is_someones(appearances: list[Appearance], fixed: bool) -> None:
    known = [number % 3 - 1 for number in range(len(appearances))]
    for parting in (divide(appearances), follow(appearances, known, fixed=fixed)):
        assert parting is None or (len(parting.sides) == len(appearances) and set(parting.sides) == {0, 1})
