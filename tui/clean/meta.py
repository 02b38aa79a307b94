"""What the head of a page with markup says of it: JSON-LD, OpenGraph, meta and time elements."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement
from msgspec import Struct

from tui.clean.byline import clean_names
from tui.clean.dates import read_date
from tui.text import fold, harmless

_ARTICLES = ("article", "posting", "report", "review", "liveblog")
_MAX_JSON = 2_000_000
_NODES = 5000


class Hints(Struct, frozen=True):
    """What is said of a page outside its text; empty where nothing is said."""

    titles: tuple[str, ...] = ()
    source: str | None = None
    section: str | None = None
    byline: tuple[str, ...] = ()
    published: str | None = None
    updated: str | None = None
    language: str | None = None
    url: str | None = None
    body: str = ""
    """The story as JSON-LD gives it."""


def read_head(tree: HtmlElement) -> Hints:
    """Read what a page's head and structured data say of it."""
    meta: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        content = _text(element.get("content"))
        if name and content:
            meta.setdefault(name.casefold(), content)
    nodes = list(_linked_data(tree))
    article = next((node for node in nodes if _is_article(node)), {})
    title = tree.find(".//title")
    titles = (
        _text(article.get("headline")),
        meta.get("og:title"),
        meta.get("twitter:title"),
        _text(title.text_content()) if title is not None else None,
    )
    return Hints(
        titles=tuple(dict.fromkeys(name for name in titles if name)),
        source=meta.get("og:site_name") or _name(article.get("publisher")) or meta.get("application-name"),
        section=_first(article.get("articleSection")) or meta.get("article:section") or meta.get("section"),
        byline=_authors(article, meta),
        published=_date(
            article.get("datePublished"),
            meta.get("article:published_time"),
            meta.get("og:published_time"),
            meta.get("datepublished"),
            meta.get("parsely-pub-date"),
            meta.get("sailthru.date"),
            meta.get("dc.date.issued"),
            meta.get("dcterms.created"),
            meta.get("pubdate"),
            meta.get("publishdate"),
            meta.get("publish-date"),
            meta.get("article.published"),
            meta.get("date"),
        ),
        updated=_date(
            article.get("dateModified"),
            meta.get("article:modified_time"),
            meta.get("og:updated_time"),
            meta.get("datemodified"),
        ),
        language=_language(tree.get("lang") or meta.get("og:locale") or meta.get("content-language") or ""),
        url=_url(tree, meta),
        body=_text(article.get("articleBody")) or "",
    )


def _authors(article: dict[str, Any], meta: dict[str, str]) -> tuple[str, ...]:
    names = _names(article.get("author"))
    if not names:
        names = [
            meta[key]
            for key in ("author", "article:author", "parsely-author", "sailthru.author", "byl", "dc.creator", "byline")
            if key in meta
        ]
    return clean_names(name for name in names if "://" not in name and len(name) < 300)


def _names(value: object) -> list[str]:
    if isinstance(value, list):
        return [name for item in value[:20] for name in _names(item)]
    name = _name(value)
    kind = value.get("@type") if isinstance(value, dict) else None
    return [name] if name and "Organization" not in str(kind) else []


def _name(value: object) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name")
        if isinstance(value, list):
            value = value[0] if value else None
    return _text(value)


def _first(value: object) -> str | None:
    return _text(value[0] if isinstance(value, list) and value else value)


def _text(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    return " ".join(harmless(value).split()) or None


def _date(*values: object) -> str | None:
    for value in values:
        text = _first(value)
        found = read_date(text) if text else None
        if found is not None:
            return found
    return None


def _language(code: str) -> str | None:
    match = re.match(r"[a-zA-Z]{2}(?![a-zA-Z])", code.strip())
    return match[0].lower() if match else None


def _url(tree: HtmlElement, meta: dict[str, str]) -> str | None:
    for link in tree.iter("link"):
        if fold(link.get("rel") or "") == "canonical" and (link.get("href") or "").startswith(("http://", "https://")):
            return _text(link.get("href"))
    found = meta.get("og:url", "")
    return found if found.startswith(("http://", "https://")) else None


def _is_article(node: dict[str, Any]) -> bool:
    kind = fold(str(node.get("@type") or ""))
    return any(name in kind for name in _ARTICLES) and bool(node.get("headline") or node.get("datePublished"))


def _linked_data(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        text = (script.text or "").strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
        if not text or len(text) > _MAX_JSON:
            continue
        try:
            stack: list[object] = [json.loads(text, strict=False)]
        except (ValueError, RecursionError):
            continue
        seen = 0
        while stack and seen < _NODES:
            value = stack.pop()
            seen += 1
            if isinstance(value, list):
                stack.extend(reversed(value))
            elif isinstance(value, dict):
                yield value
                stack.extend(item for item in reversed(list(value.values())) if isinstance(item, dict | list))
