"""What the index holds of an article: Whoosh's schema, with field types that take what our analysis makes.

Nothing is stored: an article's id and date are columns, all else is only to be found. So nothing of a document is
unpickled when hits are read, and words that cleaning removed are nowhere in the index.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from whoosh import columns, fields, formats

from tui.library.moments import parse
from tui.search.analysis import GAP, STEM, index_terms

if TYPE_CHECKING:
    from tui.library.records import Indexable

UNDATED = -(2**63)
"""The moment of an article that has no date."""


class Places(formats.Positions):
    """Positions of a word in a field, as an array of numbers; Whoosh's own format pickles them."""

    def encode(self, poslist: Iterable[int]) -> bytes:
        """Make the bytes of ascending positions."""
        return array("I", poslist).tobytes()

    def decode_positions(self, valuestring: bytes) -> array[int]:
        """Give the positions back."""
        return array("I", valuestring)

    def decode_frequency(self, valuestring: bytes) -> int:
        """Count the positions."""
        return len(valuestring) // array("I").itemsize


class Words(fields.FieldType):
    """Words with positions. A value is (texts, language or None for no stems)."""

    def __init__(self, scorable: bool) -> None:
        super().__init__(Places(), None, scorable=scorable)

    def index(self, value: Any, **kwargs: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Make the postings of a value: (term, share in the field's length, weight, positions)."""
        texts, language = value
        places: dict[str, list[int]] = {}
        base = 0
        for text in texts:
            found, base = index_terms(text, language, base)
            base += GAP
            if places:
                for term, positions in found.items():
                    places[term] = places[term] + positions if term in places else positions
            else:
                places = found
        for term, positions in places.items():
            # Only the words as written make up the field's length.
            length = 0 if term[0] == STEM else len(positions)
            yield term.encode(), length, float(len(positions)), array("I", positions).tobytes()


class Key(fields.FieldType):
    """One exact value, found as a whole and, with `column`, read back by document."""

    def __init__(self, column: bool) -> None:
        super().__init__(formats.Existence(), None, sortable=column)

    def index(self, value: Any, **kwargs: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Make the one posting."""
        yield value.encode(), 1, 1.0, b""


@cache
def make_schema() -> Any:
    """Make the schema; `keeper.FORMAT` counts its versions."""
    words = {name: Words(scorable=False) for name in ("source", "section", "place", "byline", "who", "org", "where")}
    return fields.Schema(
        id=Key(column=True),
        lang=Key(column=False),
        moment=fields.COLUMN(columns.NumericColumn("q", default=UNDATED)),
        day=fields.COLUMN(columns.NumericColumn("i", default=0)),
        title=Words(scorable=True),
        text=Words(scorable=True),
        **words,
    )


def make_document(article: Indexable, language: str) -> dict[str, Any]:
    """Lay an article out in the schema's fields; `language` is taken for one that does not say its own."""
    code = (article.language or language).lower().partition("-")[0]
    # An outlet that the page does not name is found by the name its source has in the settings.
    outlets = [name for name in (article.source, article.origin) if name]
    names = {
        "source": outlets,
        "section": [article.section] if article.section else [],
        "place": [article.place] if article.place else [],
        "byline": article.byline,
        "who": article.people,
        "org": article.organisations,
        "where": article.places,
    }
    document: dict[str, Any] = {name: (texts, None) for name, texts in names.items() if texts}
    document |= {"id": article.id, "title": ((article.title,), code), "text": ((article.body,), code)}
    document["lang"] = (article.language or "").lower().partition("-")[0] or None
    if moment := parse(article.published):
        document["moment"] = round(moment.timestamp())
        document["day"] = moment.toordinal()
    return document
