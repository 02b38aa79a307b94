"""Posting lists come back as they were written, one by one, in stretches, and when segments are joined."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tui.search.arrays import ArrayFile
from tui.search.merge import join_segments
from tui.search.postings import Lists, Postings, Told
from tui.search.segment import Builder, Segment, open_segment

DOCUMENTS = 70_000

Posting = dict[int, list[int]]
"""By document: positions; without any, the field has none, and the word is there once."""
Content = dict[str, dict[bytes, Posting]]

places = st.sets(st.one_of(st.integers(0, 300), st.integers(0, 2**20)), min_size=1, max_size=3).map(sorted)
docs = st.one_of(st.integers(0, 40), st.integers(0, DOCUMENTS - 1))


def settle(lists: dict[bytes, Posting]) -> dict[bytes, Posting]:
    """Leave the positions out of terms that begin with a sign, as those of stems are."""
    return {text: {doc: [] for doc in posting} if text.startswith(b"=") else posting for text, posting in lists.items()}


texts = st.one_of(st.sampled_from([b"a", b"ab", b"a\nb", b"=a", b"=b"]), st.binary(min_size=1, max_size=3))
terms = st.dictionaries(texts, st.dictionaries(docs, places, min_size=1, max_size=4), max_size=8).map(settle)
contents = st.dictionaries(st.sampled_from(["text", "title"]), terms, max_size=2)


def write(folder: Path, name: str, content: Content) -> ArrayFile[Told]:
    builder = Builder(folder, Segment("test", name))
    for field, lists in sorted(content.items()):
        builder.terms.add_field(field, [_lay_out(lists)] if lists else [])
    builder.documents = DOCUMENTS
    builder.finish()
    return open_segment(folder, builder.segment)


def _lay_out(lists: dict[bytes, Posting]) -> tuple[list[bytes], Lists]:
    texts = sorted(lists)
    every = [(doc, lists[text][doc]) for text in texts for doc in sorted(lists[text])]
    return texts, Lists(
        np.array([len(lists[text]) for text in texts]),
        np.array([doc for doc, _ in every]),
        np.array([len(at) or 1 for _, at in every]),
        np.array([any(lists[text].values()) for text in texts]),
        np.array([place for _, at in every for place in at], np.int64),
    )


def read(file: ArrayFile[Told]) -> Content:
    postings = Postings(file)
    content: Content = {}
    for field in postings.fields:
        first, last = postings.span(field)
        for number, text in enumerate(postings.read_texts(first, last), first):
            assert postings.find(field, text) == number
            found, freqs = postings.read(number)
            at = postings.read_places(number).tolist()
            posting: Posting = {}
            for doc, count in zip(found.tolist(), [1] * len(found) if freqs is None else freqs.tolist(), strict=True):
                posting[doc], at = (at[:count], at[count:]) if at else ([], at)
            assert not at
            content.setdefault(field, {})[text] = posting
    return content


def without_nothing(content: Content) -> Content:
    return {field: lists for field, lists in content.items() if lists}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=contents)
def test_lists_come_back(tmp_path: Path, content: Content) -> None:
    file = write(tmp_path, "one", content)
    assert read(file) == without_nothing(content)
    postings = Postings(file)
    for field, lists in without_nothing(content).items():
        first, last = postings.span(field)
        for low in (first, (first + last) // 2):
            some = postings.read_lists(low, last, placed=True)
            expected = _lay_out({text: lists[text] for text in sorted(lists)[low - first :]})[1] if low < last else None
            assert expected is None or all(
                np.array_equal(one, other) for one, other in zip(some, expected, strict=True)
            )
            for chosen in (None, np.arange(0, last - low, 2)):
                seen = np.zeros(file.told.documents, bool)
                postings.mark(low, last, seen, chosen)
                assert seen.nonzero()[0].tolist() == sorted(
                    {*postings.read_lists(low, last, chosen=chosen).docs.tolist()}
                )
        for text in (b"", b"a", b"b", b"\xff"):
            assert postings.bound(field, text) == first + sum(one < text for one in lists)
            assert (postings.find(field, text) is not None) == (text in lists)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    pair=st.tuples(contents, contents),
    deleted=st.sets(st.integers(0, 40), max_size=30),
    memory=st.sampled_from([0, 300, 1000, 3000, 10**9]),
)
def test_joined_segments_have_what_was_in_them(
    tmp_path: Path, pair: tuple[Content, Content], deleted: set[int], memory: int
) -> None:
    one, other = pair
    builder = Builder(tmp_path, Segment("test", "joined"))
    join_segments(builder, [(write(tmp_path, "a", one), sorted(deleted)), (write(tmp_path, "b", other), [])], memory)
    assert builder.documents == 2 * DOCUMENTS - len(deleted)
    builder.finish()
    gone = sorted(deleted)
    expected: Content = {}
    for content, base in ((one, 0), (other, DOCUMENTS - len(deleted))):
        for field, lists in content.items():
            for text, posting in lists.items():
                for doc, at in posting.items():
                    if base or doc not in deleted:
                        new = doc + base if base else doc - int(np.searchsorted(gone, doc))
                        expected.setdefault(field, {}).setdefault(text, {})[new] = at
    assert read(open_segment(tmp_path, builder.segment)) == expected


def test_a_large_dictionary(tmp_path: Path) -> None:
    lists: dict[bytes, Posting] = {
        f"{number * 7919 % 1000:03}".encode(): {doc: [doc % 9] for doc in range(number % 70 + 1)}
        for number in range(999)
    }
    assert read(write(tmp_path, "one", {"text": lists})) == {"text": lists}
    builder = Builder(tmp_path, Segment("test", "joined"))
    join_segments(builder, [(write(tmp_path, name, {"text": lists}), range(DOCUMENTS // 2)) for name in "ab"], 10**5)
    builder.finish()
    assert read(open_segment(tmp_path, builder.segment)) == {}
