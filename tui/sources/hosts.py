"""Manners towards those who are asked: one request to a host at a time, with a gap between two."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

LONGEST_GAP = 30.0
"""Seconds between two requests that a robots.txt can ask for."""


class _Host:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.free = 0.0
        self.gap = 0.0


class Hosts:
    """Whose turn it is, host by host; may be used from any number of threads."""

    def __init__(self, gap: float, pause: Callable[[float], bool], clock: Callable[[], float] = time.monotonic) -> None:
        self._gap = gap
        self._pause = pause
        self._clock = clock
        self._hosts: defaultdict[str, _Host] = defaultdict(_Host)
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, name: str) -> Iterator[bool]:
        """Wait until a host may be asked, and keep others from asking it for a block; False when stopped meanwhile."""
        host = self._get(name)
        with host.lock:
            wait = host.free - self._clock()
            stopped = self._pause(wait) if wait > 0 else False
            try:
                yield not stopped
            finally:
                host.free = self._clock() + max(self._gap, host.gap)

    def slow_down(self, name: str, gap: float) -> None:
        """Leave at least so many seconds between two requests to a host, as it asks for."""
        self._get(name).gap = min(gap, LONGEST_GAP)

    def _get(self, name: str) -> _Host:
        with self._lock:
            return self._hosts[name]
