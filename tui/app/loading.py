"""What is shown of one article or name, read from the library at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tui.errors import NotFound
from tui.library.records import EntityRef, Row, State
from tui.model import Article, Entity

if TYPE_CHECKING:
    from tui.library import Library


class Loaded(NamedTuple):
    """All that the reading view and the notes need of one article."""

    row: Row
    article: Article
    entities: list[tuple[Entity, EntityRef]]
    state: State


def load(library: Library, id_: str) -> Loaded:
    """Read an article with all that is shown of it; for a thread."""
    rows = library.rows([id_])
    if not rows:
        raise NotFound("This article is no longer in the library.")
    return Loaded(rows[0], library.article(id_), library.entities(id_), library.state(id_))


def find_again(library: Library, ref: EntityRef) -> EntityRef:
    """The entity that a name belongs to now; for a thread."""
    try:
        library.card(ref.id)
    except NotFound:
        found = library.find_entity(ref.name)
        return found[0] if found else ref
    return ref
