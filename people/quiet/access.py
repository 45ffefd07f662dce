"""Whose places one may pause and restrict, and who is told: the sustainability lead alone."""

from django.db.models import QuerySet

from people import access
from people.models import Organisation, Person, Power


def leads(person: Person) -> list[Organisation]:
    """The companies of which a person may restrict a whole country."""
    return access.companies_of(person, Power.CSO)


def decidable(person: Person) -> QuerySet[Organisation]:
    """What lies below the companies that a person leads; never a company as a whole."""
    places = access.organisations_of(person, Power.CSO)
    return places.exclude(kind=Organisation.Kind.COMPANY)
