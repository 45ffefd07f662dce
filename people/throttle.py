"""How often one network address may do something: so often, then not for a while.

What is remembered is a number in the cache, under a key that no longer tells the address, and that
is another one in the next window: nothing is stored or logged.
"""

import time
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def seconds_to_wait(request: HttpRequest, purpose: str, *, most: int, window: int) -> int:
    """Count once for the request's address; 0 while it may go on, `most` times in `window` seconds.

    The address is the connection's own, unless ALLAUTH_TRUSTED_PROXY_COUNT says that so many
    proxies of ours stand in front.
    """
    return take(Allowance(purpose, network(request), most, window))


@dataclass(frozen=True)
class Allowance:
    """So much of something, for one who does it, in a window of seconds that begins for all."""

    purpose: str
    whose: str
    most: int
    window: int

    @property
    def key(self) -> str:
        """Where it is counted: it does not tell whose it is, and is another one every window."""
        salt = f"{self.purpose}-{int(time.time() // self.window)}"
        return f"throttle-{salted_hmac(salt, self.whose).hexdigest()[:32]}"


def take(allowance: Allowance) -> int:
    """Count once; 0 while it may go on, else the seconds until it may again."""
    key, window = allowance.key, allowance.window
    cache.add(key, 0, timeout=2 * window)
    try:
        count = cache.incr(key)
    except ValueError:  # the cache dropped the key in between
        count = 1
    cache.touch(key, 2 * window)  # some caches forget it when they add one
    return 0 if count <= allowance.most else window - int(time.time() % window)


def give_back(allowance: Allowance) -> None:
    """What was counted turned out to be no guess. Only this one: what others did stays counted."""
    key = allowance.key
    with suppress(ValueError):  # the cache has dropped the key
        cache.decr(key)
        cache.touch(key, 2 * allowance.window)


def forget(allowance: Allowance) -> None:
    """Begin anew before the window is over: somebody who may has said so."""
    cache.delete(allowance.key)


def network(request: HttpRequest) -> str:
    """The caller's address; of an IPv6 address the part that one line shares."""
    try:
        address = ip_address(get_adapter().get_client_ip(request))
    except PermissionDenied:  # a connection without one
        return ""
    if isinstance(address, IPv6Address):
        return f"v6 {int(address) >> 64}"
    return str(address)
