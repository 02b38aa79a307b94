"""A feed's bytes to its items: RSS and Atom by feedparser, JSON Feed by its own few keys."""

from __future__ import annotations

import io
import re
from calendar import timegm
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import blake2b
from typing import Any

from msgspec import Struct

from tui.errors import SourceError
from tui.model import Metadata
from tui.sources.address import read_address, show_address
from tui.sources.binary import refuse_start, refuse_text
from tui.sources.decode import decode
from tui.sources.html import is_markup, is_page
from tui.sources.jsonl import parse
from tui.sources.metadata import Value, read_names, read_words

AHEAD = timedelta(days=2)
"""How far from now a date may be in the future; what is further is a mistake."""
FIRST_YEAR = 1971
"""Dates before are what a machine without a date writes."""
WHOLE = 1_500
"""Characters of text from which a description counts as all of the story, not a summary."""
LONGEST_CONTENT = 5_000_000
"""Characters taken of one item."""

_ROOT = re.compile(r"<(?:[\w.-]+:)?(rss|feed|rdf|channel)\b", re.IGNORECASE)
_OPML = re.compile(r"<opml\b", re.IGNORECASE)
_OPENING = re.compile(r"<(?:\w+:)?(?:item|entry)(?:\s[^<>]*)?(?<!/)>", re.IGNORECASE)
_CLOSING = re.compile(r"</(?:\w+:)?(?:item|entry)\s*>", re.IGNORECASE)
_EMPTY = re.compile(r"<(?:\w+:)?(?:item|entry)(?:\s[^<>]*)?/>", re.IGNORECASE)
_END = re.compile(r"</(?:[\w.-]+:)?(?:rss|feed|rdf|channel)\s*>\s*(?:<!--.*?-->\s*)*$", re.IGNORECASE | re.DOTALL)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_TAG = re.compile(r"<[^<>]{0,2000}>")
_CUT = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|&hellip;|&#8230;|&#x2026;)\W*$")
_LANGUAGE = re.compile(r"([a-zA-Z]{2,3})(?:[-_].*)?")
_FEED_KINDS = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"})


class Item(Struct, frozen=True):
    """One entry of a feed."""

    key: str
    """What it is known by on every reading."""
    content: str
    """The text or HTML that the feed has of it; empty when it has only a title."""
    markup: bool
    """Whether the content is HTML."""
    whole: bool
    """Whether the content seems to be all of the story and not a summary."""
    metadata: Metadata


class Parsed(Struct, frozen=True):
    """A feed."""

    title: str | None
    items: tuple[Item, ...]
    left_out: int = 0
    """Items beyond the limit."""
    cut_off: bool = False
    """Whether it ends before its end."""


def parse_feed(data: bytes, address: str, charset: str | None, limit: int, now: datetime) -> Parsed:
    """The items of a feed in its order, each once, at most `limit`; SourceError says what it is when it is no feed."""
    refuse_start(data)
    text, _ = decode(data, charset, html=True)
    if not text.strip("\x00 \t\r\n\ufeff"):
        raise SourceError("is empty")
    refuse_text(text)
    text = _CONTROLS.sub("", text)
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        return _parse_json(text, limit, now)
    root = _ROOT.search(text)
    if is_page(text) or root is None:
        raise _explain(text, address)
    # All before the root is left out, and with it whatever is declared there: no entity is ever expanded.
    return _parse_xml(text[root.start() :], address, limit, now)


# --------------------------------------------------------------------------- XML


def _parse_xml(text: str, address: str, limit: int, now: datetime) -> Parsed:
    import feedparser

    text, count = _bound(text, limit)
    cut_off = _END.search(text[-10_000:]) is None
    if cut_off:
        last = max((match.end() for match in _CLOSING.finditer(text)), default=0)
        text = text[:last] or text
    source = io.BytesIO(b'<?xml version="1.0" encoding="utf-8"?>' + text.encode("utf-8", "replace"))
    # Without its own address, so that ids stay as they are written; links are made whole by `_read_link`.
    headers = {"content-type": "application/xml; charset=utf-8"}
    # What is in it is cleaned later, with its links as they are.
    found = feedparser.parse(source, response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    if not found.version and not found.entries and not found.feed:
        raise SourceError("is not a feed that can be read", "open it in a browser to see what it is")
    title = _plain(found.feed.get("title"), found.feed.get("title_detail"))
    language = _read_language(found.feed.get("language"))
    entries = found.entries[:limit]
    items = [_make_item(entry, address, title, language, now) for entry in entries]
    return Parsed(title, _choose(items), max(0, count - limit), cut_off)


def _bound(text: str, limit: int) -> tuple[str, int]:
    """The text with its first `limit` items alone, and how many it had; a million would take minutes to parse."""
    if _EMPTY.search(text):
        text = _EMPTY.sub("", text)
    count, cut = 0, 0
    for match in _OPENING.finditer(text):
        count += 1
        if count == limit + 1:
            cut = match.start()
    if not cut:
        return text, count
    end = max((match.end() for match in _CLOSING.finditer(text, cut)), default=len(text))
    return text[:cut] + text[end:], count


def _make_item(entry: Any, address: str, title: str | None, language: str | None, now: datetime) -> Item | None:
    content, markup, whole = _find_content(entry)
    own_title = _plain(entry.get("title"), entry.get("title_detail"))
    outlet = _plain((entry.get("source") or {}).get("title"), None)
    metadata = Metadata(
        title=own_title,
        source=outlet or title,
        section=next((words for tag in entry.get("tags") or [] if (words := read_words(tag.get("term")))), None),
        byline=read_names([author.get("name") for author in entry.get("authors") or []]),
        published=find_date(
            # Asked for only where it is there: feedparser would else give one date for another, with a warning.
            [(entry[name], entry.get(f"{name}_parsed")) for name in ("published", "updated") if name in entry],
            now,
        ),
        language=_read_language(_find_language(entry)) or language,
        # feedparser takes an id for a link where there is none.
        url=_read_link(entry.get("link"), address if entry.get("link") != entry.get("id") else ""),
    )
    return _finish(read_words(entry.get("id")), content, markup, whole, metadata)


def _find_content(entry: Any) -> tuple[str, bool, bool]:
    """The longest text there is of an item, whether it is HTML, and whether it is all of the story."""
    contents = [one for one in entry.get("content") or [] if one.get("value")]
    summary = entry.get("summary_detail") or {}
    best = max(contents, key=lambda one: len(one["value"]), default=None)
    if best is None or len(best["value"]) < len(summary.get("value") or ""):
        best = summary
    text = (best.get("value") or "")[:LONGEST_CONTENT]
    markup = best.get("type") not in ("text/plain", None) and (_TAG.search(text) is not None or "&" in text)
    return text, markup or is_markup(text), _is_whole(text, told=bool(contents))


def _find_language(entry: Any) -> Value:
    details = [*(entry.get("content") or []), entry.get("summary_detail") or {}, entry.get("title_detail") or {}]
    return next((one["language"] for one in details if one.get("language")), None)


# --------------------------------------------------------------------------- JSON


def _parse_json(text: str, limit: int, now: datetime) -> Parsed:
    record = parse(text.lstrip("\ufeff").encode("utf-8", "replace"))
    entries = record.get("items")
    if "jsonfeed.org" not in str(record.get("version", "")) or not isinstance(entries, list):
        raise SourceError("is JSON, but no JSON Feed", "read a dump of documents with jsonl: in the config")
    title = read_words(record.get("title"))
    language = _read_language(record.get("language"))
    kept = [entry for entry in entries[:limit] if isinstance(entry, dict)]
    items = [_make_json_item(entry, record, title, language, now) for entry in kept]
    return Parsed(title, _choose(items), max(0, len(entries) - limit))


def _make_json_item(
    entry: dict[str, Value], feed: dict[str, Value], title: str | None, language: str | None, now: datetime
) -> Item | None:
    html, plain, summary = (entry.get(name) for name in ("content_html", "content_text", "summary"))
    content = next((text for text in (html, plain, summary) if isinstance(text, str) and text.strip()), "")
    tags = entry.get("tags")
    metadata = Metadata(
        title=read_words(entry.get("title")),
        source=title,
        section=read_words(tags),
        byline=read_names(entry.get("authors") or entry.get("author") or feed.get("authors") or feed.get("author")),
        published=find_date([(entry.get("date_published"), None), (entry.get("date_modified"), None)], now),
        language=_read_language(entry.get("language")) or language,
        url=_read_link(entry.get("url") or entry.get("external_url"), ""),
    )
    content = content[:LONGEST_CONTENT]
    return _finish(
        read_words(entry.get("id")), content, content is html, _is_whole(content, told=content is not summary), metadata
    )


# --------------------------------------------------------------------------- both


def _finish(name: str | None, content: str, markup: bool, whole: bool, metadata: Metadata) -> Item | None:
    """The item with its key: its id, else its link, else what it says; None when it says nothing."""
    if not content.strip():
        content = ""
    if not content and not metadata.title:
        return None
    said = blake2b(f"{metadata.title}\0{content}".encode("utf-8", "replace"), digest_size=8).hexdigest()
    return Item(name or metadata.url or said, content, markup, whole, metadata)


def _choose(items: Iterable[Item | None]) -> tuple[Item, ...]:
    """Each item once, the first of a key; where a key stands for several links, it is none and the link is taken."""
    there = [item for item in items if item is not None]
    pairs = {(item.key, item.metadata.url) for item in there}
    links = Counter(key for key, _ in pairs)
    chosen: dict[str, Item] = {}
    for item in there:
        if links[item.key] > 1 and item.metadata.url:
            item = Item(item.metadata.url, item.content, item.markup, item.whole, item.metadata)
        chosen.setdefault(item.key, item)
    return tuple(chosen.values())


def find_date(dates: Iterable[tuple[Value, Any]], now: datetime) -> str | None:
    """The first plausible date, as ISO 8601 in the zone it is written in.

    Each is given as written and, where feedparser could read it, as a tuple in UTC.
    """
    for written, read in dates:
        moment = _read_moment(written, read)
        if moment is None or moment.year < FIRST_YEAR:
            continue
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        if aware <= now + AHEAD:
            return moment.replace(microsecond=0).isoformat()
    return None


def _read_moment(written: Value, read: Any) -> datetime | None:
    if isinstance(written, str) and len(written) < 100:
        for reader in (parsedate_to_datetime, datetime.fromisoformat):
            try:
                moment = reader(written.strip())
                moment.astimezone(UTC)
            except (ValueError, TypeError, IndexError, OverflowError):
                continue
            return moment
    try:
        return datetime.fromtimestamp(timegm(read), UTC) if read is not None else None
    except (ValueError, TypeError, OverflowError, OSError):
        return None


def _is_whole(text: str, told: bool) -> bool:
    """Whether a content is a whole story: said to be content and not cut, or too long for a summary."""
    plain = _TAG.sub("", text).strip()
    if _CUT.search(plain[-40:]):
        return False
    return len(plain) >= (WHOLE if not told else WHOLE // 3)


def _plain(value: Value, detail: Any) -> str | None:
    """A title without its markup."""
    if not isinstance(value, str):
        return None
    if detail is None or detail.get("type") != "text/plain" or "</" in value:
        value = _TAG.sub("", value)
    return read_words(value)


def _read_language(value: Value) -> str | None:
    match = _LANGUAGE.fullmatch(value.strip()) if isinstance(value, str) else None
    return match[1].lower() if match else None


def _read_link(value: Value, base: str) -> str | None:
    if not isinstance(value, str) or not value.strip():
        return None
    try:
        return read_address(value, base)
    except SourceError:
        return None


# --------------------------------------------------------------------------- what is none


def _explain(text: str, address: str) -> SourceError:
    """What a text is that is no feed, and where the feed may be."""
    if not is_page(text):
        if _OPML.search(text[:10_000]):
            return SourceError("is a list of feeds (OPML), not a feed", "save it and name it with opml: in the config")
        return SourceError("is not a feed: neither XML nor JSON of one", "open it in a browser to see what it is")
    links = find_feeds(text, address)
    if links:
        return SourceError("is a web page, not a feed", f"it names {', '.join(map(show_address, links))}: use that")
    return SourceError("is a web page, not a feed, and names none", "open it in a browser to see what it is")


def find_feeds(page: str, address: str) -> list[str]:
    """The addresses of the feeds that a web page names, at most three."""
    from lxml import etree, html

    try:
        root = html.fromstring(page[:500_000].encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError):
        return []
    found: dict[str, None] = {}
    for link in root.iter("link"):
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        if "alternate" in (link.get("rel") or "").lower() and kind in _FEED_KINDS:
            try:
                found[read_address(link.get("href") or "", address)] = None
            except SourceError:
                continue
    return list(found)[:3]
