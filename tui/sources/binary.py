"""Tells files that are no text from those that are, and says what they are."""

from __future__ import annotations

import re

from tui.errors import SourceError

LOOKED_AT = 65_536
"""Characters in which controls are counted."""
NULS = 0.3
"""From this share of NULs on, a text is none; below it, they are dirt in one."""
CONTROLS = 0.05
"""The same for the other controls; in compressed data every eighth byte is one."""

_STARTS: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "a PDF", "make text of it first, as pdftotext does"),
    (b"PK\x03\x04", "a ZIP archive or an office document", "unpack it, or save the document as text or HTML"),
    (b"\xd0\xcf\x11\xe0", "an office document", "save it as text or HTML"),
    (b"{\\rtf", "a rich text document", "save it as text or HTML"),
    (b"\x89PNG", "a picture", "exclude it in the config"),
    (b"\xff\xd8\xff", "a picture", "exclude it in the config"),
    (b"GIF8", "a picture", "exclude it in the config"),
    (b"BZh", "packed with bzip2", "unpack it, or pack it with gzip"),
    (b"\xfd7zXZ", "packed with xz", "unpack it, or pack it with gzip"),
    (b"\x28\xb5\x2f\xfd", "packed with zstd", "unpack it, or pack it with gzip"),
    (b"7z\xbc\xaf", "a 7-Zip archive", "unpack it"),
    (b"bplist", "a web archive", "save the page as HTML"),
    (b"\x7fELF", "a program", "exclude it in the config"),
    (b"SQLite format 3", "a database", "exclude it in the config"),
)
_CONTROL = re.compile("[\x01-\x07\x0e-\x1a\x1c-\x1f\x7f\ufffd]")


def refuse_start(data: bytes) -> None:
    """SourceError, with what to do about it, when the first bytes are those of a file that is no text."""
    for start, what, hint in _STARTS:
        if data.startswith(start):
            raise SourceError(f"is {what}, not text", hint)


def refuse_text(text: str) -> None:
    """SourceError when a decoded file has more controls than any text."""
    head = text[:LOOKED_AT]
    if head.count("\x00") > len(head) * NULS or len(_CONTROL.findall(head)) > len(head) * CONTROLS:
        raise SourceError("is a binary file, not text", "exclude it in the config, or save what it holds as text")
