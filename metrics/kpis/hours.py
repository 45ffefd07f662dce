"""Hours: what employees were credited for, and whom it reached. Definitions: docs/kpis.md."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Case, Exists, F, OuterRef, Value, When
from django.db.models.functions import TruncDate

from courses.models import LessonDone
from metrics.kpis.counted import (
    WORKFORCE,
    Figure,
    Population,
    belonging,
    flag,
    held_on,
    placed,
    role_held_on,
    within,
)
from metrics.kpis.tally import tally
from metrics.periods import Period
from people.calendar import reporting_zone
from people.models import Membership

MINUTES_AN_HOUR = 60
EMPLOYEES = Population.EMPLOYEES


def hours(period: Period) -> Iterator[Figure]:
    """HRS-02 (a): the design minutes of lessons that employees finished in the period."""
    credited = LessonDone.objects.exclude(pk__in=_repeats())
    finished = credited.filter(within("done_at", period)).annotate(
        day=TruncDate("done_at", tzinfo=reporting_zone()), lesson=F("pk")
    )
    places = belonging(finished, "study__person", EMPLOYEES)
    for row in tally(places, [EMPLOYEES], ["minutes"], fact="lesson"):
        yield Figure.of(row, "HRS-02a", row.sums[0], MINUTES_AN_HOUR)


def reach(period: Period) -> Iterator[Figure]:
    """HRS-02 (b): employees at the period's end with a lesson finished in the period."""
    finished = LessonDone.objects.filter(
        within("done_at", period), study__person=OuterRef("person")
    )
    places = Membership.objects.filter(held_on("", period.as_of, WORKFORCE[EMPLOYEES])).annotate(
        who=F("person"),
        population=Value(EMPLOYEES),
        role=Case(When(role_held_on("", period.as_of), then=F("roles__role"))),
        is_reached=flag(Exists(finished)),
        **placed(""),
    )
    for row in tally(places, [EMPLOYEES], ["is_reached"]):
        yield Figure.of(row, "HRS-02b", row.sums[0], row.people)


def _repeats() -> list[int]:
    """Lessons that a person has done twice in a cycle, because two rows of her were merged: all but
    the first credit nothing (rule R15)."""
    twin = "study__duplicate_of__lessons_done"
    rows = LessonDone.objects.filter(**{f"{twin}__lesson_key": F("lesson_key")}).values_list(
        "study__duplicate_of", "lesson_key", "done_at", "pk", f"{twin}__done_at", f"{twin}__pk"
    )
    done: dict[tuple[int, str], set[tuple[datetime, int]]] = {}
    for study, key, at, pk, twins_at, twins_pk in rows:
        done.setdefault((study, key), set()).update({(at, pk), (twins_at, twins_pk)})
    return [pk for lessons in done.values() for _, pk in sorted(lessons)[1:]]
