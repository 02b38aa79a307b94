"""What the library remembers of feeds, and their items as they were before they changed."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.library.builders import make_digest, make_id, make_record, put
from tests.library.conftest import Clock
from tui.errors import NotFound
from tui.library import FileRecord, Library
from tui.model import FeedState, Listing

STATE = FeedState("https://a.example/rss", '"1"', None, 10.0, 20.0, 3, "is not there\n look", "https://b.example/")


def end(*numbers: int, origin: str = "archive") -> FileRecord:
    record = make_record(*numbers, location="feed", whole=False, origin=origin)
    return replace(record, feed=STATE)


def test_a_feeds_state_is_kept_with_its_items(library: Library) -> None:
    assert library.feed_state("archive") == FeedState()
    with library.lock():
        library.store([end(1)], [make_digest(1, location="feed#1")])
        assert library.feed_state("archive") == STATE
        assert library.feed_state("another") == FeedState()
        record = FileRecord(Listing("archive", "feed", "", ""), (), whole=False, feed=replace(STATE, failures=0))
        counts = library.store([record])
    assert library.feed_state("archive").failures == 0
    assert counts.gone == 0
    assert library.signatures("archive") == {}
    assert list(library.fingerprints("archive", "feed")) == [make_id(1)]


def test_a_changed_item_is_kept_as_it_was(library: Library, clock: Clock) -> None:
    texts = ["The ferry left.", "The ferry left late.", "The ferry did not leave."]
    for text in texts:
        clock.now += 100
        with library.lock():
            library.store([end(1)], [make_digest(1, location="feed#1", text=text, raw=b"\xff" + text.encode())])
    former = library.revisions(make_id(1))
    assert [one.document.fingerprint for one in former] == [f"print of {text}" for text in texts[1::-1]]
    assert [one.replaced for one in former] == [clock.now, clock.now - 100]
    assert former[0].document.raw == b"\xff" + texts[1].encode()
    assert former[0].document.text.startswith(texts[1])
    assert library.document(make_id(1)).fingerprint == f"print of {texts[2]}"
    assert library.article(make_id(1)).paragraphs == (texts[2],)


def test_making_an_item_again_makes_no_revision(library: Library) -> None:
    for recipe in ("first", "second"):
        with library.lock():
            library.store([end(1)], [make_digest(1, location="feed#1", recipe=recipe)])
    assert library.revisions(make_id(1)) == []


def test_files_have_no_revisions(library: Library) -> None:
    for text in ("one", "two"):
        put(library, make_digest(1, text=text))
    assert library.revisions(make_id(1)) == []
    with pytest.raises(NotFound):
        library.revisions(make_id(2))
