"""Sources that are files on a disk: a folder of pages and dumps, or dumps alone."""

from __future__ import annotations

from collections.abc import Iterator

from tui.errors import SourceError
from tui.model import Failure, Listing, RawDocument, SourceSpec
from tui.sources.files import fail, read_file
from tui.sources.formats import DUMPS, PAGES, get_ending
from tui.sources.jsonl import read_records
from tui.sources.page import make_page
from tui.sources.walk import list_files


class FolderSource:
    """A folder, with all below it, or a single file: pages of one document each, and dumps."""

    endings = frozenset(PAGES) | DUMPS

    def __init__(self, spec: SourceSpec) -> None:
        self.spec = spec

    def list(self) -> Iterator[Listing | Failure]:
        """The files, sorted by location; a Failure says that a part of the folder could not be seen."""
        return list_files(self.spec, self.endings)

    def read(self, listing: Listing) -> Iterator[RawDocument | Failure]:
        """The documents of one file; a dump has many."""
        if get_ending(listing.path) in DUMPS:
            yield from read_records(listing, self.spec)
            return
        try:
            data = read_file(listing.path, self.spec.max_bytes)
            yield make_page(
                data, listing.path, origin=listing.origin, location=listing.location, said=self.spec.encoding
            )
        except SourceError as error:
            yield fail(listing.path, error)


class JsonlSource(FolderSource):
    """A dump, or a folder of dumps; a file that is named is one whatever its ending."""

    endings = DUMPS | {".json"}

    def read(self, listing: Listing) -> Iterator[RawDocument | Failure]:
        """The documents of one dump."""
        return read_records(listing, self.spec)
