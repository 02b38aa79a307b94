"""A web server on this machine that answers as a test tells it to, however badly."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Reply:
    """One answer; `stated` is the Content-Length when it is not the true one."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    stated: int | None = None
    hang: bool = False
    """Send the body and then nothing more, without closing."""
    drip: float = 0
    """Seconds between two bytes of the body."""


@dataclass(frozen=True)
class Asked:
    """One request that came."""

    path: str
    headers: Mapping[str, str]


Answering = Reply | Callable[[Asked], Reply]


class Server:
    """Answers the paths in `pages`, one after another where a list is given, and 404 to all others."""

    def __init__(self) -> None:
        self.pages: dict[str, Answering | list[Reply]] = {}
        self.asked: list[Asked] = []
        self.closing = threading.Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                asked = Asked(self.path, {name.lower(): value for name, value in self.headers.items()})
                server.asked.append(asked)
                self._send(server.answer(asked))

            def _send(self, reply: Reply) -> None:
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                short = reply.stated is not None or reply.hang
                length = len(reply.body) + reply.hang if reply.stated is None else reply.stated
                self.send_header("Content-Length", str(length))
                self.end_headers()
                with contextlib.suppress(OSError):  # whoever asked may have read enough
                    for part in [bytes([one]) for one in reply.body] if reply.drip else [reply.body]:
                        self.wfile.write(part)
                        self.wfile.flush()
                        if reply.drip and server.closing.wait(reply.drip):
                            break
                if reply.hang:
                    server.closing.wait(30)
                self.close_connection = self.close_connection or short

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"

    def answer(self, asked: Asked) -> Reply:
        """What a request is answered with."""
        page = self.pages.get(asked.path, Reply(status=404))
        if isinstance(page, list):
            return page.pop(0) if len(page) > 1 else page[0]
        return page if isinstance(page, Reply) else page(asked)

    def paths(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [asked.path for asked in self.asked]

    @contextlib.contextmanager
    def running(self) -> Iterator[Server]:
        """Serve for a block."""
        thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.closing.set()
            self._server.shutdown()
            self._server.server_close()
            thread.join()


def make_rss(*items: str, title: str = "Harbour Gazette", more: str = "") -> bytes:
    """An RSS feed of these items, each the inside of an item."""
    inside = "".join(f"<item>{item}</item>" for item in items)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>{title}</title><language>en-gb</language>{more}{inside}</channel></rss>"
    ).encode()


def make_item(number: int, *, text: str = "", link: str = "", more: str = "") -> str:
    """The inside of an RSS item, with its whole text when none is given."""
    text = text or "".join(
        f"&lt;p&gt;The ferry number {number} left Nordvik at noon with forty passengers on board, as the "
        f"harbour master of the town said on day {part} of the strike.&lt;/p&gt;"
        for part in range(12)
    )
    link = link or f"https://gazette.example/{number}"
    return (
        f"<guid isPermaLink='false'>item-{number}</guid><title>Ferry {number} leaves the harbour</title>"
        f"<link>{link}</link><description>{text}</description>"
        f"<pubDate>Tue, 03 Dec 2024 10:0{number % 10}:00 +0100</pubDate>{more}"
    )
