"""Behind the door stands a gate: people with power get no further without a second factor."""

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url

from lms.accounts import second_factor
from people.models import Person

# Anybody's, signed in or not: nothing here is the reader's or of those she looks after.
ANYBODYS = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "card",
    "card-show",
    "door-code",
    "door-new",
    "door-new-again",
    "door-number",
    "door-pictures",
    "join",
    "join-about",
    "join-again",
    "join-name",
    "join-pictures",
    "join-site",
    "shared-person",
    "shared-start",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "concern",
    "livez",
    "media",
    "privacy",
    "readyz",
    "scim",
    "set-language",
    "sign-on-acs",
    "sign-on-acs-finish",
    "sign-on-callback",
    "sign-on-door",
    "sign-on-metadata",
    "verify",
    "verify-certificate",
}
# For who has no second factor yet: where one is set up.
TO_SET_UP = {
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "account_reauthenticate",
    "sign-on-again",
}
# For who has one and has not shown it: where it is shown. Nothing that a password alone opens.
TO_SHOW = {"mfa_reauthenticate", "mfa_reauthenticate_webauthn"}


class SecondFactorGate:
    """Stands before every view, the CMS's included; what is not named above is behind it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        name = request.resolver_match.url_name if request.resolver_match else None
        # Asked first: open pages do not ask who reads.
        if name and (name in ANYBODYS or name.startswith("open-")):
            return None
        if SESSION_KEY in request.session and not request.user.is_authenticated:
            request.session.flush()  # of somebody who may not sign in any more: over for good
        if not second_factor.is_missing(request):
            return None
        if not second_factor.has(cast(Person, request.user)):
            return None if name in TO_SET_UP else redirect("mfa_index")
        return None if name in TO_SHOW else _show(request)


def _show(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor, and lead back; what was posted is not kept."""
    urls = {resolve_url(name) for name in TO_SHOW}
    ways = get_adapter().get_reauthentication_methods(request.user)
    url = next(way["url"] for way in ways if way["url"] in urls)
    back = {"next": request.get_full_path()} if request.method == "GET" else {}
    return redirect(f"{url}?{urlencode(back)}")
