"""Documents with everything made of them, as a sync would hand them to the library."""

from __future__ import annotations

from collections.abc import Sequence

from tui.library import Digested, FileRecord, Library
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
    Metadata,
    Quote,
    RawDocument,
    Reason,
    Role,
)

ORIGIN = "archive"
NOTHING_SAID = Metadata()


def make_id(number: int) -> str:
    """The id of the document with this number."""
    return f"{number:012x}"


def make_digest(
    number: int,
    *,
    text: str = "The ferry left Nordvik at noon.",
    title: str | None = None,
    published: str | None = "2024-05-01",
    source: str | None = "Harbour Gazette",
    entities: Sequence[Entity] = (),
    location: str | None = None,
    origin: str = ORIGIN,
    recipe: str = "first",
    lines: tuple[int, ...] = (),
    raw: bytes | None = None,
    encoding: str = "utf-8",
    metadata: Metadata = NOTHING_SAID,
) -> Digested:
    """One document of a single paragraph; its fingerprint follows its text."""
    id_ = make_id(number)
    location = f"{number}.txt" if location is None else location
    blocks = (
        Block(f"{text}\n\n", text, Role.PARAGRAPH),
        Block("Follow us", "Follow us", Role.FURNITURE, Reason.PROMO, "a promo line"),
    )
    page = "".join(block.raw for block in blocks)
    document = RawDocument(
        id_, origin, location, Format.TEXT, page, f"print of {text}", page.encode() if raw is None else raw, encoding,
        metadata,
    )  # fmt: skip
    article = Article(
        id_, origin, location, title or f"Story {number}", title is None, blocks, source=source, published=published
    )
    return Digested(document, article, ArticleNotes(id_, tuple(entities)), recipe, lines)


def make_entity(
    name: str,
    kind: Kind = Kind.PERSON,
    *,
    names: Sequence[str] = (),
    mentions: int = 1,
    called: Sequence[str] = (),
    quoted: Sequence[str] = (),
    start: int = 0,
) -> Entity:
    """An entity as one article names it, mentioned so often from `start` on."""
    return Entity(
        name,
        kind,
        tuple(names) or (name,),
        tuple(Mention(start + 10 * number, start + 10 * number + 3, name[:3]) for number in range(mentions)),
        tuple(Description(text, start, start + len(text), text.lower()) for text in called),
        tuple(Quote(text, place, place + len(text)) for place, text in enumerate(quoted)),
    )


def make_record(
    *numbers: int, location: str | None = None, signature: str = "s1", whole: bool = True, origin: str = ORIGIN
) -> FileRecord:
    """The end of a file that has these documents."""
    location = f"{numbers[0]}.txt" if location is None else location
    return FileRecord(
        Listing(origin, location, f"/papers/{location}", signature), tuple(make_id(number) for number in numbers), whole
    )


def put(library: Library, *digests: Digested) -> None:
    """Store documents, each the only one of its file."""
    with library.lock():
        library.store(
            [make_record(int(one.document.id, 16), location=one.document.location) for one in digests], digests
        )
