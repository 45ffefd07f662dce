"""Small pages that belong to no part: choosing a language, raising a concern, health, refusals."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from lms.languages import spoken
from people import actions as people


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the language: for the person if signed in, in a cookie otherwise."""
    code = spoken(request.POST.get("language"))
    if request.user.is_authenticated:
        people.choose_language(request.user, code)
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = "/"
    response = redirect(back)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, code, max_age=60 * 60 * 24 * 365, samesite="Lax",
        secure=request.is_secure(), httponly=True,
    )
    return response


@require_GET
def concern(request: HttpRequest) -> HttpResponse:
    return render(request, "lms/concern.html")


@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "lms/privacy.html")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "lms/csrf_failure.html", status=403)


@require_GET
def livez(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"alive": True})
