"""The index as the rest of the program sees it: ask, bring up to date, say how it is."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import date, datetime
from time import perf_counter
from typing import Any, NamedTuple, Protocol

from whoosh.query.qcore import Every

from tui.errors import LibraryBusy, LibraryError, NewsreaderError
from tui.library.records import Sort, Writer
from tui.search import Results, SearchSettings
from tui.search.evaluate import Cancelled
from tui.search.highlight import Highlighter
from tui.search.keeper import IndexState, Keeper
from tui.search.language import Context, States
from tui.search.load import Log
from tui.search.marker import Marker
from tui.search.order import Hits
from tui.search.query import parse_query
from tui.search.snapshot import Snapshot
from tui.search.spelling import correct, lengthen

_ATTEMPTS = 5
"""Openings of an index that a writer replaces meanwhile."""

AT_ONCE = 3000
"""Articles that are indexed so quickly that a search waits for it."""

_log = logging.getLogger(__name__)


class Lock(Protocol):
    """The part of the library that lets one process write."""

    def lock(self) -> Any: ...
    def writer(self) -> Writer | None: ...


class Indexed(Log, States, Lock, Protocol):
    """What the index needs of the library."""


class _Ask(NamedTuple):
    """What `Index.search` was asked."""

    text: str
    limit: int | None
    offset: int
    sort: Sort
    cancelled: Callable[[], bool] | None
    unfinished: bool
    started: float


class Index:
    """The search index of a library. Every method may be called from any thread.

    With more than one of `workers` (0 stands for as many as there are cores), many articles are indexed in other
    processes, which open the library by its folder.
    """

    def __init__(
        self,
        library: Indexed,
        settings: SearchSettings | None = None,
        today: Callable[[], date] | None = None,
        *,
        workers: int = 1,
    ) -> None:
        self._library = library
        self._settings = settings or SearchSettings()
        self._keeper = Keeper(library, self._settings.language, self._settings.memory, workers)
        self._today = today or (lambda: datetime.now().astimezone().date())
        self._guard = threading.RLock()
        self._snapshot: Snapshot | None = None
        self._condemned = frozenset[str]()
        """Files that were found to be damaged when they were read."""
        self._mending: threading.Thread | None = None
        self._stopped = threading.Event()

    def search(
        self,
        text: str,
        *,
        limit: int | None = 50,
        offset: int = 0,
        sort: Sort = "relevance",
        cancelled: Callable[[], bool] | None = None,
        unfinished: bool = False,
    ) -> Results:
        """Find the articles that answer a query; without a query, all of them, newest first.

        No text is an error: what cannot be understood is left out and told in the results' notes. While a query is
        typed its last word may be `unfinished`: if nothing is found, it stands for all words that begin with it, and
        the results' query says so. An index that is not fit for use is made anew first. Raises LibraryBusy when another
        process is just doing that, LibraryError when it cannot be done.
        """
        started = perf_counter()
        with self._guard:
            try:
                return self._search(_Ask(text, limit, offset, sort, cancelled, unfinished, started))
            except Cancelled:
                return Results(text, 0, (), (), _since(started), None, (), Highlighter(None), cancelled=True)

    def prepare(self) -> bool:
        """Open the index if it is ready, so that the first search is as quick as all others; whether that was to do."""
        with self._guard:
            if self._snapshot is not None or self.state() != "ready":
                return False
            self._search(_Ask("zq*", 0, 0, "relevance", None, False, perf_counter()))
            return True

    def ids(self, text: str, sort: Sort = "relevance") -> list[str]:
        """The ids of all articles that answer a query, in order."""
        return list(self.search(text, limit=0, sort=sort).ranking)

    def update(self, progress: Callable[[int, int], None] | None = None) -> int:
        """Follow the library's change log; an index that is not fit for use is made anew.

        The library's write lock must be held. `progress` is told the articles done and those to do. Returns how many
        were handled; those that were are kept even when the process is killed.
        """
        return self._keeper.update(progress)

    def rebuild(self, progress: Callable[[int, int], None] | None = None) -> int:
        """Make the index anew; the old one answers until then. The library's write lock must be held."""
        return self._keeper.rebuild(progress)

    def repair(self) -> None:
        """Take the library's write lock and bring the index up to date; raises LibraryBusy when it is taken."""
        with self._library.lock():
            self._keeper.update(self._go_on)

    def stop(self) -> None:
        """Give up what brings the index up to date, in any thread, because the program ends; commits are kept."""
        self._stopped.set()
        if self._mending is not None:
            self._mending.join()

    def _go_on(self, *_: int) -> None:
        if self._stopped.is_set():
            raise LibraryError(
                "The search index is left as it is, because the program ends.", "Searching goes on with it."
            )

    def state(self) -> IndexState:
        """Say how the index is: `behind` can be searched as it is, all but that and `ready` are made anew."""
        return self._keeper.judge()[0]

    def check(self) -> list[str]:
        """What is wrong with the index, in words; empty when nothing is. Reads all of it."""
        state, marker = self._keeper.judge()
        if marker is None:
            return [f"The search index in {self._keeper.folder} is {state}."]
        if self._keeper.find_damaged(marker):
            return [f"A file of the search index in {self._keeper.folder} is damaged."]
        return []

    def close(self) -> None:
        """Let go of the index's files; the next search opens them again."""
        with self._guard:
            if self._snapshot is not None:
                self._snapshot.close()
                self._snapshot = None

    def _search(self, ask: _Ask) -> Results:
        snapshot = self._get_snapshot()
        try:
            return self._answer(snapshot, ask)
        except (Cancelled, NewsreaderError):
            raise
        except Exception as error:
            # A damaged file shows in many ways; only when all files are as they were written is it our own mistake.
            damaged = self._keeper.find_damaged(snapshot.marker)
            if not damaged - snapshot.without:
                raise
            _log.warning("the search index in %s is damaged and is made again", self._keeper.folder, exc_info=error)
        self.close()
        if snapshot.size > AT_ONCE and snapshot.marker.contents not in damaged:
            self._condemned |= damaged
            return self._answer(self._get_snapshot(), ask)
        with self._library.lock():
            self._keeper.discard()
            self._keeper.update()
        return self._answer(self._get_snapshot(), ask)

    def _answer(self, snapshot: Snapshot, ask: _Ask) -> Results:
        context = Context(
            self._library, snapshot.languages, self._settings.language, self._settings.boosts, self._today()
        )
        parsed = parse_query(ask.text, context)
        tree, sort = parsed.tree, ask.sort
        if tree is None and not parsed.notes:
            tree, sort = Every(), "newest" if sort == "relevance" else sort
        query = ask.text
        found = [] if tree is None else snapshot.evaluate(tree, sort == "relevance", ask.cancelled)
        if ask.unfinished and not any(map(len, found)) and (longer := lengthen(query, parsed)) is not None:
            again = parse_query(longer, context)
            found = snapshot.evaluate(again.tree, sort == "relevance", ask.cancelled)
            if any(map(len, found)):
                query, parsed = longer, again
        ranking = Hits(snapshot.shards, found, sort)
        hits = ranking.page(ask.limit, ask.offset)
        suggestion = None
        if not ranking and parsed.tree is not None:
            suggestion = correct(snapshot, parsed, context)
        notes = parsed.notes
        if snapshot.without:
            notes = (*notes, "part of the index is damaged and is being made again; some articles are missing")
        elif snapshot.behind:
            notes = (*notes, "the index is being brought up to date; the newest articles may be missing")
        return Results(
            query=query,
            total=len(ranking),
            hits=hits,
            ranking=ranking,
            took_ms=_since(ask.started),
            suggestion=suggestion,
            notes=notes,
            highlighter=Highlighter(parsed.tree, context.stemming),
        )

    def _get_snapshot(self) -> Snapshot:
        """The index opened as it is now; kept open, and opened again when it has changed."""
        for _ in range(_ATTEMPTS):
            last = self._library.last_change()
            if self._snapshot is not None and self._snapshot.is_current(last):
                return self._snapshot
            state, marker = self._keeper.judge()
            without = self._condemned if marker is None else self._condemned.intersection(marker.files)
            if without or state == "damaged":
                marker, without = self._salvage()
            if state != "ready" and not without:
                state, marker = self._try_repair(state, marker)
            if marker is None:
                return self._fall_back()
            if self._snapshot is not None and self._snapshot.is_same(marker) and self._snapshot.without == without:
                self._snapshot.behind = state == "behind"
                return self._snapshot
            try:
                opened = Snapshot(self._keeper, marker, behind=state == "behind", without=without)
            except Exception as error:
                damaged = self._keeper.find_damaged(marker) - without
                if not damaged and not isinstance(error, OSError):
                    raise
                if damaged and marker.contents not in damaged and self._keeper.count(marker) > AT_ONCE:
                    self._condemned |= damaged
                else:
                    self._give_up(marker, error)
                continue
            self.close()
            self._snapshot = opened
            return opened
        raise LibraryBusy("The search index is being written all the time.", "Try again in a moment.")

    def _salvage(self) -> tuple[Marker | None, frozenset[str]]:
        """What is left of a damaged index that takes long to make again; that is done meanwhile, in a thread."""
        found = self._keeper.salvage()
        if found is None:
            return None, frozenset()
        marker, damaged = found
        without = damaged | self._condemned.intersection(marker.files)
        if not without or self._keeper.count(marker) <= AT_ONCE:
            return None, frozenset()
        if self._mending is None or not self._mending.is_alive():
            self._mending = threading.Thread(target=self._mend, name="mending", daemon=True)
            self._mending.start()
        return marker, without

    def _mend(self) -> None:
        try:
            with self._library.lock():
                self._keeper.rebuild(self._go_on)
        except NewsreaderError as error:
            _log.warning("the search index stays damaged: %s", error.message)

    def _try_repair(self, state: IndexState, marker: Marker | None) -> tuple[IndexState, Marker | None]:
        if self._library.writer() is None:
            try:
                self.repair()
            except LibraryBusy as error:
                _log.info("the search index is left as it is: %s", error.message)
            except LibraryError as error:
                # Reading is still possible on a full disk or a folder that cannot be written.
                if marker is None:
                    raise
                _log.warning("the search index stays behind: %s", error.message)
        return self._keeper.judge() if marker is None or state != "behind" else self._judge_again(state, marker)

    def _judge_again(self, state: IndexState, marker: Marker) -> tuple[IndexState, Marker | None]:
        again, newer = self._keeper.judge()
        return (again, newer) if newer is not None else (state, marker)

    def _fall_back(self) -> Snapshot:
        """What is still open, when another process is making the index anew."""
        if self._snapshot is not None and self._snapshot.is_untouched():
            return self._snapshot
        self.close()
        writer = self._library.writer()
        who = f"process {writer.pid} on {writer.host}" if writer is not None and writer.pid else "another process"
        raise LibraryBusy(
            f"The search index is being made by {who}.", "Searching works when that is done; reading works meanwhile."
        )

    def _give_up(self, marker: Marker, error: Exception) -> None:
        """An index could not be opened: gone because a writer has just replaced it, or damaged."""
        if not self._keeper.find_damaged(marker):
            return
        state, now = self._keeper.judge()
        if now is None or now != marker or self._library.writer() is not None:
            return
        _log.warning(
            "the search index in %s is damaged (%s); it is made again", self._keeper.folder, state, exc_info=error
        )
        with self._library.lock():
            self._keeper.discard()
            self._keeper.update()


def _since(started: float) -> float:
    return round((perf_counter() - started) * 1000, 3)
