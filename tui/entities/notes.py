"""A story -> who is in it: entities with their mentions, descriptions and quotations."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from tui.entities.aliases import join
from tui.entities.dates import find_dates
from tui.entities.describe import Describer
from tui.entities.gist import find_gist
from tui.entities.lexicon import load
from tui.entities.phrases import Phrases
from tui.entities.quotes import Quoter
from tui.entities.recogniser import Recogniser
from tui.entities.story import Story
from tui.entities.tokens import is_foreign
from tui.entities.wording import load_wording
from tui.model import ArticleNotes, Entity, Mention

_READ = 300_000
"""Characters of a body that are read for names; a longer one is a dump and no story."""


def assemble(
    article_id: str,
    body: str,
    *,
    language: str | None,
    title: str = "",
    published: str | None = None,
    recogniser: Recogniser,
) -> ArticleNotes:
    """Do the work of `tui.entities.make_notes`."""
    text = body[:_READ]
    groups = join(text, recogniser.recognise(text, title))
    story = Story(text, groups, load(), load_wording())
    phrases = Phrases(story)
    # How people are described and quoted, and when, is read by English words; elsewhere those that match are chance.
    english = language == "en" or (language is None and not is_foreign(story.tokens))
    descriptions = Describer(phrases).describe() if english else {}
    quotes = Quoter(phrases, descriptions).find() if english else {}
    entities = [
        Entity(
            name=group.name,
            kind=group.kind,
            names=group.names,
            mentions=tuple(Mention(span.start, span.end, body[span.start : span.end]) for span in group.spans),
            descriptions=tuple(replace(found, gist=find_gist(found.text)) for found in descriptions.get(id(group), ())),
            quotes=tuple(quotes.get(id(group), ())),
        )
        for group in groups
    ]
    entities.sort(key=lambda entity: (-len(entity.mentions), entity.mentions[0].start))
    dates = find_dates(story, _read_day(published)) if english else ()
    starts = tuple(story.tokens[first].start for first, _ in story.sentences)
    return ArticleNotes(article_id, tuple(entities), tuple(dates), starts)


def _read_day(published: str | None) -> date | None:
    """The day of publication; None when only a month or a year, or nothing, is known."""
    try:
        return date.fromisoformat(published[:10]) if published else None
    except ValueError:
        return None
