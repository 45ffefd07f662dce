"""What may be done with identity providers and identities: the only place that writes them."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from people.audit import actions as audit
from people.audit.verbs import Verb
from people.calendar import reporting_day
from people.events import door_changed, identity_linked
from people.models import Organisation, Person
from people.sign_on import rules
from people.sign_on.models import Identity, IdentityProvider

# What may be set, besides the name; any change of these has to be tested anew.
SETTINGS = {"issuer", "client_id", "secret", "address", "certificates", "number_claim"}


class NotYours(Exception):
    """Somebody would set up or change what is of an organisation that is not hers to look after."""


class IssuerStays(Exception):
    """People are known by this provider: another issuer would be another provider."""


class NotTested(Exception):
    """A provider that nobody has come back from cannot be turned on."""


class CannotLink(Exception):
    """Somebody else is that subject, or the person another one, or she does not belong there."""


class OnlyWayIn(Exception):
    """Without this identity the person could not sign in any more."""


@transaction.atomic
def set_up(*, organisation: Organisation, kind: str, name: str, by: Person) -> IdentityProvider:
    """Begin with a provider: so that there are addresses to give to it. Raises NotYours."""
    if not rules.places_for(by, reporting_day()).filter(pk=organisation.pk).exists():
        raise NotYours(str(organisation.uuid))
    row = IdentityProvider.objects.create(
        organisation=organisation, kind=kind, name=name, made_by=by, changed_by=by
    )
    _tell(Verb.PROVIDER_SET_UP, row, by=by, kind=kind)
    return row


@transaction.atomic
def change(provider: IdentityProvider, *, by: Person, **facts: Any) -> IdentityProvider:
    """Set a provider's name and SETTINGS. With other settings it is off until tested again.

    Setting what is set already does nothing. Raises NotYours, and IssuerStays.
    """
    row = _locked(provider, by)
    changed = {name for name, value in facts.items() if getattr(row, name) != value}
    if not changed:
        return row
    if "issuer" in changed and row.identities.exists():
        raise IssuerStays(str(row.uuid))
    for name in changed:
        setattr(row, name, facts[name])
    row.changed_by, row.changed_at = by, timezone.now()
    if changed & SETTINGS:
        row.passed_at, row.is_on = None, False
    row.save()
    _tell(Verb.PROVIDER_CHANGED, row, by=by, fields=sorted(changed))
    return row


@transaction.atomic
def pass_test(provider: IdentityProvider, *, by: Person, settings_of: datetime) -> bool:
    """Note that the settings of that moment have led somebody there and back.

    Returns whether they are still the same. Raises NotYours.
    """
    row = _locked(provider, by)
    if row.changed_at != settings_of:
        return False
    if not row.passed_at:
        row.passed_at = timezone.now()
        row.save(update_fields=["passed_at"])
        _tell(Verb.PROVIDER_TESTED, row, by=by)
    return True


@transaction.atomic
def turn_on(provider: IdentityProvider, *, by: Person) -> None:
    """Let people in by a provider. Twice is once. Raises NotYours, and NotTested."""
    row = _locked(provider, by)
    if not row.passed_at:
        raise NotTested(str(row.uuid))
    if not row.is_on:
        row.is_on = True
        row.save(update_fields=["is_on"])
        _tell(Verb.PROVIDER_TURNED_ON, row, by=by)


@transaction.atomic
def turn_off(provider: IdentityProvider, *, by: Person) -> None:
    """Let nobody in by it any more, from now on. Twice is once. Raises NotYours."""
    row = _locked(provider, by)
    if row.is_on:
        row.is_on = False
        row.save(update_fields=["is_on"])
        _tell(Verb.PROVIDER_TURNED_OFF, row, by=by)


@transaction.atomic
def recognise(provider: IdentityProvider, subject: str, *, number: str = "") -> Person | None:
    """Who comes with a subject, if she is known and may come in this way; else nobody.

    Whoever comes for the first time may be found by her employee number, and is known from then on.
    """
    today = reporting_day()
    row = IdentityProvider.objects.select_related("organisation__branch").get(pk=provider.pk)
    if not rules.signs_in(row, today):
        return None
    identity = _known(row, subject) or _found(row, subject, number)
    if identity is None:
        return None
    person = identity.person
    return person if person.is_active and rules.belongs(person, row, today) else None


def _known(provider: IdentityProvider, subject: str) -> Identity | None:
    rows = Identity.objects.open().filter(provider=provider, subject=subject)
    return rows.select_related("person").first()


def _found(provider: IdentityProvider, subject: str, number: str) -> Identity | None:
    """Of two that come at once with one number, the lock lets the first be found; the second is
    nobody, unless it is the same subject."""
    IdentityProvider.objects.select_for_update().get(pk=provider.pk)
    if known := _known(provider, subject):
        return known
    person = rules.found_by_number(provider, subject, number, reporting_day())
    return _link(person, provider, subject, Identity.Way.NUMBER) if person else None


@transaction.atomic
def link(person: Person, provider: IdentityProvider, subject: str) -> Identity:
    """Connect a subject with the person who is signed in. Twice is once. Raises CannotLink."""
    today = reporting_day()
    row = IdentityProvider.objects.select_for_update().get(pk=provider.pk)
    theirs = Identity.objects.open().filter(provider=row)
    known = theirs.filter(person=person, subject=subject).first()
    if known:
        return known
    is_taken = theirs.filter(subject=subject).exists() or theirs.filter(person=person).exists()
    if is_taken or not rules.signs_in(row, today) or not rules.belongs(person, row, today):
        raise CannotLink(str(row.uuid))
    return _link(person, row, subject, Identity.Way.SIGNED_IN)


@transaction.atomic
def let_go_of_numbers(person: Person) -> None:
    """Whoever receives a power is known no longer by what another said of her: her number.

    She connects her sign-in at work anew, while signed in. Twice is once.
    """
    rows = Identity.objects.open().filter(person=person, way=Identity.Way.NUMBER)
    for row in rows.select_related("provider__organisation").select_for_update(of=("self",)):
        _end(row, by=None)
        door_changed.send(sender=Identity, person=person)


@transaction.atomic
def unlink(identity: Identity, *, session: str | None = None) -> None:
    """End an identity: by the person herself. Twice is once. Raises OnlyWayIn.

    All her sessions end but the one with the key `session`.
    """
    person = Person.objects.select_for_update().get(pk=identity.person_id)
    row = Identity.objects.select_related("provider__organisation").get(pk=identity.pk)
    if row.ended_at:
        return
    others = [one for one in rules.providers_of(person) if one.pk != row.provider_id]
    if not person.has_usable_password() and not others:
        raise OnlyWayIn(str(row.uuid))
    _end(row, by=person)
    door_changed.send(sender=Identity, person=person, but=session)


def _end(row: Identity, *, by: Person | None) -> None:
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    audit.record(
        Verb.IDENTITY_UNLINKED,
        by=by,
        about=row.person,
        of=row.provider.organisation,
        provider=str(row.provider.uuid),
        identity=str(row.uuid),
    )


def _link(person: Person, provider: IdentityProvider, subject: str, way: str) -> Identity:
    identity = Identity.objects.create(provider=provider, person=person, subject=subject, way=way)
    identity_linked.send(sender=Identity, identity=identity)
    audit.record(
        Verb.IDENTITY_LINKED,
        by=person if way == Identity.Way.SIGNED_IN else None,
        about=person,
        of=provider.organisation,
        provider=str(provider.uuid),
        identity=str(identity.uuid),
        way=str(way),
    )
    return identity


def _locked(provider: IdentityProvider, by: Person) -> IdentityProvider:
    rows = IdentityProvider.objects.select_for_update(of=("self",)).select_related("organisation")
    row = rows.get(pk=provider.pk)
    if not rules.looked_after_by(by).filter(pk=row.pk).exists():
        raise NotYours(str(row.uuid))
    return row


def _tell(verb: Verb, provider: IdentityProvider, *, by: Person, **facts: Any) -> None:
    audit.record(
        verb,
        by=by,
        about=provider,
        of=provider.organisation,
        organisation=str(provider.organisation.uuid),
        **facts,
    )
