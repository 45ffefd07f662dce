"""The one gate: who comes to which address, by the table of `lms/policy.py`."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse

from lms.policy import Rule, Scope, rule_of
from people import access
from people.models import Person


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
        if rule.is_public:
            return None
        if not isinstance(request.user, Person):
            return None if rule.meets_signed_out else redirect_to_login(request.get_full_path())
        if rule.powers and not _holds(request.user, rule):
            raise Http404
        return None


def _holds(person: Person, rule: Rule) -> bool:
    """A power over a part of the company is none over what is the whole company's."""
    ask = access.holds_for_company if rule.scope is Scope.COMPANY else access.holds
    return ask(person, *sorted(rule.powers))
