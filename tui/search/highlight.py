"""What a query found, shown: the hits in a text, and the piece of an article that shows them best."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence

from whoosh.query.compound import And, Or
from whoosh.query.qcore import Query
from whoosh.query.wrappers import Not
from whoosh.support.levenshtein import distance

from tui.search.analysis import UNSPACED, Token, flatten, list_words, stem_word, tokenize
from tui.search.language import find_leaves
from tui.search.near import is_assignable
from tui.search.shards import make_pattern, swap_neighbours
from tui.search.tree import Leaf, Match, Slot, Word
from tui.search.tree import Sequence as Near
from tui.text import harmless

Span = tuple[int, int]
Found = tuple[int, int, int]
"""Start, end, and which part of the query it answers."""

_SHOWN = frozenset({"title", "text", "place", "byline", "who", "org", "where", "said"})
"""Fields whose words stand in the story itself."""

_UNIT = re.compile(rf"[{UNSPACED}]|[^\s{UNSPACED}]+")
# What plain texts are cut into: a possessive's "s" is no word.
_WORD = re.compile(r"(?!(?<=[a-z0-9]')s(?![a-z0-9]))[a-z0-9]+")
_MOST_SNIPPED = 100_000
"""Characters of a body in which a snippet is looked for."""
_MOST_ANCHORS = 100
_ELLIPSIS = "…"


class Highlighter:
    """Finds the words that a query asks for in any text."""

    def __init__(self, tree: Query | None, languages: Iterable[str] = ()) -> None:
        self._tree = tree
        leaves = [] if tree is None else find_leaves(tree)
        self._leaves: list[Leaf] = [
            leaf for leaf in dict.fromkeys(leaves) if any(field in _SHOWN for field, _ in leaf.fields)
        ]
        self._languages = frozenset(languages)
        self._seekers = [seeker for leaf in self._leaves if (seeker := _make_seeker(leaf)) is not None]

    def __bool__(self) -> bool:
        return bool(self._leaves)

    def find(self, text: str, language: str | None = None) -> list[Span]:
        """The hits in a text: spans of code points, in order, not overlapping.

        `language` says whose word forms count; without it, those of every language in the index do.
        """
        spans: list[Span] = []
        for start, end, _ in self._find(text, language):
            if spans and start < spans[-1][1]:
                spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
            else:
                spans.append((start, end))
        return spans

    def answers(self, text: str) -> bool:
        """Whether a text by itself answers the query; what is asked of other things than its words is let pass."""
        tokens = list(tokenize(text))
        return self._tree is None or _judge(self._tree, tokens, self._languages)

    def snippet(self, title: str, body: str, width: int) -> tuple[str, list[Span]]:
        """The piece of a body, in one line of at most `width` cells, that shows most of the query, and its hits.

        Words are not cut unless one alone is wider. Without a hit it is the body's beginning; without a body the title.
        """
        flat = " ".join(harmless(body[:_MOST_SNIPPED]).split()) or " ".join(harmless(title).split())
        if width < 1 or not flat:
            return "", []
        found = self._find(flat, None)
        low, high = _choose(flat, found, width)
        text = (_ELLIPSIS if low else "") + flat[low:high] + (_ELLIPSIS if high < len(flat) else "")
        if count_cells(text) > width:
            # Room for hardly more than one character.
            text = flat[low:high] if count_cells(flat[low:high]) <= width else ""
        return text, self.find(text)

    def _find(self, text: str, language: str | None) -> list[Found]:
        if not self._leaves:
            return []
        languages = self._languages if language is None else frozenset((language.lower().partition("-")[0],))
        found: list[Found] = []
        if len(self._seekers) == len(self._leaves) and (plain := flatten(text)) is not None:
            words = list_words(plain)
            for part, seeker in enumerate(self._seekers):
                found += [(*span, part) for span in seeker.find(plain, words, languages)]
            return sorted(found)
        tokens = list(tokenize(text))
        for part, leaf in enumerate(self._leaves):
            if isinstance(leaf, Word):
                found += [(*span, part) for span in _find_word(leaf, tokens, languages)]
            elif isinstance(leaf, Near):
                found += [(*span, part) for span in _find_sequence(leaf, tokens)]
        return sorted(found)


def _judge(tree: Query, tokens: Sequence[Token], languages: frozenset[str]) -> bool:
    match tree:
        case And():
            return all(_judge(child, tokens, languages) for child in tree.children())
        case Or():
            return any(_judge(child, tokens, languages) for child in tree.children())
        case Not():
            return not _judge(tree.query, tokens, languages)
        case Word():
            return bool(_find_word(tree, tokens, languages))
        case Near():
            return bool(_find_sequence(tree, tokens))
    return True


class _Seeker:
    """Finds a word in plain texts; of every word they have it is decided only once whether it is meant."""

    def __init__(self, fits: Callable[[str, frozenset[str]], bool]) -> None:
        self._fits = fits
        self._known: dict[frozenset[str], dict[str, bool]] = {}
        """By the languages whose forms count."""

    def find(self, plain: str, words: set[str], languages: frozenset[str]) -> list[Span]:
        known = self._known.setdefault(languages, {})
        meant = set[str]()
        for word in words:
            hit = known.get(word)
            if hit is None:
                hit = known[word] = self._fits(word, languages)
            if hit:
                meant.add(word)
        return [match.span() for match in _WORD.finditer(plain) if match[0] in meant] if meant else []


def _make_seeker(leaf: Leaf) -> _Seeker | None:
    """Give what finds a leaf of one word; None for others."""
    if isinstance(leaf, Word):
        return _Seeker(lambda word, languages: _is_form(leaf, word, word, languages))
    if isinstance(leaf, Near) and len(leaf.slots) == 1 and leaf.slop is None:
        fits = _make_test(leaf.slots[0])
        return _Seeker(lambda word, _: fits(word))
    return None


def _is_form(word: Word, text: str, raw: str, languages: frozenset[str]) -> bool:
    """Whether a word of a text, folded and as it is in lower case, is a form of the one that was asked for."""
    if text == word.text or text in word.stems:
        return True
    return bool(raw) and any(not word.stems.isdisjoint(stem_word(raw, language)) for language in languages)


def _find_word(word: Word, tokens: Sequence[Token], languages: frozenset[str]) -> list[Span]:
    known: dict[str, bool] = {}
    spans = []
    for token in tokens:
        hit = known.get(token.raw or token.text)
        if hit is None:
            hit = known[token.raw or token.text] = _is_form(word, token.text, token.raw, languages)
        if hit:
            spans.append((token.start, token.end))
    return spans


def _find_sequence(near: Near, tokens: Sequence[Token]) -> list[Span]:
    places = [_find_slot(slot, tokens) for slot in near.slots]
    if not all(places):
        return []
    if near.slop is not None:
        return _find_windows(places, near.slop, tokens)
    spans = []
    for first in sorted(places[0]):
        if all(first + i in place for i, place in enumerate(places)):
            spans.append((tokens[first].start, places[-1][first + len(places) - 1]))
    return spans


def _find_slot(slot: Slot, tokens: Sequence[Token]) -> dict[int, int]:
    """Where a slot's words stand: token number -> where the word ends in the text."""
    fits = _make_test(slot)
    known: dict[str, bool] = {}
    places: dict[int, int] = {}
    for i, token in enumerate(tokens):
        following = tokens[i + 1] if i + 1 < len(tokens) else None
        forms = [(token.text, token.end)]
        if following is not None and not token.raw and not following.raw and token.end == following.start:
            forms.append((token.text + following.text, following.end))
        for text, end in forms:
            if text not in known:
                known[text] = fits(text)
            if known[text]:
                places[i] = end
    return places


def _make_test(slot: Slot) -> Callable[[str], bool]:
    match slot.match:
        case Match.WORD:
            return slot.text.__eq__
        case Match.PREFIX:
            return lambda text: text.startswith(slot.text)
        case Match.PATTERN:
            pattern = make_pattern(slot.text)
            return lambda text: pattern.fullmatch(text) is not None
        case Match.FUZZY:
            swapped = swap_neighbours(slot.text)
            return lambda text: (
                abs(len(text) - len(slot.text)) <= slot.edits
                and (text in swapped or distance(text, slot.text, limit=slot.edits) <= slot.edits)
            )


def _find_windows(places: Sequence[dict[int, int]], slop: int, tokens: Sequence[Token]) -> list[Span]:
    width = len(places) + slop
    marked: dict[int, int] = {}
    for start in sorted(set().union(*places)):
        inside = [[p for p in place if start <= p < start + width] for place in places]
        if all(inside) and is_assignable(inside):
            for place, positions in zip(places, inside, strict=True):
                marked.update((position, place[position]) for position in positions)
    return [(tokens[position].start, end) for position, end in sorted(marked.items())]


def _choose(flat: str, found: Sequence[Found], width: int) -> Span:
    """The window that answers most parts of the query, then has most hits, then comes first."""
    units = _cut(flat, width)
    best: tuple[tuple[int, int, int], Span] | None = None
    starts = [start for start, _ in units]
    anchors = dict.fromkeys(_find_unit(starts, start) for start, _, _ in found[: _MOST_ANCHORS * 4])
    for anchor in list(anchors)[:_MOST_ANCHORS]:
        low, high = _grow(flat, units, anchor, width)
        inside = [part for start, end, part in found if start >= low and end <= high]
        rank = (len(set(inside)), len(inside), -low)
        if best is None or rank > best[0]:
            best = rank, (low, high)
    return best[1] if best else _grow(flat, units, 0, width)


def _grow(flat: str, units: Sequence[Span], anchor: int, width: int) -> Span:
    """A window of whole words round one of them: up to a quarter of the width before it, the rest behind."""
    first = last = anchor
    used = count_cells(flat[slice(*units[anchor])])

    def room(low: int, high: int) -> int:
        ellipses = (low > 0) + (high < len(units) - 1)
        return width - ellipses

    def widen(at: int, low: int, high: int, limit: int) -> int:
        step = flat[units[at][0] : units[at + 1][0]] if at < anchor else flat[units[at - 1][1] : units[at][1]]
        size = used + count_cells(step)
        return size if size <= min(limit, room(low, high)) else 0

    before = used + width // 4
    while first and (size := widen(first - 1, first - 1, last, before)):
        used, first = size, first - 1
    while last + 1 < len(units) and (size := widen(last + 1, first, last + 1, width)):
        used, last = size, last + 1
    while first and (size := widen(first - 1, first - 1, last, width)):
        used, first = size, first - 1
    return units[first][0], units[last][1]


def _cut(flat: str, width: int) -> list[Span]:
    """The pieces a line may be broken between: words, characters of unspaced scripts and of words too wide."""
    widest = max(width - 2, 1)
    spans = [match.span() for match in _UNIT.finditer(flat)]
    # No character is wider than two cells.
    if 2 * max(map(len, flat.split()), default=0) <= widest:
        return spans or [(0, len(flat))]
    units: list[Span] = []
    for start, end in spans:
        if end - start > 1 and count_cells(flat[start:end]) > widest:
            units += [(i, i + 1) for i in range(start, end)]
        else:
            units.append((start, end))
    return units


def _find_unit(starts: Sequence[int], position: int) -> int:
    return max(bisect_right(starts, position) - 1, 0)


def count_cells(text: str) -> int:
    """How many cells of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )
