"""What a page with markup says of itself outside its text: JSON-LD, OpenGraph, meta elements, microdata, times."""

from __future__ import annotations

import re
from functools import cache

from lxml.html import HtmlElement

from tui.clean.byline import clean_bodies, clean_names, read_byline, read_names
from tui.clean.dates import read_date
from tui.clean.hints import Hints
from tui.clean.linked import Linked, first, read_linked
from tui.clean.patterns import Head, load
from tui.text import fold, harmless

_LONG = 300
"""Characters beyond which a value is no name."""
_SPOKEN = 160
_SAID = 3
"""The rank of an element that has to say `by` to be believed."""
_GROUP = 40
"""Elements within which several writers of one story stand."""
_TIMES = 40
_PUBLISHED = ("datePublished", "dateCreated", "uploadDate")
_BYLINES = ("a", "span", "div", "p", "address", "strong", "li", "h4", "h5", "h6", "cite")
_TOKEN = re.compile(r"[a-z]+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def read_head(tree: HtmlElement) -> Hints:
    """Read what a page's head, structured data and marked elements say of it."""
    keys = load("head.yaml", Head)
    meta = _meta(tree)
    linked = read_linked(tree)
    title = tree.find(".//title")
    titles = (
        first(linked.article.get("headline")),
        *(meta[key][0] for key in keys.titles[:2] if key in meta),
        first(title.text_content()) if title is not None else None,
        *(meta[key][0] for key in keys.titles[2:] if key in meta),
    )
    code = tree.get("lang") or _one(meta, ("og:locale", "content-language", "dc.language", "inlanguage")) or ""
    language = re.match(r"([a-zA-Z]{2})(?:[-_]([a-zA-Z]{2}))?(?![a-zA-Z])", code.strip())
    persons, bodies = linked.authors()
    names = clean_names(name for name in persons if _may_name(name))
    if not names:
        names = next((found for key in keys.authors if (found := _stated(meta.get(key, ())))), ())
    section = linked.article.get("articleSection")
    sure, likely = _shown(tree)
    return Hints(
        titles=tuple(dict.fromkeys(name for name in titles if name)),
        source=_one(meta, keys.source[:1]) or linked.publisher() or _one(meta, keys.source[1:]),
        section=first(section) or _one(meta, keys.section),
        byline=names,
        marked=sure,
        shown=likely,
        bodies=clean_bodies((*bodies, *persons, *_all(meta, keys.authors)))[:1],
        published=_dated(linked, _PUBLISHED, meta, keys.published) or _item(tree, "datepublished"),
        updated=_dated(linked, ("dateModified",), meta, keys.updated) or _item(tree, "datemodified"),
        times=_times(tree),
        language=language[1].lower() if language else None,
        region=language[2].lower() if language and language[2] else None,
        url=_url(tree, meta),
        body=first(linked.article.get("articleBody")) or "",
    )


def _meta(tree: HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = first(element.get("content"))
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            name = element.get(attribute)
            if name and content:
                found.setdefault(name.casefold(), []).append(content)
                break
    return found


def _one(meta: dict[str, list[str]], keys: tuple[str, ...]) -> str | None:
    return next((meta[key][0] for key in keys if key in meta), None)


def _all(meta: dict[str, list[str]], keys: tuple[str, ...]) -> list[str]:
    return [value for key in keys for value in meta.get(key, ()) if _may_name(value)]


def _dated(linked: Linked, names: tuple[str, ...], meta: dict[str, list[str]], keys: tuple[str, ...]) -> str | None:
    values = (linked.date(*names), *(meta[key][0] for key in keys if key in meta))
    return next((found for value in values if value and (found := read_date(value))), None)


def _stated(values: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return clean_names(value for value in values[:20] if _may_name(value))


def _may_name(value: str) -> bool:
    return "://" not in value and not value.startswith(("/", "www.")) and len(value) < _LONG


def _item(tree: HtmlElement, name: str) -> str | None:
    """The date in the first element that microdata marks so."""
    for element in tree.xpath("//*[@itemprop]")[:200]:
        if fold(element.get("itemprop") or "") == name:
            value = element.get("datetime") or element.get("content") or element.text_content()[:100]
            if found := read_date(harmless(value)):
                return found
    return None


def _times(tree: HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in list(tree.iter("time"))[:_TIMES]:
        text, when = fold(harmless(element.text_content()[:100])), element.get("datetime")
        if text and when and (iso := read_date(harmless(when))):
            found.setdefault(text, iso)
    return found


def _url(tree: HtmlElement, meta: dict[str, list[str]]) -> str | None:
    for link in tree.iter("link"):
        if fold(link.get("rel") or "") == "canonical" and (link.get("href") or "").startswith(("http://", "https://")):
            return first(link.get("href"))
    found = _one(meta, ("og:url", "twitter:url", "parsely-link")) or ""
    return found if found.startswith(("http://", "https://")) else None


def _shown(tree: HtmlElement) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names in the first elements that are surely the story's byline, and in those that may be it."""
    sure: list[tuple[int, tuple[str, ...]]] = []
    likely: list[tuple[int, tuple[str, ...]]] = []
    for place, element in enumerate(tree.iter(*_BYLINES)):
        rank = _rank(element)
        if not rank:
            continue
        text = _spoken(element)
        if not text or _is_apart(element):
            continue
        names = read_byline(text) or (read_names(text) if rank < _SAID else ())
        if names:
            (sure if rank == 1 else likely).append((place, names))
    return _group(sure), _group(likely)


def _group(found: list[tuple[int, tuple[str, ...]]]) -> tuple[str, ...]:
    """The names of the first of the elements and of those that stand by it."""
    return tuple(dict.fromkeys(name for place, names in found if place - found[0][0] <= _GROUP for name in names))


def _spoken(element: HtmlElement) -> str:
    """The words of an element, with spaces where elements meet; nothing when they are too many for a byline."""
    inner = element.xpath(".//*[@itemprop='name']")[:1] if element.get("itemprop") == "author" else []
    text = " ".join(harmless(" ".join((inner or [element])[0].itertext())[: 2 * _SPOKEN]).split())
    return text if len(text) <= _SPOKEN else ""


def _rank(element: HtmlElement) -> int:
    """How surely an element holds writers' names, 1 the surest, 0 not at all."""
    if "author" in (element.get("rel") or "").split() or element.get("itemprop") == "author":
        return 1
    names = element.get("class") or element.get("id")
    if not names:
        return 0
    words = _words(names[:200])
    byline, parts, _ = _vocabulary()
    if not words & byline:
        return 0
    return 2 if words & parts else _SAID


def _is_apart(element: HtmlElement) -> bool:
    """Whether an element lies in a part of the page that is not about its story."""
    apart = _vocabulary()[2]
    for depth, above in enumerate((element, *element.iterancestors())):
        if depth > 8 or above.tag in {"body", "main", "article"}:
            return False
        if above.tag in {"nav", "footer", "aside"}:
            return True
        names = f"{above.get('class') or ''} {above.get('id') or ''}"
        if _words(names[:200]) & apart:
            return True
    return False


def _words(names: str) -> frozenset[str]:
    return frozenset(_TOKEN.findall(_HUMP.sub(" ", names).casefold()))


@cache
def _vocabulary() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    head = load("head.yaml", Head)
    return frozenset(head.byline), frozenset(head.names), frozenset(head.apart)
