"""A note in Markdown as lines: what its marks mean is drawn, and nothing in it acts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from tui.app.lines import Line, Mark, Span, literal, spread, wrap

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_DEEPEST = 6
"""Lists and quotes within one another that are drawn as such."""


@cache
def _get_reader() -> MarkdownIt:
    # Imported when there is a note to be shown, as most cards have none.
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False})


def render(text: str, width: int, style: str = "note") -> list[Line]:
    """Make the lines of a text in Markdown; a link is shown with its address."""
    lines: list[Line] = []
    prefixes: list[tuple[str, str]] = []
    counters: list[int | None] = []
    begins = False
    """Whether a list begins, before which a line stays free."""
    tokens = _get_reader().parse(text)
    for number, token in enumerate(tokens):
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                begins = not counters
                counters.append(int(token.attrGet("start") or 1) if token.type.startswith("ordered") else None)
            case "bullet_list_close" | "ordered_list_close":
                counters.pop()
            case "list_item_open":
                mark = "• " if counters[-1] is None else f"{counters[-1]}. "
                if counters[-1] is not None:
                    counters[-1] += 1
                prefixes.append((mark, " " * len(mark)))
            case "blockquote_open":
                prefixes.append(("│ ", "│ "))
            case "list_item_close" | "blockquote_close":
                prefixes.pop()
            case "inline":
                heading = tokens[number - 1].type == "heading_open"
                rows = _read_inline(token, f"{style} heading" if heading else style)
                _add(lines, rows, width, prefixes, tokens[number - 1].hidden and not begins)
                begins = False
            case "fence" | "code_block":
                parts = [(line, f"{style} code") for line in token.content.rstrip("\n").split("\n")]
                for place, part in enumerate(parts):
                    _add(lines, [[part]], width, prefixes, place > 0)
            case "hr":
                _add(lines, [[("─" * min(8, width), style)]], width, prefixes, False)
            case _:
                pass
    return lines


def _add(
    lines: list[Line], rows: list[list[tuple[str, str]]], width: int, prefixes: list[tuple[str, str]], tight: bool
) -> None:
    """Wrap rows of styled text behind the marks of the lists and quotes they are in; each mark is drawn once."""
    if lines and not tight:
        lines.append(Line())
    shown = prefixes[-_DEEPEST:]
    first, rest = "".join(mark for mark, _ in shown), "".join(follow for _, follow in shown)
    # What was drawn before an item's first line is not drawn again.
    for place, (_, follow) in enumerate(prefixes):
        prefixes[place] = (follow, follow)
    for row in rows:
        text = literal("".join(piece for piece, _ in row))
        marks, at = [], 0
        for piece, look in row:
            size = len(literal(piece))
            marks.append(Mark(at, at + size, look))
            at += size
        for left, right in wrap(text, max(4, width - len(first))) or [(0, 0)]:
            lines.append(Line((Span(first), *spread(text, left, right, "", marks))))
            first = rest


def _read_inline(token: Token, style: str) -> list[list[tuple[str, str]]]:
    """The rows of a paragraph, each in pieces with their styles."""
    rows: list[list[tuple[str, str]]] = [[]]
    for text, look in _walk(token.children or [], style):
        if text == "\n":
            rows.append([])
        else:
            rows[-1].append((text, look))
    return rows


def _walk(tokens: list[Token], style: str) -> Iterator[tuple[str, str]]:
    looks: list[str] = []
    address = ""
    for token in tokens:
        match token.type:
            case "strong_open" | "em_open":
                looks.append("strong" if token.type == "strong_open" else "emphasis")
            case "strong_close" | "em_close":
                looks.pop()
            case "link_open":
                address = str(token.attrGet("href") or "")
            case "link_close":
                yield f" <{address}>", style
            case "hardbreak":
                yield "\n", style
            case "softbreak":
                yield " ", style
            case "code_inline":
                yield token.content, f"{style} code"
            case "image":
                yield f"[{token.content}]", style
            case _:
                yield token.content, " ".join([style, *looks])
