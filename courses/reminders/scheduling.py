"""Who is due now: found by the database, decided by courses/reminders/planning.py. Reads only."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from courses.models import Enrolment, Programme
from courses.quiet import with_asked_by
from courses.reminders.ladders import ladders
from courses.reminders.models import MailChoice, MessageLine
from courses.reminders.planning import (
    PATIENCE,
    PERSONS,
    Ladder,
    Rung,
    persons_rungs,
    plan,
)

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Due:
    """That a step of an enrolment is to be told."""

    enrolment: int
    step: str
    day: date


def asked() -> QuerySet[Any]:
    """What people are asked to do by a day and have not done, with that day."""
    rows: QuerySet[Any] = with_asked_by(Enrolment.objects.open())
    return rows.filter(
        completion=None, is_mandatory=True, asks_by__isnull=False, programme__withdrawn_at=None
    )


def day_of(row: Any) -> date:
    """The day of a row of `asked`."""
    day: date = row.asks_by
    return day


def candidates(today: date) -> set[int]:
    """Who may be due for a step: a day more on either side, for it is not one day everywhere."""
    programmes = Programme.objects.filter(withdrawn_at=None, is_open=False)
    found = ladders(programmes.values_list("pk", flat=True))
    alike: dict[tuple[Rung, ...], list[int]] = defaultdict(list)
    for pk, ladder in found.items():
        alike[ladder].append(pk)
    people: set[int] = set()
    for ladder, ids in alike.items():
        rows = asked().filter(programme__in=ids, person__erased_at=None)
        for condition in _begun(ladder, today):
            people.update(rows.filter(condition).values_list("person", flat=True))
    return people


def _begun(ladder: Ladder, today: date) -> Iterator[Q]:
    """For each step: that it has begun, is not made up for too late, and was not told."""
    rungs = persons_rungs(ladder)
    for number, rung in enumerate(rungs):
        said = MessageLine.objects.filter(
            enrolment=OuterRef("pk"), day=OuterRef("asks_by"), step__in=_from(rung)
        )
        begun = today + DAY - timedelta(days=rung.days)
        over = today - DAY - timedelta(days=rung.days) - PATIENCE
        if number + 1 < len(rungs):  # then another takes its place
            over = max(over, today - DAY - timedelta(days=rungs[number + 1].days))
        yield Q(~Exists(said), asks_by__lte=begun, asks_by__gte=over)


def _from(rung: Rung) -> list[str]:
    return [str(step) for step in PERSONS[PERSONS.index(rung.step) :]]


def due_for(days: Mapping[int, date]) -> dict[int, list[Due]]:
    """What each person is due for, by her own day."""
    rows = list(asked().filter(person__in=days).order_by("pk"))
    ladder = ladders({row.programme_id for row in rows})
    said = _said({row.pk for row in rows})
    late_only = set(
        MailChoice.objects.filter(person__in=days, wants_early=False).values_list(
            "person", flat=True
        )
    )
    found: dict[int, list[Due]] = defaultdict(list)
    for row in rows:
        day = day_of(row)
        step = plan(
            ladder[row.programme_id],
            day,
            days[row.person_id],
            said[row.pk, day],
            wants_early=row.person_id not in late_only,
        )
        if step:
            found[row.person_id].append(Due(row.pk, step, day))
    return found


def _said(enrolments: Collection[int]) -> dict[tuple[int, date], set[str]]:
    said: dict[tuple[int, date], set[str]] = defaultdict(set)
    lines = MessageLine.objects.filter(enrolment__in=enrolments).exclude(day=None)
    for enrolment, day, step in lines.values_list("enrolment", "day", "step"):
        if day:
            said[enrolment, day].add(step)
    return said
