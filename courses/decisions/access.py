"""Who may propose something about whose enrolments, and who may confirm it.

The direct manager proposes, and whoever administers the person's organisation. Only the latter
confirm: the people administrator and the sustainability lead for the own workforce, the supplier
administrator for her own subtree. Nobody decides about herself, or confirms what she proposed.
"""

from django.db.models import Q, QuerySet

from courses.decisions.models import Proposal, ProposalQuerySet
from courses.models import Enrolment, EnrolmentQuerySet
from people import access
from people.agreements import rules
from people.calendar import reporting_day
from people.merging.chains import rows_of
from people.models import OWN_WORKFORCE, Membership, Person, Power

OF_THE_OWN = (Power.PEOPLE_ADMINISTRATOR, Power.CSO)


def seen_by(person: Person) -> QuerySet[Membership]:
    """Those whose status a person sees: her direct reports, and the staff she answers for."""
    today = reporting_day()
    ways = [access.reports_of(person, today), access.staff_of(person, today)]
    return _among(Membership.objects.filter(_any_of(ways)), person)


def administered_by(person: Person) -> QuerySet[Membership]:
    """Those about whom a person may confirm what another has proposed."""
    today = reporting_day()
    scope = Q(pk__in=access.staff_of(person, today).values("pk"))
    for power in OF_THE_OWN:
        scope |= _own_workforce_of(person, power)
    found = Membership.objects.active(today).filter(scope, person__erased_at=None)
    return _among(found, person)


def _own_workforce_of(person: Person, power: str) -> Q:
    places = access.organisations_of(person, power).filter(access.OWN_ORGANISATIONS)
    return Q(organisation__in=places, workforce_type__in=OWN_WORKFORCE)


def _any_of(ways: list[QuerySet[Membership]]) -> Q:
    scope = Q(pk__in=[])  # nothing, until a way opens something
    for way in ways:
        scope |= Q(pk__in=way.values("pk"))
    return scope


def _among(memberships: QuerySet[Membership], person: Person) -> QuerySet[Membership]:
    """Never oneself, and nobody whose status may not be shown where she works (rule S-31)."""
    shown, _off = rules.with_status(memberships.exclude(person=person))
    return shown


def proposable(person: Person) -> EnrolmentQuerySet:
    """The enrolments about which a person may propose something."""
    ways = [seen_by(person), administered_by(person)]
    people = Membership.objects.filter(_any_of(ways)).values("person")
    return Enrolment.objects.filter(person__in=people, duplicate_of=None)


def to_recognise(person: Person, who: str, programme: str) -> QuerySet[Enrolment]:
    """What those whom a people administrator means have still to do of a programme, by its code.

    `who` is a whole e-mail address, or an employee number at a place that she administers. She
    sees nobody's status (section 12 of the sensitivities): what this finds is never told her.
    """
    hers = _own_workforce_of(person, Power.PEOPLE_ADMINISTRATOR)
    named = Q(person__email__iexact=who) | Q(employee_number=who)
    works = Membership.objects.active(reporting_day()).filter(hers, named, person__erased_at=None)
    return Enrolment.objects.open().filter(
        person__in=_among(works, person).values("person"),
        programme__code=programme,
        duplicate_of=None,
        completion=None,
    )


def answerable(person: Person) -> ProposalQuerySet:
    """The proposals that a person may confirm or refuse, answered ones among them."""
    people = administered_by(person).values("person")
    rows = Proposal.objects.filter(enrolment__person__in=people).exclude(
        proposed_by__in=rows_of(person)
    )
    return rows.select_related(
        "enrolment__person", "enrolment__programme", "enrolment__completion", "proposed_by"
    )


def proposed_by(person: Person) -> ProposalQuerySet:
    rows = Proposal.objects.filter(proposed_by__in=rows_of(person))
    return rows.select_related("enrolment__person", "enrolment__programme", "enrolment__completion")


def told_of(person: Person) -> ProposalQuerySet:
    """What she proposed, as far as it may be told her: about whom she does not see once it is
    answered, since one that waits says that the person has the programme to do."""
    seen = Q(enrolment__person__in=seen_by(person).values("person"))
    return proposed_by(person).filter(seen | ~Q(outcome=""))
