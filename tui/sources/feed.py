"""Sources that are feeds: asked politely, read by item, remembered from run to run."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tui.errors import SourceError
from tui.model import Failure, FeedSettings, FeedState, Listing, RawDocument, SourceSpec
from tui.sources.address import show_address
from tui.sources.identity import READER, fingerprint
from tui.sources.stories import LOCATION, StoryReader
from tui.text import harmless

if TYPE_CHECKING:
    from tui.sources.items import Parsed
    from tui.sources.web import Web

FEEDS = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, "
    "application/json;q=0.8, */*;q=0.1"
)

FIRST_WAIT = 300.0
"""Seconds after a first failure, at least; twice as long after each further one."""
LONGEST_WAIT = 86_400.0
GONE_WAIT = 7 * 86_400.0
"""After the host says that the feed is gone for good, and the most that a host can ask for."""

SLACK = 60.0
"""A feed may be asked so many seconds early, or reading once in an interval would find it not quite due each time."""

log = logging.getLogger(__name__)

Known = Callable[[str], Mapping[str, str]]
"""By a source's name: id and fingerprint of each of its documents that the library has."""


class FeedSource:
    """One feed. `list` says whether it is to be asked now, `read` asks; `state` is what to remember of it then."""

    def __init__(
        self,
        spec: SourceSpec,
        state: FeedState,
        settings: FeedSettings,
        *,
        forced: bool = False,
        now: float | None = None,
    ) -> None:
        """`forced` asks although it is too early; `now` is the time, in seconds since the epoch."""
        self.spec = spec
        self.state = state if state.address == spec.path else FeedState(spec.path)
        self._settings = settings
        self._forced = forced
        self._now = now if now is not None else datetime.now(UTC).timestamp()
        self._place = show_address(spec.path)

    def list(self) -> Iterator[Listing | Failure]:
        """The feed when it is due; when it is not and could not be read the last time, what was wrong."""
        # A clock that was wrong must not keep a feed from being asked for ever.
        wait = self.state.due - self._now
        if self._forced or wait <= min(SLACK, self._settings.interval / 10) or wait > GONE_WAIT:
            yield Listing(self.spec.name, LOCATION, self.spec.path, "")
        elif self.state.problem:
            yield self._report(self.state)

    def read(self, listing: Listing, web: Web, known: Known) -> Iterator[RawDocument | Failure]:
        """Ask, and give the items that are new or changed; what goes wrong is a Failure and remembered in `state`."""
        try:
            yield from self._read(web, known)
        except SourceError as error:
            yield self._fail(error)
        except Exception as error:  # a fault of ours or a library's in one feed must not end the others
            log.exception("%s", self._place)
            yield self._fail(SourceError(f"could not be read: {type(error).__name__}: {error}"))

    # ----------------------------------------------------------------------- asking

    def _read(self, web: Web, known: Known) -> Iterator[RawDocument | Failure]:
        from tui.sources.fetch import Request
        from tui.sources.items import parse_feed

        reading = f"{READER} {self.spec.full_text} {self.spec.encoding} {self._settings.items}"
        same = self.state.reading == reading
        request = Request(
            self.state.moved or self.spec.path,
            FEEDS,
            self.spec.max_bytes,
            self.state.etag if same else None,
            self.state.modified if same else None,
        )
        answer = web.fetcher.get(request)
        left = 0
        body = self.state.fingerprint if answer.unchanged else fingerprint(answer.data)
        if not answer.unchanged and not (same and body == self.state.fingerprint):
            said = self.spec.encoding or answer.charset
            now = datetime.fromtimestamp(self._now, UTC)
            parsed = parse_feed(answer.data, answer.address, said, self._settings.items, now)
            yield from self._report_gaps(parsed)
            reader = StoryReader(self.spec, self._settings, web, known(self.spec.name))
            yield from reader.read(parsed.items)
            left = reader.left
        moved = answer.moved or self.state.moved
        if moved not in (self.state.moved, self.spec.path):
            message = f"has moved for good to {show_address(moved)}, where it is asked from now on"
            yield Failure(self._place, message, "put the new address into the config", partial=True)
        self.state = FeedState(
            self.spec.path,
            # Where linked pages are left to be read, the next answer must hold the items again.
            answer.etag if not left else None,
            answer.modified if not left else None,
            checked=self._now,
            due=self._now + self._settings.interval,
            moved=moved,
            reading=reading,
            fingerprint=body if not left else "",
        )

    def _report_gaps(self, parsed: Parsed) -> Iterator[Failure]:
        if parsed.left_out:
            message = (
                f"has {parsed.left_out + self._settings.items:,} items; the first {self._settings.items:,} are read"
            )
            yield Failure(self._place, message, "sync.feeds.items in the config is the limit", partial=True)
        if parsed.cut_off:
            yield Failure(self._place, "ends too early; what came whole is read", partial=True)

    # ----------------------------------------------------------------------- what went wrong

    def _fail(self, error: SourceError) -> Failure:
        failures = self.state.failures + 1
        asked: float = getattr(error, "wait", None) or 0.0
        wait = min(LONGEST_WAIT, max(self._settings.interval, FIRST_WAIT) * 2 ** min(failures - 1, 20))
        if getattr(error, "status", 0) == 410:
            wait = GONE_WAIT
        self.state = replace(
            self.state,
            due=self._now + min(GONE_WAIT, max(wait, asked)),
            failures=failures,
            problem=harmless(str(error)),
            # It may have come back to where it was.
            moved="",
        )
        return self._report(self.state)

    def _report(self, state: FeedState) -> Failure:
        message, _, hint = state.problem.partition("\n")
        return Failure(self._place, f"{message}; next try {_format_time(state.due, self._now)}", hint.strip())


def _format_time(when: float, now: float) -> str:
    moment = datetime.fromtimestamp(when).astimezone()
    today = datetime.fromtimestamp(now).astimezone().date()
    return moment.strftime("at %H:%M" if moment.date() == today else "on %Y-%m-%d at %H:%M")
