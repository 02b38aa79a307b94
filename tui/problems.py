"""What is wrong in a YAML file, in words: the problem with its place, and what YAML makes of what was written."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec
import yaml

from tui.text import harmless

Key = tuple[str | int, ...]
"""The way to a value: keys, and positions in lists from 0."""

TAG = "tag:yaml.org,2002:"
_READ_AS = {"bool": "true or false", "int": "a number", "float": "a number", "timestamp": "a date", "null": "nothing"}


class Problem(msgspec.Struct, frozen=True, order=True):
    """One thing that is wrong in a file; lines and columns count from 1."""

    line: int
    column: int
    key: str
    message: str


def quote(text: str, width: int = 60) -> str:
    """Text from a file made fit for a message: one line, harmless, not longer than `width` characters."""
    text = " ".join(harmless(text).split())
    return text if len(text) <= width else text[: width - 1] + "…"


def suggest(word: str, known: Iterable[str]) -> str:
    """`, did you mean "…"?` for the nearest known word, or nothing when none is near."""
    by_folded = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(word.casefold(), by_folded, n=1, cutoff=0.6)
    return f', did you mean "{by_folded[near[0]]}"?' if near else ""


def format_key(key: Key) -> str:
    """A key path as people write it: `sources[0].path`."""
    words = ""
    for part in key:
        words += f"[{part}]" if isinstance(part, int) else f".{quote(part)}" if words else quote(part)
    return words


def format_problems(path: Path, problems: Iterable[Problem]) -> list[str]:
    """One line `file:line:column key: message` for each problem, in the file's order."""
    file = quote(str(path), 300)
    return [
        f"{file}:{problem.line}:{problem.column} {problem.key}{': ' if problem.key else ''}{problem.message}"
        for problem in sorted(set(problems))
    ]


def split_problem(path: Path, problem: str) -> tuple[str, str]:
    """The place and the message of `file:line:column key: message`, or of `file: message`."""
    file = quote(str(path), 300)
    where, _, message = problem.removeprefix(file).partition(" ")
    return file + where.rstrip(":"), message


def is_null(node: yaml.Node) -> bool:
    """Whether nothing is given, or null."""
    return isinstance(node, yaml.ScalarNode) and node.tag == TAG + "null"


def describe(node: yaml.Node) -> str:
    """What a node is, in words a person uses."""
    if isinstance(node, yaml.MappingNode):
        return "keys with values"
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    if node.tag.removeprefix(TAG) not in ("str", *_READ_AS):
        return f"the tag {quote(node.tag)}, which is not read here"
    if is_null(node) and not node.value:
        return "nothing"
    if node.tag == TAG + "str":
        return f'the text "{quote(node.value)}"' if node.value else "an empty text"
    return quote(node.value)


def explain_trap(node: yaml.ScalarNode) -> str:
    """Say what YAML makes of a plain word, and that quotes keep it a text."""
    if is_null(node) and not node.value:
        return "nothing is given"
    shown = quote(node.value)
    read_as = _READ_AS.get(node.tag.removeprefix(TAG), "something else")
    return f'YAML reads {shown} as {read_as}; put it in quotes: "{shown}"'


_SYNTAX: Mapping[str, str] = {
    "found character that cannot start any token": "a character that cannot stand here; put the text in quotes",
    "mapping values are not allowed": "a colon cannot stand here; put the text in quotes, or check the indentation",
    "could not find expected ':'": "a key without its colon",
    "expected <block end>": "the indentation does not fit the lines above",
    "did not find expected key": "the indentation does not fit the lines above, or a quote or bracket is not closed",
    "did not find expected ',' or": "a bracket is not closed, or a comma is missing",
    "did not find expected '-'": "the indentation does not fit the list above",
    "found unexpected end of stream": "a quote is not closed",
    "expected a single document": "a second document (---); only one is read",
    "found unexpected document indicator": "a second document (---); only one is read",
    "found undefined alias": "an alias (*name) without its anchor; aliases are not read here",
    "found unknown escape character": "an unknown escape in double quotes; use single quotes, or two backslashes",
}


def find_mark(error: yaml.MarkedYAMLError, text: str) -> yaml.Mark | None:
    """Where to look for a fault of syntax: what is not closed shows further down, so that is where it was opened."""
    mark, opened, context = error.problem_mark, error.context_mark, error.context or ""
    at_end = mark is not None and not "".join(text.split("\n")[mark.line + 1 :]).strip()
    if "quoted scalar" in context or ("flow" in context and at_end):
        return opened or mark
    return mark or opened


def explain_syntax(error: yaml.MarkedYAMLError, text: str) -> str:
    """The parser's message in plain words, with the parser's own behind it where ours could mislead."""
    said = " ".join(part for part in (error.problem, error.context) if part)
    mark = error.problem_mark
    if mark is not None and mark.line < len(lines := text.split("\n")):
        line = lines[mark.line]
        if "\t" in line[: len(line) - len(line.lstrip())]:
            return "not YAML: a tab in the indentation; use spaces"
    for known, plain in _SYNTAX.items():
        if known in said:
            return f"not YAML: {plain}"
    return f"not YAML: {quote(said, 120)}"
