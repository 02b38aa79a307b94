"""What the words of a query mean: values of fields made into leaves, with a message for what is not understood."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from fnmatch import fnmatchcase
from typing import Protocol

from msgspec import Struct
from whoosh.qparser.common import attach
from whoosh.query.compound import And, Or
from whoosh.query.qcore import Every, Query
from whoosh.query.wrappers import Not

from tui.library.records import Flag
from tui.search.analysis import STEMMED, Token, stem_word, tokenize
from tui.search.dates import parse_dates
from tui.search.tree import Anything, Dated, Fields, Leaf, Listed, Match, Saying, Slot, Word
from tui.search.tree import Sequence as Near
from tui.text import fold

DEFAULT = ("title", "text")
"""Searched when no field is named; the only ones that have stems."""

NAMES = ("source", "section", "place", "byline", "who", "org", "where", "said")
KNOWN = (*DEFAULT, *NAMES, "lang", "date", "tag", "note", "is")

FLAGS: tuple[Flag, ...] = ("read", "unread", "starred", "noted")

# What people call a field elsewhere, for "did you mean".
_ALSO = {
    "author": "byline", "by": "byline", "writer": "byline", "outlet": "source", "site": "source", "agency": "source",
    "publisher": "source", "person": "who", "people": "who", "name": "who", "organisation": "org",
    "organization": "org", "company": "org", "location": "where", "country": "where", "city": "where", "loc": "where",
    "dateline": "place", "headline": "title", "subject": "title", "intitle": "title", "body": "text",
    "content": "text", "language": "lang", "published": "date", "time": "date", "year": "date", "day": "date",
    "since": "date", "after": "date", "before": "date", "until": "date", "label": "tag",
    "quote": "said", "quoted": "said", "says": "said", "speaker": "said", "tags": "tag",
    "notes": "note", "category": "section", "topic": "section", "state": "is", "has": "is",
}  # fmt: skip

MOST_EDITS = 2

MOST_SLOTS = 60
"""Words of a phrase; those behind are left out."""

# Letters that stand in for the wildcards while a word is cut and folded; no case, no marks, not used in news.
_STAR, _MARK = "\ua015", "\ua016"
_IN = str.maketrans({"*": _STAR, "?": _MARK})
_OUT = str.maketrans({_STAR: "*", _MARK: "?"})


class States(Protocol):
    """The part of the library that knows what the user did with the articles."""

    def ids_where(self, flag: Flag | None = None, *, tag: str | None = None, note: str | None = None) -> set[str]: ...

    def tags(self) -> Sequence[tuple[str, int]]: ...


class Context(Struct, frozen=True):
    """What a query is understood against."""

    states: States
    languages: frozenset[str]
    """Of the articles in the index."""
    language: str
    """Taken for articles that do not say theirs."""
    boosts: Mapping[str, float]
    today: date

    @property
    def stemming(self) -> frozenset[str]:
        """The languages whose word forms may be in the index."""
        return self.languages | {self.language}


class Reader:
    """Makes leaves of what was written, and keeps the messages about what could not be understood."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.notes: list[str] = []

    def read_word(self, field: str | None, text: str, edits: int | None = None) -> Query | None:
        """Understand a word, perhaps with wildcards or, with `edits`, one that is only like the word meant."""
        return _take_speaker(field, self._read_word(field, text, edits))

    def _read_word(self, field: str | None, text: str, edits: int | None) -> Query | None:
        if (special := self._get_special(field)) is not None:
            return special(text)
        fields = self._get_fields(field)
        if fields is None:
            return None
        if edits is not None:
            slots = [
                Slot(Match.FUZZY, slot.text, min(edits, MOST_EDITS)) if len(slot.text) > 2 else slot
                for slot in _make_slots(tokenize(text))
            ]
            return Near(tuple(slots), fields) if slots else None
        if "*" in text or "?" in text:
            return self._read_pattern(field, text, fields)
        tokens = list(tokenize(text))
        if len(tokens) == 1 and tokens[0].raw and (field is None or field in DEFAULT):
            return Word(tokens[0].text, self._get_stems(tokens[0].raw), fields)
        slots = _make_slots(tokens)
        return Near(tuple(slots), fields) if slots else None

    def read_phrase(self, field: str | None, text: str, slop: int | None, closed: bool) -> Query | None:
        """Understand words in quotes; the last word of a phrase still open may be unfinished."""
        if (special := self._get_special(field)) is not None:
            return special(text)
        fields = self._get_fields(field)
        tokens = list(tokenize(text))
        if fields is None or not tokens:
            return None
        slots = _make_slots(tokens)
        slop = None if field == "said" else slop
        if not closed and tokens[-1].raw and tokens[-1].end == len(text):
            slots[-1] = Slot(Match.PREFIX, tokens[-1].text)
        return _take_speaker(field, Near(tuple(slots), fields, slop if len(slots) > 1 else None))

    def read_range(self, field: str | None, text: str) -> Query | None:
        """Understand `[a to b]`."""
        if field == "date":
            return self._read_date(text)
        if field in KNOWN:
            self._note(f"only date: takes a range, {field}: does not")
            return None
        self._get_fields(field)
        return None

    def _get_special(self, field: str | None) -> Callable[[str], Query | None] | None:
        return {
            "date": self._read_date,
            "is": self._read_flag,
            "tag": self._read_tag,
            "note": self._read_note,
            "lang": self._read_language,
        }.get(field or "")

    def _get_fields(self, field: str | None) -> Fields | None:
        boosts = self.context.boosts
        if field is None:
            return tuple((name, boosts.get(name, 1.0)) for name in DEFAULT)
        if field in KNOWN:
            return ((field, boosts.get(field, 1.0)),)
        self._note(f"unknown field '{field}'{_suggest(field, KNOWN, _ALSO)}")
        return None

    def _get_stems(self, raw: str) -> frozenset[str]:
        return frozenset().union(*(stem_word(raw, language) for language in self.context.stemming))

    def _read_pattern(self, field: str | None, text: str, fields: Fields) -> Query | None:
        slots: list[Slot] = []
        last: Token | None = None
        for token, slot in _pair_slots(tokenize(text.translate(_IN))):
            written = slot.text.translate(_OUT)
            literal = written.replace("*", "").replace("?", "")
            if literal == written:
                slots.append(slot)
            elif literal and written == literal + "*":
                slots.append(Slot(Match.PREFIX, literal))
            elif literal:
                slots.append(Slot(Match.PATTERN, written))
            elif slots and not (last and not last.raw and last.end == token.start):
                # A word of its own in the middle of others: any word. Behind a character of an unspaced script it
                # adds nothing, because what follows there is the next character.
                slots.append(Slot(Match.PATTERN, "*"))
            last = token
        while slots and slots[-1].text == "*":
            slots.pop()
        if not slots:
            # Nothing but wildcards: everything, or everything that has something in the field.
            return None if not ("*" in text or "?" in text) else _match_any(field, fields)
        pattern = Near(tuple(slots[:MOST_SLOTS]), fields)
        if len(slots) == 1 and text.endswith("?") and text.count("?") == 1 and "*" not in text:
            # At the end of a word it is as often a question as a wildcard.
            plain = self._read_word(field, text[:-1], None)
            return pattern if plain is None else Or([plain, pattern])
        return pattern

    def _read_date(self, text: str) -> Query | None:
        if not text.strip(" '\"[]{}"):
            return None
        if text == "*":
            return Dated(None, None)
        span = parse_dates(text, self.context.today)
        if span is None:
            self._note(f"'{text}' is no date: write 2024, 2024-12, 2024-12-03, [2020 to 2024], 'last week' or 2w..")
            return None
        return Dated(*span)

    def _read_flag(self, text: str) -> Query | None:
        value = fold(text)
        if value == "*" or not value:
            return None
        for flag in FLAGS:
            if value == flag:
                return Listed(frozenset(self.context.states.ids_where(flag=flag)))
        self._note(f"'is:{text}' is none of {', '.join(FLAGS)}{_suggest(value, FLAGS)}")
        return None

    def _read_tag(self, text: str) -> Query | None:
        value = text.strip()
        if not value:
            return None
        tags = [tag for tag, _ in self.context.states.tags()]
        pattern = fold(value).replace("[", "[[]")
        found = [tag for tag in tags if fnmatchcase(fold(tag), pattern)]
        if not found:
            self._note(f"no article has the tag '{value}'{_suggest(value, tags)}")
        ids: set[str] = set()
        return Listed(frozenset(ids.union(*(self.context.states.ids_where(tag=tag) for tag in found))))

    def _read_note(self, text: str) -> Query | None:
        if text.strip() == "*":
            return Listed(frozenset(self.context.states.ids_where(flag="noted")))
        return Listed(frozenset(self.context.states.ids_where(note=text))) if text.strip() else None

    def _read_language(self, text: str) -> Query | None:
        value = fold(text)
        if not value:
            return None
        fields: Fields = (("lang", 1.0),)
        if value == "*":
            return Anything(fields)
        codes = [code for code, name in STEMMED.items() if name == value] or [value.partition("-")[0]]
        if not self.context.languages.intersection(codes):
            there = ", ".join(sorted(self.context.languages)) or "none"
            self._note(f"no article is in the language '{text}'; languages here: {there}")
        return Or([Near((Slot(Match.WORD, code),), fields) for code in codes])

    def _note(self, message: str) -> None:
        if message not in self.notes:
            self.notes.append(message)


def _take_speaker(field: str | None, query: Query | None) -> Query | None:
    """Take what was asked of `said:` for a speaker's name."""
    if field != "said" or query is None or isinstance(query, Anything):
        return query
    if isinstance(query, Or):
        return Or([_take_speaker(field, child) for child in query.children()])
    return Saying(query, None, query.fields)


def gather(tree: Query | None) -> Query | None:
    """Ask words that stand beside `said:` and name no field of the quotes themselves."""
    if not isinstance(tree, (And, Or)):
        return tree
    children = [gather(child) for child in tree.children()]
    sayings = [child for child in children if _is_saying(child)]
    words = [child for child in children if _is_plain(child)]
    if isinstance(tree, Or) or not sayings or not words:
        return type(tree)(children, boost=tree.boost)
    about = words[0] if len(words) == 1 else And(words)
    told = [_ask(child, about) for child in children if child not in words]
    return told[0] if len(told) == 1 and tree.boost == 1.0 else And(told, boost=tree.boost)


def _is_saying(tree: Query) -> bool:
    """Whether a tree asks for quotes alone: of one, or of one or the other."""
    if isinstance(tree, (And, Or)):
        return all(map(_is_saying, tree.children()))
    return isinstance(tree, Saying)


def _ask(child: Query, about: Query) -> Query:
    if not _is_saying(child):
        return child
    if not isinstance(child, Saying):
        return type(child)([_ask(inner, about) for inner in child.children()], boost=child.boost)
    if child.about is not None:
        return child
    asked = Saying(child.who, about, child.fields)
    asked.boost, asked.startchar, asked.endchar = child.boost, child.startchar, child.endchar
    return asked


def _is_plain(tree: Query) -> bool:
    """Whether a tree asks for words alone, in no field of the query's choosing."""
    if isinstance(tree, (And, Or)):
        return all(map(_is_plain, tree.children()))
    return isinstance(tree, (Word, Near)) and tuple(field for field, _ in tree.fields) == DEFAULT


def _match_any(field: str | None, fields: Fields) -> Query:
    return Every() if field is None or field in DEFAULT else Anything(fields)


def _pair_slots(tokens: Iterable[Token]) -> list[tuple[Token, Slot]]:
    """Make a slot of every word; neighbours of an unspaced script are looked up in pairs, as they are indexed."""
    found = list(tokens)
    slots: list[tuple[Token, Slot]] = []
    for i, token in enumerate(found):
        following = found[i + 1] if i + 1 < len(found) else None
        if token.raw or following is None or following.raw or token.end != following.start:
            behind = found[i - 1] if i else None
            paired = behind is not None and not token.raw and not behind.raw and behind.end == token.start
            # The last character of a run is in the pair before; it is kept only where other words count on from it.
            if not (paired and following is None):
                slots.append((token, Slot(Match.WORD, token.text)))
        else:
            slots.append((token, Slot(Match.WORD, token.text + following.text)))
    return slots


def _make_slots(tokens: Iterable[Token]) -> list[Slot]:
    return [slot for _, slot in _pair_slots(tokens)][:MOST_SLOTS]


def _suggest(name: str, names: Iterable[str], also: Mapping[str, str] | None = None) -> str:
    also = also or {}
    known = {fold(known): known for known in names}
    if name.lower() in also:
        return f", did you mean '{also[name.lower()]}'?"
    near = difflib.get_close_matches(fold(name), [*known, *also], n=1, cutoff=0.6)
    if not near:
        return ""
    return f", did you mean '{also.get(near[0]) or known[near[0]]}'?"


def find_leaves(tree: Query) -> list[Leaf]:
    """The leaves of a tree that an article must or may match; not those under NOT."""
    if isinstance(tree, Not):
        return []
    if isinstance(tree, Saying):
        attach(tree.who, tree)
        return [tree.who, *(find_leaves(tree.about) if tree.about is not None else [])]
    if isinstance(tree, Leaf):
        return [tree]
    return [leaf for child in tree.children() for leaf in find_leaves(child)]
