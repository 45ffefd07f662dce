"""Signing in through an organisation's own provider: its door, the way there, the ways back."""

import secrets
from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from allauth.account import views as account
from allauth.core.internal import ratelimit
from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.accounts.addresses import local
from lms.accounts.sign_on import saml
from lms.accounts.sign_on.adapter import provider_of
from lms.accounts.sign_on.arrived import Arrived
from lms.accounts.sign_on.faults import Fault, Reason
from lms.accounts.sign_on.oidc import OidcAdapter
from lms.accounts.sign_on.outcomes import Process, began, refused
from lms.views import too_many_requests
from people.calendar import reporting_day
from people.models import Person
from people.sign_on import rules
from people.sign_on.models import IdentityProvider
from people.throttle import seconds_to_wait

Kind = IdentityProvider.Kind
DOOR_COOKIE = "sign-on"
YEAR = 60 * 60 * 24 * 365
# The answer of SAML, between the post from elsewhere and our own page that has the session.
ANSWER_COOKIE = "sign-on-answer"
ANSWER_SECONDS = 120
# How often one network address may set out in a minute; each time we may call the provider.
DOOR_LIMIT = 60
DOOR_WINDOW = 60
# What a form adds to the answer itself.
AROUND_THE_ANSWER = 16 * 1024


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, code: str) -> HttpResponse:
    """An organisation's own sign-in address. A wrong code, one that is closed and one whose
    organisation has ended are answered the same."""
    row = open_door(code)
    if row is None:
        messages.warning(
            request,
            _("This sign-in address is not in use. Sign in here, or ask who gave it to you."),
        )
        return redirect("account_login")
    onwards = local(request, request.POST.get("next", request.GET.get("next", "")))
    if request.method != "POST":
        return render(request, "account/sign_on_door.html", {"provider": row, "next": onwards})
    return lead_there(request, row, Process.LOGIN, onwards)


def open_door(code: str) -> IdentityProvider | None:
    """The provider behind a door, if it lets people in."""
    rows = IdentityProvider.objects.turned_on().select_related("organisation")
    row = rows.filter(door=code).first()
    return row if row and rules.signs_in(row, reporting_day()) else None


def lead_there(
    request: HttpRequest, row: IdentityProvider, process: Process, onwards: str = "/"
) -> HttpResponse:
    """A page that goes on to the provider by itself, and by a link where it does not.

    Not a redirect: the answer to a form may not lead away (form-action), and stays that strict.
    """
    if seconds_to_wait(request, "sign-on", most=DOOR_LIMIT, window=DOOR_WINDOW):
        return too_many_requests(request)
    reader = request.user if isinstance(request.user, Person) else None
    try:
        answer = provider_of(request, row).lead_there(
            request,
            asks_anew=process == Process.AGAIN,
            next_url=onwards,
            **began(process, row, reader),
        )
    except Fault as fault:
        return refused(request, row, fault.reason, process, {"next": onwards})
    address = answer["Location"]
    context = {"provider": row, "address": address, "host": urlsplit(address).hostname}
    response = render(request, "account/sign_on_going.html", context)
    response["Refresh"] = f"0; url={address}"
    return response


def _too_often(request: HttpRequest) -> HttpResponse | None:
    """The limit of the log-in page, for the ways back too: they share it."""
    answer: HttpResponse | None = ratelimit.consume_or_429(
        request, app="allauth.account", action="login", limit_get=True
    )
    return answer


@never_cache
@require_safe
def callback(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Where OpenID Connect comes back to."""
    row = _row(uuid, Kind.OIDC)
    if too_many := _too_often(request):
        return too_many
    view = OAuth2CallbackView.adapter_view(OidcAdapter(request, row))
    return _remembering(request, view(request))


@csrf_exempt  # comes from the provider's page; what it proves is in the answer itself
@require_POST
def acs(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Where SAML's answers are posted. The session is not there: a post from elsewhere has none."""
    row = _row(uuid, Kind.SAML)
    if too_many := _too_often(request):
        return too_many
    if int(request.META.get("CONTENT_LENGTH") or 0) > saml.LONGEST_ANSWER + AROUND_THE_ANSWER:
        return refused(request, row, Reason.UNREADABLE)
    try:
        arrived, question = saml.prove(row, request.POST.get("SAMLResponse", ""))
        kept: dict[str, Any] = {"question": question, "arrived": asdict(arrived)}
    except Fault as fault:
        kept = {"question": fault.question, "reason": fault.reason.value}
    token = secrets.token_urlsafe(32)
    cache.set(_kept_as(row, token), kept, ANSWER_SECONDS)
    response = redirect("sign-on-acs-finish", row.uuid)
    response.set_cookie(
        ANSWER_COOKIE,
        token,
        max_age=ANSWER_SECONDS,
        path=reverse("sign-on-acs-finish", args=[row.uuid]),
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return response


def _kept_as(row: IdentityProvider, token: str) -> str:
    return f"sign-on-answer-{row.uuid}-{token[:64]}"


@never_cache
@require_safe
def acs_finish(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The same browser, with its session: whether it was this one that asked."""
    row = _row(uuid, Kind.SAML)
    key = _kept_as(row, request.COOKIES.get(ANSWER_COOKIE, ""))
    kept = cache.get(key)
    if not kept or not cache.delete(key):
        return refused(request, row, Reason.LOST, is_attempt=False)
    provider = saml.SamlProvider(request, row)
    try:
        state = provider.unstash_redirect_state(request, kept["question"])
    except PermissionDenied:
        return refused(request, row, Reason(kept.get("reason", Reason.LOST)))
    if "reason" in kept:
        return refused(request, row, Reason(kept["reason"]), state["process"], state)
    login = provider.sociallogin_from_response(request, Arrived(**kept["arrived"]))
    login.state = state
    return _remembering(request, complete_social_login(request, login))


@require_safe
def metadata(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What a SAML provider has to know about us."""
    row = _row(uuid, Kind.SAML)
    return HttpResponse(saml.our_metadata(row), content_type="application/samlmetadata+xml")


def _row(uuid: UUID, kind: str) -> IdentityProvider:
    rows = IdentityProvider.objects.select_related("organisation")
    return get_object_or_404(rows, uuid=uuid, kind=kind)


def _remembering(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let the log-in page of this device offer the door by which somebody came in."""
    if code := getattr(request, "sign_on_door", ""):
        response.set_cookie(
            DOOR_COOKIE,
            code,
            max_age=YEAR,
            path=reverse("account_login"),
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
    return response


class LoginView(account.LoginView):
    """The log-in page, with the door that was last used on this device."""

    def get_context_data(self, **facts: Any) -> Any:
        code = self.request.COOKIES.get(DOOR_COOKIE, "")
        return super().get_context_data(**facts) | {"door": open_door(code) if code else None}
