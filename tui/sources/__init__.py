"""Where documents come from: files of pages and dumps; every kind of source lists cheaply and reads one by one."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

from tui.errors import SourceError
from tui.model import Failure, Listing, RawDocument, SourceSpec
from tui.sources.files import Stream, read_all
from tui.sources.folder import FolderSource, JsonlSource
from tui.sources.identity import fingerprint
from tui.sources.opml import OpmlSource
from tui.sources.page import make_document


class Source(Protocol):
    """A place that has documents."""

    spec: SourceSpec

    def list(self) -> Iterator[Listing | Failure]:
        """What there is, sorted by location and found without reading it.

        A Failure means that not all could be seen, so that what is not listed may still be there.
        """
        ...

    def read(self, listing: Listing) -> Iterator[RawDocument | Failure]:
        """The documents of one listing in order; bad input is a Failure and never raises."""
        ...


KINDS: Mapping[str, Callable[[SourceSpec], Source]] = {
    "folder": FolderSource,
    "jsonl": JsonlSource,
    "opml": OpmlSource,
}
"""Every kind of source that is on a disk, by its name in the config; feeds are asked by `web.Gathering`."""


def open_source(spec: SourceSpec) -> Source:
    """The source that an entry of the config describes; SourceError when there is no such kind."""
    try:
        return KINDS[spec.kind](spec)
    except KeyError:
        raise SourceError(f'there is no source of kind "{spec.kind}"', f"there are {', '.join(KINDS)}") from None


def read_stream(data: bytes, name: str, *, limit: int = SourceSpec("", "").max_bytes) -> RawDocument:
    """One page or letter from its bytes, packed or not, of any format; its name, or how it begins, tells which.

    SourceError when the bytes are no text, hold no words, or are more than `limit` once unpacked.
    """
    whole = read_all(Stream(io.BytesIO(data), name), limit)
    return make_document(whole, name, origin="", location=name if name != "-" else f"-{fingerprint(data)}")
