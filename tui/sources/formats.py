"""Which files hold what, by their endings and, where these say nothing, by how the text begins."""

from __future__ import annotations

import re

from tui.model import Format
from tui.sources.html import is_page
from tui.sources.markdown import find_front_matter

PAGES = {
    ".txt": Format.TEXT,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
}
DUMPS = frozenset({".jsonl", ".ndjson"})
"""Every line of such a file is a document."""
LETTERS = frozenset({".eml"})
"""A message of mail."""
MAILBOXES = frozenset({".mbox"})
ARCHIVES = frozenset({".warc"})
"""Web pages as they were fetched, with what the server said of them."""

_HEADING = re.compile(r"\s*#{1,3} \S")


def get_ending(name: str) -> str:
    """The ending that tells what is in a file, in lower case; `.gz` only tells how it is packed."""
    name = name.lower().removesuffix(".gz")
    dot = name.rfind(".")
    return name[dot:] if dot > 0 else ""


def find_format(name: str, text: str) -> Format:
    """How a text is to be understood; a text file that begins as an HTML document does is one."""
    known = PAGES.get(get_ending(name))
    if known in (None, Format.TEXT) and is_page(text):
        return Format.HTML
    if known is None and (_HEADING.match(text) or find_front_matter(text) is not None):
        return Format.MARKDOWN
    return known or Format.TEXT
