"""What commands share: the settings, the library they name, queries as words, and a person's terminal."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.commands.output import is_person

if TYPE_CHECKING:
    from tui.config import Config
    from tui.library import Library

MEASURE = 72
"""The longest line, in columns, when it is a person who reads."""


class Searching(click.Command):
    """A command whose words are a query: `-word` excludes a word, so only `--word` can be a misspelt option."""

    ignore_unknown_options = True

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Refuse what begins with two dashes and is no option; leave the rest to the query."""
        known = [option for parameter in self.get_params(ctx) for option in parameter.opts]
        for word in args[: args.index("--") if "--" in args else None]:
            if word.startswith("--") and word.partition("=")[0] not in known:
                raise click.NoSuchOption(word.partition("=")[0], possibilities=known, ctx=ctx)
        return super().parse_args(ctx, args)


def load(file: Path | None) -> Config:
    """The settings in force."""
    from tui.config import load_config

    return load_config(file)


@contextlib.contextmanager
def open_library(file: Path | None, *, create: bool = False) -> Iterator[tuple[Config, Library]]:
    """The settings and the library they name; LibraryError when there is none and it is not to be created."""
    config = load(file)
    from tui.library import Library

    with Library.open(config.library, create=create) as library:
        yield config, library


def get_width() -> int | None:
    """Columns to wrap to when a person reads; None leaves lines as long as they are."""
    import shutil

    return min(MEASURE, shutil.get_terminal_size().columns) if is_person(sys.stdout) else None
