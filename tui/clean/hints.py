"""What is said of a page outside its text: by its head, and by its address."""

from __future__ import annotations

import re

from msgspec import Struct

from tui.clean.dates import read_date

_DATED_PATH = re.compile(
    r"/(?P<year>(?:19|20)\d\d)[/-]?(?P<month>[01]\d|[a-z]{3}|\d)[/-]?(?P<day>[0-3]\d|\d(?=[/-]))(?=[/_-]|$)",
    re.IGNORECASE,
)


class Hints(Struct, frozen=True):
    """What is said of a page outside its text; empty where nothing is said."""

    titles: tuple[str, ...] = ()
    source: str | None = None
    section: str | None = None
    byline: tuple[str, ...] = ()
    """The persons who are stated to have written it."""
    marked: tuple[str, ...] = ()
    """The persons whom elements name that markup says to be the author."""
    shown: tuple[str, ...] = ()
    """The persons whom elements name that look like bylines."""
    bodies: tuple[str, ...] = ()
    """The organisations that are stated to have written it."""
    published: str | None = None
    guessed: str | None = None
    """A date found somewhere in the page, of which nothing says that it is the story's."""
    updated: str | None = None
    times: dict[str, str] = {}
    """The dates behind words such as `3 hours ago`, by the words, folded."""
    language: str | None = None
    region: str | None = None
    url: str | None = None
    body: str = ""
    """The story as JSON-LD gives it."""


def dated_path(url: str | None) -> str | None:
    """The date in a page's address (`/2024/12/03/`), ISO 8601; None when it has none."""
    match = _DATED_PATH.search(url[:500]) if url else None
    if match is None:
        return None
    month, day, year = match["month"], match["day"], match["year"]
    return read_date(f"{day} {month} {year}" if month.isalpha() else f"{year}-{month:0>2}-{day:0>2}")
