"""What the library hands out: rows for lists, state, cards and the change log, all frozen."""

from __future__ import annotations

from array import array
from typing import Literal, NamedTuple

from msgspec import Struct

from tui.likeness import Sketch
from tui.model import Article, ArticleNotes, FeedState, Kind, Listing, RawDocument

Sort = Literal["newest", "oldest", "relevance"]

Filter = Literal["all", "unread", "starred"]
"""What of a list is shown."""

Order = Literal["articles", "rise"]
"""How all names are listed."""

Flag = Literal["read", "unread", "starred", "noted"]
"""What a query can ask of the user's state."""


class Row(Struct, frozen=True):
    """One line of the article list, enough to draw it."""

    id: str
    title: str
    title_derived: bool
    source: str | None
    published: str | None
    place: str | None
    section: str | None
    lede: str
    """The first 200 characters of the body."""
    words: int
    read: bool
    starred: bool
    noted: bool
    gone: bool
    """The file it came from is no longer there."""
    tags: tuple[str, ...]
    origin: str
    story: int | None = None
    """The same for all versions of one story; None for an article that has no other version."""
    versions: int = 1
    """How many versions of the story there are, with this one."""


class State(Struct, frozen=True):
    """What the user did with one article."""

    read: bool = False
    starred: bool = False
    tags: tuple[str, ...] = ()
    note: str = ""
    position: int = 0
    """Where reading stopped: a code point into the body."""


class Digested(Struct, frozen=True):
    """One document with all that was made of it, ready to be stored."""

    document: RawDocument
    article: Article
    notes: ArticleNotes
    recipe: str
    """Names the cleaner, rules and recogniser that made it; another recipe means it is to be made again."""
    lines: tuple[int, ...]
    """`clean.learn.hash_line` of its short lines, for finding those that recur in a source."""
    sketch: Sketch = Sketch()
    """By which its other versions are found."""


class FileRecord(Struct, frozen=True):
    """The end of reading one file."""

    listing: Listing
    documents: tuple[str, ...]
    """Ids of all documents found in it, new, changed or not; others that it once had are marked gone."""
    whole: bool = True
    """Whether it was read to its end; if not, nothing is marked gone and it is read again next time."""
    feed: FeedState | None = None
    """For a feed, what to remember of it."""


class Revision(Struct, frozen=True):
    """A document as it was before it was changed."""

    replaced: float
    """When the change was stored, in seconds since the epoch."""
    document: RawDocument


class Counts(Struct, frozen=True):
    """What one call of `Library.store` changed, in articles."""

    new: int = 0
    changed: int = 0
    gone: int = 0


class Undo(Struct, frozen=True):
    """What a change of state replaced, so that it can be put back."""

    label: str
    """What was done, in words for the user: `3 articles starred`."""
    field: Literal["read", "starred", "tag", "note", "entity note"]
    name: str
    """The tag, folded, or the entity's kind; else empty."""
    before: tuple[tuple[str, str | bool | None], ...]
    """Article id, or the entity's folded name, and the value it had; only what really changed is here."""


class SavedSearch(Struct, frozen=True):
    """A query the user gave a name."""

    name: str
    query: str


class Writer(Struct, frozen=True):
    """Who holds the library's write lock."""

    pid: int
    host: str
    since: float
    """Seconds since the epoch."""


class Change(Struct, frozen=True):
    """One entry of the change log that the index follows."""

    number: int
    article: str
    deleted: bool
    words: int = 0
    """Of the article, about; 0 when it is deleted or nobody knows."""


class Indexable(Struct, frozen=True):
    """What the index needs of an article."""

    id: str
    title: str
    body: str
    source: str | None
    section: str | None
    place: str | None
    byline: tuple[str, ...]
    published: str | None
    language: str | None
    origin: str
    people: tuple[str, ...]
    """Every name of every person in it, as resolved and as written."""
    organisations: tuple[str, ...]
    places: tuple[str, ...]
    said: tuple[tuple[tuple[str, ...], str], ...] = ()
    """Each quote with the names of who is quoted."""


class LocalEntity(Struct, frozen=True):
    """An entity as one article names it, the unit that resolution across the library joins."""

    kind: Kind
    name: str
    names: tuple[str, ...]
    articles: int
    """How many articles have this same name and kind."""
    apart: str = ""
    """For one who was told apart from others of the same name, that name; `name` is then qualified."""


class Link(Struct, frozen=True):
    """Resolution's answer for one LocalEntity: which entity of the library it belongs to."""

    kind: Kind
    name: str
    """Of the LocalEntity."""
    to_kind: Kind
    to_name: str
    """The entity's kind and name to show."""
    hidden: bool = False
    pinned: bool = False
    why: str = ""
    """On what evidence the name is taken for the entity's, in words; empty for the name that stands for it."""


class Alias(Struct, frozen=True):
    """One of the names that articles have an entity by."""

    name: str
    articles: int
    why: str
    """On what evidence it is taken for the entity's; for the name that stands for it, on what evidence another one of
    the same name is kept apart, and empty when there is none."""


class EntityRef(Struct, frozen=True):
    """An entity of the library, in a list."""

    id: int
    name: str
    kind: Kind
    articles: int
    mentions: int
    pinned: bool = False


class Said(Struct, frozen=True):
    """A description or a quote on a card, with the way back to its sentence."""

    text: str
    article: str
    title: str
    source: str | None
    published: str | None
    start: int
    end: int


class Event(Struct, frozen=True):
    """A date that an article speaks of, with the sentence it stands in."""

    first: str
    last: str
    """ISO dates of the first and the last day that is meant."""
    phrase: str
    """The words for the date."""
    phrase_start: int
    """Where they are in the sentence."""
    said: Said
    """The sentence."""


class Rise(NamedTuple):
    """How often an entity is named in the library's last week."""

    week: int
    """Articles of the last week that have it."""
    before: int
    """Those of the four weeks before."""
    weight: float
    """How much more that is than it was; below 0 when it is less."""


class Ranked(NamedTuple):
    """Entities in an order, of which any page can be had."""

    numbers: array[int]
    rises: dict[int, Rise]
    last: str | None
    """The last day of the last week: the library's newest day."""


class Count(Struct, frozen=True):
    """Something that articles have, and how many do."""

    value: str
    count: int


class Facets(Struct, frozen=True):
    """What articles have in common, of each kind most articles first."""

    source: tuple[Count, ...]
    """Outlets, and the names from the settings for articles that name none."""
    year: tuple[Count, ...]
    person: tuple[Count, ...]
    place: tuple[Count, ...]


class Together(Struct, frozen=True):
    """Articles that have several entities, newest first."""

    total: int
    rows: tuple[Row, ...]
    sentences: dict[str, tuple[Said, ...]]
    """By the article's id: the sentences that name all of them."""


class Wording(Struct, frozen=True):
    """What articles call an entity, in all wordings that say the same."""

    text: str
    """The wording that is used most."""
    articles: int
    first: str | None
    last: str | None
    """ISO dates of the first and last article that says so."""
    said: tuple[Said, ...]
    """The first and the last ones who say so, at most forty, oldest first, those without a date last."""


class Card(Struct, frozen=True):
    """All that the library knows of one entity."""

    id: int
    name: str
    kind: Kind
    names: tuple[str, ...]
    """Other names, most used first."""
    articles: int
    mentions: int
    first: str | None
    last: str | None
    """ISO dates of the first and last article."""
    timeline: tuple[tuple[str, int], ...]
    """Articles by day, month or year, by how long the whole is: (label, count), gaps filled with 0."""
    descriptions: tuple[Wording, ...]
    """What most articles call it, in the order of when that was first said."""
    quotes: tuple[Said, ...]
    """The newest, newest first."""
    appears_with: tuple[EntityRef, ...]
    """By how much oftener than by chance they are together; `articles` counts the articles that have both."""
    places: tuple[EntityRef, ...]
    rows: tuple[Row, ...]
    """Its articles, newest first, at most 50."""
    pinned: bool = False
    note: str = ""
    said: int = 0
    """How many quotes there are of it."""
    first_article: str | None = None
    last_article: str | None = None
    aliases: tuple[Alias, ...] = ()
    """The names that articles have it by in full, those in most articles first."""
