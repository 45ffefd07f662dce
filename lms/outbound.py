"""The one way out: how the server calls an address that somebody has typed.

Only over TLS and only to addresses of the open internet (unless MAY_CALL_INSIDE is on, as in
tests); the name is looked up once and that very address is called; no redirects, no proxies of the
environment, little time, little data.
"""

import socket
import time
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError

CONNECT_SECONDS = 3.0
READ_SECONDS = 5.0
# For a whole answer, however slowly it drips.
LONGEST_SECONDS = 8.0
MOST_BYTES = 512 * 1024
AT_ONCE = 16 * 1024


class Refused(requests.RequestException):
    """An address that we do not call: not over TLS, or inside."""


class TooMuch(requests.RequestException):
    """An answer that is too long, too slow, or leads elsewhere."""


class _Inside(Exception):
    """A name leads inside. No OSError: those are taken for a network that is away."""


def refuse_address(address: str) -> None:
    """Raise Refused for an address that is no http(s) address, or not over TLS where it must be."""
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise Refused("unreadable") from error
    allowed = {"https", "http"} if settings.MAY_CALL_INSIDE else {"https"}
    if parts.scheme not in allowed or not host or parts.username is not None:
        raise Refused("not https")


class _Guarded:
    """A connection that looks a name up once, and goes only where it may."""

    host: str
    port: int
    timeout: Any

    def _new_conn(self) -> socket.socket:
        wrong: Exception = OSError("no address")
        for address in _addresses(self.host, self.port):
            try:
                return socket.create_connection((address, self.port), self.timeout)
            except OSError as error:
                wrong = error
        raise NewConnectionError(self, str(wrong)) from wrong  # type: ignore[arg-type]


def _addresses(host: str, port: int) -> list[str]:
    """The addresses of a name. Raises _Inside if any of them is not of the open internet."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    addresses = [str(entry[4][0]) for entry in found]
    if not settings.MAY_CALL_INSIDE and not all(_is_open(address) for address in addresses):
        raise _Inside
    return addresses


def _is_open(address: str) -> bool:
    number = ip_address(address.partition("%")[0])
    number = getattr(number, "ipv4_mapped", None) or number
    return number.is_global and not number.is_multicast


class _Connection(_Guarded, HTTPConnection):
    pass


class _SecureConnection(_Guarded, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class _Adapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}


class Session(requests.Session):
    """A session of `requests` with our limits. Raises RequestException for whatever goes wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        for scheme in ("https://", "http://"):
            self.mount(scheme, _Adapter())

    def request(self, method: Any, url: Any, *args: Any, **kwargs: Any) -> requests.Response:
        refuse_address(str(url))
        ends = time.monotonic() + LONGEST_SECONDS
        limits = {
            "timeout": (CONNECT_SECONDS, READ_SECONDS),
            "stream": True,
            "allow_redirects": False,
        }
        try:
            response = super().request(method, url, *args, **kwargs | limits)
        except _Inside as error:
            raise Refused("inside") from error
        with response:
            if response.is_redirect:
                raise TooMuch("redirect")
            response._content = _read(response, ends)
        return response


def _read(response: requests.Response, ends: float) -> bytes:
    read = bytearray()
    # What has come, however little: who lets an answer drip is not waited for.
    while part := response.raw.read1(AT_ONCE, decode_content=True):
        read += part
        if len(read) > MOST_BYTES or time.monotonic() > ends:
            raise TooMuch("limit")
    return bytes(read)
