"""Who must show a second factor, who has one, and whether this session has shown it."""

from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from lms.accounts import actions
from people import undertakings
from people.models import Grant, Person, Undertaking

# What proves by itself that it is the person; recovery codes only stand in for one of these.
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def people() -> QuerySet[Person]:
    """People who know whether they hold a power, have a second factor, and have accepted the rules
    for people with power: asked with the row."""
    grants = Grant.objects.open().filter(person=OuterRef("pk"))
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)
    accepted = Undertaking.objects.filter(person=OuterRef("pk"), version=undertakings.VERSION)
    return Person.objects.annotate(
        has_power=Exists(grants) | Q(is_superuser=True),
        has_second_factor=Exists(factors),
        has_undertaking=Exists(accepted),
    )


def must_have(person: Person) -> bool:
    """Whoever can do or see something for others needs more than a password."""
    return bool(settings.SECOND_FACTOR_REQUIRED) and bool(knowing(person).has_power)


def has(person: Person) -> bool:
    return bool(knowing(person).has_second_factor)


def knowing(person: Person) -> Any:
    """The person as `people` gives her; a signed-in person has come from there."""
    return person if hasattr(person, "has_power") else people().get(pk=person.pk)


def is_shown(request: HttpRequest) -> bool:
    """Whether the second factor was shown in this session."""
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" for record in records)


def is_missing(request: HttpRequest) -> bool:
    """Whether the reader has power and has not shown a second factor: she gets no further."""
    person = getattr(request, "user", None)
    if not isinstance(person, Person) or not must_have(person):
        return False
    return not (has(person) and is_shown(request))


def is_last(authenticator: Authenticator) -> bool:
    """Whether the person has no second factor besides this one."""
    others = Authenticator.objects.filter(user=authenticator.user_id, type__in=FACTORS)
    return not others.exclude(pk=authenticator.pk).exists()


def note_added(request: HttpRequest, user: Person, authenticator: Authenticator) -> None:
    """Who has just set one up has shown it."""
    if authenticator.type in FACTORS:
        record_authentication(
            request, user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True
        )
        renew(request)


def note_shown(
    request: HttpRequest,
    user: Person,
    authenticator: Authenticator,
    reauthenticated: bool,
    passwordless: bool,
) -> None:
    """A session that goes on; where one signs in, a new session begins anyway."""
    if reauthenticated:
        renew(request)


def renew(request: HttpRequest) -> None:
    """The session is worth more now, and gets a new id."""
    before = request.session.session_key
    request.session.cycle_key()
    actions.follow_session(before, request.session.session_key)
