"""The library: every article with its original, its notes and what the user did with it, in one SQLite file."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from tui.errors import LibraryError
from tui.library import (
    changes,
    checks,
    company,
    entities,
    feeds,
    groups,
    lines,
    links,
    namesakes,
    schema,
    state,
    store,
)
from tui.library.articles import Articles
from tui.library.connect import Database
from tui.library.lock import WriteLock
from tui.library.people import People
from tui.library.records import (
    Change,
    Counts,
    Digested,
    FileRecord,
    Flag,
    Indexable,
    Link,
    LocalEntity,
    SavedSearch,
    State,
    Undo,
    Writer,
)
from tui.model import Article, FeedState, Kind
from tui.paths import make_private_folder

FILE = "library.sqlite"
"""The database, in the library's folder; beside it are the lock and the search index."""

_CHUNK = 4096

T = TypeVar("T")


class Library(Articles, People):
    """A library that is open. May be used from any number of threads; other processes may have it open as well.

    Reading never waits for a writer. Methods under "writing" need the write lock (`lock`), those under "what the user
    does" need none. Each is one transaction. All raise LibraryError when the disk, the file system or the file itself
    stands in the way, and LibraryBusy when another process is writing for longer than the timeout.
    """

    def __init__(self, folder: Path, db: Database, clock: Callable[[], float]) -> None:
        self.folder = folder
        self._db = db
        self._clock = clock
        self._lock = WriteLock(folder / "lock", clock)

    @classmethod
    def open(
        cls, folder: Path, *, create: bool = True, timeout: float = 10.0, clock: Callable[[], float] = time.time
    ) -> Library:
        """Open the library in a folder, made with it when it is not there and `create` says so.

        `timeout` is how long, in seconds, to wait for another process's transaction. Raises LibraryError.
        """
        path = folder / FILE
        try:
            if create:
                make_private_folder(folder)
                os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
            elif not path.is_file():
                raise LibraryError(f"There is no library in {folder}.", "`newsreader sync` makes one.")
        except OSError as error:
            raise LibraryError(
                f"The library {path} cannot be opened ({error.strerror}).",
                "Set a folder that you may write to as `library` in the config.",
            ) from error
        db = Database(path, timeout=timeout)
        try:
            schema.prepare(db)
        except BaseException:
            db.close()
            raise
        return cls(folder, db, clock)

    def close(self) -> None:
        """Close it; it cannot be used any more."""
        self._db.close()

    def __enter__(self) -> Library:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # ----------------------------------------------------------------------- the write lock

    def lock(self) -> AbstractContextManager[None]:
        """Hold the write lock for a block; raises LibraryBusy that says which process holds it and since when."""
        return self._lock.hold()

    def writer(self) -> Writer | None:
        """Who holds the write lock; None when nobody does, also when its last holder died."""
        return self._lock.writer()

    def _need_lock(self) -> None:
        if not self._lock.held:
            raise RuntimeError("this needs the library's write lock: `with library.lock():`")

    # ----------------------------------------------------------------------- writing

    def signatures(self, origin: str) -> dict[str, str]:
        """Location and signature of each of a source's files that were read to their end and are still there."""
        rows = self._db.all(
            "SELECT f.location, f.signature FROM file f JOIN origin o ON o.number = f.origin WHERE o.name = ?",
            (origin,),
        )
        return {store.from_place(place): signature for place, signature in rows}

    def fingerprints(self, origin: str, location: str) -> dict[str, str]:
        """Id and fingerprint of each document that a file has or once had."""
        number = self._db.value("SELECT number FROM origin WHERE name = ?", (origin,))
        sql = f"SELECT id, fingerprint FROM article WHERE {store.IN_FILE}"  # noqa: S608
        return dict(self._db.all(sql, store.in_file(number, store.to_place(location))))

    def feed_state(self, origin: str) -> FeedState:
        """What is remembered of a feed; nothing of one that was never asked."""
        return feeds.read_state(self._db, origin)

    def store(self, records: Sequence[FileRecord], digests: Sequence[Digested] = ()) -> Counts:
        """Write documents with all that was made of them, and the files whose reading has ended; all or nothing.

        A known document is replaced, what the user did with it stays. Documents that are in a file no more are marked
        as gone, those that are back are unmarked. What is altered goes into the change log.
        """
        self._need_lock()
        return store.store(self._db, records, digests, self._clock())

    def mark_gone(self, origin: str, locations: Iterable[str]) -> int:
        """Mark the articles of files that have vanished; they stay in the library. Returns how many were not marked."""
        self._need_lock()
        return store.mark_gone(self._db, origin, locations)

    def stale(self, recipes: Mapping[str, str]) -> list[str]:
        """The ids of articles that were made by another recipe than their source's; other sources are left out."""
        return store.find_stale(self._db, recipes)

    def repeated_lines(self, origin: str, *, documents: int, share: float) -> frozenset[int]:
        """The lines that are in at least so many documents of a source, and in at least that share of them."""
        return lines.find_repeated(self._db, origin, documents, share)

    def learned(self, origin: str) -> frozenset[int]:
        """The lines that `learn` was last given for a source."""
        return lines.read_learned(self._db, origin)

    def count_line(self, origin: str, line: int) -> tuple[int, int]:
        """In how many documents of a source a line stands (by its hash), and how many documents there are."""
        return lines.count_line(self._db, origin, line)

    def is_learned(self, origin: str, basis: str) -> bool:
        """Whether `learn` has been given what recurs in a source as it is now, found on this basis (the settings)."""
        return lines.is_learned(self._db, origin, basis)

    def learn(
        self,
        origin: str,
        repeated: frozenset[int],
        basis: str = "",
        touched: Callable[[Article, frozenset[int]], bool] = lambda article, lines: True,
    ) -> list[str]:
        """Remember the lines that recur in a source; returns the ids of articles with a line newly in or out.

        Those are stale from now on, whatever their recipe, until they are stored again; `touched` says of an article
        and the lines that have come or gone whether they make a difference to it.
        """
        self._need_lock()
        return lines.learn(self._db, origin, repeated, basis, touched)

    def local_entities(self) -> list[LocalEntity]:
        """Every name that articles use for an entity, for resolution to join them."""
        return links.read_locals(self._db)

    def is_linked(self, basis: str) -> bool:
        """Whether `relink` has been given what names belong to as they are now, found on this basis (corrections)."""
        return links.is_linked(self._db, basis)

    def relink(self, found: Iterable[Link], basis: str = "") -> None:
        """Write what resolution found: which entity each name belongs to, which are hidden, which pinned."""
        self._need_lock()
        links.relink(self._db, found, basis)

    def part(
        self,
        divide: namesakes.Divide,
        follow: namesakes.Follow,
        fixed: Collection[str] = (),
        joined: Collection[str] = (),
    ) -> bool:
        """Tell people of one name apart where articles have come; returns whether any name now belongs elsewhere.

        `divide` parts the appearances of a name, `follow` those of one that is parted; `fixed` and `joined` are folded
        names that the user keeps apart and has joined. Resolution is to be asked again when any belongs elsewhere.
        """
        self._need_lock()
        return namesakes.part(self._db, divide, follow, fixed, joined)

    def settle(self) -> None:
        """Make again what is kept for the cards of entities in many articles, where it is out of date."""
        self._need_lock()
        company.settle(self._db)

    def regroup(self) -> None:
        """Find the other versions of all articles that are new or changed since this was last done."""
        self._need_lock()
        groups.regroup(self._db)

    # ----------------------------------------------------------------------- what the user does

    def state(self, id: str) -> State:  # noqa: A002
        """What the user did with an article."""
        return state.read_state(self._db, id)

    def set_read(self, ids: Iterable[str], value: bool = True) -> Undo:
        """Mark articles as read or unread; raises NotFound."""
        return state.mark(self._db, ids, "read", value)

    def set_starred(self, ids: Iterable[str], value: bool = True) -> Undo:
        """Star articles or take the star off; raises NotFound."""
        return state.mark(self._db, ids, "starred", value)

    def add_tag(self, ids: Iterable[str], tag: str) -> Undo:
        """Put a tag on articles; raises NotFound."""
        return state.tag(self._db, ids, tag, True)

    def remove_tag(self, ids: Iterable[str], tag: str) -> Undo:
        """Take a tag off articles; raises NotFound."""
        return state.tag(self._db, ids, tag, False)

    def set_note(self, id: str, text: str) -> Undo:  # noqa: A002
        """Write an article's note; an empty text takes it away. Raises NotFound."""
        return state.set_note(self._db, id, text)

    def set_position(self, id: str, position: int) -> None:  # noqa: A002
        """Remember where reading stopped, as a code point into the body; raises NotFound."""
        state.set_position(self._db, id, position)

    def set_entity_note(self, kind: Kind, name: str, text: str) -> Undo:
        """Write an entity's note; an empty text takes it away."""
        return state.set_entity_note(self._db, kind, name, text)

    def undo(self, change: Undo) -> Undo:
        """Put back what a change replaced; returns what does the change again."""
        return state.undo(self._db, change)

    def tags(self) -> list[tuple[str, int]]:
        """Every tag with how many articles have it, by name."""
        return state.list_tags(self._db)

    def ids_where(self, flag: Flag | None = None, *, tag: str | None = None, note: str | None = None) -> set[str]:
        """The articles with a mark, with a tag, or with all of some words in their note; each compared folded."""
        return state.find_ids(self._db, flag, tag, note)

    def searches(self) -> list[SavedSearch]:
        """The saved searches, in the order they were first saved."""
        return [SavedSearch(*row) for row in self._db.all("SELECT name, query FROM saved ORDER BY number")]

    def save_search(self, name: str, query: str) -> None:
        """Keep a query under a name, in place of what had that name."""
        state.save_search(self._db, name, query)

    def delete_search(self, name: str) -> None:
        """Forget a saved search; raises NotFound."""
        state.delete_search(self._db, name)

    def history(self) -> list[str]:
        """The queries that were last searched for, the latest first, each once."""
        return [query for (query,) in self._db.all("SELECT query FROM history ORDER BY number DESC")]

    def add_history(self, query: str) -> None:
        """Remember a query as the latest."""
        state.add_history(self._db, query)

    # ----------------------------------------------------------------------- for the index

    def changes(self, after: int, limit: int) -> list[Change]:
        """The change log above a number, in order: the last change of each article."""
        return changes.read(self._db, after, limit)

    def last_change(self) -> int:
        """The number of the last change."""
        return changes.read_last(self._db)

    def indexables(self, ids: Sequence[str]) -> Iterator[Indexable]:
        """What the index needs of articles, in the order given, without those that are not in the library."""
        return entities.read_indexables(self._db, ids)

    def all_ids(self) -> Iterator[str]:
        """The ids of all articles, in their order; read in portions, so that no transaction stays open between them."""
        last = ""
        while rows := self._db.all("SELECT id FROM article WHERE id > ? ORDER BY id LIMIT ?", (last, _CHUNK)):
            yield from (id_ for (id_,) in rows)
            last = rows[-1][0]

    def token(self) -> str:
        """Names this library; made at random with it."""
        return str(self._db.value("SELECT value FROM meta WHERE name = 'token'"))

    def check(self) -> list[str]:
        """What is wrong with the library, in words; empty when it is sound. Reads all of it."""
        return checks.find_problems(self._db)
