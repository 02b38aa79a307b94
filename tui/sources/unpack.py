"""Undoes what servers pack pages with, and never unpacks more than is allowed."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Mapping

from tui.errors import SourceError
from tui.sources.files import exceed


def unpack(data: bytes, encodings: Iterable[str], limit: int) -> bytes:
    """Bytes with each Content-Encoding undone, the last first; what was unpacked before it was kept stays as it is.

    SourceError when more than `limit` bytes come of it, when it ends too early, or when it is packed in another way.
    """
    for encoding in reversed(list(encodings)):
        if encoding in ("identity", "none", ""):
            continue
        if encoding not in _WAYS:
            raise SourceError(f'is packed as "{encoding[:40]}", which cannot be undone')
        data = _WAYS[encoding](data, limit)
        if len(data) > limit:
            raise exceed(limit)
    return data


def _unpack_gzip(data: bytes, limit: int) -> bytes:
    return _inflate(data, limit, zlib.MAX_WBITS | 16) if data.startswith(b"\x1f\x8b") else data


def _unpack_deflate(data: bytes, limit: int) -> bytes:
    """By the standard with a header, by many servers without."""
    for bits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        try:
            return _inflate(data, limit, bits)
        except zlib.error:
            continue
    return data


def _inflate(data: bytes, limit: int, bits: int) -> bytes:
    unpacked = zlib.decompressobj(bits)
    try:
        whole = unpacked.decompress(data, limit + 1)
    except zlib.error as error:
        if bits & 16:
            raise SourceError("is damaged gzip", "fetch the archive again") from error
        raise
    if not unpacked.eof and len(whole) <= limit:
        raise SourceError("is packed, and ends too early", "fetch the archive again")
    return whole


def _unpack_brotli(data: bytes, limit: int) -> bytes:
    import brotli

    unpacked = brotli.Decompressor()
    parts = []
    size = 0
    try:
        part = unpacked.process(data, output_buffer_limit=limit + 1)
        while part:
            parts.append(part)
            size += len(part)
            if size > limit:
                raise exceed(limit)
            part = b"" if unpacked.is_finished() else unpacked.process(b"", output_buffer_limit=limit + 1)
    except brotli.error:
        return data  # nothing in its bytes says that they are Brotli: some archivers unpack and keep the header
    if not unpacked.is_finished():
        raise SourceError("is packed, and ends too early", "fetch the archive again")
    return b"".join(parts)


_WAYS: Mapping[str, Callable[[bytes, int], bytes]] = {
    "gzip": _unpack_gzip,
    "x-gzip": _unpack_gzip,
    "deflate": _unpack_deflate,
    "br": _unpack_brotli,
}
