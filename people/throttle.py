"""How often one network address may do something: so often, then not for a while.

What is remembered is a number in the cache, under a key that no longer tells the address, and that
is another one in the next window: nothing is stored or logged.
"""

import time
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
    now = time.time()
    key = _key(request, f"{purpose}-{int(now // window)}")
    cache.add(key, 0, timeout=2 * window)
    try:
        count = cache.incr(key)
    except ValueError:  # the cache dropped the key in between
        count = 1
    cache.touch(key, 2 * window)  # some caches forget it when they add one
    return 0 if count <= most else window - int(now % window)


def _key(request: HttpRequest, salt: str) -> str:
    return f"throttle-{salted_hmac(salt, _network(request)).hexdigest()[:32]}"


def _network(request: HttpRequest) -> str:
    """The caller's address; of an IPv6 address the part that one line shares."""
    try:
        address = ip_address(get_adapter().get_client_ip(request))
    except PermissionDenied:  # a connection without one
        return ""
    if isinstance(address, IPv6Address):
        return f"v6 {int(address) >> 64}"
    return str(address)
