"""By which day people are asked, and where by none: the one place that knows of it.

Where quiet is kept (rule S-09) no day counts; at a restricted place (S-50) it does for leaders'
programmes only. Lists, reminders, calendars and one's own pages go by this, so that a paused place
looks as if nothing were due. Key figures do not: they keep to the due day (rule R9).
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from courses.models import Enrolment, EnrolmentQuerySet, Programme
from courses.rules.matching import is_for_leaders
from people.calendar import reporting_day
from people.models import Membership, Person
from people.quiet.finding import below, limits, works_at


def not_due() -> Q:
    """A condition on enrolments: no day counts for them now. One query, two if any place is
    restricted.

    Who works at one paused place is left in quiet for all she has to do.
    """
    found, today = limits(), reporting_day()
    silent = Q(pk__in=[])
    if found.paused:
        silent |= Q(person__in=works_at(found.paused, today).values("person"))
    if found.restricted:
        roles = Programme.objects.values_list("pk", "audience_roles")
        leaders = [pk for pk, audience_roles in roles if is_for_leaders(audience_roles)]
        there = works_at(found.restricted, today).values("person")
        free = Membership.objects.active(today).exclude(below(found.restricted, "organisation__"))
        elsewhere = Q(person__in=free.values("person"))
        silent |= Q(person__in=there) & ~elsewhere & ~Q(programme__in=leaders)
    return silent


def with_asked_by(rows: EnrolmentQuerySet) -> EnrolmentQuerySet:
    """Add `asks_by` to enrolments: the day that the person and those who answer for her go by."""
    return rows.with_asked_by(not_due())


def asked_by(enrolment: Enrolment) -> date | None:
    """The same of one that is read already."""
    row: Any = with_asked_by(Enrolment.objects.filter(pk=enrolment.pk)).get()
    day: date | None = row.asks_by
    return day


def not_due_among(enrolments: Iterable[Enrolment] | QuerySet[Enrolment]) -> set[int]:
    """The ids of those for which no day counts."""
    ids = [row.pk for row in enrolments]
    return set(Enrolment.objects.filter(not_due(), pk__in=ids).values_list("pk", flat=True))


def is_kept_for(person: Person) -> bool:
    """Whether a person works where quiet is kept."""
    return works_at(limits().paused, reporting_day()).filter(person=person).exists()


def may_begin(person: Person, programme: Programme) -> bool:
    """Whether something new may be asked of a person by hand, as far as places go (S-09, S-50)."""
    found, today = limits(), reporting_day()
    works = Membership.objects.active(today).filter(person=person)
    paths = list(works.values_list("organisation__path", flat=True))
    is_safe = not paths or not all(map(found.is_restricted, paths))
    is_quiet = any(map(found.is_paused, paths))
    return not is_quiet and (is_safe or is_for_leaders(programme.audience_roles))
