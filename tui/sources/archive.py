"""Web archives: pages as they were fetched, read as a stream, so that their size does not matter."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct
from warcio.archiveiterator import WARCIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.limitreader import LimitReader
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser

from tui.errors import SourceError
from tui.model import Failure, Listing, Metadata, RawDocument, SourceSpec
from tui.sources.files import CHUNK, exceed, fail, open_stream
from tui.sources.html import is_page, name_charset
from tui.sources.identity import escape, make_id
from tui.sources.page import HEAD, make_page
from tui.sources.tally import LONGEST_KEY, Tally, check_end
from tui.sources.unpack import unpack

LONGEST_HEADER = 262_144
"""Bytes of what stands before a record, and of what the server said before the page."""
SWELLING = 200
"""How many times larger than packed an archive may be that has no pages for long; text and pictures swell far less."""

_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_ADDRESS = ("http://", "https://")


class _Broken(SourceError):
    """The archive cannot be read on from here."""


class _Reader:
    """The bytes of an archive as a file, which is how the library takes them, with a bound on what it takes at once."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.left = 0
        """How many bytes may still be taken before the bound is set anew."""
        self._chunks = chunks
        self._held = memoryview(b"")
        self._given = 0

    def read(self, size: int = CHUNK) -> bytes:
        """Some bytes; fewer than asked for are no sign of the end, none are."""
        if self.left <= 0:
            raise _Broken("is not a web archive from here on: a record's head does not end")
        if not self._held:
            try:
                self._held = memoryview(next(self._chunks, b""))
            except SourceError as error:
                raise _Broken(error.message, error.hint) from error
        given, self._held = self._held[:size], self._held[size:]
        self.left -= len(given)
        self._given += len(given)
        return bytes(given)

    def tell(self) -> int:
        """How many bytes were given."""
        return self._given


class _Page(Struct, frozen=True):
    """A record that is a page, by its own word."""

    type: str
    charset: str | None
    encodings: tuple[str, ...] = ()
    chunked: bool = False


def read_archive(listing: Listing, spec: SourceSpec) -> Iterator[RawDocument | Failure]:
    """The pages of a web archive in order, read as a stream, each named by its address and the time of its fetching.

    Held at once is one page, of at most `spec.max_bytes`. Records of other kinds are passed over. A page that cannot be
    used is a Failure with its address; the rest goes on. Where the archive is broken it ends, with a Failure.
    """
    tally = Tally(listing.path, "pages")
    records = 0
    try:
        with open_stream(listing.path) as stream:
            reader = _Reader(tally.watch(stream, spec.max_bytes, swelling=SWELLING))
            for record in _read_records(reader):
                records += 1
                reader.left = max(record.length, 0) + LONGEST_HEADER
                try:
                    document = _read_record(record, listing, spec, tally)
                except _Broken:
                    raise
                except SourceError as error:
                    yield from tally.report(error, key=_name(record))
                else:
                    if document is not None:
                        tally.documents += 1
                        yield document
                _pass_over(record, reader)
            check_end(stream, "records", empty=not records)
    except SourceError as error:
        yield fail(listing.path, error)
    yield from tally.sum_up()


def _read_records(reader: _Reader) -> Iterator[Any]:
    """The records, each with its contents still to be read; SourceError where there is none but should be."""
    archive = WARCIterator(reader, no_record_parse=True)
    while True:
        reader.left = LONGEST_HEADER
        complaints = io.StringIO()
        try:
            # The library complains on stderr, in the words of the archive.
            with contextlib.redirect_stderr(complaints):
                record = next(archive, None)
        except ArchiveLoadFailed as error:
            raise SourceError("is not a web archive, or is damaged from here on", "fetch it again") from error
        except (ValueError, TypeError, AttributeError) as error:
            raise SourceError("has a record that cannot be understood, and is not read on", "fetch it again") from error
        if record is None:
            return
        if complaints.getvalue():
            raise SourceError("has a record of another length than it says, and is not read on", "fetch it again")
        if record.length is None:
            raise SourceError("has a record without a length, and is not read on", "fetch it again")
        yield record


def _pass_over(record: Any, reader: _Reader) -> None:
    """Read what is left of a record; SourceError when the archive ends in it."""
    body = record.raw_stream
    while body.limit:
        reader.left = LONGEST_HEADER
        if not body.read(min(body.limit, CHUNK)):
            raise SourceError("ends in the middle of a page", "it may be a broken download: fetch it again")


def _read_record(record: Any, listing: Listing, spec: SourceSpec, tally: Tally) -> RawDocument | None:
    """The page that a record holds; None when it holds something else."""
    page = _find_page(record)
    if page is None:
        return None
    if record.length > spec.max_bytes:
        raise exceed(spec.max_bytes)
    data = _take(record, page, spec.max_bytes)
    if not page.type and not is_page(data[:HEAD].decode("latin-1")):
        return None
    key = tally.claim(_name(record))
    address = record.rec_headers.get_header("WARC-Target-URI") or ""
    said = (name_charset(page.charset) if page.charset else None) or spec.encoding
    document = make_page(data, "page.html", origin=listing.origin, location="", said=said)
    return msgspec.structs.replace(
        document,
        id=make_id(listing.origin, listing.location, key),
        location=f"{listing.location}#{escape(key[-LONGEST_KEY:])}",
        metadata=Metadata(url=address if address.startswith(_ADDRESS) else None),
    )


def _name(record: Any) -> str:
    """The address and the time of fetching, which together are a record's name."""
    headers = record.rec_headers
    address, date = headers.get_header("WARC-Target-URI") or "", headers.get_header("WARC-Date") or ""
    return f"{address[: LONGEST_KEY * 10]} {date}".strip()


def _find_page(record: Any) -> _Page | None:
    """What is known of a record's page before it is read; None when it holds something else."""
    kind = record.rec_type
    if kind == "resource":
        kind, charset = _read_type(record.rec_headers.get_header("Content-Type"))
        return _Page(kind, charset) if kind in _PAGES else None
    if kind != "response" or not record.length:
        return None
    address = record.rec_headers.get_header("WARC-Target-URI") or ""
    if not address.lower().startswith(_ADDRESS):
        return None
    head = _read_head(record)
    if head is None or head.get_statuscode() != "200":
        return None
    kind, charset = _read_type(head.get_header("Content-Type"))
    if kind and kind not in _PAGES:
        return None
    encodings = (head.get_header("Content-Encoding") or "").lower().replace(",", " ").split()
    chunked = "chunked" in (head.get_header("Transfer-Encoding") or "").lower()
    return _Page(kind, charset, tuple(encodings), chunked)


def _read_head(record: Any) -> StatusAndHeaders | None:
    """What the server said before the page."""
    parser = StatusAndHeadersParser(["HTTP/"], verify=False)
    try:
        return parser.parse(LimitReader(record.raw_stream, LONGEST_HEADER))
    except (EOFError, ValueError):
        return None


def _read_type(header: str | None) -> tuple[str, str | None]:
    """The type of a page and the encoding it is in, as said."""
    from email.message import Message

    message = Message()
    message["Content-Type"] = " ".join((header or "")[:1000].split())
    kind = (header or "").partition(";")[0].strip().lower()
    charset = message.get_param("charset") if header else None
    return kind, charset if isinstance(charset, str) else None


def _take(record: Any, page: _Page, limit: int) -> bytes:
    """The bytes of a page, with the chunks of its transfer joined and all packing undone."""
    body = record.raw_stream
    data: bytes = (ChunkedDataReader(body) if page.chunked else body).read()
    if body.limit:
        raise SourceError("is not whole", "fetch the archive again")
    return unpack(data, page.encodings, limit)
