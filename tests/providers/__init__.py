"""Providers of other hands to sign in with, and answers that no honest provider would give."""

import socket
import time
from contextlib import closing
from urllib.error import URLError
from urllib.request import urlopen


def free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_for(address: str, seconds: float = 30) -> None:
    """Until something answers there."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        try:
            with urlopen(address, timeout=5):  # noqa: S310 - an address of this machine
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"{address} does not answer")
