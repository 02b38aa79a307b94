"""Asking on the web: answers that are slow, cut off, packed, too large, or that lead elsewhere."""

from __future__ import annotations

import gzip
import socket
import threading
import zlib
from collections.abc import Callable
from typing import Any

import httpcore
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.server import Reply, Server
from tui.errors import SourceError
from tui.model import FeedSettings
from tui.sources.address import get_host, is_public, read_address, show_address
from tui.sources.fetch import USER_AGENT, Answer, Fetcher, FetchError, Request
from tui.sources.hosts import Hosts
from tui.sources.robots import Robots

LIMIT = 1_000_000


class Waits(list[float]):
    """Remembers what would have been waited."""

    def __call__(self, seconds: float) -> bool:
        self.append(seconds)
        return False


def make_fetcher(
    pause: Callable[[float], bool] | None = None,
    allowed: Callable[[str], bool] | None = None,
    **settings: Any,
) -> Fetcher:
    fast = {"private": True, "gap": 0, "retries": 0, "connect": 5, "read": 5, "total": 30} | settings
    return Fetcher(FeedSettings(**fast), Waits() if pause is None else pause, allowed=allowed)


def get(address: str, limit: int = LIMIT, etag: str | None = None, modified: str | None = None, **more: Any) -> Answer:
    return make_fetcher(**more).get(Request(address, "*/*", limit, etag, modified))


def fail(address: str, limit: int = LIMIT, **more: Any) -> FetchError:
    with pytest.raises(FetchError) as raised:
        get(address, limit, **more)
    return raised.value


# ----------------------------------------------------------------------------- plain answers


def test_a_document_is_fetched_and_says_who_asks(server: Server) -> None:
    headers = {"ETag": '"7"', "Last-Modified": "Tue, 03 Dec 2024 10:00:00 GMT", "Content-Type": "Text/XML; charset=X"}
    server.pages["/rss?a=1"] = Reply(b"words", headers=headers)
    answer = get(f"{server.address}/rss?a=1#part")
    assert (answer.data, answer.etag, answer.modified) == (b"words", '"7"', "Tue, 03 Dec 2024 10:00:00 GMT")
    assert (answer.kind, answer.charset, answer.moved) == ("text/xml", "X", "")
    assert server.asked[0].headers["user-agent"] == USER_AGENT
    assert "newsreader" in USER_AGENT


def test_a_mark_that_cannot_be_sent_back_is_not_remembered(server: Server) -> None:
    server.pages["/a"] = Reply(b"words", headers={"ETag": '"é"', "Last-Modified": "x" * 5000})
    answer = get(f"{server.address}/a")
    assert (answer.etag, answer.modified) == (None, None)


def test_what_has_not_changed_is_not_sent_again(server: Server) -> None:
    server.pages["/rss"] = Reply(status=304)
    answer = get(f"{server.address}/rss", etag='"7"', modified="Tue, 03 Dec 2024 10:00:00 GMT")
    assert answer.unchanged
    assert server.asked[0].headers["if-none-match"] == '"7"'
    assert server.asked[0].headers["if-modified-since"] == "Tue, 03 Dec 2024 10:00:00 GMT"
    assert (answer.etag, answer.modified) == ('"7"', "Tue, 03 Dec 2024 10:00:00 GMT")


def test_a_password_goes_to_its_own_host_and_is_never_shown(server: Server) -> None:
    with Server().running() as other:
        other.pages["/there"] = Reply(b"there")
        server.pages["/first"] = Reply(status=302, headers={"Location": "/second"})
        server.pages["/second"] = Reply(status=302, headers={"Location": f"{other.address}/there"})
        address = server.address.replace("//", "//me:s3cret@")
        assert get(f"{address}/first").data == b"there"
        assert [asked.headers.get("authorization") for asked in server.asked] == ["Basic bWU6czNjcmV0"] * 2
        assert "authorization" not in other.asked[0].headers
    assert "s3cret" not in show_address(address)
    assert "s3cret" not in str(fail(f"{address}/none"))


# ----------------------------------------------------------------------------- redirections


@pytest.mark.parametrize(("status", "moved"), [(301, True), (308, True), (302, False), (303, False), (307, False)])
def test_redirections_are_followed_and_lasting_ones_told(server: Server, status: int, moved: bool) -> None:
    server.pages["/old"] = Reply(status=status, headers={"Location": "/new"})
    server.pages["/new"] = Reply(b"words")
    answer = get(f"{server.address}/old")
    assert answer.data == b"words"
    assert answer.moved == (f"{server.address}/new" if moved else "")


def test_only_the_lasting_beginning_of_a_chain_is_remembered(server: Server) -> None:
    server.pages["/a"] = Reply(status=301, headers={"Location": "/b"})
    server.pages["/b"] = Reply(status=302, headers={"Location": "/c"})
    server.pages["/c"] = Reply(status=301, headers={"Location": "/d"})
    server.pages["/d"] = Reply(b"words")
    assert get(f"{server.address}/a").moved == f"{server.address}/b"


def test_a_loop_ends(server: Server) -> None:
    server.pages["/a"] = Reply(status=302, headers={"Location": "/b"})
    server.pages["/b"] = Reply(status=302, headers={"Location": "/a"})
    assert "more than 3 times" in fail(f"{server.address}/a", redirects=3).message
    assert len(server.asked) == 4


@pytest.mark.parametrize("target", ["file:///etc/passwd", "javascript:alert(1)", "ftp://a.example/", "http://[::1"])
def test_redirections_lead_only_to_the_web(server: Server, target: str) -> None:
    server.pages["/a"] = Reply(status=301, headers={"Location": target})
    assert "not followed" in fail(f"{server.address}/a").message


@pytest.mark.parametrize(
    "target", ["127.0.0.2", "10.0.0.1", "192.168.1.1", "169.254.169.254", "[::ffff:10.0.0.1]", "[fe80::1]", "[::]"]
)
def test_redirections_do_not_lead_to_private_addresses(server: Server, target: str) -> None:
    server.pages["/a"] = Reply(status=302, headers={"Location": f"http://{target}/secret"})
    error = fail(f"{server.address}/a", allowed=lambda number: number == "127.0.0.1" or is_public(number))
    assert "private network" in error.message
    assert "sync.feeds.private" in error.hint


def test_private_addresses_are_not_asked_unless_allowed(server: Server) -> None:
    server.pages["/a"] = Reply(b"secret")
    assert "private network" in fail(f"{server.address}/a", private=False).message
    assert "private network" in fail(server.address.replace("127.0.0.1", "localhost"), private=False).message
    assert not server.asked


def test_a_name_is_looked_up_once_and_what_was_found_fit_is_asked(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name server that answers with a good address first and a private one then gains nothing."""
    answers = [["127.0.0.3", "127.0.0.1"], ["10.0.0.1"]]
    looked: list[str] = []

    def look_up(host: str, port: int, *_: object, **__: object) -> list[Any]:
        if host != "rebind.example":
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))]
        looked.append(host)
        numbers = answers[min(len(looked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port)) for number in numbers]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    server.pages["/a"] = Reply(b"words")
    port = server.address.rpartition(":")[2]
    fetcher = make_fetcher(allowed=lambda number: number == "127.0.0.1")
    assert fetcher.get(Request(f"http://rebind.example:{port}/a", "*/*", LIMIT)).data == b"words"
    assert looked == ["rebind.example"]
    fetcher.close()
    with pytest.raises(FetchError, match="private"):
        fetcher.get(Request(f"http://rebind.example:{port}/a", "*/*", LIMIT))
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("number", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("0.0.0.0", False),  # noqa: S104
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::808:808", True),
        ("2002:7f00:1::", False),
        ("not a number", False),
    ],
)
def test_which_addresses_are_public(number: str, public: bool) -> None:
    assert is_public(number) is public


# ----------------------------------------------------------------------------- slow and cut off


def test_a_host_that_says_nothing_is_given_up(server: Server) -> None:
    server.pages["/a"] = Reply(b"wor", hang=True)
    error = fail(f"{server.address}/a", read=0.1)
    assert "in time" in error.message
    assert error.passing


def test_a_host_that_drips_is_given_up(server: Server) -> None:
    server.pages["/a"] = Reply(b"w" * 10_000, drip=0.01)
    assert "in time" in fail(f"{server.address}/a", total=0.2).message


def test_nobody_there_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        error = fail(f"http://127.0.0.1:{taken.getsockname()[1]}/")
    assert "cannot be reached" in error.message


def test_a_name_that_is_unknown_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> list[Any]:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert "not known" in fail("https://nowhere.example/").message


def test_an_answer_that_is_cut_off_is_told(server: Server) -> None:
    server.pages["/a"] = Reply(b"wor", stated=100)
    error = fail(f"{server.address}/a")
    assert "ends too early" in error.message
    assert error.passing


# ----------------------------------------------------------------------------- packed and large


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "deflate", "bare", "two", "file"])
def test_packed_answers_are_unpacked(server: Server, coding: str) -> None:
    words = b"words " * 50_000
    bare = zlib.compressobj(wbits=-15)
    packed = {
        "deflate": zlib.compress(words),
        "bare": bare.compress(words) + bare.flush(),
        "two": gzip.compress(words[:1000]) + gzip.compress(words[1000:]),
    }.get(coding, gzip.compress(words))
    said = {"bare": "deflate", "two": "gzip", "file": "identity"}.get(coding, coding)
    server.pages["/a"] = Reply(packed, headers={"Content-Encoding": said})
    assert get(f"{server.address}/a").data == words


@pytest.mark.parametrize("packed", [True, False])
def test_a_bomb_is_not_unpacked(server: Server, packed: bool) -> None:
    bomb = gzip.compress(bytes(50_000_000), 9)
    assert len(bomb) < LIMIT
    server.pages["/a"] = Reply(bomb, headers={"Content-Encoding": "gzip"} if packed else {})
    with pytest.raises(SourceError, match="larger than the limit"):
        get(f"{server.address}/a")


def test_what_is_too_large_is_not_taken(server: Server) -> None:
    server.pages["/a"] = Reply(bytes(2000))
    server.pages["/b"] = Reply(bytes(10), stated=10**12)
    assert "larger than the limit of 1,000 bytes" in fail(f"{server.address}/a", 1000).message
    assert "larger than the limit" in fail(f"{server.address}/b", 1000).message


def test_damaged_packing_is_told(server: Server) -> None:
    packed = gzip.compress(b"words " * 1000)
    server.pages["/cut"] = Reply(packed[:-20], headers={"Content-Encoding": "gzip"})
    server.pages["/bad"] = Reply(b"no gzip at all", headers={"Content-Encoding": "gzip"})
    server.pages["/other"] = Reply(b"words", headers={"Content-Encoding": "compress"})
    assert "ends too early" in fail(f"{server.address}/cut").message
    assert "damaged" in fail(f"{server.address}/bad").message
    assert "packed with compress" in fail(f"{server.address}/other").message


# ----------------------------------------------------------------------------- trying again


def test_what_may_pass_is_tried_again_after_growing_pauses(server: Server) -> None:
    server.pages["/a"] = [Reply(status=500), Reply(status=503), Reply(b"words")]
    waits = Waits()
    assert get(f"{server.address}/a", pause=waits, retries=2).data == b"words"
    assert 1 <= waits[0] < 2 <= waits[1] < 4


def test_trying_again_ends(server: Server) -> None:
    server.pages["/a"] = Reply(status=502)
    assert fail(f"{server.address}/a", retries=2).status == 502
    assert len(server.asked) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451, 501])
def test_what_will_not_pass_is_not_tried_again(server: Server, status: int) -> None:
    server.pages["/a"] = Reply(status=status)
    error = fail(f"{server.address}/a", retries=5)
    assert (error.status, len(server.asked)) == (status, 1)
    assert f"HTTP status {status}" in error.message


def test_a_host_says_how_long_to_wait(server: Server) -> None:
    server.pages["/a"] = [Reply(status=429, headers={"Retry-After": "3"}), Reply(b"words")]
    waits = Waits()
    assert get(f"{server.address}/a", pause=waits, retries=1).data == b"words"
    assert waits == [3]


def test_a_long_wait_is_left_to_the_next_run(server: Server) -> None:
    server.pages["/a"] = Reply(status=429, headers={"Retry-After": "7200"})
    waits = Waits()
    assert fail(f"{server.address}/a", pause=waits, retries=5).wait == 7200
    assert (waits, len(server.asked)) == ([], 1)


@pytest.mark.parametrize(
    ("value", "wait"), [("Tue, 03 Dec 2019 10:00:00 GMT", 0), ("soon", None), ("", None), ("-1", None)]
)
def test_waits_may_be_dates_or_nonsense(server: Server, value: str, wait: float | None) -> None:
    server.pages["/a"] = Reply(status=503, headers={"Retry-After": value})
    assert fail(f"{server.address}/a").wait == wait


def test_stopping_ends_the_pauses(server: Server) -> None:
    server.pages["/a"] = Reply(status=500)
    assert fail(f"{server.address}/a", pause=lambda _: True, retries=5).status == 500
    assert len(server.asked) == 1


# ----------------------------------------------------------------------------- manners


def test_a_host_is_left_alone_between_two_requests() -> None:
    waits = Waits()
    hosts = Hosts(2.0, waits, clock=lambda: 100.0)
    for name in ("a.example", "b.example", "a.example"):
        with hosts.turn(name) as going:
            assert going
    assert waits == [2.0]
    hosts.slow_down("a.example", 500)
    for _ in range(2):
        with hosts.turn("a.example"):
            pass
    assert waits == [2.0, 2.0, 30.0]


def test_a_host_is_asked_by_one_at_a_time(server: Server) -> None:
    inside: list[int] = []
    lock = threading.Lock()
    running = 0

    def answer(_: object) -> Reply:
        nonlocal running
        with lock:
            running += 1
            inside.append(running)
        server.closing.wait(0.01)
        with lock:
            running -= 1
        return Reply(b"words")

    server.pages["/a"] = answer
    fetcher = make_fetcher()
    threads = [
        threading.Thread(target=fetcher.get, args=(Request(f"{server.address}/a", "*/*", LIMIT),)) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert inside == [1] * 6


def test_robots_are_heeded(server: Server) -> None:
    robots = b"User-agent: *\nDisallow: /private/\nDisallow: /*.pdf$\nAllow: /private/open\nCrawl-delay: 4\n"
    server.pages["/robots.txt"] = Reply(robots)
    waits = Waits()
    rules = Robots(make_fetcher(pause=waits))
    allowed = {
        path: rules.allows(server.address + path)
        for path in ("/story", "/private/a", "/private/open", "/a.pdf", "/a.pdf?b")
    }
    assert allowed == {"/story": True, "/private/a": False, "/private/open": True, "/a.pdf": False, "/a.pdf?b": True}
    assert server.paths() == ["/robots.txt"]


def test_rules_for_us_by_name_go_first(server: Server) -> None:
    server.pages["/robots.txt"] = Reply(b"User-agent: newsreader\nDisallow: /\n\nUser-agent: *\nAllow: /\n")
    assert not Robots(make_fetcher()).allows(f"{server.address}/story")


@pytest.mark.parametrize(("status", "allowed"), [(404, True), (403, True), (500, False), (429, False)])
def test_a_host_without_rules_is_open_and_one_in_trouble_is_not(server: Server, status: int, allowed: bool) -> None:
    server.pages["/robots.txt"] = Reply(status=status)
    assert Robots(make_fetcher()).allows(f"{server.address}/story") is allowed


# ----------------------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("HTTPS://Example.ORG", "https://example.org/"),
        (" https://example.org/a b?c=d e#f ", "https://example.org/ab?c=de"),
        ("https://bücher.example/ä?ö", "https://xn--bcher-kva.example/%C3%A4?%C3%B6"),
        ("http://[::1]:80/x", "http://[::1]:80/x"),
        ("https://a.example/100%25/%zz", "https://a.example/100%25/%zz"),
    ],
)
def test_addresses_are_brought_into_the_form_that_is_sent(text: str, read: str) -> None:
    assert read_address(text) == read
    assert read_address(read) == read


@pytest.mark.parametrize(
    "text",
    ["", "example.org", "file:///etc/passwd", "http://", "http://[::1", "http://a:b:c/", "https://" + "a" * 5000],
)
def test_what_is_no_address_of_the_web_is_refused(text: str) -> None:
    with pytest.raises(SourceError):
        read_address(text)


@given(
    st.text(max_size=30).map("https://{}".format) | st.from_regex(r"https?://[a-z0-9.é]{1,9}(:\d{1,5})?/[^\n]{0,20}")
)
def test_whatever_is_taken_for_an_address_can_be_sent(text: str) -> None:
    try:
        read = read_address(text)
    except SourceError:
        return
    assert read.isascii()
    assert read.isprintable()
    assert " " not in read
    assert httpcore.URL(read).host
    assert read_address(read) == read


def test_relative_addresses_and_hosts() -> None:
    assert read_address("../b", "https://a.example/x/y/") == "https://a.example/x/b"
    assert get_host("https://me:pw@A.example:99/") == "a.example"
    assert show_address("https://me:pw@a.example/\x1b[31m\u202e") == "https://a.example/"
