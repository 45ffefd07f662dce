"""Requests to the CMS: written whole or not at all, refused kindly, under a strict policy."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.contrib import messages
from django.contrib.messages.storage import default_storage
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from content.actions import NothingTranslated
from courses.actions import SourceEditionMissing
from courses.document import InvalidDocument

READING = {"GET", "HEAD", "OPTIONS"}


class CmsMiddleware:
    """Stands last, so that signing in and forgery checks have been seen to."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if _is_cms(request) and not hasattr(response, "_csp_replace"):
            # The preview stands in a frame; the editors' own style sheets carry the page's nonce.
            response._csp_replace = {"frame-src": ["'self'"]}  # type: ignore[attr-defined]
            nonce = str(request.csp_nonce)  # type: ignore[attr-defined]
            response._csp_update = {"style-src": [f"'nonce-{nonce}'"]}  # type: ignore[attr-defined]
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """What authors send is one transaction. The gate has seen who comes."""
        if not _is_cms(request) or request.method in READING:
            return None
        try:
            with transaction.atomic():
                return view(request, *args, **kwargs)
        except InvalidDocument as fault:
            return _refused(request, _("Not published: %(fault)s.") % {"fault": fault})
        except SourceEditionMissing:
            return _refused(request, _("Not published: publish the original first."))
        except NothingTranslated:
            told = _("Not published: no lesson is translated yet. Translate one to its last word.")
            return _refused(request, told)


def _is_cms(request: HttpRequest) -> bool:
    return request.path.startswith(_home())


@cache
def _home() -> str:
    """Asked for twice a request, and always the same."""
    return reverse("wagtailadmin_home")


def _refused(request: HttpRequest, told: str) -> HttpResponse:
    """Back to where the author was. What the view said is not so any more, and is not told."""
    request._messages = default_storage(request)  # type: ignore[attr-defined]
    messages.error(request, told)
    back = request.headers.get("referer", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = reverse("wagtailadmin_home")
    return redirect(back)
