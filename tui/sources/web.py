"""Many feeds at once: some hosts in parallel, the feeds of one host in a row, and no more held than is asked for."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from tui.model import Failure, FeedSettings, FeedState, Listing, RawDocument
from tui.sources.address import get_host
from tui.sources.feed import FeedSource, Known
from tui.sources.fetch import Fetcher
from tui.sources.robots import Robots

HELD = 16
"""Documents that wait to be taken."""
LOOK = 0.2
"""Seconds between two looks whether to stop."""


class FeedEnd(Struct, frozen=True):
    """Says that all items of a feed have gone by, and what to remember of it."""

    listing: Listing
    state: FeedState


class Web:
    """What feeds ask with."""

    def __init__(
        self,
        settings: FeedSettings,
        pause: Callable[[float], bool],
        *,
        allowed: Callable[[str], bool] | None = None,
    ) -> None:
        self.fetcher = Fetcher(settings, pause, allowed=allowed)
        self.robots = Robots(self.fetcher)


Answer = RawDocument | Failure | FeedEnd


class Gathering:
    """Feeds being asked in the background from the moment this is made, until they are through or `stop` is called."""

    def __init__(self, feeds: Sequence[tuple[FeedSource, Listing]], settings: FeedSettings, known: Known) -> None:
        self.total = len(feeds)
        self._stopped = threading.Event()
        self._known = known
        self._web = Web(settings, self._stopped.wait)
        self._answers: queue.Queue[Answer | None] = queue.Queue(HELD)
        hosts: dict[str, list[tuple[FeedSource, Listing]]] = {}
        for source, listing in feeds:
            hosts.setdefault(get_host(source.spec.path), []).append((source, listing))
        self._waiting = deque(hosts.values())
        self._threads = self._working = min(settings.hosts, len(hosts))
        self._lock = threading.Lock()
        for number in range(self._threads):
            # Daemons: a host that does not answer keeps nobody from ending the program.
            threading.Thread(target=self._work, name=f"feeds {number}", daemon=True).start()

    def answers(self) -> Iterator[Answer | None]:
        """What comes, each feed's documents before its end; None each time that there is nothing at the moment."""
        running = self._threads
        while running and not self._stopped.is_set():
            try:
                answer = self._answers.get_nowait()
            except queue.Empty:
                yield None
                try:
                    answer = self._answers.get(timeout=LOOK)
                except queue.Empty:
                    continue
            if answer is None:
                running -= 1
            else:
                yield answer

    def stop(self) -> None:
        """Ask no more; may be called at any time and more than once."""
        self._stopped.set()

    def _work(self) -> None:
        try:
            while not self._stopped.is_set():
                try:
                    feeds = self._waiting.popleft()
                except IndexError:
                    return
                for source, listing in feeds:
                    if not self._ask(source, listing):
                        return
        finally:
            with self._lock:
                self._working -= 1
                last = self._working == 0
            if last:
                self._web.fetcher.close()
            self._put(None)

    def _ask(self, source: FeedSource, listing: Listing) -> bool:
        for found in source.read(listing, self._web, self._known):
            if not self._put(found):
                return False
        return not self._stopped.is_set() and self._put(FeedEnd(listing, source.state))

    def _put(self, answer: Answer | None) -> bool:
        """Hand an answer over, waiting for room; False when stopped meanwhile."""
        while not self._stopped.is_set():
            try:
                self._answers.put(answer, timeout=LOOK)
            except queue.Full:
                continue
            return True
        return False
