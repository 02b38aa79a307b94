"""The items of a feed as documents, with the pages they lead to where the feed has only a summary."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tui.errors import SourceError
from tui.model import Failure, FeedSettings, Format, RawDocument, SourceSpec
from tui.sources.address import show_address
from tui.sources.identity import escape, fingerprint, make_id
from tui.sources.page import make_page

if TYPE_CHECKING:
    from tui.sources.items import Item
    from tui.sources.web import Web

LOCATION = "feed"
"""The location of every feed in its source, so that articles stay themselves when the feed's address changes."""
LONGEST_KEY = 200
"""Characters of an item's key shown in its location."""
PAGES = "text/html, application/xhtml+xml, text/plain;q=0.5, */*;q=0.1"
SHARED = 0.3
"""The part of an item's words that a page has at least when it tells the same story."""
FEWEST = 8
"""Words that say enough to judge by, and to be the loss if the page has none of the story."""

_BODY = re.compile(r"<body\b|</head\s*>", re.IGNORECASE)
_UNSHOWN = re.compile(r"<(script|style|noscript)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_WORD = re.compile(r"\w{4,}")


class StoryReader:
    """Makes documents of items, with the linked pages where these are wanted."""

    def __init__(self, spec: SourceSpec, settings: FeedSettings, web: Web, known: Mapping[str, str]) -> None:
        self.left = 0
        """Pages that are to be read another time."""
        self._spec = spec
        self._web = web
        self._known = known
        self._place = show_address(spec.path)
        self._pages = settings.pages
        self._refused: list[str] = []
        self._pending = False

    def read(self, items: tuple[Item, ...]) -> Iterator[RawDocument | Failure]:
        """The documents of the items that are new or changed; then, when linked pages could not be read, a Failure."""
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
            if not tells(page.text, item):
                raise FetchError("is a page without the story")
        except SourceError as error:
            self._pending = isinstance(error, FetchError) and error.passing
            self.left += self._pending
            self._refused.append(f"{show_address(address)} {error.message}")
            return None
        location = f"{LOCATION}#{escape(item.key[:LONGEST_KEY])}"
        return replace(page, id=name, location=location, fingerprint=mark, metadata=item.metadata)


def tells(page: str, item: Item) -> bool:
    """Whether a page shows the words of an item: a login, a question about cookies or an empty frame does not.

    A page is believed where the item says too little to tell, or has no spaces between its words.
    """
    said = f"{item.metadata.title or ''} {_TAG.sub(' ', item.content)}"
    wanted = set(_WORD.findall(html.unescape(said).casefold()))
    if len(wanted) < FEWEST:
        return True
    body = _BODY.search(page)
    shown = html.unescape(_TAG.sub(" ", _UNSHOWN.sub(" ", page[body.start() if body else 0 :]))).casefold()
    return len(wanted & set(_WORD.findall(shown))) >= SHARED * len(wanted)
