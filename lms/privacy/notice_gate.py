"""Before the first look at anything of one's own learning stands the notice (rule S-35).

Whether it was read comes with the row of the signed-in person, and costs no query. Only looking is
stopped: what is sent from a page that was open before is kept, as ever.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from lms.policy import Shows, rule_of
from people.models import Person
from people.privacy import notices

LOOKING = {"GET", "HEAD"}
# What is kept of oneself may always be looked at: the notice says no more.
BEFORE = {"my-data", "my-data-file"}


class NoticeGate:
    """Leads to the notice whoever has not read its present version, once; then back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        rule = rule_of(match.url_name, match.route) if match else None
        # Asked first: open modules do not ask who reads.
        if rule is None or rule.shows is not Shows.OWN_RECORD or request.method not in LOOKING:
            return None
        if match and match.url_name in BEFORE:
            return None
        person = request.user
        if not isinstance(person, Person) or not _is_missing(person):
            return None
        return redirect(f"{reverse('notice')}?{urlencode({'next': request.get_full_path()})}")


def _is_missing(person: Person) -> bool:
    return settings.NOTICE_REQUIRED and person.notice_version != notices.VERSION
