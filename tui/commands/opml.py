"""Lists of feeds brought in from other readers, and given to them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.commands.common import load
from tui.commands.output import print_text, say
from tui.errors import ConfigError, ExitCode, SourceError

if TYPE_CHECKING:
    from tui.config import Config
    from tui.sources.opml import Subscription

LIST = "feeds.opml"
"""The list that is kept beside the config."""


@click.group()
def opml() -> None:
    """Bring in a list of feeds from another reader, or write one for it."""


@opml.command("import")
@click.argument("name", metavar="FILE")
@click.pass_obj
def import_(file: Path | None, name: str) -> int:
    """Add the feeds of an OPML file, or of newsboat's `urls` file, to those that are read; - is standard input.

    They go into feeds.opml beside the config, which is named under its sources. Nothing in FILE is ever run.
    """
    from tui.config import is_shipped
    from tui.sources.files import read_file
    from tui.sources.opml import LIMIT, parse_list, read_list, write_opml

    settings = load(file)
    if is_shipped(settings.path):
        raise ConfigError(
            f"{settings.path} came with the program and is not changed",
            "`newsreader config init` makes one of your own",
        )
    data = sys.stdin.buffer.read(LIMIT) if name == "-" else read_file(name, LIMIT)
    try:
        found, problems = parse_list(data)
    except SourceError as error:
        raise SourceError(f"{name} {error.message}", error.hint) from error
    for line, problem in problems:
        say(f"{name}:{line}: {problem.message}")
    target = settings.path.resolve().parent / LIST
    listed, failures = read_list(str(target)) if target.exists() else ([], [])
    if failures:
        raise ConfigError(f"{failures[0].place}: {failures[0].message}", "mend or remove it; nothing was changed")
    known = _list_addresses(settings) | {feed.address for feed in listed}
    new = [feed for feed in found if feed.address not in known]
    if new:
        _add(settings, target, write_opml([*listed, *new], "Feeds of newsreader"))
    skipped = f", {len(problems)} skipped" if problems else ""
    print_text(f"{len(new)} added, {len(found) - len(new)} known{skipped}")
    if new:
        say(f"They are in {target}: take a line out there to be rid of a feed. `newsreader sync` reads them.")
    return ExitCode.DONE if found else ExitCode.FAILED


@opml.command("export")
@click.argument("name", metavar="FILE")
@click.pass_obj
def export(file: Path | None, name: str) -> int:
    """Write all feeds that are read as OPML 2.0, to a new FILE or to standard output for -."""
    from tui.sources.opml import write_opml

    feeds = _list_feeds(load(file))
    if not feeds:
        say("newsreader: no feeds are read")
        return ExitCode.NOTHING
    data = write_opml(feeds, "Feeds of newsreader")
    if name == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return ExitCode.DONE
    try:
        with Path(name).open("xb") as out:
            out.write(data)
    except FileExistsError:
        raise SourceError(f"{name} is there already", "name a new file, or - for standard output") from None
    say(f"{len(feeds)} feeds written")
    return ExitCode.DONE


def _list_feeds(settings: Config) -> list[Subscription]:
    """Every feed that is read, with what the lists say of it."""
    from msgspec.structs import replace

    from tui.sources.opml import Subscription, read_list

    listed = {
        feed.address: feed for spec in settings.sources if spec.kind == "opml" for feed in read_list(spec.path)[0]
    }
    return [
        replace(listed.get(spec.path, Subscription(spec.path)), title=spec.name)
        for spec in settings.sources
        if spec.kind == "feed"
    ]


def _list_addresses(settings: Config) -> set[str]:
    from tui.sources.address import read_address

    return {read_address(spec.path) for spec in settings.sources if spec.kind == "feed"}


# --------------------------------------------------------------------------- the config's one line


def _add(settings: Config, target: Path, data: bytes) -> None:
    """Write the list, and name it in the config unless it is named there; nothing is changed when that fails."""
    from tui.config import load_config
    from tui.paths import replace_file

    if any(spec.kind == "opml" and Path(spec.path) == target for spec in settings.sources):
        replace_file(target, data)
        return
    before = settings.path.read_bytes()
    text = before.decode("utf-8-sig")
    replace_file(target, data)
    try:
        replace_file(settings.path.resolve(), insert_source(text, LIST).encode("utf-8"))
        named = load_config(settings.path).sources
        fine = named[: len(settings.sources)] == settings.sources and any(Path(one.path) == target for one in named)
    except ConfigError:
        fine = False
    if not fine:
        replace_file(settings.path.resolve(), before)
        raise ConfigError(
            f"{settings.path} is written in a way that cannot be added to", f"add under its sources:  - opml: {LIST}"
        )


def insert_source(text: str, name: str) -> str:
    """The text of a config with one more entry at the end of its sources; all else stays as it is."""
    import yaml

    root = yaml.compose(text, Loader=yaml.SafeLoader)
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    sources = next((value for key, value in pairs if key.value == "sources"), None)
    if sources is None:
        return f"{text}{'' if text.endswith(chr(10)) or not text else chr(10)}\nsources:\n  - opml: {name}\n"
    lines = text.splitlines(keepends=True)
    if isinstance(sources, yaml.SequenceNode) and sources.flow_style:
        mark = sources.end_mark
        line, at = lines[mark.line], mark.column - 1
        comma = ", " if sources.value else ""
        lines[mark.line] = f"{line[:at]}{comma}{{opml: {name}}}{line[at:]}"
        return "".join(lines)
    last = _find_end(sources)
    indent = sources.start_mark.column if isinstance(sources, yaml.SequenceNode) else 2
    lines[last] = f"{lines[last].rstrip(chr(10))}\n{' ' * indent}- opml: {name}\n"
    return "".join(lines)


def _find_end(node: object) -> int:
    """The line on which the last thing in a node ends; a block's own end is where the next thing begins."""
    import yaml

    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        parts: Sequence[object] = node.value[-1] if isinstance(node, yaml.MappingNode) else node.value
        return _find_end(parts[-1])
    assert isinstance(node, yaml.Node)  # noqa: S101 - all that is in a node is a node
    return int(node.end_mark.line)
