"""What must hold in `config.yaml` beyond keys and types; each check adds its problems to the reader's."""

from __future__ import annotations

import codecs
import datetime
import re
from collections.abc import Iterable

from tui.config import ConfigFile, SourceEntry, make_specs, name_source
from tui.errors import SourceError
from tui.problems import Key, quote, suggest
from tui.yamlfile import YamlReader

FIELDS = ("title", "text", "source", "section", "place", "byline", "who", "org", "where")
"""The index's fields of words, which a boost may name."""

PLACES = ("path", "jsonl", "feed", "opml")
"""The keys that say where a source is; an entry has one of them."""

_DIRECTIVES = frozenset("aAbBcCdDeFgGhHIjklmMnpPrRsStTuUVwWxXyYzZ%")
_MODEL = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+")


def check_config(reader: YamlReader[ConfigFile]) -> None:
    """Report what types cannot say: sources, names given twice, unknown fields, encodings, models and keys."""
    config = reader.value
    names = _check_sources(reader)
    for name in config.clean.rules:
        if name not in names:
            reader.report(("clean", "rules", name), f"no source has this name{suggest(name, names)}", name=True)
    if config.entities.model is not None and not _MODEL.fullmatch(config.entities.model):
        shown = quote(config.entities.model)
        reader.report(("entities", "model"), f'"{shown}" is not the name of an installed model, as en_core_web_sm is')
    _check_once(reader, ("entities", "kinds"), config.entities.kinds)
    if not re.fullmatch(r"[a-z]{2}", config.search.language):
        shown = quote(config.search.language)
        reader.report(("search", "language"), f'"{shown}" is not a language code of two small letters, as en is')
    for field, boost in config.search.boosts.items():
        if not 0 <= boost <= 100:
            reader.report(("search", "boosts", field), f"{boost} is not a number from 0 to 100")
        if field not in FIELDS:
            reader.report(
                ("search", "boosts", field),
                f"not a field of words ({', '.join(FIELDS)}){suggest(field, FIELDS)}",
                name=True,
            )
    for key, saved in reader.items(("search", "saved"), config.search.saved):
        for part in ("name", "query"):
            if not getattr(saved, part).strip():
                reader.report((*key, part), "must not be empty")
    _check_once(reader, ("search", "saved"), [search.name for search in config.search.saved], "name")
    _check_date_format(reader, config.ui.date_format)
    _check_keys(reader)


def _check_sources(reader: YamlReader[ConfigFile]) -> set[str]:
    """Report entries that say not exactly one place, or a name that another has; return all the names."""
    lines: dict[str, int] = {}
    for key, entry in reader.items(("sources",), reader.value.sources):
        places = [place for place in PLACES if reader.given((*key, place))]
        if not places and not reader.troubled(key):
            reader.report(key, "says none of path: (a folder or a file), jsonl: (a dump), feed: and opml: (a list)")
        elif len(places) > 1:
            both = f"both {places[0]}: and {places[1]}: are given; make two entries of them"
            reader.report((*key, places[1]), both, name=True)
        elif places and getattr(entry, places[0]) is None and not reader.troubled((*key, places[0])):
            reader.report((*key, places[0]), "must not be empty")
        elif places:
            _check_feed(reader, key, entry, places[0])
        if entry.encoding is not None and not _is_encoding(entry.encoding):
            hint = suggest(
                entry.encoding, ("utf-8", "utf-16", "latin-1", "cp1251", "cp1252", "koi8-r", "shift_jis", "gb18030")
            )
            reader.report((*key, "encoding"), f'"{quote(entry.encoding)}" is not a known encoding{hint}')
        if name := _name(entry, reader):
            at = (*key, "name") if reader.given((*key, "name")) else (*key, *places[:1])
            if name in lines:
                what = f'"{quote(name)}" is also the name of the source in line {lines[name]}; give each its own name:'
                reader.report(at, what)
            else:
                lines[name] = reader.line(at)
    return {*lines, *_name_listed(reader)}


def _check_feed(reader: YamlReader[ConfigFile], key: Key, entry: SourceEntry, place: str) -> None:
    """Report an address that is none, and options that are for the other kinds of source."""
    web = place in ("feed", "opml")
    for option in ("include", "exclude", "fields") if web else ("full_text",):
        if reader.given((*key, option)):
            reader.report((*key, option), f"means nothing beside {place}:", name=True)
    if entry.feed is None:
        return
    from tui.sources.address import read_address

    try:
        read_address(entry.feed)
    except SourceError as error:
        reader.report((*key, "feed"), quote(str(error).replace("\n", "; "), 300))


def _name_listed(reader: YamlReader[ConfigFile]) -> set[str]:
    """The names of the feeds in lists, which rules may be for."""
    lists = [entry for entry in reader.value.sources if entry.opml is not None]
    return {spec.name for spec in make_specs(reader.value.sources, reader.path.parent, 0)} if lists else set()


def _name(entry: SourceEntry, reader: YamlReader[ConfigFile]) -> str | None:
    if entry.name is None and all(getattr(entry, place) is None for place in PLACES):
        return None
    return name_source(entry, reader.path.parent)


def _check_once(reader: YamlReader[ConfigFile], key: Key, values: Iterable[str], part: str = "") -> None:
    seen: dict[str, int] = {}
    for at, value in reader.items(key, list(values)):
        at = (*at, part) if part else at
        if value in seen:
            reader.report(at, f'"{quote(value)}" is given twice; the first is in line {seen[value]}')
        else:
            seen[value] = reader.line(at)


def _is_encoding(name: str) -> bool:
    try:
        b"".decode(name)
        return codecs.lookup(name).name not in ("undefined",)
    except (LookupError, ValueError):
        return False


def _check_date_format(reader: YamlReader[ConfigFile], form: str) -> None:
    for directive in re.findall(r"%[-_0^#]?(.?)", form):
        if directive not in _DIRECTIVES:
            reader.report(
                ("ui", "date_format"), f'"%{quote(directive)}" is not a part of a date; a percent sign is "%%"'
            )
            return
    try:
        datetime.date(2024, 12, 3).strftime(form)
    except ValueError:
        reader.report(("ui", "date_format"), f'"{quote(form)}" is not a date format')


def _check_keys(reader: YamlReader[ConfigFile]) -> None:
    from tui.app.keys import BY_ID, check_keys

    for problem in check_keys(reader.value.ui.keys):
        known = problem.id in BY_ID
        hint = f"; {problem.hint}" if problem.hint else ""
        reader.report(("ui", "keys", problem.id), quote(problem.message + hint, 200), name=not known)
