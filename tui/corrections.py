"""What the user has taught: `rules.yaml` for cleaning and `names.yaml` for entities, read, changed and written whole.

Both are for people to read, edit, diff and share. They are checked as the config is, and a comment block at their
head is kept when they are written. Changes to Corrections are values in, values out; only `teach`, `forget` and
`save_corrections` touch a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec
import yaml
from msgspec.structs import replace

from tui.errors import ConfigError
from tui.model import CleanRules, Corrections, Kind
from tui.paths import make_private_folder, replace_file
from tui.problems import Key, quote
from tui.text import fold, harmless
from tui.yamlfile import YamlReader

Verdict = Literal["keep", "drop"]

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


def load_corrections(path: Path) -> Corrections:
    """The corrections; none when there is no file; ConfigError lists what is wrong or contradicts itself in it."""
    if not path.exists():
        return Corrections()
    reader: YamlReader[Corrections] = YamlReader(path, Corrections)
    _check_corrections(reader)
    return reader.finish()


def save_corrections(path: Path, corrections: Corrections) -> None:
    """Write the corrections over the file in one step, readable by the user alone; the comments at its head stay."""
    _write(path, _plain(corrections), _NAMES_HEAD)


def merge(corrections: Corrections, name: str, others: Iterable[str]) -> Corrections:
    """Make the others names of `name`; what any of them was merged with comes along, and splits among them end."""
    name, joined = _clean(name), [_clean(other) for other in others]
    table = dict(corrections.merge)
    gathered = list(joined)
    for key, names in corrections.merge.items():
        if any(_has([key, *names], one) for one in (name, *joined)):
            gathered += [key, *names]
            del table[key]
    everybody = [name, *gathered]
    split = {
        key: _without(apart, everybody) if _has(everybody, key) else apart for key, apart in corrections.split.items()
    }
    return replace(
        corrections,
        merge=_put(table, name, _unique(gathered, besides=[name])),
        split={key: apart for key, apart in split.items() if apart},
    )


def split(corrections: Corrections, name: str, other: str) -> Corrections:
    """Keep two names apart for good; a merge of the two ends."""
    name, other = _clean(name), _clean(other)
    table = dict(corrections.merge)
    for key, names in corrections.merge.items():
        group = [key, *names]
        if _has(group, name) and _has(group, other):
            leaving = name if fold(key) == fold(other) else other
            table[key] = _without(names, [leaving])
    apart = _unique([*_get(corrections.split, name), other], besides=[name])
    return replace(
        corrections,
        merge={key: names for key, names in table.items() if names},
        split=_put(corrections.split, name, apart),
    )


def rename(corrections: Corrections, name: str, shown: str) -> Corrections:
    """Show an entity by another name; its own name ends the renaming."""
    name, shown = _clean(name), _clean(shown)
    table = _drop_key(corrections.rename, name)
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


def _check_corrections(reader: YamlReader[Corrections]) -> None:
    """Report names that two corrections pull different ways; the program could only pick one of them in silence."""
    corrections = reader.value
    home: dict[str, tuple[str, Key]] = {}
    for name in corrections.merge:
        for at, other in reader.items(("merge", name), corrections.merge[name]):
            if fold(other) == fold(name):
                continue
            first = home.setdefault(fold(other), (name, at))
            if fold(first[0]) != fold(name):
                where = f'"{quote(first[0])}" in line {reader.line(first[1])}'
                reader.report(at, f'"{quote(other)}" is also merged into {where}')
            if any(fold(back) == fold(name) for back in _get(corrections.merge, other)):
                reader.report(at, f'"{quote(other)}" and "{quote(name)}" are merged into each other')
            if _has(_get(corrections.split, name), other) or _has(_get(corrections.split, other), name):
                reader.report(at, f'"{quote(other)}" and "{quote(name)}" are under split too')
    for at, name in reader.items(("pin",), corrections.pin):
        if _has(corrections.hide, name):
            reader.report(at, f'"{quote(name)}" is under hide too')


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
