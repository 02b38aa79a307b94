"""Joining segments: arrays one behind the other, without the documents that were deleted; no text is read again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from msgspec import Struct

from tui.search.arrays import ArrayFile, Numbers
from tui.search.postings import Lists, Postings, Told, spread
from tui.search.segment import LENGTHS, Builder

_POSTING = 100
"""Bytes that a posting, or a position, takes while it is joined."""
_TERM = 250
"""Bytes that a term of a segment takes."""


class _Part(Struct):
    """A segment that is joined."""

    file: ArrayFile[Told]
    postings: Postings
    numbers: Numbers
    """What the documents are called in the segment that is made; -1 for those left out."""


class _Column(Struct):
    """The terms of a field in one segment."""

    part: _Part
    first: int
    ranks: Numbers
    """Of each term, among the terms of all segments."""


def join_segments(builder: Builder, segments: Sequence[tuple[ArrayFile[Told], Sequence[int]]], memory: int) -> None:
    """Write the documents of segments into a new one; each comes with the documents that were deleted from it.

    No more terms and postings are held at once than `memory` has bytes for, but always the whole list of a term.
    """
    parts = []
    for file, deleted in segments:
        kept = np.ones(file.told.documents, bool)
        kept[list(deleted)] = False
        numbers = np.where(kept, builder.documents + np.cumsum(kept) - 1, -1)
        parts.append(_Part(file, Postings(file), numbers))
        builder.documents += int(np.count_nonzero(kept))
        _copy_columns(builder, file, kept)
    for field in sorted({field for part in parts for field in part.postings.fields}):
        builder.terms.add_field(field, _join_field(field, parts, memory // 2))


def _copy_columns(builder: Builder, file: ArrayFile[Told], kept: Numbers) -> None:
    for name in file.names():
        kind, _, field = name.partition(".")
        if kind == "length":
            codes = file.take(name)[kept]
            # The sum of what was left out is not known to the word.
            whole = len(codes) == len(kept)
            builder.add_lengths(field, codes, file.told.lengths[field] if whole else int(LENGTHS[codes].sum()))
        elif kind == "column" and not field.endswith("_at"):
            values = file.take(name)
            if f"{name}_at" not in file:
                builder.add_numbers(field, values[kept])
                continue
            ends = file.take(f"{name}_at").tolist()
            data = values.tobytes()
            builder.add_texts(
                field, [data[ends[number] : ends[number + 1]] for number in np.flatnonzero(kept).tolist()]
            )


def _join_field(field: str, parts: Sequence[_Part], memory: int) -> Iterator[tuple[list[bytes], Lists]]:
    spans = [part.postings.span(field) for part in parts]
    step = max(memory // _TERM // len(parts), 1)
    # From one of these texts to the next no segment has more than `step` terms.
    bounds = sorted(
        {
            part.postings.read_text(term)
            for part, (first, last) in zip(parts, spans, strict=True)
            for term in range(first + step, last, step)
        }
    )
    starts = [first for first, _ in spans]
    for bound in bounds:
        ends = [part.postings.bound(field, bound) for part in parts]
        yield from _join_spans(parts, list(zip(starts, ends, strict=True)), memory)
        starts = ends
    yield from _join_spans(parts, list(zip(starts, (last for _, last in spans), strict=True)), memory)


def _join_spans(
    parts: Sequence[_Part], spans: Sequence[tuple[int, int]], memory: int
) -> Iterator[tuple[list[bytes], Lists]]:
    """Join the terms of each part from the first one to before the last, which are all that lie between two texts."""
    texts = [
        part.postings.read_texts(*span) if span[0] < span[1] else [] for part, span in zip(parts, spans, strict=True)
    ]
    every = sorted(set().union(*texts))
    rank = {text: number for number, text in enumerate(every)}
    columns = [
        _Column(part, first, np.fromiter(map(rank.__getitem__, some), np.int64, len(some)))
        for part, (first, _), some in zip(parts, spans, texts, strict=True)
        if some
    ]
    held = np.zeros(len(every), np.int64)
    for column in columns:
        held[column.ranks] += column.part.postings.measure(column.first, column.first + len(column.ranks))
    portion = (np.cumsum(held) - 1) // max(memory // _POSTING, 1)
    bounds = [0, *(np.flatnonzero(np.diff(portion)) + 1).tolist(), len(every)]
    for low, high in pairwise(bounds):
        lists = _join_lists(columns, low, high)
        alive = lists.df > 0
        some = [text for text, lives in zip(every[low:high], alive.tolist(), strict=True) if lives]
        yield some, lists._replace(df=lists.df[alive], placed=lists.placed[alive])


def _join_lists(columns: Sequence[_Column], low: int, high: int) -> Lists:
    """The posting lists of the terms with these ranks."""
    placed = np.zeros(high - low, bool)
    found: list[tuple[Numbers, ...]] = []
    for column in columns:
        first, last = np.searchsorted(column.ranks, (low, high)).tolist()
        if first == last:
            continue
        ranks = column.ranks[first:last] - low
        lists = column.part.postings.read_lists(column.first + first, column.first + last, placed=True)
        placed[ranks] = lists.placed
        docs = column.part.numbers[lists.docs]
        kept = docs >= 0
        counts = np.where(np.repeat(lists.placed, lists.df), lists.freqs, 0)
        places = lists.places[np.repeat(kept, counts)]
        found.append((np.repeat(ranks, lists.df)[kept], docs[kept], lists.freqs[kept], counts[kept], places))
    terms, docs, freqs, counts, places = (np.concatenate(some) for some in zip(*found, strict=True))
    order = np.argsort(terms, kind="stable")
    starts = np.cumsum(counts) - counts
    places = places[spread(starts[order], counts[order])]
    return Lists(np.bincount(terms, minlength=high - low), docs[order], freqs[order], placed, places)
