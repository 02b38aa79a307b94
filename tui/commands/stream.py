"""`clean` and `notes` as filters: a page in, an article or its entities out; no library and no config is touched.

A stream of JSON lines is answered in order, each line as soon as it can be, with a bounded number of lines under way.
"""

from __future__ import annotations

import json
import logging
import queue
import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import BinaryIO

from msgspec import Struct

from tui.commands.lines import Line, read_lines
from tui.commands.output import encode_json, say
from tui.commands.shapes import shape_article, shape_notes
from tui.errors import SourceError
from tui.model import Article, ArticleNotes, Format, RawDocument, SourceSpec
from tui.workers import PAUSE, Pause, count_cores, map_ordered

log = logging.getLogger(__name__)

MAX_BYTES = SourceSpec("", "").max_bytes
"""The largest page, and the longest line of a stream, in bytes."""
_GRACE = 0.02
"""Seconds without a new line after which all lines so far are answered."""
AHEAD = 32
"""Lines read before they are asked for, when that is not more than MAX_BYTES in all."""


class Answer(Struct, frozen=True):
    """A line answered: the JSON to print, or what was wrong with it."""

    number: int
    json: str | None
    problem: str = ""


# --------------------------------------------------------------------------- one page


def read_page(stream: BinaryIO, name: str) -> RawDocument:
    """Read one page; SourceError when it is none, or too large to be one."""
    from tui.sources import read_stream

    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise SourceError(f"{name}: larger than {MAX_BYTES:,} bytes", "split it, or give it as lines with --jsonl")
    try:
        return read_stream(data, name)
    except SourceError as error:
        raise SourceError(f"{name}: {error.message}") from error


def clean(document: RawDocument) -> Article:
    """Page in, article out."""
    from tui.clean import clean_page

    return clean_page(document)


def note(document: RawDocument) -> ArticleNotes:
    """Page in, the entities of its article out."""
    from tui.pipeline import digest

    return digest(document).notes


def note_uncleaned(document: RawDocument) -> ArticleNotes:
    """Text in, its entities out; nothing is cleaned and offsets are into the text as given."""
    from tui.pipeline import note_text

    return note_text(document.id, document.text)


# --------------------------------------------------------------------------- a stream of lines


def filter_lines(stream: BinaryIO, name: str, work: Callable[[RawDocument], Article | ArticleNotes]) -> Iterator[str]:
    """Answer each JSON line `{"id", "text"}` or `{"id", "html"}` in order.

    A line that cannot be answered is reported on stderr by its number and left out; SourceError is raised at the end
    when there were any.
    """
    bad = 0
    lines = _read_ahead(stream)
    for answer in map_ordered(partial(answer_line, work), lines, workers=count_cores(), lost=_lose):
        if answer.json is not None:
            yield answer.json
        else:
            bad += 1
            say(f"newsreader: {name}:{answer.number}: {answer.problem}")
    if bad:
        raise SourceError(f"{name}: {bad} line{'s' if bad > 1 else ''} could not be answered")


def answer_line(work: Callable[[RawDocument], Article | ArticleNotes], line: Line) -> Answer:
    """Do the work on one line; whatever is wrong with it becomes the answer's problem."""
    if not line.whole:
        return Answer(line.number, None, f"longer than {MAX_BYTES:,} bytes, so not read")
    parsed = parse_line(line)
    if isinstance(parsed, str):
        return Answer(line.number, None, parsed)
    name, document = parsed
    try:
        made = work(document)
    except Exception as error:  # one page's trouble must not end the stream; it is logged and reported
        log.exception("line %d", line.number)
        return Answer(line.number, None, f"could not be handled: {type(error).__name__}: {error}")
    shape = shape_article(made) if isinstance(made, Article) else shape_notes(made)
    return Answer(line.number, encode_json(shape | {"id": name}))


def parse_line(line: Line) -> tuple[str | int | None, RawDocument] | str:
    """The id as given and the page, or what is wrong with the line."""
    try:
        record = json.loads(line.data)
    except RecursionError:
        return "not a JSON object: nested too deeply"
    except ValueError as error:
        return f"not JSON: {error}"
    if not isinstance(record, dict):
        return "not a JSON object"
    name = record.get("id")
    if not (name is None or (isinstance(name, str | int) and not isinstance(name, bool))):
        return '"id" is neither a text nor a number'
    for key, form in (("text", Format.TEXT), ("html", Format.HTML)):
        if isinstance(text := record.get(key), str):
            place = str(line.number)
            return name, RawDocument(
                id=place if name is None else str(name),
                origin="",
                location=place,
                format=form,
                text=text,
                fingerprint="",
            )
    return 'has neither "text" nor "html"'


def _lose(line: Line) -> Answer:
    return Answer(line.number, None, "handling it ended the process, probably for want of memory")


class _End(Struct, frozen=True):
    """The end of the stream, and why it ended early, if it did."""

    error: Exception | None = None


def _read_ahead(stream: BinaryIO) -> Iterator[Line | Pause]:
    """The lines of the stream, read by a thread of their own, with a pause whenever the next one is not there yet."""
    ready: queue.Queue[Line | _End] = queue.Queue(AHEAD)
    room = _Room(MAX_BYTES)

    def read() -> None:
        end = _End()
        try:
            for line in read_lines(stream, MAX_BYTES):
                room.take(len(line.data))
                ready.put(line)
        except Exception as error:  # noqa: BLE001 - it is raised again where the lines are asked for
            end = _End(error)
        ready.put(end)

    threading.Thread(target=read, daemon=True).start()
    while True:
        try:
            # Who reads may be a little behind who works; only a source that truly waits is answered before it goes on.
            item = ready.get(timeout=_GRACE)
        except queue.Empty:
            yield PAUSE
            item = ready.get()
        if isinstance(item, _End):
            if item.error is not None:
                raise item.error
            return
        room.give(len(item.data))
        yield item


class _Room:
    """Bounds the bytes that wait; one item always fits, however large."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._taken = 0
        self._changed = threading.Condition()

    def take(self, count: int) -> None:
        with self._changed:
            self._changed.wait_for(lambda: not self._taken or self._taken + count <= self._size)
            self._taken += count

    def give(self, count: int) -> None:
        with self._changed:
            self._taken -= count
            self._changed.notify()
