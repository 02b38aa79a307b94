"""Small articles made for the tests of the app, and libraries filled with them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import blake2b

from tui.library import Library
from tui.library.records import Digested, FileRecord, Link
from tui.model import (
    Article,
    ArticleNotes,
    Block,
    Caption,
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
)

SUMMIT = (
    "Leaders of the Baltic states met in Tallinn on Monday to sign the harbour agreement, Estonia’s government said.",
    "“We have waited ten years for this,” Kaja Kallas told reporters in Tallinn. Kallas thanked the European Union.",
    "The European Union will pay for half of the work. Latvia and Lithuania share the rest.",
)
FURNITURE = (
    Block("Home > World > Europe\n\n", "Home > World > Europe", Role.FURNITURE, Reason.NAVIGATION, "breadcrumb"),
    Block("Follow us on WhatsApp\n\n", "Follow us on WhatsApp", Role.FURNITURE, Reason.PROMO, "follow us"),
    Block("Read 12 comments\n\n", "Read 12 comments", Role.FURNITURE, Reason.COMMENT, "comments"),
)
NAMES: dict[Kind, tuple[tuple[str, ...], ...]] = {
    Kind.PERSON: (("Kaja Kallas", "Kallas"),),
    Kind.ORGANISATION: (("European Union",),),
    Kind.PLACE: (("Tallinn",), ("Latvia",), ("Lithuania",)),
}


def make_id(name: str) -> str:
    """An article's id, from any name."""
    return blake2b(name.encode(), digest_size=6).hexdigest()


def make_article(
    name: str = "summit",
    paragraphs: Sequence[str] = SUMMIT,
    *,
    title: str = "Baltic states sign harbour agreement",
    title_derived: bool = False,
    published: str | None = "2024-12-03",
    source: str | None = "Baltic News Service",
    furniture: bool = True,
    url: str | None = None,
    captions: tuple[Caption, ...] = (),
    blocks: Sequence[Block] | None = None,
) -> Article:
    """An article of these paragraphs, with furniture before, among and after them."""
    kept = [Block(f"{text}\n\n", text, Role.PARAGRAPH) for text in paragraphs]
    made = [FURNITURE[0], *kept[:1], FURNITURE[1], *kept[1:], FURNITURE[2]] if furniture else kept
    return Article(
        make_id(name),
        "wire",
        f"{name}.txt",
        title,
        title_derived,
        tuple(made if blocks is None else blocks),
        source=source,
        section="Europe",
        place="Tallinn",
        byline=("Mari Tamm",),
        published=published,
        language="en",
        url=url,
        captions=captions,
    )


def find_entities(article: Article) -> tuple[Entity, ...]:
    """The names of the summit, wherever the article has them."""
    found = []
    for kind, people in NAMES.items():
        for names in people:
            mentions = tuple(
                Mention(match.start(), match.end(), match[0]) for match in re.finditer("|".join(names), article.body)
            )
            if not mentions:
                continue
            descriptions: tuple[Description, ...] = ()
            quotes: tuple[Quote, ...] = ()
            if kind is Kind.PERSON:
                first = mentions[0]
                descriptions = (Description("Estonian leader", first.start, first.end),)
                if said := re.search("“([^”]*)”", article.body):
                    quotes = (Quote(said[1], said.start(), said.end()),)
            found.append(Entity(names[0], kind, names, mentions, descriptions, quotes))
    return tuple(sorted(found, key=lambda entity: -len(entity.mentions)))


def digest(article: Article) -> Digested:
    """An article with its notes, as the pipeline hands it to the library."""
    text = "".join(block.raw for block in article.blocks)
    document = RawDocument(
        article.id, article.origin, article.location, Format.TEXT, text, make_id(text), text.encode("utf-8", "replace")
    )
    return Digested(document, article, ArticleNotes(article.id, find_entities(article)), "recipe", ())


def fill(library: Library, articles: Sequence[Article]) -> None:
    """Put articles into a library and resolve their names, each as itself."""
    digests = [digest(article) for article in articles]
    records = [
        FileRecord(Listing(one.origin, one.location, f"/nowhere/{one.location}", "signature"), (one.id,))
        for one in articles
    ]
    with library.lock():
        library.store(records, digests)
        library.relink([Link(one.kind, one.name, one.kind, one.name) for one in library.local_entities()])
