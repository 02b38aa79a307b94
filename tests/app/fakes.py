"""Libraries with articles written for these tests, apps over them, and a listing too long to be real."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

from textual.pilot import Pilot
from textual.worker import Worker, WorkerState

from tui.app.app import NewsApp
from tui.config import Config, SearchConfig, SyncConfig, UiConfig
from tui.library import Digested, FileRecord, Library, Link, Row
from tui.model import (
    Article,
    ArticleNotes,
    Block,
    Description,
    Entity,
    Format,
    Kind,
    Listing,
    Mention,
    RawDocument,
    Reason,
    Role,
    SourceSpec,
)


class Story(NamedTuple):
    """What a test says of an article; the rest is made up."""

    title: str
    paragraphs: tuple[str, ...]
    source: str | None = "Harbour Gazette"
    published: str | None = "2024-05-01"
    people: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    removed: str = "Sign up for our morning letter"
    url: str | None = None


STORIES = (
    Story(
        "Ferries stop as storm closes the strait",
        (
            "The ferries between the two shores stopped on Monday after the wind rose above 30 metres a second.",
            "Ingrid Halvorsen, the harbour master, said the strait would stay closed until Wednesday.",
            "Nordvik has had no boat for three days.",
        ),
        people=("Ingrid Halvorsen",),
        places=("Nordvik",),
        published="2024-11-04",
        url="https://gazette.example/ferries",
    ),
    Story(
        "Council votes for a second bridge",
        (
            "The council of Nordvik voted on Thursday for a second bridge over the strait.",
            "Ingrid Halvorsen warned that the ferries would lose a third of their passengers.",
        ),
        source="Northern Wire",
        people=("Ingrid Halvorsen",),
        places=("Nordvik",),
        published="2024-10-17",
    ),
    Story(
        "Old lighthouse opens to visitors",
        ("The lighthouse, dark since 1987, opens its stairs to visitors in June.", "Tickets are free for children."),
        published="2023-06-02",
    ),
    Story(
        "Herring returns to the western banks",
        ("Fishermen report the best herring since the survey began.", "The survey counts fish by sonar."),
        source="Northern Wire",
        published="2022-02-11",
    ),
    Story(
        "Library buys the letters of a whaler",
        ("The town library bought forty letters that a whaler wrote to his sister.",),
        source=None,
        published=None,
    ),
)
"""From the newest to the oldest; the last has no date."""


def make_id(number: int) -> str:
    """The id of the article with this number."""
    return f"{number:012x}"


def make_digest(number: int, story: Story) -> Digested:
    """All that is stored of a story."""
    blocks = [Block(f"{text}\n\n", text, Role.PARAGRAPH) for text in story.paragraphs]
    if story.removed:
        blocks.append(Block(story.removed, story.removed, Role.FURNITURE, Reason.NEWSLETTER, "a sign-up line"))
    raw = "".join(block.raw for block in blocks)
    article = Article(
        make_id(number),
        "papers",
        f"{number}.txt",
        story.title,
        False,
        tuple(blocks),
        source=story.source,
        published=story.published,
        language="en",
        url=story.url,
    )
    document = RawDocument(article.id, "papers", article.location, Format.TEXT, raw, f"print {raw}", raw.encode())
    named = [(Kind.PERSON, name) for name in story.people] + [(Kind.PLACE, name) for name in story.places]
    entities = tuple(_make_entity(kind, name, article.body) for kind, name in named)
    return Digested(document, article, ArticleNotes(article.id, entities), "recipe", ())


def _make_entity(kind: Kind, name: str, body: str) -> Entity:
    mentions = tuple(Mention(m.start(), m.end(), m[0]) for m in re.finditer(re.escape(name), body))
    described = re.search(re.escape(name) + r", (the [a-z ]+),", body)
    descriptions = (Description(described[1], described.start(1), described.end(1)),) if described else ()
    return Entity(name, kind, (name,), mentions, descriptions)


def store(library: Library, stories: Sequence[Story], first: int = 1) -> None:
    """Put stories into a library, as a sync would."""
    digests = [make_digest(number, story) for number, story in enumerate(stories, first)]
    records = [
        FileRecord(Listing("papers", d.article.location, "/nowhere", d.document.fingerprint), (d.article.id,))
        for d in digests
    ]
    with library.lock():
        library.store(records, digests)
        found = library.local_entities()
        library.relink([Link(one.kind, one.name, one.kind, one.name) for one in found])


def make_config(
    folder: Path, *, sync: bool = False, watch: bool = False, saved: Iterable[Any] = (), **ui: Any
) -> Config:
    """A config whose files are all in a folder."""
    return Config(
        path=folder / "config.yaml",
        library=folder / "library",
        sources=(SourceSpec("papers", str(folder / "papers")),),
        ui=UiConfig(**ui),
        search=SearchConfig(saved=tuple(saved)),
        sync=SyncConfig(on_start=sync, watch=watch),
    )


@asynccontextmanager
async def open_app(
    folder: Path,
    stories: Sequence[Story] = STORIES,
    *,
    size: tuple[int, int] = (120, 40),
    index: bool = False,
    colour: bool = True,
    **config: Any,
) -> AsyncIterator[tuple[NewsApp, Pilot[None]]]:
    """Run an app over a library of these stories and wait until the first of them is shown."""
    settings = make_config(folder, **config)
    with Library.open(settings.library) as library:
        if stories:
            store(library, stories)
        app = NewsApp(settings, library, colour=colour)
        if index:
            with library.lock():
                app.index.update()
        async with app.run_test(size=size) as pilot:
            await settle(app, pilot)
            yield app, pilot


async def settle(app: NewsApp, pilot: Pilot[None]) -> None:
    """Wait until nothing is under way any more but what waits for an answer or for the child."""
    going: list[Worker[Any]] = []
    for _ in range(200):
        await pilot.pause()
        going = [
            worker for worker in app.workers if _goes_on(worker) and worker.group not in ("dialog", "sync", "follow")
        ]
        if not going:
            return
        await asyncio.wait([asyncio.ensure_future(_rest(worker)) for worker in going], timeout=0.5)
    raise AssertionError(f"still going: {[worker.name for worker in going]}")


def _goes_on(worker: Worker[Any]) -> bool:
    return worker.state in (WorkerState.PENDING, WorkerState.RUNNING)


async def _rest(worker: Worker[Any]) -> None:
    while _goes_on(worker):
        await asyncio.sleep(0.005)


def screen_text(app: NewsApp) -> list[str]:
    """What is on the screen, line by line, without styles."""
    width, height = app.size
    lines = app.screen._compositor.render_strips()
    return [strip.text[:width] for strip in lines[:height]]


class LongListing:
    """A million articles that are made up when they are asked for, and that remembers what was asked for."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.asked: list[tuple[int, int]] = []

    def __len__(self) -> int:
        return self.count

    def page(self, offset: int, limit: int) -> list[Row]:
        self.asked.append((offset, limit))
        return [make_row(number) for number in range(offset, min(offset + limit, self.count))]

    def position(self, id: str) -> int | None:  # noqa: A002
        number = int(id, 16)
        return number if number < self.count else None

    def neighbour(self, id: str, step: int, unread: bool = False) -> str | None:  # noqa: A002
        there = int(id, 16) + step
        return make_id(there) if 0 <= there < self.count else None


def make_row(number: int) -> Row:
    """A row of the long listing."""
    return Row(
        id=make_id(number),
        title=f"Story number {number}",
        title_derived=False,
        source="Harbour Gazette",
        published="2024-05-01",
        place=None,
        section=None,
        lede="",
        words=100,
        read=number % 3 == 0,
        starred=number % 7 == 0,
        noted=False,
        gone=False,
        tags=(),
        origin="papers",
    )
