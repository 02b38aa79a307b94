"""Page to article: read, mark what is sure, choose the story, name the rest, gather what the page says of itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from tui.clean import corrections, dates, facts, furniture, headline, live, outlet, rules, story
from tui.clean.blocks import Piece
from tui.clean.byline import clean_names, is_name
from tui.clean.dateline import Dateline, read_dateline
from tui.clean.heal import cut_text
from tui.clean.hints import Hints, dated_path
from tui.clean.language import name_language
from tui.clean.markdown import cut_markdown
from tui.model import Article, Block, Caption, Format, RawDocument, Reason, Role, SourceMemory
from tui.text import fold, harmless

_DATELINES = 3
_PARAGRAPH = 8
_SPEAKER = 40
_ROUNDS = 3
_UNSETTLED, _UNSETTLED_SHORT, _SHORT = 0.1, 0.5, 200
"""The share of a story's words that may go when it is cleaned again, and the greater one of so many words at most: what
is more is a story that is not known again, and no furniture."""
_REPEATS = 6
_SEARCHED = 200_000
"""Characters of a story within which a paragraph is looked for that was joined to another."""


class _Choice(Struct):
    """The headline of a page, and what its dateline says."""

    title: str
    derived: bool
    at: int | None
    """The line that the headline stands on."""
    place: str | None = None
    agency: str | None = None
    date: str | None = None


def clean_page(document: RawDocument, memory: SourceMemory | None = None) -> Article:
    """Make an article of a page; never fails, whatever the text.

    The blocks' `raw`, joined, is the text again for plain text and Markdown; for a page with markup it is the flattened
    text, with every visible word in some block. The document's own metadata wins over all that is found.
    """
    memory = memory or SourceMemory()
    pieces, hints = _read(document)
    titles = tuple(title for title in (document.metadata.title, *hints.titles) if title)
    choice = _choose(pieces, titles, memory, markup=document.format is Format.HTML)
    if document.metadata.title:
        _take_title(pieces, choice, document.metadata.title)
    for _ in range(_ROUNDS):
        if not _settle(pieces, choice):
            break
    furniture.explain(pieces, choice.title, choice.at)
    captions = facts.find_captions(pieces)
    story.name_headings(pieces)
    return _article(document, pieces, hints, choice, captions)


def prepare(document: RawDocument) -> tuple[list[Piece], tuple[str, ...]]:
    """The pieces of a page with what is sure of them, as they are when the story is chosen, and the page's titles."""
    pieces, hints = _read(document)
    titles = tuple(title for title in (document.metadata.title, *hints.titles) if title)
    _mark(pieces, titles)
    return pieces, titles


def _mark(pieces: Sequence[Piece], titles: Sequence[str]) -> int | None:
    """Take out what is furniture for sure, and give the role of the headline to the line that surely is it."""
    furniture.mark_sure(pieces)
    located = headline.locate(pieces, titles)
    if located is not None:
        pieces[located].role, pieces[located].reason = Role.HEADLINE, None
        _bar_repeats(pieces, located)
    return located


def _choose(pieces: Sequence[Piece], titles: Sequence[str], memory: SourceMemory, *, markup: bool) -> _Choice:
    """Say which pieces are the story and which is the headline, and take the dateline off."""
    located = _mark(pieces, titles)
    story.choose_story(pieces, fold(titles[0]) if titles else "", markup=markup)
    if located is not None:
        story.drop_before(pieces, located)
        pieces[located].role = None
    if not any(piece.kept for piece in pieces):
        _spare_repeat(pieces)
    furniture.trim(pieces)
    rules.drop_repeated(pieces, memory.repeated)
    rules.apply_rules(pieces, memory.rules)
    choice = _title(pieces, located, titles)
    if not any(piece.kept for piece in pieces):
        story.rescue(pieces)
    furniture.trim(pieces)
    story.resume(pieces, choice.title)
    furniture.trim_end(pieces)
    furniture.drop_said_again(pieces)
    corrections.keep_corrections(pieces, choice.at)
    live.keep_times(pieces)
    _cut_datelines(pieces, choice)
    if choice.derived:
        choice.title = headline.derive([piece.text for piece in pieces if piece.kept])
    return choice


def _take_title(pieces: Sequence[Piece], choice: _Choice, given: str) -> None:
    """Let the title that came with the document win; another line that was taken for the headline is none."""
    if choice.at is not None and not headline.same(choice.title, given):
        pieces[choice.at].role = None
        choice.at = None
    choice.title, choice.derived = " ".join(harmless(given).split()), False


def _settle(pieces: Sequence[Piece], choice: _Choice) -> bool:
    """Clean the cleaned text again and leave out what does not stand by itself: cleaning twice changes nothing."""
    kept = [piece for piece in pieces if piece.kept]
    known = {piece.text: piece for piece in kept if not piece.cut}
    again = cut_text("\n\n".join([choice.title, *(piece.text for piece in kept)]), known)
    _choose(again, (), SourceMemory(), markup=False)
    stands = "\n".join(piece.text for piece in again if piece.kept)
    lines = frozenset(stands.split("\n"))
    gone = [
        piece
        for piece in kept
        if piece.text not in lines
        and (len(stands) > _SEARCHED or piece.text not in stands)
        and not rules.kept_by_rule(piece)
    ]
    words = sum(piece.words for piece in kept)
    if not gone or sum(piece.words for piece in gone) > max(_UNSETTLED * words, min(_UNSETTLED_SHORT * words, _SHORT)):
        return False
    for piece in gone:
        piece.role = None
    return True


def _read(document: RawDocument) -> tuple[list[Piece], Hints]:
    if document.format is Format.MARKDOWN:
        return cut_markdown(document.text)
    if document.format is Format.TEXT:
        return cut_text(document.text), Hints()
    from tui.clean import extract, html, meta

    tree = html.parse(document.text)
    if tree is None:
        return [], Hints()
    pieces = html.cut_tree(tree)
    hints = meta.read_head(tree)
    extract.cover(pieces, tree, hints.body)
    if not (hints.byline or hints.marked or hints.shown or document.metadata.byline):
        hints = replace(hints, shown=tuple(name for name in clean_names(extract.find_authors(tree)) if is_name(name)))
    if not (hints.published or document.metadata.published):
        hints = replace(hints, guessed=extract.find_date(tree))
    return pieces, hints


def _bar_repeats(pieces: Sequence[Piece], located: int | None) -> None:
    """Take out the lines that say the headline again, before the story is chosen."""
    if located is None:
        return
    title = pieces[located].text
    again = [
        piece for i, piece in enumerate(pieces) if i != located and piece.text and headline.is_repeat(piece, title)
    ]
    # What stands in a page many times is a refrain and no headline.
    said = {id(piece) for piece in again}
    alone = any(piece.kept for piece in again) and not any(piece.kept and id(piece) not in said for piece in pieces)
    for piece in again if len(again) <= _REPEATS and not alone else []:
        piece.remove(Reason.HEADLINE_REPEAT, "says the headline again")


def _spare_repeat(pieces: Sequence[Piece]) -> None:
    """In a page that has nothing but its headline, said twice, take the second for the story."""
    for piece in reversed(pieces):
        if piece.reason is Reason.HEADLINE_REPEAT:
            piece.keep()
            return


def _title(pieces: Sequence[Piece], located: int | None, titles: Sequence[str]) -> _Choice:
    """The headline, and whether it has to be derived."""
    start, _ = story.bounds(pieces)
    at = headline.choose(pieces, start, located)
    if at is not None and rules.kept_by_rule(pieces[at]):
        at = None
    if at is not None:
        pieces[at].role, pieces[at].reason, pieces[at].detail = Role.HEADLINE, None, ""
        lines = frozenset(piece.folded for i, piece in enumerate(pieces) if i != at)
        title = headline.without_tail(outlet.split_title(pieces[at].text, lines)[0])
        _bar_repeats(pieces, at)
        return _Choice(title, False, at)
    if titles:
        return _Choice(outlet.split_title(titles[0])[0], False, None)
    return _Choice("", True, None)


def _cut_datelines(pieces: Sequence[Piece], choice: _Choice) -> None:
    """Take the dateline off the first paragraph that has one, and read those that stand on a line of their own."""
    start, _ = story.bounds(pieces)
    for piece in pieces[max(0, start - 4) : start]:
        if piece.text and piece.words <= 12 and piece.role is not Role.HEADLINE:
            line = read_dateline(piece.text, alone=True)
            if line is not None:
                _note(choice, line)
                piece.remove(Reason.METADATA, "a dateline")
    paragraphs = [piece for piece in pieces[start:] if piece.kept and piece.words >= _PARAGRAPH]
    # Who speaks in a transcript is named at line after line, a place once.
    speakers = Counter(piece.text[:_SPEAKER].partition(":")[0] for piece in paragraphs if ":" in piece.text[:_SPEAKER])
    if sum(count for count in speakers.values() if count > 1) > len(paragraphs) / 2:
        return
    for piece in paragraphs[:_DATELINES]:
        cut = False
        while (line := read_dateline(piece.text)) is not None:
            _note(choice, line)
            piece.text, piece.cut, cut = piece.text[line.length :], True, True
        if cut:
            break


def _note(choice: _Choice, line: Dateline) -> None:
    choice.place = choice.place or line.place
    choice.agency = choice.agency or line.agency
    choice.date = choice.date or line.date


def _article(
    document: RawDocument, pieces: Sequence[Piece], hints: Hints, choice: _Choice, captions: tuple[Caption, ...]
) -> Article:
    given = document.metadata
    start, end = story.bounds(pieces)
    body = "\n\n".join(piece.text for piece in pieces if piece.kept)
    language = (given.language and given.language[:2].lower()) or hints.language or name_language(body)
    url = given.url or hints.url
    shown = facts.find_dates(
        pieces,
        choice.at,
        start,
        end,
        month_first=dates.month_first(
            language, (given.language or "")[3:5] or hints.region, [piece.text for piece in pieces if piece.words <= 40]
        ),
        times=hints.times,
    )
    published, updated = facts.join_dates(
        (hints.published, hints.updated),
        shown,
        facts.days_shown(pieces, choice.at, start) if hints.published else frozenset(),
    )
    source = (
        given.source
        or (hints.source and (outlet.known_outlet(hints.source) or hints.source))
        or facts.find_source(pieces, hints.titles, choice.title, choice.agency)
    )
    lines = [name for name in facts.find_byline(pieces, choice.at, start, end) if fold(name) != fold(source or "")]
    byline = clean_names(given.byline) or facts.join_names(hints.byline, lines or hints.shown, hints.marked)
    return Article(
        id=document.id,
        origin=document.origin,
        location=document.location,
        title=choice.title,
        title_derived=choice.derived,
        blocks=tuple(
            Block(piece.raw, piece.text, piece.role or Role.BLANK, piece.reason, piece.detail) for piece in pieces
        ),
        source=source,
        section=given.section or hints.section or outlet.find_section(pieces, choice.at, start),
        place=choice.place,
        byline=byline or hints.bodies,
        published=(dates.read_date(given.published) if given.published else None)
        or published
        or choice.date
        or dated_path(url)
        or hints.guessed,
        updated=updated,
        language=language,
        url=url,
        captions=captions,
    )
