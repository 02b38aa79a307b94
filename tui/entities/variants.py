"""How the same person's name is written differently: parts of a name, and a key for other spellings."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from msgspec import Struct

from tui.entities.data import phrases, read
from tui.text import fold

_WORD = re.compile(r"[^\s]+")


class Parts(Struct, frozen=True):
    """A person's name taken apart; all words are folded."""

    words: tuple[str, ...]
    """Without the generation and without articles such as "al-"."""
    generation: str


class _Table(Struct, frozen=True):
    given: dict[str, str]
    letters: tuple[tuple[re.Pattern[str], str], ...]
    articles: frozenset[str]
    generations: frozenset[str]


@cache
def _table() -> _Table:
    content = read("transliteration")
    given = {spelling: key for key, text in content["given"].items() for spelling in (key, *phrases(text))}
    return _Table(
        given,
        tuple((re.compile(pattern), value) for pattern, value in content["letters"]),
        frozenset(phrases(content["articles"])),
        frozenset(word.lower() for word in phrases(read("titles")["generations"]) if len(word) > 1),
    )


@lru_cache(maxsize=4096)
def split_name(name: str) -> Parts:
    """Take a person's name apart for comparing with others."""
    table = _table()
    words: list[str] = []
    generation = ""
    for word in fold(name).replace(",", " ").split():
        bare = word.strip(".'\"“”()")
        head, mark, tail = bare.partition("-")
        if mark and head in table.articles and tail:
            bare = tail
        if not bare or (bare in table.articles and (words or bare in ("al", "el"))):
            continue
        if bare in table.generations and words:
            generation = bare
        else:
            words.append(bare)
    return Parts(tuple(words) or (fold(name),), generation)


@lru_cache(maxsize=8192)
def make_key(word: str) -> str:
    """Give the key that all spellings of one word of a name share: Lukashenko, Lukashenka; Mohammed, Muhammad.

    `word` is folded. Two words with one key may be the same name; the evidence for that lies in the rest of the name.
    """
    table = _table()
    known = table.given.get(word)
    if known:
        return known
    for pattern, value in table.letters:
        word = pattern.sub(value, word)
    return word
