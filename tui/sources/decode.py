"""Bytes to text: always an answer, and nothing lost on the way."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from tui.sources.html import find_declared

SAMPLE = 65_536
"""Bytes shown to the detector; it looks at a few stretches of them."""
BEFORE = 200
"""Bytes of a line shown before its first one beyond ASCII."""
RAREST_NUL = 200
"""In UTF-16 at least one byte of so many is a NUL: line ends and spaces have one, whatever the script."""
TOLERATED = 10
"""Of so many letters beyond ASCII one byte may be wrong, and the encoding still counts as found."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# They write everything with bytes below 128, so that their texts are valid UTF-8 and mean something else.
_SEVEN_BIT = re.compile(r"iso2022|hz|utf-7")
_WIDE = re.compile(r"utf-?(?:16|32)")
# Which of four bytes are not NUL in text of the first 256 characters.
_FILLED = {"utf-32-le": (0,), "utf-32-be": (3,), "utf-16-le": (0, 2), "utf-16-be": (1, 3)}
# What news is or was written in. The detector is kept to it, or it finds EBCDIC and the code pages of Macs.
_CANDIDATES = (
    *("cp1252", "cp1250", "cp1251", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp874", "iso8859_2"),
    *("cp866", "cp932", "euc_jp", "gb18030", "big5", "cp949"),
)
# Code pages of the Latin alphabet differ in few letters. Where the detector finds two of them equally good, the
# language, which it finds well, says which it is.
_LATIN = frozenset({"cp1252", "cp1250", "cp1254", "cp1257", "iso8859_2"})
_HOMES = {
    **dict.fromkeys(
        ("Polish", "Czech", "Slovak", "Hungarian", "Romanian", "Croatian", "Slovene"), ("cp1250", "iso8859_2")
    ),
    "Turkish": ("cp1254",),
    **dict.fromkeys(("Lithuanian", "Latvian", "Estonian"), ("cp1257",)),
}
_ESCAPED = re.compile("[\udc80-\udcff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_HIGH = re.compile(rb"[\x80-\xff]")
_BEYOND = re.compile("[^\x00-\x7f]")


def _read_single(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


# A byte that fits nowhere is read as the Windows code page has it, its five gaps as Latin-1: as browsers do.
_SINGLE = {0xDC00 + byte: _read_single(byte) for byte in range(0x80, 0x100)}


def decode(data: bytes, said: str | None, html: bool = False) -> tuple[str, str]:
    """The text of some bytes and the encoding it was found in; never raises, and holds no lone surrogate.

    Believed in this order: a byte order mark, UTF-8 where the bytes are valid as such, what is `said`, what an HTML
    page declares, what charset-normalizer detects, and Windows-1252, which reads anything. Valid UTF-8 goes before
    what is said, because text in another encoding is hardly ever valid UTF-8 by accident (RFC 3629, section 1).
    """
    for mark, name in _MARKS:
        if data.startswith(mark) and (text := _decode_marked(data[len(mark) :], name)) is not None:
            return text, name
    expected = _find_name(said)
    seven_bit = (expected,) if expected is not None and _SEVEN_BIT.match(expected) else ()
    for name in (*seven_bit, *_guess_wide(data, expected)):
        if (text := _decode_strictly(data, name)) is not None:
            return text, name
    if (text := _decode_japanese(data)) is not None:
        return text, "iso2022_jp"
    if (text := _decode_mostly(data, "utf-8")) is not None:
        return text, "utf-8"
    for found in _find_names(data, expected, html):
        if found is not None and not _WIDE.match(found) and (text := _decode_mostly(data, found)) is not None:
            return text, found
    return data.decode("ascii", "surrogateescape").translate(_SINGLE), "cp1252"


def find_wide(head: bytes, said: str | None) -> str | None:
    """The encoding of a stream that begins with `head`, if its units are wider than a byte; else None."""
    for mark, name in _MARKS[1:]:
        if head.startswith(mark):
            return name[:-3]
    return next((name for name in _guess_wide(head[: len(head) // 4 * 4], _find_name(said))), None)


def _find_names(data: bytes, expected: str | None, html: bool) -> Iterator[str | None]:
    yield expected
    if html:
        yield find_declared(data)
    yield _detect(data)


def _find_name(said: str | None) -> str | None:
    try:
        return codecs.lookup(said).name if said else None
    except (LookupError, ValueError):  # ValueError: a name with a NUL in it
        return None


def _decode_strictly(data: bytes, name: str) -> str | None:
    try:
        text = data.decode(name)
        text.encode("utf-8")
    except (LookupError, ValueError):
        return None
    return text


def _decode_marked(data: bytes, name: str) -> str | None:
    if name == "utf-8":
        return _decode_mostly(data, name)
    if len(data) % 4 and name.startswith("utf-32"):
        return None  # two NULs after the mark of UTF-16
    return _decode_strictly(data, name) or (data.decode(name, "replace") if "16" in name else None)


def _decode_mostly(data: bytes, name: str) -> str | None:
    """The text if the bytes are in this encoding but for a few, which are then read one by one."""
    if (text := _decode_strictly(data, name)) is not None:
        return text
    try:
        text = data.decode(name, "surrogateescape")
    except (LookupError, ValueError):
        return None
    wrong = len(_ESCAPED.findall(text))
    if wrong * (TOLERATED + 1) > len(_BEYOND.findall(text)):
        return None
    text = text.translate(_SINGLE)
    return None if _SURROGATES.search(text) else text


def _decode_japanese(data: bytes) -> str | None:
    """ISO-2022-JP consists of ASCII bytes, so only its shifts into kanji tell."""
    shifts = b"\x1b$B" in data or b"\x1b$@" in data
    return _decode_strictly(data, "iso2022_jp") if shifts and data.isascii() else None


def _guess_wide(data: bytes, said: str | None) -> tuple[str, ...]:
    """UTF-16 or UTF-32 without a byte order mark, told by where the NULs are, or by what is said."""
    head = data[:SAMPLE]
    if b"\x00" not in head or len(head) < 8:
        return ()
    if said is not None and _WIDE.match(said) and head.count(0) > len(head) / RAREST_NUL:
        return (said,)
    share = [head[at::4].count(0) / len(head[at::4]) for at in range(4)]
    return tuple(
        name
        for name, filled in _FILLED.items()
        if all(part < 0.1 if at in filled else part > 0.5 for at, part in enumerate(share))
    )


def _detect(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    sample = bytearray()
    for line in data.splitlines():
        if (first := _HIGH.search(line)) is not None:
            start = max(0, first.start() - BEFORE)
            sample += line[start : start + SAMPLE - len(sample)] + b"\n"
            if len(sample) >= SAMPLE:
                break
    matches = from_bytes(bytes(sample), cp_isolation=list(_CANDIDATES))
    best = matches.best()
    if best is None:
        return None
    equals = {one.encoding for one in matches if (one.chaos, one.coherence) == (best.chaos, best.coherence)}
    equals |= set(best.could_be_from_charset)
    if best.encoding not in _LATIN or len(equals) == 1:
        return best.encoding
    homes = _HOMES.get(best.language, ("cp1252",))
    return best.encoding if best.encoding in homes else homes[0]
