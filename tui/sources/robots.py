"""What a host wants left alone by machines, from its robots.txt (RFC 9309)."""

from __future__ import annotations

import threading

from protego import Protego

from tui.errors import SourceError
from tui.sources.address import get_host, get_origin
from tui.sources.fetch import AGENT, Fetcher, FetchError, Request

LIMIT = 500_000
"""Bytes of a robots.txt that are read."""

_ALL_OPEN = Protego.parse("")
_ALL_SHUT = Protego.parse("User-agent: *\nDisallow: /\n")


class Robots:
    """Remembers what each host allows; may be used from any number of threads."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._known: dict[str, Protego] = {}
        self._lock = threading.Lock()

    def allows(self, address: str) -> bool:
        """Whether a page may be read; not when its host's robots.txt cannot be had for a fault of the host's."""
        origin = get_origin(address)
        with self._lock:
            rules = self._known.get(origin)
        if rules is None:
            rules = self._load(origin)
            with self._lock:
                self._known[origin] = rules
            delay = rules.crawl_delay(AGENT)
            if delay:
                self._fetcher.hosts.slow_down(get_host(address), float(delay))
        return bool(rules.can_fetch(address, AGENT))

    def _load(self, origin: str) -> Protego:
        try:
            data = self._fetcher.get(Request(f"{origin}/robots.txt", "text/plain, */*;q=0.1", LIMIT)).data
        except FetchError as error:
            return _ALL_OPEN if 400 <= error.status < 500 and error.status != 429 else _ALL_SHUT
        except SourceError:
            return _ALL_SHUT
        return Protego.parse(data.decode("utf-8-sig", "replace"))
