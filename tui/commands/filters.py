"""`clean` and `notes`: a page in, an article or its entities out; neither library nor config is touched."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, TypeVar

import click

from tui.commands.common import get_width
from tui.commands.output import is_person, print_json, print_text, say
from tui.model import Article, ArticleNotes, RawDocument

Made = TypeVar("Made", Article, ArticleNotes)


def _takes_page(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command its page and the two forms of its answer."""
    many = 'Lines {"id", "text"} or {"id", "html"} in, a line each out, in order.'
    for decorate in (
        click.option("--jsonl", is_flag=True, help=many),
        click.option("--json", "as_json", is_flag=True, help="One object."),
        click.argument("page", metavar="[FILE|-]", default="-", required=False),
    ):
        command = decorate(command)
    return command


@click.command()
@_takes_page
def clean(page: str, as_json: bool, jsonl: bool) -> None:
    """Turn a page into an article: page in, article out. Uses neither library nor config."""
    from tui.commands import plain, shapes, stream

    for article in _filter(page, as_json, jsonl, stream.clean):
        if as_json:
            print_json(shapes.shape_article(article))
        else:
            print_text(plain.format_article(article, get_width()))


@click.command()
@_takes_page
@click.option("--no-clean", is_flag=True, help="Take the text as it is; offsets are into it.")
def notes(page: str, as_json: bool, jsonl: bool, no_clean: bool) -> None:
    """List who is in a page: page in, entities out. Uses neither library nor config."""
    from tui.commands import plain, shapes, stream

    for found in _filter(page, as_json, jsonl, stream.note_uncleaned if no_clean else stream.note):
        if as_json:
            print_json(shapes.shape_notes(found))
        else:
            print_text(plain.format_notes(found, get_width()))


def _filter(page: str, as_json: bool, jsonl: bool, work: Callable[[RawDocument], Made]) -> Iterator[Made]:
    """Yield what is made of one page; or, with --jsonl, answer a stream of lines and yield nothing."""
    from tui.commands import stream

    if as_json and jsonl:
        raise click.UsageError("--json is for one page and --jsonl for many; take one of them")
    name = "stdin" if page == "-" else page
    file = _open_page(page)
    if not jsonl:
        yield work(stream.read_page(file, name))
        return
    for line in stream.filter_lines(file, name, work):
        click.echo(line)


def _open_page(page: str) -> BinaryIO:
    """The page's stream, which the end of the command closes.

    It is neither sys.stdin itself nor closed before: both would wait for the thread that waits for the next line.
    """
    if page != "-":
        return Path(page).open("rb")
    if is_person(sys.stdin):
        say("reading the page from the terminal; Ctrl-D ends it")
    return open(sys.stdin.fileno(), "rb", closefd=False)
