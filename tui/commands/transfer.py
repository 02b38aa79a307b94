"""Taking articles out of the library, and bringing them back with all that the user did with them."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from tui.commands.common import Searching, open_library
from tui.commands.output import print_json, print_text, say
from tui.errors import ExitCode, SourceError
from tui.text import harmless

if TYPE_CHECKING:
    from tui.library import Library, Sort


@click.command(cls=Searching)
@click.argument("query", nargs=-1, required=True)
@click.option(
    "--format",
    "form",
    type=click.Choice(["markdown", "jsonl"]),
    default="markdown",
    show_default=True,
    help="Text to read, or a JSON object a line, which `import` takes back.",
)
@click.option("--sort", type=click.Choice(["newest", "oldest", "relevance"]), default="newest", show_default=True)
@click.pass_obj
def export(file: Path | None, query: tuple[str, ...], form: str, sort: Sort) -> int:
    """Print all articles that a query finds; `*` finds all."""
    from tui.search import Index

    with open_library(file) as (config, library):
        index = Index(library, config.search.settings, workers=config.sync.workers)
        found = index.search(harmless(" ".join(query)), limit=None, sort=sort)
        for note in found.notes:
            say(f"newsreader: {note}")
        for number, hit in enumerate(found.hits):
            _export_one(library, hit.id, form, first=number == 0)
    if not found.hits:
        say("newsreader: nothing found" + (f', did you mean "{found.suggestion}"?' if found.suggestion else ""))
    return ExitCode.DONE if found.hits else ExitCode.NOTHING


def _export_one(library: Library, name: str, form: str, *, first: bool) -> None:
    from tui.commands.exchange import pack_document
    from tui.commands.plain import format_markdown
    from tui.commands.shapes import shape_article, shape_state

    article, state = library.article(name), library.state(name)
    if form == "markdown":
        print_text(("" if first else "---\n\n") + format_markdown(article, state))
        return
    document = {"document": pack_document(library.document(name))}
    print_json(shape_article(article) | shape_state(library.row(name), state) | document)


@click.command("import")
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.pass_obj
def import_(file: Path | None, files: tuple[str, ...]) -> None:
    """Bring back what `export --format jsonl` wrote; - is standard input.

    Articles that the library does not have are added. What you did with those it has is joined with what the file says:
    a star, a tag, a note is never taken away.
    """
    from tui.commands.exchange import Importer

    with open_library(file, create=True) as (config, library):
        importer = Importer(config, library)
        with contextlib.ExitStack() as stack:
            importer.run((name, stack.enter_context(_open(name))) for name in files)
    for problem in importer.problems:
        say(f"{problem.place}: {problem.message}")
    tally = importer.tally
    print_text(f"{tally.added} added, {tally.known} known, {tally.changed} with a change to what you did with them")
    if importer.problems:
        raise SourceError(f"{len(importer.problems)} of the lines could not be taken")


@contextlib.contextmanager
def _open(name: str) -> Iterator[BinaryIO]:
    if name == "-":
        yield sys.stdin.buffer
        return
    with Path(name).open("rb") as stream:
        yield stream
