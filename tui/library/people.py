"""What the library is asked about people, organisations and places."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from tui.library import cards, entities, views
from tui.library.connect import Database
from tui.library.records import Card, EntityRef, Event, Facets, Filter, Order, Ranked, Said, Together
from tui.model import Entity, Kind

if TYPE_CHECKING:
    from tui.library.facets import Counting


class People:
    """The part of the library that knows who is in its articles."""

    _db: Database

    def entities(self, id: str) -> list[tuple[Entity, EntityRef]]:  # noqa: A002
        """Who is in an article, as resolved across the library: pinned first, then most mentioned, without the hidden.

        Raises NotFound.
        """
        return entities.read_entities(self._db, id)

    def card(self, entity: int) -> Card:
        """All that the library knows of an entity; raises NotFound."""
        return cards.read_card(self._db, entity)

    def rank(self, query: str = "", kind: Kind | None = None, order: Order = "articles") -> Ranked:
        """All entities with a name that holds the query, in an order: by articles, or by rise in the last week.

        The last week is the one that ends with the library's newest day, so that an archive has one too.
        """
        return views.rank(self._db, query, kind, order)

    def ranked(self, ranked: Ranked, offset: int, limit: int) -> list[EntityRef]:
        """A page of entities in that order; what is no longer in the library is left out."""
        return views.read_page(self._db, ranked, offset, limit)

    def quotes(
        self, entity: int, limit: int = 100, offset: int = 0, articles: Sequence[str] | None = None
    ) -> tuple[Said, ...]:
        """What is quoted of an entity, newest first; with `articles`, only what these articles quote."""
        return views.read_quotes(self._db, entity, limit, offset, articles)

    def together(self, entities: Sequence[int], limit: int = 50, offset: int = 0) -> Together:
        """The articles that have all of some entities, newest first, with the sentences that name all of them."""
        return views.read_together(self._db, entities, limit, offset)

    def events(self, entities: Sequence[int], limit: int = 100, offset: int = 0) -> tuple[int, tuple[Event, ...]]:
        """How many dates there are in sentences about entities, and a page of them, the latest first.

        Sentences that name one of them, in articles that have all.
        """
        return views.read_events(self._db, entities, limit, offset)

    def facets(self, ids: Sequence[str] | None = None, where: Filter = "all", keep: Collection[str] = ()) -> Facets:
        """In how many of these articles, or of all, each source, year, person and place is.

        Only articles that the filter shows are counted, and those in `keep`, as in a list of them (`listing`). Hidden
        names are left out; names that were joined count once in an article.
        """
        return self._counting.count(ids, where, keep)

    @cached_property
    def _counting(self) -> Counting:
        # Imported late: it brings NumPy, which the first screen does without.
        from tui.library.facets import Counting

        return Counting(self._db)

    def find_entity(self, name: str) -> list[EntityRef]:
        """The entities of a name, compared folded: by the name shown first, then by any other, each by articles."""
        return entities.find(self._db, name)

    def entity_list(self, query: str = "", kind: Kind | None = None, limit: int = 100) -> list[EntityRef]:
        """The entities with a name that holds the query; pinned first, then those in most articles."""
        return entities.list_entities(self._db, query, kind, limit)
