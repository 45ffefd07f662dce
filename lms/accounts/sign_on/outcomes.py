"""What follows when somebody comes back from a provider: to sign in, to connect, to show that it is
still she, or to try the settings. And the page if something is wrong."""

import hmac
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib import messages
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from lms import sign_ins
from lms.accounts import second_factor
from lms.accounts.sign_on.arrived import Arrived
from lms.accounts.sign_on.faults import Fault, Reason
from people import freshness
from people.models import Person
from people.sign_on import actions, rules
from people.sign_on.models import Identity, IdentityProvider

log = structlog.get_logger(__name__)

TRIAL = "sign_on_trial"
# Two clocks: ours at the question, theirs at the answer.
MOST_CLOCK_DRIFT = 60


class Process(TextChoices):
    """What for somebody was led to a provider."""

    LOGIN = "login"
    CONNECT = "connect"
    AGAIN = "again"
    TRIAL = "trial"


def recognise(request: HttpRequest, row: IdentityProvider, login: Any) -> None:
    """Do what somebody came for, and answer by ImmediateHttpResponse; whoever signs in goes on
    through allauth as the person she is."""
    state, said = login.state, dict(login.account.extra_data)
    process = Process(state.get("process", Process.LOGIN))
    nonce = said.pop("nonce", None)
    try:
        if row.kind == IdentityProvider.Kind.OIDC and not _is_same(nonce, state.get("nonce")):
            raise Fault(Reason.UNASKED)
        arrived = Arrived(**said)
        if process == Process.LOGIN:
            login.user = _person(request, row, arrived)
            return
        response = _OTHERS[process](request, row, arrived, state)
    except Fault as fault:
        response = refused(request, row, fault.reason, process, state)
    raise ImmediateHttpResponse(response)


def _is_same(one: object, other: object) -> bool:
    are_texts = isinstance(one, str) and isinstance(other, str)
    return are_texts and hmac.compare_digest(str(one).encode(), str(other).encode())


def _person(request: HttpRequest, row: IdentityProvider, arrived: Arrived) -> Person:
    person = actions.recognise(row, arrived.subject, number=arrived.number)
    if person is None:
        raise Fault(Reason.UNKNOWN)
    setattr(request, freshness.SHOWN_AT, arrived.asked_at)
    request.sign_on_door = row.door  # type: ignore[attr-defined]
    return person


def _reader(request: HttpRequest, state: dict[str, Any]) -> Person:
    """Who is signed in, if it is she who was led away. Raises Fault."""
    reader = request.user
    is_she = isinstance(reader, Person) and reader.pk == state.get("person")
    if not is_she or second_factor.is_missing(request):
        raise Fault(Reason.LOST)
    return reader  # type: ignore[return-value]


def _connect(
    request: HttpRequest, row: IdentityProvider, arrived: Arrived, state: dict[str, Any]
) -> HttpResponse:
    try:
        actions.link(_reader(request, state), row, arrived.subject)
    except actions.CannotLink:
        messages.error(
            request,
            _(
                "This could not be connected: it is another person's, or you are connected with "
                "another one there. Disconnect that first, or ask those who look after it."
            ),
        )
    else:
        messages.success(request, _("Connected. You can sign in this way from now on."))
    return redirect("my-sign-ons")


def _again(
    request: HttpRequest, row: IdentityProvider, arrived: Arrived, state: dict[str, Any]
) -> HttpResponse:
    reader = request.user
    if not isinstance(reader, Person) or reader.pk != state.get("person"):
        raise Fault(Reason.LOST)
    theirs = Identity.objects.open().filter(provider=row, subject=arrived.subject)
    if row not in rules.providers_of(reader):
        raise Fault(Reason.LOST)
    if not theirs.filter(person=reader).exists():
        raise Fault(Reason.SOMEBODY_ELSE)
    if arrived.asked_at < float(state["began_at"]) - MOST_CLOCK_DRIFT:
        raise Fault(Reason.NOT_ASKED_ANEW)
    freshness.note_shown(request, arrived.asked_at)
    second_factor.renew(request)
    return _again_page(state)


def _again_page(state: dict[str, Any]) -> HttpResponse:
    response: HttpResponse = redirect("sign-on-again")
    response["Location"] += f"?{urlencode({'next': state.get('next', '/')})}"
    return response


def _try(
    request: HttpRequest, row: IdentityProvider, arrived: Arrived, state: dict[str, Any]
) -> HttpResponse:
    tested = datetime.fromisoformat(str(state["settings_of"]))
    try:
        is_passed = actions.pass_test(row, by=_reader(request, state), settings_of=tested)
    except actions.NotYours as error:
        raise Fault(Reason.LOST) from error
    if not is_passed:
        raise Fault(Reason.LOST)
    request.session[TRIAL] = {"provider": str(row.uuid), "arrived": arrived.as_dict()}
    return redirect("sign-on-provider", row.uuid)


_OTHERS: dict[Process, Callable[..., HttpResponse]] = {
    Process.CONNECT: _connect,
    Process.AGAIN: _again,
    Process.TRIAL: _try,
}


def refused(
    request: HttpRequest,
    row: IdentityProvider,
    reason: Reason,
    process: str = Process.LOGIN,
    state: dict[str, Any] | None = None,
    *,
    is_attempt: bool = True,
) -> HttpResponse:
    """Say what is wrong, where the reader set out.

    Who could not sign in is in the audit log, unless she brought nothing to sign in with.
    """
    log.info("sign_on_refused", provider=str(row.uuid), reason=reason.value, process=str(process))
    if process == Process.TRIAL:
        request.session[TRIAL] = {"provider": str(row.uuid), "reason": reason.value}
        return redirect("sign-on-provider", row.uuid)
    if process == Process.CONNECT:
        messages.error(request, reason.label)
        return redirect("my-sign-ons")
    if is_attempt:
        sign_ins.failed_elsewhere(row, reason.value)
    if process == Process.AGAIN:
        messages.error(request, reason.label)
        return _again_page(state or {})
    context = {
        "provider": row,
        "reason": reason,
        "is_unknown": reason == Reason.UNKNOWN,
        "is_cancelled": reason == Reason.CANCELLED,
    }
    return render(request, "account/sign_on_refused.html", context, status=422)


def began(process: Process, row: IdentityProvider, reader: Person | None) -> dict[str, Any]:
    """What the session remembers while somebody is away."""
    return {
        "process": process.value,
        "person": reader.pk if reader else None,
        "began_at": time.time(),
        "settings_of": row.changed_at.isoformat(),
    }
