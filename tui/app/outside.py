"""What the app hands to programs outside: the user's editor, a command that an article is piped to, the browser."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from tui.errors import NewsreaderError

if TYPE_CHECKING:
    from tui.library.records import Card

_LINK = re.compile(r"https?://[^\s\x00-\x20\x7f-\x9f\"<>\\^`{|}]+\Z", re.IGNORECASE)


def find_editor(environ: Mapping[str, str] = os.environ) -> list[str]:
    """The user's editor with its arguments, from $VISUAL or $EDITOR; empty when there is none to be had."""
    for name in ("VISUAL", "EDITOR"):
        if command := environ.get(name, "").strip():
            return split_command(command)
    return []


def split_command(command: str) -> list[str]:
    """Split a command into words as a shell does, without anything else that a shell does."""
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise NewsreaderError(
            f"{command!r} cannot be understood: {str(error).lower()}.", "Close its quotes."
        ) from error
    if not words:
        raise NewsreaderError("No command was given.")
    words[0] = str(Path(words[0]).expanduser()) if words[0].startswith("~") else words[0]
    if shutil.which(words[0]) is None:
        raise NewsreaderError(f"There is no program {words[0]!r}.", "Commands are run without a shell, by their name.")
    return words


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Leave Ctrl-C to the program that has the terminal; a handler, unlike ignoring, is not handed down to it."""

    def pass_by(number: int, frame: FrameType | None) -> None:
        """Do nothing."""

    former = signal.signal(signal.SIGINT, pass_by)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, former)


def edit(command: Sequence[str], text: str) -> str:
    """Let an editor that has the terminal change a text; raises NewsreaderError when it ended badly.

    The text is in a file of a folder that only the user can look into.
    """
    with tempfile.TemporaryDirectory(prefix="newsreader-") as folder:
        path = Path(folder) / "note.md"
        path.touch(0o600)
        path.write_text(text, encoding="utf-8")
        try:
            with uninterrupted():
                ended = subprocess.run([*command, str(path)], check=False)
        except OSError as error:
            raise NewsreaderError(f"{command[0]} cannot be run: {error.strerror}.") from error
        if ended.returncode:
            raise NewsreaderError(f"{command[0]} ended with status {ended.returncode}; the note stays as it was.")
        return path.read_text(encoding="utf-8", errors="replace").strip()


def pipe(command: Sequence[str], text: str) -> int:
    """Run a command that has the terminal with a text as its input, and wait for Enter; its exit status."""
    with uninterrupted():
        if sys.__stderr__ is not None:
            sys.__stderr__.write(f"\n$ {shlex.join(command)}\n")
            sys.__stderr__.flush()
        try:
            status = subprocess.run(command, input=text.encode("utf-8", "replace"), check=False).returncode
        except OSError as error:
            raise NewsreaderError(f"{command[0]} cannot be run: {error.strerror}.") from error
        if sys.__stdin__ is not None and sys.__stderr__ is not None:
            said = "" if status == 0 else f"{command[0]} ended with status {status}. "
            sys.__stderr__.write(f"\n{said}Enter goes back to newsreader. ")
            sys.__stderr__.flush()
            sys.__stdin__.readline()
    return status


def let_processes_start() -> None:
    """Start what Python needs to start processes later; called in a thread, before work that may want some.

    Python hands the file of sys.stderr on to it, and while Textual runs, that is a stand-in without a file.
    """
    from multiprocessing import resource_tracker

    with redirect_stderr(sys.__stderr__):
        resource_tracker.ensure_running()


def check_link(url: str | None) -> str | None:
    """The link, if it is one that may be opened: only http and https, and nothing in it that is no part of one."""
    return url if url and _LINK.match(url) else None


def has_browser(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> bool:
    """Whether a browser window can be opened where the user sits; not over SSH, and not on a bare console."""
    if "SSH_CONNECTION" in environ or "SSH_TTY" in environ:
        return False
    return platform in ("darwin", "win32") or "DISPLAY" in environ or "WAYLAND_DISPLAY" in environ


def write_back(path: Path, former: bytes | None) -> None:
    """Put a file back as it was, in one step; None stands for a file that was not there."""
    path = path.resolve()  # a link stays one: what it leads to was changed
    if former is None:
        path.unlink(missing_ok=True)
        return
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(former)
    Path(temporary).replace(path)


def read_file(path: Path) -> bytes | None:
    """What a file holds, to be written back later; None when there is none."""
    return path.read_bytes() if path.exists() else None


def name_file(name: str, ending: str) -> str:
    """Make the name of a file of the name of something; no longer than a file system takes, which counts bytes."""
    return name.replace("/", "-")[:60].strip() + ending


def write_card(card: Card, path: Path) -> str:
    """Write a card with its sources, as JSON or as Markdown by the file's name; what was done, in words."""
    from tui.commands.output import encode_json
    from tui.commands.plain import format_card_markdown
    from tui.commands.shapes import shape_card

    text = encode_json(shape_card(card)) if path.suffix.lower() == ".json" else format_card_markdown(card)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text.rstrip("\n") + "\n")
    except FileExistsError as error:
        raise NewsreaderError(f"{path} is there already.", "Nothing was written; take another name.") from error
    except OSError as error:
        raise NewsreaderError(f"{path} cannot be written: {error.strerror or error}.") from error
    return f"Wrote {path}."
