"""Text to words: the one analysis that indexing, queries and highlights share.

A word is folded (case, accents) and keeps its place in the text. Stems are kept beside the words as terms of their
own, marked by `STEM`, so that a phrase, a prefix or a wildcard looks at the words as they were written. Scripts that
put no space between words (`UNSPACED`) are indexed by single characters and pairs of neighbours.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator, Sequence
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
# What a text is searched for before its acronyms are, and what its possessives end in.
_DOTTED = re.compile(r"\.[^\W\d_]")
_POSSESSIVES = ("'s", "'S")
# Marks of punctuation that keep an English page from being plain ASCII; replaced one by one, so that places stay.
_PLAIN = str.maketrans(dict.fromkeys("‘’ʼ", "'") | dict.fromkeys("“”„«»–—…•\u00a0\u2009\u202f_", " "))
_SPACED = str.maketrans({chr(code): " " for code in range(128) if not chr(code).isalnum()})
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


class _Patterns(NamedTuple):
    """For words in any script."""

    token: re.Pattern[str]
    """An acronym, or a word with what makes it a possessive."""
    acronym: re.Pattern[str]
    """One that begins a word."""
    possessive: re.Pattern[str]
    """A word's last letter, and what is no word of its own."""
    word: re.Pattern[str]


@cache
def _get_patterns() -> _Patterns:
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
    word = rf"[^\W_][\w{inner}]*"
    return _Patterns(
        re.compile(rf"(?P<acronym>{_ACRONYM})|(?P<word>{word})(?:['’ʼ][sS](?!\w))?"),
        re.compile(rf"(?<![\w{inner}])(?:{_ACRONYM})"),
        re.compile(rf"([\w{inner}])'[sS](?!\w)"),
        re.compile(word),
    )


@lru_cache(maxsize=65536)
def fold_word(word: str) -> str:
    """Fold one word as the index does."""
    return word.lower() if word.isascii() else unicodedata.normalize("NFC", fold(word)).replace(" ", "")


def tokenize(text: str) -> Iterator[Token]:
    """Cut a text into words, in order; positions count words (characters in unspaced scripts) from 0."""
    position = 0
    text = text.translate(_PLAIN)
    plain = text.isascii()
    for match in (_ASCII if plain else _get_patterns().token).finditer(text):
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


def flatten(text: str) -> str | None:
    """A text of plain words in lower case, letter for letter, with which `tokenize` does the same.

    Its words are the runs of letters and digits, but for the "s" of a possessive. None for a text that is not so plain.
    """
    text = text.translate(_PLAIN)
    return None if not text.isascii() or _DOTTED.search(text) else text.lower()


def list_words(plain: str) -> set[str]:
    """The runs of letters and digits in a plain text."""
    return set(plain.translate(_SPACED).split())


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


class Cut(NamedTuple):
    """A text cut into the words it is indexed by."""

    forms: Sequence[int]
    """Numbers of `Analyser`."""
    places: Sequence[int]
    """Of each."""
    length: int
    """Positions used, from 0 on."""


class Analyser(dict[str, int]):
    """Numbers the forms of words: a form is a word of the index with the word in lower case that it was folded from.

    As a dictionary it has the number of a form by what was written in a text (-1 when it has no letter), so that
    words which were seen before cost one look-up.
    """

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        """By form."""
        self.raws: list[str] = []
        """By form; empty for characters of unspaced scripts, which are never stemmed."""
        self._numbers: dict[tuple[str, str], int] = {}
        self._cuts: dict[str, Cut] = {}

    def __missing__(self, written: str) -> int:
        word = fold_word(written)
        number = self[written] = self._number(word, written.lower()) if word else -1
        return number

    def _number(self, word: str, raw: str) -> int:
        number = self._numbers.setdefault((word, raw), len(self.words))
        if number == len(self.words):
            self.words.append(word)
            self.raws.append(raw)
        return number

    @property
    def size(self) -> int:
        """How much is remembered: words and names as they were written."""
        return len(self) + len(self._cuts)

    def forget(self) -> None:
        """Drop all forms; numbers given before mean nothing any more."""
        self.clear()
        self.words.clear()
        self.raws.clear()
        self._numbers.clear()
        self._cuts.clear()

    def cut(self, text: str) -> Cut:
        """Cut a text into words, and runs of unspaced scripts into characters and pairs of them."""
        text = text.translate(_PLAIN)
        plain = text.isascii()
        if not plain and _UNSPACED.search(text) is not None:
            return self._cut_unspaced(text)
        # The same as `tokenize` does, in a few passes of the whole text.
        if _DOTTED.search(text) is not None:
            text = _get_patterns().acronym.sub(lambda match: match[0].replace(".", ""), text)
        if any(end in text for end in _POSSESSIVES):
            text = _get_patterns().possessive.sub(r"\1", text)
        if plain:
            forms = list(map(self.__getitem__, text.lower().translate(_SPACED).split()))
        else:
            forms = list(map(self.__getitem__, _get_patterns().word.findall(text)))
            if forms and min(forms) < 0:
                forms = [form for form in forms if form >= 0]
        return Cut(forms, range(len(forms)), len(forms))

    def cut_name(self, text: str) -> Cut:
        """The same for a text that comes again and again."""
        cut = self._cuts.get(text)
        if cut is None:
            cut = self._cuts[text] = self.cut(text)
        return cut

    def _cut_unspaced(self, text: str) -> Cut:
        forms: list[int] = []
        places: list[int] = []
        last: Token | None = None
        for token in tokenize(text):
            forms.append(self._number(token.text, token.raw))
            places.append(token.position)
            if not token.raw and last is not None and not last.raw and last.end == token.start:
                forms.append(self._number(last.text + token.text, ""))
                places.append(token.position - 1)
            last = token
        return Cut(forms, places, last.position + 1 if last is not None else 0)


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
