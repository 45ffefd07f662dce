"""Whose cards a person may see and write: those of the sites that her power reaches."""

from django.db.models import Q, QuerySet

from people import access
from people.models import Organisation, Person, Power

KEEPERS = (Power.SUPPLIER_ADMINISTRATOR, Power.PEOPLE_ADMINISTRATOR, Power.CSO)


def sites_of(person: Person) -> QuerySet[Organisation]:
    """A supplier administrator's own subtree; a people administrator's own workforce's sites; all
    sites of the sustainability lead: the card is about the site, never about its people."""
    reached = (access.importable(person) | access.organisations_of(person, Power.CSO)).filter(
        kind=Organisation.Kind.SITE
    )
    return Organisation.objects.filter(Q(pk__in=reached.values("pk")), ended_on=None)
