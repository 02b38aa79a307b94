"""Letters: which part is the text, what the headers say, and messages that no program should have written."""

from __future__ import annotations

import gzip
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sources.support import fail_one, locate, make_spec, read_all, read_one
from tui.errors import SourceError
from tui.model import Format, Metadata, RawDocument
from tui.sources import read_stream
from tui.sources.mail import read_letter

STORY = "The harbour council voted on Monday to dredge the eastern channel before the winter."
PAGE = f"<html><body><h1>Harbour</h1><p>{STORY}</p></body></html>"


def make(
    text: str | None = STORY, html: str | None = None, subject: str = "Harbour news", **headers: str
) -> EmailMessage:
    message = EmailMessage()
    message["From"] = headers.pop("From", "Harbour Gazette <news@gazette.example>")
    message["Subject"] = subject
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    if text is not None:
        message.set_content(text)
    if html is not None:
        (message.add_alternative if text is not None else message.set_content)(html, subtype="html")
    return message


def read(message: EmailMessage | bytes) -> RawDocument:
    return read_letter(bytes(message)).document


def test_a_letter_is_a_document_with_what_its_headers_say(tmp_path: Path) -> None:
    letter = make(
        Date="Tue, 05 Mar 2024 07:30:00 +0100",
        Archived_At="<https://lists.example/harbour/1>",
        Message_ID="<1@gazette.example>",
    )
    letter["Content-Language"] = "en-GB"
    (tmp_path / "a.eml").write_bytes(bytes(letter))
    document = read_one(make_spec(tmp_path))
    assert (document.location, document.format) == ("a.eml", Format.TEXT)
    assert document.text.strip() == STORY
    assert document.raw == bytes(letter)
    assert document.metadata == Metadata(
        title="Harbour news",
        source="Harbour Gazette",
        published="2024-03-05T07:30:00+01:00",
        language="en-GB",
        url="https://lists.example/harbour/1",
    )


def test_a_packed_letter_and_a_stream_are_read_alike(tmp_path: Path) -> None:
    data = gzip.compress(bytes(make()))
    (tmp_path / "a.EML.gz").write_bytes(data)
    assert read_one(make_spec(tmp_path)).text == read_stream(data, "b.eml.gz").text
    assert read_stream(bytes(make()), "x/b.eml").metadata.title == "Harbour news"


def test_letters_are_included_and_excluded_as_other_files_are(tmp_path: Path) -> None:
    for name in ("a.eml", "b.eml", "b.mbox", "c.warc.gz", "d.png"):
        (tmp_path / name).write_bytes(b"")
    assert locate(make_spec(tmp_path)) == ["a.eml", "b.eml", "b.mbox", "c.warc.gz"]
    assert locate(make_spec(tmp_path, exclude=["b.*"])) == ["a.eml", "c.warc.gz"]
    assert locate(make_spec(tmp_path, include=["*.eml"])) == ["a.eml", "b.eml"]


@pytest.mark.parametrize(
    ("text", "html", "wanted"),
    [
        (STORY, PAGE, Format.HTML),
        ("This letter needs a program that shows HTML.", PAGE, Format.HTML),
        (f"{STORY}\n{STORY}\nhttps://gazette.example/a/long/address/that/counts/for/nothing", PAGE, Format.TEXT),
        (STORY, "<style>p { color: red; margin: none; border: solid thick }</style><img src='cid:1'>", Format.TEXT),
        (STORY, "", Format.TEXT),
        ("", PAGE, Format.HTML),
    ],
)
def test_of_two_forms_the_fuller_is_taken(text: str, html: str, wanted: Format) -> None:
    document = read(make(text, html))
    assert document.format is wanted
    assert STORY in document.text


def test_attachments_are_no_text() -> None:
    letter = make()
    letter.add_attachment("Minutes of the meeting.", filename="minutes.txt")
    letter.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="a.pdf")
    assert read(letter).text.strip() == STORY


def test_parts_that_follow_each_other_are_joined() -> None:
    first, second = make("Before <the> picture."), make(None, PAGE)
    letter = EmailMessage()
    letter["From"] = "a@gazette.example"
    letter.make_mixed()
    for part in (first, second, make("Footer.")):
        del part["From"], part["Subject"]
        letter.attach(part)
    document = read(letter)
    assert document.format is Format.HTML
    assert document.text.index("Before &lt;the&gt; picture.") < document.text.index(STORY)
    assert "Footer." in document.text


def test_a_forwarded_letter_is_read() -> None:
    letter = make("See below.")
    letter.make_mixed()
    letter.attach(wrap(make()))
    text = read(letter).text
    assert "See below." in text and STORY in text


def wrap(inner: EmailMessage) -> EmailMessage:
    outer = EmailMessage()
    outer.set_content(inner)
    return outer


@pytest.mark.parametrize(
    ("charset", "said"),
    [("utf-8", "utf-8"), ("cp1251", "windows-1251"), ("cp1252", "iso-8859-1"), ("koi8-r", "koi8-r"), ("utf-8", "x-no")],
)
def test_the_text_is_decoded_as_said_or_as_it_is(charset: str, said: str) -> None:
    text = "“Zürich — café”, said the ministry." if charset == "cp1252" else "Совет порта проголосовал в понедельник."
    head = f"From: a@b.example\nContent-Type: text/plain; charset={said}\nContent-Transfer-Encoding: 8bit\n\n"
    assert read(head.encode() + text.encode(charset)).text == text


@pytest.mark.parametrize(
    "header",
    [
        b"Subject: =?utf-8?B?SGFmZW4gw7ZmZm5ldA==?=",
        "Subject: Hafen öffnet".encode(),
        "Subject: Hafen öffnet".encode("latin-1"),
        b"Subject: =?iso-8859-1?Q?Hafen_=F6ffnet?=",
    ],
)
def test_subjects_come_in_any_encoding(header: bytes) -> None:
    assert read(b"From: a@b.example\n" + header + b"\n\nText.").metadata.title == "Hafen öffnet"


@pytest.mark.parametrize(
    ("sender", "source"),
    [
        ("Harbour Gazette <news@gazette.example>", "Harbour Gazette"),
        ('"Gazette, Harbour" <news@gazette.example>', "Gazette, Harbour"),
        ("news@gazette.example", "gazette.example"),
        ("=?utf-8?Q?Z=C3=BCrcher_Bote?= <a@b.example>", "Zürcher Bote"),
        ("<>", None),
        ("Gazette\x1b[2J <a@b.example>", "Gazette"),
    ],
)
def test_the_sender_is_the_source(sender: str, source: str | None) -> None:
    assert read(f"From: {sender}\n\nText.".encode()).metadata.source == source


@pytest.mark.parametrize(
    ("text", "html", "url"),
    [
        ("View in browser: https://gazette.example/1.\n\nText.", None, "https://gazette.example/1"),
        ("Trouble viewing this mail?\n\n<https://gazette.example/2>\n\nText.", None, "https://gazette.example/2"),
        ("Im Browser ansehen (https://gazette.example/3)", None, "https://gazette.example/3"),
        ("Text.", '<p>Hi <a href="https://gazette.example/4">View this email in your <b>browser</b></a>', None),
        (None, '<p>Hi <a href="https://gazette.example/4">View this email in your <b>browser</b></a>', "https://gazette.example/4"),
        (None, '<a href="javascript:alert(1)">View in browser</a>', None),
        ("View in browser: mailto:a@b.example", None, None),
        ("Text with a link: https://gazette.example/5", None, None),
    ],
)  # fmt: skip
def test_the_address_is_where_the_letter_says_that_it_is_on_the_web(
    text: str | None, html: str | None, url: str | None
) -> None:
    if text is not None and html is not None:
        url = "https://gazette.example/4"
    assert read(make(text, html)).metadata.url == url


def test_a_list_says_where_it_is() -> None:
    assert read(make(List_Post="<mailto:a@b.example>")).metadata.url is None
    assert read(make(List_Post="<https://lists.example/a>")).metadata.url == "https://lists.example/a"


# ------------------------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b"\x89PNG\r\n\x1a\n", "is a picture"),
        (b"Once upon a time there was no header.\n", "is no e-mail"),
        (b"Subject: a\n\n", "has no text"),
        (b"Subject: a\nContent-Type: image/png\n\nAAAA", "has no text"),
        (b"Subject: a\nContent-Type: multipart/mixed; boundary=x\n\nno boundary", "has no text"),
        (b"Subject: a\n\n" + bytes(range(1, 30)) * 50, "is a binary file"),
    ],
)
def test_what_is_no_letter_is_reported(tmp_path: Path, data: bytes, message: str) -> None:
    (tmp_path / "a.eml").write_bytes(data)
    failure = fail_one(make_spec(tmp_path))
    assert message in failure.message
    assert failure.place.endswith("a.eml")


def nest(depth: int, filler: bytes = b"") -> bytes:
    head = b"Subject: deep\n"
    for level in range(depth):
        head += b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level)
    return head + b"Content-Type: text/plain\n\nThe bottom.\n" + filler


def test_parts_a_hundred_deep_are_read_and_deeper_ones_refused() -> None:
    assert read(nest(100)).text.strip() == "The bottom."
    with pytest.raises(SourceError, match="nested too deeply"):
        read(nest(5000))


@pytest.mark.parametrize(
    "data",
    [
        b"Subject: " + b"=?utf-8?q?a?= " * 200_000 + b"\n\nText.",
        b"From: " + b"a@b.example, " * 200_000 + b"\n\nText.",
        b"Content-Type: text/plain; " + b"a=b; " * 200_000 + b"\n\nText.",
        b"X: y\n" * 100_000 + b"\nText.",
        nest(90, b"filler\n" * 30_000),
    ],
    ids=["subject", "senders", "type", "headers", "parts"],
)
def test_what_is_long_beyond_measure_is_read_in_measured_time(data: bytes) -> None:
    assert "T" in read(data).text  # where time grew with the square of the size, this would not end


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_letter_or_a_source_error(tail: bytes) -> None:
    for head in (
        b"Subject: a\n\n",
        b"Content-Type: ",
        b"From: ",
        b"Date: ",
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\n",
        b"Content-Type: text/html\nContent-Transfer-Encoding: base64\n\n",
    ):
        try:
            document = read(head + tail)
        except SourceError:
            continue
        document.text.encode()
        assert document.text.strip()


def test_bad_headers_spoil_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(
        b"From: \xff\xfe <\x00>\nSubject: =?no-such?b?!!!?=\nDate: the day after\nContent-Type: text/plain; "
        b"charset=\x00\nMessage-ID: []\nContent-Disposition: \xff;=\n\nStill readable.\n"
    )
    documents, failures = read_all(make_spec(tmp_path))
    assert not failures
    assert documents[0].text.strip() == "Still readable."
    assert documents[0].metadata.published == "the day after"
