"""What a page's lines say of it: whose it is, who wrote it, when, and its pictures' captions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache

from tui.clean import dates, headline, outlet, story
from tui.clean.blocks import Piece, ends_sentence
from tui.clean.byline import (
    before_date,
    is_body,
    is_mark,
    is_name,
    is_role,
    read_byline,
    read_byline_within,
    read_names,
    read_signoff,
)
from tui.clean.caption import read_caption, read_credit
from tui.clean.patterns import Dates, load
from tui.model import Caption, Reason, Role
from tui.text import fold

_PARTS = re.compile(r"\s*(?:,|[|•·]|\s[–—-]\s)\s*")
_LEAD = 5
_CAPTION = 40
"""A caption that is found by its place has no more words."""
_A_DAY = timedelta(days=1)
# "Jane Smith in Beirut": where a correspondent writes from.
_WHERE = re.compile(r"\s(?:in|at)\s[^\W\d_a-z][\w .'’-]{1,30}$")
_OFFSET = re.compile(r"T.*[+-](?!00:?00)\d\d:?\d\d$")
_NEAR = 12
"""Lines around the story's head or end in which it is looked for who wrote it and when."""


def find_captions(pieces: Sequence[Piece]) -> tuple[Caption, ...]:
    """The captions with their credits; a credit on a line of its own belongs to the line before it."""
    captions: dict[str, Caption] = {}
    for i, piece in enumerate(pieces):
        if piece.reason is Reason.CAPTION:
            caption = read_caption(piece.text, sure=True) or Caption(piece.text)
            if caption.text and (caption.text not in captions or captions[caption.text].credit is None):
                captions[caption.text] = caption
        elif piece.reason is Reason.CREDIT and i and read_signoff(piece.text) is None:
            before = pieces[i - 1]
            credit = _picture_credit(piece.text)
            if credit is None or not _is_maker(credit):
                continue
            after = pieces[i + 1] if i + 1 < len(pieces) else piece
            if before.reason is not Reason.CAPTION and _may_follow(after):
                # Some pages name the maker above the words under the picture.
                after.remove(Reason.CAPTION, "follows a picture credit")
                captions[after.text] = Caption(after.text, credit)
                continue
            if before.kept or before.words < 4 or before.role is Role.HEADLINE:
                continue
            if before.reason is Reason.CAPTION:
                known = captions.get(before.text)
                if known is not None and known.credit is None:
                    captions[before.text] = Caption(before.text, credit)
            elif before.mark is None and before.reason not in {Reason.METADATA, Reason.HEADLINE_REPEAT}:
                before.remove(Reason.CAPTION, "followed by a picture credit")
                captions[before.text] = Caption(before.text, credit)
    return tuple(captions.values())


def _is_maker(credit: str) -> bool:
    """Whether a credit names somebody; "Photos: The house from inside" names other pictures."""
    words = [word for word in credit.split() if word[0].isalpha()]
    return bool(words) and 2 * sum(not word[0].islower() for word in words) >= len(words)


def _may_follow(piece: Piece) -> bool:
    """Whether a line under a picture credit can be the picture's caption: words, but no sentence of the story."""
    return (
        bool(piece.text)
        and 5 <= piece.words <= _CAPTION
        and piece.mark is None
        and piece.level == 0
        and piece.role is not Role.HEADLINE
        and piece.reason not in {Reason.METADATA, Reason.RELATED, Reason.HEADLINE_REPEAT}
        and not ends_sentence(piece.text)
        and not dates.is_date_line(piece.text)
        and not read_byline(piece.text)
    )


def _picture_credit(text: str) -> str | None:
    if outlet.read_copyright(text) is not None and any(char.isdigit() for char in text):
        return None
    caption = read_caption(text)
    if caption is not None and not caption.text:
        return caption.credit
    return read_credit(text)


def find_source(pieces: Sequence[Piece], titles: Sequence[str], title: str, agency: str | None) -> str | None:
    """The outlet by what the text says: `Published in …`, the title's end, the dateline's agency, the copyright line.

    `titles` are what the page's head calls it, `title` is the headline, `agency` the dateline's.
    """
    removed = [piece for piece in pieces if piece.text and not piece.kept]
    for piece in removed:
        if piece.words <= 20 and (name := outlet.read_outlet(piece.text)) is not None:
            return name
    lines = frozenset(piece.folded for piece in pieces)
    for text in (*titles, *(piece.text for piece in removed[:5] if piece.words <= 40)):
        head, name = outlet.split_title(text, lines - {text})
        if name is not None and (text in titles or headline.same(head, title)):
            return name
    holders = [
        name for piece in removed if piece.words <= 40 and (name := outlet.read_copyright(piece.text)) is not None
    ]
    known = next((name for name in holders if outlet.known_outlet(name) is not None), None)
    stated = next((name for piece in removed if (name := outlet.read_source(piece.text)) is not None), None)
    return known or agency or stated or outlet.find_masthead(pieces) or next(iter(holders), None) or _signed(pieces)


def _signed(pieces: Sequence[Piece]) -> str | None:
    """The outlet that stands alone on a line beside the story."""
    start, end = story.bounds(pieces)
    near = [*pieces[max(0, start - 6) : start], *pieces[end : end + 3]]
    return next((name for piece in near if (name := outlet.mentions(piece.text)) is not None), None)


def find_byline(pieces: Sequence[Piece], at: int | None, start: int, end: int) -> tuple[str, ...]:
    """The writers: by the lines between headline and story, else the sign-off, else lines above and below."""
    head = at if at is not None else max(0, start - _NEAR)
    between = [*range(head, min(start, head + 2 * _NEAR)), *range(head - 1, max(-1, head - _NEAR // 2), -1)]
    below = range(end, min(len(pieces), end + _NEAR))
    inside = [i for i in range(start, end) if not pieces[i].kept]
    for i in between:
        if names := _names_at(pieces, i):
            return names
    for i in (*below, *inside):
        if pieces[i].text and (names := read_signoff(pieces[i].text) or ()):
            return names
    if at is not None:
        # A summary may have been kept for the first paragraph of the story, with the writer's name below it.
        for i in range(at + 1, min(max(start, at + _LEAD), at + _NEAR, end)):
            if names := _names_alone(pieces[i]):
                return names
    for i in (*inside, *below):
        if pieces[i].reason is Reason.METADATA and (names := _names_at(pieces, i)):
            return names
    return ()


def _names_at(pieces: Sequence[Piece], i: int) -> tuple[str, ...]:
    """The names that a byline's mark leads to, in the line or on the next ones."""
    piece = pieces[i]
    if not piece.text or piece.kept or piece.words > 40:
        return ()
    names: list[str] = list(read_byline(piece.text) or read_byline_within(piece.text))
    # Several writers may have a line each.
    follows = is_mark(piece.text)
    for after in pieces[i + 1 : i + 6] if follows or names else ():
        if follows and is_name(after.text.rstrip(" ,")):
            names.extend(read_names(after.text))
            follows = False
        elif is_mark(after.text) or after.text.strip(" ,").casefold() in {"and", "&", ""}:
            follows = True
        elif not follows and (more := read_byline(after.text)):
            names.extend(more)
        elif after.words > 1:
            break
    return tuple(_without_outlet(name) for name in dict.fromkeys(names) if outlet.known_outlet(name) is None)


def _without_outlet(name: str) -> str:
    """A name without the outlet after it, as in `Jane Smith The Guardian`."""
    words = name.split()
    cuts = range(2, len(words))
    return next((" ".join(words[:i]) for i in cuts if outlet.known_outlet(" ".join(words[i:])) is not None), name)


def _names_alone(piece: Piece) -> tuple[str, ...]:
    """The names in a line that is nothing but names, or names and what they are."""
    if piece.kept or not piece.text or piece.words > 14 or piece.reason in {Reason.CREDIT, Reason.CAPTION}:
        return ()
    # "Jane Smith · Senior Reporter", "Jane Smith Dec 5, 2023": what follows is a role, an outlet or a date.
    text = before_date(piece.text).strip(" ,·•|–—-")
    first, *others = [_WHERE.sub("", part.strip()) for part in _PARTS.split(text)]
    if all(is_role(part) or outlet.known_outlet(part) is not None or is_name(part) for part in others):
        names = read_names(text)
        if names and (is_name(first) or " and " in first):
            return tuple(name for name in names if outlet.known_outlet(name) is None and not is_body(name))
    return ()


def find_dates(
    pieces: Sequence[Piece],
    at: int | None,
    start: int,
    end: int,
    *,
    month_first: bool,
    times: Mapping[str, str] | None = None,
) -> tuple[str | None, str | None]:
    """When the story was published and changed, by the lines around its head, else by those below it.

    `times` holds what markup says of words such as `3 hours ago`, by the words, folded.
    """
    head = at if at is not None else start
    low, high = max(0, min(head, start) - _NEAR), max(head, start)
    near = [
        _spelled(piece, times or {})
        for piece in (*pieces[head:high], *_leading(pieces[high:end]), *reversed(pieces[low:head]))
        if _may_date(piece) or (piece.kept and dates.is_date_line(piece.text))
    ]
    below = _join_labels([piece.text for piece in pieces[end : end + _NEAR] if _may_date(piece)])
    labelled = [text for text in below if _says_published(text)]
    inside = [piece.text for piece in pieces[start:end] if not piece.kept and _may_date(piece)]
    anywhere = [
        piece.text
        for piece in pieces
        if _may_date(piece) and piece.reason is Reason.METADATA and _says_published(piece.text)
    ]
    headless = at is None
    for lines in (
        labelled if headless else [],
        near,
        labelled,
        inside[:3],
        anywhere[:1],
        below[:1] if headless else [],
    ):
        first, changed = dates.published(lines, month_first=month_first)
        if first is not None:
            return first, changed
    return None, None


def _join_labels(lines: Sequence[str]) -> list[str]:
    """The lines with a label such as `Published`, alone on a line, joined to the date that follows it."""
    joined: list[str] = []
    for line in lines:
        if joined and fold(joined[-1]).rstrip(" :") in _labels() and dates.is_date_line(line):
            joined[-1] = f"{joined[-1]} {line}"
        else:
            joined.append(line)
    return joined


@cache
def _labels() -> frozenset[str]:
    return frozenset(fold(word) for word in load("dates.yaml", Dates).published)


def days_shown(pieces: Sequence[Piece], at: int | None, start: int) -> frozenset[str]:
    """All days (ISO 8601) that the lines around the headline name."""
    head = at if at is not None else start
    near = pieces[max(0, min(head, start) - _NEAR) : max(head, start) + _LEAD]
    return frozenset(
        found.iso[:10]
        for piece in near
        if piece.text and piece.words <= _NEAR
        for found in dates.find_dates(piece.text)
    )


def join_dates(
    stated: tuple[str | None, str | None], shown: tuple[str | None, str | None], days: frozenset[str]
) -> tuple[str | None, str | None]:
    """When a page was published and changed, of what its head states and what it shows to readers, each perhaps None.

    The head is exact, but counts days at Greenwich, and may give the first day of a page that is dated anew with
    every change; then what is shown beside the headline is the page's date, unless `days`, which are shown there too,
    hold what the head states.
    """
    published, updated = stated[0] or shown[0], stated[1] or shown[1]
    # A moment with an offset from Greenwich counts days where the page is read.
    if stated[0] and shown[0] and shown[0] != shown[1] and stated[0][:10] not in days and not _OFFSET.search(stated[0]):
        day = shown[0][:10]
        if day != stated[0][:10] and (_near(day, stated[0]) or (stated[1] and _near(day, stated[1]))):
            published = shown[0]
    return published, updated


def _near(day: str, other: str) -> bool:
    return abs(date.fromisoformat(day[:10]) - date.fromisoformat(other[:10])) <= _A_DAY


def join_names(stated: Sequence[str], shown: Sequence[str], marked: Sequence[str]) -> tuple[str, ...]:
    """The writers: of those whom the page's head states, those whom its byline shows, those whom its elements mark.

    What shares a name with the head is the fuller truth: the head may leave out the second writer, or count among the
    writers who edited.
    """
    folded = {fold(name) for name in stated}
    if not stated or any(fold(name) in folded for name in marked):
        found = tuple(marked) or tuple(shown)
    else:
        found = tuple(name for name in stated if fold(name) in {fold(name) for name in shown}) or tuple(stated)
    return tuple(name for name in found if outlet.known_outlet(name) is None)


def _says_published(text: str) -> bool:
    """Whether a line says when the page was published, in so many words."""
    return any(found.label == "published" for found in dates.find_dates(text))


def _leading(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """The first lines of the story, among which a date may have been taken for one of them."""
    return [piece for piece in pieces[:_LEAD] if piece.text and piece.words <= _NEAR]


def _spelled(piece: Piece, times: Mapping[str, str]) -> str:
    """A line, with the date in place of words that are no date without a look at the clock."""
    if times and not dates.find_dates(piece.text):
        for words, iso in times.items():
            if words in piece.folded and piece.words <= words.count(" ") + 8:
                return piece.folded.replace(words, iso.replace("T", " "), 1)
    return piece.text


def _may_date(piece: Piece) -> bool:
    return (
        bool(piece.text)
        and not piece.kept
        and piece.reason is not Reason.CAPTION
        and len(piece.text) <= dates.LINE_CHARS
    )
