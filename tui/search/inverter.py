"""From articles to posting lists: words are numbered as they come, and sorted all at once when a segment is written.

Of every word the form, the document and the position are put down in arrays. Stems are made once for each form and
language. One sort of (term, place in the arrays) then gives all posting lists of a field, because documents and
positions ascend in the arrays.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from whoosh.util.numeric import length_to_byte

from tui.library.records import Indexable
from tui.search.analysis import GAP, STEM, Analyser, stem_word
from tui.search.arrays import Numbers
from tui.search.postings import Lists
from tui.search.quoted import FIELD as SAID
from tui.search.quoted import place_quotes
from tui.search.schema import MEASURED, WORDS, list_values, read_moment
from tui.search.segment import Builder

WORD = 80
"""Bytes for each word of the articles that are taken in, most of them while their segment is written."""
_FORM = 900
"""Bytes for each different word or name that is remembered from one segment to the next, and its stems."""
_SHIFT = 32
_UNKNOWN = -2
_NONE = -1


class _Stream:
    """The words of a field in all documents."""

    def __init__(self) -> None:
        self.forms = array("I")
        self.places = array("I")
        self.docs = array("I")
        """One for each run of words of one document and language."""
        self.counts = array("I")
        self.languages = array("I")

    def add(self, doc: int, language: int, forms: Sequence[int], places: Iterable[int]) -> None:
        self.forms.extend(forms)
        self.places.extend(places)
        self.docs.append(doc)
        self.counts.append(len(forms))
        self.languages.append(language)


class Terms:
    """The terms that forms stand for: the words themselves, and their stems in each language."""

    def __init__(self, analyser: Analyser) -> None:
        self.analyser = analyser
        self.texts: list[str] = []
        self._numbers: dict[str, int] = {}
        self._of_forms = np.zeros(0, np.int32)
        self._stems: dict[str, tuple[Numbers, Numbers]] = {}

    @property
    def size(self) -> int:
        """Bytes of memory, about."""
        return _FORM * self.analyser.size

    def forget(self, most: int) -> None:
        """Start again when more than `most` bytes are remembered; numbers given before mean nothing any more."""
        if self.size > most:
            self.analyser.forget()
            self.__init__(self.analyser)  # type: ignore[misc]

    def _number(self, text: str) -> int:
        number = self._numbers.setdefault(text, len(self.texts))
        if number == len(self.texts):
            self.texts.append(text)
        return number

    def of_forms(self) -> Numbers:
        """The term of every form."""
        more = self.analyser.words[len(self._of_forms) :]
        if more:
            self._of_forms = np.concatenate([self._of_forms, np.array([self._number(word) for word in more], np.int32)])
        return self._of_forms

    def stems(self, language: str, forms: Numbers) -> tuple[Numbers, Numbers]:
        """The one or two terms of the stems of every form; those of `forms` are told, -1 is for none."""
        count = len(self.analyser.words)
        first, second = self._stems.get(language, (np.zeros(0, np.int32),) * 2)
        more = np.full(count - len(first), _UNKNOWN, np.int32)
        first, second = np.concatenate([first, more]), np.concatenate([second, more])
        seen = np.zeros(count, bool)
        seen[forms] = True
        for form in np.flatnonzero(seen & (first == _UNKNOWN)).tolist():
            word, raw = self.analyser.words[form], self.analyser.raws[form]
            stems = sorted(stem for stem in stem_word(raw, language) if stem != word) if raw else []
            terms = [self._number(STEM + stem) for stem in stems] + [_NONE, _NONE]
            first[form], second[form] = terms[:2]
        self._stems[language] = first, second
        return first, second


class Inverter:
    """Collects articles for one segment."""

    def __init__(self, terms: Terms, language: str) -> None:
        self._terms = terms
        self._analyser = terms.analyser
        self._language = language
        self._languages: dict[str, int] = {"": 0}
        self._streams = {name: _Stream() for name in (*WORDS, SAID)}
        self._lengths = {name: array("I") for name in MEASURED}
        self._ids: list[str] = []
        self._said: list[str] = []
        """The language that each article says it is in."""
        self._moments = array("q")
        self._days = array("i")

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def size(self) -> int:
        """Bytes of memory that it takes to hold and to write what was taken in, with what is remembered; about."""
        return WORD * sum(len(stream.forms) for stream in self._streams.values()) + self._terms.size

    def add(self, article: Indexable) -> None:
        """Take in an article."""
        doc = len(self._ids)
        said = (article.language or "").lower().partition("-")[0]
        language = self._languages.setdefault(said or self._language, len(self._languages))
        for field, values in list_values(article).items():
            if field in MEASURED:
                (text,) = values
                cut = self._analyser.cut(text)
                self._streams[field].add(doc, language, cut.forms, cut.places)
                self._lengths[field].append(cut.length)
            else:
                self._add_names(self._streams[field], doc, values)
        if article.said:
            for stemmed, forms, places in place_quotes(article.said, self._analyser):
                self._streams[SAID].add(doc, language if stemmed else 0, forms, places)
        moment, day = read_moment(article)
        self._ids.append(article.id)
        self._said.append(said)
        self._moments.append(moment)
        self._days.append(day)

    def _add_names(self, stream: _Stream, doc: int, values: Sequence[str]) -> None:
        forms = list[int]()
        places = list[int]()
        base = 0
        for value in values:
            cut = self._analyser.cut_name(value)
            forms += cut.forms
            places += [base + place for place in cut.places] if base else cut.places
            base += cut.length + GAP
        if forms:
            stream.add(doc, 0, forms, places)

    def write(self, builder: Builder) -> None:
        """Write everything that was taken in into a segment."""
        for field, lengths in self._lengths.items():
            codes = np.fromiter(map(length_to_byte, lengths), np.uint8, len(lengths))
            builder.add_lengths(field, codes, sum(lengths))
        builder.add_texts("id", [id_.encode() for id_ in self._ids])
        builder.add_numbers("moment", np.array(self._moments, np.int64))
        builder.add_numbers("day", np.array(self._days, np.int32))
        parts = {"id": _group(self._ids), "lang": _group(self._said)}
        for field in sorted((*self._streams, *parts)):
            builder.terms.add_field(field, [parts[field]] if field in parts else self._invert(field))
        builder.documents = len(self._ids)

    def _invert(self, field: str) -> Iterator[tuple[list[bytes], Lists]]:
        if not self._streams[field].forms:
            return
        terms, words = self._list_terms(self._streams[field])
        texts = self._terms.texts
        used = np.zeros(len(texts), bool)
        used[terms] = True
        chosen = np.flatnonzero(used).tolist()
        chosen.sort(key=texts.__getitem__)  # the order of code points is that of their UTF-8
        ranks = np.zeros(len(texts), np.uint64)
        ranks[chosen] = np.arange(len(chosen), dtype=np.uint64)
        keys = ranks[terms]
        keys <<= np.uint64(_SHIFT)
        keys |= words
        # A stem's positions are those of its words; they are only asked for in quotes.
        placed = np.array([field == SAID or not texts[term].startswith(STEM) for term in chosen])
        del terms, words
        yield [texts[term].encode() for term in chosen], self._list_postings(self._streams[field], keys, placed)

    @staticmethod
    def _list_postings(stream: _Stream, keys: Numbers, placed: Numbers) -> Lists:
        """The posting lists of words given by the ranks of their terms and, in the lower half, their numbers."""
        keys.sort()
        order = keys.astype(np.uint32)  # of a larger number the lower half
        keys >>= np.uint64(_SHIFT)
        docs = np.repeat(np.array(stream.docs, np.uint32), np.array(stream.counts, np.int64))[order]
        return list_postings(keys.view(np.int64), docs, np.array(stream.places, np.uint32)[order], placed)

    def _list_terms(self, stream: _Stream) -> tuple[Numbers, Numbers]:
        """All terms of a field, stems included, each with the number of the word it is made of."""
        forms = np.array(stream.forms, np.uint32)
        languages = np.repeat(np.array(stream.languages, np.uint32), np.array(stream.counts, np.int64))
        terms, words = [self._terms.of_forms()[forms]], [np.arange(len(forms), dtype=np.uint32)]
        for language, number in self._languages.items():
            chosen = words[0][languages == number] if number else words[0][:0]
            if len(chosen):
                some = forms[chosen]
                for stems in self._terms.stems(language, some):
                    found = stems[some]
                    terms.append(found[found >= 0])
                    words.append(chosen[found >= 0])
        return np.concatenate(terms), np.concatenate(words)


def list_postings(terms: Numbers, docs: Numbers, places: Numbers, placed: Numbers) -> Lists:
    """Make posting lists of words that are sorted by term, document and position; terms are numbered from 0 on."""
    new = np.ones(len(terms), bool)
    new[1:] = (terms[1:] != terms[:-1]) | (docs[1:] != docs[:-1])
    starts = np.flatnonzero(new)
    freqs = np.diff(starts, append=len(terms))
    df = np.bincount(terms[starts], minlength=len(placed))
    return Lists(df, docs[starts], freqs, placed, places[placed[terms]])


def _group(values: Sequence[str]) -> tuple[list[bytes], Lists]:
    """The posting lists of a field that has one word at most in each document and no positions."""
    order = sorted(
        (number for number, value in enumerate(values) if value), key=lambda number: (values[number], number)
    )
    texts, terms = list[bytes](), list[int]()
    for number in order:
        text = values[number].encode()
        if not texts or texts[-1] != text:
            texts.append(text)
        terms.append(len(texts) - 1)
    docs = np.array(order, np.int64)
    lists = list_postings(np.array(terms, np.int64), docs, np.zeros(len(docs), np.int64), np.zeros(len(texts), bool))
    return texts, lists
