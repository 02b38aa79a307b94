"""Reading the sources, searching, and showing what was found."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from tui.commands.common import Searching, get_width, open_library
from tui.commands.output import is_person, print_json, print_text, say
from tui.errors import ExitCode
from tui.text import harmless

if TYPE_CHECKING:
    from tui.library.records import Revision, Row, Sort
    from tui.model import RawDocument
    from tui.tally import Progress, Report

STOPPED = 130
"""What the shell expects of a command that Ctrl-C ended."""
SNIPPET = 160
"""Characters of a hit's surroundings."""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One object: what was done, and what could not be.")
@click.option("--progress", is_flag=True, help="A JSON object a line while it goes on; the last is what was done.")
@click.option("--now", is_flag=True, help="Ask every feed, also one that was asked or failed a short while ago.")
@click.option("--watch", is_flag=True, help="Go on, and read what comes to the sources' folders, until stopped.")
@click.pass_obj
def sync(file: Path | None, as_json: bool, progress: bool, now: bool, watch: bool) -> int:
    """Read the sources: clean, extract, store and index what is new or changed."""
    from tui import pipeline

    if watch:
        from tui.commands.follow import keep_up

        return keep_up(file, as_json=as_json, progress=progress, now=now)
    stopped = threading.Event()
    tell: Callable[[Progress], None] = _ignore
    if progress:
        tell = _print_progress
    elif is_person(sys.stderr) and not as_json:
        tell = _show_progress
    with open_library(file, create=True) as (config, library):
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stopped.set())
        report = pipeline.sync(config, library, progress=tell, cancelled=stopped.is_set, now=now)
    if tell is _show_progress:
        click.echo("\r\x1b[K", nl=False, err=True)
    if as_json or progress:
        print_json(msgspec.to_builtins(report))
    else:
        for failure in report.failures:
            say(f"{failure.place}: {failure.message}" + (f"\n  {failure.hint}" if failure.hint else ""))
        print_text(format_report(report))
    if stopped.is_set():
        say("newsreader: stopped; the next sync goes on from here")
        return STOPPED
    nothing_read = not (report.new or report.changed or report.unchanged)
    return ExitCode.FAILED if report.failures and nothing_read else ExitCode.DONE


def _ignore(_: Progress) -> None:
    """Nobody watches."""


def _print_progress(progress: Progress) -> None:
    print_json(msgspec.to_builtins(progress))


def _show_progress(progress: Progress) -> None:
    """One line that is written over and over, on a person's terminal."""
    line = f"{progress.stage} {progress.done} of {progress.total} · {_count(progress.articles, 'article')}"
    click.echo(f"\r{line}\x1b[K", nl=False, err=True)


def format_report(report: Report) -> str:
    """What a sync did, in a line."""
    words = f"{report.new} new, {report.changed} changed, {report.gone} gone, {report.unchanged} unchanged"
    failed = f", {_count(len(report.failures), 'failure')}" if report.failures else ""
    return f"{words}{failed} in {report.seconds:.1f} s"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


@click.command(cls=Searching)
@click.argument("query", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="One object with all hits.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, metavar="N", help="At most so many.")
@click.option("--sort", type=click.Choice(["newest", "oldest", "relevance"]), help="The order of the hits.")
@click.option(
    "--facets",
    "with_facets",
    is_flag=True,
    help="In how many of all hits each source, year, person and place is, at most N of each; without --json instead of "
    "the hits.",
)
@click.pass_obj
def search(
    file: Path | None, query: tuple[str, ...], as_json: bool, limit: int, sort: Sort | None, with_facets: bool
) -> int:
    """Find articles: words, "a phrase", title:word, who:name, date:2024, -word, OR, is:unread, tag:name.

    Without a terminal, a line is the id, date, source and title of an article with tabs between them; with --facets it
    is what is counted (source, year, person or place), its name and in how many articles it is.
    """
    from tui.commands.shapes import shape_facets, shape_results
    from tui.search import Index

    with open_library(file) as (config, library):
        index = Index(library, config.search.settings, workers=config.sync.workers)
        results = index.search(harmless(" ".join(query)), limit=limit, sort=sort or config.search.sort)
        rows = {row.id: row for row in library.rows([hit.id for hit in results.hits])}
        found = [
            (
                rows[hit.id],
                hit.score,
                *results.highlighter.snippet(rows[hit.id].title, library.article(hit.id).body, SNIPPET),
            )
            for hit in results.hits
            if hit.id in rows
        ]
        facets = library.facets(index.ids(results.query)) if with_facets else None
    for note in results.notes:
        say(f"newsreader: {note}")
    if as_json:
        shape = shape_results(results, [(row, score, snippet) for row, score, snippet, _ in found])
        print_json(shape if facets is None else shape | shape_facets(facets, limit))
    elif facets is not None:
        _print_facets(shape_facets(facets, limit)["facets"])
    else:
        for row, _, snippet, marks in found:
            _print_hit(row, snippet, marks)
        if results.total > len(found):
            say(f"{len(found)} of {results.total}; --limit shows more")
    if found:
        return ExitCode.DONE
    near = f', did you mean "{results.suggestion}"?' if results.suggestion else ""
    say(f"newsreader: nothing found{near}")
    return ExitCode.NOTHING


def _print_facets(facets: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """A line for each value; for a person under headings, with the counts below each other."""
    person = is_person(sys.stdout)
    for name, values in facets.items():
        if person and values:
            print_text(name)
        for one in values:
            value = " ".join(one["value"].split())
            print_text(f"{one['count']:>9,}  {value}" if person else f"{name}\t{value}\t{one['count']}")


def _print_hit(row: Row, snippet: str, marks: Sequence[tuple[int, int]]) -> None:
    fields = (row.id, (row.published or "")[:10], row.source or "", row.title)
    if not is_person(sys.stdout):
        print_text("\t".join(" ".join(field.split()) for field in fields))
        return
    name, date, source, title = fields
    print_text(f"{name}  {date:10}  {source}  {title}")
    if snippet:
        click.echo(f"    {_mark(snippet, marks)}")


def _mark(text: str, marks: Sequence[tuple[int, int]]) -> str:
    """A snippet, made harmless, with its hits in bold."""
    shown, at = "", 0
    for start, end in marks:
        shown += harmless(text[at:start]) + click.style(harmless(text[start:end]), bold=True)
        at = end
    return " ".join((shown + harmless(text[at:])).split())


@click.command()
@click.argument("article", metavar="ID")
@click.option("--json", "form", flag_value="json", help="One object, as `clean` gives, with what you did with it.")
@click.option("--markdown", "form", flag_value="markdown", help="As Markdown.")
@click.option("--raw", "form", flag_value="raw", help="The document as it came, byte for byte.")
@click.option("--removed", "form", flag_value="removed", help="What is not part of the story, and why.")
@click.option("--revisions", "form", flag_value="revisions", help="What an item of a feed was before it was changed.")
@click.pass_obj
def show(file: Path | None, article: str, form: str | None) -> None:
    """Print an article. ID may be the first characters of one."""
    from tui.commands import plain
    from tui.commands.shapes import shape_article, shape_state, shape_versions

    with open_library(file) as (_, library):
        name = library.find_id(article)
        if form == "raw":
            _print_raw(library.document(name))
            return
        if form == "revisions":
            _print_revisions(library.revisions(name))
            return
        shown, state, row = library.article(name), library.state(name), library.row(name)
        versions = library.versions(name)
    if form == "json":
        print_json(shape_article(shown) | shape_state(row, state) | shape_versions(versions, name))
    elif form == "markdown":
        print_text(plain.format_markdown(shown, state).rstrip("\n"))
    elif form == "removed":
        for line in plain.format_removed(shown):
            print_text(line)
    else:
        print_text(plain.format_article(shown, get_width()))
        if line := plain.format_state(state, gone=row.gone):
            print_text("\n" + line)
        if line := plain.format_versions(versions, name):
            print_text("\n" + line)


def _print_revisions(revisions: Sequence[Revision]) -> None:
    """The former documents, cleaned as they would be now, the latest first."""
    from tui.commands import plain
    from tui.pipeline import digest

    for revision in revisions:
        until = datetime.fromtimestamp(revision.replaced).astimezone().strftime("%Y-%m-%d %H:%M")
        print_text(f"--- until {until}\n")
        print_text(plain.format_article(digest(revision.document).article, get_width()) + "\n")
    if not revisions:
        say("newsreader: no other version is known")


def _print_raw(document: RawDocument) -> None:
    """The bytes as they came; to a terminal, where they could do anything, their text made harmless."""
    if is_person(sys.stdout):
        print_text(document.text)
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(document.raw)
    sys.stdout.buffer.flush()
