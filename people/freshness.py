"""Whether it is still the person herself who sits there: what others must not do in her name asks.

Signing in counts and being asked again counts, both for ACCOUNT_REAUTHENTICATION_TIMEOUT seconds.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse

SIGNED_IN_AT = "signed_in_at"
# Ways in that others may have seen, or may hold. They open one's learning; for more one is asked.
BY_PICTURES, BY_CARD = "pictures", "card"
# On a request that signs in through another: when that one last asked who it is; 0 if not known.
SHOWN_AT = "shown_elsewhere_at"
# allauth's word for having come through another. When she came says nothing of when she was asked.
ELSEWHERE = "socialaccount"

View = Callable[..., HttpResponseBase]


def note_signing_in(request: HttpRequest, user: Any) -> None:
    """Whatever way one came in, the session knows since when; but for pictures and cards.

    Another may have sent her on without asking who she is: then it counts when she was asked there.
    """
    if not any(_is_weak(record) for record in get_authentication_records(request, user)):
        request.session[SIGNED_IN_AT] = getattr(request, SHOWN_AT, time.time())


def note_shown(request: HttpRequest, at: float) -> None:
    """She has shown elsewhere that it is she, asked anew at a moment in seconds of the epoch."""
    request.session[SIGNED_IN_AT] = at


def _is_weak(record: dict[str, Any]) -> bool:
    """Whether one came in by pictures or a card, and was not asked again since."""
    return record["method"] in {BY_PICTURES, BY_CARD} and not record.get("reauthenticated")


def is_fresh(request: HttpRequest) -> bool:
    """Whether the reader has shown lately that it is she."""
    records = get_authentication_records(request, request.user)
    shown = [
        record["at"] for record in records if record["method"] != ELSEWHERE and not _is_weak(record)
    ]
    last = max([request.session.get(SIGNED_IN_AT, 0), *shown])
    return bool(0 <= time.time() - last < app_settings.REAUTHENTICATION_TIMEOUT)


def fresh_authentication_required(view: View) -> View:
    """Ask again who it is, if that is a while ago; then go on where the reader was.

    What she posted is not lost: it is done once she has answered. Who has neither a password nor
    a second factor signs in once more the way she came.
    """
    return _asking(view, lambda request: request.get_full_path())


def fresh_authentication_required_for_file(view: View) -> View:
    """The same for a view that gives a file: afterwards a page says that the file follows.

    A browser does not leave a page for a file, so the question would stay on the screen.
    """
    return _asking(
        view,
        lambda request: f"{reverse('file-follows')}?{urlencode({'next': request.get_full_path()})}",
    )


def _asking(view: View, afterwards: Callable[[HttpRequest], str]) -> View:
    @wraps(view)
    def asks(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if is_fresh(request):
            return view(request, *args, **kwargs)
        return _ask(request, afterwards(request))

    return asks


def _ask(request: HttpRequest, afterwards: str) -> HttpResponse:
    ways = get_adapter().get_reauthentication_methods(request.user)
    if not ways:
        back = f"{resolve_url('account_login')}?{urlencode({'next': afterwards})}"
        records = get_authentication_records(request, request.user)
        context = {"next": back, "is_by_card": any(map(_is_weak, records))}
        return render(request, "account/sign_in_again.html", context, status=403)
    if request.method == "POST":
        raise ReauthenticationRequired  # allauth keeps what was posted
    # What was posted before and never confirmed is not done on this occasion.
    request.session.pop(STATE_SESSION_KEY, None)
    return redirect(f"{ways[0]['url']}?{urlencode({'next': afterwards})}")
