"""Pictures' words: captions told from paragraphs, and the credit split off."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from tui.clean.blocks import ends_sentence
from tui.clean.patterns import Captions, alternatives, load
from tui.model import Caption
from tui.text import fold

WORDS = 90
"""A caption has no more words."""
_TAIL_CHARS = 140
_UNKNOWN_MAKER = re.compile(
    r"(?<=[.!?”\"] )(?P<credit>[^\W\d_][\w' -]{0,40}/[\w' /-]{2,50}|[A-ZÀ-Þ]{2,20}(?: [A-ZÀ-Þ]{2,20}){0,3})\Z"
)


def may_caption(text: str, *, credited: bool) -> bool:
    """Whether a line may be a caption: cheap, and true of every line that is one by itself.

    `credited` when any of its words stands in credits (`lexicon.CREDIT`).
    """
    return credited or "©" in text or "(c)" in text or _beginnings().match(text) is not None


@lru_cache(maxsize=4096)
def read_caption(text: str, *, sure: bool = False) -> Caption | None:
    """The caption that a line is, None when it is none; `sure` when markup says that it is one.

    A line is a caption by its mark (`FILE PHOTO:`), its opening (`In this photo`) or a picture credit at its end.
    A text may come out empty when the line is a credit alone.
    """
    if len(text) > 1500 or text.count(" ") >= WORDS:
        return Caption(text) if sure else None
    mark = _marks().match(text)
    body = text[mark.end() :].strip() if mark is not None else text
    words, credit = split_credit(body)
    if mark is not None:
        alone = credit is None and _named(body)
        return (
            Caption("", body.strip(" .")) if alone and not sure and not _file_mark(mark[0]) else Caption(words, credit)
        )
    if sure and credit is None:
        words, credit = _split_tail(body)
    if sure or credit is not None or _openings().match(fold(text)) is not None:
        return Caption(words, credit)
    return None


def split_credit(text: str) -> tuple[str, str | None]:
    """A caption's words and its credit, None when none is seen at the end."""
    tail_at = max(0, len(text) - _TAIL_CHARS)
    tail = text[tail_at:]
    for expression in _credits():
        match = expression.search(tail)
        if match is None:
            continue
        credit = match["credit"].strip(" .()[]|–—-:,")
        words = text[: tail_at + match.start()].strip(" ([|–—-")
        if credit and not (words and match["credit"][:1].islower()):
            return words, credit
    return text, None


def _split_tail(text: str) -> tuple[str, str | None]:
    """The credit after a sure caption's last sentence, by a maker that is not a known one: `NASA/Handout`, `AGENCY`."""
    match = _UNKNOWN_MAKER.search(text)
    return (text[: match.start()].strip(), match["credit"]) if match is not None else (text, None)


def read_credit(text: str) -> str | None:
    """The credit that a short line is, whole; None when it is none."""
    if len(text) > 120 or (ends_sentence(text.rstrip(")]")) and not text.endswith((")", "]"))):
        return None
    words, credit = split_credit(text)
    return credit if credit is not None and not words else None


def _named(body: str) -> bool:
    return 0 < len(body) <= 60 and body.count(" ") <= 5 and not ends_sentence(body) and body[:1].isupper()


def _file_mark(mark: str) -> bool:
    return "file" in mark.casefold() or "caption" in mark.casefold()


@cache
def _beginnings() -> re.Pattern[str]:
    data = load("captions.yaml", Captions)
    words = {phrase.split(" ")[0].strip('":') for phrase in (*data.marks, *data.openings)}
    return re.compile(rf"[\W_]{{0,2}}(?i:{alternatives(words)})")


@cache
def _marks() -> re.Pattern[str]:
    marks = alternatives(load("captions.yaml", Captions).marks)
    # The words before a colon in any case; before a dash only in capitals, as "File - " could begin a sentence.
    upper = alternatives(
        mark.upper() for mark in load("captions.yaml", Captions).marks if "file" in mark or "photo" in mark
    )
    return re.compile(rf"[\W_]{{0,2}}(?:(?i:{marks})(?:\s?\d{{1,3}})?\s?[:|]\s*|(?:{upper})\s?[-–—]+\s+)(?=\S)")


@cache
def _openings() -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives(fold(opening) for opening in load('captions.yaml', Captions).openings)})\b")


@cache
def _credits() -> tuple[re.Pattern[str], ...]:
    data = load("captions.yaml", Captions)
    makers = alternatives((*data.makers, *(maker.upper() for maker in data.makers)))
    via = alternatives(data.via)
    # A full stop within a name belongs to an initial or an address, else it ends the caption's sentence.
    name = r"[^\W\d_](?:[\w'’ -]|\.(?=\S)|(?<=\b\w)\.){0,40}"
    slash = r"\s?/{1,2}\s?"
    person = r"(?:[A-ZÀ-Þ][\w.'’-]{0,25}\s?){1,4}"
    edge = r"(?:^|(?<=[.!?)\"”…]\s)|(?<=[|–—-]\s))"
    kinds = r"(?i:photo|photos|photograph|image|picture|foto|bild|illustration|video|credit|pic)s?(?i:graphs?|graphy)?"
    forms = (
        # (Photo by Name/Getty Images), (AP Photo/Name), [Name/Reuters], (Name via AP)
        rf"[(\[](?P<credit>(?i:{via})\b[^()\[\]]{{0,90}}"
        rf"|(?:{makers})(?:\s(?i:photo|images?|pool))?(?:{slash}[^()\[\]]{{1,80}})?"
        rf"|[^()\[\]]{{1,80}}(?:{slash}|\s(?i:via|for|-|–|—)\s)(?:{makers})(?:(?:{slash}|\s(?i:via)\s)[^()\[\]]{{1,40}})?"
        r")[)\]]\.?\s*\Z",
        # Photo by Name, Photo credit: Name, Image courtesy of Name, | Photo Credit: Name
        r"(?:^|(?<=[.!?|\])\"”–—]\s)|(?<=\s[|–—-]\s)|(?<=[.!?\"”]))"
        rf"(?P<credit>(?:{kinds}(?i:\s(?:credit|courtesy|source))?(?:\s?:\s?|\s(?i:by|of|via|courtesy)\s)"
        r"|(?i:courtesy(?: of)?|via|credit|quelle)\s?:?\s)[^.|:]{2,80}(?:\.com)?)\.?\s*\Z",
        # Name/Pool via REUTERS/File Photo, Name/Getty Images, Name / AFP, Name/Handout via Name
        rf"(?:{edge}|(?<=,\s)|(?<=\s)(?={person}{slash}))"
        rf"(?P<credit>(?:(?:{name}{slash}){{1,3}}(?:{name}\s(?i:via)\s)?(?:{makers})|{name}\s(?i:via)\s(?:{makers}))"
        rf"(?:{slash}{name}){{0,2}}(?:\s(?i:via)\s{name})?)\.?\s*\Z",
        # … — AFP, … | Reuters, REUTERS/Name, Getty Images/Name, © Name
        rf"{edge}(?P<credit>(?:{makers})(?:{slash}{name}){{0,2}})\.?\s*\Z",
        r"(?:^|\s)(?P<credit>(?:©|\(c\))\s?[^.|©]{2,60})\s*\Z",
    )
    return tuple(re.compile(form) for form in forms)
