"""Small pages that belong to no part: the way in, the language, raising a concern, refusals."""

import json
import sys

import structlog
from allauth.account import views as account
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, override
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Locale, Page

from courses.models import Enrolment
from lms import sign_ins
from lms.accounts.addresses import local
from lms.context import navigation, rooms
from lms.languages import of_address, spoken
from people import actions as people

log = structlog.get_logger(__name__)

YEAR = 60 * 60 * 24 * 365
EXAMPLES = settings.ROOT / "lms" / "templates" / "lms" / "examples.json"
# All of allauth's limits that end in a refusal are of so many tries a minute.
TRY_AGAIN_SECONDS = 60


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Learners begin at their learning, people with nothing to learn at what they do here, and
    everybody else at the public page in their language."""
    if not request.user.is_authenticated:
        return redirect(f"/{spoken(get_language())}/")
    if Enrolment.objects.filter(person=request.user).exists():
        return redirect("my-learning")
    own = {reverse("my-learning"), reverse("certificates")}
    places = (str(place["href"]) for place in navigation(request))
    return redirect(next((place for place in places if place not in own), "my-learning"))


def sign_in(request: HttpRequest) -> HttpResponse:
    """All doors of others lead to the one door, and back to where one was going."""
    return redirect_to_login(
        local(request, request.GET.get("next", "")), resolve_url("account_login")
    )


@require_safe
def manage(request: HttpRequest) -> HttpResponse:
    """The rooms that those who answer for others go to now and then."""
    return render(request, "lms/manage.html", {"rooms": rooms(request)})


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the language: for the person if signed in, in a cookie otherwise."""
    code = spoken(request.POST.get("language"))
    if request.user.is_authenticated:
        people.choose_language(request.user, code)
    response = redirect(_in_language(request, local(request, request.POST.get("next", "")), code))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=YEAR,
        samesite="Lax",
        secure=request.is_secure(),
        httponly=True,
    )
    return response


def _in_language(request: HttpRequest, address: str, code: str) -> str:
    """The same place in another language: a public page has an address of its own in each."""
    path = address.partition("?")[0]
    spoken_there = of_address(path)
    if not spoken_there:
        return address
    try:
        with override(spoken_there):
            found = Page.route_for_request(request, path.removeprefix(f"/{spoken_there}"))
    except Http404:
        found = None
    locale = Locale.objects.filter(language_code=code).first()
    twin = found and locale and found.page.get_translation_or_none(locale)
    return (twin.get_url(request) if twin and twin.live else None) or f"/{code}/"


@require_safe
def concern(request: HttpRequest) -> HttpResponse:
    """Whom to tell. Only shown: nothing is taken in, and nobody is counted."""
    return render(request, "lms/concern.html", {"channels": settings.CONCERN_CHANNELS})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    context = {"contact": settings.PRIVACY_CONTACT, "group_minimum": settings.GROUP_MINIMUM}
    return render(request, "lms/privacy.html", context)


def change_password(request: HttpRequest) -> HttpResponse:
    """Who has no password yet has none to change: a link in a mail lets them choose one."""
    person = request.user
    if person.is_authenticated and not person.has_usable_password():
        return redirect("account_reset_password")
    response: HttpResponse = account.password_change(request)
    return response


def nowhere(request: HttpRequest) -> HttpResponse:
    """A door that is closed."""
    raise Http404


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Signing in and passwords, from one address faster than people are (allauth's limits)."""
    sign_ins.throttled(request)
    response = render(request, "429.html", status=429)
    response["Retry-After"] = str(TRY_AGAIN_SECONDS)
    return response


@require_safe
def examples(request: HttpRequest) -> HttpResponse:
    """Every component once, with its words: for those who build pages, where the demo stands."""
    if not settings.IS_DEMO:
        raise Http404
    return render(request, "lms/examples.html", json.loads(EXAMPLES.read_text("utf-8")))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "lms/csrf_failure.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke. If it is the database, say so with a time to come back: it will.

    Neither page asks the database for anything.
    """
    error = sys.exc_info()[1]
    if isinstance(error, OperationalError | InterfaceError):
        log.error("database_unavailable", error=type(error).__name__)
        page = render_to_string("503.html")
        return HttpResponse(page, status=503, headers={"Retry-After": "10"})
    return HttpResponse(render_to_string("500.html"), status=500)
