"""Who is reminded where: people's places and their clocks."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from people.calendar import reporting_day
from people.hours.clock import Clock
from people.hours.finding import clocks, nobodys_clock
from people.models import Leave, Membership, Person

# So many ids go into one query.
AT_ONCE = 500


@dataclass(frozen=True)
class Place:
    """Where a person is met: her job's organisation and its clock."""

    membership: Membership | None
    clock: Clock

    def day(self, moment: datetime) -> date:
        """The day there, but never one that pages and figures say is over: west of the reporting
        zone, a mail in the afternoon would call a day the last one that has passed for them."""
        return max(moment.astimezone(self.clock.zone).date(), reporting_day(moment))

    def is_open(self, moment: datetime) -> bool:
        return self.clock.is_open(moment)


def batches(ids: Collection[int]) -> Iterator[list[int]]:
    """Ids in ascending portions."""
    listed = sorted(ids)
    for start in range(0, len(listed), AT_ONCE):
        yield listed[start : start + AT_ONCE]


def places_of(people: Collection[int]) -> dict[int, Place]:
    """Where each of these people is met today: at the job that she has had for longest.

    Who has left, is away or may not sign in is at no place; an adviser is at nobody's.
    """
    today = reporting_day()
    found: dict[int, Place] = {}
    worked: set[int] = set()
    for some in batches(people):
        jobs = Membership.objects.filter(person__in=some)
        worked.update(jobs.values_list("person", flat=True))
        found |= _at_work(jobs.active(today), today)
    stays = Person.objects.standing().filter(
        is_active=True, is_test=False, pk__in=set(people) - worked
    )
    clock = nobodys_clock()
    return found | dict.fromkeys(stays.values_list("pk", flat=True), Place(None, clock))


def _at_work(jobs: QuerySet[Membership], today: date) -> dict[int, Place]:
    away = Leave.objects.filter(started_on__lte=today, ended_on__gte=today)
    rows = (
        jobs.filter(person__is_active=True, person__is_test=False, person__merged_into=None)
        .exclude(pk__in=away.values("membership"))
        .select_related("organisation")
        .order_by("-started_on", "-pk")  # the oldest comes last, and counts
    )
    first = {row.person_id: row for row in rows}
    places = {row.organisation_id for row in first.values()}
    clock = clocks(places)
    return {pk: Place(row, clock[row.organisation_id]) for pk, row in first.items()}


def place_of(person: Person) -> Place | None:
    return places_of([person.pk]).get(person.pk)
