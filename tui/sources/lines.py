"""A stream of chunks cut into lines without ever holding more than one of them."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator


def split_lines(chunks: Iterable[bytes], limit: int) -> Iterator[tuple[int, bytes | None]]:
    """The lines that are not empty, without their ends, with their numbers from 1.

    None stands for one of more than `limit` bytes, which is passed over.
    """
    parts: list[bytes] = []
    size = 0
    number = 1
    for chunk in chunks:
        if not size and not chunk.strip(b"\n"):  # megabytes of these are a cheap trick
            number += len(chunk)
            continue
        *ends, rest = chunk.split(b"\n")
        for end in ends:
            size += len(end)
            if size:
                yield number, b"".join((*parts, end)) if size <= limit else None
                parts.clear()
                size = 0
            number += 1
        size += len(rest)
        if size > limit:
            parts.clear()
        else:
            parts.append(rest)
    if size:
        yield number, b"".join(parts) if size <= limit else None


def narrow(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Chunks in UTF-16 or UTF-32 as UTF-8, so that they can be cut at line ends."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for chunk in chunks:
        yield decoder.decode(chunk).encode()
    yield decoder.decode(b"", final=True).encode()
