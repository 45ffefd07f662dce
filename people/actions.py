"""What may be done with people, organisations and powers: the only place that writes them."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr

from people.events import power_granted
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
    **facts: Any,
) -> Organisation:
    """Hang a new organisation under its parent; a company has none.

    `facts` are further fields of Organisation: code, time_zone, tier, risk_band, state. Without a
    code it gets one.
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
    organisation.code = organisation.code or f"O{organisation.pk}"
    organisation.save(update_fields=["path", "branch", "code"])
    return organisation


@transaction.atomic
def change_organisation(organisation: Organisation, **facts: Any) -> None:
    """Set fields of an organisation: name, country, time_zone, tier, risk_band, ended_on."""
    for name, value in facts.items():
        setattr(organisation, name, value)
    organisation.save(update_fields=list(facts))


class UnderItself(Exception):
    """An organisation cannot hang below itself."""


@transaction.atomic
def move_organisation(organisation: Organisation, parent: Organisation) -> None:
    """Hang an organisation, with all below it, under another parent. Raises UnderItself."""
    organisation.refresh_from_db()
    parent.refresh_from_db()
    if parent.path.startswith(organisation.path):
        raise UnderItself(f"{parent} is below {organisation}")
    branch = parent.branch or organisation
    old, new = organisation.path, f"{parent.path}{organisation.pk}."
    Organisation.objects.under(organisation).update(
        path=Concat(Value(new), Substr("path", len(old) + 1)), branch=branch
    )
    Organisation.objects.filter(pk=organisation.pk).update(parent=parent)
    organisation.refresh_from_db()


@transaction.atomic
def add_person(*, full_name: str, password: str | None = None, **facts: Any) -> Person:
    """Add a person. Without a password nobody can sign in as them by password.

    `facts` are further fields of Person. Raises NameNotPrintable for control characters.
    """
    facts["latin_name"] = clean_name(facts.get("latin_name", ""))
    person = Person(full_name=clean_name(full_name), **facts)
    person.set_password(password)
    person.save()
    return person


@transaction.atomic
def join(
    person: Person,
    organisation: Organisation,
    *,
    workforce_type: str,
    started_on: date,
    roles: list[str],
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
    return membership


@transaction.atomic
def record_leave(membership: Membership, *, started_on: date, ended_on: date) -> Leave:
    """Record days away. Dates only: a reason is never asked for."""
    return Leave.objects.create(membership=membership, started_on=started_on, ended_on=ended_on)


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
    return row


@transaction.atomic
def choose_language(person: Person, language: str) -> None:
    """Remember the language a person reads in."""
    Person.objects.filter(pk=person.pk).update(language=language)
    person.language = language
