"""What happens around every request: an id and a log line, the headers, the reader's language."""

import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils import translation
from django.utils.cache import patch_vary_headers

from lms.languages import of_address, spoken

GetResponse = Callable[[HttpRequest], HttpResponse]

log = structlog.get_logger("request")

# Open modules do not ask who reads. Like the ways to raise a concern, they are in no log.
OPEN_MODULES = "/work/"
# Of a form that may hold a file as well.
LARGEST_WITHOUT_A_FILE = 64 * 1024
UNLOGGED = (OPEN_MODULES, "/concern/")


def request_log(get_response: GetResponse) -> GetResponse:
    """Give each request an id, and write one line about it. No address, no name, no query.

    What is logged on the way carries the same id, which the reader of an error page can tell.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request_id = uuid.uuid4().hex
        began = time.monotonic()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = get_response(request)
            response["X-Request-ID"] = request_id
            if not request.path.startswith((*UNLOGGED, settings.STATIC_URL)):
                log.info(
                    "request",
                    method=request.method,
                    route=_route(request),
                    status=response.status_code,
                    ms=round((time.monotonic() - began) * 1000),
                )
        return response

    return middleware


def _route(request: HttpRequest) -> str:
    """The pattern that answered: addresses themselves hold codes and uuids of people's things."""
    return request.resolver_match.route if request.resolver_match else ""


class RefuseNul:
    """A NUL in an address, a form or a cookie is answered 400, whatever page it is sent to.

    No person types one, and PostgreSQL keeps none: what it reached would break.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if any("\0" in text for text in (request.path_info, *request.COOKIES.values())):
            raise BadRequest("NUL")
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> None:
        forms = [request.GET]
        with suppress(UnreadablePostError, RequestDataTooBig):  # the view meets it, and says so
            # A file is read by the view that asked for it, and by none before.
            if not _holds_a_file(request):
                forms.append(request.POST)
        for form in forms:
            if any("\0" in text for name, texts in form.lists() for text in (name, *texts)):
                raise BadRequest("NUL")


def _holds_a_file(request: HttpRequest) -> bool:
    size = request.META.get("CONTENT_LENGTH") or "0"
    is_small = size.isdigit() and int(size) <= LARGEST_WITHOUT_A_FILE
    return request.content_type == "multipart/form-data" and not is_small


def headers(get_response: GetResponse) -> GetResponse:
    """Switch off what no page of ours uses, and keep personal pages out of every cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in _always():
            response.headers.setdefault(name, value)
        if "Cache-Control" not in response.headers:
            response["Cache-Control"] = _caching(request, response)
        return response

    return middleware


def _always() -> Iterator[tuple[str, str]]:
    """Also for a request that Django's own middleware has turned away, as for a wrong host."""
    yield "Permissions-Policy", settings.PERMISSIONS_POLICY
    yield "X-Content-Type-Options", "nosniff"
    yield "Referrer-Policy", settings.SECURE_REFERRER_POLICY
    yield "Cross-Origin-Opener-Policy", settings.SECURE_CROSS_ORIGIN_OPENER_POLICY


def _caching(request: HttpRequest, response: HttpResponse) -> str:
    """What a signed-in person is shown is stored nowhere: phones and desks are shared."""
    if request.method not in {"GET", "HEAD"} or response.status_code >= 500:
        return "no-store"
    if request.path_info.startswith(OPEN_MODULES):
        return "private, no-cache"
    is_strangers = hasattr(request, "user") and not request.user.is_authenticated
    return "private, no-cache" if is_strangers else "no-store"


def reading_language(get_response: GetResponse) -> GetResponse:
    """Speak the language of the address (/ar/…), else the person's, else the browser's."""

    def middleware(request: HttpRequest) -> HttpResponse:
        by_path = of_address(request.path_info)
        with translation.override(by_path or _wished(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "")
            if not by_path:
                patch_vary_headers(response, ["Accept-Language", "Cookie"])
            return response

    return middleware


def _wished(request: HttpRequest) -> str:
    if request.path_info.startswith(OPEN_MODULES):
        return translation.get_language_from_request(request)
    if request.user.is_authenticated:
        return spoken(request.user.language)
    by_cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    return spoken(by_cookie) if by_cookie else translation.get_language_from_request(request)
