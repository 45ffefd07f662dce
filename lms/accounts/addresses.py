"""Addresses that came with a request: only our own are followed."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def local(request: HttpRequest, address: str) -> str:
    """The address if it is a path of ours, else the front page."""
    safe = url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure())
    return address if safe and address.startswith("/") else "/"
