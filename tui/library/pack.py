"""How values are kept in the database's blobs: MessagePack, compressed."""

from __future__ import annotations

import json
import zlib
from array import array
from collections.abc import Sequence
from typing import TypeVar

import msgspec

from tui.errors import LibraryError
from tui.model import Format, Metadata, RawDocument

T = TypeVar("T", bound=msgspec.Struct)

_LEVEL = 3
"""zlib's: on news pages 3 % larger than level 6 makes them, in three quarters of the time."""

_encoder = msgspec.msgpack.Encoder()


def shrink(data: bytes) -> bytes:
    """Compress."""
    return zlib.compress(data, _LEVEL)


def unshrink(blob: bytes) -> bytes:
    """Decompress; raises LibraryError when the blob is damaged."""
    try:
        return zlib.decompress(blob)
    except zlib.error as error:
        raise _damaged() from error


def pack(value: msgspec.Struct) -> bytes:
    """A struct as a blob."""
    return shrink(encode(value))


def unpack(blob: bytes, kind: type[T]) -> T:
    """The struct of a blob; raises LibraryError when the blob is damaged."""
    return decode(unshrink(blob), kind)


def encode(value: msgspec.Struct) -> bytes:
    """A struct as bytes, for one too small to gain from being compressed."""
    try:
        return b"m" + _encoder.encode(value)
    except UnicodeEncodeError:
        # The exact characters of a page can hold lone surrogates, which MessagePack has no form for and JSON has.
        return b"j" + json.dumps(msgspec.to_builtins(value)).encode("ascii")


def decode(data: bytes, kind: type[T]) -> T:
    """The struct of such bytes; raises LibraryError when they are damaged."""
    try:
        if data[:1] == b"j":
            return msgspec.convert(json.loads(data[1:]), type=kind)
        return msgspec.msgpack.decode(data[1:], type=kind)
    except (ValueError, msgspec.MsgspecError) as error:
        raise _damaged() from error


def unpack_document(
    id_: str,
    origin: str,
    location: str,
    format_: str,
    fingerprint: str,
    encoding: str,
    metadata: bytes,
    raw: bytes,
    text: bytes | None,
) -> RawDocument:
    """A document of its columns; `text` is None where the bytes in its encoding give it."""
    data = unshrink(raw)
    return RawDocument(
        id=id_,
        origin=origin,
        location=location,
        format=Format(format_),
        text=data.decode(encoding) if text is None else unpack_text(text),
        fingerprint=fingerprint,
        raw=data,
        encoding=encoding,
        metadata=decode(metadata, Metadata),
    )


def pack_text(text: str) -> bytes:
    """Text as a blob, lone surrogates included."""
    return shrink(text.encode("utf-8", "surrogatepass"))


def unpack_text(blob: bytes) -> str:
    """The text of a blob."""
    return unshrink(blob).decode("utf-8", "surrogatepass")


def pack_numbers(numbers: Sequence[int]) -> bytes:
    """Signed 64-bit numbers as a blob."""
    return array("q", numbers).tobytes()


def unpack_numbers(blob: bytes) -> array[int]:
    """The numbers of a blob."""
    return array("q", blob)


def _damaged() -> LibraryError:
    return LibraryError(
        "A record of the library is damaged.", "Run `newsreader doctor`; a sync with the original files makes it anew."
    )
