"""What one has said on the way in, from page to page: in the session, for half an hour at most."""

import time
from typing import Any

from django.http import HttpRequest

KEY = "door"
SECONDS = 30 * 60


def keep(request: HttpRequest, **facts: Any) -> None:
    """Remember more of it."""
    request.session[KEY] = _kept(request) | facts | {"at": time.time()}


def kept(request: HttpRequest, name: str) -> Any:
    """What was said under that name; None if nothing was, or too long ago."""
    return _kept(request).get(name)


def forget(request: HttpRequest) -> None:
    request.session.pop(KEY, None)


def _kept(request: HttpRequest) -> dict[str, Any]:
    found = request.session.get(KEY)
    if not isinstance(found, dict) or not 0 <= time.time() - found.get("at", 0) < SECONDS:
        return {}
    return found
