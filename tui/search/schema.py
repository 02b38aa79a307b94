"""What the index holds of an article: Whoosh's schema, and the terms that our analysis makes of each field.

Nothing is stored: an article's id and date are columns, all else is only to be found. So nothing of a document is
unpickled when hits are read, and words that cleaning removed are nowhere in the index.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from whoosh import columns, fields, formats

from tui.library.moments import parse
from tui.search.analysis import GAP, index_terms
from tui.search.quoted import FIELD, place_quotes

if TYPE_CHECKING:
    from tui.library.records import Indexable

MEASURED = ("title", "text")
"""Fields of running text: they have stems, and a hit counts by how long they are."""

WORDS = (*MEASURED, "source", "section", "place", "byline", "who", "org", "where")

UNDATED = -(2**63)
"""The moment of an article that has no date."""


class Document(Struct):
    """An article laid out in the schema's fields."""

    terms: dict[str, dict[str, list[int]]]
    """By field: each term with its positions."""
    lengths: dict[str, int]
    """Words of the `MEASURED` fields."""
    columns: dict[str, Any]


@cache
def make_schema() -> Any:
    """Make the schema; `keeper.FORMAT` counts its versions."""
    words = {name: fields.FieldType(formats.Positions(), None, scorable=name in MEASURED) for name in WORDS}
    return fields.Schema(
        id=fields.FieldType(formats.Existence(), None, sortable=True),
        lang=fields.FieldType(formats.Existence(), None),
        moment=fields.COLUMN(columns.NumericColumn("q", default=UNDATED)),
        day=fields.COLUMN(columns.NumericColumn("i", default=0)),
        **words,
        said=fields.FieldType(formats.Positions(), None, scorable=False),
    )


def make_document(article: Indexable, language: str) -> Document:
    """Lay an article out; `language` is taken for one that does not say its own."""
    said = (article.language or "").lower().partition("-")[0]
    texts: dict[str, Sequence[str]] = {
        "title": [article.title],
        "text": [article.body],
        # An outlet that the page does not name is found by the name its source has in the settings.
        "source": [name for name in (article.source, article.origin) if name],
        "section": [article.section] if article.section else [],
        "place": [article.place] if article.place else [],
        "byline": article.byline,
        "who": article.people,
        "org": article.organisations,
        "where": article.places,
    }
    terms: dict[str, dict[str, list[int]]] = {"id": {article.id: []}}
    if said:
        terms["lang"] = {said: []}
    lengths: dict[str, int] = {}
    if quotes := place_quotes(article.said, said or language):
        terms[FIELD] = quotes
    for field, values in texts.items():
        found, length = _place_terms(values, (said or language) if field in MEASURED else None)
        if found:
            terms[field] = found
        if field in MEASURED:
            lengths[field] = length
    values_: dict[str, Any] = {"id": article.id.encode()}
    if moment := parse(article.published):
        values_ |= {"moment": round(moment.timestamp()), "day": moment.toordinal()}
    return Document(terms, lengths, values_)


def _place_terms(values: Sequence[str], language: str | None) -> tuple[dict[str, list[int]], int]:
    """The terms of all values of a field with their positions, and how many words they are."""
    places: dict[str, list[int]] = {}
    base = length = 0
    for value in values:
        found, end = index_terms(value, language, base)
        length += end - base
        base = end + GAP
        if places:
            for term, positions in found.items():
                places[term] = places[term] + positions if term in places else positions
        else:
            places = found
    return places, length
