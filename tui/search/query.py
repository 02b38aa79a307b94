"""The query language, as plugins of Whoosh's parser: from what was typed to the tree.

Whatever is typed makes a tree: what is half written is read as far as it can be, what means nothing is left out, and
`Parsed.notes` says what was not understood. Juxtaposed words must all be there; OR binds tighter than that, AND tighter
than OR, NOT and `-` tightest (the rules of Whoosh's own operators).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from msgspec import Struct
from whoosh.qparser import QueryParser, plugins, syntax
from whoosh.qparser.common import attach
from whoosh.qparser.taggers import RegexTagger
from whoosh.query.compound import And, Or
from whoosh.query.qcore import Query
from whoosh.query.wrappers import Not

from tui.search.language import KNOWN, Context, Reader, gather
from tui.text import harmless

MOST_CHARACTERS = 4000
"""The rest of a longer query is left out."""

MOST_NESTED = 40
"""Brackets deeper than this are read as if they were not there."""

_QUOTES = '"“”„«»'
_BEFORE = rf"(?<![^\s(){_QUOTES}])"
"""Nothing, a space or a bracket stands before."""

_ATOM = re.compile(r"(?P<text>.*?)(?:~(?P<edits>\d?)(?:/\d+)?)?(?:\^(?P<boost>\d{1,4}(?:\.\d{1,4})?))?", re.DOTALL)
_BOOSTS = (0.01, 100.0)


class Parsed(Struct, frozen=True):
    """A query understood."""

    text: str
    """What was read; the places of leaves count its characters."""
    tree: Any
    """A Whoosh query; None when nothing asks for anything."""
    notes: tuple[str, ...]


def parse_query(text: str, context: Context) -> Parsed:
    """Read a query; raises nothing, whatever the text."""
    notes: list[str] = []
    text = harmless(text)
    if len(text) > MOST_CHARACTERS:
        text = (text[:MOST_CHARACTERS].rsplit(None, 1) or [""])[0]
        notes.append(f"the query is cut after {MOST_CHARACTERS} characters")
    reader = Reader(context)
    parser = _Parser(reader)
    tree = gather(_prune(parser.process(text).query(parser)))
    return Parsed(text, tree, (*notes, *reader.notes))


class _AtomNode(syntax.TextNode):
    """A run of characters without a space."""

    def __init__(self, text: str, edits: int | None) -> None:
        super().__init__(text)
        self.edits = edits

    def query(self, parser: _Parser) -> Query | None:
        return _finish(parser.reader.read_word(self.fieldname, self.text, self.edits), self)


class _QuotedNode(syntax.TextNode):
    """Words in quotes."""

    def __init__(self, text: str, slop: int | None, closed: bool) -> None:
        super().__init__(text)
        self.slop = slop
        self.closed = closed

    def query(self, parser: _Parser) -> Query | None:
        return _finish(parser.reader.read_phrase(self.fieldname, self.text, self.slop, self.closed), self)


class _RangeNode(syntax.TextNode):
    """Two ends in brackets."""

    def query(self, parser: _Parser) -> Query | None:
        return _finish(parser.reader.read_range(self.fieldname, self.text), self)


def _finish(query: Query | None, node: Any) -> Query | None:
    if query is None:
        return None
    if isinstance(query, Or):
        for child in query.children():
            attach(child, node)
    query.boost = node.boost
    return attach(query, node)


class _Tagger(RegexTagger):
    """A pattern and what to make of its match."""

    def __init__(self, pattern: str, create: Any) -> None:
        super().__init__(pattern)
        self._create = create

    def create(self, parser: Any, match: re.Match[str]) -> Any:
        return self._create(match)


class _Atoms(plugins.Plugin):
    """Words, phrases and ranges."""

    def taggers(self, parser: Any) -> list[tuple[_Tagger, int]]:
        quoted = rf"[\"“”„«»](?P<text>[^{_QUOTES}]*)(?P<close>[{_QUOTES}])?(?:~(?P<slop>\d{{1,3}}))?"
        single = r"(?:(?<=:)|(?<![^\s(]))'(?P<text>[^'\"]*)(?P<close>'(?=[\s)^~]|$))(?:~(?P<slop>\d{1,3}))?"
        begun = r"(?<=:)'(?P<text>[^'\"]*)(?P<close>)(?P<slop>)$"
        ranged = r"(?<=:)(?P<text>\[[^\]}]*[\]}]|\{[^\]}]*[\]}]|[\[{][^\s\]}]*(?:\s+to(?:\s+[^\s\]}]+)?)?)"
        return [
            (_Tagger(quoted, _quote), 0),
            (_Tagger(single, _quote), 1),
            (_Tagger(begun, _quote), 2),
            (_Tagger(ranged, lambda match: _RangeNode(match["text"])), 3),
            (_Tagger(rf"[^\s(){_QUOTES}]+", _atom), 1000),
        ]


def _quote(match: re.Match[str]) -> _QuotedNode:
    return _QuotedNode(match["text"], int(match["slop"]) if match["slop"] else None, bool(match["close"]))


def _atom(match: re.Match[str]) -> _AtomNode:
    parts = _ATOM.fullmatch(match[0])
    assert parts is not None  # noqa: S101  # every part may be empty
    edits = parts["edits"]
    node = _AtomNode(parts["text"], None if edits is None else int(edits or 1))
    if parts["boost"]:
        node.boost = _clamp(float(parts["boost"]))
    return node


def _clamp(boost: float) -> float:
    return min(max(boost, _BOOSTS[0]), _BOOSTS[1])


class _Fields(plugins.Plugin):
    """Names of fields before a colon. A web address or a time has none."""

    def taggers(self, parser: Any) -> list[tuple[_Tagger, int]]:
        return [(_Tagger(rf"(?<![^\s(){_QUOTES}:+-])(?P<text>[^\W\d_]\w+):(?!//)", self._name), 0)]

    @staticmethod
    def _name(match: re.Match[str]) -> syntax.FieldnameNode | None:
        name = match["text"].lower()
        following = match.string[match.end() : match.end() + 1]
        if name not in KNOWN and (not following or following.isspace() or following in ":)"):
            return None
        return syntax.FieldnameNode(name if name in KNOWN else match["text"], match[0])

    def filters(self, parser: Any) -> list[tuple[Any, int]]:
        return [(self._apply, 100)]

    def _apply(self, parser: Any, group: Any) -> Any:
        named = group.empty_copy()
        field: str | None = None
        for node in group:
            if isinstance(node, syntax.FieldnameNode):
                field = node.fieldname
            elif node.is_ws():
                named.append(node)
            else:
                if isinstance(node, syntax.GroupNode):
                    node = self._apply(parser, node)
                if field is not None and not isinstance(node, syntax.Operator):
                    node.set_fieldname(field, override=False)
                field = None
                named.append(node)
        return named


class _Groups(plugins.GroupPlugin):
    """Brackets; one that is not closed reaches to the end, one that was not opened is left out."""

    def do_groups(self, parser: Any, group: Any) -> Any:
        stack = [parser.group()]
        ignored = 0
        for node in group:
            if isinstance(node, self.OpenBracket):
                if len(stack) > MOST_NESTED:
                    ignored += 1
                else:
                    stack.append(parser.group())
            elif isinstance(node, self.CloseBracket):
                if ignored:
                    ignored -= 1
                elif len(stack) > 1:
                    inner = stack.pop()
                    stack[-1].append(inner)
            else:
                stack[-1].append(node)
        while len(stack) > 1:
            inner = stack.pop()
            stack[-1].append(inner)
        return stack[0]


class _Boosts(plugins.BoostPlugin):
    """`^2` behind a bracket or a phrase; elsewhere it is no boost and means nothing."""

    def __init__(self) -> None:
        super().__init__(r"\^(?P<boost>\d{1,4}(?:\.\d{1,4})?)(?=[\s)]|$)")

    def create(self, parser: Any, match: re.Match[str]) -> Any:
        return self.BoostNode(match[0], _clamp(float(match["boost"])))

    def clean_boost(self, parser: Any, group: Any) -> Any:
        cleaned = group.empty_copy()
        for node in group:
            if isinstance(node, self.BoostNode) and not (len(cleaned) and cleaned[-1].has_boost):
                continue
            cleaned.append(self.clean_boost(parser, node) if isinstance(node, syntax.GroupNode) else node)
        return cleaned

    def filters(self, parser: Any) -> list[tuple[Any, int]]:
        return [(self.clean_boost, 50), (self.do_boost, 510)]


class _Operators(plugins.OperatorsPlugin):
    """AND, OR, NOT and `-`; one that has nothing to work on is left out."""

    def __init__(self) -> None:
        end = r"(?=[\s()]|$)"
        negate = self.OpTagger(rf"{_BEFORE}(?:NOT{end}|-(?=[^\s)]))", syntax.NotGroup, syntax.PrefixOperator)
        both = self.OpTagger(rf"{_BEFORE}(?:AND|&&){end}", syntax.AndGroup)
        either = self.OpTagger(rf"{_BEFORE}(?:OR|\|\|){end}", syntax.OrGroup)
        super().__init__([(negate, -2), (both, -1), (either, -1)], clean=True)

    def filters(self, parser: Any) -> list[tuple[Any, int]]:
        return [(self._clean, 590), *super().filters(parser)]

    def _clean(self, parser: Any, group: Any) -> Any:
        cleaned = group.empty_copy()
        infix: Any = None
        prefix: Any = None
        for node in group:
            if isinstance(node, syntax.PrefixOperator):
                prefix = node if prefix is None else None
            elif isinstance(node, syntax.InfixOperator):
                infix = infix or node
                prefix = None
            else:
                if isinstance(node, syntax.GroupNode):
                    node = self._clean(parser, node)
                if infix is not None and len(cleaned):
                    cleaned.append(infix)
                if prefix is not None:
                    cleaned.append(prefix)
                infix = prefix = None
                cleaned.append(node)
        return cleaned


class _Parser(QueryParser):
    """Whoosh's parser with this language's plugins."""

    def __init__(self, reader: Reader) -> None:
        super().__init__(None, None, plugins=[])
        self.reader = reader

    def taggers(self) -> list[Any]:
        """The plugins' patterns, in the order in which they are tried."""
        return _arrange("taggers")

    def filters(self) -> list[Any]:
        """What the plugins make of the nodes, in order."""
        return _arrange("filters")


@cache
def _arrange(what: str) -> list[Any]:
    # No plugin remembers anything of a query, and to make them takes longer than to read most.
    parser = QueryParser(None, None, plugins=[_Atoms(), _Fields(), _Groups(), _Boosts(), _Operators()])
    return list(getattr(parser, what)())


def _prune(tree: Query | None) -> Query | None:
    """Leave out what is empty and unwrap what holds one thing."""
    if isinstance(tree, Not):
        inner = _prune(tree.query)
        return None if inner is None else Not(inner)
    if not isinstance(tree, (And, Or)):
        return tree
    kept = [child for child in map(_prune, tree.subqueries) if child is not None]
    if not kept:
        return None
    if len(kept) == 1 and tree.boost == 1.0:
        return kept[0]
    return type(tree)(kept, boost=tree.boost)
