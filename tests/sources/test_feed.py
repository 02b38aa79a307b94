"""One feed over many runs: what is new, what has changed, what went wrong and when it is asked again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from tests.server import Reply, Server, make_item, make_rss
from tui.model import Failure, FeedSettings, FeedState, Format, RawDocument, SourceSpec
from tui.sources.feed import LONGEST_WAIT, FeedSource
from tui.sources.web import FeedEnd, Gathering, Web

HOUR = 3600.0
NOW = 1_790_000_000.0
PAGE = (
    "<html><head><title>Pier</title></head><body><article>"
    + "".join(f"<p>The ferry left Nordvik with forty passengers on day {n} of the strike.</p>" for n in range(9))
    + "</article></body></html>"
).encode()


class Reader:
    """Reads one feed again and again, as syncs do, and keeps what they keep."""

    def __init__(self, server: Server, *, full_text: Any = "auto", path: str = "/rss", **settings: Any) -> None:
        fast = {"private": True, "gap": 0, "retries": 0, "interval": HOUR, "read": 5} | settings
        self.settings = FeedSettings(**fast)
        self.spec = SourceSpec("gazette", server.address + path, "feed", full_text=full_text)
        self.state = FeedState()
        self.known: dict[str, str] = {}
        self.now = NOW

    def read(self, *, forced: bool = False) -> tuple[list[RawDocument], list[Failure]]:
        """One sync."""
        source = FeedSource(self.spec, self.state, self.settings, forced=forced, now=self.now)
        found: list[Any] = []
        web = Web(self.settings, lambda _: False)
        for listing in source.list():
            if isinstance(listing, Failure):
                found.append(listing)
            else:
                found += source.read(listing, web, lambda _: self.known)
        self.state = source.state
        documents = [one for one in found if isinstance(one, RawDocument)]
        self.known |= {one.id: one.fingerprint for one in documents}
        return documents, [one for one in found if isinstance(one, Failure)]

    def fail(self) -> Failure:
        """A sync in which only one thing went wrong."""
        documents, (failure,) = self.read(forced=True)
        assert documents == []
        return failure


@pytest.fixture
def reader(server: Server) -> Iterator[Reader]:
    server.pages["/rss"] = Reply(make_rss(make_item(1), make_item(2)), headers={"ETag": '"1"'})
    yield Reader(server)


# ----------------------------------------------------------------------------- what is read


def test_items_are_documents_with_what_the_feed_says_of_them(reader: Reader) -> None:
    documents, failures = reader.read()
    assert failures == []
    first = documents[0]
    assert (first.origin, first.location, first.format) == ("gazette", "feed#item-1", Format.HTML)
    assert first.metadata.title == "Ferry 1 leaves the harbour"
    assert first.raw.decode(first.encoding) == first.text
    assert len({one.id for one in documents}) == 2


def test_what_is_known_is_not_given_again_and_what_has_changed_is(server: Server, reader: Reader) -> None:
    before, _ = reader.read()
    assert reader.read(forced=True) == ([], [])
    changed = make_item(1).replace("leaves the harbour", "comes back")
    server.pages["/rss"] = Reply(make_rss(changed, make_item(2), make_item(3)))
    after, _ = reader.read(forced=True)
    assert [one.location for one in after] == ["feed#item-1", "feed#item-3"]
    assert after[0].id == before[0].id
    assert after[0].fingerprint != before[0].fingerprint


def test_an_article_stays_itself_when_the_address_changes(server: Server, reader: Reader) -> None:
    before, _ = reader.read()
    server.pages["/new"] = server.pages["/rss"]
    moved = Reader(server, path="/new")
    assert [one.id for one in moved.read()[0]] == [one.id for one in before]


def test_an_unchanged_feed_is_not_sent_again(server: Server, reader: Reader) -> None:
    reader.read()
    server.pages["/rss"] = lambda asked: Reply(status=304 if asked.headers.get("if-none-match") == '"1"' else 500)
    reader.now += 2 * HOUR
    assert reader.read() == ([], [])
    assert (reader.state.etag, reader.state.checked, reader.state.failures) == ('"1"', reader.now, 0)


def test_the_same_bytes_are_not_read_again(server: Server, reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    reader.read()
    with monkeypatch.context() as patch:
        patch.setattr("tui.sources.items.parse_feed", None)
        assert reader.read(forced=True) == ([], [])
    server.pages["/rss"] = Reply(make_rss(make_item(3)))
    assert len(reader.read(forced=True)[0]) == 1


def test_other_options_read_an_unchanged_feed_anew(server: Server, reader: Reader) -> None:
    reader.read()
    other = Reader(server, full_text="never")
    other.state = reader.state
    other.read(forced=True)
    assert "if-none-match" not in server.asked[-1].headers


# ----------------------------------------------------------------------------- linked pages


def link(server: Server, text: str = "A summary.") -> None:
    server.pages["/rss"] = Reply(make_rss(make_item(1, text=text, link=f"{server.address}/story")))
    server.pages["/story"] = Reply(PAGE, headers={"Content-Type": "text/html; charset=utf-8"})


def test_the_linked_page_is_read_where_the_feed_has_a_summary(server: Server) -> None:
    link(server)
    reader = Reader(server)
    (document,), failures = reader.read()
    assert failures == []
    assert (document.raw, document.format) == (PAGE, Format.HTML)
    assert document.metadata.title == "Ferry 1 leaves the harbour"
    assert document.metadata.url == f"{server.address}/story"
    assert reader.read(forced=True) == ([], [])
    assert server.paths() == ["/rss", "/robots.txt", "/story", "/rss"]


@pytest.mark.parametrize(
    ("full_text", "whole", "read"), [("always", True, True), ("never", False, False), ("auto", True, False)]
)
def test_whether_pages_are_read_can_be_said(server: Server, full_text: str, whole: bool, read: bool) -> None:
    link(server, text="" if whole else "A summary.")
    (document,), _ = Reader(server, full_text=full_text).read()
    assert (document.raw == PAGE) is read


def test_a_page_that_machines_may_not_read_is_not_read(server: Server) -> None:
    link(server)
    server.pages["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /story\n")
    reader = Reader(server)
    (document,), (failure,) = reader.read()
    assert document.text == "A summary."
    assert "robots.txt does not allow" in failure.message
    assert failure.partial
    assert reader.read(forced=True) == ([], [])
    assert "/story" not in server.paths()


def test_a_page_that_cannot_be_had_now_is_asked_for_again(server: Server) -> None:
    link(server)
    story = server.pages["/story"]
    server.pages["/story"] = Reply(status=503)
    reader = Reader(server)
    (document,), (failure,) = reader.read()
    assert document.text == "A summary."
    assert "503" in failure.message
    assert reader.read(forced=True)[0] == []
    server.pages["/story"] = story
    (document,), failures = reader.read(forced=True)
    assert (document.raw, failures) == (PAGE, [])


@pytest.mark.parametrize(
    "reply", [Reply(status=404), Reply(b"%PDF-1.4", headers={"Content-Type": "application/pdf"}), Reply(b"")]
)
def test_a_page_that_is_none_is_not_asked_for_again(server: Server, reply: Reply) -> None:
    link(server)
    server.pages["/story"] = reply
    reader = Reader(server)
    (document,), _ = reader.read()
    assert document.text == "A summary."
    assert reader.read(forced=True) == ([], [])
    assert server.paths().count("/story") == 1


WALL = b"""<html><head><title>Ferry 1 leaves the harbour of Nordvik with forty passengers on the first day</title>
<meta name="description" content="The ferry left Nordvik with forty passengers, the harbour master said."></head>
<body><h1>Before you continue</h1><p>We and our partners store cookies on your device. Accept all or choose.</p>
<script>var story = "The ferry left Nordvik with forty passengers, the harbour master said";</script></html>"""


def test_a_page_without_the_story_does_not_take_its_place(server: Server) -> None:
    words = "The ferry left Nordvik at noon with forty passengers on board, as the harbour master of the town said."
    link(server, text=words)
    server.pages["/story"] = Reply(WALL, headers={"Content-Type": "text/html"})
    reader = Reader(server)
    (document,), (failure,) = reader.read()
    assert document.text == words
    assert "a page without the story" in failure.message
    assert reader.read(forced=True) == ([], [])
    link(server, text=words.upper())
    (document,), failures = reader.read(forced=True)
    assert (document.raw, failures) == (PAGE, [])


def test_only_so_many_pages_are_read_in_one_sync(server: Server) -> None:
    items = [make_item(n, text="A summary.", link=f"{server.address}/story{n}") for n in range(5)]
    server.pages["/rss"] = Reply(make_rss(*items), headers={"ETag": '"1"'})
    for number in range(5):
        server.pages[f"/story{number}"] = Reply(PAGE, headers={"Content-Type": "text/html"})
    reader = Reader(server, pages=2)
    pages = []
    for _ in range(3):
        documents, failures = reader.read(forced=True)
        assert failures == []
        pages.append(sum(one.raw == PAGE for one in documents))
    assert pages == [2, 2, 1]
    assert len(reader.known) == 5


# ----------------------------------------------------------------------------- when it is asked


def test_a_feed_is_not_asked_before_its_time(server: Server, reader: Reader) -> None:
    reader.read()
    reader.now += HOUR - 100
    assert reader.read() == ([], [])
    assert len(server.asked) == 1
    reader.read(forced=True)
    assert len(server.asked) == 2
    reader.now += HOUR - 10
    reader.read()
    assert len(server.asked) == 3


def test_a_clock_that_was_wrong_does_not_silence_a_feed(server: Server, reader: Reader) -> None:
    reader.now += 1000 * 24 * HOUR
    reader.read()
    reader.now = NOW
    reader.read()
    assert len(server.asked) == 2


def test_a_failing_feed_is_left_alone_for_longer_each_time_and_recovers(server: Server, reader: Reader) -> None:
    good = server.pages["/rss"]
    server.pages["/rss"] = Reply(status=500)
    waits = []
    for count in range(1, 8):
        failure = reader.fail()
        assert "HTTP status 500" in failure.message
        assert "next try" in failure.message
        assert reader.state.failures == count
        waits.append(reader.state.due - reader.now)
    assert waits[:4] == [HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR]
    assert waits[-1] == LONGEST_WAIT
    asked = len(server.asked)
    assert reader.read() == ([], [failure])  # told again, not asked
    assert len(server.asked) == asked
    server.pages["/rss"] = good
    reader.now += LONGEST_WAIT
    documents, failures = reader.read()
    assert (len(documents), failures) == (2, [])
    assert (reader.state.failures, reader.state.problem, reader.state.due) == (0, "", reader.now + HOUR)


def test_a_host_that_asks_for_patience_gets_it(server: Server, reader: Reader) -> None:
    server.pages["/rss"] = Reply(status=429, headers={"Retry-After": str(int(5 * HOUR))})
    reader.fail()
    assert reader.state.due == reader.now + 5 * HOUR
    server.pages["/rss"] = Reply(status=429, headers={"Retry-After": "999999999"})
    reader.fail()
    assert reader.state.due == reader.now + 7 * 24 * HOUR


def test_a_feed_that_is_gone_for_good_is_asked_once_a_week(server: Server, reader: Reader) -> None:
    server.pages["/rss"] = Reply(status=410)
    assert "gone for good" in reader.fail().message
    assert reader.state.due == reader.now + 7 * 24 * HOUR


def test_what_was_remembered_survives_a_failure(server: Server, reader: Reader) -> None:
    reader.read()
    server.pages["/rss"] = Reply(status=500)
    reader.fail()
    assert reader.state.etag == '"1"'
    assert reader.known


# ----------------------------------------------------------------------------- moving


def test_a_feed_that_has_moved_for_good_is_told_of_once_and_asked_there(server: Server, reader: Reader) -> None:
    server.pages["/new"] = server.pages["/rss"]
    server.pages["/rss"] = Reply(status=301, headers={"Location": "/new"})
    documents, (failure,) = reader.read()
    assert len(documents) == 2
    assert f"has moved for good to {reader.spec.path.replace('/rss', '/new')}" in failure.message
    assert reader.read(forced=True) == ([], [])
    assert server.paths() == ["/rss", "/new", "/new"]


def test_a_move_to_what_is_no_feed_is_not_believed(server: Server, reader: Reader) -> None:
    good = server.pages["/rss"]
    server.pages["/rss"] = Reply(status=301, headers={"Location": "/login"})
    server.pages["/login"] = Reply(b"<html><body>Log in to the hotel's network</body></html>")
    assert "web page" in reader.fail().message
    server.pages["/rss"] = good
    assert len(reader.read(forced=True)[0]) == 2


def test_a_feed_that_fails_where_it_went_is_asked_where_it_was(server: Server, reader: Reader) -> None:
    good = server.pages["/rss"]
    server.pages["/new"] = good
    server.pages["/rss"] = Reply(status=301, headers={"Location": "/new"})
    reader.read()
    server.pages["/new"] = Reply(status=404)
    server.pages["/rss"] = good
    reader.fail()
    assert reader.read(forced=True)[1] == []
    assert server.paths()[-1] == "/rss"


# ----------------------------------------------------------------------------- bad feeds


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(b"<html><link rel=alternate type=application/rss+xml href=/f></html>"), "/f: use that"),
        (Reply(b"no xml"), "not a feed"),
        (Reply(b""), "is empty"),
        (Reply(status=404), "is not there"),
        (Reply(b"<rss>", stated=1000), "ends too early"),
        (Reply(status=302, headers={"Location": "file:///etc/passwd"}), "only http:// and https://"),
    ],
)
def test_a_bad_feed_is_told_and_the_next_try_with_it(server: Server, reader: Reader, reply: Reply, said: str) -> None:
    server.pages["/rss"] = reply
    failure = reader.fail()
    assert said in f"{failure.message} {failure.hint}"
    assert "; next try " in failure.message
    assert failure.place == reader.spec.path


def test_more_items_than_allowed_and_a_cut_end_are_told(server: Server) -> None:
    server.pages["/rss"] = Reply(make_rss(*map(make_item, range(9)))[:-30])
    documents, failures = Reader(server, items=4).read()
    assert len(documents) == 4
    assert [failure.partial for failure in failures] == [True, True]
    assert "9 items" in failures[0].message
    assert "ends too early" in failures[1].message


def test_a_fault_in_reading_does_not_end_the_rest(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object) -> None:
        raise RuntimeError("bug")

    monkeypatch.setattr("tui.sources.items.parse_feed", break_down)
    assert "RuntimeError: bug" in reader.fail().message


# ----------------------------------------------------------------------------- many at once


def gather(sources: list[FeedSource], settings: FeedSettings) -> list[Any]:
    feeds = [(source, listing) for source in sources for listing in source.list() if not isinstance(listing, Failure)]
    gathering = Gathering(feeds, settings, lambda _: {})
    try:
        return [answer for answer in gathering.answers() if answer is not None]
    finally:
        gathering.stop()


def make_sources(server: Server, settings: FeedSettings, count: int) -> list[FeedSource]:
    hosts = ("127.0.0.1", "localhost")
    sources = []
    for number in range(count):
        server.pages[f"/{number}"] = Reply(make_rss(make_item(1), make_item(2)))
        address = server.address.replace("127.0.0.1", hosts[number % 2])
        spec = SourceSpec(f"feed {number}", f"{address}/{number}", "feed")
        sources.append(FeedSource(spec, FeedState(), settings, now=NOW))
    return sources


def test_each_feeds_items_come_before_its_end_and_one_bad_feed_harms_no_other(server: Server) -> None:
    settings = FeedSettings(private=True, gap=0, retries=0, hosts=3)
    sources = make_sources(server, settings, 20)
    server.pages["/3"] = Reply(status=500)
    answers = gather(sources, settings)
    ended: set[str] = set()
    for answer in answers:
        if isinstance(answer, FeedEnd):
            ended.add(answer.listing.origin)
        elif isinstance(answer, RawDocument):
            assert answer.origin not in ended
    assert ended == {source.spec.name for source in sources}
    assert sum(isinstance(answer, RawDocument) for answer in answers) == 38
    (failure,) = (answer for answer in answers if isinstance(answer, Failure))
    assert failure.place.endswith("/3")


def test_a_gathering_can_be_stopped_at_any_moment(server: Server) -> None:
    settings = FeedSettings(private=True, gap=0, retries=0)
    sources = make_sources(server, settings, 20)
    feeds = [(source, listing) for source in sources for listing in source.list() if not isinstance(listing, Failure)]
    gathering = Gathering(feeds, settings, lambda _: {})
    answers = gathering.answers()
    assert next(answer for answer in answers if answer is not None)
    gathering.stop()
    assert list(answers) == []
    for thread in threading.enumerate():
        if thread.name.startswith("feeds "):
            thread.join(10)
            assert not thread.is_alive()
