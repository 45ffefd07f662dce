"""What may be done with people, organisations and powers: the only place that writes them."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Concat, Substr
from django.utils import timezone

from people import access, undertakings
from people.audit import actions as audit
from people.audit.verbs import Verb
from people.calendar import reporting_day
from people.delegation import GIVES, may_give
from people.events import power_ended, power_granted
from people.models import (
    Grant,
    Leave,
    Membership,
    Organisation,
    Person,
    Power,
    RoleHeld,
    Undertaking,
    WorkforceType,
)
from people.names import clean_name
from people.quiet.carrying_actions import carry, carry_out_of
from people.quiet.finding import limits


class NotYoursToGive(Exception):
    """Somebody would give or end a power that is not hers to give there, or not to that person."""


class LastAdministrator(Exception):
    """Nobody would be left who holds the power there and could give it again."""


class AlreadyFounded(Exception):
    """A company has that name, or a person that address."""


@transaction.atomic
def found_company(name: str, *, country: str, lead: str, email: str) -> Grant:
    """Make a company, its first person and her power over it, from which all others come.

    Raises AlreadyFounded with the name or address that is taken, and NameNotPrintable.
    """
    for taken, rows in (
        (name, Organisation.objects.filter(kind=Organisation.Kind.COMPANY, name=name)),
        (email, Person.objects.filter(email__iexact=email)),
    ):
        if rows.exists():
            raise AlreadyFounded(taken)
    today = reporting_day()
    company = add_organisation(
        kind=Organisation.Kind.COMPANY, name=name, parent=None, started_on=today, country=country
    )
    person = add_person(full_name=lead, email=email)
    join(person, company, workforce_type=WorkforceType.EMPLOYEE, started_on=today, roles=[])
    return grant(person, Power.CSO, company, by=None)


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
def change_organisation(
    organisation: Organisation, *, by: Person | None = None, **facts: Any
) -> None:
    """Set fields of an organisation: name, country, time_zone, tier, risk_band, ended_on.

    A restriction that held for it in its country goes on holding.
    """
    country = organisation.country
    for name, value in facts.items():
        setattr(organisation, name, value)
    organisation.save(update_fields=list(facts))
    if organisation.country != country:
        carry_out_of(country, organisation, limits())
        organisation.refresh_from_db()
    audit.record(
        Verb.ORGANISATION_CHANGED,
        by=by,
        about=organisation,
        of=organisation,
        fields=sorted(facts),
    )


class UnderItself(Exception):
    """An organisation cannot hang below itself."""


@transaction.atomic
def move_organisation(
    organisation: Organisation, parent: Organisation, *, by: Person | None = None
) -> None:
    """Hang an organisation, with all below it, under another parent. Raises UnderItself.

    A pause or restriction that held for it from above goes on holding.
    """
    organisation.refresh_from_db()
    parent.refresh_from_db()
    if parent.path.startswith(organisation.path):
        raise UnderItself(f"{parent} is below {organisation}")
    branch = parent.branch or organisation
    held = limits()
    old, new = organisation.path, f"{parent.path}{organisation.pk}."
    Organisation.objects.under(organisation).update(
        path=Concat(Value(new), Substr("path", len(old) + 1)), branch=branch
    )
    Organisation.objects.filter(pk=organisation.pk).update(parent=parent)
    organisation.refresh_from_db()
    carry(organisation, held, old)
    organisation.refresh_from_db()
    audit.record(
        Verb.ORGANISATION_MOVED,
        by=by,
        about=organisation,
        of=organisation,
        parent=str(parent.uuid),
    )


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
def grant(
    person: Person,
    power: str,
    organisation: Organisation,
    *,
    by: Person | None,
    until: date | None = None,
) -> Grant:
    """Give a person a power over an organisation and all below it, for good or up to a last day.
    Twice is once.

    `by` is nobody where the installation itself is set up. Raises NotYoursToGive if `by` may not
    give that power there, or not to that person.
    """
    if by and (power, organisation) not in access.powers_to_give(by, person, reporting_day()):
        raise NotYoursToGive(power)
    same = Grant.objects.filter(person=person, power=power, organisation=organisation)
    for over in same.run_out(reporting_day()):
        _end(over, by=None)
    row, is_new = Grant.objects.get_or_create(
        person=person,
        power=power,
        organisation=organisation,
        ended_at=None,
        defaults={"granted_by": by, "until": until},
    )
    if is_new:
        power_granted.send(sender=Grant, grant=row)
        facts = {"until": until.isoformat()} if until else {}
        _tell(Verb.POWER_GRANTED, row, by=by, **facts)
    return row


@transaction.atomic
def end_grant(row: Grant, *, by: Person | None) -> Grant:
    """End a power; it counts from the next request on. Twice is once, and anybody may step down.

    `by` is nobody where an operator does it. Raises NotYoursToGive, or LastAdministrator: somebody
    must be left to give the power again.
    """
    # Of two who would end each other's power, the lock lets only the first.
    organisation = Organisation.objects.select_for_update().get(pk=row.organisation_id)
    row = Grant.objects.select_related("person").get(pk=row.pk)
    if row.ended_at:
        return row
    place = access.place_of(organisation)
    if by and by != row.person and not may_give(access.held_by(by), row.power, place):
        raise NotYoursToGive(row.power)
    others = Grant.objects.in_force(reporting_day()).exclude(person=row.person).filter(until=None)
    if GIVES[row.power] and not others.filter(power=row.power, organisation=organisation).exists():
        raise LastAdministrator(str(organisation.uuid))
    return _end(row, by=by)


def end_run_out() -> int:
    """End the powers whose last day is over; return how many. They have not counted since.

    Twice is once: each is locked and looked at again.
    """
    ended = 0
    for pk in list(
        Grant.objects.run_out(reporting_day()).order_by("pk").values_list("pk", flat=True)
    ):
        with transaction.atomic():
            row = Grant.objects.select_for_update().filter(pk=pk, ended_at=None).first()
            if row:
                _end(row, by=None)
                ended += 1
    return ended


def _end(row: Grant, *, by: Person | None) -> Grant:
    row.ended_at, row.ended_by = timezone.now(), by
    row.save(update_fields=["ended_at", "ended_by"])
    power_ended.send(sender=Grant, grant=row)
    _tell(Verb.POWER_ENDED, row, by=by)
    return row


@transaction.atomic
def accept_undertaking(person: Person) -> Undertaking:
    """Keep that a person has accepted the rules for people with power. Twice is once."""
    row, is_new = Undertaking.objects.get_or_create(person=person, version=undertakings.VERSION)
    if is_new:
        version = undertakings.VERSION
        audit.record(Verb.UNDERTAKING_ACCEPTED, by=person, about=person, of=person, version=version)
    return row


def _tell(verb: Verb, grant: Grant, *, by: Person | None, **facts: str) -> None:
    audit.record(
        verb,
        by=by,
        about=grant.person,
        of=grant.organisation,
        power=grant.power,
        organisation=str(grant.organisation.uuid),
        **facts,
    )


@transaction.atomic
def choose_language(person: Person, language: str) -> None:
    """Remember the language a person reads in."""
    Person.objects.filter(pk=person.pk).update(language=language)
    person.language = language
