"""A page in Markdown cut into pieces: front matter as metadata, headings, lists and quotes by their marks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime

import yaml

from tui.clean.blocks import Piece, cut_lines, join, measure
from tui.clean.byline import clean_names
from tui.clean.dates import read_date
from tui.clean.hints import Hints
from tui.model import Reason, Role
from tui.text import harmless

_FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n(?P<yaml>.{0,20000}?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_HEADING = re.compile(r"(#{1,6})\s+")
_ITEM = re.compile(r"(?:[*+-]|\d{1,4}[.)])\s+")
_QUOTE = re.compile(r"(?:>\s?)+")
_RULE = re.compile(r"(?:[-*_=]\s?){3,}\Z")
_FENCE = re.compile(r"(?:```|~~~)")
_IMAGE = re.compile(r"!\[([^\]\[]{0,500})\]\([^()\s]{0,2000}(?:\s[^()]{0,500})?\)")
_LINK = re.compile(r"\[([^\]\[]{1,1000})\](?:\([^()]{0,2000}(?:\([^()]{0,200}\)[^()]{0,200})?\)|\[[^\]\[]{0,200}\])")
_STRONG = re.compile(r"(?<![\w*_])([*_]{1,3})(?=\S)([^*_\n]{1,2000}?)(?<=\S)\1(?![\w*_])")
_REFERENCE = re.compile(r"\[[^\]\[]{1,200}\]:\s+\S+")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!>|~-])")

_Value = object


def cut_markdown(text: str) -> tuple[list[Piece], Hints]:
    """Cut a Markdown page into pieces, and read its front matter; the pieces' `raw`, joined, is the text again."""
    front = _FRONT.match(text)
    hints, pieces = Hints(), []
    if front is not None and (values := _values(front["yaml"])):
        hints = _read_front(values)
        head = Piece(front[0], " ".join(harmless(front["yaml"]).split()), hint=Reason.METADATA)
        pieces.append(head)
        text = text[front.end() :]
    fenced = False
    for line in cut_lines(text):
        if _FENCE.match(line.text):
            fenced = not fenced
            line.text = ""
        shown = line if fenced else _read(line)
        previous = pieces[-1] if pieces else None
        if previous is not None and _belongs(previous, shown, fenced):
            previous.raw += shown.raw
            previous.text = join(previous.text, shown.text)
        else:
            pieces.append(shown)
    measure(pieces)
    if hints.titles == ():
        title = next((piece.text for piece in pieces if piece.level == 1), None)
        hints = Hints(titles=(title,)) if title else hints
    if front is not None and pieces and pieces[0].hint is Reason.METADATA:
        pieces[0].remove(Reason.METADATA, "the page's front matter")
    return pieces, hints


def _read(line: Piece) -> Piece:
    # `cut_lines` takes a bullet off, which is what Markdown means by it too.
    text = line.text
    if _RULE.match(text) or _REFERENCE.match(text):
        line.text = ""
        return line
    if (match := _HEADING.match(text)) is not None:
        line.kind, line.level, text = Role.HEADING, len(match[1]), text[match.end() :].rstrip("# ")
    elif (match := _QUOTE.match(text)) is not None:
        line.kind, text = Role.QUOTE, text[match.end() :]
    elif line.kind is None and _ITEM.match(text) is not None:
        line.kind = Role.LIST_ITEM
    image = _IMAGE.fullmatch(text)
    if image is not None:
        line.hint, text = Reason.CAPTION, image[1]
    text = _LINK.sub(r"\1", _IMAGE.sub(r"\1", text))
    text = _ESCAPE.sub(r"\1", _STRONG.sub(r"\2", _STRONG.sub(r"\2", text)))
    line.text = " ".join(text.split())
    return line


def _belongs(previous: Piece, line: Piece, fenced: bool) -> bool:
    """Whether a line goes on in the paragraph before it: no blank line between them and no mark of its own."""
    if fenced or line.gap or not line.text or not previous.text or previous.reason is not None:
        return False
    if previous.kind is Role.HEADING or previous.hint is not None or line.hint is not None:
        return False
    # Lines are broken anywhere in Markdown, so that one without a mark belongs to what stands before it.
    return line.kind is None or (line.kind is Role.QUOTE and previous.kind is Role.QUOTE)


def _values(text: str) -> Mapping[str, object]:
    try:
        found = yaml.safe_load(harmless(text))
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    return {str(key).casefold(): value for key, value in found.items()} if isinstance(found, dict) else {}


def _read_front(values: Mapping[str, object]) -> Hints:
    def text(*keys: str) -> str | None:
        for key in keys:
            value = values.get(key)
            if isinstance(value, datetime | date):
                return value.isoformat()
            if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
                return " ".join(str(value).split())
            if isinstance(value, list) and value and isinstance(value[0], str):
                return " ".join(value[0].split())
        return None

    writers = next((values[key] for key in ("byline", "authors", "author", "by") if values.get(key)), ())
    names = (
        [writers] if isinstance(writers, str) else [str(name) for name in writers] if isinstance(writers, list) else []
    )
    title, published, updated = (
        text("title", "headline"),
        text("published", "date", "publishdate", "pubdate"),
        text("updated", "lastmod", "modified"),
    )
    source = text("source", "publisher", "outlet", "publication", "site")
    url = text("url", "link", "canonical", "canonical_url") or (source if source and "://" in source else None)
    return Hints(
        titles=(title,) if title else (),
        source=source if source and "://" not in source else None,
        section=text("section", "category", "categories"),
        byline=clean_names(names),
        published=read_date(published) if published else None,
        updated=read_date(updated) if updated else None,
        language=(text("language", "lang") or "")[:2].lower() or None,
        url=url,
    )
