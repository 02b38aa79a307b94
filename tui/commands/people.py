"""What the library knows of people, organisations and places: cards, quotes, timelines, two together, all names."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from tui.commands.common import get_width, open_library
from tui.commands.output import is_person, print_json, print_text, say
from tui.errors import ExitCode, NotFound
from tui.model import Kind

if TYPE_CHECKING:
    from tui.library import EntityRef, Library
    from tui.library.records import Order

EVERY = 1_000_000
"""More than there is of anything."""


@click.command()
@click.argument("name", nargs=-1, required=True)
@click.option("--json", "form", flag_value="json", help="One object.")
@click.option("--markdown", "form", flag_value="markdown", help="The card as Markdown, with its sources.")
@click.option("--said", "view", flag_value="said", help="Everything it is quoted saying, newest first.")
@click.option("--timeline", "view", flag_value="timeline", help="Dated sentences about it, the latest day first.")
@click.option(
    "--with", "others", multiple=True, metavar="NAME", help="What it has to do with another; may be repeated."
)
@click.pass_obj
def entity(
    file: Path | None, name: tuple[str, ...], form: str | None, view: str | None, others: tuple[str, ...]
) -> int:
    """Print what the library knows of a person, an organisation or a place."""
    if form == "markdown" and (view or others):
        raise click.UsageError("--markdown is of the card alone.")
    if view == "said" and others:
        raise click.UsageError("--said is of one name alone.")
    with open_library(file) as (_, library):
        refs = [_find(library, " ".join(name)), *(_find(library, other) for other in others)]
        ids = [ref.id for ref in refs]
        if view == "timeline":
            return _print_events(library, ids, form)
        if view == "said":
            return _print_said(library, ids[0], form)
        if others:
            return _print_together(library, ids, form)
        card = library.card(ids[0])
    from tui.commands.plain import format_card, format_card_markdown
    from tui.commands.shapes import shape_card

    if form == "json":
        print_json(shape_card(card))
    elif form == "markdown":
        print_text(format_card_markdown(card).rstrip("\n"))
    else:
        print_text(format_card(card, get_width()))
    return ExitCode.DONE


def _find(library: Library, wanted: str) -> EntityRef:
    """The entity of a name; others of the same name are told of."""
    from tui.problems import suggest

    found = library.find_entity(wanted)
    if not found:
        near = suggest(wanted, (ref.name for ref in library.entity_list(limit=5000)))
        raise NotFound(f'nobody and nothing in the library is called "{wanted}"{near}')
    if len(found) > 1:
        say("also of that name: " + ", ".join(f"{ref.name} ({ref.kind})" for ref in found[1:]))
    return found[0]


def _print_said(library: Library, entity: int, form: str | None) -> int:
    from tui.commands.plain import format_said

    said = library.quotes(entity, EVERY)
    if form == "json":
        print_json({"quotes": msgspec.to_builtins(said)})
    elif said:
        print_text(format_said(said, get_width()))
    return ExitCode.DONE if said else ExitCode.NOTHING


def _print_events(library: Library, entities: Sequence[int], form: str | None) -> int:
    from tui.commands.plain import format_events

    total, events = library.events(entities, EVERY)
    if form == "json":
        print_json({"total": total, "dates": msgspec.to_builtins(events)})
    elif events:
        print_text(format_events(events, get_width()))
    return ExitCode.DONE if events else ExitCode.NOTHING


def _print_together(library: Library, entities: Sequence[int], form: str | None) -> int:
    from tui.commands.plain import format_together

    both = library.together(entities, EVERY)
    if form == "json":
        print_json(msgspec.to_builtins(both))
    elif both.total:
        print_text(format_together(both, get_width()))
    return ExitCode.DONE if both.total else ExitCode.NOTHING


@click.command()
@click.argument("query", nargs=-1)
@click.option("--kind", type=click.Choice([kind.value for kind in Kind]), help="Only these.")
@click.option(
    "--sort", type=click.Choice(["articles", "rise"]), default="articles", show_default=True, help="The order."
)
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, metavar="N", help="At most so many.")
@click.option("--json", "as_json", is_flag=True, help="One object.")
@click.pass_obj
def names(file: Path | None, query: tuple[str, ...], kind: str | None, sort: Order, limit: int, as_json: bool) -> int:
    """List the names that the library knows, all or those that hold QUERY.

    In the order `rise`, those first that are named oftener in the library's last week than in the four before it.
    """
    with open_library(file) as (_, library):
        ranked = library.rank(" ".join(query), Kind(kind) if kind else None, sort)
        refs = library.ranked(ranked, 0, limit)
    rises = [ranked.rises.get(ref.id) for ref in refs]
    if as_json:
        shown = [
            msgspec.to_builtins(ref) | {"week": rise.week if rise else 0, "before": rise.before if rise else 0}
            for ref, rise in zip(refs, rises, strict=True)
        ]
        print_json({"total": len(ranked.numbers), "week_to": ranked.last, "names": shown})
    else:
        for ref, rise in zip(refs, rises, strict=True):
            fields = (ref.name, ref.kind.value, str(ref.articles), str(rise.week if rise else 0))
            print_text(("  " if is_person(sys.stdout) else "\t").join(fields))
        if len(ranked.numbers) > len(refs):
            say(f"{len(refs)} of {len(ranked.numbers)}; --limit shows more")
    return ExitCode.DONE if refs else ExitCode.NOTHING
