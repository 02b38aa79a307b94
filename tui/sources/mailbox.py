"""Mailboxes: files of messages one behind another, read as a stream, so that their size does not matter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tui.errors import SourceError
from tui.model import Failure, Listing, RawDocument, SourceSpec
from tui.sources.files import exceed, fail, open_stream
from tui.sources.identity import escape, fingerprint
from tui.sources.mail import read_letter
from tui.sources.tally import LONGEST_KEY, Tally, check_end

LONGEST_START = 400
"""Bytes of the line between two messages."""

# A line that begins with From is the start of a message behind an empty line when it has a time of day in it, and
# anywhere when it has a whole date: no line of a text is either by accident. The search is for a fixed string first.
_LINE = re.compile(rb"\nFrom ([^\n]{0,360})\n")
_TIME = re.compile(rb"\d:\d\d")
_DATE = re.compile(rb"[^ ]+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z][a-z] {1,2}\d{1,2} \d\d:\d\d")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)


def read_mailbox(listing: Listing, spec: SourceSpec) -> Iterator[RawDocument | Failure]:
    """The messages of a mailbox in order, read as a stream, each named by its Message-ID.

    Held at once is one message, of at most `spec.max_bytes`. One that cannot be used is a Failure with the line that it
    begins at; the rest goes on.
    """
    tally = Tally(listing.path, "messages")
    try:
        with open_stream(listing.path) as stream:
            for line, data in split_messages(tally.watch(stream, spec.max_bytes), spec.max_bytes):
                try:
                    if data is None:
                        raise exceed(spec.max_bytes)
                    document = _make_document(data, listing, spec, tally)
                except SourceError as error:
                    yield from tally.report(error, line=line)
                else:
                    tally.documents += 1
                    yield document
            check_end(stream, "messages", empty=not tally.documents and not tally.failures)
    except SourceError as error:
        yield fail(listing.path, error)
    yield from tally.sum_up()


def _make_document(data: bytes, listing: Listing, spec: SourceSpec, tally: Tally) -> RawDocument:
    letter = read_letter(_QUOTED.sub(rb"\1", data), spec.encoding)
    key = tally.claim(escape((letter.key or fingerprint(data))[:LONGEST_KEY]))
    return letter.name(listing.origin, listing.location, key)


def split_messages(chunks: Iterable[bytes], limit: int) -> Iterator[tuple[int, bytes | None]]:
    """The messages with the numbers of their first lines from 1, without the lines between them.

    None stands for one of more than `limit` bytes, which is passed over. What stands before the first such line counts
    as a message.
    """
    held = bytearray(b"\n\n")  # as if an empty line stood before the first
    line, lines, seen = -1, 0, 0
    """The first line of the message held; line ends in what was dropped of it; how far it was looked through."""
    dropped = False

    def give(end: int) -> Iterator[tuple[int, bytes | None]]:
        if dropped or end > limit:
            yield max(1, line), None
        elif data := held[:end].strip(b"\r\n"):
            yield max(1, line), bytes(data) + b"\n"

    for chunk in chunks:
        held += chunk
        while (found := _find(held, seen)) is not None:
            start, end = found
            yield from give(start)
            line, lines, dropped = line + lines + held.count(b"\n", 0, end), 0, False
            del held[:end]
            seen = 0
        seen = max(seen, len(held) - LONGEST_START)
        if len(held) > limit + LONGEST_START:
            dropped = True
            lines += held.count(b"\n", 0, seen)
            del held[:seen]
            seen = 0
    yield from give(len(held))


def _find(held: bytearray, start: int) -> tuple[int, int] | None:
    """Where the next line between two messages is, and where it ends."""
    while (found := _LINE.search(held, start)) is not None:
        at, end, words = found.start(), found.end(), found[1]
        behind_empty = held[max(0, at - 2) : at].endswith((b"\n", b"\n\r"))
        if (behind_empty and _TIME.search(words)) or _DATE.match(words):
            return at + 1, end
        start = at + 1
    return None
