"""Web archives: which records are pages, how they were packed, and archives that are broken."""

from __future__ import annotations

import gzip
import zlib
from io import BytesIO
from pathlib import Path

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.sources.support import fail_one, make_spec, read_all
from tui.errors import SourceError
from tui.model import Format, RawDocument
from tui.sources import archive
from tui.sources.unpack import unpack

STORY = "The harbour council voted on Monday to dredge the eastern channel."
PAGE = f"<html><body><p>{STORY}</p></body></html>".encode()
HTML = [("Content-Type", "text/html; charset=utf-8")]
DATE = "2024-03-05T07:30:00Z"


class Archive:
    """An archive in the making."""

    def __init__(self, *, packed: bool = True) -> None:
        self.file = BytesIO()
        self.writer = WARCWriter(self.file, gzip=packed)
        self.writer.write_record(self.writer.create_warcinfo_record("a.warc", {"software": "tests"}))

    def add(
        self,
        url: str = "https://gazette.example/1",
        body: bytes = PAGE,
        headers: list[tuple[str, str]] = HTML,
        *,
        status: str = "200 OK",
        kind: str = "response",
        date: str = DATE,
    ) -> Archive:
        http = StatusAndHeaders(status, headers, protocol="HTTP/1.1") if kind == "response" else None
        record = self.writer.create_warc_record(
            url,
            kind,
            payload=BytesIO(body),
            http_headers=http,
            warc_content_type="" if http else headers[0][1],
            warc_headers_dict={"WARC-Date": date},
        )
        self.writer.write_record(record)
        return self

    @property
    def data(self) -> bytes:
        return self.file.getvalue()


def read(folder: Path, data: bytes, name: str = "a.warc.gz", **options: int) -> tuple[list[RawDocument], list[str]]:
    (folder / name).write_bytes(data)
    documents, failures = read_all(make_spec(folder, **options))  # type: ignore[arg-type]
    return documents, [f"{failure.place.rpartition('/a.')[2]}: {failure.message}" for failure in failures]


@pytest.mark.parametrize(("packed", "name"), [(True, "a.warc.gz"), (False, "a.warc"), (True, "a.WARC")])
def test_every_page_is_a_document_with_its_address(tmp_path: Path, packed: bool, name: str) -> None:
    made = Archive(packed=packed).add().add("https://gazette.example/2", PAGE.replace(b"council", b"board"))
    documents, failures = read(tmp_path, made.data, name)
    assert not failures
    assert [document.metadata.url for document in documents] == [
        "https://gazette.example/1",
        "https://gazette.example/2",
    ]
    assert [document.location for document in documents] == [
        f"{name}#https://gazette.example/1 {DATE}",
        f"{name}#https://gazette.example/2 {DATE}",
    ]
    assert documents[0].format is Format.HTML
    assert documents[0].raw == PAGE
    assert len({document.id for document in documents}) == 2


def test_an_archive_packed_as_a_whole_is_read(tmp_path: Path) -> None:
    assert len(read(tmp_path, gzip.compress(Archive(packed=False).add().add(date="2024-03-06T00:00:00Z").data))[0]) == 2


def test_ids_follow_the_page_and_not_its_place(tmp_path: Path) -> None:
    first, _ = read(tmp_path, Archive().add("https://b.example/", PAGE).data)
    later, _ = read(tmp_path, Archive().add().add("https://b.example/", PAGE).add("https://b.example/", PAGE).data)
    assert later[1].id == first[0].id
    assert len({document.id for document in later}) == 3


def test_what_is_no_page_is_passed_over(tmp_path: Path) -> None:
    made = (
        Archive()
        .add("https://gazette.example/a.png", b"\x89PNG" + bytes(100_000), [("Content-Type", "image/png")])
        .add("https://gazette.example/gone", status="404 Not Found")
        .add("https://gazette.example/moved", status="301 Moved", headers=[*HTML, ("Location", "/")])
        .add("https://gazette.example/a.json", b"{}", [("Content-Type", "application/json")])
        .add("dns:gazette.example", b"1.2.3.4", [("Content-Type", "text/dns")], kind="resource")
        .add("http://b.example/", b"GET / HTTP/1.1\r\n\r\n", [("Content-Type", "application/http")], kind="request")
        .add("https://gazette.example/none", b"plain", [])
        .add("https://gazette.example/real", headers=[])
        .add("file:///home/page.html", kind="resource")
    )  # fmt: skip
    documents, failures = read(tmp_path, made.data)
    assert not failures
    assert [document.metadata.url for document in documents] == ["https://gazette.example/real", None]


def chunk(data: bytes, size: int = 7) -> bytes:
    parts = [data[at : at + size] for at in range(0, len(data), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ([("Content-Encoding", "gzip")], gzip.compress(PAGE, mtime=0)),
        ([("Content-Encoding", "GZIP")], PAGE),
        ([("Content-Encoding", "deflate")], zlib.compress(PAGE)),
        ([("Content-Encoding", "deflate")], deflate(PAGE)),
        ([("Content-Encoding", "br")], brotli.compress(PAGE)),
        ([("Content-Encoding", "br")], PAGE),
        ([("Content-Encoding", "deflate, gzip")], gzip.compress(zlib.compress(PAGE), mtime=0)),
        ([("Content-Encoding", "identity")], PAGE),
        ([("Transfer-Encoding", "chunked")], chunk(PAGE)),
        ([("Transfer-Encoding", "chunked")], PAGE),
        ([("Transfer-Encoding", "Chunked"), ("Content-Encoding", "gzip")], chunk(gzip.compress(PAGE, mtime=0))),
    ],
)
def test_packing_is_undone(tmp_path: Path, headers: list[tuple[str, str]], body: bytes) -> None:
    documents, failures = read(tmp_path, Archive().add(body=body, headers=[*HTML, *headers]).data)
    assert not failures
    assert [document.raw for document in documents] == [PAGE]


def test_the_server_says_what_the_page_is_written_in(tmp_path: Path) -> None:
    text = "<html><p>Совет порта проголосовал.</p></html>"
    headers = [("Content-Type", 'text/html; charset="Windows-1251"')]
    (document,), _ = read(tmp_path, Archive().add(body=text.encode("cp1251"), headers=headers).data)
    assert (document.text, document.encoding) == (text, "cp1251")


# ------------------------------------------------------------------------------- bad input


def make_many() -> Archive:
    made = Archive()
    for number in range(20):
        words = " ".join(str(number * prime % 9973) for prime in range(1, 4000, 3))
        made.add(f"https://gazette.example/{number}", PAGE.replace(b"</p>", words.encode() + b"</p>"))
    return made


@pytest.mark.parametrize("share", [0.3, 0.6, 0.99])
def test_of_a_truncated_archive_what_is_whole_is_read(tmp_path: Path, share: float) -> None:
    data = make_many().data
    documents, failures = read(tmp_path, data[: int(len(data) * share)])
    assert 0 < len(documents) < 20
    assert failures == ["warc.gz: is gzip that ends too early"]
    assert all(document.text.endswith("</html>") for document in documents)


def test_an_unpacked_archive_that_ends_too_early_is_reported(tmp_path: Path) -> None:
    made = Archive(packed=False).add().add("https://gazette.example/2")
    documents, failures = read(tmp_path, made.data[:-60], "a.warc")
    assert len(documents) == 1
    assert failures[-1] == "warc: ends in the middle of a page"


def test_damage_in_the_middle_is_reported_and_what_is_before_it_read(tmp_path: Path) -> None:
    data = bytearray(make_many().data)
    data[len(data) // 2 : len(data) // 2 + 40] = bytes(40)
    documents, failures = read(tmp_path, bytes(data))
    assert 5 < len(documents) < 15
    assert len(failures) == 1


def test_a_length_that_is_wrong_is_reported(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    made = Archive(packed=False).add().add("https://gazette.example/2").data
    at = made.index(b"Content-Length: ", made.index(b"WARC-Type: response"))
    documents, failures = read(tmp_path, made[:at] + b"Content-Length: 20\r\nX" + made[at:], "a.warc")
    assert not documents
    assert failures
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b"Once upon a time\n", "is not a web archive"),
        (b"WARC/1.0\r\n\r\n", "has a record"),
        (b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: -5\r\n\r\nabc", ""),
        (b"WARC/1.0\r\n" + b"a" * 1_000_000, "head does not end"),
        (b"\n" * 1_000_000, ""),
    ],
    ids=["empty", "text", "bare", "negative", "endless", "blank"],
)
def test_what_is_no_archive_is_reported(tmp_path: Path, data: bytes, message: str) -> None:
    (tmp_path / "a.warc").write_bytes(data)
    documents, failures = read_all(make_spec(tmp_path))
    assert not documents
    assert message in (failures[0].message if failures else "")


def test_an_archive_without_pages_is_in_order_and_one_without_records_is_not(tmp_path: Path) -> None:
    assert read(tmp_path, Archive().data) == ([], [])
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(b""))
    assert "holds no records" in fail_one(make_spec(tmp_path)).message


def test_pages_that_cannot_be_used_are_reported_with_their_address(tmp_path: Path) -> None:
    swollen = gzip.compress(b"<html>" + b"a" * 200_000)
    made = (
        Archive()
        .add("https://gazette.example/empty", b"")
        .add("https://gazette.example/large", b"<html>" + b"a" * 60_000)
        .add("https://gazette.example/bomb", swollen, [*HTML, ("Content-Encoding", "gzip")])
        .add("https://gazette.example/zstd", PAGE, [*HTML, ("Content-Encoding", "zstd")])
        .add("https://gazette.example/cut", gzip.compress(PAGE)[:-9], [*HTML, ("Content-Encoding", "gzip")])
        .add("https://gazette.example/good")
    )
    documents, failures = read(tmp_path, made.data, max_bytes=50_000)
    assert [document.metadata.url for document in documents] == ["https://gazette.example/good"]
    name = f"warc.gz#https://gazette.example/%s {DATE}: %s"
    assert failures == [
        name % ("empty", "is empty"),
        name % ("large", "is larger than the limit of 50,000 bytes"),
        name % ("bomb", "is larger than the limit of 50,000 bytes"),
        name % ("zstd", 'is packed as "zstd", which cannot be undone'),
        name % ("cut", "is packed, and ends too early"),
    ]


def test_a_bomb_is_given_up_and_a_large_film_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    video = [("Content-Type", "video/mp4")]
    bomb = Archive().add("https://gazette.example/a", bytes(3_000_000), video).add()
    documents, failures = read(tmp_path, bomb.data, max_bytes=100_000)
    assert not documents and "unpacks to more than" in failures[0]
    monkeypatch.setattr(archive, "SWELLING", 10_000)
    assert len(read(tmp_path, bomb.data, max_bytes=100_000)[0]) == 1


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_however_an_archive_is_damaged_reading_ends(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    whole = bytearray(
        Archive(packed=False).add(body=chunk(PAGE), headers=[*HTML, ("Transfer-Encoding", "chunked")]).add().data
    )
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    documents, _ = read(tmp_path_factory.mktemp("a"), bytes(whole), "a.warc")
    assert len(documents) <= 2


@given(st.binary(max_size=200), st.sampled_from(["gzip", "x-gzip", "deflate", "br"]))
def test_unpacking_gives_bytes_or_a_source_error(data: bytes, encoding: str) -> None:
    try:
        assert len(unpack(data, [encoding], 1000)) <= 1000
    except SourceError as error:
        assert error.message
