"""Articles, notes and cards as text that a person reads in a terminal, and as Markdown."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from tui.model import Article, ArticleNotes, Kind, Role

if TYPE_CHECKING:
    from tui.library.records import Alias, Card, Event, Row, Said, State, Together, Wording

MEASURE = 72
"""The longest line, in columns, when it is a person who reads."""

HEADINGS = {
    Kind.PERSON: "People",
    Kind.ORGANISATION: "Organisations",
    Kind.PLACE: "Places",
    Kind.OTHER: "Others",
}

# What Markdown would act on: marks anywhere, and what begins a heading, a list or a rule at the start of a line.
_MARK = re.compile(r"[\\`*_\[\]<>|]|^[#+~=-]|(?:(?<=^\d)|(?<=^\d\d)|(?<=^\d\d\d)|(?<=^\d{4}))[.)](?=\s)")


def format_article(article: Article, width: int | None) -> str:
    """The title, what is said of the article, its paragraphs, and its captions; wrapped when a width is given."""
    derived = " (no headline; the opening words)" if article.title_derived and article.title else ""
    parts = [_wrap((article.title or "Untitled") + derived, width)]
    if line := _describe(article):
        parts.append(_wrap(line, width))
    if article.absence is not None:
        parts.append(_wrap(f"No article here: {article.absence}.", width))
    for block in article.blocks:
        if block.kept:
            mark = {Role.QUOTE: "> ", Role.LIST_ITEM: "- ", Role.CORRECTION: "[correction] "}.get(block.role, "")
            parts.append(_wrap(mark + block.text, width, " " * len(mark)))
    for caption in article.captions:
        credit = f" ({caption.credit})" if caption.credit else ""
        parts.append(_wrap(f"[picture] {caption.text}{credit}", width, " " * 10))
    return "\n\n".join(parts)


def format_state(state: State, *, gone: bool) -> str:
    """What the user did with an article, in one line and the note; empty when nothing was done."""
    words = ["starred"] * state.starred + [f"tagged {', '.join(state.tags)}"] * bool(state.tags)
    words += ["its file is no longer there"] * gone
    lines = [" · ".join(words)] if words else []
    return "\n".join([*lines, *([f"note: {state.note}"] if state.note else [])])


def format_versions(versions: Sequence[Row], name: str) -> str:
    """The other versions of an article's story, a line each; empty when there are none."""
    others = [row for row in versions if row.id != name]
    lines = [
        f"  {row.id}  {(row.published or '')[:10]:10}  {row.source or row.origin}  {row.title}".rstrip()
        for row in others
    ]
    return "\n".join(["Other versions", *lines]) if lines else ""


def format_removed(article: Article) -> Iterator[str]:
    """Each block that is not part of the story, with its reason."""
    width = max((len(block.reason or "") for block in article.removed), default=0)
    for block in article.removed:
        detail = f"  ({block.detail})" if block.detail else ""
        yield f"{block.reason or '':{width}}  {' '.join(block.text.split())}{detail}"


def format_markdown(article: Article, state: State | None = None) -> str:
    """The article as Markdown, its text escaped so that it stays text."""
    parts = [f"# {_escape(article.title)}"]
    if line := _describe(article):
        parts.append(f"*{_escape(line)}*")
    if article.url and re.match(r"https?://[^\s<>]+\Z", article.url):
        parts.append(f"<{article.url}>")
    items: list[str] = []
    for block in article.blocks:
        if not block.kept:
            continue
        text = _escape(" ".join(block.text.split()))
        if block.role is Role.LIST_ITEM:
            items.append(f"- {text}")
            continue
        if items:
            parts.append("\n".join(items))
            items = []
        parts.append({Role.HEADING: "## ", Role.QUOTE: "> ", Role.CORRECTION: "> "}.get(block.role, "") + text)
    if items:
        parts.append("\n".join(items))
    for caption in article.captions:
        credit = f" ({_escape(caption.credit)})" if caption.credit else ""
        parts.append(f"*Picture: {_escape(caption.text)}{credit}*")
    if state is not None and state.tags:
        parts.append(f"Tags: {_escape(', '.join(state.tags))}")
    if state is not None and state.note:
        parts.append("Note: " + _escape(state.note))
    return "\n\n".join(parts) + "\n"


def format_notes(notes: ArticleNotes, width: int | None) -> str:
    """Who is in an article, by kind: the name, how often, how described, what quoted."""
    lines: list[str] = []
    for kind, heading in HEADINGS.items():
        entities = [entity for entity in notes.entities if entity.kind is kind]
        if not entities:
            continue
        lines += [""] * bool(lines) + [heading]
        for entity in entities:
            others = [name for name in entity.names if name != entity.name]
            also = f" (also {', '.join(others)})" if others else ""
            lines.append(_wrap(f"  {entity.name}{also}  {len(entity.mentions)}", width, " " * 4))
            lines += [_wrap(f"    {said.text}", width, " " * 6) for said in entity.descriptions]
            lines += [_wrap(f'    "{said.text.strip(_QUOTES)}"', width, " " * 6) for said in entity.quotes]
    return "\n".join(lines)


def format_card(card: Card, width: int | None) -> str:
    """The card of an entity over the whole library."""
    also = f" · also {', '.join(card.names)}" if card.names else ""
    span = f", {_year(card.first)} to {_year(card.last)}" if card.first and card.last else ""
    lines = [card.name, _wrap(f"{card.kind}{also}", width, "  ")]
    lines.append(f"{_count(card.mentions, 'mention')} in {_count(card.articles, 'article')}{span}")
    if len(card.timeline) > 1:
        lines.append(_wrap("  ".join(f"{label} {count}" for label, count in card.timeline if count), width))
    if _tells(card):
        lines += ["", "Names", *(_wrap(f"  {one.name}{_reason(one)}", width, "    ") for one in card.aliases)]
    if card.descriptions:
        lines += ["", "Described as"]
    for wording in card.descriptions:
        lines.append(_wrap(f'  "{wording.text.strip(_QUOTES)}"{_span(wording)}', width, "    "))
        lines += [_wrap(f"      {_cite(said)}", width, "      ") for said in _ends(wording.said)]
    if card.quotes:
        lines += ["", f"Quoted ({card.said})"]
        lines += [_wrap(f'  "{one.text.strip(_QUOTES)}" {_cite(one)}', width, "    ") for one in card.quotes]
    for heading, refs in (("Appears with", card.appears_with), ("Places", card.places)):
        if refs:
            lines += ["", heading, _wrap("  " + ", ".join(f"{ref.name} {ref.articles}" for ref in refs), width, "  ")]
    if card.rows:
        lines += ["", "Articles"]
        for row in card.rows:
            date = (row.published or "")[:10]
            lines.append(f"  {row.id}  {date:10}  {row.source or ''}  {row.title}")
    if card.note:
        lines += ["", "Your note", card.note]
    return "\n".join(lines)


def format_card_markdown(card: Card) -> str:
    """The card as Markdown with its sources; texts from articles are escaped, the user's own note is left as it is."""
    also = f" · also {', '.join(card.names)}" if card.names else ""
    parts = [f"# {_escape(card.name)}", f"*{_escape(card.kind + also)}*"]
    span = f", {card.first} to {card.last}" if card.first and card.last else ""
    parts.append(f"{_count(card.mentions, 'mention')} in {_count(card.articles, 'article')}{span}.")
    if card.note:
        parts += ["## Note", card.note]
    if _tells(card):
        parts += ["## Names", "\n".join(f"- {_escape(one.name)}{_reason(one)}" for one in card.aliases)]
    if card.descriptions:
        items = []
        for one in card.descriptions:
            sources = "; ".join(_escape(_cite(said)[1:-1]) for said in _ends(one.said))
            items.append(f"- “{_escape(one.text.strip(_QUOTES))}”{_span(one)}: {sources}")
        parts += ["## Described as", "\n".join(items)]
    if card.quotes:
        items = [f"- “{_escape(one.text.strip(_QUOTES))}” {_escape(_cite(one))}" for one in card.quotes]
        more = f" (the newest of {card.said})" if card.said > len(card.quotes) else ""
        parts += [f"## Quoted{more}", "\n".join(items)]
    for heading, refs in (("Appears with", card.appears_with), ("Places", card.places)):
        if refs:
            parts += [f"## {heading}", "\n".join(f"- {_escape(ref.name)} ({ref.articles})" for ref in refs)]
    if len(card.timeline) > 1:
        items = [f"- {label}: {count}" for label, count in card.timeline if count]
        parts += ["## Articles by time", "\n".join(items)]
    if card.rows:
        items = []
        for row in card.rows:
            facts = ", ".join(part for part in (row.source, (row.published or "")[:10], row.id) if part)
            items.append(f"- {_escape(row.title)} ({_escape(facts)})")
        parts += ["## Articles", "\n".join(items)]
    return "\n\n".join(parts) + "\n"


def _tells(card: Card) -> bool:
    """Whether there is something to say of the names: there are several, or another one of the same name."""
    return len(card.aliases) > 1 or any(alias.why for alias in card.aliases)


def _reason(alias: Alias) -> str:
    """In how many articles a name is, and on what evidence it is taken for the entity's."""
    why = f", {alias.why}" if alias.why else ""
    return f" ({_count(alias.articles, 'article')}{why})"


def _span(wording: Wording) -> str:
    """In how many articles, and from which year to which."""
    years = ""
    if wording.first and wording.last:
        first, last = _year(wording.first), _year(wording.last)
        years = f", {first}" if first == last else f", {first} to {last}"
    return f" ({_count(wording.articles, 'article')}{years})"


def _ends(said: Sequence[Said]) -> Sequence[Said]:
    """The first and the last of those who say the same."""
    return said if len(said) < 3 else (said[0], said[-1])


def format_said(said: Sequence[Said], width: int | None) -> str:
    """Quotes, each with its source."""
    return "\n".join(_wrap(f'"{one.text.strip(_QUOTES)}" {_cite(one)}', width, "  ") for one in said)


def format_events(events: Sequence[Event], width: int | None) -> str:
    """Dated sentences, each behind its day and the words that say it."""
    lines = []
    for event in events:
        when = event.first if event.first == event.last else f"{event.first} to {event.last}"
        lines.append(_wrap(f'{when}  "{event.phrase}"  {event.said.text} {_cite(event.said)}', width, "  "))
    return "\n".join(lines)


def format_together(both: Together, width: int | None) -> str:
    """Articles, each with the sentences that name all."""
    lines = []
    for row in both.rows:
        facts = ", ".join(part for part in (row.source, (row.published or "")[:10], row.id) if part)
        lines.append(_wrap(f"{row.title} ({facts})", width, "  "))
        lines += [_wrap(f"    {said.text}", width, "    ") for said in both.sentences[row.id]]
    return "\n".join(lines)


_QUOTES = "\"“”„«»‘’'"


def _describe(article: Article) -> str:
    """Outlet, section, date, place and byline in one line."""
    date = (article.published or "")[:10]
    parts = (article.source, article.section, date, article.place, ", ".join(article.byline))
    return " · ".join(part for part in parts if part)


def _cite(said: Said) -> str:
    words = ", ".join(part for part in (said.source, (said.published or "")[:10]) if part)
    return f"({words + ', ' if words else ''}{said.article})"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _year(date: str) -> str:
    return date[:4]


def _wrap(text: str, width: int | None, indent: str = "") -> str:
    if width is None:
        return text
    return "\n".join(
        textwrap.fill(line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
        for line in text.split("\n")
    )


def _escape(text: str) -> str:
    return "\n".join(_MARK.sub(r"\\\g<0>", line.strip()) for line in text.split("\n"))
