"""The configuration: what can be set, every default, and the loading of `config.yaml` with all its problems at once."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from msgspec import Meta, Struct
from msgspec.structs import replace

from tui import paths
from tui.errors import ConfigError
from tui.library.records import SavedSearch, Sort
from tui.model import CleanRules, FeedSettings, Fields, Kind, SourceSpec
from tui.search import SearchSettings

VARIABLE = "NEWSREADER_CONFIG"
FILE_NAME = "config.yaml"


class Repeated(Struct, frozen=True):
    """When a short line that recurs in a source counts as furniture."""

    documents: Annotated[int, Meta(ge=2)] = 4
    """In at least so many documents."""
    share: Annotated[float, Meta(ge=0, le=1)] = 0.02
    """In at least this part of the source's documents."""


class CleanConfig(Struct, frozen=True):
    """How pages are cleaned."""

    rules: dict[str, CleanRules] = {}
    """By a source's name: lines to keep, to drop, and to end the article at."""
    rules_file: Path = Path("rules.yaml")
    """Where the reading view writes the rules it is taught."""
    repeated: Repeated = Repeated()


class EntitiesConfig(Struct, frozen=True):
    """How people, organisations and places are found and shown."""

    recogniser: Literal["builtin", "spacy"] = "builtin"
    model: str | None = None
    """The statistical recogniser's model; None takes one by the article's language."""
    names: Path = Path("names.yaml")
    """Where corrections to entities are kept."""
    kinds: tuple[Kind, ...] = (Kind.PERSON, Kind.ORGANISATION, Kind.PLACE, Kind.OTHER)
    """The kinds shown in the notes, in that order."""


class SearchConfig(SearchSettings, frozen=True):
    """How searching works."""

    sort: Sort = "relevance"
    saved: tuple[SavedSearch, ...] = ()

    @property
    def settings(self) -> SearchSettings:
        """The part of it that the index needs."""
        return SearchSettings(boosts=self.boosts, language=self.language, memory=self.memory)


class UiConfig(Struct, frozen=True):
    """How the screen looks and behaves."""

    theme: Literal["dark", "light", "high-contrast", "ansi"] = "dark"
    list_width: Annotated[int, Meta(ge=20, le=120)] = 34
    """Columns of the article list."""
    notes_width: Annotated[int, Meta(ge=20, le=120)] = 36
    """Columns of the notes."""
    measure: Annotated[int, Meta(ge=30, le=200)] = 72
    """The longest line of the reading view, in columns."""
    date_format: Annotated[str, Meta(min_length=1)] = "%-d %b %Y"
    """As for strftime."""
    mouse: bool = True
    fps: Annotated[int, Meta(ge=1, le=120)] = 30
    """The most times a second that the screen is drawn."""
    sort: Literal["newest", "oldest"] = "newest"
    """The order of the list when nothing is searched for."""
    group: bool = True
    """Whether versions of one story share a row of the list."""
    keys: dict[str, tuple[str, ...]] = {}
    """By the id of a command: the keys that call it, instead of its own."""


class SyncConfig(Struct, frozen=True):
    """How the sources are read."""

    workers: Annotated[int, Meta(ge=0, le=256)] = 0
    """Processes that clean, or index; 0 for as many as there are cores."""
    on_start: bool = True
    """Whether the app reads the sources when it starts."""
    watch: bool = True
    """Whether the app, while it runs, reads what comes to the sources' folders."""
    max_bytes: Annotated[int, Meta(ge=1)] = 20_000_000
    """The largest document read, in bytes, after decompression."""
    feeds: FeedSettings = FeedSettings()


class Config(Struct, frozen=True):
    """All settings, with absolute paths."""

    path: Path
    """The file they come from."""
    library: Path
    sources: tuple[SourceSpec, ...] = ()
    clean: CleanConfig = CleanConfig()
    entities: EntitiesConfig = EntitiesConfig()
    search: SearchConfig = SearchConfig()
    ui: UiConfig = UiConfig()
    sync: SyncConfig = SyncConfig()


class SourceEntry(Struct, frozen=True):
    """One entry of `sources` as it is written in the file."""

    path: Path | None = None
    jsonl: Path | None = None
    feed: str | None = None
    opml: Path | None = None
    full_text: Literal["auto", "always", "never"] = "auto"
    name: Annotated[str, Meta(min_length=1)] | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    encoding: str | None = None
    fields: Fields = Fields()


class ConfigFile(Struct, frozen=True):
    """The file as it is written."""

    library: Path | None = None
    sources: tuple[SourceEntry, ...] = ()
    clean: CleanConfig = CleanConfig()
    entities: EntitiesConfig = EntitiesConfig()
    search: SearchConfig = SearchConfig()
    ui: UiConfig = UiConfig()
    sync: SyncConfig = SyncConfig()


def find_config(path: Path | None = None, environ: Mapping[str, str] = os.environ) -> Path:
    """The absolute path of the file to use.

    It is the one given, `$NEWSREADER_CONFIG`, `./config.yaml`, the one in the user's folder, or the shipped one.
    """
    if path is not None:
        return path.expanduser().absolute()
    if named := environ.get(VARIABLE):
        return Path(named).expanduser().absolute()
    for folder in (Path(), paths.get_config_folder()):
        if (folder / FILE_NAME).is_file():
            return (folder / FILE_NAME).absolute()
    return paths.get_defaults() / FILE_NAME


def load_config(path: Path | None = None, environ: Mapping[str, str] = os.environ) -> Config:
    """Read the settings; ConfigError lists every problem as `file:line:column key: what is wrong, did you mean …`."""
    from tui.checks import check_config
    from tui.yamlfile import YamlReader

    found = find_config(path, environ)
    reader: YamlReader[ConfigFile] = YamlReader(found, ConfigFile)
    check_config(reader)
    try:
        return make_config(found, reader.finish())
    except ConfigError as error:
        if path is None and not environ.get(VARIABLE) and found.parent == Path.cwd():
            error.hint = f"{FILE_NAME} of the current folder was taken; -c FILE picks another"
        raise


def make_config(path: Path, file: ConfigFile) -> Config:
    """The settings of a file with its paths made absolute and its sources named."""
    base = path.parent
    shipped = is_shipped(path)
    private = paths.get_config_folder() if shipped else base
    return Config(
        path=path,
        library=paths.expand(str(file.library), base) if file.library else get_library(path),
        sources=tuple(make_specs(file.sources, base, file.sync.max_bytes)),
        clean=replace(file.clean, rules_file=paths.expand(str(file.clean.rules_file), private)),
        entities=replace(file.entities, names=paths.expand(str(file.entities.names), private)),
        search=file.search,
        ui=file.ui,
        sync=file.sync,
    )


def make_specs(entries: Sequence[SourceEntry], base: Path, max_bytes: int) -> Iterator[SourceSpec]:
    """The sources of the entries, those of a list of feeds after the list; an address has only one source."""
    names = {name_source(entry, base) for entry in entries}
    asked = {entry.feed for entry in entries}
    for entry in entries:
        spec = make_spec(entry, base, max_bytes)
        yield spec
        if entry.opml is None:
            continue
        from tui.sources.opml import choose_name, read_list

        for feed in read_list(spec.path)[0]:
            if feed.address not in asked:
                name = choose_name(feed, names)
                asked.add(feed.address)
                names.add(name)
                yield replace(spec, name=name, path=feed.address, kind="feed")


def make_spec(entry: SourceEntry, base: Path, max_bytes: int) -> SourceSpec:
    """A source with its path made absolute and its name, when none is given, taken from the path's last part."""
    kind = next((kind for kind in ("jsonl", "feed", "opml") if getattr(entry, kind)), "folder")
    return SourceSpec(
        name=name_source(entry, base),
        path=entry.feed or str(_get_path(entry, base)),
        kind=kind,
        include=entry.include,
        exclude=entry.exclude,
        encoding=entry.encoding,
        fields=entry.fields,
        max_bytes=max_bytes,
        full_text=entry.full_text,
    )


def name_source(entry: SourceEntry, base: Path) -> str:
    """The name given, or the last part of the path, or a feed's host."""
    if entry.feed:
        return entry.name or _find_host(entry.feed)
    path = _get_path(entry, base)
    return entry.name or path.name or str(path)


def _find_host(address: str) -> str:
    """The host of an address without its www, or the address when it has none."""
    try:
        return (urlsplit(address).hostname or address).removeprefix("www.")
    except ValueError:
        return address


def _get_path(entry: SourceEntry, base: Path) -> Path:
    return paths.expand(str(entry.jsonl or entry.opml or entry.path), base)


def is_shipped(path: Path) -> bool:
    """Whether a config file is the one that came with the program, beside which nothing may be written."""
    shipped = paths.get_defaults() / FILE_NAME
    return path == shipped or (shipped.exists() and path.exists() and path.samefile(shipped))


def get_library(path: Path) -> Path:
    """The library of a config that names none: the user's own one, or one for each other config file."""
    data = paths.get_data_folder()
    if is_shipped(path) or path == paths.get_config_folder().absolute() / FILE_NAME:
        return data / "library"
    digest = hashlib.blake2b(os.fsencode(path), digest_size=4).hexdigest()
    return data / "libraries" / f"{path.parent.name or 'root'}-{digest}"


def write_config(path: Path | None, sources: Sequence[Path]) -> Path:
    """Write the shipped config, its sources replaced, as a new file for the user alone; ConfigError when there is one.

    Without sources it reads the documents that came with the program, where they are now.
    """
    shipped = paths.get_defaults() / FILE_NAME
    target = path.expanduser().absolute() if path else paths.get_config_folder() / FILE_NAME
    entries = [f"  - path: {json.dumps(str(source.absolute()), ensure_ascii=False)}\n" for source in sources]
    own = json.dumps(str(shipped.parent / "seeds"), ensure_ascii=False)
    text = shipped.read_text(encoding="utf-8")
    text = text.replace("  - path: seeds\n", f"  - path: {own}\n") if not sources else _replace_sources(text, entries)
    try:
        paths.make_private_folder(target.parent)
        with open(target, "x", encoding="utf-8", opener=_open_private) as file:
            file.write(text)
    except FileExistsError:
        raise ConfigError(f"{target} is there already", "edit it, or name another file with -c") from None
    except OSError as error:
        raise ConfigError(f"{target}: cannot be written: {error.strerror or error}") from error
    return target


def _replace_sources(text: str, entries: Sequence[str]) -> str:
    before, _, rest = text.partition("\nsources:\n")
    _, _, after = rest.partition("\n\n")
    return f"{before}\nsources:\n{''.join(entries)}\n{after}"


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
