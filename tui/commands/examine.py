"""Says how the program and a library are: the versions in use, and whether all is sound."""

from __future__ import annotations

import platform
import re
import sqlite3
import time
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from tui import __version__
from tui.errors import NewsreaderError

if TYPE_CHECKING:
    from tui.config import Config
    from tui.library import Library
    from tui.search import Index

DISTRIBUTION = "newsreader-tui"


class Finding(Struct, frozen=True):
    """One thing that was looked at."""

    what: str
    how: str
    sound: bool = True


def name_versions() -> str:
    """The version of this program, of Python and SQLite, and of every library it is built on."""
    lines = [f"newsreader {__version__}", f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"]
    lines.append(", ".join(f"{name} {number}" for name, number in _list_libraries()))
    return "\n".join(line for line in lines if line)


def _list_libraries() -> Iterator[tuple[str, str]]:
    try:
        needed = requires(DISTRIBUTION) or []
    except PackageNotFoundError:
        return
    for requirement in needed:
        name = re.match(r"[\w.-]+", requirement)
        if name is not None and "extra ==" not in requirement:
            yield name[0], version(name[0])


def examine(config: Config) -> Iterator[Finding]:
    """Look at the sources, the recogniser, and what the user has taught; none of it is changed."""
    from tui.corrections import load_corrections, load_rules
    from tui.pipeline import load_recogniser

    yield Finding("config", str(config.path))
    for spec in config.sources:
        if spec.kind == "feed":
            continue
        there = Path(spec.path).exists()
        yield Finding(f"source {spec.name}", spec.path if there else f"{spec.path} is not there", there)
    for what, path, load in (
        ("names", config.entities.names, load_corrections),
        ("rules", config.clean.rules_file, load_rules),
    ):
        try:
            load(path)
            yield Finding(what, str(path) if path.exists() else f"{path}, not written yet")
        except NewsreaderError as error:
            yield Finding(what, str(error), sound=False)
    try:
        recogniser = load_recogniser(config.entities.recogniser, config.entities.model)
        yield Finding("recogniser", recogniser.version)
    except NewsreaderError as error:
        yield Finding("recogniser", str(error), sound=False)


def examine_names(config: Config, library: Library) -> Iterator[Finding]:
    """Tell which corrections are for names that no article has now; they are kept, as articles may come back."""
    from tui.corrections import find_unused, read_corrections

    told = read_corrections(config.entities.names).corrections
    if told is None:
        return
    known = [name for one in library.local_entities() for name in (one.name, *one.names)]
    known += [ref.name for ref in library.entity_list(limit=1_000_000)] if told.rename or told.hide else []
    for unused in find_unused(told, known):
        section, _, name = unused.partition(": ")
        yield Finding("names", f'{section} "{name}": no article has this name now; the correction is kept')


def examine_feeds(config: Config, library: Library) -> Iterator[Finding]:
    """Tell how each feed was when it was last asked; none is asked now."""
    from tui.sources.address import show_address

    for spec in config.sources:
        if spec.kind != "feed":
            continue
        state = library.feed_state(spec.name)
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(state.checked))
        if state.address != spec.path:
            yield Finding(f"feed {spec.name}", "not asked yet")
        elif state.problem:
            problem, _, _ = state.problem.partition("\n")
            next_try = time.strftime("%Y-%m-%d %H:%M", time.localtime(state.due))
            yield Finding(f"feed {spec.name}", f"{problem}; next try {next_try}", sound=False)
        else:
            moved = f", has moved for good to {show_address(state.moved)}" if state.moved else ""
            yield Finding(f"feed {spec.name}", f"read {when}{moved}")


def examine_library(library: Library, index: Index) -> Iterator[Finding]:
    """Look at the library and its index; an index that is not fit for use is no fault, as it is made anew unasked."""
    problems = library.check()
    yield Finding("library", str(library.folder))
    yield Finding("articles", str(library.count()))
    for problem in problems:
        yield Finding("library", problem, sound=False)
    writer = library.writer()
    if writer is not None:
        since = time.strftime("%H:%M", time.localtime(writer.since))
        yield Finding("lock", f"process {writer.pid} on {writer.host} has been writing since {since}")
    state = index.state()
    yield Finding(
        "index", state if state == "ready" else f"{state}; it is brought up to date with the next search or sync"
    )


def rebuild(library: Library, index: Index) -> None:
    """Make the index anew; LibraryBusy when another process is writing."""
    with library.lock():
        index.rebuild()
