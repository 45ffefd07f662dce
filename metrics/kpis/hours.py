"""Hours: what employees were credited for, and whom it reached. Definitions: docs/kpis.md."""

from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.db.models.functions import TruncDate

from courses.models import LessonDone
from metrics.kpis.counted import (
    Dimension,
    Figure,
    Population,
    belonging,
    grouped,
    held_on,
    roles_asked,
    totals,
    within,
)
from metrics.periods import Period
from people.calendar import reporting_zone
from people.models import Membership

MINUTES_AN_HOUR = 60


def hours(dimension: Dimension, period: Period) -> list[Figure]:
    """HRS-02 (a): the design minutes of lessons that employees finished in the period."""
    finished = LessonDone.objects.filter(within("done_at", period))
    finished = finished.annotate(day=TruncDate("done_at", tzinfo=reporting_zone()))
    rows = belonging(finished, "study__person", dimension, Population.EMPLOYEES)
    people = Count("study__person", distinct=True)
    return [
        Figure(
            kpi="HRS-02a",
            programme="",
            population=Population.EMPLOYEES,
            dimension=dimension,
            group=group,
            numerator=Decimal(row["minutes"] or 0),
            denominator=MINUTES_AN_HOUR,
            people=row["people"],
        )
        for group, row in totals(rows, dimension, minutes=Sum("minutes"), people=people)
    ]


def reach(dimension: Dimension, period: Period) -> list[Figure]:
    """HRS-02 (b): employees at the period's end with a lesson finished in the period."""
    finished = LessonDone.objects.filter(
        within("done_at", period), study__person=OuterRef("person")
    )
    rows = Membership.objects.filter(
        held_on("", period.as_of, Population.EMPLOYEES, roles_asked(dimension))
    ).annotate(is_reached=Exists(finished))
    people = Count("person", distinct=True)
    reached = Count("person", distinct=True, filter=Q(is_reached=True))
    return [
        Figure(
            kpi="HRS-02b",
            programme="",
            population=Population.EMPLOYEES,
            dimension=dimension,
            group=group,
            numerator=Decimal(row["reached"]),
            denominator=row["people"],
            people=row["people"],
        )
        for group, row in totals(
            grouped(rows, "", dimension), dimension, people=people, reached=reached
        )
    ]
