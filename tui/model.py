"""The nouns that every part shares, one frozen type for each stage of the data's way.

source -> RawDocument -> Article -> ArticleNotes -> library -> index -> screen
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from msgspec import Meta, Struct

# --------------------------------------------------------------------------- what comes in


class Fields(Struct, frozen=True, forbid_unknown_fields=True):
    """Which keys of a JSONL record hold what; the first key that is there and not empty is taken."""

    id: tuple[str, ...] = ("id", "_id", "guid", "uuid", "url")
    text: tuple[str, ...] = ("text", "body", "content", "article", "maintext")
    html: tuple[str, ...] = ("html", "content_html", "raw_html")
    title: tuple[str, ...] = ("title", "headline", "name")
    source: tuple[str, ...] = ("source", "publisher", "site", "outlet", "source_domain")
    section: tuple[str, ...] = ("section", "category")
    byline: tuple[str, ...] = ("byline", "authors", "author")
    published: tuple[str, ...] = (
        "published",
        "date",
        "date_publish",
        "published_at",
        "publishedAt",
        "pubDate",
        "datetime",
    )
    language: tuple[str, ...] = ("language", "lang")
    url: tuple[str, ...] = ("url", "link", "canonical_url")


class SourceSpec(Struct, frozen=True):
    """One entry of `sources` in the config, with its paths made absolute."""

    name: str
    path: str
    kind: str = "folder"
    """`folder` (a file or a folder of files) or `jsonl` (a dump whose every line is a document)."""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    encoding: str | None = None
    """What the files are said to be in; None detects it for each file."""
    fields: Fields = Fields()
    max_bytes: int = 20_000_000
    """The largest document read, in bytes, after decompression."""
    full_text: Literal["auto", "always", "never"] = "auto"
    """Whether a feed's linked pages are read: where the feed has only a summary, always, or never."""


class FeedSettings(Struct, frozen=True):
    """How feeds are asked; all that waits is in seconds."""

    interval: Annotated[float, Meta(ge=0)] = 3600
    """A feed is not asked again before this is over."""
    connect: Annotated[float, Meta(ge=0.01, le=300)] = 10
    """The longest wait for a connection."""
    read: Annotated[float, Meta(ge=0.01, le=300)] = 20
    """The longest wait for the next bytes."""
    total: Annotated[float, Meta(ge=0.01, le=3600)] = 60
    """The longest time for one document with all redirects and tries."""
    retries: Annotated[int, Meta(ge=0, le=10)] = 2
    """Tries after the first one, where what went wrong may pass."""
    redirects: Annotated[int, Meta(ge=0, le=20)] = 5
    gap: Annotated[float, Meta(ge=0, le=300)] = 1
    """Between two requests to the same host."""
    hosts: Annotated[int, Meta(ge=1, le=64)] = 8
    """Hosts that are asked at the same time."""
    items: Annotated[int, Meta(ge=1, le=100_000)] = 1000
    """The most items taken of one feed at a time, from its top."""
    pages: Annotated[int, Meta(ge=0, le=10_000)] = 50
    """The most linked pages read for one feed in one sync; the others are read in the next ones."""
    private: bool = False
    """Whether addresses of this machine and of private networks may be asked."""


class FeedState(Struct, frozen=True):
    """What is known of a feed from the last time it was asked; times are seconds since the epoch."""

    address: str = ""
    """The address in the config that the rest is about; for another one nothing is known."""
    etag: str | None = None
    modified: str | None = None
    """`ETag` and `Last-Modified` of the answer, to be asked with the next time."""
    checked: float = 0
    """When the feed was last read, or found unchanged."""
    due: float = 0
    """It is not asked again before this."""
    failures: int = 0
    """How often in a row it could not be read."""
    problem: str = ""
    """What went wrong the last time, in words for the user; empty when nothing did."""
    moved: str = ""
    """Where the feed said that it has moved for good; it is asked there from then on."""
    reading: str = ""
    """The options it was read with; with others, it is read as if it had changed."""
    fingerprint: str = ""
    """Of the bytes that came, for hosts that cannot say that nothing has changed."""


class Listing(Struct, frozen=True):
    """A file that a source has, found without reading it."""

    origin: str
    """The name of the source that lists it."""
    location: str
    """The path below the source's folder, with forward slashes; the same on every run."""
    path: str
    """The absolute path."""
    signature: str
    """Changes when the file does: size, time of change and inode, and the spec's reading options."""


class Metadata(Struct, frozen=True):
    """What the container says about a document (a JSONL record, a front matter); it wins over what cleaning finds."""

    title: str | None = None
    source: str | None = None
    section: str | None = None
    byline: tuple[str, ...] = ()
    published: str | None = None
    """As written; cleaning makes ISO 8601 of it."""
    language: str | None = None
    url: str | None = None


class Format(StrEnum):
    """How the text of a raw document is to be understood."""

    TEXT = "text"
    HTML = "html"
    MARKDOWN = "markdown"


class RawDocument(Struct, frozen=True):
    """One document as it came, decoded but not cleaned."""

    id: str
    """Twelve hexadecimal digits made of origin, location and record, so stable over runs."""
    origin: str
    location: str
    """The file's location; `#` and the record's number or key are added for one line of a dump."""
    format: Format
    text: str
    """Decoded text, otherwise untouched: line ends, control characters and markup are as they came."""
    fingerprint: str
    """Of the bytes of this document."""
    raw: bytes = b""
    """The bytes as they came (after decompression); kept so that the original can be given back."""
    encoding: str = "utf-8"
    metadata: Metadata = Metadata()


class Failure(Struct, frozen=True):
    """Something that could not be read or handled; the run goes on and reports it."""

    place: str
    """A path, or `path:line`."""
    message: str
    hint: str = ""
    partial: bool = False
    """Whether the rest of the file was read all the same."""


# --------------------------------------------------------------------------- a cleaned page


class Reason(StrEnum):
    """Why a block is not part of the story. The list is closed."""

    NAVIGATION = "navigation"
    HEADLINE_REPEAT = "headline-repeat"
    METADATA = "metadata"
    CAPTION = "caption"
    CREDIT = "credit"
    PROMO = "promo"
    TEASER = "teaser"
    RELATED = "related"
    COMMENT = "comment"
    LEGAL = "legal"
    NEWSLETTER = "newsletter"
    SHARE = "share"
    ADVERTISEMENT = "advertisement"
    PULL_QUOTE = "pull-quote"
    """Words of the story that are set apart to catch the eye."""
    DUPLICATE = "duplicate"
    """A paragraph that the page holds twice."""
    BOILERPLATE_REPEATED = "boilerplate-repeated"
    AFTER_END = "after-end"
    RULE = "rule"
    """A rule of the user's for this source says so."""


class Role(StrEnum):
    """What a block is in the page."""

    HEADLINE = "headline"
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    QUOTE = "quote"
    LIST_ITEM = "list-item"
    CORRECTION = "correction"
    """A correction or a note of the editors."""
    FURNITURE = "furniture"
    """Not part of the story; the block's reason says why."""
    BLANK = "blank"
    """White space or nothing that can be shown."""


BODY_ROLES = frozenset({Role.PARAGRAPH, Role.HEADING, Role.QUOTE, Role.LIST_ITEM, Role.CORRECTION})


class Block(Struct, frozen=True):
    """A stretch of the page; the `raw` of all blocks, joined, is the page's text again."""

    raw: str
    """The exact characters, with the line ends and blank lines that follow."""
    text: str
    """What is shown: harmless, white space folded, dateline and agency mark cut."""
    role: Role
    reason: Reason | None = None
    detail: str = ""
    """Which pattern, rule or measure decided, in words a reader can use."""

    @property
    def kept(self) -> bool:
        """Whether the block is one of the story's paragraphs."""
        return self.role in BODY_ROLES


class Caption(Struct, frozen=True):
    """A picture's words, and who made the picture."""

    text: str
    credit: str | None = None


class Article(Struct, frozen=True):
    """A page after cleaning. What the page does not say is None or empty."""

    id: str
    origin: str
    location: str
    title: str
    title_derived: bool
    blocks: tuple[Block, ...]
    source: str | None = None
    """The outlet or agency as it names itself."""
    section: str | None = None
    place: str | None = None
    """The dateline's place in ordinary case."""
    byline: tuple[str, ...] = ()
    published: str | None = None
    """ISO 8601, a date or a date with time."""
    updated: str | None = None
    language: str | None = None
    """ISO 639-1."""
    url: str | None = None
    captions: tuple[Caption, ...] = ()

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The story's paragraphs in order."""
        return tuple(block.text for block in self.blocks if block.kept)

    @property
    def body(self) -> str:
        """The paragraphs joined by blank lines; every offset of a mention counts its code points."""
        return "\n\n".join(self.paragraphs)

    @property
    def absence(self) -> str | None:
        """Why the page has no article, in words for the user; None when it has paragraphs."""
        if any(block.kept for block in self.blocks):
            return None
        counts: dict[str, int] = {}
        for block in self.removed:
            if block.reason is not None and block.text.strip():
                counts[block.reason.value] = counts.get(block.reason.value, 0) + 1
        if not counts:
            return "there is nothing but a headline" if self.title else "the page has no text"
        told = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return "all of it is " + ", ".join(f"{reason} ({count})" for reason, count in told[:4])

    @property
    def removed(self) -> tuple[Block, ...]:
        """The blocks that are not part of the story, in order, each with its reason."""
        return tuple(block for block in self.blocks if block.reason is not None)


class CleanRules(Struct, frozen=True):
    """What the user says about the lines of one source; each entry is a line as shown, `*` standing for anything."""

    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    cut_after: tuple[str, ...] = ()
    """From such a line on, all is furniture."""


class SourceMemory(Struct, frozen=True):
    """What is known of one source when a page of it is cleaned."""

    rules: CleanRules = CleanRules()
    repeated: frozenset[int] = frozenset()
    """`clean.learn.hash_line` of the lines that recur across the source's documents."""


# --------------------------------------------------------------------------- who is in it


class Kind(StrEnum):
    """What an entity is."""

    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"
    OTHER = "other"


class Mention(Struct, frozen=True):
    """One naming of an entity, by code points into the article's body."""

    start: int
    end: int
    text: str


class Description(Struct, frozen=True):
    """How the article words who somebody is."""

    text: str
    start: int
    end: int
    gist: str = ""
    """What it says, the same for all wordings that say the same: the office, and behind " of " the country."""


class Appearance(Struct, frozen=True):
    """An article that has a name, by what tells people of one name apart."""

    story: int
    """The same for versions of one story."""
    day: int | None
    """`date.toordinal`."""
    company: frozenset[int]
    """Who else is in it, without those who are everywhere."""
    roles: frozenset[str]
    """The gists of its descriptions of the name."""


class Side(Struct, frozen=True):
    """One of two people of the same name."""

    role: str
    """What most articles call this one and none the other; empty when nothing is."""
    company: tuple[int, ...]
    """In most articles with this one and not with the other."""
    first: int | None
    last: int | None
    """The days of the first and the last article."""


class Parting(Struct, frozen=True):
    """Two people of one name."""

    sides: tuple[int, ...]
    """Of each appearance whose it is: 0 or 1."""
    one: Side
    other: Side


class Quote(Struct, frozen=True):
    """What somebody is quoted saying, with its extent in the body."""

    text: str
    start: int
    end: int


class Entity(Struct, frozen=True):
    """Somebody or something named in one article."""

    name: str
    """The fullest name the article gives."""
    kind: Kind
    names: tuple[str, ...]
    mentions: tuple[Mention, ...]
    descriptions: tuple[Description, ...] = ()
    quotes: tuple[Quote, ...] = ()


class TextDate(Struct, frozen=True):
    """A date that the text speaks of, as it words it, with its place in the body."""

    text: str
    start: int
    end: int
    first: str
    last: str
    """ISO dates of the first and the last day that is meant: of one day, of a week, a month, a year or a decade."""


class ArticleNotes(Struct, frozen=True):
    """What one article names: its entities, most mentioned first, and the dates it speaks of, in their order."""

    article: str
    entities: tuple[Entity, ...]
    dates: tuple[TextDate, ...] = ()
    sentences: tuple[int, ...] = ()
    """Where the sentences of the body begin."""


class Corrections(Struct, frozen=True, forbid_unknown_fields=True):
    """The user's word on entities (`names.yaml`); it wins over everything found.

    Names are compared folded (`tui.text.fold`).
    """

    merge: dict[str, tuple[str, ...]] = {}
    """Name to show -> other names that are the same entity."""
    split: dict[str, tuple[str, ...]] = {}
    """Name -> names that must never be joined to it."""
    rename: dict[str, str] = {}
    retype: dict[str, Kind] = {}
    hide: tuple[str, ...] = ()
    pin: tuple[str, ...] = ()
    """Listed first whenever they are in the story."""
