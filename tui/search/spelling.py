"""What was probably meant: words that are spelt nearly so, and what a word that is being typed may become."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.search.language import Context, find_leaves
from tui.search.query import Parsed, parse_query
from tui.search.tree import Leaf, Match, Word
from tui.search.tree import Sequence as Near

if TYPE_CHECKING:
    from tui.search.snapshot import Snapshot

_PROPOSED = 3
_SPELLING = 3
"""Letters that a word needs to be worth correcting."""


def lengthen(query: str, parsed: Parsed) -> str | None:
    """The query with all words that begin with its last one in the place of that; None when it ends with no word."""
    leaves = [] if parsed.tree is None else find_leaves(parsed.tree)
    last = max(leaves, key=lambda leaf: leaf.endchar or 0, default=None)
    if last is None or last.endchar != len(parsed.text) or _get_text(last) is None or not query[-1:].isalnum():
        return None
    return f"{query}*"


def correct(snapshot: Snapshot, parsed: Parsed, context: Context) -> str | None:
    """Find a query that differs in misspelt words and finds something; Whoosh's speller proposes the words."""
    proposals: list[tuple[int, int, list[str]]] = []
    for leaf in find_leaves(parsed.tree):
        word = _get_text(leaf)
        if word is None or leaf.startchar is None:
            continue
        if any(shard.count(field, term) for shard in snapshot.shards for field, _ in leaf.fields for term in word[1]):
            continue
        if words := _propose(snapshot, word[0], [field for field, _ in leaf.fields]):
            proposals.append((leaf.startchar, leaf.endchar, words))
    for choice in range(max((len(words) for _, _, words in proposals), default=0)):
        text = parsed.text
        for start, end, words in sorted(proposals, reverse=True):
            text = text[:start] + words[min(choice, len(words) - 1)] + text[end:]
        tree = parse_query(text, context).tree
        if tree is not None and any(map(len, snapshot.evaluate(tree, False))):
            return text
    return None


def _get_text(leaf: Leaf) -> tuple[str, tuple[str, ...]] | None:
    """The one word that a leaf asks for, and the terms it is looked up by."""
    if isinstance(leaf, Word):
        return leaf.text, tuple(leaf.words)
    if isinstance(leaf, Near) and len(leaf.slots) == 1 and leaf.slots[0].match is Match.WORD:
        return leaf.slots[0].text, (leaf.slots[0].text,)
    return None


def _propose(snapshot: Snapshot, word: str, fields: Sequence[str]) -> list[str]:
    """Words of the index that are spelt nearly like this one: fewest edits, then most frequent."""
    if len(word) < _SPELLING or word.isdigit():
        return []
    for edits in (1, 2) if len(word) > _SPELLING + 1 else (1,):
        counts: dict[str, int] = {}
        for field in fields:
            for shard in snapshot.shards:
                for near in shard.find_near(field, word, edits):
                    counts[near] = counts.get(near, 0) + shard.count(field, near)
        if counts:
            return heapq.nsmallest(_PROPOSED, counts, key=lambda near: (-counts[near], near))
    return []
