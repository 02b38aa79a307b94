"""Transactions, and what a person is told when the disk, the file or another program stands in the way."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.library.builders import make_digest, make_entity, make_id, make_record, put
from tui.entities import namesakes
from tui.errors import LibraryBusy, LibraryError
from tui.library import Library, Undo
from tui.library.connect import Database
from tui.model import Kind


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """A database with one table, and the revision that `atomic` counts up."""
    database = Database(tmp_path / "x.sqlite", timeout=0.05)
    database.run("CREATE TABLE meta (name, value)")
    database.run("INSERT INTO meta VALUES ('revision', 0)")
    database.run("CREATE TABLE t (x UNIQUE)")
    yield database
    database.close()


def values(db: Database) -> list[int]:
    return [x for (x,) in db.all("SELECT x FROM t ORDER BY x")]


def test_all_or_nothing(db: Database) -> None:
    with pytest.raises(ZeroDivisionError), db.atomic():
        db.run("INSERT INTO t VALUES (1)")
        _ = 1 / 0
    assert values(db) == []
    with db.atomic():
        db.run("INSERT INTO t VALUES (1)")
    assert values(db) == [1]
    assert db.value("SELECT value FROM meta") == 1


def test_an_inner_block_can_fail_alone(db: Database) -> None:
    with db.atomic():
        db.run("INSERT INTO t VALUES (1)")
        with pytest.raises(ZeroDivisionError), db.atomic():
            db.run("INSERT INTO t VALUES (2)")
            with db.atomic():
                db.run("INSERT INTO t VALUES (3)")
            _ = 1 / 0
        with db.atomic():
            db.run("INSERT INTO t VALUES (4)")
    assert values(db) == [1, 4]
    assert db.value("SELECT value FROM meta") == 1


def test_the_first_error_is_the_one_that_is_told(db: Database) -> None:
    with pytest.raises(ZeroDivisionError), db.atomic(), db.atomic():
        db.run("INSERT INTO t VALUES (1)")
        db.run("ROLLBACK")  # as SQLite does by itself on a full disk
        _ = 1 / 0
    with db.atomic():
        db.run("INSERT INTO t VALUES (2)")
    assert values(db) == [2]


def test_a_mistake_of_ours_stays_what_it_is(db: Database) -> None:
    db.run("INSERT INTO t VALUES (1)")
    with pytest.raises(sqlite3.IntegrityError), db.atomic():
        db.run("INSERT INTO t VALUES (1)")
    with pytest.raises(sqlite3.OperationalError, match="syntax"):
        db.run("SELEC")


def test_a_snapshot_sees_one_moment(db: Database) -> None:
    other = Database(db.path, timeout=1)
    with db.snapshot(), db.snapshot():
        assert values(db) == []
        other.run("INSERT INTO t VALUES (1)")
        assert values(db) == []
        with pytest.raises(RuntimeError), db.atomic():
            pass
    assert values(db) == [1]
    with db.atomic(), db.snapshot():
        db.run("INSERT INTO t VALUES (2)")
    assert values(db) == [1, 2]
    other.close()


def test_each_thread_has_its_own_connection(db: Database) -> None:
    seen = []

    def read() -> None:
        seen.append(db._session().connection)
        with db.atomic():
            db.run("INSERT INTO t VALUES (1)")

    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    assert seen[0] is not db._session().connection
    assert values(db) == [1]


def test_a_closed_library_says_so(folder: Path) -> None:
    library = Library.open(folder)
    library.close()
    library.close()
    with pytest.raises(LibraryError, match="closed"):
        library.count()


def test_readers_and_a_writer_do_not_wait_for_each_other(library: Library, folder: Path) -> None:
    assert library._db.value("PRAGMA journal_mode") == "wal"
    assert library._db.value("PRAGMA synchronous") == 1
    assert library._db.value("PRAGMA foreign_keys") == 1


def block_shared_memory(folder: Path) -> None:
    """Put something in the place of SQLite's file for it that SQLite does not follow."""
    (folder / "library.sqlite-shm").symlink_to("library.sqlite-shm")


def test_without_shared_memory_the_library_works_all_the_same(folder: Path) -> None:
    folder.mkdir()
    block_shared_memory(folder)
    with Library.open(folder) as library:
        assert library._db.value("PRAGMA journal_mode") == "delete"
        assert library._db.value("PRAGMA synchronous") == 2
        put(library, make_digest(1))
        with Library.open(folder) as other:
            other.set_read([make_id(1)])
        assert library.state(make_id(1)).read


def test_a_library_carried_to_where_there_is_no_shared_memory(folder: Path) -> None:
    with Library.open(folder) as library:
        put(library, make_digest(1))
    block_shared_memory(folder)
    with Library.open(folder) as library:
        assert library.count() == 1
        put(library, make_digest(2))
        assert library.check() == []


# ------------------------------------------------------------------------- locked by another program

WRITING: dict[str, Callable[[Library], object]] = {
    "store": lambda library: put(library, make_digest(2)),
    "mark_gone": lambda library: library.mark_gone("archive", ["1.txt"]),
    "learn": lambda library: library.learn("archive", frozenset({1})),
    "relink": lambda library: library.relink([]),
    "part": lambda library: library.part(lambda given: None, namesakes.follow),
    "settle": lambda library: library.settle(),
    "regroup": lambda library: library.regroup(),
    "set_read": lambda library: library.set_read([make_id(1)]),
    "set_starred": lambda library: library.set_starred([make_id(1)]),
    "add_tag": lambda library: library.add_tag([make_id(1)], "x"),
    "remove_tag": lambda library: library.remove_tag([make_id(1)], "x"),
    "set_note": lambda library: library.set_note(make_id(1), "x"),
    "set_position": lambda library: library.set_position(make_id(1), 3),
    "set_entity_note": lambda library: library.set_entity_note(Kind.PERSON, "Ada Poe", "x"),
    "undo": lambda library: library.undo(Undo("", "read", "", ((make_id(1), False),))),
    "save_search": lambda library: library.save_search("x", "y"),
    "delete_search": lambda library: library.delete_search("x"),
    "add_history": lambda library: library.add_history("x"),
}
READING: dict[str, Callable[[Library], object]] = {
    "signatures": lambda library: library.signatures("archive"),
    "fingerprints": lambda library: library.fingerprints("archive", "1.txt"),
    "feed_state": lambda library: library.feed_state("archive"),
    "stale": lambda library: library.stale({"archive": "x"}),
    "repeated_lines": lambda library: library.repeated_lines("archive", documents=1, share=0.1),
    "learned": lambda library: library.learned("archive"),
    "is_learned": lambda library: library.is_learned("archive", ""),
    "count_line": lambda library: library.count_line("archive", 1),
    "is_linked": lambda library: library.is_linked(""),
    "versions": lambda library: library.versions(make_id(1)),
    "with_versions": lambda library: library.with_versions([make_id(1)]),
    "local_entities": lambda library: library.local_entities(),
    "count": lambda library: library.count(),
    "revision": lambda library: library.revision(),
    "find_id": lambda library: library.find_id(make_id(1)),
    "document": lambda library: library.document(make_id(1)),
    "revisions": lambda library: library.revisions(make_id(1)),
    "article": lambda library: library.article(make_id(1)),
    "bodies": lambda library: library.bodies([make_id(1)]),
    "notes": lambda library: library.notes(make_id(1)),
    "entities": lambda library: library.entities(make_id(1)),
    "row": lambda library: library.row(make_id(1)),
    "rows": lambda library: library.rows([make_id(1)]),
    "listing": lambda library: library.listing().page(0, 1),
    "state": lambda library: library.state(make_id(1)),
    "tags": lambda library: library.tags(),
    "ids_where": lambda library: library.ids_where("unread"),
    "searches": lambda library: library.searches(),
    "history": lambda library: library.history(),
    "card": lambda library: library.card(1),
    "find_entity": lambda library: library.find_entity("Ada Poe"),
    "entity_list": lambda library: library.entity_list(),
    "rank": lambda library: library.rank(order="rise"),
    "ranked": lambda library: library.ranked(library.rank(), 0, 9),
    "quotes": lambda library: library.quotes(1),
    "together": lambda library: library.together([1]),
    "events": lambda library: library.events([1]),
    "facets": lambda library: library.facets(),
    "changes": lambda library: library.changes(0, 9),
    "last_change": lambda library: library.last_change(),
    "indexables": lambda library: list(library.indexables([make_id(1)])),
    "all_ids": lambda library: list(library.all_ids()),
    "token": lambda library: library.token(),
    "check": lambda library: library.check(),
}


@pytest.fixture
def busy(folder: Path) -> Iterator[Library]:
    """A library that another program began to write and does not let go of."""
    with Library.open(folder, timeout=0.01) as library:
        put(library, make_digest(1, entities=[make_entity("Ada Poe")]))
        holder = sqlite3.connect(folder / "library.sqlite", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        with library.lock():
            yield library
        holder.close()


def test_every_method_is_tried_on_a_locked_library() -> None:
    methods = {name for name in dir(Library) if callable(getattr(Library, name)) and not name.startswith("_")}
    assert methods - {"open", "close", "lock", "writer"} == WRITING.keys() | READING.keys()


@pytest.mark.parametrize("name", WRITING)
def test_writing_tells_that_another_program_writes(busy: Library, name: str) -> None:
    with pytest.raises(LibraryBusy, match=r"library\.sqlite") as error:
        WRITING[name](busy)
    assert error.value.hint


@pytest.mark.parametrize("name", READING)
def test_reading_does_not_care_that_another_program_writes(busy: Library, name: str) -> None:
    READING[name](busy)


# ------------------------------------------------------------------------- a full disk, a read-only one, a damaged file


def test_a_full_disk_loses_nothing_that_was_stored(folder: Path) -> None:
    with Library.open(folder) as library:
        put(library, make_digest(1))
        library.set_starred([make_id(1)])
        library._db.run(f"PRAGMA max_page_count = {library._db.value('PRAGMA page_count') + 4}")
        many = [make_digest(number, text=f"{number} " * 5000) for number in range(2, 300)]
        with library.lock(), pytest.raises(LibraryError, match="disk is full") as error:
            library.store([make_record(int(one.document.id, 16)) for one in many], many)
        assert "whole" in error.value.hint
        assert library.writer() is None
        library._db.run("PRAGMA max_page_count = 1000000")
        assert library.count() == 1
        library.set_read([make_id(1)])
        put(library, make_digest(2))
    with Library.open(folder) as library:
        assert (library.check(), library.count()) == ([], 2)
        assert library.state(make_id(1)).starred


def test_a_library_that_may_not_be_written(folder: Path) -> None:
    with Library.open(folder) as library:
        put(library, make_digest(1))
        library._db.run("PRAGMA query_only = 1")
        with pytest.raises(LibraryError, match="may not be written") as error:
            library.set_read([make_id(1)])
        assert str(folder) in error.value.hint
        assert library.count() == 1


def test_a_damaged_page_is_told_and_the_file_left_alone(folder: Path) -> None:
    with Library.open(folder) as library:
        put(library, *(make_digest(number, text=f"{number} " * 2000) for number in range(50)))
    path = folder / "library.sqlite"
    data = bytearray(path.read_bytes())
    for start in range(len(data) // 2 // 4096 * 4096, len(data), 4096):
        data[start : start + 200] = b"\xff" * 200
    path.write_bytes(data)
    with Library.open(folder) as library:
        assert library.check()
        with pytest.raises(LibraryError, match="damaged") as error:
            for number in range(50):
                library.article(make_id(number))
        assert "recover" in error.value.hint
    assert path.stat().st_size == len(data)


def test_a_damaged_record_is_told(library: Library) -> None:
    put(library, make_digest(1), make_digest(2))
    kept = library._db.one("SELECT content, notes FROM page WHERE article = 1")
    for content in (b"not compressed", kept[0][:-9], kept[1]):
        library._db.run("UPDATE page SET content = ? WHERE article = 1", (content,))
        with pytest.raises(LibraryError, match="damaged"):
            library.article(make_id(1))
    assert library.article(make_id(2)).title == "Story 2"


def test_checks_find_what_does_not_fit(folder: Path) -> None:
    with Library.open(folder) as library:
        put(library, make_digest(1, entities=[make_entity("Ada Poe")]), make_digest(2))
        for statement in (
            "DELETE FROM document WHERE article = 2",
            "DELETE FROM change WHERE article LIKE '%2'",
            "UPDATE article SET read = 1",
            "UPDATE entity SET mentions = 9",
            "UPDATE local SET articles = 9",
            "UPDATE usage SET local = 99",
            "UPDATE company SET locals = x''",
        ):
            library._db.run(statement)
        problems = library.check()
    assert len(problems) == 7
    assert "1 articles have no document" in problems
