"""Which of a page's pieces are the story: the scores, taken as a sequence with a beginning, gaps and an end."""

from __future__ import annotations

from collections.abc import Sequence

from tui.clean.blocks import Piece, breaks_off, ends_sentence
from tui.clean.byline import read_signoff
from tui.clean.lexicon import list_stems, split_words
from tui.clean.pick import stands_apart
from tui.clean.score import load_costs, score
from tui.model import Reason, Role
from tui.text import fold

_SHORT_PAGE = 60
"""Words of a text that is taken whole when nothing in it is known from sites."""
_SENTENCE = 8
_LAST = 4
_LEAD = 3.0
"""Added where the markup calls a line the story's summary."""
_DOUBTFUL = 0.25
_HOPELESS = -5.0
_HALF = 0.5
_SITE = frozenset(
    {Reason.NAVIGATION, Reason.LEGAL, Reason.NEWSLETTER, Reason.SHARE, Reason.PROMO, Reason.COMMENT, Reason.RELATED}
)
_NEVER = -1e9
_INTERRUPTION = 6
"""Lines that may stand between two paragraphs of one story."""
_RESUMED = 9
_DOUBT = -2.5
_SHARED = 0.3
_PASSING = frozenset(
    {Reason.ADVERTISEMENT, Reason.SHARE, Reason.CAPTION, Reason.CREDIT, Reason.NEWSLETTER, Reason.PROMO}
)
_ENDS = frozenset({Reason.COMMENT, Reason.LEGAL})


def choose_story(pieces: Sequence[Piece], title: str, *, markup: bool) -> None:
    """Say of each piece whether it is kept; pieces that already have a reason stay out.

    A page whose words would nearly all go, although it has prose, keeps them.
    """
    if not markup and _is_clean(pieces):
        _keep_all(pieces)
        if not stands_apart(pieces):
            score(pieces, title, markup=markup)
        return
    score(pieces, title, markup=markup)
    costs = load_costs(markup=markup)
    for piece in pieces:
        # What breaks off is a teaser as a rule.
        piece.score += 0.0 if breaks_off(piece.text) else costs.lean
        piece.score += _LEAD if "near-lead" in piece.clues and piece.words >= _SENTENCE else 0.0
    best = _segment(
        [_NEVER if piece.reason is not None else 0.0 if not piece.text else piece.score for piece in pieces],
        costs.leave,
        costs.line,
    )
    for piece, kept in zip(pieces, best, strict=True):
        if kept and piece.text and piece.reason is None:
            piece.keep()
    _close(pieces)
    if not any(piece.kept for piece in pieces):
        rescue(pieces)
    elif _is_notice(pieces):
        for piece in pieces:
            if piece.kept:
                piece.role = None


def _is_notice(pieces: Sequence[Piece]) -> bool:
    """Whether what was kept is a handful of labels in a page of a site, and no sentence."""
    kept = [piece for piece in pieces if piece.kept]
    words = sum(piece.words for piece in kept)
    if words > _SHORT_PAGE:
        return False
    if any(_is_sentence(piece) for piece in kept):
        return words < sum(piece.words for piece in pieces if piece.reason is Reason.LEGAL and _is_sentence(piece))
    return any(_is_furniture(piece) for piece in pieces)


def _close(pieces: Sequence[Piece]) -> None:
    """Keep a sentence right below the story when nothing else stands below it."""
    _, end = bounds(pieces)
    below = [piece for piece in pieces[end:] if piece.text]
    if len(below) != 1 or below[0].mark is not None or below[0].reason is not None or below[0].role is not None:
        return
    if below[0].words >= _LAST and ends_sentence(below[0].text) and below[0].link < _HALF:
        below[0].keep()


def _is_sentence(piece: Piece) -> bool:
    return piece.words >= _SENTENCE and ends_sentence(piece.text)


def bounds(pieces: Sequence[Piece]) -> tuple[int, int]:
    """The first kept piece, and the one after the last; both the number of pieces when none is kept."""
    count = len(pieces)
    start = next((i for i in range(count) if pieces[i].kept), count)
    end = next((i + 1 for i in range(count - 1, start - 1, -1) if pieces[i].kept), count)
    return start, end


def _segment(scores: Sequence[float], leave: float, line: float) -> list[bool]:
    """The best way through: before the story, in it, in a gap of it, after it."""
    before, inside, gap, after = 0.0, _NEVER, _NEVER, _NEVER
    ways: list[tuple[int, int, int]] = []
    for value in scores:
        inside_from = max((before, 0), (inside, 1), (gap - leave, 2))
        gap_from = max((inside - leave, 1), (gap, 2))
        after_from = max((inside, 1), (after, 3))
        ways.append((inside_from[1], gap_from[1], after_from[1]))
        inside, gap, after = inside_from[0] + value, gap_from[0] - line, after_from[0]
    state = max((before, 0), (inside, 1), (after, 3))[1]
    kept: list[bool] = []
    for way in reversed(ways):
        kept.append(state == 1)
        if state:
            state = way[state - 1]
    kept.reverse()
    return kept


def _is_clean(pieces: Sequence[Piece]) -> bool:
    """Whether a text is a story already: nearly all sentences, and paragraphs apart by blank lines."""
    shown = [piece for piece in pieces if piece.text]
    if any(piece.reason is not None or piece.indent for piece in shown):
        return False
    if any(not piece.gap for piece in shown[1:]):
        return False
    doubtful = sum(piece.words for piece in shown[1:] if piece.words < _SENTENCE or not ends_sentence(piece.text))
    return doubtful <= _DOUBTFUL * sum(piece.words for piece in shown)


def _keep_all(pieces: Sequence[Piece]) -> None:
    for piece in pieces:
        if piece.text and piece.reason is None:
            piece.keep()


def rescue(pieces: Sequence[Piece]) -> None:
    """Keep the prose of a page that has no clear story, and all of a short text; menus and notices hold no story."""
    shown = [piece for piece in pieces if piece.text and piece.role is not Role.HEADLINE]
    free = [piece for piece in shown if piece.reason is None]
    if sum(piece.words for piece in shown) <= _SHORT_PAGE and not any(_is_furniture(piece) for piece in shown):
        prose = free
    else:
        prose = [
            piece
            for piece in free
            if piece.words >= _SENTENCE
            and (ends_sentence(piece.text) or piece.covered > _HALF)
            and piece.mark is None
            and (piece.score > _HOPELESS or piece.covered > _HALF)
        ]
    for piece in prose:
        piece.keep()


def _is_furniture(piece: Piece) -> bool:
    return piece.reason in _SITE or (piece.mark is not None and piece.mark.reason in _SITE)


def resume(pieces: Sequence[Piece], title: str) -> None:
    """Take up the story again after an interruption: a few lines of furniture, then a paragraph that belongs to it.

    After other stories' headlines a paragraph has to share words with the story; after an advertisement it need not.
    """
    start, end = bounds(pieces)
    body = set(list_stems(split_words(fold(title))))
    body.update(*(piece.stems for piece in pieces[start:end] if piece.kept))
    between: list[Piece] = []
    for piece in pieces[start:]:
        if not piece.text:
            continue
        if piece.kept or (_may_resume(piece) and _interrupts(between, piece, body)):
            if not piece.kept:
                piece.keep()
            body |= piece.stems
            between = []
            continue
        between.append(piece)


def _may_resume(piece: Piece) -> bool:
    return (
        piece.reason is None
        and piece.role is None
        and piece.mark is None
        and piece.hint is None
        and piece.words >= _RESUMED
        and piece.link < 0.5
        and piece.score > _DOUBT
        and ends_sentence(piece.text)
        and not breaks_off(piece.text)
    )


def _interrupts(between: Sequence[Piece], piece: Piece, body: set[str]) -> bool:
    """Whether the lines since the story's last paragraph only interrupt it."""
    if len(between) > _INTERRUPTION:
        return False
    if any(line.reason in _ENDS or read_signoff(line.text) is not None for line in between):
        return False
    if between and all(line.reason in _PASSING for line in between):
        return True
    return bool(piece.stems) and len(piece.stems & body) >= _SHARED * len(piece.stems)


def drop_before(pieces: Sequence[Piece], headline: int) -> None:
    """Take out what was kept above the headline, when that is little beside what stands below it."""
    above = [piece for piece in pieces[:headline] if piece.kept]
    below = sum(piece.words for piece in pieces[headline + 1 :] if piece.kept)
    if sum(piece.words for piece in above) < 0.25 * below:
        for piece in above:
            piece.role = None


def name_headings(pieces: Sequence[Piece]) -> None:
    """Give kept pieces that stand between paragraphs without being sentences the role of headings."""
    for i, piece in enumerate(pieces):
        if piece.role is not Role.PARAGRAPH or piece.words > 12 or ends_sentence(piece.text) or piece.text[-1] in ":,;":
            continue
        following = next((after for after in pieces[i + 1 : i + 3] if after.kept), None)
        if following is not None and following.words >= 15 and piece.reason is not Reason.RULE:
            piece.role = Role.HEADING
