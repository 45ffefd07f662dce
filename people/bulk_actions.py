"""What may be done with many people at once: the verbs of actions.py for whole lists.

They run inside the caller's transaction, which has locked what it decides on.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F
from django.db.models.functions import Lower

from people.models import Leave, Membership, Person, RoleHeld

BATCH = 500


def add_people(facts: list[dict[str, Any]]) -> list[Person]:
    """Add people; nobody can sign in as them by password. Returns them in order, with their ids.

    `facts` are fields of Person. An address that somebody has already is left out.
    """
    addresses = free_addresses(one.get("email", "") for one in facts)
    people = []
    for one in facts:
        person = Person(**one)
        person.email = addresses.get(person.email.lower(), "")
        person.set_unusable_password()
        people.append(person)
    return Person.objects.bulk_create(people, batch_size=BATCH)


def free_addresses(addresses: Iterable[str]) -> dict[str, str]:
    """The addresses that nobody signs in with, by their lower-case form."""
    wanted = {address.lower(): address for address in addresses if address}
    taken = Person.objects.annotate(lower=Lower("email")).filter(lower__in=list(wanted))
    for email in taken.values_list("lower", flat=True):
        wanted.pop(email, None)
    return wanted


def change_people(changes: Mapping[int, dict[str, Any]]) -> None:
    """Set fields of people, by id. An address is set only if nobody has it."""
    addresses = free_addresses(fields.get("email", "") for fields in changes.values())
    for fields in changes.values():
        if "email" in fields and fields["email"].lower() not in addresses:
            del fields["email"]
    _change(Person, changes)


def change_memberships(changes: Mapping[int, dict[str, Any]]) -> None:
    """Set fields of memberships, by id."""
    _change(Membership, changes)


def _change(model: type[Person] | type[Membership], changes: Mapping[int, dict[str, Any]]) -> None:
    """Set fields by id: rows that get the same fields are written together."""
    alike: dict[tuple[str, ...], list[Any]] = defaultdict(list)
    for pk, fields in changes.items():
        if fields:
            alike[tuple(sorted(fields))].append(model(pk=pk, **fields))
    for names, rows in alike.items():
        model.objects.bulk_update(rows, names, batch_size=BATCH)


def close_memberships(last_days: Mapping[int, date]) -> None:
    """End memberships, by id, with the audience roles held there."""
    change_memberships({pk: {"last_day": day} for pk, day in last_days.items()})
    for day, memberships in _by_day(last_days).items():
        end_roles(memberships, day)


def _by_day(days: Mapping[int, date]) -> dict[date, list[int]]:
    found: dict[date, list[int]] = defaultdict(list)
    for pk, day in days.items():
        found[day].append(pk)
    return found


def open_memberships(memberships: list[Membership], roles: list[list[str]]) -> list[Membership]:
    """Make people members, holding audience roles from the same day; the lists go together."""
    opened = Membership.objects.bulk_create(memberships, batch_size=BATCH)
    hold_roles(
        RoleHeld(membership=membership, role=role, started_on=membership.started_on)
        for membership, held in zip(opened, roles, strict=True)
        for role in held
    )
    return opened


def hold_roles(held: Iterable[RoleHeld]) -> None:
    RoleHeld.objects.bulk_create(held, batch_size=BATCH)


def end_roles(memberships: list[int], last_day: date, role: str | None = None) -> None:
    """End an open audience role (or all) of memberships; one begun later ends as it began."""
    held = RoleHeld.objects.filter(membership__in=memberships, ended_on=None)
    if role:
        held = held.filter(role=role)
    held.filter(started_on__gt=last_day).update(ended_on=F("started_on"))
    held.filter(started_on__lte=last_day).update(ended_on=last_day)


@dataclass(frozen=True)
class Absence:
    """Days away of a membership. Dates only."""

    membership_id: int
    started_on: date
    ended_on: date


def record_leaves(absences: list[Absence]) -> None:
    """Record days away; one that begins on the same day is the same, and gets the new end."""
    known = Leave.objects.filter(membership__in=[absence.membership_id for absence in absences])
    standing = {(leave.membership_id, leave.started_on): leave for leave in known}
    again = []
    new = []
    for absence in absences:
        leave = standing.get((absence.membership_id, absence.started_on))
        if leave:
            leave.ended_on = absence.ended_on
            again.append(leave)
        else:
            new.append(Leave(**vars(absence)))
    Leave.objects.bulk_update(again, ["ended_on"], batch_size=BATCH)
    Leave.objects.bulk_create(new, batch_size=BATCH)
