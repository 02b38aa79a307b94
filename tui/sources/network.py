"""Connections that reach only whom they may, and that end in time: what lies under every request.

A name is resolved here, and the connection goes to the number that was found fit, so that a name which answers
differently the second time (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore


class Forbidden(httpcore.ConnectError):
    """A name that leads to an address which may not be asked."""


class Unknown(httpcore.ConnectError):
    """A name that leads nowhere."""


class Deadline(threading.local):
    """When what this thread asks for must be there, by the monotonic clock."""

    at = 0.0

    @contextmanager
    def set(self, seconds: float) -> Iterator[None]:
        """Give the requests of a block so many seconds together."""
        self.at = time.monotonic() + seconds
        yield

    def cut(self, timeout: float | None) -> float:
        """What is left of a timeout before the deadline; ReadTimeout when nothing is."""
        left = self.at - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the time allowed is over")
        return left if timeout is None else min(timeout, left)


class GuardedBackend(httpcore.NetworkBackend):
    """Opens connections to addresses that `allowed` says may be reached, each read and write within the deadline."""

    def __init__(self, allowed: Callable[[str], bool], deadline: Deadline) -> None:
        self._allowed = allowed
        self._deadline = deadline
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first of the host's addresses that answers; Forbidden when none may be asked."""
        numbers = _resolve(host, port)
        fit = [number for number in numbers if self._allowed(number)]
        if not fit:
            raise Forbidden(numbers[0])
        failed: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for number in fit:
            try:
                stream = self._plain.connect_tcp(
                    number, port, self._deadline.cut(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
            else:
                return _GuardedStream(stream, self._deadline)
        assert failed is not None  # noqa: S101 - there is at least one address
        raise failed

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        """Never."""
        raise Forbidden(path)


class _GuardedStream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.cut(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.cut(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._deadline.cut(timeout))
        return _GuardedStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _resolve(host: str, port: int) -> list[str]:
    """The numbers of a host, each once, in the order of preference."""
    try:
        return [str(ipaddress.ip_address(host))]
    except ValueError:
        pass
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unknown(str(error)) from error
    return list(dict.fromkeys(str(address[0]) for *_, address in found))
