"""What the index holds of an article: Whoosh's schema, and the values of each field.

Nothing is stored: an article's id and date are columns, all else is only to be found. Words that cleaning removed are
nowhere in the index.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from whoosh import columns, fields, formats

from tui.library.moments import parse
from tui.search.quoted import FIELD

if TYPE_CHECKING:
    from tui.library.records import Indexable

MEASURED = ("title", "text")
"""Fields of running text: they have stems, and a hit counts by how long they are."""

WORDS = (*MEASURED, "source", "section", "place", "byline", "who", "org", "where")

UNDATED = -(2**63)
"""The moment of an article that has no date."""


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
        **{FIELD: fields.FieldType(formats.Positions(), None, scorable=False)},
    )


def list_values(article: Indexable) -> dict[str, Sequence[str]]:
    """The values of the fields of words."""
    return {
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


def read_moment(article: Indexable) -> tuple[int, int]:
    """When an article is from: seconds since 1970, and the day as `date.toordinal` has it."""
    moment = parse(article.published)
    return (UNDATED, 0) if moment is None else (round(moment.timestamp()), moment.toordinal())
