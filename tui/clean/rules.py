"""The user's rules for the lines of one source, and the lines that recur across its documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from tui.clean.blocks import Piece
from tui.clean.learn import hash_line
from tui.model import CleanRules, Reason, Role
from tui.text import fold

_CHARS = 20_000


def apply_rules(pieces: Sequence[Piece], rules: CleanRules) -> None:
    """Let the user's rules win over all that was found; `keep` wins over `drop`, and both over `cut_after`."""
    keep, drop, cut = _compile(rules.keep), _compile(rules.drop), _compile(rules.cut_after)
    if not (keep or drop or cut):
        return
    cutting: str | None = None
    for piece in pieces:
        if not piece.text:
            continue
        line = fold(piece.text[:_CHARS])
        if cutting is None:
            cutting = _match(cut, line)
        if (rule := _match(keep, line)) is not None:
            piece.keep(f"your rule “{rule}”")
        elif (rule := _match(drop, line)) is not None or (rule := cutting) is not None:
            piece.remove(Reason.RULE, f"your rule “{rule}”")


def drop_repeated(pieces: Sequence[Piece], repeated: frozenset[int]) -> None:
    """Take out kept lines that recur across the source's documents, unless they are half of the story or more."""
    if not repeated:
        return
    found = [piece for piece in pieces if piece.kept and hash_line(piece.text) in repeated]
    words = sum(piece.words for piece in pieces if piece.kept)
    if sum(piece.words for piece in found) * 2 < words:
        for piece in found:
            piece.remove(Reason.BOILERPLATE_REPEATED, "stands in many pages of this source")


def kept_by_rule(piece: Piece) -> bool:
    """Whether the user said to keep the piece."""
    return piece.role not in {None, Role.FURNITURE} and piece.detail.startswith("your rule")


def _compile(lines: Iterable[str]) -> list[tuple[re.Pattern[str], str]]:
    # Stars are matched without going back further than one star: the parts between them are taken in turn.
    return [(re.compile(_expression(line), re.DOTALL), line) for line in lines if line.strip(" *")]


def _expression(line: str) -> str:
    parts = [re.escape(part) for part in fold(line).split("*")]
    # An atomic group around each part with what leads to it keeps the match linear for each star.
    middle = "".join(f"(?>.*?{part})" for part in parts[1:-1] if part)
    if len(parts) == 1:
        return rf"{parts[0]}\Z"
    return rf"{parts[0]}{middle}.*{parts[-1]}\Z" if parts[-1] else rf"{parts[0]}{middle}"


def _match(rules: Sequence[tuple[re.Pattern[str], str]], line: str) -> str | None:
    return next((rule for expression, rule in rules if expression.match(line)), None)
