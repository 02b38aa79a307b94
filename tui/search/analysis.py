"""Text to words: the one analysis that indexing, queries and highlights share.

A word is folded (case, accents) and keeps its place in the text. Stems are kept beside the words as terms of their
own, marked by `STEM`, so that a phrase, a prefix or a wildcard looks at the words as they were written. Scripts that
put no space between words (`UNSPACED`) are indexed by single characters and pairs of neighbours.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from tui.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable

STEM = "="
"""Begins the term of a stem; no word can."""

GAP = 100
"""Positions left empty between the values of one field, so that no phrase reaches from one into the next."""

STEMMED = {
    "ar": "arabic", "hy": "armenian", "eu": "basque", "ca": "catalan", "da": "danish", "nl": "dutch", "en": "english",
    "eo": "esperanto", "et": "estonian", "fi": "finnish", "fr": "french", "de": "german", "el": "greek",
    "hi": "hindi", "hu": "hungarian", "id": "indonesian", "ga": "irish", "it": "italian", "lt": "lithuanian",
    "ne": "nepali", "nb": "norwegian", "nn": "norwegian", "no": "norwegian", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sr": "serbian", "es": "spanish", "sv": "swedish", "ta": "tamil", "tr": "turkish",
    "yi": "yiddish",
}  # fmt: skip
"""ISO 639-1 code -> Snowball's name of the language."""

# Han and its marks, kana, Hangul (letters and syllables), Thai, Lao, Burmese, Khmer.
UNSPACED = (
    "\u3005-\u3007\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff66-\uff9f\U0001b000-\U0001b16f\U00020000-\U0003fffd\u1100-\u11ff\u3131-\u318e\ua960-\ua97c\uac00-\ud7fb"
    "\uffa1-\uffdc\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ece\u1000-\u103f\u1050-\u108f\u1780-\u17d3"
)
_UNSPACED = re.compile(f"[{UNSPACED}]+")
_SPLIT = re.compile(f"[{UNSPACED}]+|[^{UNSPACED}]+")
_ACRONYM = r"(?:[^\W\d_]\.){2,}(?!\w)|(?:[^\W\d_]\.)+[^\W\d_](?![\w’'])"
# An English possessive is no word of its own; its `s` is skipped.
_ASCII_WORDS = re.compile(r"((?:[a-z]\.){2,}(?![a-z0-9])|(?:[a-z]\.)+[a-z](?![a-z0-9'])|[a-z0-9]+)(?:'s(?![a-z0-9]))?")
# Marks of punctuation that keep an English page from being plain ASCII; replaced one by one, so that places stay.
_PLAIN = str.maketrans(dict.fromkeys("‘’ʼ", "'") | dict.fromkeys("“”„«»–—…•\u00a0\u2009\u202f_", " "))
_ASCII = re.compile(rf"(?P<acronym>{_ACRONYM})|(?P<word>[A-Za-z0-9]+)(?:'[sS](?![A-Za-z0-9]))?")


class Token(NamedTuple):
    """A word in a text."""

    text: str
    """Folded."""
    start: int
    end: int
    position: int
    raw: str
    """In lower case, with its accents, for stemming; empty for a character of an unspaced script."""


@cache
def _get_pattern() -> re.Pattern[str]:
    # Python's \w leaves out the vowel signs and accents that many scripts write as marks of their own.
    blocks = (
        (0x300, 0x3100),
        (0xA600, 0xAC00),
        (0xFB1E, 0xFE30),
        (0x10100, 0x12000),
        (0x16A00, 0x17000),
        (0x1BC00, 0x1EA00),
    )
    marks = [code for block in blocks for code in range(*block) if unicodedata.category(chr(code))[0] == "M"]
    runs: list[list[int]] = []
    for code in marks:
        if runs and runs[-1][1] == code - 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    inner = "".join(f"{chr(low)}-{chr(high)}" for low, high in runs)
    return re.compile(rf"(?P<acronym>{_ACRONYM})|(?P<word>[^\W_][\w{inner}]*)(?:['’ʼ][sS](?!\w))?")


@lru_cache(maxsize=65536)
def fold_word(word: str) -> str:
    """Fold one word as the index does."""
    return word.lower() if word.isascii() else unicodedata.normalize("NFC", fold(word)).replace(" ", "")


def tokenize(text: str) -> Iterator[Token]:
    """Cut a text into words, in order; positions count words (characters in unspaced scripts) from 0."""
    position = 0
    text = text.translate(_PLAIN)
    plain = text.isascii()
    for match in (_ASCII if plain else _get_pattern()).finditer(text):
        if acronym := match["acronym"]:
            raw = acronym.replace(".", "").lower()
            yield Token(fold_word(raw), match.start(), match.end(), position, raw)
            position += 1
            continue
        word = match["word"]
        start = match.start("word")
        if plain or not _UNSPACED.search(word):
            if folded := fold_word(word):
                yield Token(folded, start, start + len(word), position, word.lower())
                position += 1
            continue
        for part in _SPLIT.finditer(word):
            at = start + part.start()
            if not _UNSPACED.match(part[0]):
                if folded := fold_word(part[0]):
                    yield Token(folded, at, at + len(part[0]), position, part[0].lower())
                    position += 1
                continue
            for char, low, high in _characters(part[0]):
                yield Token(char, at + low, at + high, position, "")
                position += 1


def _characters(run: str) -> Iterator[tuple[str, int, int]]:
    # A character and the marks or letters that fold into it, each folded to exactly one character where that is so.
    folded = fold_word(run)
    if len(folded) == len(run):
        for i, char in enumerate(folded):
            yield char, i, i + 1
        return
    start = 0
    for end in range(1, len(run) + 1):
        if end < len(run) and len(fold_word(run[start : end + 1])) <= 1:
            continue
        for char in fold_word(run[start:end]):
            yield char, start, end
        start = end


def index_terms(text: str, language: str | None = None, base: int = 0) -> tuple[dict[str, list[int]], int]:
    """Make the terms of a text with their positions: words, pairs of characters, and stems when a language is given.

    Returns the terms and the number of positions used; positions start at `base`.
    """
    text = text.translate(_PLAIN)
    if text.isascii():
        places, position = _place_ascii(text, base)
        words = {word: word for word in places}
    else:
        places, words, position = _place_words(text, base)
    if language is not None:
        _place_stems(places, words, language)
    return places, position


def _place_ascii(text: str, base: int) -> tuple[dict[str, list[int]], int]:
    # The same as below for text that needs no folding, several times as fast.
    words = _ASCII_WORDS.findall(text.lower())
    places: dict[str, list[int]] = {}
    for position, word in enumerate(words, base):
        if word in places:
            places[word].append(position)
        else:
            places[word] = [position]
    for word in [word for word in places if "." in word]:
        positions = places.pop(word)
        plain = word.replace(".", "")
        places[plain] = sorted(places[plain] + positions) if plain in places else positions
    return places, base + len(words)


def _place_words(text: str, base: int) -> tuple[dict[str, list[int]], dict[str, str], int]:
    places: dict[str, list[int]] = {}
    words: dict[str, str] = {}
    last: Token | None = None
    position = base - 1
    for token in tokenize(text):
        position = base + token.position
        places.setdefault(token.text, []).append(position)
        if token.raw:
            words[token.raw] = token.text
        elif last is not None and not last.raw and last.end == token.start:
            places.setdefault(last.text + token.text, []).append(position - 1)
        last = token
    return places, words, position + 1


def _place_stems(places: dict[str, list[int]], words: Mapping[str, str], language: str) -> None:
    stems: dict[str, list[int]] = {}
    shared: set[str] = set()
    for raw, word in words.items():
        for stem in stem_word(raw, language):
            if stem != word:
                term = STEM + stem
                if term in stems:
                    stems[term] = stems[term] + places[word]
                    shared.add(term)
                else:
                    stems[term] = places[word]
    for term in shared:
        stems[term] = sorted(set(stems[term]))
    places.update(stems)


# Snowball's stemmers keep the word they work on, so one thread at a time may use them.
_stemming = threading.Lock()


@cache
def _get_stemmer(language: str) -> Callable[[str], str] | None:
    import snowballstemmer

    name = STEMMED.get(language)
    if name is None or name not in snowballstemmer.algorithms():
        return None
    stem: Callable[[str], str] = snowballstemmer.stemmer(name).stemWord
    return stem


@lru_cache(maxsize=65536)
def stem_word(raw: str, language: str) -> frozenset[str]:
    """Reduce a word in lower case to its stems in a language: with its accents, and as one who types none would."""
    stemmer = _get_stemmer(language)
    if stemmer is None or len(raw) < 3 or raw.isdigit():
        return frozenset((fold_word(raw),))
    with _stemming:
        if raw.isascii():
            return frozenset((stemmer(raw),))
        raw = unicodedata.normalize("NFC", raw)
        return frozenset(stem for stem in (fold_word(stemmer(raw)), fold_word(stemmer(fold_word(raw)))) if stem)
