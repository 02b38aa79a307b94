"""Terms and posting lists as arrays: how a segment lays them out, and how they are read back in bulk.

The terms of all fields stand one behind the other, each field's in the order of their bytes. Of a posting list, the
gaps between document numbers, the frequencies and the positions go into the narrowest array that holds them all, one
of `gaps1`, `gaps2`, `gaps4` and so on; where only ones would stand in `freqs` nothing does. So the lists of
neighbouring terms are neighbours too, and a stretch of the dictionary (a prefix) is read with a few slices.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from msgspec import Struct, field

from tui.search.arrays import ArrayFile, ArrayWriter, Damaged, Numbers
from tui.search.fuzzy import choose_words, count_edits, describe_words

_GUIDED = 64
"""Terms from one that is kept in memory to the next."""
_WIDTHS = (1, 2, 4)
_FREQS, _PLACES = 2, 4
"""Where in a term's code the width of its frequencies and positions stand; its gaps' is in the lowest bits."""


class Extent(Struct, frozen=True):
    """A field in the dictionary."""

    first: int
    last: int
    """Terms, from the first one to before the last."""
    guides: int
    """Where its guides begin."""


class Told(Struct, frozen=True):
    """What a segment says about itself."""

    segment: str
    documents: int
    fields: dict[str, Extent]
    lengths: dict[str, int] = field(default_factory=dict)
    """Words in a field, all documents together."""


class Lists(NamedTuple):
    """The posting lists of some terms, one behind the other."""

    df: Numbers
    """Documents of each term."""
    docs: Numbers
    """Ascending for each term."""
    freqs: Numbers
    placed: Numbers
    """Whether a term has positions."""
    places: Numbers
    """Of the terms that have, `freqs` for each document, ascending."""


def spread(starts: Numbers, counts: Numbers) -> Numbers:
    """The indices of stretches: `counts[i]` from `starts[i]` on, for every i."""
    ends = np.cumsum(counts)
    if not len(ends):
        return np.zeros(0, np.int64)
    indices: Numbers = np.arange(ends[-1]) + np.repeat(starts - ends + counts, counts)
    return indices


def _judge_width(most: Numbers) -> Numbers:
    return (most > 0xFF).astype(np.uint8) + (most > 0xFFFF)


class TermWriter:
    """Writes fields in the order of their names, and terms in the order of their bytes."""

    def __init__(self, arrays: ArrayWriter) -> None:
        self._arrays = arrays
        self.fields: dict[str, Extent] = {}
        for name in ("text_at", "guide_at"):
            arrays.append(name, np.zeros(1, np.uint32))
        for name, type_ in (
            ("text", "u1"),
            ("guide", "u1"),
            ("df", "u4"),
            ("cf", "u4"),
            ("code", "u1"),
            ("chars", "u1"),
        ):
            arrays.append(name, np.zeros(0, type_))
        arrays.append("letters", np.zeros(0, np.uint32))
        for name in ("gaps", "freqs", "places"):
            arrays.append(f"{name}_at", np.zeros(0, np.uint32))
            for width in _WIDTHS:
                arrays.append(f"{name}{width}", np.zeros(0, f"u{width}"))

    def add_field(self, name: str, parts: Iterable[tuple[Sequence[bytes], Lists]]) -> None:
        """Write a field's terms with their lists, all in as many parts as is convenient."""
        first, guides = self._arrays.count("df"), self._arrays.count("guide_at") - 1
        for texts, lists in parts:
            if texts:
                self._add_texts(texts, first)
                self._add_lists(lists)
        if (last := self._arrays.count("df")) > first:
            self.fields[name] = Extent(first, last, guides)

    def _add_texts(self, texts: Sequence[bytes], first: int) -> None:
        done = self._arrays.count("df") - first
        blob, at = self._append_texts("text", [text + b"\n" for text in texts])
        lengths, letters = describe_words(blob, at)
        self._arrays.append("chars", lengths)
        self._arrays.append("letters", letters)
        self._append_texts("guide", texts[-done % _GUIDED :: _GUIDED])

    def _append_texts(self, name: str, texts: Sequence[bytes]) -> tuple[Numbers, Numbers]:
        blob = np.frombuffer(b"".join(texts), np.uint8)
        before = self._arrays.append(name, blob)
        at = np.zeros(len(texts) + 1, np.int64)
        np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)), out=at[1:])
        if before + at[-1] > 0xFFFFFFFF:
            raise OverflowError("a segment has too many terms")
        self._arrays.append(f"{name}_at", (before + at[1:]).astype(np.uint32))
        return blob, at

    def _add_lists(self, lists: Lists) -> None:
        df = lists.df.astype(np.int64)
        starts = np.cumsum(df) - df
        docs, freqs = lists.docs.astype(np.int64), lists.freqs.astype(np.int64)
        gaps = np.diff(docs, prepend=0)
        gaps[starts] = docs[starts]
        cf = np.add.reduceat(freqs, starts)
        most = np.maximum.reduceat(freqs, starts)
        code = _judge_width(np.maximum.reduceat(gaps, starts))
        counted = np.where(most > 1, _judge_width(most) + 1, 0).astype(np.uint8)
        width = np.zeros(len(df), np.uint8)
        if len(lists.places):
            held = cf[lists.placed]
            width[lists.placed] = _judge_width(np.maximum.reduceat(lists.places, np.cumsum(held) - held)) + 1
        self._spread_out("gaps", gaps, df, code, 0)
        self._spread_out("freqs", freqs, df, counted, 1)
        self._spread_out("places", lists.places, np.where(lists.placed, cf, 0), width, 1)
        self._arrays.append("df", df.astype(np.uint32))
        self._arrays.append("cf", cf.astype(np.uint32))
        self._arrays.append("code", code | counted << _FREQS | width << _PLACES)

    def _spread_out(self, name: str, values: Numbers, counts: Numbers, code: Numbers, lowest: int) -> None:
        """Put each term's numbers into the array of its width, and write down where they begin."""
        at = np.zeros(len(counts), np.int64)
        for number, width in enumerate(_WIDTHS, lowest):
            chosen = code == number
            if not chosen.any():
                continue
            some = counts[chosen]
            part = values[np.repeat(chosen, counts)].astype(f"u{width}")
            before = self._arrays.append(f"{name}{width}", part)
            at[chosen] = before + np.cumsum(some) - some
        if len(at) and at.max() > 0xFFFFFFFF:
            raise OverflowError("a segment has too many postings")
        self._arrays.append(f"{name}_at", at.astype(np.uint32))


class Postings:
    """Reads the terms and posting lists of a segment; terms go by their numbers."""

    def __init__(self, file: ArrayFile[Told]) -> None:
        self._file = file
        self._documents = file.told.documents
        self.fields = file.told.fields
        self._guides: dict[str, list[bytes]] = {}
        terms = file.count("df")
        names = ("cf", "code", "chars", "letters", "gaps_at", "freqs_at", "places_at")
        if file.count("text_at") != terms + 1 or any(file.count(name) != terms for name in names):
            raise Damaged("a segment's dictionary is not as long as it says")
        if any(not 0 <= one.first < one.last <= terms or one.guides < 0 for one in self.fields.values()):
            raise Damaged("a segment's fields reach beyond its dictionary")

    def span(self, field: str) -> tuple[int, int]:
        """The terms of a field: from the first one to before the last."""
        extent = self.fields.get(field)
        return (0, 0) if extent is None else (extent.first, extent.last)

    def find(self, field: str, text: bytes) -> int | None:
        """The number of a term."""
        block = self._find_block(field, text)
        if block is None:
            return None
        low, texts = block
        try:
            return low + texts.index(text)
        except ValueError:
            return None

    def bound(self, field: str, text: bytes) -> int:
        """The first term of a field that does not come before a text."""
        block = self._find_block(field, text)
        if block is None:
            return self.span(field)[0]
        low, texts = block
        return low + sum(one < text for one in texts)

    def _find_block(self, field: str, text: bytes) -> tuple[int, list[bytes]] | None:
        """The terms among which a text must be; None when it comes before all."""
        extent = self.fields.get(field)
        if extent is None:
            return None
        guides = self._guides.get(field)
        if guides is None:
            guides = self._guides[field] = self._read_guides(extent)
        block = bisect_right(guides, text) - 1
        if block < 0:
            return None
        low = extent.first + block * _GUIDED
        return low, self.read_texts(low, min(low + _GUIDED, extent.last))

    def _read_guides(self, extent: Extent) -> list[bytes]:
        count = -(-(extent.last - extent.first) // _GUIDED)
        at = self._file.take("guide_at", extent.guides, extent.guides + count + 1).tolist()
        data = self._file.take("guide", at[0], at[-1]).tobytes()
        return [data[low - at[0] : high - at[0]] for low, high in pairwise(at)]

    def read_text(self, term: int) -> bytes:
        """The text of a term."""
        return self.read_texts(term, term + 1)[0]

    def read_texts(self, first: int, last: int) -> list[bytes]:
        """The texts of the terms from the first one to before the last."""
        at = self._file.take("text_at", first, last + 1).tolist()
        data = self._file.take("text", at[0], at[-1]).tobytes()
        texts = data.split(b"\n")
        if len(texts) == last - first + 1:
            return texts[:-1]
        # A term has a line break in it.
        return [data[low - at[0] : high - at[0] - 1] for low, high in pairwise(at)]

    def find_near(self, first: int, last: int, text: str, edits: int) -> Numbers:
        """The terms among these within so many insertions, deletions and replacements."""
        file = self._file
        at, lengths = file.take("text_at", first, last + 1), file.take("chars", first, last)
        chosen = choose_words(lengths, file.take("letters", first, last), at, text, edits)
        if not len(chosen):
            return chosen
        blob = file.take("text", int(at[0]), int(at[-1]))
        starts, ends = at[chosen].astype(np.int64) - at[0], at[chosen + 1].astype(np.int64) - at[0]
        words = blob[spread(starts, ends - starts - 1)].tobytes().decode()
        near: Numbers = first + chosen[count_edits(words, lengths[chosen].astype(np.int64), text) <= edits]
        return near

    def read_blob(self, first: int, last: int) -> tuple[Numbers, Numbers]:
        """The texts of these terms, a line each, as bytes, and where each begins and the last one ends."""
        at = self._file.take("text_at", first, last + 1).astype(np.int64)
        return self._file.take("text", int(at[0]), int(at[-1])), at - at[0]

    def count(self, first: int, last: int) -> Numbers:
        """How many documents each of these terms has, deleted ones included."""
        return self._file.take("df", first, last)

    def measure(self, first: int, last: int) -> Numbers:
        """How many numbers of documents and of positions each of these terms has."""
        placed = self._file.take("code", first, last) >> _PLACES > 0
        counts: Numbers = self.count(first, last) + np.where(placed, self._file.take("cf", first, last), 0)
        return counts

    def weigh(self, term: int) -> int:
        """How often a term occurs in all documents."""
        return int(self._file.take("cf", term, term + 1)[0])

    def read(self, term: int) -> tuple[Numbers, Numbers | None]:
        """A term's documents, and how often it is in each; None for once."""
        file = self._file
        df, code = int(file.take("df", term, term + 1)[0]), int(file.take("code", term, term + 1)[0])
        at = int(file.take("gaps_at", term, term + 1)[0])
        docs = np.cumsum(file.take(f"gaps{_width(code & 3)}", at, at + df), dtype=np.int64)
        if not df or docs[-1] >= self._documents:
            raise Damaged("a posting list reaches beyond its segment")
        counted = code >> _FREQS & 3
        if not counted:
            return docs, None
        at = int(file.take("freqs_at", term, term + 1)[0])
        return docs, file.take(f"freqs{_width(counted - 1)}", at, at + df)

    def read_places(self, term: int) -> Numbers:
        """A term's positions, those in one document behind those in the one before; none when it has none."""
        file = self._file
        width = int(file.take("code", term, term + 1)[0]) >> _PLACES & 3
        if not width:
            return np.zeros(0, np.uint8)
        at = int(file.take("places_at", term, term + 1)[0])
        return file.take(f"places{_width(width - 1)}", at, at + self.weigh(term))

    def read_lists(self, first: int, last: int, *, placed: bool = False, chosen: Numbers | None = None) -> Lists:
        """The posting lists of the terms from the first one to before the last, with positions when they are wanted.

        With `chosen`, of these of them alone; they ascend, and 0 is the first.
        """
        file = self._file
        pick = slice(None) if chosen is None else chosen
        df = file.take("df", first, last)[pick].astype(np.int64)
        code = file.take("code", first, last)[pick]
        at = {name: file.take(f"{name}_at", first, last)[pick].astype(np.int64) for name in ("gaps", "freqs", "places")}
        gaps = self._gather("gaps", at["gaps"], df, code & 3, 0, 0)
        freqs = self._gather("freqs", at["freqs"], df, code >> _FREQS & 3, 1, 1)
        ends = np.cumsum(df)
        sums = np.cumsum(gaps)
        docs = sums - np.repeat(sums[ends - df] - gaps[ends - df], df)
        if len(docs) and docs[ends - 1].max() >= self._documents:
            raise Damaged("a posting list reaches beyond its segment")
        width = code >> _PLACES & 3
        held = width > 0
        places = np.zeros(0, np.int64)
        if placed and held.any():
            cf = np.where(held, file.take("cf", first, last)[pick], 0).astype(np.int64)
            places = self._gather("places", at["places"], cf, width, 1, 0)
        return Lists(df, docs, freqs, held, places)

    def mark(self, first: int, last: int, seen: Numbers, chosen: Numbers | None = None) -> None:
        """Mark the documents of the terms from the first one to before the last; with `chosen`, as in `read_lists`."""
        pick = slice(None) if chosen is None else chosen
        df = self._file.take("df", first, last)[pick]
        code = self._file.take("code", first, last)[pick] & 3
        at = self._file.take("gaps_at", first, last)[pick]
        for number, width in enumerate(_WIDTHS):
            some = code == number
            if some.any():
                sizes = df[some].astype(np.int64)
                # Sums that are too large begin again at 0, and so do their differences: these are right.
                sums = np.cumsum(self._take_lists(f"gaps{width}", at[some].astype(np.int64), sizes), dtype=np.uint32)
                starts = np.cumsum(sizes) - sizes
                docs = sums - np.repeat(np.where(starts, sums[starts - 1], np.uint32(0)), sizes)
                if docs.max(initial=0) >= len(seen):
                    raise Damaged("a posting list reaches beyond its segment")
                seen[docs] = True

    def _take_lists(self, name: str, at: Numbers, sizes: Numbers) -> Numbers:
        """Lists of one array, one behind the other; what lies between them, if anything, is left out."""
        low, high = int(at[0]), int(at[-1] + sizes[-1])
        part = self._file.take(name, low, high)
        return part if len(part) == sizes.sum() else part[spread(at - low, sizes)]

    def _gather(self, name: str, at: Numbers, counts: Numbers, code: Numbers, lowest: int, default: int) -> Numbers:
        """The numbers of lists, one list behind the other, each from the array of its width."""
        values = np.full(int(counts.sum()), default, np.int64)
        for number, width in enumerate(_WIDTHS, lowest):
            chosen = code == number
            if chosen.any():
                values[np.repeat(chosen, counts)] = self._take_lists(f"{name}{width}", at[chosen], counts[chosen])
        return values


def _width(number: int) -> Any:
    if number >= len(_WIDTHS):
        raise Damaged("a posting list has no such width")
    return _WIDTHS[number]
