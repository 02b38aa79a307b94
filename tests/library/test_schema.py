"""Opening what is there: nothing, an older library, a newer one, or something else."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.library.builders import make_digest, make_entity, make_id, put
from tui.errors import LibraryError
from tui.library import Library, schema


def test_a_library_is_itself_when_opened_again(folder: Path) -> None:
    with Library.open(folder) as library:
        token, revision = library.token(), library.revision()
        assert len(token) == 32
    with Library.open(folder) as library:
        assert (library.token(), library.revision()) == (token, revision)
    with Library.open(folder.with_name("another")) as another:
        assert another.token() != token


def test_nothing_is_made_when_nothing_may_be(folder: Path) -> None:
    with pytest.raises(LibraryError, match="no library") as error:
        Library.open(folder, create=False)
    assert "sync" in error.value.hint
    assert not folder.exists()


def test_a_newer_library_is_left_alone(folder: Path) -> None:
    with Library.open(folder) as library:
        put(library, make_digest(1))
        library._db.run("PRAGMA user_version = 99")
    with pytest.raises(LibraryError, match="newer") as error:
        Library.open(folder)
    assert "Upgrade" in error.value.hint
    connection = sqlite3.connect(folder / "library.sqlite")
    assert connection.execute("SELECT count(*) FROM article").fetchone() == (1,)
    connection.close()


def test_another_programs_database_is_left_alone(folder: Path) -> None:
    folder.mkdir()
    connection = sqlite3.connect(folder / "library.sqlite")
    connection.execute("CREATE TABLE recipes (name)")
    connection.close()
    with pytest.raises(LibraryError, match="another program"):
        Library.open(folder)
    connection = sqlite3.connect(folder / "library.sqlite")
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("recipes",)]
    connection.close()


@pytest.mark.parametrize("content", [b"this is not a database " * 200, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_file_that_is_no_database_is_left_alone(folder: Path, content: bytes) -> None:
    folder.mkdir()
    (folder / "library.sqlite").write_bytes(content)
    with pytest.raises(LibraryError, match=r"library\.sqlite") as error:
        Library.open(folder)
    assert error.value.hint
    assert (folder / "library.sqlite").read_bytes() == content


def test_an_empty_file_becomes_a_library(folder: Path) -> None:
    folder.mkdir()
    (folder / "library.sqlite").touch()
    with Library.open(folder) as library:
        assert library.count() == 0


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(LibraryError, match="cannot be opened") as error:
        Library.open(tmp_path / "file" / "library")
    assert "config" in error.value.hint
    (tmp_path / "folder" / "library.sqlite").mkdir(parents=True)
    with pytest.raises(LibraryError, match="cannot be opened"):
        Library.open(tmp_path / "folder")


def test_an_older_library_is_brought_up_to_date(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Library.open(folder) as library:
        put(library, make_digest(1))
        library.set_starred([make_id(1)])
    script = "CREATE TABLE added (x);\nCREATE TRIGGER t AFTER INSERT ON added BEGIN\n  DELETE FROM added;\nEND;\n"
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, script, "ALTER TABLE added ADD COLUMN y;"))
    with Library.open(folder) as library:
        assert library._db.value("PRAGMA user_version") == len(schema.MIGRATIONS)
        assert library._db.all("SELECT y FROM added") == []
        assert library.state(make_id(1)).starred
        assert library.check() == []


def test_what_an_older_library_did_not_keep_is_kept_once_an_article_is_made_again(folder: Path) -> None:
    said = make_entity("Ada Falk", quoted=["Hold fast."], called=["captain"])
    with Library.open(folder) as library:
        put(library, make_digest(1, entities=[said]))
        for table in ("called", "quoted", "dated"):
            library._db.run(f"DELETE FROM {table}")  # noqa: S608
        library._db.run("UPDATE local SET quotes = 0")
        put(library, make_digest(1, text="The ferry left at one.", entities=[said]))
        assert library.check() == []
        card = library.card(library.find_entity("Ada Falk")[0].id)
        assert (card.said, len(card.quotes), len(card.descriptions)) == (1, 1, 1)


def test_a_migration_that_fails_leaves_the_library_as_it_was(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Library.open(folder) as library:
        put(library, make_digest(1))
    steps = (*schema.MIGRATIONS, "DROP TABLE change;\nDELETE FROM origin;\nCREATE TABLE added (x);")
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", steps)
        with pytest.raises((LibraryError, sqlite3.IntegrityError)):
            Library.open(folder)
    with Library.open(folder) as library:
        assert library.check() == []
        assert library.count() == 1


def test_several_processes_may_make_the_same_library_at_once(folder: Path) -> None:
    script = f"""
from pathlib import Path
from tui.library import Library
input()
with Library.open(Path({str(folder)!r})) as library:
    print(library.token())
"""
    makers = [
        subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    for maker in makers:
        assert maker.stdin is not None
        maker.stdin.write("go\n")
        maker.stdin.flush()
    tokens = {maker.communicate()[0] for maker in makers}
    assert [maker.returncode for maker in makers] == [0] * 4
    assert len(tokens) == 1


def test_the_names_of_an_older_library_stay_what_they_are(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.mkdir()
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:4])
        with Library.open(folder) as library:
            library._db.run(
                "INSERT INTO entity (number, kind, name, folded) VALUES (3, 'person', 'Ada Falk', 'ada falk')"
            )
            library._db.run(
                "INSERT INTO local (number, kind, name, entity, why) VALUES (7, 'person', 'A. Falk', 3, 'so')"
            )
    with Library.open(folder) as library:
        row = library._db.one("SELECT number, name, label, part, entity, why, apart FROM local")
        assert row == (7, "A. Falk", "A. Falk", 0, 3, "so", "")
        library._db.run("DELETE FROM local")
        library._db.run("DELETE FROM entity")
        put(library, make_digest(1, entities=[make_entity("Ada Falk", quoted=["Hold fast."])]))
        assert library._db.value("SELECT quotes FROM local") == 1, "the triggers count what comes"
        assert library.check() == []
