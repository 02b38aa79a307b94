"""The command's entrance: parse, call, and say whatever goes wrong in a line. The commands are in `tui.commands`."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from tui import log
from tui.commands import filters, follow, library, opml, people, settings, state, transfer
from tui.commands.common import load
from tui.commands.output import print_text, say, set_up_streams
from tui.errors import ConfigError, ExitCode, NewsreaderError

INTERRUPTED = 130
"""What the shell expects of a command that Ctrl-C ended."""


def run(words: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status; whatever happens is said in a line, never as a traceback."""
    set_up_streams()
    log.set_up()
    try:
        status = newsreader.main(words, prog_name="newsreader", standalone_mode=False)
        return int(status) if isinstance(status, int) else ExitCode.DONE
    except click.ClickException as error:
        error.show()
        return ExitCode.FAILED
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except ConfigError as error:
        say(str(error))
        return error.exit_code
    except NewsreaderError as error:
        say(f"newsreader: {error}")
        return error.exit_code
    except OSError as error:
        logging.getLogger(__name__).exception("the command ended")
        place = f"{error.filename}: " if error.filename else ""
        say(f"newsreader: {place}{error.strerror or error}")
        return ExitCode.FAILED
    except Exception as error:  # a fault of ours: the user gets a line, the log the traceback
        logging.getLogger(__name__).exception("the command ended")
        say(f"newsreader: unexpected {type(error).__name__}: {error}\n  The log has more: {log.get_path()}")
        return ExitCode.FAILED


class Newsreader(click.Group):
    """The group of all commands, quiet when whoever reads its output has read enough."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            status = super().invoke(ctx)
            sys.stdout.flush()
            return status
        except BrokenPipeError:
            # What is still to be flushed at exit has nowhere to go either.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return ExitCode.DONE


def _show_version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from tui.commands.examine import name_versions

        print_text(name_versions())
        ctx.exit()


@click.group(
    cls=Newsreader,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("-c", "--config", "file", type=click.Path(path_type=Path), metavar="FILE", help="Take this config.")
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Print the version, and those of what it is built on.",
)
@click.pass_context
def newsreader(ctx: click.Context, file: Path | None) -> int | None:
    """Read news in three panes. Without a command, the app starts.

    Exit status: 0 done or found, 1 nothing found, 2 bad usage, bad config or unreadable input.
    """
    ctx.obj = file
    return start_app(file) if ctx.invoked_subcommand is None else None


def start_app(file: Path | None) -> int:
    """Run the app; TerminalError where there is no terminal for it."""
    config = load(file)
    from tui.app.run import run_app

    return run_app(config)


for command in (
    *(library.sync, library.search, library.show),
    *(people.entity, people.names),
    follow.changes,
    *(state.tag, state.star, state.read),
    *(filters.clean, filters.notes),
    *(transfer.export, transfer.import_, opml.opml),
    *(settings.config, settings.doctor),
):
    newsreader.add_command(command)
