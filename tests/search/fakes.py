"""A library of a few fields in memory, with what the index asks of the real one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from msgspec.structs import replace

from tui.library.lock import WriteLock
from tui.library.records import Change, Flag, Indexable, Writer
from tui.text import fold

BLANK = Indexable(
    id="",
    title="",
    body="",
    source=None,
    section=None,
    place=None,
    byline=(),
    published=None,
    language="en",
    origin="desk",
    people=(),
    organisations=(),
    places=(),
)


def make_article(number: int | str, title: str = "", body: str = "", **fields: object) -> Indexable:
    """An article with an id of twelve digits."""
    return replace(BLANK, id=f"{number:0>12}", title=title, body=body, **fields)


class FakeLibrary:
    """Articles, their changes, and what the user did with them."""

    def __init__(self, folder: Path, articles: Iterable[Indexable] = ()) -> None:
        self.folder = folder
        self.articles: dict[str, Indexable] = {}
        self.numbers: dict[str, int] = {}
        self.last = 0
        self.name = "a library's token"
        self.flags: dict[Flag, set[str]] = {"read": set(), "starred": set(), "noted": set()}
        self.tagged: dict[str, set[str]] = {}
        self.texts: dict[str, str] = {}
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = WriteLock(folder / "lock", lambda: 0.0)
        self.put(*articles)

    def put(self, *articles: Indexable) -> None:
        for article in articles:
            self.articles[article.id] = article
            self._log(article.id)

    def drop(self, *ids: str) -> None:
        for id_ in ids:
            del self.articles[id_]
            self._log(id_)

    def _log(self, id_: str) -> None:
        self.last += 1
        self.numbers[id_] = self.last

    def lock(self) -> AbstractContextManager[None]:
        return self._lock.hold()

    def writer(self) -> Writer | None:
        return self._lock.writer()

    def token(self) -> str:
        return self.name

    def changes(self, after: int, limit: int) -> list[Change]:
        later = sorted((number, id_) for id_, number in self.numbers.items() if number > after)
        return [Change(number, id_, id_ not in self.articles) for number, id_ in later[:limit]]

    def last_change(self) -> int:
        return self.last

    def indexables(self, ids: Sequence[str]) -> Iterator[Indexable]:
        return (self.articles[id_] for id_ in ids if id_ in self.articles)

    def tags(self) -> list[tuple[str, int]]:
        return [(tag, len(ids)) for tag, ids in sorted(self.tagged.items())]

    def ids_where(self, flag: Flag | None = None, *, tag: str | None = None, note: str | None = None) -> set[str]:
        if flag == "unread":
            return set(self.articles) - self.flags["read"]
        if flag is not None:
            return set(self.flags[flag])
        if tag is not None:
            return set(self.tagged.get(tag, ()))
        words = fold(note or "").split()
        return {id_ for id_, text in self.texts.items() if all(word in fold(text) for word in words)}
