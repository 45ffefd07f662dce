"""Who may see whom. Every list and every look-up of another's row begins here.

A manager sees her reports, a supplier administrator the staff of her own subtree. A sustainability
lead sees figures, never a supplier's people. Whoever has no power sees nobody but herself.
"""

from datetime import date

from django.db.models import Q, QuerySet

from people.models import Grant, Membership, Organisation, Person, Power


def has_reports(person: Person, on: date) -> bool:
    return Membership.objects.active(on).filter(reports_to=person).exists()


def holds(person: Person, power: str) -> bool:
    """Whether a person has a power over any organisation."""
    return Grant.objects.open().filter(person=person, power=power).exists()


def holds_for_company(person: Person, power: str) -> bool:
    """Whether a person has a power over the company as a whole, not just over a part of it."""
    rows = Grant.objects.open().filter(person=person, power=power)
    return rows.filter(organisation__parent=None).exists()


def organisations_of(person: Person, power: str) -> QuerySet[Organisation]:
    """The organisations a person has a power over, subtrees included; none without a grant."""
    paths = (
        Grant.objects.open()
        .filter(person=person, power=power)
        .values_list("organisation__path", flat=True)
    )
    scope = Q(pk__in=[])  # nothing, until a grant opens something
    for path in paths:
        scope |= Q(path__startswith=path)
    return Organisation.objects.filter(scope)


def reports_of(manager: Person, on: date) -> QuerySet[Membership]:
    """The memberships of a manager's direct reports on a day."""
    return Membership.objects.active(on).filter(reports_to=manager)


def staff_of(administrator: Person, on: date) -> QuerySet[Membership]:
    """The memberships that a supplier administrator answers for on a day: her own subtree's."""
    organisations = organisations_of(administrator, Power.SUPPLIER_ADMINISTRATOR)
    return Membership.objects.active(on).filter(organisation__in=organisations)
