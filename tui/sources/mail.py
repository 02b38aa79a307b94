"""Mail: a newsletter's message as a document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email import errors
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import EmailPolicy, default
from email.utils import parseaddr
from functools import lru_cache
from typing import Any, cast

import msgspec
from msgspec import Struct

from tui.errors import SourceError
from tui.model import Metadata, RawDocument
from tui.sources.binary import refuse_start, refuse_text
from tui.sources.decode import decode
from tui.sources.identity import fingerprint, make_id
from tui.sources.letter import choose_text, find_online
from tui.sources.metadata import read_words
from tui.sources.page import BLANK
from tui.text import harmless

LONGEST_HEADER = 4_000
"""Characters of a header that are looked at: the library's time for one grows with the square of its length."""

# What the library raises at headers and parts that nobody foresaw.
_BROKEN = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError, errors.MessageError)
_HEADER = re.compile(rb"[\x21-\x39\x3b-\x7e]+[ \t]*:")
_WEB = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)
_SURROGATE = re.compile("[\ud800-\udfff]")


class _Policy(EmailPolicy):
    """The library's reading of today's mail, with headers cut to what anybody writes."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        return _read_header(name, value[:LONGEST_HEADER])


@lru_cache(maxsize=256)
def _read_header(name: str, value: str) -> Any:
    """A header as the library reads it, which asks for some of them a dozen times a message."""
    return default.header_fetch_parse(name, value)


class Letter(Struct, frozen=True):
    """A message as a document that has no name yet, and the key that its sender gave it."""

    key: str | None
    document: RawDocument

    def name(self, origin: str, location: str, record: str = "") -> RawDocument:
        """The document, as the one of this name in the source."""
        where = f"{location}#{record}" if record else location
        return msgspec.structs.replace(
            self.document, id=make_id(origin, location, record), origin=origin, location=where
        )


def make_mail(data: bytes, *, origin: str, location: str, said: str | None = None) -> RawDocument:
    """A file that is one message; SourceError when it is none, or has no text."""
    return read_letter(data, said).name(origin, location)


def read_letter(data: bytes, said: str | None = None) -> Letter:
    """A message from its bytes; SourceError when it is none, or has no text."""
    if not data:
        raise SourceError("is empty", "remove it, or fetch it again")
    refuse_start(data)
    data_read = data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if _HEADER.match(data_read) is None and not data_read.startswith(b"From "):
        raise SourceError("is no e-mail: it does not begin with a header", "exclude it in the config")
    with _explaining():
        message = cast(EmailMessage, BytesParser(EmailMessage, policy=_Policy()).parsebytes(data_read))
        text = choose_text(message, said)
    if text is None or not text.text.strip(BLANK):
        raise SourceError("has no text to read, only attachments or nothing", "exclude it in the config")
    refuse_text(text.text)
    metadata = Metadata(
        title=read_words(_get(message, "Subject")),
        source=_find_sender(message),
        published=_find_date(message),
        language=_find_language(message),
        url=_find_address(message, "Archived-At") or find_online(text) or _find_address(message, "List-Post"),
    )
    document = RawDocument(
        id="",
        origin="",
        location="",
        format=text.format,
        text=_SURROGATE.sub("\ufffd", text.text),
        fingerprint=fingerprint(data, text.format, "mail", repr(metadata)),
        raw=data,
        metadata=metadata,
    )
    return Letter(read_words((_get(message, "Message-ID") or "").strip("<> \t")), document)


@contextmanager
def _explaining() -> Iterator[None]:
    try:
        yield
    except RecursionError as error:
        raise SourceError("is an e-mail whose parts are nested too deeply") from error
    except _BROKEN as error:
        raise SourceError(f"is an e-mail that cannot be understood: {type(error).__name__}") from error


def _get(message: EmailMessage, name: str) -> str | None:
    """A header as words, whatever is in it: encoded words, or bytes in an encoding that nobody names."""
    raw = next((value for key, value in message.raw_items() if key.lower() == name.lower()), None)
    if raw is None:
        return None
    raw = str(raw)[:LONGEST_HEADER]
    if _SURROGATE.search(raw):
        raw = decode(raw.encode("utf-8", "surrogateescape"), None)[0]
    else:
        try:
            return str(message[name])
        except _BROKEN:
            pass
    try:
        return str(make_header(decode_header(raw)))
    except _BROKEN:
        return raw


def _find_sender(message: EmailMessage) -> str | None:
    """The name that the sender goes by, or else the domain it writes from."""
    words = _get(message, "From") or ""
    name, address = parseaddr(harmless(words))
    try:
        sender = message["From"].addresses[0]
        if sender.display_name and not _SURROGATE.search(sender.display_name):
            name, address = sender.display_name, sender.addr_spec
    except _BROKEN:
        pass
    return read_words(name.strip(" <>\"'")) or read_words(address.rpartition("@")[2].strip(" <>"))


def _find_date(message: EmailMessage) -> str | None:
    try:
        date = message["Date"].datetime
        if isinstance(date, datetime):
            return date.isoformat()
    except _BROKEN:
        pass
    return read_words(_get(message, "Date"))


def _find_language(message: EmailMessage) -> str | None:
    found = read_words(_get(message, "Content-Language"))
    return found.partition(",")[0].strip() if found else None


def _find_address(message: EmailMessage, name: str) -> str | None:
    found = _WEB.search(_get(message, name) or "")
    return found[0] if found else None
