"""Who wrote a story: `By …` lines, names alone on a line, and sign-offs such as `(Reporting by …; Editing by …)`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from tui.clean.patterns import Bylines, Dates, Words, alternatives, load
from tui.text import fold

_BODY = 60
LINE_WORDS = 24
"""A byline has no more words."""
_CONTACT = re.compile(r"\(?\S{1,64}@\S{1,64}\)?|@\w{1,40}|https?://\S{1,200}|\(\s*\)")
# Where a name ends: signs, a place or an outlet after a small word, a date.
_TAIL = re.compile(
    r"\s*(?:[|•·(]|\s[-–—]\s|\b(?:in|at|from|for)\s(?=[A-ZÀ-Þ])|\bfor\sthe\b|\b[Oo]n\s|,?\s\d"
    r"|\b[Pp](?:ublished|osted)|\b[Uu]pdated)"
)
_NAME_WORD = re.compile(r"(?:[^\W\d_][\w'’`.-]{0,40})\Z")
_SIGNING = (
    "additional",
    "further",
    "reporting",
    "writing",
    "editing",
    "compiled",
    "written",
    "reported",
    "edited",
    "report",
)
_SIGNED = re.compile(
    rf"[\[(]?\s*(?P<body>(?:additional |further )?(?:{'|'.join(_SIGNING[2:])})\b[^\])]{{0,400}})[\])]?\.?\s*\Z",
    re.IGNORECASE,
)
_AROUND = "".join(map(chr, range(48))) + ":;<=>?@[\\]^_`{|}~–—•·“‘«"
_SIGNED_PARTS = re.compile(
    r"[;.]\s+|(?<=\w), (?=(?:writing|editing|additional)\b)|\band (?=(?:editing|writing) by\b)", re.IGNORECASE
)


def may_name(folded: str) -> bool:
    """Whether a folded line begins as one does that names writers; cheap, and true of every line that does."""
    return folded.lstrip(_AROUND).startswith(_beginnings())


@lru_cache(maxsize=4096)
def read_byline(text: str) -> tuple[str, ...]:
    """The names in a line that begins as a byline does (`By …`); nothing when it is none."""
    if len(text) > 300 or text.count(" ") >= LINE_WORDS:
        return ()
    match = _marked().match(text)
    return read_names(text[match.end() :]) if match is not None else ()


def read_byline_within(text: str) -> tuple[str, ...]:
    """The names after a `by` in the middle of a short line, as in `19 December 2023 by Jane Smith`."""
    if len(text) > 160:
        return ()
    match = re.search(r"(?:\bby|\bBy|\bBY)\s+(?=[A-ZÀ-Þ])", text)
    return read_names(text[match.end() :]) if match is not None else ()


def is_mark(text: str) -> bool:
    """Whether a line is the mark of a byline alone, with the names to come on the next line."""
    return len(text) < 30 and fold(text).rstrip(" :") in _marks()


def read_signoff(text: str) -> tuple[str, ...] | None:
    """The writers in a sign-off, leaving out editors; empty when it names editors only, None when it is no sign-off."""
    match = _SIGNED.match(text) if len(text) <= 500 else None
    if match is None:
        return None
    names: dict[str, list[str]] = {"writing": [], "additional": [], "editing": []}
    for part in _SIGNED_PARTS.split(match["body"]):
        label = _signing().match(part.lstrip())
        if label is not None:
            kind = "additional" if "additional" in label[0].casefold() else "writing" if label["writing"] else "editing"
            names[kind].extend(read_names(part.lstrip()[label.end() :]))
    # "Writing by hand" is no sign-off: in brackets or not, it names somebody.
    if not any(names.values()) and not (text[:1] in "([" and _signing().match(match["body"])):
        return None
    return tuple(dict.fromkeys(names["writing"] or names["additional"]))


def read_names(text: str) -> tuple[str, ...]:
    """The persons' names in what follows a byline's mark, without roles, places, addresses and handles."""
    text = _CONTACT.sub(" ", text[:300])
    text = before_date(text)
    names: list[str] = []
    for part in re.split(rf"\s*(?:[;,•|\n]|\s(?:{alternatives(load('bylines.yaml', Bylines).joints)})\s)\s*", text):
        cut = _TAIL.search(part)
        name = " ".join((part[: cut.start()] if cut else part).split()).strip(' .,:;-–—|/"“”')
        if is_role(name):
            continue
        name = _without_letters(_without_role(name))
        if not is_name(name):
            if names:
                break
            continue
        names.append(_ordinary(name))
    return tuple(dict.fromkeys(names))


def before_date(text: str) -> str:
    """A short line up to where a date or a word such as `Published` begins."""
    when = _when().search(text[:300])
    return text[: when.start()] if when is not None else text


@lru_cache(maxsize=4096)
def is_name(text: str) -> bool:
    """Whether a stretch is shaped as one person's name is: two to five capitalised words, or one in a byline of one."""
    words = text.split()
    first = fold(words[0]) if words else ""
    if not 2 <= len(words) <= 5 or len(text) > 60 or fold(text) in _nobody() or first in _articles() or first == "by":
        return False
    if not all(_NAME_WORD.match(word) and fold(word) not in _buttons() for word in words):
        return False
    large = [word for word in words if word[0].isupper() or not (word[0].islower() or word[0].isupper())]
    return len(large) >= 2 and all(word in large or fold(word) in _particles() for word in words) and words[-1] in large


def is_body(name: str) -> bool:
    """Whether the last word of what is shaped as a name says that it is an outlet or an office."""
    return fold(name).rpartition(" ")[2] in _bodies()


@lru_cache(maxsize=4096)
def is_role(text: str) -> bool:
    """Whether a stretch says what somebody is."""
    return bool(text) and len(text) < 100 and (_roles().match(fold(text)) is not None or fold(text) in _nobody())


def clean_names(names: Iterable[str]) -> tuple[str, ...]:
    """Names from metadata, each perhaps several in one, made single names; what is no name is left out."""
    found: list[str] = []
    for name in names:
        match = _marked().match(name)
        # "Von" and "Di" begin surnames too.
        marked = match is not None and (match[0][:2].casefold() == "by" or " " in name[match.end() :])
        bare = name[match.end() :] if match is not None and marked else name
        found.extend(read_names(bare) or _single(bare))
    return tuple(dict.fromkeys(found))


def clean_bodies(names: Iterable[str]) -> tuple[str, ...]:
    """What is stated as the writer and can stand for want of a person: an agency, an outlet, its staff."""
    bare = (re.sub(r"(?i)^by:?\s+", "", " ".join(name.split()).strip(" ,;|")) for name in names)
    return tuple(
        dict.fromkeys(
            name for name in bare if 2 < len(name) <= _BODY and "@" not in name and fold(name) not in _nobody()
        )
    )


def _single(name: str) -> tuple[str, ...]:
    name = " ".join(name.split())
    word = bool(name) and len(name) <= 60 and "/" not in name and "@" not in name and fold(name) not in _nobody()
    return (name,) if word and not is_role(name) else ()


def _ordinary(name: str) -> str:
    if not name.isupper():
        return name
    return " ".join(word if len(word) <= 2 or "." in word else _capital(word) for word in name.split())


def _capital(word: str) -> str:
    return re.sub(r"(?:^|[-'’])\w", lambda match: match[0].upper(), word.casefold())


def _without_letters(name: str) -> str:
    """A name without the degrees after it, as in `Jane Smith MD PhD`."""
    words = name.split()
    while len(words) > 2 and fold(words[-1]).strip(".") in _letters() and words[-1][:2].isupper():
        words.pop()
    return " ".join(words)


def _without_role(name: str) -> str:
    """A name without the words after it that say what somebody is, as in `Jane Smith Staff Writer`."""
    words = name.split()
    return next((" ".join(words[:i]) for i in range(2, len(words)) if is_role(" ".join(words[i:]))), name)


@cache
def _beginnings() -> tuple[str, ...]:
    data = load("bylines.yaml", Bylines)
    return tuple({fold(mark).split(" ")[0] for mark in (*data.marks, *_SIGNING)})


@cache
def _when() -> re.Pattern[str]:
    """Where a date begins, perhaps without a space before it."""
    months = alternatives(name.capitalize() for names in load("dates.yaml", Dates).months["en"] for name in names)
    labels = alternatives(
        word.capitalize() for word in (*load("dates.yaml", Dates).published, *load("dates.yaml", Dates).updated)
    )
    days = alternatives(day.capitalize() for day in load("dates.yaml", Dates).weekdays)
    return re.compile(
        rf"(?:(?<=[a-z])|\b)(?:(?:{months})\.?(?:\s\d|$)|(?:{labels})\b|(?:{days})\b,?\s|\d{{1,2}}[:./]\d|\d{{1,2}}\s(?:{months}))"
    )


@cache
def _marks() -> frozenset[str]:
    return frozenset(fold(mark) for mark in load("bylines.yaml", Bylines).marks)


@cache
def _marked() -> re.Pattern[str]:
    return re.compile(
        rf"[\W_]{{0,3}}(?i:{alternatives(load('bylines.yaml', Bylines).marks)})(?:\s*:\s*|\s+)(?=[^\W\d_])"
        # Markup may set "By" apart from the name without a space.
        r"|(?:By|BY)(?=[A-ZÀ-Þ][a-zß-ÿ])"
    )


@cache
def _articles() -> frozenset[str]:
    return frozenset(load("words.yaml", Words).articles.split())


@cache
def _particles() -> frozenset[str]:
    return frozenset(load("words.yaml", Words).particles.split())


@cache
def _nobody() -> frozenset[str]:
    return frozenset(fold(name) for name in load("bylines.yaml", Bylines).nobody)


@cache
def _bodies() -> frozenset[str]:
    return frozenset(load("bylines.yaml", Bylines).bodies)


@cache
def _buttons() -> frozenset[str]:
    return frozenset(load("bylines.yaml", Bylines).buttons)


@cache
def _letters() -> frozenset[str]:
    return frozenset(load("bylines.yaml", Bylines).letters)


@cache
def _roles() -> re.Pattern[str]:
    parts = [re.escape(fold(role)).replace(r"\*", ".{0,60}") for role in load("bylines.yaml", Bylines).roles]
    return re.compile(rf"(?:{'|'.join(parts)})\Z")


@cache
def _signing() -> re.Pattern[str]:
    data = load("bylines.yaml", Bylines)
    return re.compile(
        rf"(?:(?P<writing>{alternatives(data.writing)})|{alternatives(data.editing)})\b\s*:?\s*", re.IGNORECASE
    )
