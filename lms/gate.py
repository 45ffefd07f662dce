"""The one gate: who comes to which address, by the table of `lms/policy/`."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url

from lms.accounts import second_factor
from lms.policy import ADDRESSES, Half, Rule, Scope, Shows, rule_of
from people import access
from people.models import Person
from people.privacy import notices


class Gate:
    """Asks before any view. Powers are read anew at every request: one that has ended is closed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        rule = rule_of(match.url_name, match.route) if match else None
        if rule is None:
            raise Http404
        if rule.half is Half.ANYBODYS:  # not even the session is asked
            return None
        if SESSION_KEY in request.session and not request.user.is_authenticated:
            request.session.flush()  # of somebody who may not sign in any more: over for good
        if second_factor.is_missing(request):
            return _half_way(request, rule)
        return None if rule.is_public else _inside(request, rule)


def _half_way(request: HttpRequest, rule: Rule) -> HttpResponse | None:
    """Somebody with power who has given her password alone."""
    if not second_factor.has(request.user):  # type: ignore[arg-type]
        return None if rule.half is Half.SET_UP else redirect("mfa_index")
    return None if rule.half is Half.SHOW else _show(request)


def _show(request: HttpRequest) -> HttpResponse:
    """Ask for the second factor, and lead back; what was posted is not kept."""
    urls = {resolve_url(name) for name, rule in ADDRESSES.items() if rule.half is Half.SHOW}
    ways = get_adapter().get_reauthentication_methods(request.user)
    url = next(way["url"] for way in ways if way["url"] in urls)
    back = {"next": request.get_full_path()} if request.method == "GET" else {}
    return redirect(f"{url}?{urlencode(back)}")


def _inside(request: HttpRequest, rule: Rule) -> HttpResponse | None:
    if not isinstance(request.user, Person):
        return None if rule.meets_signed_out else redirect_to_login(request.get_full_path())
    if rule.powers and not _holds(request.user, rule):
        raise Http404
    knowing = second_factor.knowing(request.user)
    # Managers see status without any power; who holds one has accepted what it is never used for.
    asks = rule.asks_undertaking or (rule.shows is Shows.STATUS and knowing.has_power)
    if asks and not knowing.has_undertaking:
        return _first(request, "undertaking")
    # Only looking is stopped: what is sent from a page that was open before is kept, as ever.
    is_looking = request.method in {"GET", "HEAD"}
    if rule.asks_notice and is_looking and notices.is_missing(request.user):
        return _first(request, "notice")
    return None


def _first(request: HttpRequest, name: str) -> HttpResponse:
    """To what is read and answered first; then back."""
    back = {"next": request.get_full_path()} if request.method in {"GET", "HEAD"} else {}
    return redirect(f"{resolve_url(name)}?{urlencode(back)}")


def _holds(person: Person, rule: Rule) -> bool:
    """A power over a part of the company is none over what is the whole company's."""
    ask = access.holds_for_company if rule.scope is Scope.COMPANY else access.holds
    return ask(person, *sorted(rule.powers))
