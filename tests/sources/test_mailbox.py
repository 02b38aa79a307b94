"""Mailboxes: where one message ends, which of them is which, and files of any size and dirt."""

from __future__ import annotations

import gzip
import mailbox
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sources.support import fail_one, list_all, make_spec, read_all
from tui.model import Failure, RawDocument
from tui.sources import open_source
from tui.sources.mailbox import split_messages

START = b"From news@gazette.example Tue Mar  5 07:30:00 2024\n"


def make(text: str, key: str | None = None, subject: str = "News") -> bytes:
    name = f"Message-ID: <{key}>\n" if key else ""
    return f"From: a@gazette.example\nSubject: {subject}\n{name}\n{text}\n".encode()


def join(*messages: bytes) -> bytes:
    return b"".join(START + message + b"\n" for message in messages)


def test_every_message_is_a_document(tmp_path: Path) -> None:
    (tmp_path / "a.mbox").write_bytes(join(make("One.", "1@a"), make("Two."), make("Three.", "3@a")))
    documents, failures = read_all(make_spec(tmp_path))
    assert not failures
    assert [document.text.strip() for document in documents] == ["One.", "Two.", "Three."]
    assert [document.location for document in documents][::2] == ["a.mbox#1@a", "a.mbox#3@a"]
    assert documents[0].raw == make("One.", "1@a")


def test_ids_follow_the_message_and_not_its_place(tmp_path: Path) -> None:
    one, two, three = make("One.", "1@a"), make("Two."), make("Three.", "3@a")
    (tmp_path / "a.mbox").write_bytes(join(one, two, three))
    before = {document.text: (document.id, document.fingerprint) for document in read_all(make_spec(tmp_path))[0]}
    (tmp_path / "a.mbox").write_bytes(join(make("Zero.", "0@a"), three, two, one)[:-1])
    after = {document.text: (document.id, document.fingerprint) for document in read_all(make_spec(tmp_path))[0]}
    assert before.items() < after.items()


def test_the_same_key_twice_is_two_documents(tmp_path: Path) -> None:
    (tmp_path / "a.mbox").write_bytes(join(make("One.", "1@a"), make("Two.", "1@a"), make("Three."), make("Three.")))
    documents, _ = read_all(make_spec(tmp_path))
    assert len({document.id for document in documents}) == 4


def test_what_the_library_of_python_writes_is_read_back(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "a.mbox")
    texts = ["One.\n", "From here on:\n\nFrom dawn at 12:30 they sailed.\n\n>From quoted\n", "Three.\n"]
    for number, text in enumerate(texts):
        message = mailbox.mboxMessage(make("", f"{number}@a"))
        message.set_payload(text)
        box.add(message)
    box.close()
    documents, failures = read_all(make_spec(tmp_path))
    assert not failures
    assert [document.text.strip() for document in documents] == [
        "One.",
        # Python puts > only before lines that are not quoted yet, so that one is lost again.
        "From here on:\n\nFrom dawn at 12:30 they sailed.\n\nFrom quoted",
        "Three.",
    ]


def test_a_sentence_that_begins_with_from_is_no_message(tmp_path: Path) -> None:
    text = "From Monday on the port is closed.\n\nFrom the quay one sees it.\nFrom 12:30 on, too."
    (tmp_path / "a.mbox").write_bytes(join(make(text, "1@a")).replace(b"\n", b"\r\n"))
    (document,), failures = read_all(make_spec(tmp_path))
    assert not failures
    assert document.text.split() == text.split()


def test_a_packed_mailbox_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.mbox.gz").write_bytes(gzip.compress(join(make("One."), make("Two."))))
    assert len(read_all(make_spec(tmp_path))[0]) == 2


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(["a", "b\n\nc", "x" * 50, "\n\nFrom", "\r\n"]), max_size=8), st.integers(1, 40))
def test_however_the_stream_is_cut_the_messages_are_the_same(texts: list[str], size: int) -> None:
    data = join(*(make(text) for text in texts))
    chunks = [data[at : at + size] for at in range(0, len(data), size)]
    whole = list(split_messages([data], 90))
    assert list(split_messages(chunks, 90)) == whole
    assert len(whole) == len(texts)
    assert [line for line, _ in whole] == sorted({line for line, _ in whole})


# ------------------------------------------------------------------------------- bad input


def test_a_bad_message_is_reported_with_its_line_and_the_rest_goes_on(tmp_path: Path) -> None:
    garbage = bytes(range(128, 256)) * 20
    (tmp_path / "a.mbox").write_bytes(join(make("One.", "1@a"), garbage, b"Subject: a\n", make("Two.", "2@a")))
    documents, failures = read_all(make_spec(tmp_path))
    assert [document.text.strip() for document in documents] == ["One.", "Two."]
    assert [failure.place.rpartition(":")[2] for failure in failures] == ["9", "11"]
    assert "is no e-mail" in failures[0].message
    assert all(failure.partial for failure in failures)


def test_eight_bit_garbage_in_a_message_stays_in_it(tmp_path: Path) -> None:
    (tmp_path / "a.mbox").write_bytes(join(make("One. ") + bytes(range(160, 256)) * 3, make("Two.")))
    documents, failures = read_all(make_spec(tmp_path))
    assert not failures
    assert documents[0].text.startswith("One. ") and documents[1].text.strip() == "Two."


@pytest.mark.parametrize(
    ("data", "message"),
    [(b"", "is empty"), (b"\n\n\n", "holds no messages"), (b"Just a text.\n", "is no e-mail"), (START, "holds no")],
)
def test_what_is_no_mailbox_is_reported(tmp_path: Path, data: bytes, message: str) -> None:
    (tmp_path / "a.mbox").write_bytes(data)
    assert message in fail_one(make_spec(tmp_path)).message


def test_a_message_over_the_limit_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.mbox").write_bytes(join(make("One."), make("long line\n" * 5000), make("Two.")))
    documents, (failure,) = read_all(make_spec(tmp_path, max_bytes=10_000))
    assert [document.text.strip() for document in documents] == ["One.", "Two."]
    assert "is larger than the limit" in failure.message and failure.place.endswith(":8")


def test_a_broken_packed_mailbox_gives_what_it_has(tmp_path: Path) -> None:
    packed = gzip.compress(join(*(make(f"Number {number}.", f"{number}@a") for number in range(500))))
    (tmp_path / "a.mbox.gz").write_bytes(packed[: len(packed) // 2])
    documents, failures = read_all(make_spec(tmp_path))
    assert documents and [failure.partial for failure in failures] == [False]
    assert "ends too early" in failures[0].message


def test_a_mailbox_larger_than_memory_is_read_as_a_stream(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "a.mbox.gz", "wb", compresslevel=1) as file:
        for number in range(120):
            file.write(join(make(("The port was closed. " * 4000 + "\n") * 2, f"{number}@a")))
    spec = make_spec(tmp_path, max_bytes=200_000)
    (listing,), _ = list_all(spec)

    def read() -> Iterator[RawDocument | Failure]:
        return open_source(spec).read(listing)

    tracemalloc.start()
    assert sum(isinstance(document, RawDocument) for document in read()) == 120
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8_000_000  # of 20 MB


def test_a_bomb_is_given_up(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "a.mbox.gz", "wb", compresslevel=1) as file:
        file.write(START)
        for _ in range(20):
            file.write(bytes(1_000_000))
    documents, failures = read_all(make_spec(tmp_path, max_bytes=1_000_000))
    assert not documents and "unpacks to more than" in failures[-1].message
