"""Changing the state of articles from a script."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.commands.common import open_library
from tui.commands.output import say

if TYPE_CHECKING:
    from tui.library import Library

_ids = click.argument("ids", metavar="ID...", nargs=-1, required=True)


@click.command()
@click.argument("name", metavar="TAG")
@_ids
@click.option("--remove", is_flag=True, help="Take the tag off.")
@click.pass_obj
def tag(file: Path | None, name: str, ids: tuple[str, ...], remove: bool) -> None:
    """Put a tag on articles. An ID may be the first characters of one."""
    with open_library(file) as (_, library):
        change = library.remove_tag if remove else library.add_tag
        say(change(_find(library, ids), name).label)


@click.command()
@_ids
@click.option("--off", is_flag=True, help="Take the star off.")
@click.pass_obj
def star(file: Path | None, ids: tuple[str, ...], off: bool) -> None:
    """Star articles. An ID may be the first characters of one."""
    with open_library(file) as (_, library):
        say(library.set_starred(_find(library, ids), not off).label)


@click.command()
@_ids
@click.option("--off", is_flag=True, help="Mark them unread.")
@click.pass_obj
def read(file: Path | None, ids: tuple[str, ...], off: bool) -> None:
    """Mark articles as read. An ID may be the first characters of one."""
    with open_library(file) as (_, library):
        say(library.set_read(_find(library, ids), not off).label)


def _find(library: Library, ids: tuple[str, ...]) -> list[str]:
    return [library.find_id(one) for one in ids]
