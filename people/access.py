"""Who may see whom. Every list and every look-up of another's row begins here.

A manager sees her reports, a supplier administrator the staff of her own subtree, a people
administrator the own workforce that she brings in. A sustainability
lead sees figures, never a supplier's people. Whoever has no power sees nobody but herself, and
whoever has left the company and all its suppliers has no power any more.
"""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from people.calendar import reporting_day
from people.delegation import GIVES, OVER, Held, Place, fits, may_give
from people.models import (
    OWN_WORKFORCE,
    Grant,
    GrantQuerySet,
    Membership,
    Organisation,
    Person,
    Power,
)

# The company with its units: what is no supplier's.
OWN_ORGANISATIONS = Q(branch=None) | ~Q(branch__kind=Organisation.Kind.SUPPLIER)


def _has_not_left(person: Person, on: date) -> Q:
    """A condition on any row: the person works here on a day, or never did (an adviser)."""
    memberships = Membership.objects.filter(person=person)
    return Q(Exists(memberships.active(on))) | ~Q(Exists(memberships))


def _powers(person: Person, *powers: str) -> GrantQuerySet:
    return Grant.objects.in_force(reporting_day()).filter(person=person, power__in=powers)


def has_reports(person: Person, on: date) -> bool:
    return reports_of(person, on).exists()


def holds(person: Person, *powers: str) -> bool:
    """Whether a person has one of these powers over any organisation."""
    return _powers(person, *powers).exists()


def holds_for_company(person: Person, *powers: str) -> bool:
    """Whether a person has one of them over the company as a whole, not just a part of it."""
    return _powers(person, *powers).filter(organisation__parent=None).exists()


def organisations_of(person: Person, power: str) -> QuerySet[Organisation]:
    """The organisations a person has a power over, subtrees included; none without a grant."""
    paths = _powers(person, power).values_list("organisation__path", flat=True)
    scope = Q(pk__in=[])  # nothing, until a grant opens something
    for path in paths:
        scope |= Q(path__startswith=path)
    return Organisation.objects.filter(scope)


def companies_of(person: Person, *powers: str) -> list[Organisation]:
    """The lead companies that a person has one of these powers over as a whole, by name."""
    roots = _powers(person, *powers).filter(organisation__parent=None)
    found = Organisation.objects.filter(pk__in=roots.values("organisation"))
    return list(found.order_by("name", "pk"))


def reports_of(manager: Person, on: date) -> QuerySet[Membership]:
    """The memberships of a manager's direct reports on a day."""
    reports = Membership.objects.active(on).filter(person__erased_at=None, reports_to=manager)
    return reports.filter(_has_not_left(manager, on))


def importable(person: Person) -> QuerySet[Organisation]:
    """Where a person may bring people in by a file.

    A people administrator does it for the own workforce, never for a supplier's people; a supplier
    administrator for her own subtree.
    """
    own = organisations_of(person, Power.PEOPLE_ADMINISTRATOR).filter(OWN_ORGANISATIONS)
    return own | organisations_of(person, Power.SUPPLIER_ADMINISTRATOR)


def may_import(person: Person) -> bool:
    return importable(person).exists()


def workplaces(organisation: Organisation) -> QuerySet[Organisation]:
    """An organisation and what is below it, as far as its employer reaches.

    A company's own workforce does not include the people of its suppliers.
    """
    branch = organisation.branch
    below = Organisation.objects.under(organisation)
    is_suppliers = branch is not None and branch.kind == Organisation.Kind.SUPPLIER
    return below if is_suppliers else below.filter(OWN_ORGANISATIONS)


def mergeable(person: Person) -> QuerySet[Person]:
    """Whose rows a person may merge: who works, or worked, where she brings people in and nowhere
    else. Never her own."""
    places = importable(person)
    posts = Membership.objects.filter(person=OuterRef("pk"))
    return (
        Person.objects.standing()
        .filter(Exists(posts.filter(organisation__in=places)))
        .exclude(Exists(posts.exclude(organisation__in=places)))
        .exclude(pk=person.pk)
    )


def shapeable(person: Person) -> QuerySet[Organisation]:
    """The organisations that a person may add to and change: only who has the whole company."""
    if not holds_for_company(person, Power.PEOPLE_ADMINISTRATOR):
        return Organisation.objects.none()
    return organisations_of(person, Power.PEOPLE_ADMINISTRATOR)


def staff_of(administrator: Person, on: date) -> QuerySet[Membership]:
    """The memberships that a supplier administrator answers for on a day: her own subtree's."""
    organisations = organisations_of(administrator, Power.SUPPLIER_ADMINISTRATOR)
    return Membership.objects.active(on).filter(
        organisation__in=organisations, person__erased_at=None
    )


# --- giving powers on ----------------------------------------------------------------------


def held_by(person: Person) -> list[Held]:
    """The powers that a person holds today, each with where."""
    grants = Grant.objects.in_force(reporting_day()).filter(person=person)
    return [Held(power, path) for power, path in grants.values_list("power", "organisation__path")]


def gives_powers(person: Person) -> bool:
    return any(GIVES[one.power] for one in held_by(person))


def grants_in_the_hands_of(giver: Person) -> GrantQuerySet:
    """The open grants that a person may end: of powers that she may give, where she may."""
    scope = Q(pk__in=[])  # nothing, until a power opens something
    for one in held_by(giver):
        scope |= Q(power__in=GIVES[one.power], organisation__path__startswith=one.path)
    return Grant.objects.open().exclude(until__lt=reporting_day()).filter(scope)


def people_in_the_hands_of(giver: Person, on: date, *, by_name: bool = False) -> QuerySet[Person]:
    """Those who work, on a day, where a person has powers to give. Never the giver.

    Who gives for the company looks by name among its own workforce alone. A supplier's people she
    must know by their address or number: their names are not hers to leaf through.
    """
    scope = Q(pk__in=[])
    for one in held_by(giver):
        if GIVES[one.power]:
            place = Q(organisation__path__startswith=one.path)
            reaches_suppliers = Power.SUPPLIER_ADMINISTRATOR in GIVES[one.power]
            if "company" in OVER[one.power] and (by_name or not reaches_suppliers):
                place &= Q(workforce_type__in=OWN_WORKFORCE)
            scope |= place
    memberships = Membership.objects.active(on).filter(scope, person__erased_at=None)
    return Person.objects.filter(pk__in=memberships.values("person")).exclude(pk=giver.pk)


def powers_to_give(giver: Person, person: Person, on: date) -> list[tuple[str, Organisation]]:
    """What one may give another: each power with each place of hers that it can be over."""
    if giver == person:
        return []
    held = held_by(giver)
    works = [
        (membership.organisation.path, membership.workforce_type in OWN_WORKFORCE)
        for membership in Membership.objects.active(on)
        .filter(person=person)
        .select_related("organisation")
    ]
    above = {int(pk) for path, _ in works for pk in path.split(".") if pk}
    places = Organisation.objects.filter(pk__in=above).order_by("path")
    return [
        (power, organisation)
        for organisation in places
        for power in OVER
        if may_give(held, power, place_of(organisation))
        and any(
            fits(power, place_of(organisation), works_at=path, is_own_workforce=is_own)
            for path, is_own in works
        )
    ]


def place_of(organisation: Organisation) -> Place:
    return Place(organisation.kind, organisation.path)
