"""What long leave does to the days by which people are asked (counting rule R8)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from courses.dates import moved_by_leave
from courses.models import Enrolment, EnrolmentQuerySet
from people.models import Leave

AT_ONCE = 1000


def move_for_leave() -> int:
    """Reckon where long leave moves what people have still to do; returns how many days changed.

    The due day stays: figures reckon with leave by themselves. Doing it again changes nothing, and
    where days away were put right, what followed from them goes too.
    """
    changed, last = 0, 0
    while rows := list(_concerned().filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        changed += _move([row.pk for row in rows])
        last = rows[-1].pk
    return changed


def _concerned() -> EnrolmentQuerySet:
    """What is still to be done by a day, of people who are away in the meantime, or were."""
    away = Leave.objects.filter(
        membership__person=OuterRef("person"),
        started_on__lte=OuterRef("due_on"),
        ended_on__gte=OuterRef("assigned_on"),
    )
    rows = Enrolment.objects.open().filter(completion=None, due_on__isnull=False)
    return rows.filter(Q(Exists(away)) | Q(moved_to__isnull=False))


@transaction.atomic
def _move(enrolments: list[int]) -> int:
    """Held in one order, so that the engine and two such runs wait for one another."""
    held = _concerned().filter(pk__in=enrolments).order_by("pk")
    columns = ["pk", "person_id", "moved_to", "assigned_on", "due_on"]
    rows = list(held.select_for_update(of=("self",)).values_list(*columns))
    leaves = _leaves_of(person for _, person, *_ in rows)
    changed = []
    for pk, person, before, assigned_on, due_on in rows:
        moved_to = moved_by_leave(assigned_on, due_on, leaves[person])
        if moved_to != before:
            changed.append(Enrolment(pk=pk, moved_to=moved_to))
    Enrolment.objects.bulk_update(changed, ["moved_to"])
    return len(changed)


def _leaves_of(people: Iterable[int]) -> dict[int, list[tuple[date, date]]]:
    found: dict[int, list[tuple[date, date]]] = defaultdict(list)
    rows = Leave.objects.filter(membership__person__in=set(people))
    for person, first, last in rows.values_list(F("membership__person"), "started_on", "ended_on"):
        found[person].append((first, last))
    return found
