"""What the user does, and taking it back."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.library.builders import make_digest, make_entity, make_id, put
from tui.errors import NotFound
from tui.library import Library, SavedSearch, State
from tui.library.state import HISTORY
from tui.model import Kind

A, B, C = (make_id(number) for number in (1, 2, 3))


@pytest.fixture
def filled(library: Library) -> Library:
    """Three articles."""
    put(library, *(make_digest(number) for number in (1, 2, 3)))
    return library


def test_untouched_until_touched(filled: Library) -> None:
    assert filled.state(A) == State()


def test_marks_and_taking_them_back(filled: Library) -> None:
    filled.set_read([B])
    done = filled.set_read([A, B, A])
    assert done.label == "1 article marked read"
    assert filled.state(A).read
    assert filled.ids_where("read") == {A, B}
    again = filled.undo(done)
    assert filled.ids_where("read") == {B}, "what was read before stays read"
    filled.undo(again)
    assert filled.ids_where("read") == {A, B}
    assert filled.set_read([A, B, C], False).label == "2 articles marked unread"
    assert filled.set_starred([C]).label == "1 article starred"
    assert filled.ids_where("starred") == {C}
    assert filled.set_starred([C], False).label == "1 article unstarred"
    assert filled.ids_where("unread") == {A, B, C}


def test_all_or_none_when_one_is_unknown(filled: Library) -> None:
    for change in (filled.set_read, filled.set_starred):
        with pytest.raises(NotFound, match="ffff"):
            change([A, "f" * 12])
    with pytest.raises(NotFound):
        filled.add_tag([A, "f" * 12], "x")
    with pytest.raises(NotFound):
        filled.set_note("f" * 12, "x")
    with pytest.raises(NotFound):
        filled.set_position("f" * 12, 3)
    assert filled.state(A) == State()


def test_tags_are_one_whatever_their_case_and_accents(filled: Library) -> None:
    done = filled.add_tag([A], " Élection  2024 ")
    assert done.label == "1 article tagged Élection 2024"
    filled.add_tag([B, A], "election 2024")
    filled.add_tag([B], "budget")
    assert filled.tags() == [("budget", 1), ("Élection 2024", 2)]
    assert filled.state(B).tags == ("budget", "Élection 2024")
    assert filled.ids_where(tag="ELECTION 2024") == {A, B}
    assert filled.ids_where(tag="elect") == set()
    removed = filled.remove_tag([A, B, C], "éLECTION 2024")
    assert removed.label == "2 articles no longer tagged Élection 2024"
    assert filled.tags() == [("budget", 1)]
    filled.undo(removed)
    assert filled.ids_where(tag="election 2024") == {A, B}
    filled.undo(done)
    assert filled.state(A).tags == ()


def test_a_tag_needs_something_to_be_seen(filled: Library) -> None:
    for empty in ("", "  ", "\u200b", "\x1b[2J"):
        with pytest.raises(NotFound):
            filled.add_tag([A], empty)


def test_notes(filled: Library) -> None:
    first = filled.set_note(A, "Ask the harbour master.\nBy Friday.\n")
    assert filled.state(A).note == "Ask the harbour master.\nBy Friday."
    assert filled.ids_where("noted") == {A}
    assert filled.ids_where(note="friday HARBOUR") == {A}
    assert filled.ids_where(note="friday sunday") == set()
    second = filled.set_note(A, "Never mind")
    filled.undo(second)
    assert filled.state(A).note == "Ask the harbour master.\nBy Friday."
    deleted = filled.set_note(A, " \n")
    assert deleted.label == "note deleted"
    assert not filled.row(A).noted
    filled.undo(deleted)
    filled.undo(first)
    assert filled.state(A) == State()


def test_several_questions_at_once(filled: Library) -> None:
    filled.set_starred([A, B])
    filled.add_tag([B, C], "sea")
    assert filled.ids_where("starred", tag="sea") == {B}
    assert filled.ids_where() == set()


def test_what_the_user_types_is_made_harmless(filled: Library) -> None:
    filled.set_note(A, "red\x1b[31m\udcff")
    filled.add_tag([A], "t\u202eag\udcff")
    filled.add_history("\x1b]0;x\x07query")
    filled.save_search("na\udcffme", "q\udcff")
    assert filled.state(A).note == "red"
    assert filled.state(A).tags == ("tag",)
    assert filled.history() == ["query"]
    assert filled.searches() == [SavedSearch("name", "q")]


def test_where_reading_stopped(filled: Library) -> None:
    filled.set_position(A, 120)
    filled.set_read([A])
    filled.set_position(A, 80)
    assert filled.state(A) == State(read=True, position=80)


def test_notes_on_entities_outlive_them(library: Library) -> None:
    put(library, make_digest(1, entities=[make_entity("Ada Poe")]))
    done = library.set_entity_note(Kind.PERSON, "ADA  POE", "Met her in May.")
    [ref] = library.find_entity("ada poe")
    assert library.card(ref.id).note == "Met her in May."
    put(library, make_digest(1))
    with library.lock():
        library.relink([])
    put(library, make_digest(1, entities=[make_entity("Ada Poe")]))
    assert library.card(library.find_entity("ada poe")[0].id).note == "Met her in May."
    library.undo(done)
    assert library.card(library.find_entity("ada poe")[0].id).note == ""


def test_state_survives_all_that_happens_to_the_article(filled: Library) -> None:
    filled.set_read([A])
    filled.set_starred([A])
    filled.add_tag([A], "sea")
    filled.set_note(A, "mine")
    filled.set_position(A, 7)
    before = filled.state(A)
    put(filled, make_digest(1, text="It was cleaned again.", recipe="second"))
    with filled.lock():
        filled.mark_gone("archive", ["1.txt"])
    put(filled, make_digest(1, text="It is back, and changed."))
    assert filled.state(A) == before
    row = filled.row(A)
    assert (row.read, row.starred, row.tags, row.noted) == (True, True, ("sea",), True)


def test_state_is_there_for_an_article_that_is_made_from_nothing(filled: Library) -> None:
    filled.set_read([A])
    filled.set_note(A, "mine")
    number = filled._db.value("SELECT number FROM article WHERE id = ?", (A,))
    for table in ("document", "page", "company"):
        filled._db.run(f"DELETE FROM {table} WHERE article = ?", (number,))  # noqa: S608
    filled._db.run("DELETE FROM article WHERE number = ?", (number,))
    assert [change.deleted for change in filled.changes(0, 9)] == [True, False, False]
    put(filled, make_digest(1))
    row = filled.row(A)
    assert (row.read, row.noted) == (True, True)
    assert filled.listing(where="unread").position(A) is None


def test_saved_searches_keep_their_order(library: Library) -> None:
    library.save_search("b", "one")
    library.save_search("a", "two")
    library.save_search("b", "three")
    assert library.searches() == [SavedSearch("b", "three"), SavedSearch("a", "two")]
    library.delete_search("b")
    assert library.searches() == [SavedSearch("a", "two")]
    with pytest.raises(NotFound, match="“b”"):
        library.delete_search("b")


def test_history_has_each_query_once_and_forgets_the_oldest(library: Library) -> None:
    for query in ("one", "two", " one ", ""):
        library.add_history(query)
    assert library.history() == ["one", "two"]
    for number in range(HISTORY):
        library.add_history(f"query {number}")
    assert len(library.history()) == HISTORY
    assert "one" not in library.history()


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["read", "starred", "tag", "untag", "note"]),
            st.lists(st.sampled_from([A, B, C]), min_size=1, max_size=3),
            st.sampled_from(["", "sea", "Sea", "land"]),
            st.booleans(),
        ),
        max_size=12,
    )
)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_taking_everything_back_gives_the_former_state_exactly(
    filled: Library, deeds: list[tuple[str, list[str], str, bool]]
) -> None:
    before = [filled.state(id_) for id_ in (A, B, C)]
    done = []
    for deed, ids, word, value in deeds:
        match deed:
            case "read":
                done.append(filled.set_read(ids, value))
            case "starred":
                done.append(filled.set_starred(ids, value))
            case "tag":
                done.append(filled.add_tag(ids, word or "x"))
            case "untag":
                done.append(filled.remove_tag(ids, word or "x"))
            case _:
                done.append(filled.set_note(ids[0], word))
    after = [filled.state(id_) for id_ in (A, B, C)]
    redo = [filled.undo(change) for change in reversed(done)]
    assert [filled.state(id_) for id_ in (A, B, C)] == before
    for change in reversed(redo):
        filled.undo(change)
    assert [filled.state(id_) for id_ in (A, B, C)] == after
