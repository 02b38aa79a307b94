"""Lines of an article by which a source's furniture is learned."""

from __future__ import annotations

import hashlib

from tui.model import Article, Reason, Role
from tui.text import fold

WORDS = 40
"""Longer lines do not recur word by word unless the story itself does."""


def hash_line(text: str) -> int:
    """A signed 64-bit number of a line, the same for lines that differ in case, accents and spaces only."""
    return int.from_bytes(hashlib.blake2b(fold(text).encode("utf-8", "replace"), digest_size=8).digest(), signed=True)


def short_lines(article: Article) -> tuple[int, ...]:
    """The hashes of an article's lines that could be furniture, each once, in order; the headline is left out."""
    lines = (
        block.text
        for block in article.blocks
        if block.text and block.role is not Role.HEADLINE and block.text.count(" ") < WORDS
    )
    return tuple(dict.fromkeys(hash_line(line) for line in lines))


def is_touched(article: Article, lines: frozenset[int]) -> bool:
    """Whether it makes a difference to an article that these lines have become furniture, or are none any more.

    A line that is left out anyhow, for a reason of its own, makes none.
    """
    return any(
        (block.kept or block.reason is Reason.BOILERPLATE_REPEATED) and hash_line(block.text) in lines
        for block in article.blocks
        if block.text and block.text.count(" ") < WORDS
    )
