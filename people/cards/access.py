"""Whose cards a person may see and write: those of the sites that her power reaches."""

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import StrIndex

from people import access
from people.calendar import reporting_day
from people.models import Grant, Organisation, Person, Power

KEEPERS = (Power.SUPPLIER_ADMINISTRATOR, Power.PEOPLE_ADMINISTRATOR, Power.CSO)


def sites_of(person: Person) -> QuerySet[Organisation]:
    """A supplier administrator's own subtree; a people administrator's own workforce's sites; all
    sites of the sustainability lead: the card is about the site, never about its people."""
    reached = (access.importable(person) | access.organisations_of(person, Power.CSO)).filter(
        kind=Organisation.Kind.SITE
    )
    return Organisation.objects.filter(Q(pk__in=reached.values("pk")), ended_on=None)


def leads_of(site: Organisation) -> QuerySet[Person]:
    """The sustainability leads of a site: who is told when one of its numbers fails."""
    grants = Grant.objects.in_force(reporting_day()).filter(power=Power.CSO)
    above = grants.annotate(place=StrIndex(Value(site.path), F("organisation__path")))
    return Person.objects.filter(pk__in=above.filter(place=1).values("person"))
