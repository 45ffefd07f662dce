"""What happens around every request: one log line, and the reader's language."""

import time
import uuid
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from lms.languages import spoken

GetResponse = Callable[[HttpRequest], HttpResponse]

log = structlog.get_logger("request")

# Open modules and the ways to raise a concern leave no trace, in the log either.
UNLOGGED = ("/work/", "/concern/")


def request_log(get_response: GetResponse) -> GetResponse:
    """Give each request an id, and write one line about it. No address, no name, no query."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request_id = uuid.uuid4().hex
        structlog.contextvars.bind_contextvars(request_id=request_id)
        began = time.monotonic()
        try:
            response = get_response(request)
        finally:
            structlog.contextvars.unbind_contextvars("request_id")
        response["X-Request-ID"] = request_id
        if not request.path.startswith(UNLOGGED):
            log.info(
                "request",
                request_id=request_id,
                method=request.method,
                path=request.path,
                status=response.status_code,
                ms=round((time.monotonic() - began) * 1000),
            )
        return response

    return middleware


def reading_language(get_response: GetResponse) -> GetResponse:
    """Speak the language of the address (/ar/…), else the person's, else the browser's."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with translation.override(_wished(request)):
            request.LANGUAGE_CODE = translation.get_language()  # type: ignore[attr-defined]
            response = get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "")
            return response

    return middleware


def _wished(request: HttpRequest) -> str:
    by_path = translation.get_language_from_path(request.path_info)
    if by_path:
        return by_path
    if request.user.is_authenticated:
        return spoken(request.user.language)
    by_cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    return spoken(by_cookie) if by_cookie else translation.get_language_from_request(request)
