"""Lists of feeds: OPML and newsboat's `urls` files are read, OPML is written. Nothing in them is ever run."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator

from msgspec import Struct

from tui.errors import SourceError
from tui.model import Failure, Listing, RawDocument, SourceSpec
from tui.sources.address import get_host, read_address, show_address
from tui.sources.binary import refuse_start, refuse_text
from tui.sources.decode import decode
from tui.sources.files import fail, read_file
from tui.sources.html import is_page
from tui.sources.metadata import read_words

LIMIT = 20_000_000
"""Bytes of a list that are read."""
MOST_FEEDS = 10_000
MOST_FAILURES = 20
"""Lines of one list that are reported one by one."""

_STRAY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]+|#x[0-9a-fA-F]+);)")
_ROOT = re.compile(r"<opml\b", re.IGNORECASE)
_NEWSBOAT = {
    "exec": "would run a program, which is never done",
    "filter": "would run a program, which is never done",
    "query": "is a query of newsboat's; save a search instead",
}
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Subscription(Struct, frozen=True):
    """One feed of a list."""

    address: str
    title: str | None = None
    site: str | None = None
    tags: tuple[str, ...] = ()
    """The folders it is in, or newsboat's tags."""

    @property
    def name(self) -> str:
        """What to call it: its title, or the host it comes from."""
        return self.title or get_host(self.address).removeprefix("www.")


class OpmlSource:
    """A list of feeds in the config. The feeds are sources themselves; this one tells which lines cannot be used."""

    def __init__(self, spec: SourceSpec) -> None:
        self.spec = spec

    def list(self) -> Iterator[Listing | Failure]:
        """Failures alone."""
        yield from read_list(self.spec.path)[1]

    def read(self, listing: Listing) -> Iterator[RawDocument | Failure]:
        """Nothing: there are no listings."""
        yield from ()


def read_list(path: str) -> tuple[list[Subscription], list[Failure]]:
    """The feeds of a file, each address once, and what in it could not be used."""
    try:
        found, problems = parse_list(read_file(path, LIMIT))
    except SourceError as error:
        return [], [fail(path, error)]
    failures = [fail(path, error, line=line, partial=True) for line, error in problems[:MOST_FAILURES]]
    if len(problems) > MOST_FAILURES:
        more = SourceError(f"has {len(problems) - MOST_FAILURES:,} more lines that cannot be used")
        failures.append(fail(path, more, partial=True))
    return found, failures


def parse_list(data: bytes) -> tuple[list[Subscription], list[tuple[int, SourceError]]]:
    """The feeds of a list, and by line what could not be used; SourceError when it is no list at all."""
    refuse_start(data)
    text, _ = decode(data, None, html=True)
    refuse_text(text)
    problems: list[tuple[int, SourceError]] = []
    root = _ROOT.search(text)
    if root is not None:
        before = text.count("\n", 0, root.start())
        found = _read_outlines(_CONTROLS.sub("", text[root.start() :]), before, problems)
    elif is_page(text) or text.lstrip("\ufeff \t\r\n").startswith(("<", "{")):
        raise SourceError("is no list of feeds", "give an OPML file, or lines with one address each")
    else:
        found = _read_lines(text.lstrip("\ufeff"), problems)
    chosen: dict[str, Subscription] = {}
    for one in found:
        chosen.setdefault(one.address, one)
    if not chosen and not problems:
        raise SourceError("names no feeds", "give an OPML file, or lines with one address each")
    if len(chosen) > MOST_FEEDS:
        problems.append((0, SourceError(f"has {len(chosen):,} feeds; the first {MOST_FEEDS:,} are read")))
    return list(chosen.values())[:MOST_FEEDS], problems


def _read_outlines(text: str, before: int, problems: list[tuple[int, SourceError]]) -> Iterator[Subscription]:
    from lxml import etree

    # What stood before the root is gone, and entities with it. Lists with a stray & in an address are common.
    text = _STRAY.sub("&amp;", text)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    head = b'<?xml version="1.0" encoding="utf-8"?>'
    try:
        root = etree.fromstring(head + text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SourceError("is damaged OPML") from error
    if root is None:
        raise SourceError("is damaged OPML")
    for outline in root.iter("{*}outline"):
        values = {str(name).lower(): str(value) for name, value in outline.attrib.items()}
        address = values.get("xmlurl", "").strip()
        if not address:
            continue
        folders = [read_words(one.get("text") or one.get("title")) for one in outline.iterancestors("{*}outline")]
        said = (read_words(one) for one in values.get("category", "").split(","))
        tags = [*reversed(folders), *said]
        try:
            yield Subscription(
                read_address(address),
                read_words(values.get("title")) or read_words(values.get("text")),
                values.get("htmlurl") or None,
                tuple(dict.fromkeys(tag for tag in tags if tag)),
            )
        except SourceError as error:
            problems.append(((outline.sourceline or 1) + before, error))


def _read_lines(text: str, problems: list[tuple[int, SourceError]]) -> Iterator[Subscription]:
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        try:
            address, *tags = shlex.split(line)
        except ValueError:
            address, *tags = line.split()
        kind = address.partition(":")[0].lower()
        if kind in _NEWSBOAT:
            problems.append((number, SourceError(f"{kind}: {_NEWSBOAT[kind]}; skipped")))
            continue
        title = next((read_words(tag[1:]) for tag in tags if tag.startswith("~")), None)
        words = (read_words(tag) for tag in tags if tag[:1] not in ("~", "!"))
        try:
            yield Subscription(read_address(address), title, None, tuple(word for word in words if word))
        except SourceError as error:
            problems.append((number, error))


def write_opml(feeds: Iterable[Subscription], title: str) -> bytes:
    """OPML 2.0 with all feeds in one list, their folders as categories; `read_list` reads it as the same feeds."""
    from lxml import etree

    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    for feed in feeds:
        name = _CONTROLS.sub("", feed.name)
        outline = etree.SubElement(body, "outline", type="rss", text=name, title=name, xmlUrl=feed.address)
        if feed.site:
            outline.set("htmlUrl", _CONTROLS.sub("", feed.site))
        if feed.tags:
            outline.set("category", _CONTROLS.sub("", ",".join(tag.replace(",", " ") for tag in feed.tags)))
    return bytes(etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True))


def choose_name(feed: Subscription, taken: Iterable[str]) -> str:
    """A name for a feed that no other source has: its own, with its host when that is taken, or its address."""
    host = get_host(feed.address).removeprefix("www.")
    names = (feed.name, f"{feed.name} ({host})", f"{feed.name} ({show_address(feed.address)})")
    return next((name for name in names if name not in taken), feed.address)
