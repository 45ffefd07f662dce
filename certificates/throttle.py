"""How often one address may check certificates: so often, then not for a while."""

import time
from ipaddress import IPv6Address, ip_address

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


def seconds_to_wait(request: HttpRequest) -> int:
    """Count one check from the request's address; 0 while it may go on.

    The limit is `settings.VERIFICATION_LIMIT` in `settings.VERIFICATION_WINDOW` seconds.
    """
    window = settings.VERIFICATION_WINDOW
    now = time.time()
    key = f"verification-{int(now // window)}-{_network(request)}"
    cache.add(key, 0, timeout=2 * window)
    try:
        count = cache.incr(key)
    except ValueError:  # the cache dropped the key in between
        count = 1
    return 0 if count <= settings.VERIFICATION_LIMIT else window - int(now % window)


def _network(request: HttpRequest) -> str:
    """The caller's address, kept unreadable; of an IPv6 address the part that one line shares.

    The address is the connection's own, unless ALLAUTH_TRUSTED_PROXY_COUNT says that so many
    proxies of ours stand in front.
    """
    address = ip_address(get_adapter().get_client_ip(request))
    if isinstance(address, IPv6Address):
        shared = int(address) >> 64
        return salted_hmac("verification", f"v6 {shared}").hexdigest()[:32]
    return salted_hmac("verification", str(address)).hexdigest()[:32]
