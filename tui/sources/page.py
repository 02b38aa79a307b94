"""One document in one file: bytes to a raw document."""

from __future__ import annotations

from tui.errors import SourceError
from tui.model import Format, Metadata, RawDocument
from tui.sources.binary import refuse_start, refuse_text
from tui.sources.decode import decode
from tui.sources.formats import ARCHIVES, LETTERS, MAILBOXES, PAGES, find_format, get_ending
from tui.sources.html import is_page
from tui.sources.identity import fingerprint, make_id
from tui.sources.markdown import read_front_matter

HEAD = 4096
"""Bytes in which it is seen whether they are HTML."""

BLANK = "\x00 \t\r\n\v\f\x85\xa0\u2028\u2029\u200b\u3000\ufeff"


def make_document(data: bytes, name: str, *, origin: str, location: str, said: str | None = None) -> RawDocument:
    """The one document of a file, a page or a letter by the file's name; SourceError when it cannot be read."""
    ending = get_ending(name)
    if ending in MAILBOXES or ending in ARCHIVES:
        raise SourceError("holds many documents, and one is asked for", "name it under sources in the config, and sync")
    if ending in LETTERS:
        from tui.sources.mail import make_mail

        return make_mail(data, origin=origin, location=location, said=said)
    return make_page(data, name, origin=origin, location=location, said=said)


def make_page(data: bytes, name: str, *, origin: str, location: str, said: str | None = None) -> RawDocument:
    """Decode a file's bytes; its name tells the format. SourceError when they are no text, or hold no words."""
    if not data:
        raise SourceError("is empty", "remove it, or fetch it again")
    refuse_start(data)
    html = PAGES.get(get_ending(name)) is Format.HTML or is_page(data[:HEAD].decode("latin-1"))
    text, encoding = decode(data, said, html)
    refuse_text(text)
    if not text.strip(BLANK):
        raise SourceError("holds nothing but white space", "remove it, or fetch it again")
    form = find_format(name, text)
    metadata = read_front_matter(text) if form is Format.MARKDOWN else Metadata()
    return RawDocument(
        id=make_id(origin, location),
        origin=origin,
        location=location,
        format=form,
        text=text,
        fingerprint=fingerprint(data, form, encoding),
        raw=data,
        encoding=encoding,
        metadata=metadata,
    )
