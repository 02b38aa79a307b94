"""What stays the same from run to run: names of documents, fingerprints, signatures of files."""

from __future__ import annotations

import os
import re
from hashlib import blake2b

from tui.model import SourceSpec

READER = 2
"""Raised whenever the same bytes are read differently than before, so that every file is read anew."""

# C0, DEL and C1, format characters and lone surrogates: what a name must not carry to a terminal or a database. Written
# out because the Unicode categories change between versions of Python, and ids must not.
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\ud800-\udfff]"
)


def make_id(origin: str, location: str, record: str = "") -> str:
    """Twelve hexadecimal digits that name a document: the same on every run, wherever the folder is."""
    return _digest(6, origin, location, record)


def fingerprint(data: bytes, *reading: str) -> str:
    """Sixteen hexadecimal digits of a document's bytes and of what was read out of them."""
    return _digest(8, data, *reading)


def sign(status: os.stat_result, spec: SourceSpec) -> str:
    """A string that changes when the file does: size, times, inode, and the options it is read with."""
    how = _digest(4, str(READER), spec.kind, spec.encoding or "", repr(spec.fields), str(spec.max_bytes))
    return f"{status.st_size}-{status.st_mtime_ns}-{status.st_ctime_ns}-{status.st_ino}-{how}"


def escape(name: str) -> str:
    """A name with all that cannot be seen written out, so that it can be stored; different names stay different."""
    return write_out(name.replace("\\", "\\\\"))


def write_out(name: str) -> str:
    """A path or name as it can be shown: control and format characters, and bytes that are not UTF-8, as `\\xNN`."""
    return _HIDDEN.sub(_write_char, name)


def _write_char(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a name that is not UTF-8, as os.fsdecode gives it
        return f"\\x{code - 0xDC00:02x}"
    return f"\\u{code:04x}"


def _digest(size: int, *parts: str | bytes) -> str:
    hashed = blake2b(digest_size=size)
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
        hashed.update(len(data).to_bytes(8, "big"))
        hashed.update(data)
    return hashed.hexdigest()
