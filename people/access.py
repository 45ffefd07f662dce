"""Who may see whom. Every list and every look-up of another's row begins here.

A manager sees her reports, a supplier administrator the staff of her own subtree, a people
administrator the own workforce that she brings in. A sustainability
lead sees figures, never a supplier's people. Whoever has no power sees nobody but herself, and
whoever has left the company and all its suppliers has no power any more.
"""

from datetime import date

from django.db.models import Exists, Q, QuerySet

from people.calendar import reporting_day
from people.models import Grant, GrantQuerySet, Membership, Organisation, Person, Power


def _has_not_left(person: Person, on: date) -> Q:
    """A condition on any row: the person works here on a day, or never did (an adviser)."""
    memberships = Membership.objects.filter(person=person)
    return Q(Exists(memberships.active(on))) | ~Q(Exists(memberships))


def _powers(person: Person, power: str) -> GrantQuerySet:
    return Grant.objects.open().filter(
        _has_not_left(person, reporting_day()), person=person, power=power
    )


def has_reports(person: Person, on: date) -> bool:
    return reports_of(person, on).exists()


def holds(person: Person, power: str) -> bool:
    """Whether a person has a power over any organisation."""
    return _powers(person, power).exists()


def holds_for_company(person: Person, power: str) -> bool:
    """Whether a person has a power over the company as a whole, not just over a part of it."""
    return _powers(person, power).filter(organisation__parent=None).exists()


def organisations_of(person: Person, power: str) -> QuerySet[Organisation]:
    """The organisations a person has a power over, subtrees included; none without a grant."""
    paths = _powers(person, power).values_list("organisation__path", flat=True)
    scope = Q(pk__in=[])  # nothing, until a grant opens something
    for path in paths:
        scope |= Q(path__startswith=path)
    return Organisation.objects.filter(scope)


def reports_of(manager: Person, on: date) -> QuerySet[Membership]:
    """The memberships of a manager's direct reports on a day."""
    return Membership.objects.active(on).filter(_has_not_left(manager, on), reports_to=manager)


def importable(person: Person) -> QuerySet[Organisation]:
    """Where a person may bring people in by a file.

    A people administrator does it for the own workforce, never for a supplier's people; a supplier
    administrator for her own subtree.
    """
    kinds = Organisation.Kind
    own = organisations_of(person, Power.PEOPLE_ADMINISTRATOR).filter(
        Q(branch=None) | ~Q(branch__kind=kinds.SUPPLIER)
    )
    return own | organisations_of(person, Power.SUPPLIER_ADMINISTRATOR)


def may_import(person: Person) -> bool:
    return importable(person).exists()


def shapeable(person: Person) -> QuerySet[Organisation]:
    """The organisations that a person may add to and change: only who has the whole company."""
    if not holds_for_company(person, Power.PEOPLE_ADMINISTRATOR):
        return Organisation.objects.none()
    return organisations_of(person, Power.PEOPLE_ADMINISTRATOR)


def staff_of(administrator: Person, on: date) -> QuerySet[Membership]:
    """The memberships that a supplier administrator answers for on a day: her own subtree's."""
    organisations = organisations_of(administrator, Power.SUPPLIER_ADMINISTRATOR)
    return Membership.objects.active(on).filter(organisation__in=organisations)
