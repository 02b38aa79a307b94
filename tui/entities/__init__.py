"""Article -> names -> entities -> notes: recognise, resolve, describe, quote."""

from __future__ import annotations

from tui.entities.recogniser import Recogniser, Span, get_recogniser
from tui.model import ArticleNotes

__all__ = ["Recogniser", "Span", "get_recogniser", "make_notes"]


def make_notes(
    article_id: str,
    body: str,
    *,
    language: str | None,
    title: str = "",
    published: str | None = None,
    recogniser: Recogniser,
) -> ArticleNotes:
    """Say who is in a story.

    All offsets count code points of `body`, and every text is exactly what stands there. `language` is ISO 639-1 when
    known, `published` ISO 8601; without it, dates such as "on Friday" mean no day and are left out. The entities come
    most mentioned first. Descriptions, quotations and dates are found in English texts alone. Never fails, whatever
    the text.
    """
    from tui.entities.notes import assemble

    return assemble(article_id, body, language=language, title=title, published=published, recogniser=recogniser)
