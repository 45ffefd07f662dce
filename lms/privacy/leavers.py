"""Whose name may be kept no longer: people who have left, and those of suppliers that have gone."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from courses.models import Completion
from people.models import Grant, Membership, Organisation, Person
from people.privacy.keeping import held, over
from people.privacy.periods import Keeping


def leavers(on: date) -> QuerySet[Person]:
    """People who left long ago, and whose last certificate ran out long enough ago."""
    works = Membership.objects.filter(person=OuterRef("pk"))
    recent = works.filter(Q(last_day=None) | Q(last_day__gt=over(Keeping.LEAVERS, on)))
    certified = Completion.objects.filter(
        enrolment__person=OuterRef("pk"),
        expires_on__gt=over(Keeping.CERTIFIED, on),
        revoked_on=None,
    )
    return _to_erase(on).filter(Exists(works), ~Exists(recent), ~Exists(certified))


def supplier_staff(on: date) -> QuerySet[Person]:
    """People of suppliers that have gone, who work nowhere else, nor did lately."""
    gone = Q(ended_on__lte=over(Keeping.SUPPLIER_EXIT, on))
    suppliers = Organisation.objects.filter(gone, kind=Organisation.Kind.SUPPLIER)
    works = Membership.objects.filter(person=OuterRef("pk"))
    there = works.filter(_at(suppliers))
    elsewhere = works.exclude(_at(suppliers)).filter(
        Q(last_day=None) | Q(last_day__gt=over(Keeping.LEAVERS, on))
    )
    return _to_erase(on).filter(Exists(there), ~Exists(elsewhere))


def _at(suppliers: QuerySet[Organisation]) -> Q:
    return Q(organisation__in=suppliers) | Q(organisation__branch__in=suppliers)


def _to_erase(on: date) -> QuerySet[Person, Any]:
    """Whoever is held, or still holds a power, is left alone."""
    powers = Grant.objects.open().filter(person=OuterRef("pk"))
    return Person.objects.filter(~Exists(powers), erased_at=None).exclude(pk__in=held(on))
