"""Dumps: records of every shape, broken ones among good ones, and files of any size."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.sources.support import fail_one, list_all, locate, make_spec, read_all, read_one
from tui.model import Failure, Fields, Format, Metadata, RawDocument
from tui.sources import open_source, tally

GOOD = b'{"id": "a1", "text": "The treaty was signed in Moscow."}'


def write(path: Path, *lines: object, end: str = "\n") -> Path:
    path.write_text("".join(json.dumps(line) + end for line in lines))
    return path


def test_every_line_of_a_dump_is_a_document(tmp_path: Path) -> None:
    write(
        tmp_path / "d.jsonl",
        {"id": "a1", "text": "One."},
        {"text": "Two."},
        {"url": "https://e.org/3", "text": "Three."},
    )
    documents, failures = read_all(make_spec(tmp_path))
    assert not failures
    assert [document.text for document in documents] == ["One.", "Two.", "Three."]
    assert [document.location for document in documents] == ["d.jsonl#a1", "d.jsonl#2", "d.jsonl#https://e.org/3"]
    assert len({document.id for document in documents}) == 3
    assert documents[0].raw == b'{"id": "a1", "text": "One."}'


def test_a_record_is_understood_in_full(tmp_path: Path) -> None:
    write(
        tmp_path / "d.jsonl",
        {
            "guid": "g-1",
            "body": "The treaty was signed.",
            "headline": "Treaty &amp; union",
            "publisher": {"id": None, "name": "Seed Wire"},
            "category": ["World", "Europe"],
            "authors": ["Minsk Desk", {"name": "World Desk"}, None, ""],
            "published_at": 944611200,
            "lang": "en",
            "link": "https://example.org/treaty",
        },
    )
    assert read_one(make_spec(tmp_path)).metadata == Metadata(
        title="Treaty & union",
        source="Seed Wire",
        section="World",
        byline=("Minsk Desk", "World Desk"),
        published="1999-12-08T00:00:00+00:00",
        language="en",
        url="https://example.org/treaty",
    )


@pytest.mark.parametrize(
    ("value", "published"),
    [
        (944611200, "1999-12-08T00:00:00+00:00"),
        (944611200.75, "1999-12-08T00:00:00+00:00"),
        (944611200000, "1999-12-08T00:00:00+00:00"),
        ("944611200", "1999-12-08T00:00:00+00:00"),
        (-86400, "1969-12-31T00:00:00+00:00"),
        (2020, "2020"),
        (20201208, "2020-12-08"),
        ("Dec 8, 1999", "Dec 8, 1999"),
        ({"$date": "1999-12-08T00:00:00Z"}, "1999-12-08T00:00:00Z"),
        ({"$date": {"$numberLong": "944611200000"}}, "1999-12-08T00:00:00+00:00"),
        (10**30, None),
        (True, None),
        ({}, None),
    ],
)
def test_dates_come_as_numbers_and_words(tmp_path: Path, value: object, published: str | None) -> None:
    write(tmp_path / "d.jsonl", {"text": "One.", "date": value})
    assert read_one(make_spec(tmp_path)).metadata.published == published


@pytest.mark.parametrize(
    ("record", "format_", "text"),
    [
        ({"text": "Plain.", "html": "<p>Rich.</p>"}, Format.HTML, "<p>Rich.</p>"),
        ({"text": "Plain.", "html": ""}, Format.TEXT, "Plain."),
        ({"text": "Plain.", "html": None}, Format.TEXT, "Plain."),
        ({"content": "<p>One.</p><p>Two.</p>"}, Format.HTML, "<p>One.</p><p>Two.</p>"),
        ({"content": {"rendered": "<p>One.</p>"}}, Format.HTML, "<p>One.</p>"),
        ({"text": ["One.", "Two.", 3]}, Format.TEXT, "One.\n\nTwo."),
        ({"text": " ", "body": "Body."}, Format.TEXT, " "),
    ],
)
def test_html_goes_before_text(tmp_path: Path, record: object, format_: Format, text: str) -> None:
    write(tmp_path / "d.jsonl", record)
    documents, failures = read_all(make_spec(tmp_path))
    if text.strip():
        assert [(document.format, document.text) for document in documents] == [(format_, text)]
    else:
        assert "has no text" in failures[0].message


def test_the_names_of_fields_can_be_set(tmp_path: Path) -> None:
    record = {"_source": {"words": "One.", "head.line": "no"}, "head.line": "Headline", "key": 7}
    write(tmp_path / "d.jsonl", record)
    fields = Fields(text=("missing", "_source.words"), title=("head.line",), id=("key",))
    document = read_one(make_spec(tmp_path, fields=fields))
    assert (document.text, document.metadata.title, document.location) == ("One.", "Headline", "d.jsonl#7")


def test_ids_follow_the_record_and_not_its_place(tmp_path: Path) -> None:
    one, two = {"id": 1, "text": "One."}, {"_id": {"$oid": "5f"}, "text": "Two."}
    write(tmp_path / "d.jsonl", one, two)
    before = {document.text: document.id for document in read_all(make_spec(tmp_path))[0]}
    write(tmp_path / "d.jsonl", two, {"id": 1, "text": "One, corrected."})
    after = {document.text: document.id for document in read_all(make_spec(tmp_path))[0]}
    assert before["Two."] == after["Two."]
    assert before["One."] == after["One, corrected."]


def test_records_of_one_key_are_told_apart_in_order(tmp_path: Path) -> None:
    records = [{"id": key, "text": f"Text {n}."} for n, key in enumerate(["a", "a", "a#2", "b", "a", "1"])]
    write(tmp_path / "d.jsonl", *records, {"text": "No key, line seven."}, {"id": "line 7", "text": "Key."})
    documents, failures = read_all(make_spec(tmp_path))
    assert not failures
    assert [document.location.split("#", 1)[1] for document in documents] == [
        *("a", "a#2", "a#2#2", "b", "a#3", "1", "7", "line 7")
    ]
    assert len({document.id for document in documents}) == 8


def test_many_records_of_one_key_do_not_slow_down(tmp_path: Path) -> None:
    write(tmp_path / "d.jsonl", *({"id": "same", "text": "One."} for _ in range(5_000)))
    assert len({document.id for document in read_all(make_spec(tmp_path))[0]}) == 5_000


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"{broken", "is broken JSON"),
        (b'{"id": "a1", "text": "cut off', "is broken JSON"),
        (b"[1, 2]", "is not a JSON object"),
        (b'"text"', "is not a JSON object"),
        (b"null", "is not a JSON object"),
        (b'{"title": "Only a title"}', "has no text"),
        (b'{"text": 3}', "has no text"),
        (b'{"text": "' + b"x" * 2000 + b'"}', "is larger than the limit of 1,000 bytes"),
        (b"[" * 900, "is nested too deeply"),
        (b'{"text": "x", "n": ' + b"9" * 950 + b"e9}", ""),
    ],
)
def test_a_bad_line_is_said_with_its_number_and_the_rest_goes_on(tmp_path: Path, line: bytes, message: str) -> None:
    if message == "is nested too deeply":
        line = b"[" * 200_000
    path = tmp_path / "d.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD + b"\r\n\n" + line + b"\n" + GOOD)
    documents, failures = read_all(make_spec(tmp_path, max_bytes=1_000_000 if "nested" in message else 1000))
    if not message:
        assert len(documents) + len(failures) == 3
        return
    assert [document.location for document in documents] == ["d.jsonl#a1", "d.jsonl#a1#2"]
    (failure,) = failures
    assert failure.place == f"{path}:3"
    assert failure.message.startswith(message)
    assert failure.partial


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (b'{"text": "One.", "author": NaN, "score": -Infinity}', "One."),
        (b'{"text": "a\\ud800b"}', "a\ufffdb"),
        (b'{"text": "\\ud83d\\ude00"}', "😀"),
        (b'{"text": "tab\there"}', "tab\there"),
        (b'{"text": "caf\xe9"}', "café"),
        (b'{"text": "nul\\u0000 in"}', "nul\x00 in"),
        (b'\x1e{"text": "a text sequence"}', "a text sequence"),
        (b'{"text": "twice", "text": "last"}', "last"),
        (b'{"text": "One.", "n": ' + b"9" * 400 + b"}", "One."),
    ],
)
def test_what_strict_json_forbids_is_read_all_the_same(tmp_path: Path, line: bytes, text: str) -> None:
    (tmp_path / "d.ndjson").write_bytes(line)
    assert read_one(make_spec(tmp_path)).text == text


def test_an_object_nested_deeply_beside_the_text_is_a_bad_line(tmp_path: Path) -> None:
    line = b'{"text": "One.", "x": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_001
    (tmp_path / "d.jsonl").write_bytes(line + b"\n" + GOOD)
    (document,), (failure,) = read_all(make_spec(tmp_path))
    assert document.location == "d.jsonl#a1"
    assert failure.message == "is nested too deeply"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "utf-32-be"])
def test_dumps_in_wide_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    text = '{"text": "Первый договор."}\n{"text": "Второй — € договор."}\n' * 3
    (tmp_path / "d.jsonl").write_bytes(text.encode(encoding))
    documents, failures = read_all(
        make_spec(tmp_path, encoding=encoding if "be" in encoding or "le" in encoding else None)
    )
    assert not failures
    assert [document.text for document in documents] == ["Первый договор.", "Второй — € договор."] * 3


def test_a_dump_in_the_encoding_that_is_said_is_read(tmp_path: Path) -> None:
    (tmp_path / "d.jsonl").write_bytes('{"text": "Да."}\n{"text": "Договор подписан."}'.encode("cp1251"))
    documents, _ = read_all(make_spec(tmp_path, encoding="cp1251"))
    assert [document.text for document in documents] == ["Да.", "Договор подписан."]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b"\n" * 100_000, "holds no records"),
        (b"\x00" * 10_000, "is a binary file, not text"),
        (b"\x7fELF" + bytes(range(256)) * 10, "is a program, not text"),
    ],
)
def test_a_file_without_records_is_one_failure(tmp_path: Path, data: bytes, message: str) -> None:
    (tmp_path / "d.jsonl").write_bytes(data)
    failure = fail_one(make_spec(tmp_path))
    assert failure.message == message
    assert not failure.partial


def test_thousands_of_bad_lines_are_counted_and_not_listed(tmp_path: Path) -> None:
    (tmp_path / "d.jsonl").write_bytes(b"Just a text file\n" * 5000 + GOOD)
    documents, failures = read_all(make_spec(tmp_path))
    assert len(documents) == 1
    assert len(failures) == tally.MOST_FAILURES + 1
    assert failures[-1].message == "has 4,900 more lines that cannot be used"


def test_what_comes_before_the_end_of_a_truncated_gzip_is_delivered(tmp_path: Path) -> None:
    lines = "".join(
        json.dumps({"id": n, "text": f"Story {n * 7919 % 1000} of the day {n}."}) + "\n" for n in range(3000)
    )
    packed = gzip.compress(lines.encode())
    (tmp_path / "d.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    documents, (failure,) = read_all(make_spec(tmp_path))
    assert 500 < len(documents) < 3000
    assert all(document.text.endswith(".") for document in documents)
    assert failure.message == "is gzip that ends too early"
    assert not failure.partial


@pytest.mark.parametrize("filler", [b" ", b"\n", b" \n", b'{"id": 1}\n'], ids=["line", "lines", "blanks", "records"])
def test_a_gzip_bomb_is_given_up(tmp_path: Path, filler: bytes) -> None:
    with gzip.open(tmp_path / "d.jsonl.gz", "wb", compresslevel=1) as file:
        file.write(GOOD + b"\n")
        for _ in range(8):
            file.write(filler * (500_000 // len(filler)))
    tracemalloc.start()
    documents, failures = read_all(make_spec(tmp_path, max_bytes=100_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(documents) == 1
    assert "with no document" in failures[-1 if b"{" not in filler else -2].message
    assert peak < 2_000_000


def test_memory_does_not_grow_with_the_dump(tmp_path: Path) -> None:
    line = json.dumps({"text": "The treaty was signed. " * 400}).encode() + b"\n"
    with (tmp_path / "d.jsonl").open("wb") as file:
        for _ in range(4000):
            file.write(line)
    spec = make_spec(tmp_path)
    (listing,), _ = list_all(spec)
    tracemalloc.start()
    count = sum(1 for _ in open_source(spec).read(listing))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 4000
    assert peak < 4_000_000


def test_a_dump_that_is_written_to_meanwhile_is_delivered_and_said(tmp_path: Path) -> None:
    path = tmp_path / "d.jsonl"
    path.write_bytes(GOOD + b"\n")
    spec = make_spec(tmp_path)
    (listing,), _ = list_all(spec)

    def follow() -> Iterator[RawDocument | Failure]:
        reading = open_source(spec).read(listing)
        yield next(reading)
        with path.open("ab") as file:
            file.write(b'{"text": "Half a li')
        yield from reading

    document, failure = follow()
    assert isinstance(document, RawDocument)
    assert isinstance(failure, Failure)
    assert failure.message == "was written to while it was read"
    assert not failure.partial


def test_a_source_of_dumps_reads_what_it_is_pointed_at(tmp_path: Path) -> None:
    (tmp_path / "export.log").write_bytes(GOOD)
    (tmp_path / "export.json").write_bytes(GOOD)
    (tmp_path / "export.jsonl.gz").write_bytes(gzip.compress(GOOD))
    (tmp_path / "page.txt").write_bytes(b"A page.")
    assert read_one(make_spec(tmp_path / "export.log", kind="jsonl")).text == "The treaty was signed in Moscow."
    assert locate(make_spec(tmp_path, kind="jsonl")) == ["export.json", "export.jsonl.gz"]
    assert len(read_all(make_spec(tmp_path, kind="jsonl"))[0]) == 2


@given(st.binary(max_size=300), st.booleans())
@example(b"\xff\xfe\x00\xd8", False)
@example(b'{"text": "\xff"}', True)
@settings(max_examples=200)
def test_any_bytes_give_documents_or_failures(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, packed: bool
) -> None:
    path = tmp_path_factory.mktemp("dump") / "d.jsonl"
    path.write_bytes(gzip.compress(data) if packed else data)
    documents, failures = read_all(make_spec(path))
    assert documents or failures
    for document in documents:
        document.text.encode()
        document.location.encode()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
keys = st.sampled_from(
    [*Fields().id, *Fields().text, *Fields().html, *Fields().byline, *Fields().published, "title", "$date"]
)


@given(st.lists(st.dictionaries(keys, json_values, max_size=6), max_size=5))
def test_any_record_gives_a_document_or_a_failure(
    tmp_path_factory: pytest.TempPathFactory, records: list[dict[str, object]]
) -> None:
    path = write(tmp_path_factory.mktemp("dump") / "d.jsonl", *records)
    documents, failures = read_all(make_spec(path))
    assert len(documents) + len(failures) == max(1, len(records))
    assert len({document.id for document in documents}) == len(documents)
    for document in documents:
        for words in (document.metadata.title, document.metadata.published, *document.metadata.byline):
            assert words is None or words.strip()
