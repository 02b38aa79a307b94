"""Dumps: files whose every line is a JSON object that holds a document."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain

import msgspec

from tui.errors import SourceError
from tui.model import Failure, Format, Listing, RawDocument, SourceSpec
from tui.sources.binary import refuse_start, refuse_text
from tui.sources.decode import decode, find_wide
from tui.sources.files import Stream, exceed, fail, open_stream
from tui.sources.html import is_markup
from tui.sources.identity import escape, fingerprint, make_id
from tui.sources.lines import narrow, split_lines
from tui.sources.metadata import Value, make_metadata, read_words
from tui.sources.tally import LONGEST_KEY, Tally, check_end

_SURROGATE = re.compile("[\ud800-\udfff]")


def read_records(listing: Listing, spec: SourceSpec) -> Iterator[RawDocument | Failure]:
    """The documents of a dump in order, read as a stream.

    Held at once are one line, of at most `spec.max_bytes`, and a hash of each record's key. A line that
    cannot be used is a Failure with its number; the rest goes on.
    """
    tally = Tally(listing.path, "lines")
    try:
        with open_stream(listing.path) as stream:
            yield from _read_stream(stream, listing, spec, tally)
            check_end(stream, "records", empty=not tally.documents and not tally.failures)
    except SourceError as error:
        yield fail(listing.path, error)
    yield from tally.sum_up()


def _read_stream(stream: Stream, listing: Listing, spec: SourceSpec, tally: Tally) -> Iterator[RawDocument | Failure]:
    chunks = tally.watch(stream, spec.max_bytes)
    head = next(chunks, b"")
    refuse_start(head)
    chunks = chain((head,), chunks)
    if (wide := find_wide(head, spec.encoding)) is not None:
        chunks = narrow(chunks, wide)
    else:
        refuse_text(head.decode("latin-1"))
    for number, line in split_lines(chunks, spec.max_bytes):
        if line is None:
            yield from tally.report(exceed(spec.max_bytes), line=number)
            continue
        line = line.removeprefix(b"\xef\xbb\xbf").strip(b" \t\r\x1e")
        if not line:
            continue
        try:
            document = _make_document(line, number, listing, spec, tally)
        except SourceError as error:
            yield from tally.report(error, line=number)
        else:
            tally.documents += 1
            yield document


def _make_document(line: bytes, number: int, listing: Listing, spec: SourceSpec, tally: Tally) -> RawDocument:
    record = parse(line, spec.encoding)
    fields = spec.fields

    def find(keys: Iterable[str]) -> Value:
        return find_value(record, keys)

    form = Format.HTML
    text = _join(find(fields.html))
    if text is None:
        text = _join(find(fields.text))
        if text is None:
            wanted = ", ".join((*fields.html, *fields.text))
            raise SourceError("has no text", f"looked for {wanted}; name its field under fields in the config")
        form = Format.HTML if is_markup(text) else Format.TEXT
    key = read_words(find(fields.id))
    name = tally.claim(f"key {key}" if key else f"line {number}")
    shown = name.removeprefix("key ") if key else str(number)
    metadata = make_metadata(find, fields)
    return RawDocument(
        id=make_id(listing.origin, listing.location, name),
        origin=listing.origin,
        location=f"{listing.location}#{escape(shown[:LONGEST_KEY])}",
        format=form,
        text=text,
        fingerprint=fingerprint(line, form, repr(metadata)),
        raw=line,
        metadata=metadata,
    )


def parse(line: bytes, said: str | None = None) -> dict[str, Value]:
    """One line of a dump; SourceError says what is wrong with it.

    What strict JSON forbids and dumps hold all the same is read by the lenient parser: NaN, lone surrogates, raw
    control characters, bytes that are not UTF-8.
    """
    try:
        record = msgspec.json.decode(line)
    except (ValueError, RecursionError):
        record = _parse_leniently(decode(line, said)[0])
    if not isinstance(record, dict):
        raise SourceError("is not a JSON object", "every line must be one object, from { to }")
    return record


def _parse_leniently(text: str) -> Value:
    try:
        return json.loads(text, strict=False)
    except json.JSONDecodeError as error:
        raise SourceError(f"is broken JSON: {error.msg} at character {error.pos + 1}") from error
    except ValueError as error:
        raise SourceError("holds a number that is too long") from error
    except RecursionError as error:
        raise SourceError("is nested too deeply") from error


def find_value(record: dict[str, Value], keys: Iterable[str]) -> Value:
    """The first value that is there and not empty; a key with dots leads into objects unless it is there as it is."""
    for key in keys:
        value = record.get(key)
        if value is None and "." in key:
            value = record
            for step in key.split("."):
                value = value.get(step) if isinstance(value, dict) else None
        if value not in (None, "", [], {}):
            return value
    return None


def _join(value: Value) -> str | None:
    """The text of a field: a string, or a list of paragraphs; without lone surrogates, which no text may hold."""
    if isinstance(value, list):
        value = "\n\n".join(one for one in value if isinstance(one, str))
    if isinstance(value, dict):
        value = find_value(value, ("rendered", "text", "#text", "value", "html"))
    if not isinstance(value, str) or not value.strip():
        return None
    return _SURROGATE.sub("\ufffd", value)
