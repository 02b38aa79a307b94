"""Measures the library alone: storing, linking, listing, opening a card, indexing.

python -m tests.bench.library [--articles 20000] [--words 300] [--folder DIR]
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from tests.bench.articles import get_odds, get_words
from tests.bench.documents import GIVEN, SURNAMES, WORDS
from tests.bench.search import spend
from tui.entities import namesakes
from tui.library import Digested, EntityRef, FileRecord, Library, Link
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
    Quote,
    RawDocument,
    Reason,
    Role,
    TextDate,
)
from tui.search import Index
from tui.workers import count_cores

BATCH = 200
KINDS = (Kind.PERSON, Kind.PERSON, Kind.ORGANISATION, Kind.PLACE)


def make_digests(count: int, words: int, seed: int = 1) -> Iterator[Digested]:
    """Yield documents with articles of so many words, each naming twelve of many entities, a few of them often."""
    chance = random.Random(seed)
    pool = max(100, count // 4)
    weights = [1 / (rank + 1) for rank in range(pool)]
    for number in range(count):
        cast = sorted({min(rank, pool - 1) for rank in chance.choices(range(pool), weights, k=12)})
        paragraphs = [" ".join(_draw(chance, 30)).capitalize() + "." for _ in range(max(1, words // 30))]
        yield _make_digest(chance, number, paragraphs, cast)


@cache
def _list_odds() -> list[float]:
    odds: list[float] = get_odds().tolist()
    return odds


def _draw(chance: random.Random, count: int) -> list[str]:
    return chance.choices(get_words(), cum_weights=_list_odds(), k=count)


def _make_digest(chance: random.Random, number: int, paragraphs: list[str], cast: list[int]) -> Digested:
    id_ = f"{number:012x}"
    location = f"{number // 1000:04d}/{number:07d}.txt"
    furniture = f"Read more in section {number % 50}\n"
    blocks = [Block(f"{text}\n\n", text, Role.PARAGRAPH) for text in paragraphs]
    blocks.append(Block(furniture, furniture.strip(), Role.FURNITURE, Reason.PROMO, "bench"))
    text = "".join(block.raw for block in blocks)
    raw = text.encode()
    day = date(2005, 1, 1) + timedelta(days=chance.randrange(7300))
    article = Article(
        id_,
        "bench",
        location,
        " ".join(_draw(chance, 8)).capitalize(),
        False,
        tuple(blocks),
        source=f"Paper {number % 30}",
        published=day.isoformat() if number % 50 else None,
        language="en",
    )
    document = RawDocument(id_, "bench", location, Format.TEXT, text, f"{number}", raw)
    body = article.body
    sentences = tuple(match.start() for match in re.finditer(r"\S[^.]*\.", body))
    notes = ArticleNotes(
        id_,
        tuple(_make_entity(chance, rank, len(body)) for rank in cast),
        tuple(_make_date(chance, day, start) for start in sentences[:4]),
        sentences,
    )
    lines = (*(chance.randrange(1 << 60) for _ in range(10)), number % 50)
    return Digested(document, article, notes, "bench", lines)


def _make_date(chance: random.Random, day: date, start: int) -> TextDate:
    meant = (day + timedelta(days=chance.randrange(-30, 30))).isoformat()
    return TextDate("on Friday", start, start + 9, meant, meant)


def _make_entity(chance: random.Random, rank: int, length: int) -> Entity:
    surname = SURNAMES[rank % len(SURNAMES)]
    name = f"{GIVEN[rank % len(GIVEN)]} {surname} {rank}"
    starts = sorted(chance.randrange(length) for _ in range(chance.randrange(1, 6)))
    mentions = tuple(Mention(start, start + len(surname), surname) for start in starts)
    said = " ".join(chance.choices(WORDS, k=12))
    return Entity(
        name,
        KINDS[rank % len(KINDS)],
        (name, f"{surname} {rank}"),
        mentions,
        (Description(f"{chance.choice(WORDS)} {chance.choice(WORDS)}", 0, 9),) if chance.random() < 0.4 else (),
        (Quote(said, 0, len(said)),) if chance.random() < 0.3 else (),
    )


def fill(library: Library, count: int, words: int) -> float:
    """Store so many articles; returns the seconds spent in the library."""
    spent = 0.0
    digests = list[Digested]()
    with library.lock():
        for digest in make_digests(count, words):
            digests.append(digest)
            if len(digests) == BATCH or digest.document.id == f"{count - 1:012x}":
                records = [FileRecord(_list(one), (one.document.id,)) for one in digests]
                begun = time.perf_counter()
                library.store(records, digests)
                spent += time.perf_counter() - begun
                digests = []
    return spent


def _list(digest: Digested) -> Listing:
    return Listing(digest.document.origin, digest.document.location, "/nowhere", digest.document.fingerprint)


def measure(name: str, function: Callable[[], object], runs: int = 7) -> None:
    """Print the median and the slowest of some runs, in milliseconds."""
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        function()
        times.append((time.perf_counter() - begun) * 1000)
    print(f"{name:42} {statistics.median(times):9.2f} ms   worst {max(times):9.2f}")


def measure_cards(library: Library, entities: list[EntityRef]) -> None:
    """Print how long the cards of many entities take: the median and the slowest, each the best of three runs."""
    times = []
    for ref in entities:
        runs = []
        for _ in range(3):
            begun = time.perf_counter()
            library.card(ref.id)
            runs.append((time.perf_counter() - begun) * 1000)
        times.append((min(runs), ref.articles))
    slowest, articles = max(times)
    median = statistics.median(taken for taken, _ in times)
    print(f"{len(times)} cards: median {median:.2f} ms, slowest {slowest:.2f} ms (in {articles} articles)")


def main() -> None:
    """Fill a library and time what the screen and a sync ask of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--words", type=int, default=300)
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    with ExitStack() as stack:
        folder = asked.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        library = stack.enter_context(Library.open(folder / "library"))
        count = library.count()
        if not count:
            seconds = fill(library, asked.articles, asked.words)
            print(f"store: {asked.articles / seconds:.0f} articles/s")
            count = asked.articles
        size = (library.folder / "library.sqlite").stat().st_size
        print(f"{count} articles, {size / count / 1000:.1f} KB each on disk")
        with library.lock():
            measure("settle, all", library.settle, 1)
            time_sync(library)
        time_screen(library, count)
        time_index(library, count)


def time_sync(library: Library) -> None:
    """Time what a sync does once, beside storing."""
    measure("signatures", lambda: library.signatures("bench"), 1)
    measure("stale, none", lambda: library.stale({"bench": "bench"}), 1)
    measure("repeated_lines", lambda: library.repeated_lines("bench", documents=4, share=0.02), 1)
    found = library.local_entities()
    measure(f"local_entities ({len(found)})", library.local_entities, 1)
    measure("part, all names", lambda: library.part(namesakes.divide, namesakes.follow), 1)
    measure("part, nothing new", lambda: library.part(namesakes.divide, namesakes.follow), 1)
    links = [Link(one.kind, one.name, one.kind, f"{one.name.rsplit(' ', 1)[0]} joined") for one in found[::20]]
    same = [Link(one.kind, one.name, one.kind, one.name) for one in found]
    measure(f"relink, {len(links)} joined", lambda: library.relink(links), 1)
    measure("relink, nothing new", lambda: library.relink(links), 1)
    measure("settle, after that", library.settle, 1)
    measure("relink, back", lambda: library.relink(same), 1)
    measure("settle, after that", library.settle, 1)
    one = [Link(found[9].kind, found[9].name, found[10].kind, found[10].name)]
    measure(f"relink, one in {found[9].articles} articles", lambda: library.relink(one), 1)
    measure("settle, after that", library.settle, 1)


def time_index(library: Library, count: int) -> None:
    """Time making the index anew, in one process and in as many as there are cores."""
    for workers in sorted({1, count_cores()}):
        index = Index(library, workers=workers)
        begun = time.perf_counter(), spend()
        with library.lock():
            index.rebuild()
        seconds, spent = time.perf_counter() - begun[0], spend() - begun[1]
        print(f"index, {workers} at once: {count / seconds:.0f} articles/s, {spent:.1f} s of the processors' time")


def time_screen(library: Library, count: int) -> None:
    """Time what the screen asks for while somebody looks on."""
    everything = library.listing()
    middle = everything.page(count // 2, 1)[0].id
    measure("revision", library.revision)
    measure("count", lambda: len(everything))
    measure("first page of 50", lambda: everything.page(0, 50))
    measure("page in the middle", lambda: everything.page(count // 2, 50))
    measure("last page", lambda: everything.page(count - 50, 50))
    measure("position in the middle", lambda: everything.position(middle))
    measure("neighbour", lambda: everything.neighbour(middle, 1))
    unread = library.listing(where="unread")
    measure("unread: count", lambda: len(unread))
    measure("unread: first page", lambda: unread.page(0, 50))
    kept = library.listing(where="unread", keep=[middle])
    measure("unread with kept: first page", lambda: kept.page(0, 50))
    measure("unread with kept: page in the middle", lambda: kept.page(count // 2, 50))
    hits = list(library.all_ids())[::7]
    measure(f"{len(hits)} hits by date", lambda: library.listing("newest", hits))
    measure("unread ids", lambda: library.ids_where("unread"))
    entities = library.entity_list(limit=100_000)
    for place in (0, 10, 100, 1000):
        ref = entities[min(place, len(entities) - 1)]
        measure(f"card of one in {ref.articles} articles", lambda ref=ref: library.card(ref.id))  # type: ignore[misc]
    measure_cards(library, [*entities[:400], *random.Random(1).sample(entities, min(600, len(entities)))])
    most, next_ = entities[0].id, entities[1].id
    measure("all names", library.rank)
    measure("all names, by rise", lambda: library.rank(order="rise"))
    measure(f"timeline of one in {entities[0].articles} articles", lambda: library.events([most]))
    measure("timeline of two", lambda: library.events([most, next_]), 3)
    measure("two together", lambda: library.together([most, next_]), 3)
    measure("find_entity", lambda: library.find_entity(entities[5].name))
    measure("find_entity, among the words", lambda: library.find_entity(entities[5].name.split()[0]))
    measure("entity_list", lambda: library.entity_list(limit=100))
    measure("entity_list, typed", lambda: library.entity_list("ar", limit=100))
    measure("article", lambda: library.article(middle))
    measure("entities of an article", lambda: library.entities(middle))
    some = hits[:1000]
    measure("1000 indexables", lambda: list(library.indexables(some)), 3)
    measure("1000 marked read", lambda: library.undo(library.set_read(some)), 3)


if __name__ == "__main__":
    main()
