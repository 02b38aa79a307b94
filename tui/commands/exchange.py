"""What leaves the library as lines and comes back from them: whole documents, and what the user did with the articles.

The lines are from outside, so that nothing in them is trusted: documents are unpacked with a limit and made articles
anew, and what the user did is only ever added to.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO

import msgspec
from msgspec import Struct

from tui import pipeline
from tui.commands.lines import Line, read_lines
from tui.config import Config
from tui.errors import NotFound
from tui.library import Library
from tui.model import Failure, Listing, RawDocument
from tui.tally import Tally
from tui.text import harmless

MAX_LINE = 100_000_000
"""The longest line taken, in bytes."""
_ID = re.compile(r"[0-9a-f]{12}")


class Done(Struct, frozen=True, kw_only=True):
    """What the user did with an article, as a line says it; other keys of the line are not looked at."""

    id: str
    read: bool = False
    starred: bool = False
    tags: tuple[str, ...] = ()
    note: str = ""
    document: str | None = None


class Imported(Struct):
    """What an import did, in articles."""

    added: int = 0
    known: int = 0
    changed: int = 0


def pack_document(document: RawDocument) -> str:
    """A document as a text for a line: JSON in ASCII (as the text may hold lone surrogates), deflated, in base 64."""
    plain = json.dumps(msgspec.to_builtins(document)).encode("ascii")
    return base64.b64encode(zlib.compress(plain)).decode("ascii")


def unpack_document(packed: str, limit: int) -> RawDocument:
    """The document again; ValueError when it is damaged, not what it should be, or larger than `limit` bytes."""
    try:
        # A character can take twelve bytes of ASCII, and the bytes as they came are there beside the text.
        room = 16 * limit
        unpacker = zlib.decompressobj()
        plain = unpacker.decompress(base64.b64decode(packed, validate=True), room)
        if unpacker.unconsumed_tail or not unpacker.eof:
            raise ValueError("its document is too large or cut off")
        document = msgspec.convert(json.loads(plain), RawDocument)
    except (binascii.Error, zlib.error, RecursionError, msgspec.ValidationError) as error:
        raise ValueError("its document is damaged") from error
    if max(len(document.raw), len(document.text)) > limit:
        raise ValueError(f"its document is larger than {limit:,} bytes")
    if not _ID.fullmatch(document.id):
        raise ValueError("its document has no proper id")
    return document


class Importer:
    """Takes lines into a library: first the documents it does not have, then what the user did."""

    def __init__(self, config: Config, library: Library) -> None:
        self.problems: list[Failure] = []
        self.tally = Imported()
        self._config = config
        self._library = library
        self._done: list[Done] = []

    def run(self, files: Iterable[tuple[str, BinaryIO]]) -> None:
        """Take all lines of all files; needs the library's write lock only when there are documents to add."""
        documents = self._read(files)
        first = next(documents, None)
        if first is not None:
            self._add(first, documents)
        for done in self._done:
            self._apply(done)

    def _add(self, first: RawDocument, others: Iterator[RawDocument]) -> None:
        def items() -> Iterator[RawDocument | pipeline.FileEnd]:
            for document in (first, *others):
                yield document
                # Not a whole reading of its file: if that is there, the next sync reads it, and nothing is gone.
                listing = Listing(document.origin, document.location.partition("#")[0], "", "")
                yield pipeline.FileEnd(listing, (), whole=False)

        with self._library.lock():
            tally = Tally()
            pipeline.store(self._library, pipeline.Maker(self._config, self._library).make(items()), tally)
            self._library.regroup()
            pipeline.link(self._config, self._library, tally)
            pipeline.index(self._config, self._library, tally)
        self.tally.added = tally.new
        self.problems.extend(tally.failures)

    def _read(self, files: Iterable[tuple[str, BinaryIO]]) -> Iterator[RawDocument]:
        """Yield the documents that are not in the library, and remember of every line what the user did."""
        added: set[str] = set()
        for name, stream in files:
            for line in read_lines(stream, MAX_LINE):
                try:
                    done = _parse(line)
                    if done.id in added or self._has(done.id):
                        self.tally.known += done.id not in added
                    elif done.document is None:
                        raise ValueError("not in the library, and the line does not hold its document")
                    else:
                        document = unpack_document(done.document, self._config.sync.max_bytes)
                        added.add(document.id)
                        done = msgspec.structs.replace(done, id=document.id)
                        yield document
                except ValueError as error:
                    self.problems.append(Failure(f"{name}:{line.number}", str(error)))
                    continue
                if done.read or done.starred or done.tags or done.note:
                    self._done.append(msgspec.structs.replace(done, document=None))

    def _has(self, name: str) -> bool:
        try:
            self._library.row(name)
        except NotFound:
            return False
        return True

    def _apply(self, done: Done) -> None:
        library = self._library
        if not self._has(done.id):
            return
        state = library.state(done.id)
        changes = []
        if done.read and not state.read:
            changes.append(library.set_read([done.id]))
        if done.starred and not state.starred:
            changes.append(library.set_starred([done.id]))
        changes += [library.add_tag([done.id], tag) for tag in done.tags]
        note = harmless(done.note).strip()
        if note and note not in state.note:
            changes.append(library.set_note(done.id, f"{state.note}\n\n{note}" if state.note else note))
        self.tally.changed += any(change.before for change in changes)


def _parse(line: Line) -> Done:
    """What a line says; ValueError when it is not such a line."""
    if not line.whole:
        raise ValueError(f"longer than {MAX_LINE:,} bytes, so not read")
    try:
        record = json.loads(line.data)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not JSON: {error}") from error
    if not isinstance(record, dict) or "id" not in record:
        raise ValueError("not an article")
    if record.get("version", 1) != 1:
        raise ValueError(f"of version {record['version']!r}, which is not known here")
    try:
        return msgspec.convert(record, Done)
    except msgspec.ValidationError as error:
        raise ValueError(f"not an article: {error}") from error
