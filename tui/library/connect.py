"""The database file: one connection for each thread, transactions that nest, errors that a person can act on."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
import weakref
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from tui.errors import LibraryBusy, LibraryError

CACHE = 16_000
"""Page cache of one connection, in KiB."""

WAL_PAGES = 16_000
"""The write-ahead log is written into the database when it has so many pages of 4 KiB, and cut back to them: many pages
are changed by one batch after the other, and so are written once for several."""


class _Session:
    """One thread's connection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.process = os.getpid()
        self.depth = 0
        self.reading = False
        # A thread that ends takes its session with it; the thread that collects it closes the connection.
        self.close = weakref.finalize(self, connection.close)


class Database:
    """A SQLite file that any number of threads and processes may use at once.

    Every statement goes through the methods here, so that what SQLite complains of is turned into a LibraryError in one
    place. Only what a person can do something about is turned; a wrong statement stays a bug.
    """

    def __init__(self, path: Path, *, timeout: float) -> None:
        self.path = path
        self._timeout = timeout
        self._local = threading.local()
        self._sessions: weakref.WeakSet[_Session] = weakref.WeakSet()
        self._closed = False

    # ----------------------------------------------------------------------- connections

    def _session(self) -> _Session:
        session: _Session | None = getattr(self._local, "session", None)
        if self._closed:
            raise LibraryError(f"The library {self.path} has been closed.")
        # A connection must not be carried across a fork: its locks belong to the parent.
        if session is None or session.process != os.getpid():
            session = _Session(self._connect())
            self._local.session = session
            self._sessions.add(session)
        return session

    def _connect(self) -> sqlite3.Connection:
        with self._explained():
            try:
                return self._open(wal=True)
            except sqlite3.OperationalError as error:
                if _code(error) not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_PROTOCOL):
                    raise
            # The file system cannot share memory. Without it, a write-ahead log can only be used, and be given up, by
            # one who has the file to themselves from the first.
            with closing(self._connect_bare()) as alone:
                alone.execute("PRAGMA locking_mode = EXCLUSIVE")
                alone.execute("PRAGMA journal_mode = DELETE")
            return self._open(wal=False)

    def _connect_bare(self) -> sqlite3.Connection:
        return sqlite3.connect(
            self.path, timeout=self._timeout, isolation_level=None, check_same_thread=False, cached_statements=256
        )

    def _open(self, wal: bool) -> sqlite3.Connection:
        connection = self._connect_bare()
        try:
            mode = self._choose_journal(connection, wal)
            connection.execute(f"PRAGMA synchronous = {'NORMAL' if mode == 'wal' else 'FULL'}")
            connection.execute(f"PRAGMA wal_autocheckpoint = {WAL_PAGES}")
            connection.execute(f"PRAGMA journal_size_limit = {WAL_PAGES * 4096}")
            connection.execute(f"PRAGMA cache_size = -{CACHE}")
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA trusted_schema = OFF")
        except BaseException:
            connection.close()
            raise
        return connection

    def _choose_journal(self, connection: sqlite3.Connection, wal: bool) -> str:
        """Write-ahead logging, so that readers and the writer do not wait for each other, when the file is new.

        The file remembers it.
        """
        mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
        if wal and mode != "wal" and connection.execute("PRAGMA page_count").fetchone()[0] == 0:
            mode = self._switch(connection)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        return str(mode)

    def _switch(self, connection: sqlite3.Connection) -> str:
        # The only statement for which SQLite does not wait by itself, when two processes make the same library.
        patience = time.monotonic() + self._timeout
        while True:
            try:
                return str(connection.execute("PRAGMA journal_mode = WAL").fetchone()[0])
            except sqlite3.OperationalError as error:
                if _code(error) != sqlite3.SQLITE_BUSY or time.monotonic() > patience:
                    raise
                time.sleep(0.005)

    def close(self) -> None:
        """Close the connections of all threads; the database cannot be used any more."""
        self._closed = True
        for session in list(self._sessions):
            if session.process == os.getpid():
                session.close()

    # ----------------------------------------------------------------------- statements

    def run(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> int:
        """Run one statement; returns how many rows it changed."""
        connection = self._session().connection
        with self._explained():
            return connection.execute(sql, values).rowcount

    def many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run one statement for each row of values."""
        if not rows:
            return
        connection = self._session().connection
        with self._explained():
            connection.executemany(sql, rows)

    def all(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> list[Any]:
        """Every row of the answer, as tuples."""
        connection = self._session().connection
        with self._explained():
            return connection.execute(sql, values).fetchall()

    def each(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> Iterator[Any]:
        """The rows of the answer one by one, for one who may stop early; to be read within a snapshot."""
        connection = self._session().connection
        with self._explained(), closing(connection.execute(sql, values)) as cursor:
            while rows := cursor.fetchmany(128):
                yield from rows

    def one(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> Any:
        """The first row of the answer as a tuple, or None."""
        connection = self._session().connection
        with self._explained():
            return connection.execute(sql, values).fetchone()

    def value(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> Any:
        """The first value of the first row, or None."""
        row = self.one(sql, values)
        return None if row is None else row[0]

    # ----------------------------------------------------------------------- transactions

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """All of the block is written, or nothing; nests. The outermost block counts the library's revision up.

        Raises LibraryBusy when another process is writing for longer than the timeout.
        """
        session = self._session()
        if session.reading:
            raise RuntimeError("a snapshot cannot be written to")
        outermost = session.depth == 0
        mark = f"level{session.depth}"
        self.run("BEGIN IMMEDIATE" if outermost else f"SAVEPOINT {mark}")
        before = session.connection.total_changes
        session.depth += 1
        try:
            yield
            if outermost and session.connection.total_changes != before:
                self.run("UPDATE meta SET value = value + 1 WHERE name = 'revision'")
            self.run("COMMIT" if outermost else f"RELEASE {mark}")
        except BaseException as error:
            # A full disk makes SQLite roll back by itself; then there is nothing left to undo.
            if session.connection.in_transaction:
                self._roll_back(session, error, "ROLLBACK" if outermost else f"ROLLBACK TO {mark}; RELEASE {mark}")
            raise
        finally:
            session.depth -= 1

    def _roll_back(self, session: _Session, cause: BaseException, statements: str) -> None:
        try:
            for statement in statements.split("; "):
                session.connection.execute(statement)
        except sqlite3.Error as error:
            cause.add_note(f"The transaction could not be rolled back: {error}")

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All reads of the block see the library as it was at the first of them; nests, also inside `atomic`."""
        session = self._session()
        if session.depth or session.reading:
            yield
            return
        self.run("BEGIN")
        session.reading = True
        try:
            yield
        except BaseException as error:
            if session.connection.in_transaction:
                self._roll_back(session, error, "ROLLBACK")
            raise
        else:
            self.run("COMMIT")
        finally:
            session.reading = False

    # ----------------------------------------------------------------------- errors

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            explained = explain(error, self.path)
            if explained is None:
                raise
            raise explained from error


def _code(error: sqlite3.Error) -> int:
    """SQLite's primary result code; the extended ones keep it in the low byte."""
    return int(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)) & 0xFF


def explain(error: sqlite3.Error, path: Path) -> LibraryError | None:
    """What a person can do about SQLite's error; None when it is a bug of ours."""
    name = getattr(error, "sqlite_errorname", "")
    match _code(error):
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return LibraryBusy(
                f"Another program is writing to {path} and did not finish in time.",
                "Nothing was changed. Wait for it to end and try again.",
            )
        case sqlite3.SQLITE_FULL:
            return LibraryError(
                f"The disk is full: {path} could not be written.",
                "What was stored before is whole. Free some space and run the command again.",
            )
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_AUTH:
            return LibraryError(
                f"{path} may not be written to.",
                f"Check who owns {path.parent} and that it is not on a read-only disk.",
            )
        case sqlite3.SQLITE_CANTOPEN:
            return LibraryError(
                f"{path} cannot be opened.",
                f"Check that {path.parent} is there and that you may read and write it.",
            )
        case sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_CORRUPT:
            return LibraryError(
                f"{path} is damaged or is not a library ({error}).",
                "Nothing in it was changed. Run `newsreader doctor`; "
                f"`sqlite3 {path.name} .recover` saves what can be read.",
            )
        case sqlite3.SQLITE_IOERR | sqlite3.SQLITE_PROTOCOL | sqlite3.SQLITE_NOLFS:
            return LibraryError(
                f"{path} could not be read or written ({error}, {name}).",
                "What was stored before is whole. Check the disk, its free space and your limit on file sizes.",
            )
        case sqlite3.SQLITE_TOOBIG:
            return LibraryError("A document is too large for the library.", "Lower `sync: max_bytes` in the config.")
        case _:
            return None
