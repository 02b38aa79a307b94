"""The way of data, readable in one sitting.

    source -> raw document -> article -> notes -> library -> index

`sync` takes what is new or changed all the way. `digest` is the middle of it for one document and needs neither
library nor terminal. `reclean` and `relink` do a part again after the user has corrected something.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from tui import __version__, corrections, likeness
from tui.library.records import Digested, FileRecord, Link
from tui.model import (
    ArticleNotes,
    CleanRules,
    Corrections,
    Failure,
    FeedState,
    Listing,
    RawDocument,
    SourceMemory,
    SourceSpec,
)
from tui.problems import split_problem
from tui.tally import Progress, Report, Tally
from tui.text import fold
from tui.workers import PAUSE, Pause, count_cores, map_ordered

if TYPE_CHECKING:
    from tui.config import Config
    from tui.entities import Recogniser
    from tui.library import Library
    from tui.sources.web import Gathering

log = logging.getLogger(__name__)

BATCH = 64
"""Documents stored in one transaction: few enough that articles appear as they come."""


class Task(Struct, frozen=True):
    """One document to be made an article, with all that is needed to do it in another process."""

    document: RawDocument
    memory: SourceMemory
    recogniser: str
    model: str | None
    recipe: str


class FileEnd(Struct, frozen=True):
    """Says that all documents of a file have gone by, and which of them needed nothing."""

    listing: Listing
    unchanged: tuple[str, ...]
    whole: bool
    """Whether the file was read to its end; one that was not is read again next time."""
    feed: FeedState | None = None
    """For a feed, what to remember of it."""


class Job(Struct, frozen=True):
    """A task, or what keeps its place between tasks."""

    item: Task | Failure | FileEnd


# ------------------------------------------------------------------------- one document


def digest(
    document: RawDocument, memory: SourceMemory = SourceMemory(), recogniser: str = "builtin", model: str | None = None
) -> Digested:
    """Make an article and its notes of a raw document."""
    from tui.clean import clean_page
    from tui.clean.learn import short_lines
    from tui.entities import make_notes

    article = clean_page(document, memory)
    notes = make_notes(
        article.id,
        article.body,
        language=article.language,
        title="" if article.title_derived else article.title,
        published=article.published,
        recogniser=load_recogniser(recogniser, model),
    )
    sketch = likeness.make_sketch("" if article.title_derived else article.title, article.body)
    return Digested(document, article, notes, recipe="", lines=short_lines(article), sketch=sketch)


def note_text(name: str, text: str, recogniser: str = "builtin", model: str | None = None) -> ArticleNotes:
    """Make the notes of a text that needs no cleaning; offsets are into the text as given."""
    from tui.entities import make_notes

    return make_notes(name, text, language=None, recogniser=load_recogniser(recogniser, model))


@cache
def load_recogniser(name: str, model: str | None) -> Recogniser:
    """The recogniser by its name, loaded once in each process; RecogniserError when it is not installed."""
    from tui.entities import get_recogniser

    return get_recogniser(name, model)


# ------------------------------------------------------------------------- the whole way


def sync(
    config: Config,
    library: Library,
    *,
    progress: Callable[[Progress], None] = lambda _: None,
    cancelled: Callable[[], bool] = lambda: False,
    now: bool = False,
) -> Report:
    """Bring the library and its index up to date with the sources; LibraryBusy when another process is at it.

    What cannot be read is reported and skipped. Killed or cancelled at any moment, the next run goes on where this
    one stopped. With `now`, feeds are asked although it is not yet time.
    """
    tally = Tally(progress)
    with library.lock():
        maker = Maker(config, library)
        feeds = ask_feeds(config, library, tally, now)
        try:
            files = list(decide(config, library, tally))
            store(library, maker.make(read(files, maker, library, tally, cancelled)), tally)
            if feeds is not None:
                index(config, library, tally)  # what the files had is found while the feeds are still awaited
                store(library, maker.make(read_feeds(feeds, tally, cancelled)), tally)
        finally:
            if feeds is not None:
                feeds.stop()
        for spec in config.sources:
            learn(config, library, spec.name)
        renew(maker, library, tally, cancelled)
        library.regroup()
        link(config, library, tally)
        index(config, library, tally)
    return tally.report(library.count())


def reclean(
    config: Config, library: Library, origin: str, progress: Callable[[Progress], None] = lambda _: None
) -> None:
    """Make the articles of one source again from what is stored, after a rule for it was changed."""
    tally = Tally(progress)
    with library.lock():
        renew(Maker(config, library, only=origin), library, tally)
        library.regroup()
        link(config, library, tally)
        index(config, library, tally)


def count_line(library: Library, origin: str, text: str) -> tuple[int, int]:
    """In how many documents of a source a line stands, and how many documents there are."""
    from tui.clean.learn import hash_line

    return library.count_line(origin, hash_line(text))


def relink(config: Config, library: Library) -> None:
    """Resolve the entities of the whole library again, after `names.yaml` was changed."""
    tally = Tally()
    with library.lock():
        link(config, library, tally)
        index(config, library, tally)


def ask_feeds(config: Config, library: Library, tally: Tally, now: bool) -> Gathering | None:
    """Begin to ask the feeds whose time has come, in the background; None when there are none."""
    specs = [spec for spec in config.sources if spec.kind == "feed"]
    if not specs:
        return None
    from tui.sources.feed import FeedSource
    from tui.sources.stories import LOCATION

    settings = config.sync.feeds
    due: list[tuple[FeedSource, Listing]] = []
    for spec in specs:
        source = FeedSource(spec, library.feed_state(spec.name), settings, forced=now)
        for found in source.list():
            if isinstance(found, Failure):
                tally.failures.append(found)
            else:
                due.append((source, found))
    if not due:
        return None
    from tui.sources.web import Gathering

    return Gathering(due, settings, lambda origin: library.fingerprints(origin, LOCATION))


def decide(config: Config, library: Library, tally: Tally) -> Iterator[tuple[SourceSpec, Listing]]:
    """The files that are new or changed; those that vanished are marked gone, unless their source cannot be seen."""
    from tui.sources import open_source

    for spec in config.sources:
        if spec.kind == "feed":
            continue
        known = library.signatures(spec.name)
        seen: set[str] = set()
        blind = False
        for found in open_source(spec).list():
            if isinstance(found, Failure):
                tally.failures.append(found)
                blind = True
                continue
            seen.add(found.location)
            if known.get(found.location) != found.signature:
                yield spec, found
        if not blind:
            tally.gone += library.mark_gone(spec.name, known.keys() - seen)


def read(
    files: list[tuple[SourceSpec, Listing]],
    maker: Maker,
    library: Library,
    tally: Tally,
    cancelled: Callable[[], bool],
) -> Iterator[RawDocument | Failure | FileEnd]:
    """The documents of the files that are new or changed, and after each file its end."""
    from tui.sources import open_source

    stale = maker.find_stale(library)
    for number, (spec, listing) in enumerate(files):
        known = library.fingerprints(listing.origin, listing.location)
        same: list[str] = []
        whole = True
        for document in open_source(spec).read(listing):
            if cancelled():
                return
            if isinstance(document, Failure):
                whole = whole and document.partial
                yield document
            elif known.get(document.id) == document.fingerprint and document.id not in stale:
                same.append(document.id)
            else:
                yield document
        yield FileEnd(listing, tuple(same), whole)
        tally.tell("reading", number + 1, len(files))


def read_feeds(
    feeds: Gathering, tally: Tally, cancelled: Callable[[], bool]
) -> Iterator[RawDocument | Failure | FileEnd | Pause]:
    """The new and changed items of feeds as they come, and after each feed its end; a pause while nothing comes."""
    from tui.sources.web import FeedEnd

    done = 0
    for answer in feeds.answers():
        if cancelled():
            return
        if isinstance(answer, FeedEnd):
            done += 1
            # Never whole: what a feed no longer lists is not gone.
            yield FileEnd(answer.listing, (), whole=False, feed=answer.state)
            tally.tell("reading", done, feeds.total)
        else:
            yield PAUSE if answer is None else answer


def store(library: Library, made: Iterable[Digested | Failure | FileEnd], tally: Tally) -> None:
    """Write what was made into the library, in batches, each file's signature with its last document."""
    digests: list[Digested] = []
    records: list[FileRecord] = []
    written: list[str] = []

    def flush() -> None:
        counts = library.store(records, digests)
        tally.add(counts.new, counts.changed, counts.gone)
        records.clear()
        digests.clear()

    for item in made:
        match item:
            case Failure():
                tally.failures.append(item)
            case Digested():
                digests.append(item)
                written.append(item.document.id)
            case FileEnd(listing, unchanged, whole, feed):
                records.append(FileRecord(listing, (*written, *unchanged), whole, feed))
                written.clear()
        if len(digests) + len(records) >= BATCH:
            flush()
    flush()


def learn(config: Config, library: Library, origin: str) -> None:
    """Find the lines that recur in a source; the articles that have one newly are made again by `renew`."""
    from tui.clean.learn import is_touched

    repeated = config.clean.repeated
    basis = _hash(repeated)
    if not library.is_learned(origin, basis):
        found = library.repeated_lines(origin, documents=repeated.documents, share=repeated.share)
        library.learn(origin, found, basis, is_touched)


def renew(maker: Maker, library: Library, tally: Tally, cancelled: Callable[[], bool] = lambda: False) -> None:
    """Make again, from what is stored, the articles whose rules, repeated lines, cleaner or recogniser have changed."""
    stale = sorted(maker.find_stale(library))
    maker.forget()

    def documents() -> Iterator[RawDocument]:
        for number, article in enumerate(stale):
            if cancelled():
                return
            yield library.document(article)
            tally.tell("cleaning", number + 1, len(stale))

    store(library, maker.make(documents()), tally)


def link(config: Config, library: Library, tally: Tally) -> None:
    """Join the entities that articles name into the library's entities, and make again what is kept for their cards.

    The user's corrections win. What is wrong in their file is reported and the rest followed; of a file that says
    nothing that can be understood nothing is, and names stay with the entities they belong to.
    """
    sound = corrections.read_corrections(config.entities.names)
    tally.failures += [Failure(*split_problem(config.entities.names, text), partial=True) for text in sound.problems]
    if sound.corrections is not None:
        follow_corrections(library, sound.corrections)
    library.settle()


def follow_corrections(library: Library, told: Corrections) -> None:
    """Resolve all names, if any have come or what decides about them has changed since it was last done."""
    from tui.entities import data, namesakes

    basis = _hash(__version__, data.digest(), told)
    if library.is_linked(basis):
        return
    resolve_names(library, told, basis)
    # Behind it, as the company of a name is counted by what names belong to.
    apart, joined = (
        {fold(name) for key, others in table.items() for name in (key, *others)} for table in (told.split, told.merge)
    )
    if library.part(namesakes.divide, namesakes.follow, apart, joined):
        resolve_names(library, told, basis)


def resolve_names(library: Library, told: Corrections, basis: str) -> None:
    """Let every name belong to the entity that resolution finds."""
    from tui.entities import resolve

    locals_ = library.local_entities()
    found = [(one.kind, one.name, one.names, one.articles) for one in locals_]
    apart = {(one.kind, one.name): one.apart for one in locals_ if one.apart}
    library.relink((Link(*answer) for answer in resolve.link(found, told, apart)), basis)


def index(config: Config, library: Library, tally: Tally) -> None:
    """Let the search index follow the library's change log."""
    from tui.search import Index

    Index(library, config.search.settings, workers=config.sync.workers).update(
        lambda done, total: tally.tell("indexing", done, total)
    )


# ------------------------------------------------------------------------- how it is done


class Maker:
    """Makes articles of documents, each by its source's rules and memory, in several processes when there are many."""

    def __init__(self, config: Config, library: Library, only: str | None = None) -> None:
        self._library = library
        self._recogniser = config.entities.recogniser
        self._model = config.entities.model
        self._workers = config.sync.workers or count_cores()
        self._memories: dict[str, SourceMemory] = {}
        self._rules = merge_rules(config.clean.rules, corrections.load_rules(config.clean.rules_file))
        specs = [spec for spec in config.sources if only in (None, spec.name)]
        version = self._name_version()
        self.recipes: Mapping[str, str] = {
            spec.name: _hash(version, self._rules.get(spec.name), spec.fields, spec.encoding) for spec in specs
        }

    def find_stale(self, library: Library) -> frozenset[str]:
        """The articles that were made by another recipe than the one in force."""
        return frozenset(library.stale(self.recipes))

    def forget(self) -> None:
        """Drop what is remembered of the sources' repeated lines, as they have been learned anew."""
        self._memories.clear()

    def make(self, items: Iterable[RawDocument | Failure | FileEnd | Pause]) -> Iterator[Digested | Failure | FileEnd]:
        """Turn the documents among the items into articles; the other items keep their place between them."""
        jobs = (item if isinstance(item, Pause) else self._job(item) for item in items)
        return map_ordered(_work, jobs, workers=self._workers, lost=_lose)

    def _job(self, item: RawDocument | Failure | FileEnd) -> Job:
        return Job(self._task(item) if isinstance(item, RawDocument) else item)

    def _task(self, document: RawDocument) -> Task:
        memory = self._memories.get(document.origin)
        if memory is None:
            rules = self._rules.get(document.origin, CleanRules())
            memory = SourceMemory(rules, self._library.learned(document.origin))
            self._memories[document.origin] = memory
        recipe = self.recipes.get(document.origin, "")
        return Task(document, memory, self._recogniser, self._model, recipe)

    def _name_version(self) -> str:
        from tui.clean import CLEANER

        return f"{CLEANER} {load_recogniser(self._recogniser, self._model).version} {likeness.VERSION}"


def _work(job: Job) -> Digested | Failure | FileEnd:
    if not isinstance(task := job.item, Task):
        return task
    try:
        made = digest(task.document, task.memory, task.recogniser, task.model)
    except Exception as error:  # one document must not end the run; it is logged and reported
        log.exception("%s: %s", task.document.origin, task.document.location)
        return Failure(_name(task), f"could not be made an article: {type(error).__name__}: {error}")
    return msgspec.structs.replace(made, recipe=task.recipe)


def _lose(job: Job) -> Digested | Failure | FileEnd:
    if not isinstance(task := job.item, Task):
        return task
    return Failure(_name(task), "it ended the process, probably for want of memory", "exclude it in the config")


def _name(task: Task) -> str:
    return f"{task.document.origin}: {task.document.location}"


def _hash(*parts: object) -> str:
    return hashlib.blake2b(msgspec.json.encode(parts, order="deterministic"), digest_size=8).hexdigest()


def merge_rules(*sets: Mapping[str, CleanRules]) -> dict[str, CleanRules]:
    """Join the rules of the config with those taught from the screen, source by source."""
    merged: dict[str, CleanRules] = {}
    for rules in sets:
        for origin, one in rules.items():
            had = merged.get(origin, CleanRules())
            merged[origin] = CleanRules(had.keep + one.keep, had.drop + one.drop, had.cut_after + one.cut_after)
    return merged
