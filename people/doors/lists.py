"""Lists for those who look after ways in: sorted by name, page by page."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from people.doors import access
from people.doors.models import Card, Door, Joining, JoinLink
from people.models import Membership, MembershipQuerySet, Organisation, Person

LINKS_A_PAGE = 50
PEOPLE_A_PAGE = 60


@dataclass(frozen=True)
class Page:
    """Some rows; `after` names the last if more follow."""

    rows: list[Any]
    after: str


def links(person: Person, *, after: UUID | None = None) -> Page:
    """A person's join links with how many have joined, the newest first."""
    rows = access.links(person).counted().select_related("organisation")
    if after and (last := access.links(person).filter(uuid=after).first()):
        rows = rows.filter(pk__lt=last.pk)
    found = list(rows.order_by("-pk")[: LINKS_A_PAGE + 1])
    return _page(found, LINKS_A_PAGE, lambda row: str(row.uuid))


def joined(link: JoinLink, *, after: UUID | None = None) -> Page:
    """Who joined by a link, the newest first."""
    rows: QuerySet[Joining] = link.joinings.select_related("membership__person")
    if after and (last := rows.filter(uuid=after).first()):
        rows = rows.filter(pk__lt=last.pk)
    found = list(rows.order_by("-pk")[: PEOPLE_A_PAGE + 1])
    return _page(found, PEOPLE_A_PAGE, lambda row: str(row.uuid))


def people(
    person: Person, site: Organisation, on: date, *, asked: str = "", after: UUID | None = None
) -> Page:
    """A site's people without a password, each with `number`, `has_pictures` and `has_card`."""
    rows = access.people(person, on, to_end=True).filter(organisation=site)
    if asked:
        rows = rows.filter(
            Q(person__full_name__icontains=asked)
            | Q(person__latin_name__icontains=asked)
            | Q(employee_number=asked)
        )
    doors = Door.objects.filter(person=OuterRef("person"), closed_at=None)
    cards = Card.objects.filter(person=OuterRef("person"), ended_at=None)
    rows = rows.annotate(
        number=F("person__door__number"),
        has_pictures=Exists(doors.exclude(pictures="")),
        has_card=Exists(cards),
    )
    return by_name(rows, after=after)


def by_name(rows: MembershipQuerySet, *, after: UUID | None = None) -> Page:
    """Memberships with their people, behind the person of that id."""
    if after and (last := Person.objects.filter(uuid=after).first()):
        name = last.full_name
        rows = rows.filter(
            Q(person__full_name__gt=name) | Q(person__full_name=name, person__pk__gt=last.pk)
        )
    found: list[Membership] = list(
        rows.select_related("person").order_by("person__full_name", "person__pk")[
            : PEOPLE_A_PAGE + 1
        ]
    )
    return _page(found, PEOPLE_A_PAGE, lambda row: str(row.person.uuid))


def _page(found: list[Any], size: int, name: Any) -> Page:
    shown = found[:size]
    return Page(shown, name(shown[-1]) if len(found) > size else "")
