"""The indexes that are measured against each other, each behind the same few calls."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from msgspec import Struct

from tests.bench.articles import get_words, make_articles
from tests.search.fakes import FakeLibrary
from tui.library.records import Change, Indexable

PAGE = 50


class Queries(Struct, frozen=True):
    """What is asked, by class; all words but `rare` are in about half of the articles."""

    rare: str
    common: str
    other: str
    phrase: tuple[str, str]
    prefix: str
    misspelt: str
    year: int


def choose_queries() -> Queries:
    """Choose words by how often they are: rank 30 is in six articles of ten, rank 20,000 in one of a thousand."""
    words = get_words()
    fuzzy = words[400]
    return Queries(
        words[20_000], words[30], words[45], (words[8], words[12]), words[30_000][:4], fuzzy[:-2] + fuzzy[:-3:-1], 2018
    )


CLASSES = ("rare", "common", "and", "or", "phrase", "prefix", "fuzzy", "newest", "dates")


class Engine(Protocol):
    """An index in a folder of its own."""

    def build(self, articles: Iterable[Indexable]) -> None: ...
    def add(self, articles: Iterable[Indexable]) -> None: ...
    def open(self) -> None: ...
    def ask(self, what: str, queries: Queries) -> int | None:
        """The total that the engine tells, or that it was asked; None when it cannot do this."""


class Ours:
    """The index of this program."""

    def __init__(self, folder: Path) -> None:
        self._library = _Archive(folder)
        self._index: Any = None

    def build(self, articles: Iterable[Indexable]) -> None:
        from tui.search import Index

        self._library.told = iter(articles)
        index = Index(self._library)
        with self._library.lock():
            index.update()
        self._index = index

    add = build

    def open(self) -> None:
        from tui.search import Index

        self._index = Index(self._library)

    def ask(self, what: str, queries: Queries) -> int | None:
        text = {
            "rare": queries.rare,
            "and": f"{queries.common} {queries.other}",
            "or": f"{queries.common} OR {queries.other}",
            "phrase": f'"{" ".join(queries.phrase)}"',
            "prefix": f"{queries.prefix}*",
            "fuzzy": f"{queries.misspelt}~2",
            "dates": f"{queries.common} date:{queries.year}",
        }.get(what, queries.common)
        total: int = self._index.search(text, limit=PAGE, sort="newest" if what == "newest" else "relevance").total
        return total


class _Archive(FakeLibrary):
    """A library whose articles are made while they are indexed."""

    told: Iterator[Indexable] = iter(())

    def __init__(self, folder: Path) -> None:
        from tui.search.marker import MarkerError, read_marker

        super().__init__(folder)
        with suppress(MarkerError):
            self.last = read_marker(folder / "index").change

    def changes(self, after: int, limit: int) -> list[Change]:
        from itertools import islice

        self._batch = {article.id: article for article in islice(self.told, limit)}
        self.last = after + len(self._batch)
        numbers = range(after + 1, self.last + 1)
        return [Change(number, id_, False) for number, id_ in zip(numbers, self._batch, strict=True)]

    def last_change(self) -> int:
        return self.last

    def indexables(self, ids: Sequence[str]) -> Iterator[Indexable]:
        return (self._batch[id_] for id_ in ids)


class Stock:
    """Whoosh as it comes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._searcher: Any = None

    def build(self, articles: Iterable[Indexable]) -> None:
        from whoosh import fields, index

        schema = fields.Schema(
            id=fields.ID(stored=True), title=fields.TEXT, text=fields.TEXT, day=fields.DATETIME(sortable=True)
        )
        self._folder.mkdir(parents=True, exist_ok=True)
        index.create_in(str(self._folder), schema)
        self.add(articles)

    def add(self, articles: Iterable[Indexable]) -> None:
        from datetime import datetime

        from whoosh import index

        opened = index.open_dir(str(self._folder))
        writer = opened.writer(limitmb=256)
        for article in articles:
            day = datetime.fromisoformat(article.published or "2000-01-01")
            writer.add_document(id=article.id, title=article.title, text=article.body, day=day)
        writer.commit()
        self._searcher = opened.searcher()

    def open(self) -> None:
        from whoosh import index

        self._searcher = index.open_dir(str(self._folder)).searcher()

    def ask(self, what: str, queries: Queries) -> int | None:
        from datetime import datetime

        from whoosh import query, sorting

        def word(text: str) -> Any:
            return query.Or([query.Term("title", text), query.Term("text", text)])

        asked = {
            "rare": lambda: word(queries.rare),
            "and": lambda: query.And([word(queries.common), word(queries.other)]),
            "or": lambda: query.Or([word(queries.common), word(queries.other)]),
            "phrase": lambda: query.Or([query.Phrase(field, list(queries.phrase)) for field in ("title", "text")]),
            "prefix": lambda: query.Or([query.Prefix(field, queries.prefix) for field in ("title", "text")]),
            "fuzzy": lambda: query.Or(
                [query.FuzzyTerm(field, queries.misspelt, maxdist=2) for field in ("title", "text")]
            ),
            "dates": lambda: query.And(
                [
                    word(queries.common),
                    query.DateRange("day", datetime(queries.year, 1, 1), datetime(queries.year, 12, 31)),  # noqa: DTZ001
                ]
            ),
        }.get(what, lambda: word(queries.common))()
        how = {"sortedby": sorting.FieldFacet("day", reverse=True)} if what == "newest" else {}
        return len(self._searcher.search(asked, limit=PAGE, **how))


class Fts:
    """SQLite's FTS5. It tells no total: counting would take it as long again."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / "fts.sqlite"
        self._db: sqlite3.Connection | None = None

    def build(self, articles: Iterable[Indexable]) -> None:
        self.open()
        assert self._db is not None
        self._db.execute("CREATE VIRTUAL TABLE story USING fts5(id UNINDEXED, title, text)")
        self._db.execute("CREATE TABLE dated (number INTEGER PRIMARY KEY, day TEXT)")
        self._db.execute("CREATE INDEX by_day ON dated (day)")
        self.add(articles)

    def add(self, articles: Iterable[Indexable]) -> None:
        assert self._db is not None
        with self._db:
            for article in articles:
                values = (article.id, article.title, article.body)
                number = self._db.execute("INSERT INTO story VALUES (?, ?, ?)", values).lastrowid
                self._db.execute("INSERT INTO dated VALUES (?, ?)", (number, article.published))

    def open(self) -> None:
        self._db = sqlite3.connect(self._path)

    def ask(self, what: str, queries: Queries) -> int | None:
        assert self._db is not None
        if what == "fuzzy":
            return None
        match = {
            "rare": queries.rare,
            "and": f"{queries.common} AND {queries.other}",
            "or": f"{queries.common} OR {queries.other}",
            "phrase": f'"{" ".join(queries.phrase)}"',
            "prefix": f"{queries.prefix}*",
        }.get(what, queries.common)
        order = {
            "newest": "JOIN dated d ON d.number = story.rowid WHERE story MATCH ? ORDER BY d.day DESC",
            "dates": (
                "JOIN dated d ON d.number = story.rowid WHERE story MATCH ? "
                f"AND d.day BETWEEN '{queries.year}-01-01' AND '{queries.year}-12-31' ORDER BY rank"
            ),
        }.get(what, "WHERE story MATCH ? ORDER BY rank")
        return len(self._db.execute(f"SELECT id FROM story {order} LIMIT {PAGE}", (match,)).fetchall())  # noqa: S608


class Notmuch:
    """notmuch, a process for each call, as it is used."""

    def __init__(self, folder: Path) -> None:
        self._mail = folder / "mail"
        self._config = folder / "config"
        self._mail.mkdir(parents=True, exist_ok=True)
        self._config.write_text(f"[database]\npath={self._mail}\n[user]\nname=a\nprimary_email=a@example.org\n")

    def _call(self, *arguments: str) -> str:
        env = os.environ | {"NOTMUCH_CONFIG": str(self._config)}
        return subprocess.run(["notmuch", *arguments], env=env, check=True, capture_output=True, text=True).stdout

    def write(self, articles: Iterable[Indexable]) -> None:
        """Write the mails that it is to index."""
        for article in articles:
            day = date.fromisoformat(article.published or "2000-01-01").strftime("%a, %d %b %Y 00:00:00 +0000")
            path = self._mail / article.id[:-3] / article.id
            path.parent.mkdir(exist_ok=True)
            path.write_text(
                f"From: a@example.org\nTo: a@example.org\nSubject: {article.title}\nDate: {day}\n"
                f"Message-Id: <{article.id}@example.org>\n\n{article.body}\n"
            )

    def build(self, articles: Iterable[Indexable]) -> None:
        self._call("new")

    add = build

    def open(self) -> None:
        pass

    def ask(self, what: str, queries: Queries) -> int | None:
        if what == "fuzzy":
            return None
        text = {
            "rare": queries.rare,
            "and": f"{queries.common} {queries.other}",
            "or": f"{queries.common} or {queries.other}",
            "phrase": f'"{" ".join(queries.phrase)}"',
            "prefix": f"{queries.prefix}*",
            "dates": f"{queries.common} date:{queries.year}-01-01..{queries.year}-12-31",
        }.get(what, queries.common)
        return len(self._call("search", f"--limit={PAGE}", "--output=messages", text).splitlines())


ENGINES: dict[str, Callable[[Path], Engine]] = {"ours": Ours, "stock": Stock, "fts5": Fts, "notmuch": Notmuch}


def make_more(count: int) -> Iterator[Indexable]:
    """Ten articles beyond those that are in an index."""
    return make_articles(count, count + 10)
