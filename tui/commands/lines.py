"""Reading lines of any length from a stream at constant memory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from msgspec import Struct

_BOM = b"\xef\xbb\xbf"


class Line(Struct, frozen=True):
    """One line of the stream as it came."""

    number: int
    data: bytes
    whole: bool = True
    """False when it is longer than the limit; the data is then left out."""


def read_lines(stream: BinaryIO, limit: int) -> Iterator[Line]:
    """The lines that are not blank, numbered from 1; of one that is too long only the number is given."""
    number = 0
    while data := stream.readline(limit + 1):
        number += 1
        whole = len(data) <= limit
        while not data.endswith(b"\n") and (more := stream.readline(limit)):
            whole, data = False, more
        if not whole:
            yield Line(number, b"", whole=False)
        elif stripped := data.strip().removeprefix(_BOM if number == 1 else b""):
            yield Line(number, stripped)
