"""Text -> words with what the grammar of names asks of them."""

from __future__ import annotations

import re
from functools import lru_cache

from tui.entities.lexicon import Lexicon, load

_JOINERS = "-‐‑'’‘ʼ`&+"
_WORD = re.compile(
    rf"(?:[^\W\d_]\.){{2,}}(?:[^\W\d_](?![\w.]))?"  # U.S., D.C., J.R.R
    rf"|[^\W_]+(?:[{_JOINERS}][^\W_]+|\.(?:com|org|net|co)\b)*\+?"
)
_OPENING = 600
"""Words by which a language is told; of fewer than `_FEW` it is not, and English ones have more than `_SHARE`."""
_FEW = 20
_SHARE = 0.1
_LINE = 50
"""A line end after fewer characters ends a paragraph."""
_POSSESSIVE = ("'s", "’s", "ʼs", "`s", "‘s", "'S", "’S")
_ENDS = frozenset(".!?…:;\u2022|")
_OPENERS = frozenset("\"“”„«»‘'([—–-*•")


class Token:
    """A word of the text."""

    __slots__ = ("cap", "dot", "end", "gap", "low", "opens", "possessive", "start", "text", "upper")

    def __init__(self, text: str, start: int, gap: str) -> None:
        self.text = text
        """Without a possessive ending."""
        self.start = start
        self.end = start + len(text)
        self.gap = gap
        """What stands between the word before and this one."""
        self.low = text.lower() if text.isascii() else text.lower().replace("’", "'")
        self.cap = text[0].isupper()
        """Whether it is written like a name."""
        self.upper = len(text) > 1 and text.isupper()
        self.opens = False
        """Whether it opens a sentence, a line or a quotation, so that its capital says nothing."""
        self.dot = False
        """Whether a full stop follows it directly."""
        self.possessive = False

    def __repr__(self) -> str:
        return f"<{self.text}>"


@lru_cache(maxsize=2)
def split(text: str) -> list[Token]:
    """Split a text into words; the answer is shared and must not be changed.

    A compound such as "Beijing-based" or "pro-Russian" gives two words, one of them with a capital; a possessive ending
    is cut off but for names such as "McDonald's" that are known with it.
    """
    lexicon = load()
    tokens: list[Token] = []
    end = 0
    before: Token | None = None
    for match in _WORD.finditer(text):
        word, start = match[0], match.start()
        plain = word.isalnum()
        for piece, begin in ((word, start),) if plain else _pieces(word, start, before.low if before else "", lexicon):
            gap = text[end:begin]
            if gap == "\n" and _is_wrapped(text, end):
                gap = " "
            token = Token(piece, begin, gap)
            if before is None:
                token.opens = True
            elif gap == " ":
                # "the U.S. He said" against "the U.S. Congress": a word that is in no name tells.
                token.opens = before.text[-1] == "." and token.low in lexicon.function
            elif gap:
                before.dot = gap[0] == "."
                token.opens = _ends(gap, before, lexicon)
            if not plain:
                if not token.cap and len(piece) > 3:
                    token.cap = _is_joined(piece, lexicon)
                if piece.endswith(_POSSESSIVE) and len(piece) > 2 and piece.replace("’", "'") not in lexicon.known:
                    token.text = piece[:-2]
                    token.low = token.low[:-2]
                    token.end -= 2
                    token.upper = len(token.text) > 1 and token.text.isupper()
                    token.possessive = True
            end = begin + len(piece)
            tokens.append(token)
            before = token
    if before is not None:
        before.dot = text[end : end + 1] == "."
    return tokens


def _is_wrapped(text: str, position: int) -> bool:
    """Say whether a single line end only breaks a long line, as in mail and old dumps."""
    return position - text.rfind("\n", 0, position) > _LINE and text[position - 1] not in ".!?:;"


def _is_joined(word: str, lexicon: Lexicon) -> bool:
    """Say whether a lower-case particle is joined to a name: al-Assad, d'Ivoire."""
    for mark in "-'’‑":
        head, found, tail = word.partition(mark)
        if found:
            return head in lexicon.joined and tail[:1].isupper()
    return False


def _pieces(word: str, start: int, before: str, lexicon: Lexicon) -> list[tuple[str, int]]:
    """Cut a compound where a capitalised part meets a lower-case one that is no part of a name."""
    if "-" not in word[1:-1] and "‑" not in word and "‐" not in word:
        return [(word, start)]
    parts = re.split("[-‐‑]", word)
    caps = [part[:1].isupper() for part in parts]
    if all(caps) or not any(caps):
        return [(word, start)]
    if caps[0] and not caps[-1]:
        # "Jong-un", "Jae-in": given names; "Beijing-based", "Kremlin-backed": a name and a word.
        if len(parts) == 2 and _is_half(parts[1], before, lexicon):
            return [(word, start)]
        if any(caps[1:]):  # Lashkar-e-Taiba is whole, Lashkar-e-Taiba-linked is not
            last = max(index for index, cap in enumerate(caps) if cap)
            head = sum(len(part) + 1 for part in parts[: last + 1]) - 1
            return [(word[:head], start), (word[head + 1 :], start + head + 1)]
        head = len(parts[0])
        return [(word[:head], start), (word[head + 1 :], start + head + 1)]
    if not caps[0] and caps[-1]:
        if parts[0] in lexicon.joined:
            return [(word, start)]
        head = next(index for index, cap in enumerate(caps) if cap)
        lead = sum(len(part) + 1 for part in parts[:head])
        return [(word[: lead - 1], start), (word[lead:], start + lead)]
    return [(word, start)]


def _is_half(part: str, before: str, lexicon: Lexicon) -> bool:
    """Say whether the second part of a compound is half of a given name and not a word."""
    return (
        2 <= len(part) <= 6
        and part.isalpha()
        and (
            before in lexicon.eastern
            or (part not in lexicon.tails and part not in lexicon.common and part not in lexicon.function)
        )
        and not part.endswith(("ed", "ing"))
    )


def _ends(gap: str, before: Token, lexicon: Lexicon) -> bool:
    """Say whether a sentence ends in a gap that is more than a space."""
    if "\n" in gap or "\t" in gap:
        return True
    bare = gap.strip()
    if not bare:
        return False
    if bare == ".":
        low = before.low.rstrip(".")
        return not (low in lexicon.abbreviations or (len(low) == 1 and before.cap))
    if not _ENDS.isdisjoint(bare):
        return True
    # An opening quotation mark, bracket or dash: what follows may be a sentence.
    return bare != "-" and gap[-1] in _OPENERS


def is_foreign(tokens: list[Token]) -> bool:
    """Say whether a text is not English; a short one is taken for English."""
    words, english = tokens[:_OPENING], load().english
    return len(words) >= _FEW and sum(word.low in english for word in words) < _SHARE * len(words)
