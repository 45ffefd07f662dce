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
from people.models import Person
from people.throttle import seconds_to_wait

# Whoever goes on although refused is told of once in so many seconds, not with every try.
THROTTLED_ONCE_IN = 60


def signed_in(*, request: HttpRequest, user: Person, **rest: Any) -> None:
    audit.record(Verb.SIGNED_IN, by=user, about=user, of=user, acting_as=_way_in(request, user))


def signed_out(*, user: Person | None, **rest: Any) -> None:
    """Who was not signed in (any more) does not sign out."""
    if user:
        audit.record(Verb.SIGNED_OUT, by=user, about=user, of=user)


def failed(*, credentials: dict[str, Any], **rest: Any) -> None:
    person = _known(credentials.get("email"))
    audit.record(Verb.SIGN_IN_FAILED, by=None, about=person, of=person)


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
    records = get_authentication_records(request, user) if hasattr(request, "session") else []
    method = str(records[-1].get("method", "")) if records else ""
    return method[:30] if CODE.fullmatch(method) else ""
