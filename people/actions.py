"""What may be done with people, organisations and powers: the only place that writes them."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from people.audit import actions as audit
from people.audit.verbs import Verb
from people.events import power_ended, power_granted
from people.models import Grant, Leave, Membership, Organisation, Person, RoleHeld
from people.names import clean_name


@transaction.atomic
def add_organisation(
    *,
    kind: str,
    name: str,
    parent: Organisation | None,
    started_on: date,
    country: str,
    by: Person | None = None,
    **facts: Any,
) -> Organisation:
    """Hang a new organisation under its parent; a company has none.

    `facts` are further fields of Organisation: time_zone, tier, risk_band, state.
    """
    organisation = Organisation.objects.create(
        kind=kind,
        name=name,
        parent=parent,
        started_on=started_on,
        country=country,
        path="",
        **facts,
    )
    organisation.path = f"{parent.path if parent else ''}{organisation.pk}."
    if parent:
        organisation.branch = parent.branch or organisation
    organisation.save(update_fields=["path", "branch"])
    audit.record(
        Verb.ORGANISATION_ADDED,
        by=by,
        about=organisation,
        of=organisation,
        kind=kind,
        parent=str(parent.uuid) if parent else None,
    )
    return organisation


@transaction.atomic
def add_person(
    *, full_name: str, password: str | None = None, by: Person | None = None, **facts: Any
) -> Person:
    """Add a person. Without a password nobody can sign in as them by password.

    `facts` are further fields of Person. Raises NameNotPrintable for control characters.
    """
    facts["latin_name"] = clean_name(facts.get("latin_name", ""))
    person = Person(full_name=clean_name(full_name), **facts)
    person.set_password(password)
    person.save()
    audit.record(Verb.PERSON_ADDED, by=by, about=person, of=by)
    return person


@transaction.atomic
def join(
    person: Person,
    organisation: Organisation,
    *,
    workforce_type: str,
    started_on: date,
    roles: list[str],
    by: Person | None = None,
    **facts: Any,
) -> Membership:
    """Make a person a member of an organisation, holding audience roles from the same day.

    `facts` are further fields of Membership: employee_number, reports_to, last_day …
    """
    membership = Membership.objects.create(
        person=person,
        organisation=organisation,
        workforce_type=workforce_type,
        started_on=started_on,
        **facts,
    )
    RoleHeld.objects.bulk_create(
        RoleHeld(membership=membership, role=role, started_on=started_on) for role in roles
    )
    audit.record(
        Verb.PERSON_JOINED,
        by=by,
        about=person,
        of=organisation,
        organisation=str(organisation.uuid),
        workforce_type=workforce_type,
        roles=[str(role) for role in roles],
    )
    return membership


@transaction.atomic
def record_leave(
    membership: Membership, *, started_on: date, ended_on: date, by: Person | None = None
) -> Leave:
    """Record days away. Dates only: a reason is never asked for."""
    leave = Leave.objects.create(membership=membership, started_on=started_on, ended_on=ended_on)
    audit.record(Verb.LEAVE_RECORDED, by=by, about=membership.person, of=membership.organisation)
    return leave


@transaction.atomic
def grant(person: Person, power: str, organisation: Organisation, *, by: Person | None) -> Grant:
    """Give a person a power over an organisation and all below it. Twice is once."""
    row, is_new = Grant.objects.get_or_create(
        person=person,
        power=power,
        organisation=organisation,
        ended_at=None,
        defaults={"granted_by": by},
    )
    if is_new:
        power_granted.send(sender=Grant, grant=row)
        _tell(Verb.POWER_GRANTED, row, by=by)
    return row


@transaction.atomic
def end_grant(grant: Grant, *, by: Person | None) -> None:
    """Take a power back, from the next request on. Twice is once."""
    if Grant.objects.open().filter(pk=grant.pk).update(ended_at=timezone.now()):
        power_ended.send(sender=Grant, grant=grant)
        _tell(Verb.POWER_ENDED, grant, by=by)


def _tell(verb: Verb, grant: Grant, *, by: Person | None) -> None:
    audit.record(
        verb,
        by=by,
        about=grant.person,
        of=grant.organisation,
        power=grant.power,
        organisation=str(grant.organisation.uuid),
    )


@transaction.atomic
def choose_language(person: Person, language: str) -> None:
    """Remember the language a person reads in."""
    Person.objects.filter(pk=person.pk).update(language=language)
    person.language = language
