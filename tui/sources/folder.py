"""Sources that are files on a disk: a folder of pages and dumps, or dumps alone."""

from __future__ import annotations

from collections.abc import Iterator

from tui.errors import SourceError
from tui.model import Failure, Listing, RawDocument, SourceSpec
from tui.sources.files import fail, read_file
from tui.sources.formats import ARCHIVES, DUMPS, LETTERS, MAILBOXES, PAGES, get_ending
from tui.sources.jsonl import read_records
from tui.sources.page import make_document
from tui.sources.walk import Sieve, list_files


class FolderSource:
    """A folder, with all below it, or a single file: pages and letters of one document each, and files of many."""

    endings = frozenset(PAGES) | DUMPS | LETTERS | MAILBOXES | ARCHIVES

    def __init__(self, spec: SourceSpec) -> None:
        self.spec = spec

    def list(self) -> Iterator[Listing | Failure]:
        """The files, sorted by location; a Failure says that a part of the folder could not be seen."""
        return list_files(self.spec, self.endings)

    def sieve(self) -> Sieve:
        """What tells which changes in the folder concern the source; SourceError when a pattern is no pattern."""
        return Sieve(self.spec, self.endings)

    def read(self, listing: Listing) -> Iterator[RawDocument | Failure]:
        """The documents of one file; a dump, a mailbox or an archive has many."""
        ending = get_ending(listing.path)
        if ending in DUMPS:
            yield from read_records(listing, self.spec)
        elif ending in MAILBOXES:
            from tui.sources.mailbox import read_mailbox

            yield from read_mailbox(listing, self.spec)
        elif ending in ARCHIVES:
            from tui.sources.archive import read_archive

            yield from read_archive(listing, self.spec)
        else:
            yield self._read_one(listing)

    def _read_one(self, listing: Listing) -> RawDocument | Failure:
        try:
            data = read_file(listing.path, self.spec.max_bytes)
            return make_document(
                data, listing.path, origin=listing.origin, location=listing.location, said=self.spec.encoding
            )
        except SourceError as error:
            return fail(listing.path, error)


class JsonlSource(FolderSource):
    """A dump, or a folder of dumps; a file that is named is one whatever its ending."""

    endings = DUMPS | {".json"}

    def read(self, listing: Listing) -> Iterator[RawDocument | Failure]:
        """The documents of one dump."""
        return read_records(listing, self.spec)
