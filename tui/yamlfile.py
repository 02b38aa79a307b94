"""Reading a YAML file into typed structs, with every problem found at once, each with its line and column.

Values are taken from the composed nodes and not from YAML's own guesses, so that `no`, `12:30`, `010` and dates
are reported where a text or a plain number is meant instead of becoming something else in silence.
"""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

import msgspec
import yaml

from tui.errors import ConfigError
from tui.paths import expand
from tui.problems import (
    TAG,
    Key,
    Problem,
    describe,
    explain_syntax,
    explain_trap,
    find_mark,
    format_key,
    format_problems,
    is_null,
    quote,
    suggest,
)

MAX_BYTES = 10_000_000
"""The largest file that is read."""
MAX_DEPTH = 20
"""Collections within collections; deeper ones are refused before anything walks them."""

T = TypeVar("T")
V = TypeVar("V")

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9_]*)")
_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9_]*)?(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?")
_TRUE = frozenset({"true", "yes", "on"})
_WRONG: Any = object()
"""Stands for a value that cannot be used; the problem has been noted."""


class YamlReader(Generic[T]):
    """One reading of one file into `shape`, a msgspec Struct or a `dict[str, Struct]`.

    `value` holds what was read, with the struct's defaults wherever the file says nothing or something wrong; the
    caller adds its own problems with `report`, and `finish` raises ConfigError with all of them.
    """

    def __init__(self, path: Path, shape: Any) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.text = ""
        self._places: dict[Key, yaml.Mark] = {}
        self._names: dict[Key, yaml.Mark] = {}
        self._kept: dict[Key, list[int]] = {}
        self._seen: set[int] = set()
        node = self._compose()
        value = self._read(node, shape, ()) if node is not None else _WRONG
        self.value: T = _make_empty(shape) if value is _WRONG else value

    def report(self, key: Key, message: str, *, name: bool = False) -> None:
        """Note a problem at the value of a key path (at the key itself with `name`), or at the nearest one above."""
        near = key
        while near and near not in self._places:
            near = near[:-1]
        mark = (self._names if name else self._places).get(near) or self._places.get(near)
        self._note(mark, key, message)

    def given(self, key: Key) -> bool:
        """Whether the file says something under this key path."""
        return key in self._places

    def troubled(self, key: Key) -> bool:
        """Whether a problem has been noted at a key path or below it."""
        return any(problem.key.startswith(format_key(key)) for problem in self.problems)

    def line(self, key: Key) -> int:
        """The line, from 1, of the value of a key path."""
        mark = self._places.get(key)
        return mark.line + 1 if mark else 1

    def items(self, key: Key, values: Sequence[V]) -> Iterator[tuple[Key, V]]:
        """The values of a list with the key path of each, as entries that were wrong are not among the values."""
        for number, value in zip(self._kept.get(key, ()), values, strict=False):
            yield (*key, number), value

    def finish(self) -> T:
        """Return the value when nothing was wrong; else raise ConfigError listing every problem in the file's order."""
        if self.problems:
            raise ConfigError("\n".join(format_problems(self.path, self.problems)))
        return self.value

    # ----------------------------------------------------------------------- text to nodes

    def _compose(self) -> yaml.Node | None:
        try:
            with self.path.open("rb") as file:
                data = file.read(MAX_BYTES + 1)
        except OSError as error:
            raise ConfigError(f"{quote(str(self.path), 300)}: cannot be read: {error.strerror or error}") from error
        if len(data) > MAX_BYTES:
            raise ConfigError(f"{quote(str(self.path), 300)}: larger than {MAX_BYTES:,} bytes, so not read")
        try:
            self.text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            before = data[: error.start].decode("utf-8", errors="replace")
            line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
            self.problems.append(
                Problem(line, column, "", f"not UTF-8 (byte {data[error.start]:#04x}); save it as UTF-8")
            )
            return None
        try:
            if not self._scan():
                return None
            node: yaml.Node | None = yaml.compose(self.text, Loader=_LOADER)
        except yaml.MarkedYAMLError as error:
            mark = find_mark(error, self.text)
            self._note(mark, (), explain_syntax(error, self.text))
            return None
        except yaml.reader.ReaderError as error:
            before = self.text[: error.position]
            self.problems.append(
                Problem(
                    before.count("\n") + 1,
                    len(before) - before.rfind("\n"),
                    "",
                    "a control character; YAML does not allow it",
                )
            )
            return None
        return node

    def _scan(self) -> bool:
        """Refuse aliases, which can make a small file huge, and depths nothing here needs; False when too deep."""
        depth = 0
        for event in yaml.parse(self.text, Loader=_LOADER):
            if isinstance(event, yaml.AliasEvent):
                self._note(event.start_mark, (), "aliases (*name) are not read here; write the value out")
            elif isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > MAX_DEPTH:
                    self._note(event.start_mark, (), f"nested deeper than {MAX_DEPTH} levels")
                    return False
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
        return True

    def _note(self, mark: Any, key: Key, message: str) -> None:
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        self.problems.append(Problem(line, column, format_key(key), message))

    # ----------------------------------------------------------------------- nodes to values

    def _read(self, node: yaml.Node, shape: Any, key: Key) -> Any:
        """The node's value as `shape` (a type as annotated), or _WRONG with the problem noted."""
        self._places[key] = node.start_mark
        if id(node) in self._seen:
            return _WRONG
        self._seen.add(id(node))
        origin = typing.get_origin(shape)
        if origin is typing.Annotated:
            self._seen.discard(id(node))
            inner, *extras = typing.get_args(shape)
            return self._bound(node, self._read(node, inner, key), extras, key)
        if origin in (types.UnionType, typing.Union):
            self._seen.discard(id(node))
            (inner,) = (arm for arm in typing.get_args(shape) if arm is not types.NoneType)
            return None if is_null(node) else self._read(node, inner, key)
        if origin is tuple:
            return self._read_list(node, typing.get_args(shape)[0], key)
        if origin is dict:
            return self._read_mapping(node, typing.get_args(shape)[1], key)
        if origin is Literal:
            return self._read_choice(node, typing.get_args(shape), key)
        if issubclass(shape, msgspec.Struct):
            return self._read_struct(node, shape, key)
        if issubclass(shape, StrEnum):
            word = self._read_choice(node, tuple(member.value for member in shape), key)
            return word if word is _WRONG else shape(word)
        return self._read_scalar(node, shape, key)

    def _pairs(self, node: yaml.Node, key: Key, what: str) -> list[tuple[str, yaml.Node, yaml.Node]] | None:
        """The entries of a mapping with duplicates, merges and keys that are not text reported and left out."""
        if is_null(node):
            return []
        if not isinstance(node, yaml.MappingNode):
            self._note(node.start_mark, key, f"expected {what}, found {describe(node)}")
            return None
        pairs: dict[str, tuple[str, yaml.Node, yaml.Node]] = {}
        for name, value in node.value:
            if not isinstance(name, yaml.ScalarNode):
                self._note(name.start_mark, key, "a key must be plain text")
            elif name.tag == TAG + "merge":
                self._note(name.start_mark, key, "merge keys (<<) are not read here; write the values out")
            elif name.tag != TAG + "str":
                self._note(name.start_mark, (*key, name.value), f"as a key {explain_trap(name)}")
            elif name.value in pairs:
                first = pairs[name.value][1].start_mark.line + 1
                self._note(name.start_mark, (*key, name.value), f"given twice; the first is in line {first}")
            else:
                pairs[name.value] = (name.value, name, value)
                self._names[(*key, name.value)] = name.start_mark
        return list(pairs.values())

    def _read_struct(self, node: yaml.Node, shape: type[msgspec.Struct], key: Key) -> Any:
        pairs = self._pairs(node, key, "keys with values")
        if pairs is None:
            return _WRONG
        hints = typing.get_type_hints(shape, include_extras=True)
        values: dict[str, Any] = {}
        for name, name_node, value_node in pairs:
            if name not in hints:
                self._note(name_node.start_mark, (*key, name), f"unknown key{suggest(name, hints)}")
                continue
            value = self._read(value_node, hints[name], (*key, name))
            if value is not _WRONG:
                values[name] = value
        required = [field.name for field in msgspec.structs.fields(shape) if field.required]
        complete = True
        for name in required:
            if name not in values:
                complete = False
                if (*key, name) not in self._places:
                    self._note(node.start_mark, (*key, name), "missing")
        return shape(**values) if complete else _WRONG

    def _read_mapping(self, node: yaml.Node, shape: Any, key: Key) -> Any:
        pairs = self._pairs(node, key, "keys with values")
        if pairs is None:
            return _WRONG
        values = {name: self._read(value, shape, (*key, name)) for name, _, value in pairs}
        return {name: value for name, value in values.items() if value is not _WRONG}

    def _read_list(self, node: yaml.Node, shape: Any, key: Key) -> Any:
        if is_null(node):
            return ()
        if isinstance(node, yaml.ScalarNode) and shape is str:
            self._seen.discard(id(node))
            value = self._read(node, shape, key)
            return value if value is _WRONG else (value,)
        if not isinstance(node, yaml.SequenceNode):
            self._note(node.start_mark, key, f"expected a list, found {describe(node)}")
            return _WRONG
        values = [self._read(item, shape, (*key, number)) for number, item in enumerate(node.value)]
        self._kept[key] = [number for number, value in enumerate(values) if value is not _WRONG]
        return tuple(value for value in values if value is not _WRONG)

    def _read_choice(self, node: yaml.Node, choices: tuple[str, ...], key: Key) -> Any:
        word = self._read_scalar(node, str, key)
        if word is _WRONG or word in choices:
            return word
        self._note(node.start_mark, key, f'"{quote(word)}" is not one of {", ".join(choices)}{suggest(word, choices)}')
        return _WRONG

    def _read_scalar(self, node: yaml.Node, shape: Any, key: Key) -> Any:
        what = {str: "text", Path: "a path", int: "a whole number", float: "a number", bool: "true or false"}[shape]
        if not isinstance(node, yaml.ScalarNode) or not node.tag.startswith(TAG):
            self._note(node.start_mark, key, f"expected {what}, found {describe(node)}")
            return _WRONG
        tag, value = node.tag.removeprefix(TAG), node.value
        if shape in (str, Path) and tag == "str":
            if shape is str:
                return value
            problem = _try_path(value)
            if problem is None:
                return Path(value)
            self._note(node.start_mark, key, f"expected a path, found {problem}")
            return _WRONG
        elif shape is bool and tag == "bool":
            return value.casefold() in _TRUE
        elif shape is int and tag == "int" and _WHOLE.fullmatch(value):
            return int(value)
        elif shape is float and tag in ("int", "float") and _NUMBER.fullmatch(value):
            return float(value)
        if shape in (str, Path) and tag != "str":
            message = f"expected {what}, but {explain_trap(node)}"
        elif shape in (int, float) and tag in ("int", "float"):
            message = f"expected {what} in plain digits, found {quote(value)}"
            if shape is int and tag == "int":
                message += f", which YAML reads as {yaml.safe_load(value)}"
        else:
            message = f"expected {what}, found {describe(node)}"
        self._note(node.start_mark, key, message)
        return _WRONG

    def _bound(self, node: yaml.Node, value: Any, extras: list[Any], key: Key) -> Any:
        if value is _WRONG:
            return value
        for meta in extras:
            if meta.ge is not None and value < meta.ge:
                self._note(node.start_mark, key, f"{value} is too small; it must be at least {meta.ge}")
                return _WRONG
            if meta.le is not None and value > meta.le:
                self._note(node.start_mark, key, f"{value} is too large; it must be at most {meta.le}")
                return _WRONG
            if meta.min_length is not None and len(value) < meta.min_length:
                self._note(node.start_mark, key, "must not be empty")
                return _WRONG
        return value


def _try_path(value: str) -> str | None:
    """What keeps a text from being a path; None when nothing does."""
    if not value.strip():
        return "an empty text"
    try:
        expand(value, Path("/"))
    except (OSError, RuntimeError, ValueError) as error:
        return f'"{quote(value)}": {quote(str(error))}'
    return None


def _make_empty(shape: Any) -> Any:
    return {} if typing.get_origin(shape) is dict else shape()
