"""What a page's JSON-LD says: the node that is the article, however it is wrapped, and the persons it refers to."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from lxml.html import HtmlElement
from msgspec import Struct

from tui.text import fold, harmless

Node = dict[str, Any]

_ARTICLES = ("article", "posting", "report", "review", "liveblog")
_PAGES = ("webpage", "recipe", "videoobject", "howto", "creativework", "podcastepisode")
_TOLD = ("headline", "datePublished", "author", "articleBody")
_APART = frozenset(
    {"liveBlogUpdate", "hasPart", "isPartOf", "itemListElement", "comment", "review", "mentions", "citation", "video"}
)
"""What lies below these is about other things than the page's story."""
_MAX_JSON = 2_000_000
_NODES = 5000
_COMMA = re.compile(r",\s*(?=[}\]])")


class Linked(Struct, frozen=True):
    """The node of the page's article, empty when there is none, and all nodes by their `@id`."""

    article: Node
    known: dict[str, Node]

    def date(self, *keys: str) -> str | None:
        """The first of the keys that has a value, as written."""
        return next((found for key in keys if (found := first(self.article.get(key))) is not None), None)

    def authors(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The persons and the organisations that are given as the article's authors."""
        persons: list[str] = []
        bodies: list[str] = []
        for value in _each(self.article.get("author") or self.article.get("creator")):
            node = self._whole(value)
            name = read_name(node)
            if name:
                body = isinstance(node, dict) and "organization" in fold(str(node.get("@type")))
                (bodies if body else persons).append(name)
        return tuple(persons), tuple(bodies)

    def publisher(self) -> str | None:
        """The name of who publishes the article."""
        names = (read_name(self._whole(value)) for value in _each(self.article.get("publisher")))
        return next((name for name in names if name), None)

    def _whole(self, value: object) -> object:
        """A node that is only referred to, by its `@id`."""
        if isinstance(value, dict) and "name" not in value and isinstance(value.get("@id"), str):
            return self.known.get(value["@id"], value)
        return value


def read_linked(tree: HtmlElement) -> Linked:
    """Read the JSON-LD of a page; what is broken in it is passed over."""
    known: dict[str, Node] = {}
    best: Node = {}
    value = 0.0
    for node, apart in _nodes(tree):
        name = node.get("@id")
        if isinstance(name, str) and len(node) > len(known.get(name, {})):
            known[name] = node
        worth = _worth(node) * (0.2 if apart else 1.0)
        if worth > value:
            best, value = node, worth
    return Linked(best, known)


def _worth(node: Node) -> float:
    """How much a node is the article of a page."""
    kind = fold(str(node.get("@type") or ""))
    told = sum(bool(node.get(key)) for key in _TOLD)
    if any(name in kind for name in _ARTICLES):
        return 10.0 + told if node.get("headline") or node.get("datePublished") or node.get("author") else 0.0
    return float(told) if told and any(name in kind for name in _PAGES) else 0.0


def _nodes(tree: HtmlElement) -> Iterator[tuple[Node, bool]]:
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        stack: list[tuple[object, bool]] = [(_parse(script.text or ""), False)]
        seen = 0
        while stack and seen < _NODES:
            value, apart = stack.pop()
            seen += 1
            if isinstance(value, list):
                stack.extend((item, apart) for item in reversed(value))
            elif isinstance(value, dict):
                yield value, apart
                stack.extend(
                    (item, apart or key in _APART)
                    for key, item in reversed(list(value.items()))
                    if isinstance(item, dict | list)
                )


def _parse(text: str) -> object:
    text = text.strip().removeprefix("<!--").removeprefix("//<![CDATA[").removeprefix("<![CDATA[")
    text = text.strip().removesuffix("-->").removesuffix("//]]>").removesuffix("]]>").strip().rstrip(";")
    if not text or len(text) > _MAX_JSON:
        return None
    for form in (text, _COMMA.sub("", text)):
        try:
            found: object = json.loads(form, strict=False)
        except (ValueError, RecursionError):
            continue
        return found
    return None


def _each(value: object) -> list[object]:
    if isinstance(value, list):
        return [item for part in value[:20] for item in _each(part)]
    return [value]


def read_name(value: object) -> str | None:
    """The name that a value is or has."""
    if isinstance(value, dict):
        value = value.get("name")
    return first(value)


def first(value: object) -> str | None:
    """The first text of a value that is a text or a list of texts, made harmless."""
    if isinstance(value, list):
        value = value[0] if value else None
    if not isinstance(value, str):
        return None
    return " ".join(harmless(unescape(value)).split()) or None
