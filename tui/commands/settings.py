"""The config, and how all is."""

from __future__ import annotations

from pathlib import Path

import click

from tui.commands.common import load, open_library
from tui.commands.output import print_text, say
from tui.errors import ConfigError, ExitCode


@click.group()
def config() -> None:
    """Check, show, locate or make the config."""


@config.command()
@click.pass_obj
def check(file: Path | None) -> None:
    """List every mistake in the config, and in the files of rules and names that it names."""
    from tui.corrections import load_corrections, load_rules

    settings = load(file)
    problems = []
    paths = [settings.path]
    for path, read in ((settings.clean.rules_file, load_rules), (settings.entities.names, load_corrections)):
        try:
            read(path)
            paths += [path] if path.exists() else []
        except ConfigError as error:
            problems.append(str(error))
    if problems:
        raise ConfigError("\n".join(problems))
    for path in paths:
        print_text(f"{path}: no mistakes")


@config.command("path")
@click.pass_obj
def show_path(file: Path | None) -> None:
    """Print which file is the config in force."""
    from tui.config import find_config

    print_text(str(find_config(file)))


@config.command("show")
@click.pass_obj
def show_settings(file: Path | None) -> None:
    """Print all settings in force as YAML, defaults and absolute paths filled in."""
    import msgspec
    import yaml

    settings = msgspec.to_builtins(load(file), enc_hook=str)
    print_text(yaml.safe_dump(settings, allow_unicode=True, sort_keys=False, width=120).rstrip("\n"))


@config.command()
@click.argument("sources", metavar="[FOLDER|FILE]...", nargs=-1, type=click.Path(path_type=Path))
@click.pass_obj
def init(file: Path | None, sources: tuple[Path, ...]) -> None:
    """Write a config with every default and what each key is for, to the user's folder or where -c says.

    It reads the FOLDERs given, or else the documents that come with the program.
    """
    from tui.config import write_config

    path = write_config(file, sources)
    print_text(str(path))
    say("Edit it; `newsreader config check` finds mistakes in it.")


@click.command()
@click.option("--rebuild", is_flag=True, help="Make the search index anew.")
@click.pass_obj
def doctor(file: Path | None, rebuild: bool) -> int:
    """Look whether all is sound: config, sources, library, index. Nothing is changed without --rebuild."""
    from tui.commands import examine
    from tui.search import Index

    print_text(examine.name_versions() + "\n")
    with open_library(file, create=True) as (settings, library):
        index = Index(library, settings.search.settings, workers=settings.sync.workers)
        if rebuild:
            examine.rebuild(library, index)
        findings = [
            *examine.examine(settings),
            *examine.examine_names(settings, library),
            *examine.examine_feeds(settings, library),
            *examine.examine_library(library, index),
        ]
    for finding in findings:
        print_text(f"{'ok ' if finding.sound else 'BAD'}  {finding.what}: {finding.how}")
    return ExitCode.DONE if all(finding.sound for finding in findings) else ExitCode.FAILED
