"""Opening and naming: kinds of source, disks that fail, and reports that can be shown."""

from __future__ import annotations

import errno
import io
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.sources.support import fail_one, make_spec
from tui.errors import SourceError
from tui.sources import KINDS, open_source, read_stream
from tui.sources.files import explain, fail


def test_an_unknown_kind_says_which_there_are(tmp_path: Path) -> None:
    with pytest.raises(SourceError) as caught:
        open_source(replace(make_spec(tmp_path), kind="pigeon"))
    assert "pigeon" in caught.value.message
    assert all(kind in caught.value.hint for kind in KINDS)


@pytest.mark.parametrize("name", ["a.txt", "d.jsonl"])
def test_a_disk_that_fails_while_it_is_read_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / name).write_text('{"text": "One."}\n' * 9)

    class Failing(io.FileIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if size and size > 2:
                raise OSError(errno.EIO, "Input/output error")
            return super().read(size) or b""

    monkeypatch.setattr(io, "FileIO", Failing)
    failure = fail_one(make_spec(tmp_path))
    assert failure.message == "cannot be read: Input/output error"
    assert not failure.partial


@pytest.mark.parametrize(
    "number", [errno.EACCES, errno.ENOENT, errno.ELOOP, errno.ENXIO, errno.ENAMETOOLONG, errno.EIO]
)
def test_errors_of_the_system_are_put_in_words(number: int) -> None:
    error = explain(OSError(number, "what the system says"))
    assert error.message
    assert "Errno" not in str(error)


def test_a_report_holds_nothing_that_acts_on_a_terminal() -> None:
    failure = fail(
        "/news/\x1b]0;title\x07a\nb\udcff.txt", SourceError("bad \x1b[2J", "hint \u202e"), line=3, partial=True
    )
    assert failure.place == "/news/\\u001b]0;title\\u0007a\\u000ab\\xff.txt:3"
    assert (failure.message, failure.hint, failure.partial) == ("bad ", "hint ", True)


def test_pages_from_a_stream_are_named_by_what_they_hold() -> None:
    one, other = read_stream(b"One story.", "-"), read_stream(b"Another story.", "-")
    assert one.id != other.id
    assert one.id == read_stream(b"One story.", "-").id


def test_a_stream_has_a_limit_too() -> None:
    with pytest.raises(SourceError, match="larger than the limit of 9 bytes"):
        read_stream(b"One story.", "-", limit=9)
