"""A story -> who is in it: entities with their mentions, descriptions and quotations."""

from __future__ import annotations

from tui.entities.aliases import join
from tui.entities.describe import Describer
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
    article_id: str, body: str, *, language: str | None, title: str = "", recogniser: Recogniser
) -> ArticleNotes:
    """Do the work of `tui.entities.make_notes`."""
    text = body[:_READ]
    groups = join(text, recogniser.recognise(text, title))
    story = Story(text, groups, load(), load_wording())
    phrases = Phrases(story)
    # How people are described and quoted is read by English words; elsewhere the few that match would be chance.
    english = language == "en" or (language is None and not is_foreign(story.tokens))
    descriptions = Describer(phrases).describe() if english else {}
    quotes = Quoter(phrases, descriptions).find() if english else {}
    entities = [
        Entity(
            name=group.name,
            kind=group.kind,
            names=group.names,
            mentions=tuple(Mention(span.start, span.end, body[span.start : span.end]) for span in group.spans),
            descriptions=tuple(descriptions.get(id(group), ())),
            quotes=tuple(quotes.get(id(group), ())),
        )
        for group in groups
    ]
    entities.sort(key=lambda entity: (-len(entity.mentions), entity.mentions[0].start))
    return ArticleNotes(article_id, tuple(entities))
