"""Who holds which power, and whom one may be given to: lists for those who answer for powers."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, Q

from people.access import people_in_the_hands_of
from people.models import Grant, GrantQuerySet, Membership, Person

GRANTS_A_PAGE = 50
MOST_FOUND = 20


@dataclass(frozen=True)
class GrantPage:
    """Some grants of a list sorted by the holder's name; `after` names the last if more follow."""

    grants: list[Grant]
    after: UUID | None


def grants_by_name(grants: GrantQuerySet, *, after: UUID | None = None) -> GrantPage:
    """Fifty grants with holder, organisation and giver, behind the one of that id."""
    anchor = grants.filter(uuid=after).select_related("person").first() if after else None
    if anchor:
        name = anchor.person.full_name
        grants = grants.filter(
            Q(person__full_name__gt=name) | Q(person__full_name=name, pk__gt=anchor.pk)
        )
    rows = grants.select_related("person", "organisation", "granted_by")
    found = list(rows.order_by("person__full_name", "pk")[: GRANTS_A_PAGE + 1])
    shown = found[:GRANTS_A_PAGE]
    return GrantPage(shown, shown[-1].uuid if len(found) > GRANTS_A_PAGE else None)


def found(giver: Person, asked: str, on: date) -> list[Person]:
    """Those to whom one may give powers and whom the words mean, with `places`: where they work.

    A part of the name is enough; an address or employee number must be whole.
    """
    people = people_in_the_hands_of(giver, on)
    nameable = people_in_the_hands_of(giver, on, by_name=True)
    numbers = Membership.objects.active(on).filter(employee_number=asked)
    named = Q(full_name__icontains=asked) | Q(latin_name__icontains=asked)
    named &= Q(pk__in=nameable.values("pk"))
    numbered = Q(pk__in=numbers.values("person"))
    current = Membership.objects.active(on).select_related("organisation").order_by("pk")
    matching = people.filter(named | Q(email__iexact=asked) | numbered)
    with_places = matching.prefetch_related(Prefetch("memberships", current, to_attr="places"))
    return list(with_places.order_by("full_name", "pk")[: MOST_FOUND + 1])
