"""What is known of the people of an identity system's users, within its reach. Reads only."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from people.models import Membership, Organisation, Person
from people.scim.models import ScimUser
from people.scim.tokens import Connection
from people.scim.told import Taken, key, number


def not_ended(on: date) -> Q:
    """A condition on memberships: those that last, and those that have not begun."""
    return Q(last_day=None) | Q(last_day__gte=on)


def ongoing(scope: QuerySet[Organisation], on: date, people: Iterable[Any]) -> QuerySet[Membership]:
    """The memberships of people, within a scope, that have not ended."""
    return Membership.objects.filter(not_ended(on), organisation__in=scope, person__in=people)


def last_post(connection: Connection, person: Person) -> Membership | None:
    """The membership that a person has in reach, or the last that she had."""
    posts = Membership.objects.filter(person=person, organisation__in=connection.scope)
    order = (F("last_day").desc(nulls_first=True), "-started_on", "-pk")
    return posts.select_related("organisation", "reports_to").order_by(*order).first()


def known_person(connection: Connection, employee_number: str) -> Person | None:
    """Who has, or had, an employee number in reach. Raises Taken if two people had it."""
    if not employee_number:
        return None
    numbered = Membership.objects.filter(
        employee_number=employee_number, organisation__in=connection.scope
    )
    people = list(Person.objects.filter(pk__in=numbered.values("person")).order_by("pk")[:2])
    if len(people) > 1:
        raise Taken("This employee number, by two people,")
    return people[0] if people else None


def refuse_second(connection: Connection, user_name: str) -> None:
    """Raise Taken if there is a user of this name."""
    rows = ScimUser.objects.standing().filter(organisation=connection.organisation)
    if rows.filter(user_key=key(user_name)).exists():
        raise Taken("A user with this userName")


def refuse_number_of_another(connection: Connection, user: ScimUser) -> None:
    """Raise Taken if somebody else in reach has, or had, the number that a user has now."""
    person = known_person(connection, number(user.external_id, user.employee_number))
    if person and person != user.person:
        raise Taken("A user with this employee number")


def works_elsewhere(connection: Connection, person: Person) -> bool:
    """Whether a person also is, or was, somewhere out of reach: what is hers is not ours then."""
    memberships = Membership.objects.filter(person=person)
    return memberships.exclude(organisation__in=connection.scope).exists()
