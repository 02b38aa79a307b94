"""What changed between two texts, word by word, with the long stretches that stayed the same left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

Kind = Literal["same", "gone", "new", "left out"]

CONTEXT = 8
"""Words shown before and after a change."""
LEAST = 3
"""Words that must be the same in a row between two changes; fewer are read more easily as part of one change."""
MOST = 4_000_000
"""Pairs of words that are compared within one stretch; a longer one is shown as taken out and put in whole."""

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"(?:[{_UNSPACED}]|[^\s{_UNSPACED}]+|\n)[^\S\n]*")


class Run(NamedTuple):
    """Words in a row that were taken out, put in, or stayed; of those left out, how many there are."""

    kind: Kind
    text: str
    words: int


def compare(old: Sequence[str], new: Sequence[str]) -> list[list[Run]]:
    """The passages of two texts, given as paragraphs, that differ, each with some words around it; none if none do."""
    runs: list[Run] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, first, last, start, end in matcher.get_opcodes():
        if tag == "equal":
            words = _split(new[start:end])
            runs.append(Run("same", "".join(words), len(words)))
        else:
            runs += _compare_words(_split(old[first:last]), _split(new[start:end]))
    return list(_part(_join(runs)))


def _split(paragraphs: Sequence[str]) -> list[str]:
    # Every paragraph ends in a word of its own, so that one that was divided in two shows as a change.
    return [word for text in paragraphs for word in _WORD.findall(" ".join(text.split()) + "\n")]


def _compare_words(old: list[str], new: list[str]) -> Iterator[Run]:
    if len(old) * len(new) > MOST:
        yield from _change(old, new)
        return
    bare = [word.rstrip(" ") for word in old], [word.rstrip(" ") for word in new]
    gone: list[str] = []
    come: list[str] = []
    codes = SequenceMatcher(None, *bare, autojunk=False).get_opcodes()
    for number, (tag, first, last, start, end) in enumerate(codes):
        between = 0 < number < len(codes) - 1
        if tag == "equal" and not (between and end - start < LEAST and "\n" not in bare[1][start:end]):
            yield from _change(gone, come)
            gone, come = [], []
            yield Run("same", "".join(new[start:end]), end - start)
        else:
            gone += old[first:last]
            come += new[start:end]
    yield from _change(gone, come)


def _change(gone: Sequence[str], come: Sequence[str]) -> Iterator[Run]:
    if gone:
        yield Run("gone", "".join(gone), _count(gone))
    if come:
        yield Run("new", "".join(come), _count(come))


def _count(words: Sequence[str]) -> int:
    return sum(not word.isspace() for word in words)


def _join(runs: Sequence[Run]) -> Iterator[Run]:
    """Put what stayed the same on both sides of a border between paragraphs together."""
    before: Run | None = None
    for run in runs:
        if before is not None and before.kind == run.kind == "same":
            before = Run("same", before.text + run.text, before.words + run.words)
            continue
        if before is not None:
            yield before
        before = run
    if before is not None:
        yield before


def _part(runs: Iterator[Run]) -> Iterator[list[Run]]:
    """Divide the runs into passages where much stayed the same, of which only what stands by a change is kept."""
    passage: list[Run] = []
    known = list(runs)
    for number, run in enumerate(known):
        if run.kind != "same":
            passage.append(run)
            continue
        words = _WORD.findall(run.text)
        head = words[:CONTEXT] if number else []
        tail = words[-CONTEXT:] if number < len(known) - 1 else []
        if head + tail and len(words) <= len(head) + len(tail) + LEAST:
            passage.append(run)
            continue
        if head:
            passage += [Run("same", "".join(head), len(head))]
        if passage:
            yield passage
        left = words[len(head) : len(words) - len(tail)]
        yield [Run("left out", "", _count(left))]
        passage = [Run("same", "".join(tail), len(tail))] if tail else []
    if any(run.kind != "same" for run in passage):
        yield passage
