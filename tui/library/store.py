"""Writing what a sync made: documents, articles and their notes, with the change log, in one transaction."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from tui.library import changes, feeds, groups, moments, names, pack
from tui.library.connect import Database
from tui.library.records import Counts, Digested, FileRecord
from tui.likeness import Sketch
from tui.model import ArticleNotes, RawDocument

LEDE = 200
"""Characters of the body that a row of the list carries."""

_COLUMNS = (
    "fingerprint", "recipe", "newest", "oldest", "published", "title", "title_derived",
    "source", "section", "place", "lede", "words",
)  # fmt: skip


_SHIFT = 0xF0000 - 0xD800
_SURROGATE = re.compile("[\ud800-\udfff]")
_PRIVATE = re.compile("[\U000f0000-\U000f07ff]")


class _Prepared(msgspec.Struct, frozen=True):
    """A document with everything computed that needs no database, so that the transaction is short."""

    digest: Digested
    article: tuple[Any, ...]
    """Values of `_COLUMNS`, without the sort keys."""
    document: tuple[Any, ...]
    content: bytes
    notes: bytes
    length: int
    """Code points of the body."""
    trace: tuple[int, bytes]
    """The hash of its lede, and those of its lines."""


class _Known(msgspec.Struct, frozen=True):
    """What the library has of a document that comes again."""

    number: int
    added: float
    newest: int
    fingerprint: str
    content: bytes
    notes: bytes
    lede: int
    lines: bytes
    sketch: Sketch


def to_place(location: str) -> str:
    """A location as SQLite can hold it: the lone surrogates that stand for bytes of a file name that is not Unicode
    become characters of a private plane."""
    return location if location.isascii() else _SURROGATE.sub(lambda found: chr(ord(found[0]) + _SHIFT), location)


def from_place(place: str) -> str:
    """The location that `to_place` made a place of."""
    return place if place.isascii() else _PRIVATE.sub(lambda found: chr(ord(found[0]) - _SHIFT), place)


def store(db: Database, records: Sequence[FileRecord], digests: Sequence[Digested], now: float) -> Counts:
    """Write documents with all that was made of them, and the files whose reading has ended; all or nothing.

    Documents that were in such a file and are there no more are marked as gone, and those that are back are unmarked.
    What the user did is not touched.
    """
    prepared = {digest.document.id: _prepare(digest) for digest in digests}
    with db.atomic():
        new, changed = _write(db, prepared, now)
        origins = {name: get_origin(db, name) for name in {record.listing.origin for record in records}}
        gone = sum(_settle(db, record, origins[record.listing.origin]) for record in records)
        for record in records:
            if record.feed is not None:
                feeds.write_state(db, origins[record.listing.origin], record.feed)
    return Counts(new=new, changed=changed, gone=gone)


def get_origin(db: Database, name: str) -> int:
    """The number of a source's name, made when it is new; needs a transaction."""
    db.run("INSERT INTO origin (name) VALUES (?) ON CONFLICT DO NOTHING", (name,))
    return int(db.value("SELECT number FROM origin WHERE name = ?", (name,)))


def mark_gone(db: Database, origin: str, locations: Iterable[str]) -> int:
    """Mark the articles of files that have vanished; returns how many were not marked before."""
    marked = 0
    with db.atomic():
        number = get_origin(db, origin)
        for place in map(to_place, locations):
            db.run("DELETE FROM file WHERE origin = ? AND location = ?", (number, place))
            lost = db.all(f"SELECT number FROM article WHERE gone = 0 AND {IN_FILE}", in_file(number, place))  # noqa: S608
            _mark_gone(db, lost, 1)
            marked += len(lost)
    return marked


IN_FILE = (
    "number IN (SELECT number FROM article WHERE origin = :origin AND location = :place "
    "UNION ALL SELECT number FROM article WHERE origin = :origin AND location > :place || '#' "
    "AND location < :place || '$' AND location NOT IN (SELECT location FROM file WHERE origin = :origin))"
)
"""Which articles are from one file: that of the file itself, and those of its records, `file#record`, unless there is
a file of such a name. Two searches, as SQLite would read the whole source for one with OR."""


def in_file(origin: int, place: str) -> dict[str, Any]:
    """The values of `IN_FILE`."""
    return {"origin": origin, "place": place}


def find_stale(db: Database, recipes: Mapping[str, str]) -> list[str]:
    """The ids of articles of these sources that were made by another recipe."""
    return [
        id_
        for origin, recipe in recipes.items()
        for (id_,) in db.all(
            "SELECT a.id FROM origin o CROSS JOIN article a ON a.origin = o.number "
            "WHERE o.name = ?1 AND (a.recipe < ?2 OR a.recipe > ?2)",
            (origin, recipe),
        )
    ]


def read_document(db: Database, id_: str) -> RawDocument | None:
    """A document as it came; None when the library does not have it."""
    row = db.one(
        "SELECT o.name, a.location, d.format, a.fingerprint, d.encoding, d.metadata, d.raw, d.text "
        "FROM article a JOIN document d ON d.article = a.number JOIN origin o ON o.number = a.origin WHERE a.id = ?",
        (id_,),
    )
    if row is None:
        return None
    origin, location, *columns = row
    return pack.unpack_document(id_, origin, from_place(location), *columns)


def _prepare(digest: Digested) -> _Prepared:
    document, article = digest.document, digest.article
    body = article.body
    lede = body[:LEDE]
    return _Prepared(
        digest=digest,
        article=(
            article.published, article.title, article.title_derived, article.source, article.section, article.place,
            lede, len(body.split()),
        ),
        document=(
            document.format.value, document.encoding, pack.encode(document.metadata),
            pack.shrink(document.raw), None if _decodes(document) else pack.pack_text(document.text),
        ),
        content=pack.pack(article),
        notes=pack.pack(digest.notes),
        length=len(body),
        trace=(_hash(lede), pack.pack_numbers(sorted(set(digest.lines)))),
    )  # fmt: skip


def _decodes(document: RawDocument) -> bool:
    try:
        return document.raw.decode(document.encoding) == document.text
    except (UnicodeDecodeError, LookupError):
        return False


def _find_known(db: Database, ids: list[str]) -> dict[str, _Known]:
    rows = db.all(
        "SELECT a.id, a.number, a.added, a.newest, a.fingerprint, p.content, p.notes, t.lede, t.lines, "
        "s.size, s.words, s.numbers "
        "FROM json_each(?) j JOIN article a ON a.id = j.value JOIN page p ON p.article = a.number "
        "JOIN trace t ON t.origin = a.origin AND t.article = a.number LEFT JOIN sketch s ON s.article = a.number",
        (json.dumps(ids),),
    )
    known = {}
    for id_, *values, size, words, numbers in rows:
        known[id_] = _Known(*values, Sketch(size or 0, words or b"", numbers or b""))  # type: ignore[call-arg]
    return known


def _write(db: Database, prepared: dict[str, _Prepared], now: float) -> tuple[int, int]:
    """Write documents and all that hangs on them; returns how many are new and how many have another fingerprint."""
    known = _find_known(db, list(prepared))
    origins = {name: get_origin(db, name) for name in {item.digest.document.origin for item in prepared.values()}}
    following = int(db.value("SELECT coalesce(max(number), 0) FROM article")) + 1
    inserts, updates, documents, contents, traces = [], [], [], [], []
    sketches: list[tuple[int, Sketch, bytes | None]] = []
    usages: list[names.Item] = []
    altered: list[str] = []
    replaced: list[str] = []
    for id_, item in prepared.items():
        digest, former = item.digest, known.get(id_)
        number, added = (former.number, former.added) if former else (following, now)
        following += former is None
        moment = moments.parse(digest.article.published)
        newest, oldest = moments.sort_keys(moment, added)
        values = (digest.document.fingerprint, digest.recipe, newest, oldest, *item.article)
        origin = origins[digest.document.origin]
        if former is None:
            inserts.append((number, id_, origin, to_place(digest.document.location), added, *values, id_, id_))
        else:
            updates.append((*values, number))
            if former.fingerprint != digest.document.fingerprint:
                replaced.append(id_)
        documents.append((number, *item.document))
        if former is None or (former.content, former.notes) != (item.content, item.notes):
            contents.append((number, item.content, item.notes))
            usage = names.Item(number, newest, moments.number_day(moment), digest.notes, item.length)
            if former is not None:
                usage = usage._replace(
                    former_newest=former.newest,
                    former=pack.unpack(former.notes, ArticleNotes),
                )
            usages.append(usage)
            altered.append(id_)
        if former is None or (former.lede, former.lines) != item.trace:
            traces.append((origin, number, *item.trace))
        if former is None or (former.newest, former.sketch) != (newest, digest.sketch):
            sketches.append((number, digest.sketch, former.sketch.words if former else None))
    feeds.keep_revisions(db, replaced, now)
    db.many(_INSERT, inserts)
    db.many(_UPDATE, updates)
    db.many(
        "INSERT OR REPLACE INTO document (article, format, encoding, metadata, raw, text) VALUES (?, ?, ?, ?, ?, ?)",
        documents,
    )
    db.many("INSERT OR REPLACE INTO page (article, content, notes) VALUES (?, ?, ?)", contents)
    names.replace(db, usages)
    if usages:
        db.run("UPDATE meta SET value = value + 1 WHERE name = 'names'")
    db.many("INSERT OR REPLACE INTO trace (origin, article, lede, lines) VALUES (?, ?, ?, ?)", traces)
    db.many("UPDATE origin SET traced = traced + 1 WHERE number = ?", sorted({(origin,) for origin, *_ in traces}))
    groups.replace(db, sketches)
    changes.log(db, altered)
    return len(inserts), len(replaced)


_INSERT = (
    f"INSERT INTO article (number, id, origin, location, added, {', '.join(_COLUMNS)}, read, starred) "  # noqa: S608
    f"VALUES (?, ?, ?, ?, ?, {', '.join('?' * len(_COLUMNS))}, "
    "coalesce((SELECT read FROM state WHERE article = ?), 0), "
    "coalesce((SELECT starred FROM state WHERE article = ?), 0))"
)
_UPDATE = f"UPDATE article SET {', '.join(f'{name} = ?' for name in _COLUMNS)} WHERE number = ?"  # noqa: S608


def _settle(db: Database, record: FileRecord, origin: int) -> int:
    """Compare what a file holds now with what it held; returns how many of its articles are newly gone."""
    place = to_place(record.listing.location)
    here = set(record.documents)
    held = db.all(f"SELECT number, id, gone FROM article WHERE {IN_FILE}", in_file(origin, place))  # noqa: S608
    back = [(number,) for number, id_, gone in held if gone and id_ in here]
    lost = [(number,) for number, id_, gone in held if not gone and id_ not in here] if record.whole else []
    _mark_gone(db, back, 0)
    _mark_gone(db, lost, 1)
    if record.whole:
        db.run(
            "INSERT INTO file (origin, location, signature) VALUES (?, ?, ?) "
            "ON CONFLICT DO UPDATE SET signature = excluded.signature",
            (origin, place, record.listing.signature),
        )
    return len(lost)


def _mark_gone(db: Database, numbers: Sequence[tuple[int]], value: int) -> None:
    """Write whether articles' files are there; a story's listed version is chosen anew where that differs."""
    db.many("UPDATE article SET gone = ? WHERE number = ?", [(value, *number) for number in numbers])
    groups.mark(db, numbers)


def _hash(text: str) -> int:
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
