"""What is no part of the story: lines known before the story is sought, and a reason for each line left out after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from tui.clean.blocks import MEASURED, Piece, breaks_off, ends_sentence
from tui.clean.byline import is_mark, is_name, is_role, may_name, read_byline, read_signoff
from tui.clean.caption import may_caption, read_caption
from tui.clean.dateline import read_dateline
from tui.clean.dates import find_dates, is_date_line
from tui.clean.headline import is_repeat
from tui.clean.lexicon import CREDIT, DIGIT
from tui.clean.outlet import known_outlet, read_section
from tui.clean.rules import kept_by_rule
from tui.clean.story import bounds
from tui.model import Reason, Role

_LINE_WORDS = 16
_START_WORDS = 45
_INSIDE_WORDS = 32
_PARAGRAPH = 25
_LINKED = 12
_TWICE = 18
"""Words from which on a line is no refrain that a story says again."""
_PAIR = 2
_PULLED, _PULLED_BARE = 5, 8
"""The fewest words of a pull quote: one in quotation marks or with a full stop, and one without either."""
_PULLED_MOST = 48
_AROUND = " \t\"'“”‘’«»„.,:;…–—-"
_SEARCHED = 200_000
"""Characters of a story within which pull quotes are looked for, so that it stays linear."""
_TITLE = 16
"""The most words of another story's title."""
_WEAK = frozenset({Reason.NAVIGATION, Reason.RELATED, Reason.PROMO, Reason.SHARE, Reason.TEASER})
# What a heading says of the lines that follow it.
_OPENS = {
    Reason.RELATED: Reason.RELATED,
    Reason.TEASER: Reason.TEASER,
    Reason.COMMENT: Reason.COMMENT,
    Reason.NEWSLETTER: Reason.NEWSLETTER,
    Reason.SHARE: Reason.SHARE,
}
_LONG = frozenset({Reason.RELATED, Reason.TEASER, Reason.COMMENT})
"""Such a heading speaks for all that follows, the others for a few lines."""
_NEAR = {
    "near-comment": Reason.COMMENT,
    "near-newsletter": Reason.NEWSLETTER,
    "near-share": Reason.SHARE,
    "near-advertisement": Reason.ADVERTISEMENT,
    "near-legal": Reason.LEGAL,
    "near-related": Reason.RELATED,
    "near-promo": Reason.PROMO,
    "near-caption": Reason.CAPTION,
    "near-metadata": Reason.METADATA,
    "near-navigation": Reason.NAVIGATION,
    "far-comment": Reason.COMMENT,
    "far-related": Reason.RELATED,
    "far-newsletter": Reason.NEWSLETTER,
    "far-legal": Reason.LEGAL,
    "in-nav": Reason.NAVIGATION,
    "in-footer": Reason.NAVIGATION,
}


def mark_sure(pieces: Sequence[Piece]) -> None:
    """Take out the lines that are furniture wherever they stand: patterns, captions, credits, bylines, dates."""
    for i, piece in enumerate(pieces):
        if not piece.text or piece.reason is not None:
            continue
        if not piece.codes and not any(char.isalnum() for char in piece.text[:MEASURED]):
            piece.remove(Reason.NAVIGATION, "signs without words")
            continue
        whole = piece.mark is not None and piece.mark.scope == "line" and piece.mark.reason is not Reason.CREDIT
        if (whole and _mark_pattern(piece)) or _mark_byline(pieces, i) or _mark_picture(piece) or _mark_pattern(piece):
            _mark_linked(pieces, i)


def trim(pieces: Sequence[Piece]) -> None:
    """Take out what stands in the story's head, before its first full paragraph, to say when, who and where."""
    start, end = bounds(pieces)
    left = sum(piece.kept for piece in pieces)
    for piece in pieces[start:end]:
        if not piece.kept:
            continue
        if piece.words >= _PARAGRAPH and ends_sentence(piece.text):
            return
        if left > 1 and _is_metadata(piece):
            piece.remove(Reason.METADATA, "names the date, the writer or the section")
            left -= 1


def trim_end(pieces: Sequence[Piece]) -> None:
    """Take out short lines right after the last paragraph, and other stories' titles right below "Read also"."""
    kept = [piece for piece in pieces if piece.kept]
    while len(kept) > 2 and kept[-2].words >= _PARAGRAPH and _is_label(kept[-1]):
        kept.pop().remove(Reason.AFTER_END, "a short line below the story")
    shown = [piece for piece in pieces if piece.text]
    for above, piece in pairwise(shown):
        opens = above.mark is not None and above.mark.scope == "line" and above.reason is Reason.RELATED
        if (
            opens
            and piece.kept
            and not kept_by_rule(piece)
            and piece.words <= _TITLE
            and not ends_sentence(piece.text)
            and len(kept) > 1
        ):
            piece.remove(Reason.RELATED, f"stands under “{above.text}”")


def drop_said_again(pieces: Sequence[Piece]) -> None:
    """Take out paragraphs that stand in the story twice, and lines that a longer paragraph of it says, too.

    What is said more than twice, or in lists, is meant: refrains, recipes, tables of results.
    """
    times = Counter(piece.folded for piece in pieces if piece.kept)
    above: set[str] = set()
    for piece in pieces:
        if not piece.kept or piece.words < _TWICE or times[piece.folded] != _PAIR or not _may_go(piece):
            continue
        if piece.folded in above and ends_sentence(piece.text):
            piece.remove(Reason.DUPLICATE, "stands further above, too")
        above.add(piece.folded)
    kept = [piece for piece in pieces if piece.kept and piece.folded]
    story = "\n".join(piece.folded for piece in kept)
    if len(story) > _SEARCHED:
        return
    for piece in kept:
        said = piece.folded.strip(_AROUND)
        least = _PULLED if said != piece.folded else _PULLED_BARE
        if not least <= piece.words <= _PULLED_MOST or times[piece.folded] > 1 or not _may_go(piece):
            continue
        if story.count(said) < _PAIR:
            continue
        if any(said in other.folded and other.words >= piece.words + 3 for other in kept if other.kept):
            piece.remove(Reason.PULL_QUOTE, "stands in a longer paragraph, too")


def _may_go(piece: Piece) -> bool:
    return piece.kind is None and not kept_by_rule(piece)


def explain(pieces: Sequence[Piece], title: str, headline: int | None) -> None:
    """Give every piece that is left out a reason."""
    start, end = bounds(pieces)
    opened: Reason | None = None
    since = 0
    for i, piece in enumerate(pieces):
        if not piece.text:
            piece.role = Role.BLANK
            continue
        if piece.kept:
            opened = None
            continue
        if piece.role is Role.HEADLINE:
            opened = None
            continue
        if piece.reason is None and is_repeat(piece, title):
            piece.remove(Reason.HEADLINE_REPEAT, "says the headline again")
        elif piece.reason is None:
            _explain(piece, headline, i, start, end, opened)
        since += 1
        if piece.words <= 8 and piece.reason in _OPENS and piece.mark is not None and piece.mark.scope == "line":
            opened, since = _OPENS[piece.reason], 0
        elif since > (60 if opened in _LONG else 3) or piece.reason in {Reason.LEGAL, Reason.NAVIGATION}:
            opened = None


def _explain(piece: Piece, headline: int | None, i: int, start: int, end: int, opened: Reason | None) -> None:
    if piece.hint is not None:
        piece.remove(piece.hint, "the page's markup says so")
    elif piece.mark is not None:
        piece.remove(piece.mark.reason, f"like “{piece.mark.pattern}”")
    elif piece.bits & DIGIT and piece.words <= 12 and is_date_line(piece.text):
        piece.remove(Reason.METADATA, "a date")
    elif headline is not None and headline < i < start and _is_metadata(piece):
        piece.remove(Reason.METADATA, "names the date, the writer or the section")
    elif piece.clues and (near := next((_NEAR[clue] for clue in _NEAR if clue in piece.clues), None)) is not None:
        piece.remove(near, "the page's markup says so")
    elif opened is not None:
        blurb = piece.words >= 12 and opened is Reason.RELATED and (ends_sentence(piece.text) or piece.text[-1] in "….")
        piece.remove(Reason.TEASER if blurb else opened, "stands under such a heading")
    elif i < start:
        _explain_above(piece)
    elif i >= end:
        _explain_below(piece)
    elif piece.words >= 12 and ends_sentence(piece.text):
        piece.remove(Reason.PROMO, "stands apart from the story's paragraphs")
    else:
        piece.remove(Reason.RELATED, "a headline among the paragraphs")


def _explain_above(piece: Piece) -> None:
    if read_section(piece.text) is not None or piece.words <= 4:
        piece.remove(Reason.NAVIGATION, "a short line above the story")
    elif piece.words >= 12 and ends_sentence(piece.text):
        piece.remove(Reason.TEASER, "prose above the story")
    else:
        piece.remove(Reason.NAVIGATION, "above the story")


def _explain_below(piece: Piece) -> None:
    if breaks_off(piece.text) or (piece.words >= 12 and ends_sentence(piece.text)):
        piece.remove(Reason.TEASER, "prose below the story")
    elif 4 <= piece.words <= 25 and not ends_sentence(piece.text):
        piece.remove(Reason.RELATED, "a headline below the story")
    elif piece.words <= 3 and (piece.link > 0.5 or known_outlet(piece.text) or read_section(piece.text)):
        piece.remove(Reason.NAVIGATION, "a short line below the story")
    else:
        piece.remove(Reason.AFTER_END, "below the story")


def _mark_byline(pieces: Sequence[Piece], i: int) -> bool:
    piece = pieces[i]
    if piece.words > 40 or not (piece.bits & DIGIT or may_name(piece.folded)):
        return False
    if read_signoff(piece.text) is not None:
        piece.remove(Reason.CREDIT, "who reported and edited")
    elif piece.words <= 20 and not piece.text.endswith((".", "?")) and read_byline(piece.text):
        piece.remove(Reason.METADATA, "a byline")
    elif is_mark(piece.text) and i + 1 < len(pieces) and is_name(pieces[i + 1].text.rstrip(",")):
        piece.remove(Reason.METADATA, "a byline")
        pieces[i + 1].remove(Reason.METADATA, "a byline")
        for after in pieces[i + 2 : i + 4]:
            if after.words <= 6 and (is_role(after.text) or is_mark(after.text) or is_name(after.text.rstrip(","))):
                after.remove(Reason.METADATA, "a byline")
            else:
                break
    else:
        labelled = bool(piece.bits & DIGIT) and piece.words <= 24 and is_date_line(piece.text)
        if not labelled or not any(found.label for found in find_dates(piece.text)):
            return False
        piece.remove(Reason.METADATA, "a date")
    return True


def _mark_picture(piece: Piece) -> bool:
    sure = piece.hint is Reason.CAPTION
    if not sure and (piece.link > 0.8 or not may_caption(piece.text, credited=bool(piece.bits & CREDIT))):
        return False
    caption = read_caption(piece.text, sure=sure)
    if caption is None:
        return False
    if caption.text:
        # A paragraph may name its source at its end: without a picture's mark only a lone sentence is a caption.
        piece.remove(Reason.CAPTION, "a picture's caption" if caption.credit is None else "ends with a picture credit")
    else:
        piece.remove(Reason.CREDIT, "a picture credit")
    return True


def _mark_linked(pieces: Sequence[Piece], i: int) -> None:
    """Take out the other stories' headlines right under `Related`: one after a colon, and all that are links."""
    if pieces[i].reason is not Reason.RELATED or pieces[i].hint is not None:
        return
    for at in range(i + 1, min(i + 1 + _LINKED, len(pieces))):
        following = pieces[at]
        one = at == i + 1 and pieces[i].text.endswith(":") and 3 <= following.words <= _LINE_WORDS
        linked = following.link > 0.6 and following.words <= _START_WORDS
        if (
            following.reason is not None
            or following.mark is not None
            or not following.text
            or not (linked or (one and not ends_sentence(following.text)))
        ):
            return
        following.remove(Reason.RELATED, "stands under such a heading")


def _mark_pattern(piece: Piece) -> bool:
    mark = piece.mark
    if mark is None:
        return False
    limit = {"line": _LINE_WORDS, "start": _START_WORDS, "inside": _INSIDE_WORDS}[mark.scope]
    if piece.words > limit:
        return False
    if mark.scope == "line" and "*" in mark.pattern and mark.reason in _WEAK and _is_sentence(piece):
        return False
    piece.remove(mark.reason, f"like “{mark.pattern}”")
    return True


def _is_label(piece: Piece) -> bool:
    return piece.words <= 5 and piece.kind is None and not ends_sentence(piece.text)


def _is_sentence(piece: Piece) -> bool:
    """Whether a line that begins like furniture may be the story's own sentence."""
    text = piece.text
    return piece.words >= 7 and ends_sentence(text) and not text.endswith("?") and ":" not in text[:30]


def _is_metadata(piece: Piece) -> bool:
    """Whether a line at the story's edge is there to say when, who or where."""
    text = piece.text
    if piece.words > 14:
        return False
    if is_date_line(text) or read_byline(text) or known_outlet(text) is not None or read_section(text) is not None:
        return True
    if read_dateline(text, alone=True) is not None:
        return True
    return piece.words <= 8 and not ends_sentence(text) and (is_name(text) or (is_role(text) and piece.words <= 5))
