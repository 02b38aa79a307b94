"""What the user has taught: `rules.yaml` for cleaning and `names.yaml` for entities, read, changed and written whole.

Both are for people to read, edit, diff and share. They are checked as the config is, and a comment block at their
head is kept when they are written. Changes to Corrections are values in, values out; only `teach`, `forget` and
`save_corrections` touch a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec
import yaml
from msgspec import Struct
from msgspec.structs import replace

from tui.errors import ConfigError
from tui.model import CleanRules, Corrections, Kind
from tui.paths import make_private_folder, replace_file
from tui.problems import Key, format_problems, quote
from tui.text import fold, harmless
from tui.yamlfile import YamlReader

Verdict = Literal["keep", "drop"]
V = TypeVar("V")

_RULES_HEAD = """\
# What newsreader was taught about the lines of each source. A line is written as it is shown; * stands for anything.
# keep: always part of the story.  drop: never.  cut_after: from such a line on, nothing is.
"""
_NAMES_HEAD = """\
# Corrections to who is who. They win over everything found.
# merge: {Name to show: [other names of the same]}    split: {Name: [names never joined to it]}
# rename: {Name: name to show}    retype: {Name: person|organisation|place|other}    hide: [Name]    pin: [Name]
"""

# ----------------------------------------------------------------------------- rules.yaml


def load_rules(path: Path) -> dict[str, CleanRules]:
    """The rules by source; none when there is no file; ConfigError lists what is wrong in it."""
    if not path.exists():
        return {}
    reader: YamlReader[dict[str, CleanRules]] = YamlReader(path, dict[str, CleanRules])
    return reader.finish()


def teach(path: Path, origin: str, verdict: Verdict, line: str) -> None:
    """Write that lines of a source like this one are always kept, or always dropped; the opposite is taken back."""
    line = _clean(line)
    rules = load_rules(path)
    had = rules.get(origin, CleanRules())
    keep, drop = _without(had.keep, [line]), _without(had.drop, [line])
    if verdict == "keep":
        keep = (*keep, line)
    else:
        drop = (*drop, line)
    rules[origin] = replace(had, keep=keep, drop=drop)
    _write(path, _plain(rules), _RULES_HEAD)


def forget(path: Path, origin: str, verdict: Verdict, line: str) -> None:
    """Take back what was taught of a line; nothing happens when it was not taught."""
    rules = load_rules(path)
    if origin not in rules:
        return
    had = rules[origin]
    kept = _without(getattr(had, verdict), [_clean(line)])
    if kept == getattr(had, verdict):
        return
    rules[origin] = replace(had, **{verdict: kept})
    _write(path, _plain(rules), _RULES_HEAD)


# ----------------------------------------------------------------------------- names.yaml


class Sound(Struct, frozen=True):
    """What of the corrections can be followed, and what is wrong with the rest, each with line and column."""

    corrections: Corrections | None
    """None when nothing of the file could be read; what was followed before is then still right."""
    problems: tuple[str, ...] = ()


def load_corrections(path: Path) -> Corrections:
    """The corrections; none when there is no file; ConfigError lists what is wrong or contradicts itself in it."""
    if not path.exists():
        return Corrections()
    reader: YamlReader[Corrections] = YamlReader(path, Corrections)
    corrections = sift(reader)
    reader.finish()
    return corrections


def read_corrections(path: Path) -> Sound:
    """What of the file can be followed, with all that is wrong in it; never fails."""
    if not path.exists():
        return Sound(Corrections())
    try:
        reader: YamlReader[Corrections] = YamlReader(path, Corrections)
    except ConfigError as error:
        return Sound(None, (error.message,))
    broken = bool(reader.problems) and not any(reader.given((name,)) for name in Corrections.__struct_fields__)
    corrections = sift(reader)
    return Sound(None if broken else corrections, tuple(format_problems(path, reader.problems)))


def save_corrections(path: Path, corrections: Corrections) -> None:
    """Write the corrections over the file in one step, readable by the user alone; the comments at its head stay."""
    _write(path, _plain(corrections), _NAMES_HEAD)


def merge(corrections: Corrections, name: str, others: Iterable[str]) -> Corrections:
    """Make the others names of `name`, with all that is merged into them; a split of two that are merged ends.

    What an other was merged with before stays written as it was, so that taking the merge back gives it back.
    """
    name = _clean(name)
    table, apart = dict(corrections.merge), corrections.split
    for other in map(_clean, others):
        top = find_top(table, other)
        if fold(top) == fold(find_top(table, name)):
            if fold(top) == fold(name) or fold(top) != fold(other):
                continue  # they are one already
            table = _cut(table, name)  # `name` was itself one of that entity's names, and becomes its first
        table = _put(table, name, _unique([*_get(table, name), top], besides=[name]))
        apart = {
            key: _without(names, [top if fold(key) == fold(name) else name])
            if fold(key) in (fold(name), fold(top))
            else names
            for key, names in apart.items()
        }
    return replace(corrections, merge=table, split={key: names for key, names in apart.items() if names})


def split(corrections: Corrections, name: str, other: str) -> Corrections:
    """Keep two names apart for good; if they were merged, what was merged into either stays with it."""
    name, other = _clean(name), _clean(other)
    table = dict(corrections.merge)
    if fold(find_top(table, name)) == fold(find_top(table, other)):
        # The one further down goes; of two at one height, `other`.
        table = _cut(table, name if _is_below(table, name, other) else other)
    apart = _unique([*_get(corrections.split, name), other], besides=[name])
    return replace(corrections, merge=table, split=_put(corrections.split, name, apart))


def find_top(table: Mapping[str, tuple[str, ...]], name: str) -> str:
    """The name that a name is merged into, by however many steps, as it is written there; itself when into none."""
    parents = {fold(other): key for key, names in table.items() for other in names if fold(other) != fold(key)}
    seen = {fold(name)}
    while (above := parents.get(fold(name))) is not None and fold(above) not in seen:
        name = above
        seen.add(fold(name))
    return _find_key(table, name)


def find_above(table: Mapping[str, tuple[str, ...]], name: str) -> str | None:
    """The name that a name is merged into directly."""
    return next((key for key, names in table.items() if _has(names, name) and fold(key) != fold(name)), None)


def _is_below(table: Mapping[str, tuple[str, ...]], name: str, other: str) -> bool:
    """Whether a name is merged, by however many steps, into another."""
    above = find_above(table, name)
    return above is not None and (fold(above) == fold(other) or _is_below(table, above, other))


def _cut(table: Mapping[str, tuple[str, ...]], name: str) -> dict[str, tuple[str, ...]]:
    """Take a name out of the one it is merged into."""
    cut = {key: _without(names, [name]) if fold(key) != fold(name) else names for key, names in table.items()}
    return {key: names for key, names in cut.items() if names}


def rename(corrections: Corrections, name: str, shown: str) -> Corrections:
    """Show an entity by another name; its own name ends the renaming."""
    name, shown = _clean(name), _clean(shown)
    table = _drop_key(corrections.rename, name)
    back = table.get(_find_key(table, shown))
    if back is not None and fold(back) == fold(name):
        table = _drop_key(table, shown)
    return replace(corrections, rename=table if name == shown else {**table, name: shown})


def retype(corrections: Corrections, name: str, kind: Kind | None) -> Corrections:
    """Say what an entity is; None leaves it to what is found."""
    name = _clean(name)
    table = _drop_key(corrections.retype, name)
    return replace(corrections, retype=table if kind is None else {**table, name: kind})


def hide(corrections: Corrections, name: str, value: bool = True) -> Corrections:
    """Leave an entity out of all notes, or show it again; a hidden one is not pinned."""
    hidden = _set(corrections.hide, name, value)
    pinned = _set(corrections.pin, name, False) if value else corrections.pin
    return replace(corrections, hide=hidden, pin=pinned)


def pin(corrections: Corrections, name: str, value: bool = True) -> Corrections:
    """List an entity first wherever it occurs, or no longer; a pinned one is not hidden."""
    pinned = _set(corrections.pin, name, value)
    hidden = _set(corrections.hide, name, False) if value else corrections.hide
    return replace(corrections, hide=hidden, pin=pinned)


# ----------------------------------------------------------------------------- how names are compared


def _clean(name: str) -> str:
    return " ".join(harmless(name).split())


def _has(names: Iterable[str], name: str) -> bool:
    return fold(name) in {fold(one) for one in names}


def _without(names: Iterable[str], gone: Iterable[str]) -> tuple[str, ...]:
    folded = {fold(one) for one in gone}
    return tuple(name for name in names if fold(name) not in folded)


def _unique(names: Iterable[str], besides: Iterable[str]) -> tuple[str, ...]:
    left_out = {fold(one) for one in besides}
    kept: dict[str, str] = {}
    for name in names:
        kept.setdefault(fold(name), name)
    return tuple(name for folded, name in kept.items() if folded not in left_out)


def _set(names: tuple[str, ...], name: str, value: bool) -> tuple[str, ...]:
    name = _clean(name)
    rest = _without(names, [name])
    return (*rest, name) if value else rest


def _get(table: Mapping[str, tuple[str, ...]], name: str) -> tuple[str, ...]:
    return tuple(one for key, names in table.items() if fold(key) == fold(name) for one in names)


def _drop_key(table: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in table.items() if fold(key) != fold(name)}


def _put(table: Mapping[str, tuple[str, ...]], name: str, names: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    rest = _drop_key(table, name)
    return {**rest, name: names} if names else rest


def find_unused(corrections: Corrections, known: Iterable[str]) -> list[str]:
    """The corrections for names that no article has, each as `section: name`; they are kept, as articles may come."""
    there = {fold(name) for name in known}
    told: list[tuple[str, str]] = []
    for key, names in corrections.merge.items():
        told += [("merge", name) for name in names]
        told += [("merge", key)] if not _has(there, key) and not any(_has(there, name) for name in names) else []
    for key, names in corrections.split.items():
        told += [("split", name) for name in (key, *names)]
    for section in ("rename", "retype", "hide", "pin"):
        told += [(section, name) for name in getattr(corrections, section)]
    return list(dict.fromkeys(f"{section}: {name}" for section, name in told if fold(name) not in there))


def sift(reader: YamlReader[Corrections]) -> Corrections:
    """Report what contradicts something that stands before it, and leave it out; the rest is as it is written."""
    had = reader.value
    shown: dict[str, str] = {}
    for name, given in _sift_values(reader, "rename", had.rename).items():
        back = shown.get(_find_key(shown, given))
        if back is not None and fold(back) == fold(name) != fold(given):
            reader.report(("rename", name), f'"{quote(name)}" and "{quote(given)}" are renamed to each other')
        else:
            shown[name] = given
    pinned = []
    for at, name in reader.items(("pin",), had.pin):
        if _has(had.hide, name):
            reader.report(at, f'"{quote(name)}" is under hide too')
        else:
            pinned.append(name)
    kinds = _sift_values(reader, "retype", had.retype)
    return replace(had, merge=_sift_merges(reader), rename=shown, retype=kinds, pin=tuple(pinned))


def _find_key(table: Mapping[str, Any], name: str) -> str:
    """The key of a table that is a name, compared folded; the name itself when there is none."""
    return next((key for key in table if fold(key) == fold(name)), name)


def _sift_merges(reader: YamlReader[Corrections]) -> dict[str, tuple[str, ...]]:
    """The merges that hold together."""
    had = reader.value
    table: dict[str, tuple[str, ...]] = {}
    home: dict[str, tuple[str, Key]] = {}
    for name in had.merge:
        kept: list[str] = []
        for at, other in reader.items(("merge", name), had.merge[name]):
            if fold(other) == fold(name):
                kept.append(other)
                continue
            first = home.setdefault(fold(other), (name, at))
            if fold(first[0]) != fold(name):
                where = f'"{quote(first[0])}" in line {reader.line(first[1])}'
                reader.report(at, f'"{quote(other)}" is also merged into {where}')
            elif fold(find_top(table, name)) == fold(other):
                reader.report(at, _describe_circle(table, name, other))
                del home[fold(other)]
            elif _has(_get(had.split, name), other) or _has(_get(had.split, other), name):
                reader.report(at, f'"{quote(other)}" and "{quote(name)}" are under split too')
            else:
                kept.append(other)
                table[name] = tuple(kept)
        if kept:
            table[name] = tuple(kept)
    return table


def _describe_circle(table: Mapping[str, tuple[str, ...]], name: str, other: str) -> str:
    above = find_above(table, name)
    if above is None or fold(above) == fold(other):
        return f'"{quote(name)}" and "{quote(other)}" are merged into each other'
    way = [name]
    while above is not None and fold(above) != fold(other):
        way.append(above)
        above = find_above(table, above)
    return "merged in a circle: " + ", ".join(f'"{quote(one)}"' for one in (other, *reversed(way), other))


def _sift_values(reader: YamlReader[Corrections], section: str, table: Mapping[str, V]) -> dict[str, V]:
    """The entries of a section without those that say something else of a name that was there before."""
    kept: dict[str, V] = {}
    for name, value in table.items():
        first = _find_key(kept, name)
        if first in kept and kept[first] != value:
            line = reader.line((section, first))
            reader.report((section, name), f'"{quote(first)}" is something else in line {line}', name=True)
        else:
            kept[name] = value
    return kept


# ----------------------------------------------------------------------------- writing


def _plain(value: object) -> Any:
    """The value as YAML's own types, with everything that is empty left out."""
    built = msgspec.to_builtins(value)
    return _prune(built)


def _prune(value: Any) -> Any:
    if isinstance(value, dict):
        pruned = {key: _prune(item) for key, item in value.items()}
        return {key: item for key, item in pruned.items() if item not in ({}, [])}
    return list(value) if isinstance(value, tuple) else value


def _write(path: Path, value: Any, head: str) -> None:
    """Replace the file by this value in one step, so that a crash leaves the old one or the new one."""
    body = yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=1_000_000) if value else ""
    real = path.resolve()
    try:
        make_private_folder(real.parent)
        replace_file(real, f"{_read_head(real) or head}{body}".encode())
    except OSError as error:
        raise ConfigError(f"{quote(str(path), 300)}: cannot be written: {error.strerror or error}") from error


def _read_head(path: Path) -> str:
    """The comments and blank lines before the file's first value."""
    if not path.exists():
        return ""
    lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    count = 0
    while count < len(lines) and (not lines[count].strip() or lines[count].lstrip().startswith("#")):
        count += 1
    return "".join(line.rstrip("\r\n") + "\n" for line in lines[:count])
