"""Text from outside made harmless, and folded for comparing: the one home of both."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

# What a terminal acts on is taken out whole, so that no "[2J" is left to read. String sequences (OSC, DCS, SOS, PM,
# APC) are taken with their contents only when they are closed: else an open one would swallow the page. An 8-bit
# introducer (C1) takes its parameters along only when it has some: in a wrongly decoded page it is a lost quote mark.
# Every quantifier is possessive over a class that leaves out what may follow it: linear on any text.
_SEQUENCE = re.compile(
    r"\x1b[\]PX^_][^\x07\x1b\x9c\n]*+(?:\x07|\x1b\\|\x9c)"
    r"|[\x90\x98\x9d-\x9f][^\x07\x1b\x90\x98\x9c-\x9f\n]*+(?:\x07|\x1b\\|\x9c)"
    r"|\x1b\][0-9]*+;?"
    r"|\x1b\[[0-?]*+[ -/]*+[@-~]?"
    r"|\x9b[0-?]++[ -/]*+[@-~]?"
    r"|\x1b[ -/]*+[0-~]?"
)
_LINE_END = re.compile("\r\n|[\r\v\f\u2028\u2029]")
_INVISIBLE = (
    "\x00-\x08\x0e-\x1f\x7f-\x9f"  # C0 (tab, line feed apart), DEL, C1
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u3164\uffa0"  # soft hyphen, grapheme joiner, fillers
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidi marks, embeddings, overrides, isolates
    "\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffc"  # zero width, word joiner, BOM, annotations, object marks
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # shorthand and musical format controls
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"  # tags and the rest of the ignorable block
    "\ud800-\udfff"  # lone surrogates
    "\ufdd0-\ufdef" + "".join(chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(17))
)
_UNSEEN = re.compile(f"[{_INVISIBLE}]")
_EMOJI = "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_IDEOGRAPH = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Arabic to N'Ko, the Indic scripts to Myanmar, Khmer, Mongolian, Arabic's presentation forms.
_JOINING = "\u0600-\u07ff\u0860-\u109f\u1780-\u18af\ufb50-\ufdcf\ufdf0-\ufdff\ufe70-\ufefe"
_SELECTOR = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
# One selector is kept where a picture, a keycap or an ideograph's variant needs it; longer runs are smuggled data.
_SELECTORS = re.compile(
    f"(?:((?<=[{_EMOJI}0-9#*])[\ufe0e\ufe0f]|(?<=[{_IDEOGRAPH}\u2200-\u22ff])[{_SELECTOR}])|[{_SELECTOR}])[{_SELECTOR}]*+"
)
# One joiner is kept where a script writes with it or a picture is made of several.
_JOINERS = re.compile(
    f"(?:((?<=[{_JOINING}])[\u200c\u200d]|(?<=[{_EMOJI}\ufe0f])\u200d(?=[\u200c\u200d]*+[{_EMOJI}]))"
    "|[\u200c\u200d])[\u200c\u200d]*+"
)
_SUSPECT = re.compile(f"[\r\v\f\u2028\u2029\u200c\u200d\x1b{_SELECTOR}{_INVISIBLE}]")

_PRINTABLE = re.compile(f"[\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0{_SELECTOR}]")
"""What is suspect although it counts as printable."""

_LINE = 400
"""Characters of a text that is worth remembering when it has been folded."""
_FEW = 12
"""Letters beyond ASCII, each counted once, up to which a text is folded letter by letter."""
_FOREIGN = re.compile(r"[^\x00-\x7f]")
# Letters that Unicode does not decompose although readers type them plain, and the marks typed for an apostrophe.
_PLAIN = str.maketrans(
    {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ı": "i", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE"}
    | dict.fromkeys("‘’ʼ´", "'")
    | dict.fromkeys("“”„", '"')
)
_ODD = re.compile(f"[{''.join(map(chr, _PLAIN))}]")


def is_harmless(text: str) -> bool:
    """Whether a text surely has nothing that `harmless` takes out or changes."""
    # Nearly all that acts is not printable, which is quickly asked of a whole page; the expression is slow.
    if text.replace("\n", "").replace("\t", "").replace("\xa0", "").isprintable():
        return text.isascii() or _PRINTABLE.search(text) is None
    return _SUSPECT.search(text) is None


def harmless(text: str) -> str:
    """Take out everything that is not seen but acts: terminal sequences, controls, bidi and zero-width tricks.

    Line ends become `\\n`; tabs stay; joiners and variation selectors stay only where scripts and emoji need them.
    Linear in the text's length, and idempotent.
    """
    if is_harmless(text):
        return text
    text = _UNSEEN.sub("", _SEQUENCE.sub("", _LINE_END.sub("\n", text)))
    return _JOINERS.sub(_first, _SELECTORS.sub(_first, text))


def fold(text: str) -> str:
    """Fold text for comparing: NFKD, without accents, without case, plain apostrophes, single spaces."""
    return _fold_line(text) if len(text) <= _LINE else _fold(text)


@lru_cache(maxsize=8192)
def _fold_line(text: str) -> str:
    # The lines of a page are compared many times.
    return _fold(text)


def _fold(text: str) -> str:
    if not text.isascii():
        # Most texts have a few letters and marks beyond ASCII, many times: to put others in their place is quick.
        foreign = set(_FOREIGN.findall(text))
        if len(foreign) <= _FEW:
            for char in foreign:
                text = text.replace(char, _fold_char(char))
        else:
            text = _strip(text)
    return " ".join(text.casefold().replace("`", "'").split())


@lru_cache(maxsize=8192)
def _fold_char(char: str) -> str:
    return _strip(char).casefold()


def _strip(text: str) -> str:
    """A text without case, accents and typographic marks."""
    return _bare(_plain(_bare(_plain(text)).casefold()))


def _plain(text: str) -> str:
    return text.translate(_PLAIN) if _ODD.search(text) is not None else text


def _first(match: re.Match[str]) -> str:
    return match[1] or ""


def _bare(text: str) -> str:
    return _marks().sub("", unicodedata.normalize("NFKD", text))


@cache
def _marks() -> re.Pattern[str]:
    return re.compile("[" + "".join(char for char in map(chr, range(0x10000)) if unicodedata.combining(char)) + "]")
