"""Finding articles: the Whoosh index, its query language, and the hits shown in their text.

What is imported here is light; Whoosh comes with `Index`, when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

from msgspec import Meta, Struct, field

if TYPE_CHECKING:
    from tui.search.highlight import Highlighter
    from tui.search.index import Index

__all__ = ["Highlighter", "Hit", "Index", "Results", "SearchSettings"]


class SearchSettings(Struct, frozen=True):
    """What the config says about searching."""

    boosts: dict[str, float] = field(default_factory=lambda: {"title": 3.0})
    """What a hit in a field counts, by the field's name; 1 for those not named."""
    language: str = "en"
    """Taken for articles that do not say theirs (ISO 639-1)."""
    memory: Annotated[int, Meta(ge=50)] = 750
    """Megabytes that making the index may take, in all processes together, beside what each takes anyway."""


class Hit(Struct, frozen=True):
    """An article that was found."""

    id: str
    score: float
    """0 when the order is not by relevance or nothing was asked that could be weighed."""


class Results(Struct, frozen=True):
    """What a query found."""

    query: str
    total: int
    """Exact, whatever the limit."""
    hits: tuple[Hit, ...]
    """Those that were asked for."""
    ranking: Sequence[str]
    """The ids of all articles that were found, in order; what nobody looks at is not put in order."""
    took_ms: float
    suggestion: str | None
    """A query that finds something, when this one does not and a word of it seems misspelt."""
    notes: tuple[str, ...]
    """What was not understood, in words for the user."""
    highlighter: Highlighter
    cancelled: bool = False
    """Nobody waited any more, so nothing was found."""


def __getattr__(name: str) -> Any:
    if name == "Index":
        from tui.search.index import Index

        return Index
    if name == "Highlighter":
        from tui.search.highlight import Highlighter

        return Highlighter
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
