"""What the audit log hears of signing in and out, whichever way one comes.

An address that was typed is looked up and forgotten: the log holds the person's uuid, or nothing
where nobody here has that address, and takes as long for the one as for the other.
"""

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.db.models.functions import Lower
from django.http import HttpRequest

from people.audit import actions as audit
from people.audit.chain import CODE
from people.audit.verbs import Verb
from people.freshness import ELSEWHERE
from people.models import Person
from people.sign_on.models import IdentityProvider
from people.throttle import seconds_to_wait

SINGLE_SIGN_ON = "single-sign-on"
# Whoever goes on although refused is told of once in so many seconds, not with every try.
THROTTLED_ONCE_IN = 60


def signed_in(*, request: HttpRequest, user: Person, **rest: Any) -> None:
    audit.record(
        Verb.SIGNED_IN,
        by=user,
        about=user,
        of=user,
        acting_as=_way_in(request, user),
        **_provider(request, user),
    )


def signed_out(*, user: Person | None, **rest: Any) -> None:
    """Who was not signed in (any more) does not sign out."""
    if user:
        audit.record(Verb.SIGNED_OUT, by=user, about=user, of=user)


def failed(*, credentials: dict[str, Any], **rest: Any) -> None:
    person = _known(credentials.get("email"))
    audit.record(Verb.SIGN_IN_FAILED, by=None, about=person, of=person)


def failed_elsewhere(provider: IdentityProvider, reason: str) -> None:
    """Somebody came from a provider, or with what pretends to be from it, and was not let in."""
    audit.record(
        Verb.SIGN_IN_FAILED, by=None, about=provider, of=provider.organisation, reason=reason
    )


def throttled(request: HttpRequest, *, email: object = None) -> None:
    """Somebody tries faster than people do."""
    if seconds_to_wait(request, "audit-throttled", most=1, window=THROTTLED_ONCE_IN):
        return
    person = _known(email)
    audit.record(Verb.SIGN_IN_THROTTLED, by=None, about=person, of=person)


def password_changed(*, user: Person, **rest: Any) -> None:
    audit.record(Verb.PASSWORD_CHANGED, by=user, about=user, of=user)


def password_reset(*, user: Person, **rest: Any) -> None:
    audit.record(Verb.PASSWORD_RESET, by=user, about=user, of=user)


def second_factor_added(*, user: Person, authenticator: Authenticator, **rest: Any) -> None:
    _told(Verb.SECOND_FACTOR_ADDED, user, authenticator)


def second_factor_removed(*, user: Person, authenticator: Authenticator, **rest: Any) -> None:
    _told(Verb.SECOND_FACTOR_REMOVED, user, authenticator)


def second_factor_reset(*, person: Person, **rest: Any) -> None:
    """The operator's reason is in the server's log: words have no place here."""
    audit.record(Verb.SECOND_FACTOR_RESET, by=None, about=person, of=person)


def _told(verb: Verb, user: Person, authenticator: Authenticator) -> None:
    audit.record(verb, by=user, about=user, of=user, kind=str(authenticator.type))


def _known(email: object) -> Person | None:
    """The person with an address, asked for in the way that has an index."""
    rows = Person.objects.alias(lowered=Lower("email")).exclude(email="")
    return rows.filter(lowered=str(email or "").lower()).first()


def _way_in(request: HttpRequest, user: Person) -> str:
    """What allauth noted of how one showed who one is: "password", "mfa", …"""
    records = _records(request, user)
    method = str(records[-1].get("method", "")) if records else ""
    method = SINGLE_SIGN_ON if method == ELSEWHERE else method
    return method[:30] if CODE.fullmatch(method) else ""


def _provider(request: HttpRequest, user: Person) -> dict[str, str]:
    """The uuid of the provider that one came from, if one did: also where a factor followed."""
    records = [record for record in _records(request, user) if record["method"] == ELSEWHERE]
    return {"provider": str(records[-1].get("provider", ""))} if records else {}


def _records(request: HttpRequest, user: Person) -> list[dict[str, Any]]:
    return list(get_authentication_records(request, user)) if hasattr(request, "session") else []
