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
    names: dict[str, str] = {}
    for alias in library.card(ref.id).aliases:
        names.setdefault(fold(alias.name), alias.name)
    return sorted(names.values(), key=lambda name: fold(name) != fold(ref.name))


def merge(
    had: Corrections, ref: EntityRef, names: Sequence[str], into: EntityRef, its_names: Sequence[str]
) -> Corrections:
    """Make an entity of these names the same as another one, shown by the other's name.

    What each of the two is stays written by itself, so that it is there again when the merge is taken back.
    """
    had, one = _gather(had, ref, names)
    had, other = _gather(had, into, its_names)
    if fold(other) != fold(into.name):
        had = corrections.rename(had, other, into.name)
    return corrections.merge(had, other, [one])


def _gather(had: Corrections, ref: EntityRef, names: Sequence[str]) -> tuple[Corrections, str]:
    """Write which names an entity has when it has several, and give the one that they are written under.

    It is shown as before: a name that no article has it by, a known alias or one that was given, is written as given.
    """
    known = next((name for name in names if fold(name) == fold(ref.name)), names[0] if names else ref.name)
    # A merge shows them by its first name, which may be in no article.
    tops = {name: corrections.find_top(had.merge, name) for name in names or [known]}
    head = min((top for name, top in tops.items() if fold(top) != fold(name)), default=tops.get(known, known))
    if len(names) > 1:
        had = corrections.merge(had, head, names)
        if fold(head) != fold(ref.name):
            had = corrections.rename(had, head, ref.name)
    return had, head


def split(had: Corrections, names: Sequence[str], other: str) -> Corrections:
    """Keep one name apart from its entity; one that was merged into it goes with all that was the same before."""
    above = corrections.find_above(had.merge, other)
    if above is not None:
        return corrections.split(had, above, other)
    for name in names:
        if fold(name) != fold(other):
            had = corrections.split(had, name, other)
    return had


def list_parts(had: Corrections, names: Sequence[str]) -> list[tuple[str, str]]:
    """What can be kept apart from an entity, and what to say of it: what was merged into it, the last first; its names.

    What was merged may be known by a name that no article has, as a known alias is.
    """
    tops = {fold(corrections.find_top(had.merge, name)) for name in names}
    merged = [
        (name, f"{name} (merged into {key})")
        for key, others in had.merge.items()
        for name in others
        if fold(corrections.find_top(had.merge, name)) in tops and fold(name) != fold(key)
    ]
    taken = {fold(name) for name, _ in merged}
    return [*reversed(merged), *((name, name) for name in names if fold(name) not in taken)]


def rename(had: Corrections, ref: EntityRef, shown: str) -> Corrections:
    """Show an entity by another name."""
    return corrections.rename(had, _find_original(had, ref.name), shown)


def retype(had: Corrections, ref: EntityRef, names: Sequence[str], kind: Kind) -> Corrections:
    """Say what an entity of these names is; all of them stay with it, whatever binds names of the other kind."""
    had, one = _gather(had, ref, names)
    for name in (ref.name, _find_original(had, ref.name), *names):
        had = corrections.retype(had, name, None)
    return corrections.retype(had, one, kind)


def _find_original(had: Corrections, shown: str) -> str:
    """Find the name that was renamed to the one that is shown."""
    return next((name for name, given in had.rename.items() if fold(given) == fold(shown)), shown)
