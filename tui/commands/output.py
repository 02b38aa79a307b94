"""How the command speaks: data on stdout, talk on stderr, JSON that stays exact and harmless."""

from __future__ import annotations

import json
import re
import sys
from typing import Any, TextIO

import click

from tui.text import harmless

VERSION = 1
"""Of the JSON objects; it changes when a key is taken away or means something else."""

# What ends a line for some readers, or acts on a terminal that shows the JSON; escaped, the value stays the same.
_RISKY = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def set_up_streams() -> None:
    """Make stdout and stderr take any text in any locale; stdin is left alone, as it is read as bytes."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def print_text(text: str) -> None:
    """Print data for a person, with nothing in it that acts on a terminal."""
    click.echo(harmless(text))


def say(text: str) -> None:
    """Tell the person something that is not data."""
    click.echo(harmless(text), err=True)


def print_json(shape: dict[str, Any]) -> None:
    """Print one object on one line, and pass it on at once."""
    click.echo(encode_json(shape))


def encode_json(shape: dict[str, Any]) -> str:
    """One object as one line of JSON, led by its version; text stays readable, and a lone surrogate becomes U+FFFD."""
    line = json.dumps({"version": VERSION} | shape, ensure_ascii=False)
    return _RISKY.sub(_escape, line)


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return "\ufffd" if 0xD800 <= code <= 0xDFFF else f"\\u{code:04x}"


def is_person(stream: TextIO) -> bool:
    """Whether a person at a terminal reads (or writes) this stream."""
    return stream.isatty()
