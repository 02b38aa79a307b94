"""A page with markup cut into pieces, each with what the tags around it say of it.

What holds: every word in a text node of the page, scripts, styles and the like apart, is in some piece, in document
order; the `raw` of all pieces, joined, is the page's flattened text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from tui.clean.blocks import LINES, Piece, measure, rest_of, strip_bullets
from tui.clean.patterns import Markup, alternatives, load
from tui.model import Reason, Role
from tui.text import harmless

DEPTH = 250
"""Elements within elements that are followed; the parser drops what lies much deeper, and others recurse."""
_SHALLOW = 80
_QUOTES = frozenset({"blockquote"})
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BOXES = {
    "nav": Reason.NAVIGATION,
    "footer": Reason.NAVIGATION,
    "button": Reason.NAVIGATION,
    "select": Reason.NAVIGATION,
    "option": Reason.NAVIGATION,
    "figcaption": Reason.CAPTION,
    "menu": Reason.NAVIGATION,
    "dialog": Reason.PROMO,
}
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]{0,2000}>")
_SPACES = re.compile(r"[ \t\n]+")
_NAMING = ("class", "id", "role", "itemprop")
"""The attributes whose names say what an element is."""
_NOTHING: frozenset[str] = frozenset()
_PARTS = frozenset({"article", "main", "aside", "header", "table", "figure", "pre", "section"})
_NEAR = 3
_BOXES_ABOVE = 4


@dataclass(slots=True)
class _Frame:
    """An open element: what it adds for all that is within it."""

    block: bool
    """Whether its text stands apart from what is around it."""
    hidden: bool
    link: bool
    kind: Role | None
    level: int
    hint: Reason | None
    inside: frozenset[str]
    """The clues of the elements around, by their tags."""
    near: tuple[frozenset[str], ...]
    """What the classes of the nearest elements say."""
    every: frozenset[str]
    """What the classes of all elements around say."""
    boxes: tuple[int, ...] = ()
    """The block elements around, itself the first, by number."""
    clues: frozenset[str] | None = None
    """All that is said of a text right within, once it has been asked for."""
    inner: _Frame | None = None
    """The frame of an element within a line, and of a link, right within, once there has been one."""
    linked: _Frame | None = None


def parse(text: str) -> HtmlElement | None:
    """The tree of a page, however broken or deep; None when it holds nothing."""
    tree = _parse(text)
    if tree is not None and _depth(tree) >= DEPTH:
        tree = _parse(_flatten_depth(text))
    return tree


def cut_tree(tree: HtmlElement) -> list[Piece]:
    """Cut a parsed page into pieces, one for each block of text between block elements; linear, without recursion."""
    pieces = list(_cut(tree))
    if len(pieces) > LINES:
        pieces[LINES:] = [rest_of("".join(piece.raw for piece in pieces[LINES:]))]
    return measure(pieces)


def _parse(text: str) -> HtmlElement | None:
    data = text.replace("\0", "").encode("utf-8", "replace")
    if not data.strip():
        return None
    try:
        return document_fromstring(data, parser=HTMLParser(encoding="utf-8", huge_tree=True))
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def _depth(tree: HtmlElement) -> int:
    depth = deepest = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def _flatten_depth(text: str) -> str:
    """The page without the elements that lie too deep, their contents kept."""
    depth = 0
    dropped: dict[str, int] = {}
    loose = _markup().loose

    def pass_on(match: re.Match[str]) -> str:
        nonlocal depth
        tag = match[2].lower()
        if tag in loose:
            return match[0]
        if match[1]:
            if dropped.get(tag):
                dropped[tag] -= 1
                return " "
            depth = max(0, depth - 1)
            return match[0]
        if depth >= _SHALLOW:
            dropped[tag] = dropped.get(tag, 0) + 1
            return " "
        depth += 1
        return match[0]

    return _TAG.sub(pass_on, text)


def _cut(tree: HtmlElement) -> Iterator[Piece]:
    root = _Frame(True, False, False, None, 0, None, frozenset(), (), frozenset())
    stack = [root]
    parts: list[str] = []
    linked = 0
    shape = root
    inline = _markup().inline
    opened = 0

    def flush() -> Piece | None:
        nonlocal linked
        raw = "".join(parts)
        text = " ".join(harmless(raw).split())
        share = min(1.0, linked / max(1, len(text)))
        parts.clear()
        linked = 0
        return _piece(text, share, shape) if text else None

    def take(text: str | None, frame: _Frame) -> None:
        nonlocal linked, shape
        if not text or frame.hidden:
            return
        if not parts:
            if text.isspace():
                return
            shape = frame
        parts.append(text)
        if frame.link:
            linked += len(_SPACES.sub(" ", text).strip())

    for event, element in etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        if event == "start":
            tag = element.tag if isinstance(element.tag, str) else ""
            opened += 1
            frame = _open(element, tag, stack[-1], opened, tag in inline)
            if frame.block and parts and (piece := flush()) is not None:
                yield piece
            stack.append(frame)
            take(element.text, frame)
        elif event == "end":
            if stack.pop().block and parts and (piece := flush()) is not None:
                yield piece
            take(element.tail, stack[-1])
        else:
            take(element.tail, stack[-1])
    if parts and (piece := flush()) is not None:
        yield piece


def _piece(text: str, link: float, frame: _Frame) -> Piece:
    if frame.clues is None:
        near: frozenset[str] = frozenset().union(*frame.near)
        frame.clues = frame.inside | _prefix("near", near) | _prefix("far", frame.every - near)
    return Piece(
        text + "\n",
        strip_bullets(text),
        frame.kind,
        hint=frame.hint,
        level=frame.level,
        link=link,
        clues=frame.clues,
        boxes=frame.boxes[1:],
    )


@lru_cache(maxsize=1024)
def _prefix(how: str, names: frozenset[str]) -> frozenset[str]:
    return frozenset(f"{how}-{name}" for name in names)


def _open(element: HtmlElement, tag: str, above: _Frame, number: int, inline: bool) -> _Frame:
    attributes = element.attrib
    found = _NOTHING
    if attributes and tag != "html" and tag != "body":
        names = " ".join(filter(None, map(attributes.get, _NAMING)))
        found = _classify(names[:300]) if names else _NOTHING
    if inline and not found:
        # Most elements within a line say nothing but, perhaps, that they are links.
        if tag == "a":
            if above.linked is None:
                above.linked = replace(above, block=False, link=True, inner=None)
            return above.linked
        if not above.block:
            return above
        if above.inner is None:
            above.inner = replace(above, block=False, linked=above.linked)
        return above.inner
    kind, level, hint, inside = above.kind, above.level, above.hint, above.inside
    if tag in _HEADINGS:
        kind, level = Role.HEADING, _HEADINGS[tag]
        inside |= {"in-heading"}
    elif tag == "p":
        inside |= {"in-p"}
        kind = kind if kind is Role.QUOTE or kind is Role.LIST_ITEM else None
    elif tag == "li":
        kind = Role.LIST_ITEM
        inside |= {"in-li"}
    elif tag in _QUOTES:
        kind = Role.QUOTE
        inside |= {"in-quote"}
    elif tag in _PARTS:
        inside |= {f"in-{tag}"}
    if tag in _BOXES:
        hint = _BOXES[tag]
        inside |= {f"in-{tag}"}
    near, every = above.near, above.every
    if tag != "html" and tag != "body":
        near, every = (*near, found)[-_NEAR:], every | found if found else every
    return _Frame(
        not inline,
        above.hidden or tag in _markup().hidden,
        above.link or tag == "a",
        kind,
        level,
        hint,
        inside,
        near,
        every,
        above.boxes if inline else (number, *above.boxes)[:_BOXES_ABOVE],
    )


def _markup() -> Markup:
    return load("markup.yaml", Markup)


@lru_cache(maxsize=4096)
def _classify(names: str) -> frozenset[str]:
    lowered = names.casefold()
    return frozenset(name for name, expression in _classes() if expression.search(lowered))


@cache
def _classes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (name, re.compile(rf"(?<![a-z])(?:{alternatives(parts)})")) for name, parts in _markup().classes.items()
    )
