"""A wrong merge never destroys: splitting gives back exactly what was."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from tui import corrections
from tui.app import repair
from tui.entities.resolve import Linked, Local, link
from tui.library.records import EntityRef
from tui.model import Corrections, Kind
from tui.text import fold

PEOPLE = (
    "Ada Poe",
    "A. Poe",
    "Poe",
    "Adah Poe",
    "Ben Ray",
    "Ray",
    "Sergei Lavrov",
    "Sergey Lavrov",
    "LAVROV",
    "Ada B. Poe",
)
BODIES = ("United Nations", "UN", "U.N.", "Port Board", "port board", "PB")
locals_ = st.lists(
    st.one_of(
        st.tuples(st.just(Kind.PERSON), st.sampled_from(PEOPLE), st.just(()), st.integers(1, 9)),
        st.tuples(st.just(Kind.ORGANISATION), st.sampled_from(BODIES), st.just(()), st.integers(1, 9)),
    ),
    min_size=2,
    max_size=9,
    unique_by=lambda local: local[:2],
)
NAMES = st.sampled_from((*PEOPLE, *BODIES))
deeds = st.lists(
    st.one_of(
        st.tuples(st.just("merge"), NAMES, st.lists(NAMES, min_size=1, max_size=2)),
        st.tuples(st.just("split"), NAMES, NAMES),
        st.tuples(st.just("hide"), NAMES),
        st.tuples(st.just("pin"), NAMES),
        st.tuples(st.just("rename"), NAMES, st.sampled_from(("Somebody", "Somebody else"))),
        st.tuples(st.just("retype"), NAMES, st.sampled_from(Kind)),
    ),
    max_size=5,
)


def correct(steps: list[tuple[object, ...]]) -> Corrections:
    taught = Corrections()
    for step, *values in steps:
        taught = getattr(corrections, str(step))(taught, *values)
    return taught


def list_names(links: list[Linked], shown: tuple[Kind, str]) -> list[str]:
    """The names of an entity as the library lists them: the one shown first if an article has it."""
    names = [name for _, name, kind, to, *_ in links if (kind, to) == shown]
    return sorted(names, key=lambda name: fold(name) != fold(shown[1]))


def read(links: list[Linked]) -> dict[tuple[Kind, str], tuple[set[tuple[Kind, str]], bool, bool]]:
    """The entities as the library has them: their names, and whether any of these hides or pins them."""
    entities: dict[tuple[Kind, str], tuple[set[tuple[Kind, str]], bool, bool]] = {}
    for kind, name, to_kind, to_name, hidden, pinned, _ in links:
        names, was_hidden, was_pinned = entities.get((to_kind, to_name), (set(), False, False))
        entities[to_kind, to_name] = (names | {(kind, name)}, was_hidden or hidden, was_pinned or pinned)
    return entities


def make_ref(shown: tuple[Kind, str]) -> EntityRef:
    return EntityRef(1, shown[1], shown[0], 1, 1)


@given(locals_, deeds, st.data())
def test_splitting_gives_back_exactly_what_was(
    found: list[Local], steps: list[tuple[object, ...]], data: st.DataObject
) -> None:
    had = correct(steps)
    before = link(found, had)
    entities = sorted({(kind, name) for _, _, kind, name, *_ in before})
    assume(len(entities) > 1)
    one, other = data.draw(st.permutations(entities))[:2]
    names, its_names = list_names(before, one), list_names(before, other)
    merged = repair.merge(had, make_ref(one), names, make_ref(other), its_names)
    together = {(kind, name) for _, local, kind, name, *_ in link(found, merged) if local in (*names, *its_names)}
    assert len(together) == 1, "they are one"
    wrong = repair.list_parts(merged, [*its_names, *names])[0][0]
    assert read(link(found, repair.split(merged, [*its_names, *names], wrong))) == read(before)


@given(locals_, deeds, st.data())
def test_a_retyped_entity_keeps_all_its_names(
    found: list[Local], steps: list[tuple[object, ...]], data: st.DataObject
) -> None:
    had = correct(steps)
    before = link(found, had)
    one = data.draw(st.sampled_from(sorted({(kind, name) for _, _, kind, name, *_ in before})))
    kind = data.draw(st.sampled_from(Kind))
    names = list_names(before, one)
    after = link(found, repair.retype(had, make_ref(one), names, kind))
    ((now, shown),) = {(to_kind, to) for _, name, to_kind, to, *_ in after if name in names}
    assert now == kind
    # Among names of its new kind it may be another spelling of one of them, or a surname, and is shown as that one.
    if {name for _, name, *to in after if tuple(to[:2]) == (now, shown)} == set(names):
        assert shown == one[1]


def test_the_last_word_on_a_kind_holds_for_a_known_alias() -> None:
    had = corrections.rename(corrections.retype(Corrections(), "United Nations", Kind.PLACE), "UN", "The club")
    found: list[Local] = [(Kind.ORGANISATION, "UN", (), 2)]
    assert [link[2:4] for link in link(found, had)] == [(Kind.PLACE, "The club")]
    had = repair.retype(had, EntityRef(1, "The club", Kind.PLACE, 1, 1), ["UN"], Kind.ORGANISATION)
    assert [link[2:4] for link in link(found, had)] == [(Kind.ORGANISATION, "The club")]
