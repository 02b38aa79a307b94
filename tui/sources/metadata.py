"""What a container says about its document, whatever type it says it in, as the plain words of `Metadata`."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from tui.model import Fields, Metadata
from tui.text import harmless

Value = object
"""A value of JSON or YAML."""

LONGEST = 2_000
"""Characters kept of one value; what is longer is no title."""
MOST_NAMES = 100
DEEPEST = 3
"""Lists and objects that are opened one in another; YAML can hold itself."""

_SPACE = re.compile(r"\s+")
_SECONDS = re.compile(r"[0-9]{9,13}")
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_WIKILINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]|]+)\]\]")
# How a nested name or text is called in what others export: authors as objects, sources with an id.
_INNER = ("name", "title", "text", "#text", "_text", "value", "@value", "rendered")


def make_metadata(find: Callable[[Iterable[str]], Value], fields: Fields) -> Metadata:
    """Fill in what is known; `find` gives the first value there is under some keys, or None."""
    sources = [words for key in fields.source if (words := read_words(find((key,)))) is not None]
    # Clippers put the page's address where others have the outlet.
    url = read_words(find(fields.url)) or next(filter(_ADDRESS.fullmatch, sources), None)
    return Metadata(
        title=read_words(find(fields.title)),
        source=next((words for words in sources if not _ADDRESS.fullmatch(words)), None),
        section=read_words(find(fields.section)),
        byline=read_names(find(fields.byline)),
        published=read_date(find(fields.published)),
        language=read_words(find(fields.language)),
        url=url if url is not None and _ADDRESS.fullmatch(url) else None,
    )


def read_words(value: Value, depth: int = DEEPEST) -> str | None:
    """One line of harmless text; of a list its first, of an object its name; None when there are no words."""
    match value:
        case str():
            text = _SPACE.sub(" ", harmless(html.unescape(_WIKILINK.sub(r"\1", value[:LONGEST])))).strip()
            return text or None
        case bool():
            return None
        case int() | float():
            return str(value)
        case list() if depth:
            return next((words for one in value[:MOST_NAMES] if (words := read_words(one, depth - 1))), None)
        case dict() if depth:
            return read_words(_open(value), depth - 1)
        case _:
            return None


def read_names(value: Value) -> tuple[str, ...]:
    """The names in a list; a string stays one entry as it is written, for cleaning knows how bylines are read."""
    values = value[:MOST_NAMES] if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(words for one in values if (words := read_words(one)) is not None))


def read_date(value: Value) -> str | None:
    """A date as written; a number is a year, a day as 20241203, or seconds or milliseconds since 1970."""
    if isinstance(value, dict):
        value = _open(value)
    if isinstance(value, str) and _SECONDS.fullmatch(value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return read_words(value)
    if 1000 <= value <= 9999:
        return str(int(value))
    if isinstance(value, int) and 19000101 <= value <= 29991231:
        digits = str(value)
        if "01" <= digits[4:6] <= "12" and "01" <= digits[6:] <= "31":
            return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
    seconds = value / 1000 if abs(value) > 100_000_000_000 else value
    try:
        return datetime.fromtimestamp(seconds, UTC).replace(microsecond=0).isoformat()
    except (ValueError, OverflowError, OSError):
        return None


def _open(value: dict[object, Value]) -> Value:
    """What an object stands for: MongoDB's `$date` and `$oid`, or its name."""
    for key, inner in value.items():
        if isinstance(key, str) and key.startswith("$"):
            return inner if not isinstance(inner, dict) else next(iter(inner.values()), None)
    return next((value[key] for key in _INNER if value.get(key)), None)
