"""What is stored comes back, and what a sync finds out about files is kept."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.library.builders import ORIGIN, make_digest, make_entity, make_id, make_record, put
from tests.library.conftest import Clock
from tui.errors import NotFound
from tui.library import Counts, Library
from tui.model import Kind, Metadata


def test_a_document_comes_back_byte_for_byte(library: Library) -> None:
    kept = make_digest(1, metadata=Metadata(title="Said", byline=("Ada Poe",)), entities=[make_entity("Ada Poe")])
    put(library, kept)
    assert library.document(make_id(1)) == kept.document
    assert library.article(make_id(1)) == kept.article
    assert library.notes(make_id(1)) == kept.notes


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (b"caf\xe9\r\n", "latin-1"),
        (b"\xff\xfenot what it is said to be", "utf-16"),
        (b'{"text": "one line of a dump"}', "utf-8"),
        (b"\x00\x01\xff", "no-such-encoding"),
        (b"", "utf-8"),
    ],
)
def test_the_bytes_are_kept_whatever_the_text_was_made_of_them(library: Library, raw: bytes, encoding: str) -> None:
    kept = make_digest(1, raw=raw, encoding=encoding)
    put(library, kept)
    assert library.document(make_id(1)) == kept.document


def test_lone_surrogates_of_a_page_come_back(library: Library) -> None:
    text = "half a pair \ud83d of an emoji"
    kept = make_digest(1, raw=b"bytes")
    document = replace(kept.document, text=text, metadata=Metadata(title=text))
    blocks = (replace(kept.article.blocks[0], raw=text), *kept.article.blocks[1:])
    kept = replace(kept, document=document, article=replace(kept.article, blocks=blocks))
    put(library, kept)
    assert library.article(make_id(1)) == kept.article
    assert library.document(make_id(1)) == document


def test_counts_say_what_is_new_and_what_has_changed(library: Library, clock: Clock) -> None:
    with library.lock():
        assert library.store([make_record(1), make_record(2)], [make_digest(1), make_digest(2)]) == Counts(new=2)
        again = [make_digest(1, text="The ferry stayed."), make_digest(2, recipe="second")]
        assert library.store([make_record(1), make_record(2)], again) == Counts(changed=1)
    assert library.article(make_id(1)).body == "The ferry stayed."
    assert library.count() == 2


def test_files_and_fingerprints_are_known_again(library: Library) -> None:
    put(library, make_digest(1), make_digest(2))
    with library.lock():
        library.store([make_record(3, location="empty.txt", whole=False)])
    assert library.signatures(ORIGIN) == {"1.txt": "s1", "2.txt": "s1"}
    assert library.signatures("another") == {}
    assert library.fingerprints(ORIGIN, "1.txt") == {make_id(1): make_digest(1).document.fingerprint}
    assert library.fingerprints(ORIGIN, "nowhere.txt") == {}
    assert library.fingerprints("another", "1.txt") == {}


def test_a_record_that_left_its_dump_is_gone_and_comes_back(library: Library) -> None:
    dump = [make_digest(number, location=f"dump.jsonl#{number}") for number in (1, 2, 3)]
    with library.lock():
        library.store([], dump[:2])
        assert set(library.fingerprints(ORIGIN, "dump.jsonl")) == {make_id(1), make_id(2)}
        assert library.signatures(ORIGIN) == {}
        library.store([make_record(1, 2, 3, location="dump.jsonl")], dump[2:])
        assert library.store([make_record(1, 3, location="dump.jsonl", signature="s2")]) == Counts(gone=1)
        assert [row.gone for row in library.rows([make_id(1), make_id(2)])] == [False, True]
        assert library.store([make_record(1, 2, 3, location="dump.jsonl")]) == Counts()
    assert not library.row(make_id(2)).gone


def test_a_file_read_in_part_loses_nothing(library: Library) -> None:
    dump = [make_digest(number, location=f"dump.jsonl#{number}") for number in (1, 2)]
    with library.lock():
        library.store([make_record(1, 2, location="dump.jsonl")], dump)
        assert library.store([make_record(1, location="dump.jsonl", signature="s2", whole=False)]) == Counts()
    assert library.signatures(ORIGIN) == {"dump.jsonl": "s1"}
    assert not library.row(make_id(2)).gone


def test_a_file_named_like_a_record_is_not_one(library: Library) -> None:
    with library.lock():
        library.store([make_record(1, location="a.jsonl#b.txt")], [make_digest(1, location="a.jsonl#b.txt")])
        library.store([make_record(2, location="a.jsonl")], [make_digest(2, location="a.jsonl#1")])
        assert library.mark_gone(ORIGIN, ["a.jsonl"]) == 1
    assert [row.gone for row in library.rows([make_id(1), make_id(2)])] == [False, True]


def test_a_vanished_file_keeps_its_article_and_its_state(library: Library) -> None:
    put(library, make_digest(1), make_digest(2))
    library.set_starred([make_id(1)])
    with library.lock():
        assert library.mark_gone(ORIGIN, ["1.txt"]) == 1
        assert library.mark_gone(ORIGIN, ["1.txt"]) == 0
        assert library.signatures(ORIGIN) == {"2.txt": "s1"}
        assert library.row(make_id(1)).gone
        assert len(library.listing()) == 2
        library.store([make_record(1)])
    row = library.row(make_id(1))
    assert (row.gone, row.starred) == (False, True)


def test_a_file_name_that_is_not_unicode_is_kept(library: Library) -> None:
    name = os.fsdecode(b"caf\xe9.txt")
    kept = make_digest(1, location=name)
    # The cleaned article is made harmless; only the places of documents hold such names.
    with library.lock():
        library.store([make_record(1, location=name)], [kept])
        assert library.signatures(ORIGIN) == {name: "s1"}
        assert set(library.fingerprints(ORIGIN, name)) == {make_id(1)}
        assert library.document(make_id(1)).location == name
        assert library.mark_gone(ORIGIN, [name]) == 1


def test_what_is_made_again_alike_is_not_indexed_again(library: Library) -> None:
    put(library, make_digest(1))
    before = library.last_change()
    put(library, make_digest(1, recipe="second", lines=(5,)))
    assert library.last_change() == before
    assert library.stale({ORIGIN: "second"}) == []
    put(library, make_digest(1, recipe="second", title="Another title"))
    assert [change.article for change in library.changes(before, 10)] == [make_id(1)]


def test_stale_are_those_of_another_recipe(library: Library) -> None:
    put(library, make_digest(1), make_digest(2, recipe="second"), make_digest(3, recipe=""))
    put(library, make_digest(4, origin="another"))
    assert sorted(library.stale({ORIGIN: "second"})) == [make_id(1), make_id(3)]
    assert sorted(library.stale({ORIGIN: "third", "another": "third", "none": "third"})) == [
        make_id(number) for number in (1, 2, 3, 4)
    ]


def test_lines_that_recur_are_learned_and_their_articles_made_again(library: Library) -> None:
    many = [make_digest(number, text=f"Story {number} begins.", lines=(7, number + 100)) for number in range(1, 6)]
    put(library, *many)
    repeated = library.repeated_lines(ORIGIN, documents=4, share=0.02)
    assert repeated == frozenset({7})
    assert library.repeated_lines(ORIGIN, documents=6, share=0.02) == frozenset()
    assert library.repeated_lines(ORIGIN, documents=1, share=0.9) == frozenset({7})
    assert library.repeated_lines("another", documents=1, share=0.0) == frozenset()
    with library.lock():
        assert library.learn(ORIGIN, repeated) == [make_id(number) for number in range(1, 6)]
        assert library.learned(ORIGIN) == repeated
        assert len(library.stale({ORIGIN: "first"})) == 5
        assert library.learn(ORIGIN, repeated) == []
        put(library, *many)
        assert library.stale({ORIGIN: "first"}) == []
        assert library.learn(ORIGIN, frozenset({101})) == [make_id(number) for number in range(1, 6)]


def test_a_story_kept_under_several_names_makes_no_line_recur(library: Library) -> None:
    put(library, *(make_digest(number, text="The very same story.", lines=(7,)) for number in range(1, 6)))
    assert library.repeated_lines(ORIGIN, documents=2, share=0.0) == frozenset()


def test_lines_follow_their_article(library: Library) -> None:
    put(library, *(make_digest(number, text=f"Story {number}.", lines=(7,)) for number in (1, 2)))
    put(library, make_digest(2, text="Another story.", lines=(8, 8)))
    assert library.repeated_lines(ORIGIN, documents=2, share=0.0) == frozenset()
    assert library.repeated_lines(ORIGIN, documents=1, share=0.0) == frozenset({7, 8})


def test_the_change_log_has_each_article_once_in_order(library: Library) -> None:
    put(library, make_digest(1), make_digest(2), make_digest(3))
    put(library, make_digest(1, text="It came late."))
    changes = library.changes(0, 10)
    assert [change.article for change in changes] == [make_id(2), make_id(3), make_id(1)]
    assert [change.number for change in changes] == sorted(change.number for change in changes)
    assert not any(change.deleted for change in changes)
    assert [change.words for change in changes] == [library.row(change.article).words for change in changes]
    assert all(change.words for change in changes)
    assert library.changes(changes[0].number, 1) == [changes[1]]
    assert library.last_change() == changes[-1].number


def test_what_the_user_does_is_not_in_the_change_log(library: Library) -> None:
    put(library, make_digest(1))
    before, revision = library.last_change(), library.revision()
    library.add_tag([make_id(1)], "later")
    library.set_read([make_id(1)])
    assert library.last_change() == before
    assert library.revision() == revision + 2


def test_the_revision_stays_when_nothing_is_altered(library: Library) -> None:
    put(library, make_digest(1))
    revision = library.revision()
    library.set_read([make_id(1)], False)
    library.listing().page(0, 10)
    with library.lock():
        library.mark_gone(ORIGIN, [])
    assert library.revision() == revision


def test_what_the_index_needs(library: Library) -> None:
    named = [
        make_entity("Ada Poe", names=("Ada Poe", "Poe")),
        make_entity("Nordvik", Kind.PLACE),
        make_entity("Port Board", Kind.ORGANISATION),
    ]
    put(library, make_digest(1, entities=named), make_digest(2))
    [one, two] = library.indexables([make_id(1), "0" * 12, make_id(2)])
    assert (one.id, one.title, one.body, one.source) == (
        make_id(1), "Story 1", "The ferry left Nordvik at noon.", "Harbour Gazette",
    )  # fmt: skip
    assert (one.people, one.places, one.organisations) == (("Ada Poe", "Poe"), ("Nordvik",), ("Port Board",))
    assert (two.id, two.people) == (make_id(2), ())
    assert list(library.all_ids()) == [make_id(1), make_id(2)]


def test_ids_can_be_cut_short(library: Library) -> None:
    put(library, make_digest(0xAB0000000001), make_digest(0xAB0000000002), make_digest(0xCD0000000001))
    assert library.find_id("CD") == "cd0000000001"
    assert library.find_id("ab0000000002") == "ab0000000002"
    with pytest.raises(NotFound, match="More than one") as error:
        library.find_id("ab")
    assert "ab0000000001" in error.value.hint
    for wrong in ("ef", "", "%", "x' OR 1", "\x1b[2J"):
        with pytest.raises(NotFound) as error:
            library.find_id(wrong)
        assert "\x1b" not in error.value.message


def test_what_is_not_there_is_not_found(library: Library) -> None:
    for ask in (library.article, library.notes, library.document, library.row, library.entities):
        with pytest.raises(NotFound):
            ask(make_id(9))


def test_a_sync_needs_the_lock(library: Library) -> None:
    with pytest.raises(RuntimeError, match="lock"):
        library.store([], [make_digest(1)])


def test_the_files_are_the_users_alone(library: Library, folder: Path) -> None:
    put(library, make_digest(1))
    assert folder.stat().st_mode & 0o777 == 0o700
    modes = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert modes.keys() == {"library.sqlite", "library.sqlite-wal", "library.sqlite-shm", "lock"}
    assert set(modes.values()) == {0o600}


def test_importing_the_library_brings_in_neither_index_nor_screen() -> None:
    script = "import sys, tui.library; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert not {"whoosh", "textual", "numpy", "trafilatura", "spacy"} & set(loaded)
