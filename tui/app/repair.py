"""What a repair of names writes: corrections take hold of the names that articles use, not of those that are shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui import corrections
from tui.library.records import EntityRef
from tui.model import Corrections, Kind
from tui.text import fold

if TYPE_CHECKING:
    from tui.library import Library


def read_names(library: Library, ref: EntityRef) -> list[str]:
    """The names under which single articles know an entity, its shown one first if it is among them. For a thread.

    An entity may be shown by a name that no article has it under: a known alias, or one that the user gave it.
    """
    card = library.card(ref.id)
    known = {fold(one.name) for one in library.local_entities()}
    return [name for name in (card.name, *card.names) if fold(name) in known]


def merge(had: Corrections, names: Sequence[str], into: EntityRef, its_names: Sequence[str]) -> Corrections:
    """Make an entity of these names the same as another one, shown by the other's name."""
    return corrections.merge(had, into.name, [*names, *its_names])


def split(had: Corrections, names: Sequence[str], other: str) -> Corrections:
    """Keep one name apart from all the others of its entity."""
    for name in names:
        if fold(name) != fold(other):
            had = corrections.split(had, name, other)
    return had


def rename(had: Corrections, ref: EntityRef, shown: str) -> Corrections:
    """Show an entity by another name."""
    return corrections.rename(had, _find_original(had, ref.name), shown)


def retype(had: Corrections, ref: EntityRef, kind: Kind) -> Corrections:
    """Say what an entity is."""
    return corrections.retype(had, _find_original(had, ref.name), kind)


def _find_original(had: Corrections, shown: str) -> str:
    """Find the name that was renamed to the one that is shown."""
    return next((name for name, given in had.rename.items() if fold(given) == fold(shown)), shown)
