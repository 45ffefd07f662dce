"""The address an identity system talks to: SCIM 2.0 (RFC 7643, RFC 7644) with a bearer token.

There is no session here, no cookie and no form: who shows no token that counts gets no further.
"""

import json
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db import IntegrityError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from scim2_models import (
    Error,
    PayloadTooLargeException,
    SCIMException,
    UnauthorizedException,
    UniquenessException,
)
from scim2_server.errors import UnsupportedMediaTypeException
from scim2_server.handler import ScimHandler
from scim2_server.requests import ScimRequest
from scim2_server.responses import SCIM_MEDIA_TYPE, ScimResponse
from scim2_server.service import is_json_media_type

from people.scim import actions, limits
from people.scim.service import Service
from people.scim.storage import Storage
from people.scim.tokens import connection_of
from people.throttle import seconds_to_wait

SERVICE = Service()
BASE_PATH = "/scim/v2"
SENDING = {"POST", "PUT", "PATCH"}
READING = {"GET", "HEAD"}
# So many wrong tokens an address, in so many seconds; a right one is never made to wait.
MOST_WRONG = 30
WINDOW = 60
BUSY_SECONDS = 10


@csrf_exempt  # a bearer token is no cookie: no browser sends it on its own
@never_cache
def scim(request: HttpRequest, path: str = "") -> HttpResponse:
    """Answer one SCIM request, in one transaction, within the reach of the token that is shown."""
    connection = connection_of(request.headers.get("Authorization", ""))
    if connection is None:
        return _refuse(request)
    is_writing = request.method not in READING and not path.endswith(".search")
    handler = ScimHandler(SERVICE, Storage(connection, is_writing=is_writing))
    try:
        actions.note_use(connection.token)
        answer = handler.handle(_asked(request, path))
    except SCIMException as error:
        answer = SERVICE.error_response(error)
    except IntegrityError:
        answer = SERVICE.error_response(UniquenessException())
    except OperationalError:
        return _response(request, _busy(), {"Retry-After": str(BUSY_SECONDS)})
    return _response(request, answer)


def base_url() -> str:
    """What an identity system is given as the address; never what a request says it is."""
    return settings.BASE_URL.rstrip("/") + BASE_PATH


def _refuse(request: HttpRequest) -> HttpResponse:
    """Unknown, expired and revoked are one: nobody learns which. Who goes on trying has to wait."""
    wait = seconds_to_wait(request, "scim", most=MOST_WRONG, window=WINDOW)
    if wait:
        error = Error(status=429, detail="Too many wrong tokens. Try again later.")
        answer = ScimResponse(HTTPStatus.TOO_MANY_REQUESTS, error.model_dump())
        return _response(request, answer, {"Retry-After": str(wait)})
    refusal = UnauthorizedException(detail="A valid bearer token is needed.")
    return _response(request, SERVICE.error_response(refusal))


def _asked(request: HttpRequest, path: str) -> ScimRequest:
    """The request as the library knows it. Raises what is wrong with its form.

    What leads nowhere is refused before anything of it is read.
    """
    if len(request.META.get("QUERY_STRING", "")) > limits.MOST_QUERY:
        raise PayloadTooLargeException(detail="The query is too long.")
    asked = ScimRequest(
        method="GET" if request.method == "HEAD" else request.method or "",
        base_url=base_url(),
        path=path,
        query=request.GET.dict(),
        headers=dict(request.headers),
    )
    SERVICE.match(asked)
    if request.method in SENDING:
        most = limits.MOST_QUERY if path.endswith(".search") else limits.MOST_BYTES
        asked.body = _body(request, most)
    return asked


def _body(request: HttpRequest, most: int) -> bytes:
    """What is sent, if it is JSON and not too much; more is not even read."""
    if not is_json_media_type(request.headers.get("Content-Type", "application/json")):
        raise UnsupportedMediaTypeException
    size = request.META.get("CONTENT_LENGTH") or "0"
    if not size.isdigit() or int(size) > most:
        raise PayloadTooLargeException(detail=f"At most {most} bytes are read.")
    return request.body


def _busy() -> ScimResponse:
    error = Error(status=503, detail="Somebody else is writing. Try again in a moment.")
    return ScimResponse(HTTPStatus.SERVICE_UNAVAILABLE, error.model_dump())


def _response(
    request: HttpRequest, answer: ScimResponse, more: dict[str, str] | None = None
) -> HttpResponse:
    text: Any = "" if answer.body is None else json.dumps(answer.body, ensure_ascii=False)
    response = HttpResponse(text, status=answer.status, content_type=SCIM_MEDIA_TYPE)
    for name, value in (answer.headers | (more or {})).items():
        response[name] = value
    return response
