"""What stands in front of a Markdown text between two lines of dashes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tui.model import Fields, Metadata
from tui.sources.metadata import Value, make_metadata

LONGEST = 16_384
"""Characters of front matter that are looked at."""

KEYS = Fields(
    title=("title", "headline"),
    source=("source", "publisher", "site", "site_name", "outlet", "publication"),
    section=("section", "category", "categories"),
    byline=("byline", "authors", "author", "by"),
    published=("published", "date", "pubdate", "publishdate", "published_at", "publish_date", "date_published"),
    language=("language", "lang", "locale"),
    url=("url", "canonical_url", "canonical", "link", "original_url"),
)
"""The names that site generators, note takers and clippers give to what is in front matter."""

_FRONT_MATTER = re.compile(r"\ufeff?---[ \t]*\r?\n(.*?)(?<=\n)(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)


def find_front_matter(text: str) -> dict[str, Value] | None:
    """The keys and values in front of a text, keys in lower case; None when there are none or they are not YAML."""
    import yaml

    match = _FRONT_MATTER.match(text[:LONGEST])
    if match is None:
        return None
    try:
        # Of the safe loaders the one that leaves every value as it is written: `no` and `12:30` are words in a title.
        # Not its twin in C, which ends the process on deep nesting.
        found = yaml.load(match[1], Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    return {key.lower(): value for key, value in found.items() if isinstance(key, str)}


def read_front_matter(text: str) -> Metadata:
    """What the front matter of a text says; bad front matter is just text and says nothing."""
    found = find_front_matter(text) or {}

    def find(keys: Iterable[str]) -> Value:
        return next((found[key] for key in keys if found.get(key)), None)

    return make_metadata(find, KEYS)
