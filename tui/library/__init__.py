"""What is kept: the SQLite store, its schema and migrations, change log and the user's state."""

from __future__ import annotations

from tui.library.library import Library
from tui.library.listing import Listing
from tui.library.records import (
    Card,
    Change,
    Count,
    Counts,
    Digested,
    EntityRef,
    Event,
    Facets,
    FileRecord,
    Filter,
    Flag,
    Indexable,
    Link,
    LocalEntity,
    Order,
    Ranked,
    Rise,
    Row,
    Said,
    SavedSearch,
    Sort,
    State,
    Together,
    Undo,
    Wording,
    Writer,
)

__all__ = [
    "Card", "Change", "Count", "Counts", "Digested", "EntityRef", "Event", "Facets", "FileRecord", "Filter", "Flag",
    "Indexable", "Library", "Link", "Listing", "LocalEntity", "Order", "Ranked", "Rise", "Row", "Said", "SavedSearch",
    "Sort", "State", "Together", "Undo", "Wording", "Writer",
]  # fmt: skip
