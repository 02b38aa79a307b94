"""Sources that are feeds: asked politely, read by item, remembered from run to run."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tui.errors import SourceError
from tui.model import Failure, FeedSettings, FeedState, Format, Listing, RawDocument, SourceSpec
from tui.sources.address import show_address
from tui.sources.identity import READER, escape, fingerprint, make_id
from tui.sources.page import make_page
from tui.text import harmless

if TYPE_CHECKING:
    from tui.sources.items import Item, Parsed
    from tui.sources.web import Web

LOCATION = "feed"
"""The location of every feed in its source, so that articles stay themselves when the feed's address changes."""
LONGEST_KEY = 200
"""Characters of an item's key shown in its location."""
FEEDS = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, "
    "application/json;q=0.8, */*;q=0.1"
)
PAGES = "text/html, application/xhtml+xml, text/plain;q=0.5, */*;q=0.1"

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
            reader = _Items(self.spec, self._settings, web, known(self.spec.name), self._place)
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


class _Items:
    """Makes documents of items, with the linked pages where these are wanted."""

    def __init__(
        self, spec: SourceSpec, settings: FeedSettings, web: Web, known: Mapping[str, str], place: str
    ) -> None:
        self.left = 0
        """Pages that are to be read another time."""
        self._spec = spec
        self._web = web
        self._known = known
        self._place = place
        self._pages = settings.pages
        self._refused: list[str] = []
        self._pending = False

    def read(self, items: tuple[Item, ...]) -> Iterator[RawDocument | Failure]:
        for item in items:
            name = make_id(self._spec.name, LOCATION, item.key)
            print_ = fingerprint(item.content.encode("utf-8", "replace"), str(item.markup), repr(item.metadata))
            wanted = self._wants_page(item)
            mark = f"{print_}-page" if wanted else print_
            if self._known.get(name) == mark:
                continue
            document = self._make(item, name, mark)
            if wanted and (page := self._read_page(item, name, mark)) is not None:
                document = page
            elif wanted and self._pending:
                # Kept under another mark, so that the page is asked for again.
                if self._known.get(name) == print_:
                    continue
                document = replace(document, fingerprint=print_)
            yield document
        if self._refused:
            count = len(self._refused)
            what = "a linked page" if count == 1 else f"{count} linked pages"
            message = f"{what} could not be read, the feed's own words are taken: {self._refused[0]}"
            yield Failure(self._place, message, "full_text: never in the config does without them", partial=True)

    def _wants_page(self, item: Item) -> bool:
        if item.metadata.url is None or self._spec.full_text == "never":
            return False
        return self._spec.full_text == "always" or not item.whole

    def _make(self, item: Item, name: str, mark: str) -> RawDocument:
        text = item.content or item.metadata.title or ""
        return RawDocument(
            id=name,
            origin=self._spec.name,
            location=f"{LOCATION}#{escape(item.key[:LONGEST_KEY])}",
            format=Format.HTML if item.markup else Format.TEXT,
            text=text,
            fingerprint=mark,
            raw=text.encode("utf-8"),
            metadata=item.metadata,
        )

    def _read_page(self, item: Item, name: str, mark: str) -> RawDocument | None:
        """The linked page; None when it cannot be had, and `_pending` says whether that may change."""
        from tui.sources.fetch import FetchError, Request

        address = item.metadata.url or ""
        self._pending = True
        if self._pages <= 0:
            self.left += 1
            return None
        try:
            if not self._web.robots.allows(address):
                raise FetchError("the host's robots.txt does not allow it")
            self._pages -= 1
            answer = self._web.fetcher.get(Request(address, PAGES, self._spec.max_bytes))
            if answer.kind and not answer.kind.startswith(("text/", "application/xhtml")):
                raise FetchError(f"is no page but {show_address(answer.kind)}")
            page = make_page(answer.data, "page.html", origin=self._spec.name, location="", said=answer.charset)
        except SourceError as error:
            self._pending = isinstance(error, FetchError) and error.passing
            self.left += self._pending
            self._refused.append(f"{show_address(address)} {error.message}")
            return None
        location = f"{LOCATION}#{escape(item.key[:LONGEST_KEY])}"
        return replace(page, id=name, location=location, fingerprint=mark, metadata=item.metadata)


def _format_time(when: float, now: float) -> str:
    moment = datetime.fromtimestamp(when).astimezone()
    today = datetime.fromtimestamp(now).astimezone().date()
    return moment.strftime("at %H:%M" if moment.date() == today else "on %Y-%m-%d at %H:%M")
