"""What must be known of HTML before it can be cleaned: the encoding it declares, and whether a text is HTML at all."""

from __future__ import annotations

import codecs
import re

SNIFFED = 4096
"""Bytes in which a declaration is looked for: four times what browsers do, as saved pages grow comments in front."""

_DECLARED = re.compile(
    rb"""<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["']?\s*([\w.:-]{2,40})"""
    rb"""|<meta\b[^>]{0,400}?\bcharset\s*=\s*["']?\s*([\w.:-]{2,40})""",
    re.IGNORECASE,
)
# What pages say and what browsers take it for: https://encoding.spec.whatwg.org/#names-and-labels
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    # A page whose declaration could be read as bytes is not in an encoding of wider units.
    "utf-16": "utf-8",
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
    "utf-32": "utf-8",
}
_OTHER_LABELS = {"x-sjis": "cp932", "x-gbk": "gb18030", "windows-949": "cp949", "x-mac-cyrillic": "mac_cyrillic"}

_DOCUMENT = re.compile(
    r"\s*+(?:<\?xml\b[^>]*+>\s*+|<!--(?:(?!-->).)*+-->\s*+)*+<(?:!doctype\s++html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_BLOCK_END = re.compile(
    r"</(?:p|div|h[1-6]|article|section|blockquote|ul|ol|table|figure)\s*>|<p>|<br\s*/?>", re.IGNORECASE
)


def find_declared(data: bytes) -> str | None:
    """The encoding that a page declares for itself, by the name Python has for what browsers take it for; or None."""
    match = _DECLARED.search(data[:SNIFFED])
    if match is None:
        return None
    return name_charset((match[1] or match[2]).decode("ascii", "replace"))


def name_charset(label: str) -> str | None:
    """The encoding that is meant by a label on the web, by the name Python has for it; None when there is none."""
    label = label.strip().lower()
    if label in _OTHER_LABELS:
        return _OTHER_LABELS[label]
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):  # ValueError: a label with a NUL in it
        return None
    return _MEANT.get(name, name)


def is_page(text: str) -> bool:
    """Whether a text begins as an HTML document does."""
    return _DOCUMENT.match(text, 0, 100_000) is not None


def is_markup(text: str) -> bool:
    """Whether a text is an HTML document or a stretch of one, as the content field of a dump often is."""
    if is_page(text):
        return True
    ends = sum(1 for _, _ in zip(_BLOCK_END.finditer(text, 0, 100_000), range(2), strict=False))
    return ends == 2 or (ends == 1 and text.lstrip().startswith("<"))
