"""The page round an open module: the languages, help, the way out, and nothing of the reader.

Pages are drawn without the request, so that nothing on them can come from a session.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from content.templatetags.player import direction
from courses.models import Edition
from people.calendar import reporting_day
from people.models import Organisation
from people.quiet.finding import limits

View = Callable[..., HttpResponse]


def page(
    template: str, language: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page that no cache keeps and that tells no other page where the reader came from."""
    with translation.override(language):
        told = {
            "current_language": language,
            "text_direction": direction(language),
            **context,
        }
        response = HttpResponse(render_to_string(template, told), status=status)
    return traceless(response, language)


def traceless(response: HttpResponse, language: str) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["Content-Language"] = language
    return response


# --- where: a site, a module, a language ---------------------------------------------------


def site_at(code: UUID | None) -> Organisation | None:
    """The site of the address. Where it is not safe there is no open module (rule S-50)."""
    if code is None:
        return None
    site = get_object_or_404(Organisation.objects.active(reporting_day()), uuid=code)
    if limits().is_restricted(site.path, site.country):
        raise Http404
    return site


def address(name: str, site: UUID | None, **parts: str) -> str:
    return reverse(name, kwargs=parts | ({"site": site} if site else {}))


def tongues(name: str, site: UUID | None, current: str = "", **parts: str) -> list[dict[str, Any]]:
    """The languages that open modules speak, each by its own name, with this page's address."""
    spoken = (
        Edition.objects.filter(module__is_open=True)
        .order_by("language")
        .values_list("language", flat=True)
    )
    return [
        {
            "code": code,
            "name": _own_name(code),
            "direction": direction(code),
            "href": address(name, site, language=code, **parts),
            "is_current": code == current,
        }
        for code in dict.fromkeys(spoken)
    ]


def _own_name(code: str) -> str:
    try:
        return str(translation.get_language_info(code)["name_local"])
    except KeyError:
        return code


def expect_spoken(language: str) -> None:
    """Only a language that the pages or an open module speak is part of an address."""
    if language in dict(settings.LANGUAGES):
        return
    if not Edition.objects.filter(module__is_open=True, language=language).exists():
        raise Http404


def frame(name: str, site: UUID | None, language: str, **parts: str) -> dict[str, Any]:
    """What every page of a module has: the languages, whom to tell, and the way out."""
    return {
        "tongues": tongues(name, site, language, **parts),
        "help_href": address("open-help", site, language=language),
        "close_href": reverse("open-month"),
    }


# --- help, and what is not here --------------------------------------------------------------


def slim(view: View) -> View:
    """What is not found is told in the same plain page, with help and the way out at hand."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Http404:
            return missing(kwargs.get("language", ""))

    return answer


def missing(language: str = "") -> HttpResponse:
    if language not in dict(settings.LANGUAGES):
        language = translation.get_language() or "en"
    context = frame("open-modules", None, language)
    return page("content/open_missing.html", language, context, status=404)
