"""What the tests of sources share: specs over a folder, and what came out of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tui.model import Failure, Fields, Listing, RawDocument, SourceSpec
from tui.sources import open_source

_FIELDS = Fields()


def make_spec(
    path: Path,
    *,
    kind: str = "folder",
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    encoding: str | None = None,
    max_bytes: int = 20_000_000,
    fields: Fields = _FIELDS,
) -> SourceSpec:
    return SourceSpec("news", str(path), kind, tuple(include), tuple(exclude), encoding, fields, max_bytes)


def list_all(spec: SourceSpec) -> tuple[list[Listing], list[Failure]]:
    found = list(open_source(spec).list())
    return [one for one in found if isinstance(one, Listing)], [one for one in found if isinstance(one, Failure)]


def locate(spec: SourceSpec) -> list[str]:
    listings, failures = list_all(spec)
    assert not failures
    return [listing.location for listing in listings]


def read_all(spec: SourceSpec) -> tuple[list[RawDocument], list[Failure]]:
    source = open_source(spec)
    listings, failures = list_all(spec)
    documents = []
    for listing in listings:
        for found in source.read(listing):
            if isinstance(found, Failure):
                failures.append(found)
            else:
                documents.append(found)
    return documents, failures


def read_one(spec: SourceSpec) -> RawDocument:
    documents, failures = read_all(spec)
    assert not failures
    (document,) = documents
    return document


def fail_one(spec: SourceSpec) -> Failure:
    documents, failures = read_all(spec)
    assert not documents
    (failure,) = failures
    return failure
