"""What the library is asked about articles: one, what it was before, and lists of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from tui.errors import NotFound
from tui.library import feeds, groups, listing, pack, store
from tui.library.connect import Database
from tui.library.records import Filter, Revision, Row, Sort
from tui.model import Article, ArticleNotes, RawDocument
from tui.text import harmless

if TYPE_CHECKING:
    from tui.library.chosen import Choosing

T = TypeVar("T")


class Articles:
    """The part of the library that reads and lists articles."""

    _db: Database

    def count(self) -> int:
        """How many articles there are."""
        return int(self._db.value("SELECT count(*) FROM article"))

    def revision(self) -> int:
        """A number that is another one whenever something that can be read here has changed, by whomever."""
        return int(self._db.value("SELECT value FROM meta WHERE name = 'revision'"))

    def find_id(self, prefix: str) -> str:
        """The full id that begins so; raises NotFound when there is none, or more than one."""
        wanted = prefix.strip().lower()
        rows = self._db.all(
            "SELECT id FROM article WHERE id >= ?1 AND id < ?1 || 'g' ORDER BY id LIMIT 4", (wanted,)
        ) if wanted and set(wanted) <= set("0123456789abcdef") else []  # fmt: skip
        ids = [id_ for (id_,) in rows]
        if len(ids) == 1 or wanted in ids:
            return wanted if wanted in ids else str(ids[0])
        if ids:
            told = ", ".join(ids[:3]) + (" …" if len(ids) > 3 else "")
            raise NotFound(f"More than one article has an id that begins with {wanted}.", f"Give more of it: {told}")
        raise NotFound(f"No article has the id {harmless(prefix)}.", "`newsreader search` prints the ids of articles.")

    def document(self, id: str) -> RawDocument:  # noqa: A002
        """A document as it came; raises NotFound."""
        return _found(store.read_document(self._db, id), id)

    def revisions(self, id: str) -> list[Revision]:  # noqa: A002
        """What an item of a feed was before it was changed, the latest first; raises NotFound."""
        return feeds.read_revisions(self._db, self.document(id))

    def article(self, id: str) -> Article:  # noqa: A002
        """An article after cleaning; raises NotFound."""
        sql = "SELECT p.content FROM article a JOIN page p ON p.article = a.number WHERE a.id = ?"
        return pack.unpack(_found(self._db.value(sql, (id,)), id), Article)

    def bodies(self, ids: Sequence[str]) -> dict[str, str]:
        """The bodies of articles by their ids, without those that are not in the library."""
        rows = self._db.all(
            "SELECT a.id, p.content FROM json_each(?) j JOIN article a ON a.id = j.value "
            "JOIN page p ON p.article = a.number",
            (json.dumps(ids),),
        )
        return {id_: pack.unpack(content, Article).body for id_, content in rows}

    def notes(self, id: str) -> ArticleNotes:  # noqa: A002
        """Who is in an article, as the article itself names them; raises NotFound."""
        sql = "SELECT p.notes FROM article a JOIN page p ON p.article = a.number WHERE a.id = ?"
        return pack.unpack(_found(self._db.value(sql, (id,)), id), ArticleNotes)

    def row(self, id: str) -> Row:  # noqa: A002
        """The line of an article in a list; raises NotFound."""
        rows = self.rows([id])
        return _found(rows[0] if rows else None, id)

    def rows(self, ids: Sequence[str]) -> list[Row]:
        """The lines of articles in a list, in the order given, without those that are not in the library."""
        return listing.read_rows(self._db, ids)

    def listing(
        self,
        sort: Sort = "newest",
        ids: Sequence[str] | None = None,
        where: Filter = "all",
        keep: Collection[str] = (),
        *,
        grouped: bool = False,
    ) -> listing.Listing:
        """The article list, or the hits of a search, of which any page can be had.

        With `ids`, those in their order for `relevance`, else by date. Articles in `keep` are listed although the
        filter would leave them out: those that were read since the list was opened. Articles without a date come last.
        When `grouped`, one version stands for each story: the first of `versions`, or of those that were searched for.
        """
        if ids is None:
            return listing.list_articles(self._db, sort, where, keep, grouped=grouped)
        return self._choosing.choose(sort, ids, where, keep, grouped=grouped)

    @cached_property
    def _choosing(self) -> Choosing:
        # With NumPy, which the program starts without.
        from tui.library.chosen import Choosing

        return Choosing(self._db)

    def versions(self, id: str) -> list[Row]:  # noqa: A002
        """The lines of all versions of an article's story, with its own; only its own when there are no others.

        The newest day comes first, and of one day the most complete; those whose file is gone come last.
        """
        return self.rows(groups.read_versions(self._db, id))

    def with_versions(self, ids: Iterable[str]) -> list[str]:
        """These articles and all other versions of their stories, each once."""
        return groups.add_versions(self._db, ids)


def _found(value: T | None, id_: str) -> T:
    if value is None:
        raise NotFound(f"No article has the id {harmless(id_)}.", "`newsreader search` prints the ids of articles.")
    return value
