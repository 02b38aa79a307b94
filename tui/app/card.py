"""The card of an entity as lines, each with where it leads; nothing here draws or asks the library."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.cells import cell_len

from tui.app.lines import Line, Span, bar, density, fit, literal, paragraph
from tui.app.markdown import render
from tui.app.page import format_date
from tui.app.text import count, join
from tui.library.records import Card, EntityRef, Row, Said
from tui.model import Entity, Kind
from tui.text import fold

PLURALS = {
    Kind.PERSON: "People",
    Kind.ORGANISATION: "Organisations",
    Kind.PLACE: "Places",
    Kind.OTHER: "Others",
}
LABEL = 7
"""Cells of the column of labels."""
BAR = 24
"""Cells that the bar of mentions takes at most."""


class Amounts(NamedTuple):
    """How much of each a card shows."""

    descriptions: int = 8
    quotes: int = 5
    quote_lines: int = 4
    others: int = 8
    sources: int = 2
    """Those who word a description so: the first ones and the last."""
    articles: int = 8
    units: bool = False
    """Whether the timeline is drawn line by line."""


BRIEF = Amounts()
"""For the card beneath the names; the rest is on the entity's page."""
FULL = Amounts(40, 20, 8, 50, 4, 50, True)


class Sentence(NamedTuple):
    """Leads to words of an article."""

    article: str
    start: int
    end: int


class Whole(NamedTuple):
    """Leads to an article."""

    article: str


class Other(NamedTuple):
    """Leads to another entity."""

    ref: EntityRef


class Mentions(NamedTuple):
    """Leads to the entity's next mention in the article that is open."""


class Narrow(NamedTuple):
    """Leads to all of the entity's articles."""


class Days(NamedTuple):
    """Leads to the entity's articles of a day, a month or a year."""

    label: str


class Written(NamedTuple):
    """Leads to the articles in which a name is written so."""

    name: str


class OwnNote(NamedTuple):
    """Leads to the user's note on the entity."""


class Page(NamedTuple):
    """Leads to the entity's page, which has more of it."""


class Sayings(NamedTuple):
    """Leads to everything that the entity is quoted saying."""


class Facet(NamedTuple):
    """Leads to what a query finds of the articles that are listed."""

    query: str


class Group(NamedTuple):
    """Leads to the whole of a group of facets, or back to all groups."""

    name: str


Target = Sentence | Whole | Other | Mentions | Narrow | Days | Written | OwnNote | Page | Sayings | Facet | Group


class Item(NamedTuple):
    """Lines of a card that lead to the same place."""

    lines: list[Line]
    target: Target
    text: str
    """What is copied when the item is."""


class Around(NamedTuple):
    """What a card is made for."""

    article: str | None
    """The article that is open."""
    length: int
    """Code points of its body."""
    entity: Entity | None
    """The entity as this article has it; None when it is not in it."""
    width: int
    date_format: str
    amounts: Amounts = BRIEF


def list_names(entities: Sequence[tuple[Entity, EntityRef]], width: int) -> list[Line]:
    """Make the list of names: a heading for each kind, a line for each name with its mentions in the article.

    The item of a line is the place of its name in `entities`, which are in the order of their kinds.
    """
    lines: list[Line] = []
    kind: Kind | None = None
    for number, (entity, ref) in enumerate(entities):
        if ref.kind is not kind:
            kind = ref.kind
            lines.append(Line((Span(PLURALS[kind], "kind"),)))
        name = Span(literal(ref.name) + "*" * ref.pinned, kind.value)
        lines.append(make_count_line(Span("  "), name, len(entity.mentions), width)._replace(item=number))
    return lines


def make_card(card: Card, around: Around) -> list[Item]:
    """Make the items of a card, from the name down to its articles."""
    return [
        *_make_head(card, around),
        *(_make_names(card, around) if around.amounts.units else ()),
        *_make_descriptions(card, around),
        *_make_quotes(card, around),
        *_make_timeline(card, around),
        *_make_company("with", card.appears_with, around),
        *_make_company("places", card.places, around),
        _make_note(card, around),
        *_make_articles(card, around),
    ]


def _make_head(card: Card, around: Around) -> Iterable[Item]:
    width = around.width
    entity = around.entity
    target: Target = Mentions() if entity and entity.mentions else Narrow()
    name = literal(card.name)
    yield Item(paragraph(name, width, "name"), target, name)
    facts = join(
        [card.kind.value, f"also {', '.join(card.names)}" if card.names else "", "pinned" if card.pinned else ""]
    )
    yield Item(paragraph(facts, width, "aside"), Page(), facts)
    if entity and entity.mentions and around.length:
        cells = max(1, min(BAR, width - LABEL))
        counts = density((mention.start for mention in entity.mentions), around.length, cells)
        text = bar(counts)
        yield Item([Line((Span("where".ljust(LABEL), "aside"), Span(text, "bar")))], Mentions(), text)


def _make_names(card: Card, around: Around) -> Iterable[Item]:
    """Give the names that articles have it by, each with the evidence on which it is taken for the same."""
    if len(card.aliases) < 2 and not any(alias.why for alias in card.aliases):
        return
    for number, alias in enumerate(card.aliases):
        lead = Span(("names" if not number else "").ljust(LABEL), "aside")
        why = f"  {alias.why}" if alias.why else ""
        text = literal(alias.name) + why
        lines = [make_count_line(lead, Span(text), alias.articles, around.width)]
        if "…" in lines[0].text and why:  # all of the evidence is told, on lines of its own where it is long
            room = Span(" " * LABEL)
            lines = [make_count_line(lead, Span(literal(alias.name)), alias.articles, around.width)]
            lines += paragraph(alias.why, around.width, "aside", first=room, rest=room)
        yield Item(lines, Written(alias.name), alias.name)


def _make_descriptions(card: Card, around: Around) -> Iterable[Item]:
    most = around.amounts.descriptions
    best = sorted(card.descriptions, key=lambda one: -one.articles)[:most]
    for wording in [one for one in card.descriptions if one in best]:
        text = f"“{literal(wording.text)}”"
        lines = paragraph(text, around.width, "said", rest=Span(" "))
        years = _name_years(wording.first, wording.last)
        if years and cell_len(lines[-1].text) + len(years) < around.width:
            gap = " " * (around.width - cell_len(lines[-1].text) - len(years))
            lines[-1] = Line((*lines[-1].spans, Span(gap + years, "aside")))
        yield from _make_said(lines, text, wording.said, wording.articles, around)
    if len(card.descriptions) > most:
        yield _make_more(len(card.descriptions) - most, "description", Page(), around)


def _name_years(first: str | None, last: str | None) -> str:
    """The years from the first to the last, when there are several."""
    if not first or not last or first[:4] == last[:4]:
        return ""
    return f"{first[:4]}–{last[:4]}"


def _make_quotes(card: Card, around: Around) -> Iterable[Item]:
    amounts = around.amounts
    wordings: dict[str, list[Said]] = {}
    for said in card.quotes:
        wordings.setdefault(fold(_unquote(said.text)), []).append(said)
    shown = 0
    for group in list(wordings.values())[: amounts.quotes]:
        text = f"“{_unquote(literal(group[0].text))}”"
        lines = paragraph(f"says {text}", around.width, "quote", rest=Span("  "))
        if len(lines) > amounts.quote_lines:
            keep = amounts.quote_lines - 1
            cut = fit(lines[keep].text.strip() + " …", around.width - 4).rstrip("… ") + "…”"
            lines = [*lines[:keep], Line((Span("  "), Span(cut, "quote")))]
        shown += len(group)
        yield from _make_said(lines, text, group, len(group), around)
    if card.said > shown:
        yield _make_more(card.said - shown, "quote", Sayings(), around)


def _make_said(lines: list[Line], text: str, group: Sequence[Said], articles: int, around: Around) -> Iterable[Item]:
    """Give words once, with the first and the last who have them beneath, each leading to its own sentence."""
    most = around.amounts.sources
    shown = [*group] if len(group) <= most else [*group[: most - 1], group[-1]]
    for number, said in enumerate(shown):
        source = make_source(said, around)
        yield Item([source] if number else [*lines, source], Sentence(said.article, said.start, said.end), text)
        if number == len(shown) - 2 and articles > len(shown):
            yield _make_more(articles - len(shown), "article", Page() if around.amounts is BRIEF else Narrow(), around)


def _unquote(text: str) -> str:
    return text.strip("“”„\"'‘’«» ,")


def make_source(said: Said, around: Around) -> Line:
    """Make the line that says whose words something is, and of when."""
    source = literal(said.source or said.title)
    date = format_date(said.published, around.date_format)
    # The date is what tells one report from another, so it is the source that gives way.
    room = around.width - 3 - (cell_len(date) + 2 if date else 0)
    return Line((Span("   " + join([fit(source, room), date], ", "), "aside"),))


def _make_timeline(card: Card, around: Around) -> Iterable[Item]:
    """Give how many articles there are of each time, and the first and the last of them."""
    if around.amounts.units and len(card.timeline) > 1:
        yield from _make_units(card, around)
    else:
        yield _make_span(card, around)
    if len(card.timeline) > 1:
        ends = (("first", card.first, card.first_article), ("last", card.last, card.last_article))
        for label, day, article in ends:
            if article is not None:
                text = format_date(day, around.date_format)
                yield Item([Line((Span(label.ljust(LABEL), "aside"), Span(text)))], Whole(article), text)


def _make_span(card: Card, around: Around) -> Item:
    text = f"in {count(card.articles, 'article')}"
    if len(card.timeline) > 1:
        (first, _), (last, _) = card.timeline[0], card.timeline[-1]
        counts = [number for _, number in card.timeline]
        room = around.width - cell_len(f"{text}, {first}  {last}")
        if room < len(counts):  # not all fit beside the words: a line of their own has more room
            text += "\n" + " " * LABEL
            room = around.width - LABEL - cell_len(f"{first}  {last}")
        else:
            text += ", "
        text += f"{first} {bar(_squeeze(counts, max(1, room)))} {last}"
    elif card.first:
        text += f", {format_date(card.first, around.date_format)}"
    lines = [Line((Span(fit(line, around.width)),)) for line in text.split("\n")]
    return Item(lines, Narrow(), " ".join(text.split()))


def _make_units(card: Card, around: Around) -> Iterable[Item]:
    """Draw a line for each day, month or year; what has nothing between two others is passed over in one line."""
    text = f"in {count(card.articles, 'article')}"
    yield Item([Line((Span(text),))], Narrow(), text)
    top = max(number for _, number in card.timeline)
    room = max(4, min(40, around.width - LABEL - 16))
    empty = 0
    for label, number in card.timeline:
        if not number:
            empty += 1
            continue
        if empty:
            yield Item([Line((Span("   ⋮", "aside"),))], Narrow(), "")
            empty = 0
        bars = "█" * max(1, number * room // top)
        line = Line((Span(f" {label} ".ljust(12), "aside"), Span(bars, "bar"), Span(f" {number:,}", "aside")))
        yield Item([line], Days(label), f"{label}: {number}")


def _make_articles(card: Card, around: Around) -> Iterable[Item]:
    most = around.amounts.articles
    others = [row for row in card.rows if row.id != around.article]
    if others:
        yield Item([Line((Span("also in" if around.entity else "in", "aside"),))], Narrow(), "")
    for row in others[:most]:
        yield make_article(row, around)
    unseen = card.articles - (around.entity is not None) - min(len(others), most)
    if others and unseen > 0:
        yield _make_more(unseen, "article", Narrow(), around)


def make_article(row: Row, around: Around) -> Item:
    """Make the item of an article: its title, source and date."""
    date = format_date(row.published, around.date_format)
    title = Span(" " + fit(literal(row.title) or "Untitled", around.width - 1))
    source = fit(literal(row.source or ""), around.width - 3 - (cell_len(date) + 2 if date else 0))
    beneath = Span("   " + join([source, date], ", "), "aside")
    return Item([Line((title,)), *([Line((beneath,))] if beneath.text.strip() else [])], Whole(row.id), row.title)


def _make_company(label: str, refs: Sequence[EntityRef], around: Around) -> Iterable[Item]:
    for number, ref in enumerate(refs[: around.amounts.others]):
        lead = Span((label if not number else "").ljust(LABEL), "aside")
        name = literal(ref.name)
        yield Item([make_count_line(lead, Span(name), ref.articles, around.width)], Other(ref), name)


def _make_note(card: Card, around: Around) -> Item:
    label = Span("note".ljust(LABEL), "aside")
    note = card.note.strip()
    if not note:
        return Item([Line((label, Span("none yet", "aside")))], OwnNote(), "")
    lines, lead = list[Line](), label
    for line in render(note, around.width - LABEL):
        lines.append(Line((lead, *line.spans)))
        lead = Span(" " * LABEL)
    return Item(lines, OwnNote(), note)


def _make_more(number: int, noun: str, target: Target, around: Around) -> Item:
    text = fit(f"   and {count(number, f'more {noun}')}", around.width)
    return Item([Line((Span(text, "aside"),))], target, text.strip())


def make_count_line(lead: Span, name: Span, number: int, width: int) -> Line:
    """Make a line of a name and, at the right end, a count."""
    figure = fit(f"{number:,}", width - cell_len(lead.text))
    room = width - cell_len(lead.text) - cell_len(figure) - 1
    text = fit(name.text, room)
    gap = Span(" " * max(0, room - cell_len(text) + 1))
    return Line((lead, name._replace(text=text), gap, Span(figure, "aside")))


def _squeeze(counts: Sequence[int], width: int) -> list[int]:
    """Add up neighbours until there are no more than `width` counts."""
    if len(counts) <= width:
        return list(counts)
    sums = [0] * width
    for number, value in enumerate(counts):
        sums[number * width // len(counts)] += value
    return sums
