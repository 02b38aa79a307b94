"""One page a file: formats, front matter, packing, limits, and all that is no page."""

from __future__ import annotations

import gzip
import random
import tracemalloc
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sources.support import fail_one, make_spec, read_all, read_one
from tui.errors import SourceError
from tui.model import Format, Metadata
from tui.sources import read_stream
from tui.sources.markdown import read_front_matter

STORY = "MINSK - The leaders of the two countries signed the treaty.\n\nIt takes effect next year.\n"


@pytest.mark.parametrize(
    ("name", "text", "format_"),
    [
        ("a.txt", STORY, Format.TEXT),
        ("a.txt", f"<!DOCTYPE html><html><body><p>{STORY}</p></body></html>", Format.HTML),
        ("a.htm", STORY, Format.HTML),
        ("A.XHTML", f"<html><p>{STORY}", Format.HTML),
        ("a.md", STORY, Format.MARKDOWN),
        ("a.markdown", f"<html>{STORY}", Format.MARKDOWN),
        ("-", STORY, Format.TEXT),
        ("-", f"\n<html><p>{STORY}", Format.HTML),
        ("-", f"---\ntitle: A treaty\n---\n{STORY}", Format.MARKDOWN),
        ("page", f"# A treaty\n\n{STORY}", Format.MARKDOWN),
        ("page", f"---\n{STORY}", Format.TEXT),
    ],
)
def test_the_format_is_told_by_the_ending_and_else_by_the_text(name: str, text: str, format_: Format) -> None:
    assert read_stream(text.encode(), name).format is format_


def test_text_and_bytes_are_kept_as_they_came(tmp_path: Path) -> None:
    data = "Café\r\n\x1b[31mred\x1b[0m\x00 ‮end\r\n".encode()
    (tmp_path / "a.txt").write_bytes(data)
    document = read_one(make_spec(tmp_path))
    assert document.raw == data
    assert document.text == data.decode()
    assert document.encoding == "utf-8"
    assert (document.origin, document.location) == ("news", "a.txt")


def test_ids_stay_and_fingerprints_follow_the_contents(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "one/a.txt").write_text(STORY)
    first = read_one(make_spec(tmp_path / "one"))
    (tmp_path / "one").rename(tmp_path / "two")
    moved = read_one(make_spec(tmp_path / "two"))
    (tmp_path / "two/a.txt").write_text(STORY + "More.")
    changed = read_one(make_spec(tmp_path / "two"))
    assert first.id == moved.id == changed.id
    assert first.fingerprint == moved.fingerprint != changed.fingerprint


def test_a_wrong_encoding_in_the_config_loses_nothing(tmp_path: Path) -> None:
    text = "Президенты подписали договор о создании Союзного государства."
    (tmp_path / "a.txt").write_bytes(text.encode("cp1251"))
    (tmp_path / "b.txt").write_bytes(text.encode())
    documents, failures = read_all(make_spec(tmp_path, encoding="utf-16"))
    assert [document.text for document in documents] == [text, text]
    assert not failures


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.txt", b"", "is empty"),
        ("a.txt.gz", b"", "is empty"),
        ("a.txt.gz", gzip.compress(b"", mtime=0), "is empty"),
        ("a.html", b"\n" * 100_000, "holds nothing but white space"),
        ("a.md", " \u3000\ufeff\r\n".encode(), "holds nothing but white space"),
        ("a.txt", b"\x00" * 5000, "is a binary file, not text"),
        ("a.txt", random.Random(1).randbytes(5000), "is a binary file, not text"),
        ("a.txt", b"word\x00\x00\x00" * 100, "is a binary file, not text"),
        ("a.txt", zlib.compress(random.Random(2).randbytes(9000)), "is a binary file, not text"),
        ("a.html", b"%PDF-1.7 and so on", "is a PDF, not text"),
        ("a.txt", b"PK\x03\x04 and so on", "is a ZIP archive or an office document, not text"),
        ("a.txt", b"\x89PNG\r\n\x1a\n", "is a picture, not text"),
        ("a.txt.gz", b"plain words", "is not gzip, though its name says so"),
        ("a.txt.gz", gzip.compress(STORY.encode(), mtime=0)[:-12], "is gzip that ends too early"),
        ("a.txt.gz", gzip.compress(STORY.encode(), mtime=0)[:12], "is gzip that ends too early"),
        ("a.txt.gz", gzip.compress(STORY.encode(), mtime=0)[:1], "is not gzip, though its name says so"),
        ("a.txt.gz", gzip.compress(STORY.encode(), mtime=0)[:-8] + b"\x00" * 8, "is damaged gzip"),
        ("a.txt.gz", b"\x1f\x8b" + b"\xff" * 50, "is damaged gzip"),
        ("a.txt.gz", gzip.compress(b"%PDF-1.7", mtime=0), "is a PDF, not text"),
    ],
    # The bytes make no names: some differ from run to run, and some are long.
    ids=lambda value: "" if isinstance(value, bytes) else None,
)
def test_what_is_no_page_is_said_with_its_place(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(data)
    failure = fail_one(make_spec(tmp_path))
    assert failure.place == str(tmp_path / name)
    assert failure.message == message
    assert failure.hint
    with pytest.raises(SourceError, match=message):
        read_stream(data, name)


@pytest.mark.parametrize("name", ["a.txt.gz", "a.txt"])
def test_gzip_is_unpacked_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(gzip.compress(b"Two members ") + gzip.compress(b"of one file."))
    document = read_one(make_spec(tmp_path))
    assert document.text == "Two members of one file."
    assert document.raw == b"Two members of one file."
    assert read_stream((tmp_path / name).read_bytes(), name).text == document.text


def test_the_ending_before_gz_tells_the_format(tmp_path: Path) -> None:
    (tmp_path / "a.html.gz").write_bytes(gzip.compress(b'<meta charset="koi8-r"><p>' + "Минск".encode("koi8-r")))
    document = read_one(make_spec(tmp_path))
    assert document.format is Format.HTML
    assert document.text.endswith("Минск")


def test_a_document_over_the_limit_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(50_000_000)
    tracemalloc.start()
    failure = fail_one(make_spec(tmp_path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "20,000,000 bytes" in failure.message
    assert "sync.max_bytes" in failure.hint
    assert peak < 2_000_000


def test_a_single_line_of_fifty_megabytes_is_read_when_it_is_allowed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"word " * 10_000_000)
    assert len(read_one(make_spec(tmp_path, max_bytes=50_000_000)).text) == 50_000_000


def test_a_gzip_bomb_is_stopped_at_the_limit(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "a.txt.gz", "wb", compresslevel=1) as file:
        for _ in range(200):
            file.write(b"\x00" * 1_000_000)
    tracemalloc.start()
    failure = fail_one(make_spec(tmp_path, max_bytes=1_000_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "1,000,000 bytes" in failure.message
    assert "sync.max_bytes" in failure.hint
    assert peak < 6_000_000


def test_blank_lines_around_a_story_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("\n" * 50_000 + STORY + "\n" * 50_000)
    assert STORY in read_one(make_spec(tmp_path)).text


@pytest.mark.parametrize(
    "page", ["<html><head><title>Only a head</title></head></html>", "<html></html>", "<div>" * 5000]
)
def test_a_page_without_a_body_is_left_to_cleaning(tmp_path: Path, page: str) -> None:
    (tmp_path / "a.html").write_text(page)
    assert read_one(make_spec(tmp_path)).text == page


class TestFrontMatter:
    """What stands between two lines of dashes before a Markdown text."""

    def test_the_usual_keys_are_understood_and_the_text_stays_whole(self, tmp_path: Path) -> None:
        text = (
            "---\ntitle: 'Leaders sign: a treaty'\nauthors:\n  - Minsk Desk\n  - name: World Desk\n"
            "date: 1999-12-08\npublisher: Seed Wire\ncategories: [World, Europe]\nlang: en\n"
            f"link: https://example.org/treaty\nweight: 3\n---\n{STORY}"
        )
        (tmp_path / "a.md").write_text(text)
        document = read_one(make_spec(tmp_path))
        assert document.text == text
        assert document.metadata == Metadata(
            title="Leaders sign: a treaty",
            source="Seed Wire",
            section="World",
            byline=("Minsk Desk", "World Desk"),
            published="1999-12-08",
            language="en",
            url="https://example.org/treaty",
        )

    def test_values_are_words_as_they_are_written(self) -> None:
        found = read_front_matter("---\nTitle: No\ndate: 2024-12-06 10:30:00 +03:00\nsection: 12:30\n...\nText")
        assert found == Metadata(title="No", published="2024-12-06 10:30:00 +03:00", section="12:30")

    def test_a_clipped_page_has_its_address_as_its_source(self) -> None:
        found = read_front_matter(
            '---\r\nsource: "https://example.org/a"\r\nauthor:\r\n  - "[[World Desk]]"\r\n---\r\nText'
        )
        assert found == Metadata(byline=("World Desk",), url="https://example.org/a")

    @pytest.mark.parametrize(
        "text",
        ids=range(10),
        argvalues=[
            "---\ntitle: [broken\n---\nText",
            "---\n- a list\n---\nText",
            "---\ntitle: no end\nText",
            "---\n---\nText",
            "----\ntitle: x\n----\n",
            "Text\n---\ntitle: x\n---\n",
            "---\ntitle: &a [*a]\nauthors: &b {name: *b}\n---\n",
            "---\n" + "[" * 20_000 + "\n---\n",
            "---\ntitle: !!python/object/apply:os.system ['true']\n---\n",
            "---\na: &a ['']\n"
            + "".join(f"b{n}: &b{n} [{', '.join(['*' + (f'b{n - 1}' if n else 'a')] * 60)}]\n" for n in range(20))
            + "title: *b19\n---\n",
        ],
    )
    def test_bad_front_matter_is_just_text(self, text: str) -> None:
        assert read_front_matter(text).byline == ()
        assert read_front_matter(text).published is None

    @given(st.text())
    def test_nothing_raises(self, text: str) -> None:
        read_front_matter(f"---\n{text}\n---\n")

    def test_what_acts_on_a_terminal_is_taken_out(self) -> None:
        assert read_front_matter('---\ntitle: "a\\e[2Jb\\u202e"\n---\n').title == "ab"


@given(st.binary(max_size=500), st.sampled_from(["-", "a.txt", "a.html", "a.md", "a.txt.gz"]))
def test_any_bytes_are_a_page_or_an_error_with_words(data: bytes, name: str) -> None:
    try:
        document = read_stream(data, name)
    except SourceError as error:
        assert error.message
    else:
        document.text.encode()
        assert document.id == read_stream(data, name).id
