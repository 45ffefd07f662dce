"""Who answers what people ask about their data, and whom a legal hold may be set for.

Who may bring somebody in answers for her data: the people administrator for the own workforce, the
supplier administrator for her own people. Nobody answers her own request. Where no supplier
administrator is left, the company's people administrators answer, so that somebody does.
"""

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import StrIndex

from people import access
from people.calendar import reporting_day
from people.models import Grant, Membership, Organisation, Person, Power
from people.privacy.models import Correction, ErasureRequest, RequestQuerySet

MOST_FOUND = 20


def place_of(person: Person) -> Organisation | None:
    """Where a person works or last worked; none for one who never did (an adviser)."""
    works = Membership.objects.filter(person=person).select_related("organisation")
    row = works.order_by(F("last_day").desc(nulls_first=True), "-started_on", "-pk").first()
    if row is None:
        grant = Grant.objects.filter(person=person).select_related("organisation").first()
        return grant.organisation if grant else None
    return row.organisation


def answerable(administrator: Person) -> QuerySet[Organisation]:
    """The organisations for whose people a person answers."""
    places = access.importable(administrator)
    if access.holds_for_company(administrator, Power.PEOPLE_ADMINISTRATOR):
        company = access.organisations_of(administrator, Power.PEOPLE_ADMINISTRATOR)
        places = places | company.filter(~Exists(_who_answers()))
    return places


def _who_answers() -> QuerySet[Grant]:
    """Supplier administrators in force at an organisation or above it."""
    grants = Grant.objects.in_force(reporting_day()).filter(power=Power.SUPPLIER_ADMINISTRATOR)
    return grants.annotate(above=StrIndex(OuterRef("path"), F("organisation__path"))).filter(
        above=Value(1)
    )


def erasures_for(administrator: Person) -> RequestQuerySet:
    places = answerable(administrator)
    rows = ErasureRequest.objects.filter(organisation__in=places).exclude(person=administrator)
    return rows.select_related("person", "organisation")


def corrections_for(administrator: Person) -> RequestQuerySet:
    places = answerable(administrator)
    rows = Correction.objects.filter(organisation__in=places).exclude(person=administrator)
    return rows.select_related("person", "organisation")


def holdable(lead: Person) -> QuerySet[Person]:
    """Whom a legal hold may be set for: whoever works or worked in the company of its lead."""
    company = access.organisations_of(lead, Power.CSO)
    works = Membership.objects.filter(organisation__in=company)
    powers = Grant.objects.filter(organisation__in=company)
    return Person.objects.filter(
        Q(pk__in=works.values("person")) | Q(pk__in=powers.values("person")), erased_at=None
    )


def found(lead: Person, asked: str) -> list[Person]:
    """Those whom a whole address or employee number means; never a part of it, never a name."""
    asked = asked.strip()
    company = access.organisations_of(lead, Power.CSO)
    works = Membership.objects.filter(organisation__in=company).filter(
        Q(employee_number=asked) | Q(work_email__iexact=asked)
    )
    meant = Q(pk__in=works.values("person")) | Q(email__iexact=asked)
    return list(holdable(lead).filter(meant).exclude(pk=lead.pk).order_by("pk")[:MOST_FOUND])
