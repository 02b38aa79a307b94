"""Whose page it is: the outlet or agency as it names itself, and the section of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from tui.clean.blocks import Piece
from tui.clean.patterns import Outlets, alternatives, load
from tui.model import Reason, Role
from tui.text import fold

_SEPARATOR = re.compile(r"\s+[|•·»›:]+\s+|\s+[-–—]+\s+|\s*\|\s*")
_PUBLISHED = re.compile(
    r"(?:published|originally published|first published) (?:in|by|on|at) (?P<name>[^,]{2,60}?),", re.IGNORECASE
)
_COPYRIGHT = re.compile(
    r"(?:copyright|©|\(c\))\s*(?:©|\(c\))?\s*(?:\d{4}(?:\s?[-–]\s?\d{4})?,?)?\s*(?:by\s)?"
    r"(?P<name>[^.,|©\d]{2,60}?)(?:[.,|]|\sall rights|\s[-–]|\Z)",
    re.IGNORECASE,
)
_MASTHEAD = 8
"""Lines at the head of a page among which the outlet's name stands."""
_MASTHEAD_WORDS = 9
_NUMBERED = re.compile(r"^\d{1,2}[.)] ")
_ABOVE = 6
_CRUMB_LINES = 3
_CRUMBS = re.compile(r"\s*(?:>|»|›|→|/|\|)\s*")


def split_title(title: str, page: frozenset[str] = frozenset()) -> tuple[str, str | None]:
    """A page's title without the outlet's name at its end, and that name.

    `page` holds the page's lines, folded: a shorter title that is a line of the page is the headline.
    """
    separators = list(_SEPARATOR.finditer(title[:400]))
    for match in separators:
        head = title[: match.start()].strip()
        if fold(head) in page and head.count(" ") >= 2:
            tail = title[match.end() :].strip()
            return head, known_outlet(_last(tail)) or (_last(tail) if _is_label(_last(tail)) else None)
    for match in reversed(separators):
        head, tail = title[: match.start()].strip(), title[match.end() :].strip()
        name = known_outlet(tail)
        if name is not None and head:
            return split_title(head)[0] if known_outlet(_last(head)) else head, name
        if ("|" in match[0] or "»" in match[0]) and head.count(" ") >= 2 and _is_label(tail):
            return split_title(head)[0] if "|" in head else head, tail
    return title, None


@lru_cache(maxsize=4096)
def known_outlet(name: str) -> str | None:
    """The outlet of that name as it writes itself, None when it is not a known one."""
    return _outlets().get(_bare(name))


def read_outlet(text: str) -> str | None:
    """The outlet in a line such as `Published in Dawn, September 12th, 2020`."""
    match = _PUBLISHED.search(text[:200]) if "ublished" in text or "UBLISHED" in text else None
    if match is None:
        return None
    name = match["name"].strip()
    return known_outlet(name) or (name if name[:1].isupper() and not any(char.isdigit() for char in name) else None)


def read_copyright(text: str) -> str | None:
    """Who holds the rights by a page's copyright line."""
    match = _COPYRIGHT.search(text[:300])
    if match is None:
        return None
    name = match["name"].strip(" -–—:")
    return known_outlet(name) or (name if name[:1].isupper() and 1 <= len(name.split()) <= 5 else None)


def read_source(text: str) -> str | None:
    """The outlet in a line such as `Source: Xinhua`."""
    match = _source_line().match(text) if len(text) <= 80 else None
    if match is None:
        return None
    name = match["name"].strip(" .|")
    return known_outlet(name) or (name if _is_label(name) or not name.isascii() else None)


def find_masthead(pieces: Sequence[Piece]) -> str | None:
    """The outlet's name at the head of the page: a known one, or a name that the page bears out."""
    shown = [piece for piece in pieces if piece.text]
    rest = [
        piece.folded
        for piece in shown
        if not piece.kept
        and piece.words <= 40
        and piece.reason is not Reason.HEADLINE_REPEAT
        and piece.role is not Role.HEADLINE
    ]
    for i, piece in enumerate(shown[:_MASTHEAD]):
        if piece.kept or piece.words > _MASTHEAD_WORDS:
            continue
        name = _door().sub("", piece.text).strip(" -–—|:")
        known = known_outlet(name)
        if known is not None:
            return known
        if not (_is_label(name) and name[:1].isupper()) or read_section(name) is not None:
            continue
        if name != piece.text:
            return name
        if piece.mark is not None or " " not in name:
            continue
        following = shown[i + 1].text if i + 1 < len(shown) else ""
        # The first line that is no furniture, and a menu behind it; below "Home" it would be of the menu.
        first = all(above.mark is not None and above.folded not in _fronts() for above in shown[:i])
        if first and (fold(following) in _fronts() or read_section(following) is not None):
            return name
        said = re.compile(rf"(?<!\w){re.escape(fold(name))}(?!\w)")
        if any(said.search(line) and line != piece.folded for line in rest):
            return name
    return None


def find_section(pieces: Sequence[Piece], headline: int | None, start: int) -> str | None:
    """The section that a line near the headline names; None when none does."""
    at = headline if headline is not None else start
    below = [piece.text for piece in pieces[at + 1 : min(start + 1, at + 8)] if piece.text and not piece.kept]
    above = [piece.text for piece in pieces[max(0, at - _ABOVE) : at] if piece.text and _may_name(piece)]
    found = [section for text in below if (section := read_section(text)) is not None]
    if found:
        return found[0]
    home = next((i for i in range(len(above) - 1, -1, -1) if _bare_crumb(above[i]) in _fronts()), None)
    crumbs = [section for text in above[home or 0 :] if (section := read_section(_bare_crumb(text))) is not None]
    # Many in a row are a menu; a few are the way from the front page to the story, the widest first.
    return crumbs[0] if 0 < len(crumbs) <= _CRUMB_LINES else None


def _bare_crumb(text: str) -> str:
    return _NUMBERED.sub("", fold(text))


def _may_name(piece: Piece) -> bool:
    menu = "in-nav" in piece.clues and _CRUMBS.search(piece.text) is None
    return not piece.kept and not menu


@lru_cache(maxsize=4096)
def read_section(text: str) -> str | None:
    """The section that a line names, alone or in a breadcrumb; None when it names none."""
    if len(text) > 120:
        return None
    crumbs = [crumb.strip(" .:|") for crumb in _CRUMBS.split(text)]
    if len(crumbs) == 1:
        return _sections().get(fold(crumbs[0]))
    known = [crumb for crumb in crumbs if fold(crumb) in _sections() and fold(crumb) not in {"news", "home"}]
    if fold(crumbs[0]) in _fronts():
        named = [
            crumb for crumb in crumbs[1:] if crumb and fold(crumb) not in {"home", "news"} and crumb.count(" ") < 4
        ]
        return _sections().get(fold(named[0]), named[0]) if named else None
    return _sections()[fold(known[0])] if known and len(known) * 2 >= len(crumbs) else None


def mentions(text: str) -> str | None:
    """The known outlet that a short line names alone."""
    return known_outlet(text) if len(text) <= 40 else None


def _last(text: str) -> str:
    return _SEPARATOR.split(text)[-1].strip()


def _is_label(text: str) -> bool:
    return (
        0 < len(text) <= 40
        and text.count(" ") <= 4
        and not text.endswith(("?", "!"))
        and (text[:1].isupper() or "." in text)
    )


def _bare(name: str) -> str:
    name = fold(name).strip(" .:-–—|'\"()")
    name = re.sub(r"^(?:the|www\.|https?://(?:www\.)?) ?", "", name)
    return re.sub(r"\.(?:com|co\.uk|org|net)$", "", name)


@cache
def _outlets() -> dict[str, str]:
    data = load("outlets.yaml", Outlets)
    found: dict[str, str] = {}
    for name, forms in data.agencies.items():
        for form in (name, *forms):
            found.setdefault(_bare(form), name)
    for name in data.outlets:
        found.setdefault(_bare(name), name)
    return found


@cache
def _source_line() -> re.Pattern[str]:
    labels = alternatives(load("outlets.yaml", Outlets).labels)
    return re.compile(rf"(?:{labels})\s?[:：]\s?(?P<name>\S.*)", re.IGNORECASE)


@cache
def _door() -> re.Pattern[str]:
    doors = alternatives(load("outlets.yaml", Outlets).doors)
    return re.compile(rf"[\s|–—-]+(?:{doors})\s*$", re.IGNORECASE)


@cache
def _fronts() -> frozenset[str]:
    return frozenset(fold(name) for name in load("outlets.yaml", Outlets).fronts)


@cache
def _sections() -> dict[str, str]:
    return {fold(name): name for name in reversed(load("outlets.yaml", Outlets).sections)}
