"""Asking for a document on the web, so that no answer can hurt: bounded in time, in size and in where it leads."""

from __future__ import annotations

import base64
import io
import random
import zlib
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from time import monotonic, time
from urllib.parse import unquote, urlsplit, urlunsplit

import httpcore
from msgspec import Struct
from msgspec.structs import replace

from tui import __version__
from tui.errors import SourceError
from tui.model import FeedSettings
from tui.sources.address import get_host, get_origin, is_public, read_address, show_address
from tui.sources.files import CHUNK, Stream, read_all
from tui.sources.hosts import Hosts
from tui.sources.network import Deadline, Forbidden, GuardedBackend, Unknown

AGENT = "newsreader"
"""The name that a robots.txt knows us by."""
USER_AGENT = f"{AGENT}/{__version__} (reads feeds for one person, in a terminal)"
PAUSE = 1.0
"""Seconds before the second try; twice as long before each further one."""
LONGEST_PAUSE = 15.0
"""Seconds that are waited within one run, also when the host asks for more; the next run is for the rest."""
LONGEST_HEADER = 1_000
"""Characters of an ETag or a date that are remembered."""

_MOVES = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_WORDS = {
    401: "wants a name and a password",
    403: "refuses us",
    404: "is not there",
    410: "is gone for good",
    429: "has been asked too often",
    500: "has a fault of its own",
    502: "is out of order",
    503: "is out of order",
    504: "is out of order",
}


class FetchError(SourceError):
    """A document that could not be fetched."""

    def __init__(
        self, message: str, hint: str = "", *, status: int = 0, passing: bool = False, wait: float | None = None
    ) -> None:
        super().__init__(message, hint)
        self.status = status
        """Of the answer; 0 when there was none."""
        self.passing = passing
        """Whether it is worth trying again soon."""
        self.wait = wait
        """How many seconds the host asks to be left alone."""


class Answer(Struct, frozen=True):
    """What came."""

    address: str
    """Where it came from in the end."""
    data: bytes = b""
    """Unpacked; empty when nothing has changed since the last time."""
    unchanged: bool = False
    charset: str | None = None
    kind: str = ""
    """The media type, in lower case."""
    etag: str | None = None
    modified: str | None = None
    moved: str = ""
    """Where the document has moved for good, when the host says so; else empty."""


class Request(Struct, frozen=True):
    """What is asked for."""

    address: str
    accept: str
    limit: int
    """The most bytes taken, also after unpacking."""
    etag: str | None = None
    modified: str | None = None


class Fetcher:
    """Asks for documents, politely; may be used from any number of threads."""

    def __init__(
        self,
        settings: FeedSettings,
        pause: Callable[[float], bool],
        *,
        allowed: Callable[[str], bool] | None = None,
    ) -> None:
        """`pause` waits so many seconds and says whether to stop; `allowed` says which IP addresses may be asked."""
        self.hosts = Hosts(settings.gap, pause)
        self._settings = settings
        self._pause = pause
        self._deadline = Deadline()
        judge = allowed or ((lambda _: True) if settings.private else is_public)
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpcore.default_ssl_context(),
            max_connections=settings.hosts * 2,
            max_keepalive_connections=settings.hosts,
            keepalive_expiry=30.0,
            network_backend=GuardedBackend(judge, self._deadline),
        )

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._pool.close()

    def get(self, request: Request) -> Answer:
        """Ask, trying again where that may help; FetchError when no answer can be had."""
        left = self._settings.total
        for attempt in range(self._settings.retries + 1):
            begun = monotonic()
            try:
                return self._follow(request, left)
            except FetchError as error:
                left -= monotonic() - begun
                wait = PAUSE * 2**attempt * random.uniform(1, 1.5) if error.wait is None else error.wait  # noqa: S311
                last = attempt == self._settings.retries or not error.passing
                if last or wait > LONGEST_PAUSE or left <= 0 or self._pause(wait):
                    raise
        raise AssertionError("unreachable")

    def _follow(self, request: Request, seconds: float) -> Answer:
        """Ask, and go where the answers lead; all of it within so many seconds, waiting for one's turn not counted."""
        address = read_address(request.address)
        login = _make_login(address)
        home = get_origin(address)
        moved, for_good = "", True
        for _ in range(self._settings.redirects + 1):
            headers = _make_headers(request, login if get_origin(address) == home else None)
            with self.hosts.turn(get_host(address)) as going:
                if not going:
                    raise FetchError("was not read: stopped")
                begun = monotonic()
                found = self._ask(_without_login(address), headers, request, seconds)
                seconds -= monotonic() - begun
            if isinstance(found, Answer):
                return replace(found, moved=moved)
            status, target = found
            try:
                address = read_address(target, address)
            except SourceError as error:
                raise FetchError(f"leads to {show_address(target)}, which is not followed", error.hint) from error
            for_good = for_good and status in _FOR_GOOD
            moved = address if for_good else moved
        raise FetchError(f"leads from one address to the next, more than {self._settings.redirects} times")

    def _ask(
        self, address: str, headers: dict[bytes | str, bytes | str], request: Request, seconds: float
    ) -> Answer | tuple[int, str]:
        """One request: the answer, or the status and the target of a redirection."""
        timeouts = dict.fromkeys(("read", "write", "pool"), self._settings.read)
        timeouts["connect"] = self._settings.connect
        try:
            with (
                self._deadline.set(seconds),
                self._pool.stream("GET", address, headers=headers, extensions={"timeout": timeouts}) as response,
            ):
                got = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
                if response.status in _MOVES and "location" in got:
                    # A header's bytes are UTF-8 where they are not ASCII, whatever the standard says.
                    target = got["location"].encode("latin-1").decode("utf-8", "replace")
                    return response.status, target
                if response.status == 304:
                    return Answer(address, unchanged=True, etag=request.etag, modified=request.modified)
                if response.status != 200:
                    raise _explain_status(response.status, got)
                return _make_answer(address, got, _read(response, got, request.limit))
        except Forbidden as error:
            raise FetchError(
                f"leads to {show_address(str(error))}, an address of this machine or of a private network",
                "sync.feeds.private in the config allows that",
            ) from error
        except Unknown as error:
            raise FetchError(f"{get_host(address)} is not known on the net: {error}", passing=True) from error
        except httpcore.TimeoutException as error:
            raise FetchError(
                "does not answer in time", "sync.feeds in the config has the times", passing=True
            ) from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise _explain(error) from error


def _make_headers(request: Request, login: str | None) -> dict[bytes | str, bytes | str]:
    headers: dict[bytes | str, bytes | str] = {
        "User-Agent": USER_AGENT,
        "Accept": request.accept,
        "Accept-Encoding": "gzip, deflate",
    }
    if request.etag:
        headers["If-None-Match"] = request.etag
    if request.modified:
        headers["If-Modified-Since"] = request.modified
    if login:
        headers["Authorization"] = login
    return headers


def _make_login(address: str) -> str | None:
    """The header for the name and the password in an address; None when there are none."""
    parts = urlsplit(address)
    if parts.username is None:
        return None
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return "Basic " + base64.b64encode(pair.encode()).decode("ascii")


def _without_login(address: str) -> str:
    parts = urlsplit(address)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _make_answer(address: str, got: dict[str, str], data: bytes) -> Answer:
    kind, *parameters = (part.strip() for part in got.get("content-type", "").split(";"))
    charset = next(
        (one.partition("=")[2].strip("\"' ") for one in parameters if one.lower().startswith("charset=")), ""
    )
    etag, modified = got.get("etag", ""), got.get("last-modified", "")
    return Answer(
        address,
        data,
        charset=charset or None,
        kind=kind.lower(),
        etag=_keep(etag),
        modified=_keep(modified),
    )


def _keep(header: str) -> str | None:
    """A header that can be sent back, or None."""
    return header if header.isascii() and 0 < len(header) <= LONGEST_HEADER else None


def _read(response: httpcore.Response, got: dict[str, str], limit: int) -> bytes:
    """The body, unpacked; FetchError when it is more than `limit` bytes, of which no more are held."""
    stated = got.get("content-length", "")
    if stated.isascii() and stated.isdigit() and len(stated) < 20 and int(stated) > limit:
        raise _exceed(limit)
    parts: list[bytes] = []
    size = came = 0

    def watch() -> Iterator[bytes]:
        nonlocal came
        for chunk in response.iter_stream():
            came += len(chunk)
            if came > limit:
                raise _exceed(limit)
            yield chunk

    for part in _unpack(watch(), got.get("content-encoding", "").strip().lower()):
        size += len(part)
        if size > limit:
            raise _exceed(limit)
        parts.append(part)
    data = b"".join(parts)
    # A file that is packed itself, as feed.xml.gz.
    return read_all(Stream(io.BytesIO(data), ""), limit) if data.startswith(b"\x1f\x8b") else data


def _unpack(chunks: Iterator[bytes], coding: str) -> Iterator[bytes]:
    if coding in ("", "identity", "none", "utf-8"):
        yield from chunks
        return
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise FetchError(f"is packed with {show_address(coding)}, which was not asked for")
    unpacker = None
    try:
        for chunk in chunks:
            while chunk:
                if unpacker is None or unpacker.eof:
                    # Deflate is to be in zlib's wrapper, and often is without; gzip may be several in a row.
                    bare = coding == "deflate" and chunk[0] & 0x0F != 8
                    unpacker = zlib.decompressobj(-15 if bare else 15 if coding == "deflate" else 31)
                yield unpacker.decompress(chunk, CHUNK)
                chunk = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
    except zlib.error as error:
        raise FetchError("is packed and damaged", passing=True) from error
    if unpacker is not None and not unpacker.eof:
        raise FetchError("ends too early", passing=True)


def _exceed(limit: int) -> FetchError:
    return FetchError(f"is larger than the limit of {limit:,} bytes", "raise sync.max_bytes in the config to read it")


def _explain_status(status: int, got: dict[str, str]) -> FetchError:
    wait = _read_wait(got.get("retry-after", "")) if status in (429, 503) else None
    words = _WORDS.get(status, "cannot be had")
    return FetchError(f"{words} (HTTP status {status})", status=status, passing=status in _PASSING, wait=wait)


def _read_wait(value: str) -> float | None:
    """The seconds of a Retry-After, which is a number or a date."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time())
    except (TypeError, ValueError, OverflowError):
        return None


def _explain(error: Exception) -> FetchError:
    words = str(error)
    if "CERTIFICATE_VERIFY_FAILED" in words or "certificate verify failed" in words:
        return FetchError("has a certificate that cannot be trusted", "open it in a browser to see why")
    if isinstance(error, httpcore.RemoteProtocolError) and "without sending complete" in words:
        return FetchError("ends too early", passing=True)
    return FetchError(f"cannot be reached: {words or type(error).__name__}", passing=True)
