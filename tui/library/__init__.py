"""What is kept: the SQLite store, its schema and migrations, change log and the user's state."""

from __future__ import annotations

from tui.library.library import Library
from tui.library.listing import Listing
from tui.library.records import (
    Card,
    Change,
    Counts,
    Digested,
    EntityRef,
    FileRecord,
    Filter,
    Flag,
    Indexable,
    Link,
    LocalEntity,
    Row,
    Said,
    SavedSearch,
    Sort,
    State,
    Undo,
    Writer,
)

__all__ = [
    "Card", "Change", "Counts", "Digested", "EntityRef", "FileRecord", "Filter", "Flag", "Indexable", "Library", "Link",
    "Listing", "LocalEntity", "Row", "Said", "SavedSearch", "Sort", "State", "Undo", "Writer",
]  # fmt: skip
