"""Page to article: read, mark what is sure, choose the story, name the rest, and gather what the page says of itself."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from tui.clean import dates, furniture, headline, outlet, rules, story
from tui.clean.blocks import Piece, cut_text
from tui.clean.byline import (
    clean_names,
    is_mark,
    is_name,
    is_role,
    read_byline,
    read_byline_within,
    read_names,
    read_signoff,
)
from tui.clean.caption import read_caption, read_credit
from tui.clean.dateline import Dateline, read_dateline
from tui.clean.language import name_language
from tui.clean.markdown import cut_markdown
from tui.clean.meta import Hints
from tui.model import Article, Block, Caption, Format, RawDocument, Reason, Role, SourceMemory
from tui.text import fold, harmless

_DATELINES = 3
_PARAGRAPH = 8
_ROUNDS = 3
_UNSETTLED = 0.5
_NEAR = 12
_REPEATS = 6


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
    captions = _captions(pieces)
    story.name_headings(pieces)
    return _article(document, pieces, hints, choice, captions)


def _choose(pieces: Sequence[Piece], titles: Sequence[str], memory: SourceMemory, *, markup: bool) -> _Choice:
    """Say which pieces are the story and which is the headline, and take the dateline off."""
    furniture.mark_sure(pieces)
    located = headline.locate(pieces, titles)
    if located is not None:
        pieces[located].role, pieces[located].reason = Role.HEADLINE, None
        _bar_repeats(pieces, located)
    story.choose_story(pieces, markup=markup)
    if located is not None:
        story.drop_before(pieces, located)
        pieces[located].role = None
    furniture.trim(pieces)
    rules.drop_repeated(pieces, memory.repeated)
    rules.apply_rules(pieces, memory.rules)
    choice = _title(pieces, located, titles)
    furniture.trim(pieces)
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
    """Clean the cleaned text again, and leave out what does not stand by itself, so that cleaning twice changes nothing."""
    kept = [piece for piece in pieces if piece.kept]
    again = cut_text("\n\n".join([choice.title, *(piece.text for piece in kept)]))
    _choose(again, (), SourceMemory(), markup=False)
    stands = "\n".join(piece.text for piece in again if piece.kept)
    lines = frozenset(stands.split("\n"))
    gone = [
        piece
        for piece in kept
        if piece.text not in lines and piece.text not in stands and not rules.kept_by_rule(piece)
    ]
    if not gone or sum(piece.words for piece in gone) > _UNSETTLED * sum(piece.words for piece in kept):
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
    if not (hints.byline or document.metadata.byline):
        hints = _replace_byline(hints, extract.find_authors(tree))
    if not (hints.published or document.metadata.published):
        hints = _replace_published(hints, extract.find_date(tree))
    return pieces, hints


def _replace_byline(hints: Hints, names: Sequence[str]) -> Hints:
    from msgspec.structs import replace

    return replace(hints, byline=tuple(names))


def _replace_published(hints: Hints, published: str | None) -> Hints:
    from msgspec.structs import replace

    return replace(hints, published=published)


def _bar_repeats(pieces: Sequence[Piece], located: int | None) -> None:
    """Take out the lines that say the headline again, before the story is chosen."""
    if located is None:
        return
    title = pieces[located].text
    again = [
        piece for i, piece in enumerate(pieces) if i != located and piece.text and headline.is_repeat(piece, title)
    ]
    # What stands in a page many times is a refrain and no headline.
    for piece in again if len(again) <= _REPEATS else []:
        piece.remove(Reason.HEADLINE_REPEAT, "says the headline again")


def _title(pieces: Sequence[Piece], located: int | None, titles: Sequence[str]) -> _Choice:
    """The headline, and whether it has to be derived."""
    start, _ = story.bounds(pieces)
    at = headline.choose(pieces, start, located)
    if at is not None and rules.kept_by_rule(pieces[at]):
        at = None
    if at is not None:
        pieces[at].role, pieces[at].reason, pieces[at].detail = Role.HEADLINE, None, ""
        lines = frozenset(piece.folded for i, piece in enumerate(pieces) if i != at)
        title = outlet.split_title(pieces[at].text, lines)[0]
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
    for piece in paragraphs[:_DATELINES]:
        cut = False
        while (line := read_dateline(piece.text)) is not None:
            _note(choice, line)
            piece.text, cut = piece.text[line.length :], True
        if cut:
            break


def _note(choice: _Choice, line: Dateline) -> None:
    choice.place = choice.place or line.place
    choice.agency = choice.agency or line.agency
    choice.date = choice.date or line.date


def _captions(pieces: Sequence[Piece]) -> tuple[Caption, ...]:
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
            if credit is None or before.kept or before.words < 4 or before.role is Role.HEADLINE:
                continue
            if before.reason is Reason.CAPTION:
                known = captions.get(before.text)
                if known is not None and known.credit is None:
                    captions[before.text] = Caption(before.text, credit)
            elif before.mark is None and before.reason not in {Reason.METADATA, Reason.HEADLINE_REPEAT}:
                before.remove(Reason.CAPTION, "followed by a picture credit")
                captions[before.text] = Caption(before.text, credit)
    return tuple(captions.values())


def _picture_credit(text: str) -> str | None:
    if outlet.read_copyright(text) is not None and any(char.isdigit() for char in text):
        return None
    caption = read_caption(text)
    if caption is not None and not caption.text:
        return caption.credit
    return read_credit(text)


def _article(
    document: RawDocument, pieces: Sequence[Piece], hints: Hints, choice: _Choice, captions: tuple[Caption, ...]
) -> Article:
    given = document.metadata
    start, end = story.bounds(pieces)
    section_at = outlet.find_section(pieces, choice.at, start)
    published, updated = _dates(pieces, choice.at, start, end, document)
    body = "\n\n".join(piece.text for piece in pieces if piece.kept)
    source = (
        given.source
        or (hints.source and (outlet.known_outlet(hints.source) or hints.source))
        or _source(pieces, choice, hints)
    )
    byline = clean_names(given.byline) or hints.byline or _byline(pieces, choice.at, start, end)
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
        section=given.section
        or hints.section
        or (outlet.read_section(pieces[section_at].text) if section_at is not None else None),
        place=choice.place,
        byline=tuple(name for name in byline if fold(name) != fold(source or "")),
        published=(dates.read_date(given.published) if given.published else None)
        or hints.published
        or published
        or choice.date,
        updated=hints.updated or updated,
        language=(given.language and given.language[:2].lower()) or hints.language or name_language(body),
        url=given.url or hints.url,
        captions=captions,
    )


def _source(pieces: Sequence[Piece], choice: _Choice, hints: Hints) -> str | None:
    """The outlet by what the text says: `Published in …`, the page's title, the dateline's agency, the copyright line."""
    removed = [piece for piece in pieces if piece.text and not piece.kept]
    for piece in removed:
        if piece.words <= 20 and (name := outlet.read_outlet(piece.text)) is not None:
            return name
    lines = frozenset(piece.folded for piece in pieces)
    for text in (*hints.titles, *(piece.text for piece in removed[:5] if piece.words <= 40)):
        head, name = outlet.split_title(text, lines - {text})
        if name is not None and (text in hints.titles or headline.same(head, choice.title)):
            return name
    holders = [
        name for piece in removed if piece.words <= 40 and (name := outlet.read_copyright(piece.text)) is not None
    ]
    known = next((name for name in holders if outlet.known_outlet(name) is not None), None)
    return known or choice.agency or next(iter(holders), None) or _signed(pieces)


def _signed(pieces: Sequence[Piece]) -> str | None:
    """The outlet that stands alone on a line beside the story."""
    start, end = story.bounds(pieces)
    near = [*pieces[max(0, start - 6) : start], *pieces[end : end + 3]]
    return next((name for piece in near if (name := outlet.mentions(piece.text)) is not None), None)


def _byline(pieces: Sequence[Piece], at: int | None, start: int, end: int) -> tuple[str, ...]:
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
        for i in range(at + 1, min(start, at + _NEAR)):
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
    return tuple(name for name in dict.fromkeys(names) if outlet.known_outlet(name) is None)


def _names_alone(piece: Piece) -> tuple[str, ...]:
    """The names in a line that is nothing but names, or names and what they are."""
    if piece.kept or not piece.text or piece.words > 14 or piece.reason in {Reason.CREDIT, Reason.CAPTION}:
        return ()
    first, *others = [part.strip() for part in piece.text.rstrip(" ,").split(",")]
    if all(is_role(part) or outlet.known_outlet(part) is not None or is_name(part) for part in others):
        names = read_names(piece.text)
        if names and (is_name(first) or " and " in first):
            return tuple(name for name in names if outlet.known_outlet(name) is None)
    return ()


def _dates(
    pieces: Sequence[Piece], at: int | None, start: int, end: int, document: RawDocument
) -> tuple[str | None, str | None]:
    """When the story was published and changed, by the lines around its head, else by those below it."""
    head = at if at is not None else start
    american = (document.metadata.language or "").casefold() == "en-us"
    low, high = max(0, min(head, start) - _NEAR), max(head, start)
    near = [piece.text for piece in (*pieces[head:high], *reversed(pieces[low:head])) if _dates_page(piece)]
    below = [piece.text for piece in pieces[end : end + _NEAR] if _dates_page(piece)]
    labelled = [text for text in below if _says_published(text)]
    inside = [piece.text for piece in pieces[start:end] if not piece.kept and _dates_page(piece)]
    anywhere = [
        piece.text
        for piece in pieces
        if _dates_page(piece) and piece.reason is Reason.METADATA and _says_published(piece.text)
    ]
    for lines in (
        labelled if at is None else [],
        near,
        labelled,
        inside[:3],
        anywhere[:1],
        below[:1] if at is None else [],
    ):
        first, changed = dates.published(lines, month_first=american)
        if first is not None:
            return first, changed
    return None, None


def _says_published(text: str) -> bool:
    """Whether a line says when the page was published, in so many words."""
    return any(found.label == "published" for found in dates.find_dates(text))


def _dates_page(piece: Piece) -> bool:
    return (
        bool(piece.text)
        and not piece.kept
        and piece.reason is not Reason.CAPTION
        and len(piece.text) <= dates.LINE_CHARS
    )
