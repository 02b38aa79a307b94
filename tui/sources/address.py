"""Addresses on the web: as they are sent, as they are shown, and which machines they may lead to."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from tui.errors import SourceError
from tui.sources.identity import write_out
from tui.text import harmless

LONGEST = 4_000
"""Characters of an address that is followed."""

_SAFE = "!#$%&'()*+,/:;=?@[]~"
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+")
_UNSEEN = re.compile(r"[\x00-\x20\x7f]")


def read_address(text: str, base: str = "") -> str:
    """An address in the form that is sent: absolute, in ASCII, without a fragment; SourceError when it is none to read.

    Only http and https are; a path is taken relative to `base`, which itself is such an address.
    """
    shown = show_address(text)
    try:
        parts = urlsplit(urljoin(base, _UNSEEN.sub("", text)[: LONGEST + 1]) if base else _UNSEEN.sub("", text))
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise SourceError(f"{shown} is no address", "write it as https://example.org/feed.xml") from error
    if parts.scheme.lower() not in ("http", "https") or not host or len(text) > LONGEST:
        raise SourceError(f"{shown} is no address of the web", "only http:// and https:// are read")
    try:
        name = host if ":" in host else host.encode("idna").decode("ascii")
    except UnicodeError:
        name = ""
    if not _HOST.fullmatch(name):
        raise SourceError(f"{shown} is no address: its host is no name")
    where = f"[{name}]" if ":" in name else name
    user = f"{parts.netloc.rpartition('@')[0]}@" if "@" in parts.netloc else ""
    return urlunsplit(
        (
            parts.scheme.lower(),
            f"{quote(user, safe=_SAFE)}{where}{f':{port}' if port is not None else ''}",
            quote(parts.path or "/", safe=_SAFE),
            quote(parts.query, safe=_SAFE),
            "",
        )
    )


def show_address(text: str) -> str:
    """An address as it can be shown: harmless, not too long, and without the password that may be in it."""
    shown = write_out(harmless(re.sub(r"(?<=//)[^/?#]*@", "", text)))
    return shown if len(shown) <= 300 else f"{shown[:299]}…"


def get_origin(address: str) -> str:
    """Scheme, host and port of an address: what a robots.txt and a password are for."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"


def get_host(address: str) -> str:
    """The host of an address, by which requests are spread out."""
    return urlsplit(address).hostname or ""


def is_public(number: str) -> bool:
    """Whether an IP address is one of the open internet, not of this machine, a private network or a special purpose.

    IPv4 addresses within IPv6 ones count as themselves.
    """
    try:
        found = ipaddress.ip_address(number.partition("%")[0])
    except ValueError:
        return False
    inner: list[ipaddress.IPv4Address | None] = []
    if isinstance(found, ipaddress.IPv6Address):
        inner = [found.ipv4_mapped, found.sixtofour, *(found.teredo or ())]
        if found in _NAT64:
            inner.append(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF))
        if found.ipv4_mapped is not None or found in _NAT64:
            return all(one.is_global and not one.is_multicast for one in inner if one is not None)
    every = [found, *(one for one in inner if one is not None)]
    return all(one.is_global and not one.is_multicast for one in every)
