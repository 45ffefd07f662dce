"""A browser that a group uses: how it is recognised, and that nobody's session outlives a pause.

Stands before the gates. Whoever signs in on such a device is signed out after some minutes without
a request, and at once when the device is taken back.
"""

import time
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from people.doors import device_actions
from people.doors.models import SharedDevice

SESSION_KEY = "shared_device"
# Our own clock beside the session's end, which some ways of keeping sessions leave to a cache.
SEEN_KEY = "shared_device_seen"
CLEARED = '"cache", "storage"'
# Where somebody with a password would sign in: not on such a device.
PASSWORD_PAGES = {"sign-on-door", "account_login", "account_reset_password", "wagtailcore_login"}


def cookie_name() -> str:
    return "__Host-device" if settings.SESSION_COOKIE_SECURE else "device"


class SharedDevices:
    """Gives every request of such a browser its `shared_device`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.shared_device = None  # type: ignore[attr-defined]
        token = request.COOKIES.get(cookie_name(), "")
        # Open modules do not ask who reads, nor where.
        if not token or request.path_info.startswith("/work/"):
            return self.get_response(request)
        device = device_actions.standing(token)
        request.shared_device = device  # type: ignore[attr-defined]
        if _is_over(request, device):
            request.session.flush()
        was_signed_in = request.user.is_authenticated
        response = self.get_response(request)
        if device:
            _guard(request, response, device, was_signed_in=was_signed_in)
        else:
            response.delete_cookie(cookie_name())
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> HttpResponse | None:
        name = request.resolver_match.url_name if request.resolver_match else ""
        is_shared = getattr(request, "shared_device", None) is not None
        if is_shared and name in PASSWORD_PAGES and not request.user.is_authenticated:
            return redirect("shared-start")
        return None


def _is_over(request: HttpRequest, device: SharedDevice | None) -> bool:
    """Whether the session is of a device that was taken back, or the pause was too long."""
    if SESSION_KEY not in request.session:
        return False
    seen = time.time() - request.session.get(SEEN_KEY, 0)
    is_others = request.session[SESSION_KEY] != _name(device)
    return bool(is_others or seen > settings.SHARED_DEVICE_IDLE)


def _name(device: SharedDevice | None) -> str:
    return str(device.uuid) if device else ""


def _guard(
    request: HttpRequest, response: HttpResponse, device: SharedDevice, *, was_signed_in: bool
) -> None:
    response["Cache-Control"] = "no-store"
    if request.user.is_authenticated:
        request.session[SESSION_KEY] = _name(device)
        request.session[SEEN_KEY] = time.time()
        # From this request on; Django keeps it with the session, and in its cookie.
        request.session.set_expiry(settings.SHARED_DEVICE_IDLE)
    elif was_signed_in:
        response["Clear-Site-Data"] = CLEARED


def give(response: HttpResponse, device: SharedDevice, token: str) -> None:
    """Make the browser the group's: its cookie opens nobody's account."""
    left = device.expires_at - timezone.now()
    response.set_cookie(
        cookie_name(),
        token,
        max_age=max(left, timedelta()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    response["Clear-Site-Data"] = CLEARED
