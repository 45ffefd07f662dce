"""Learning: how people do at their first attempt. Definitions: docs/kpis.md."""

from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from assessments.models import Attempt
from courses.models import Programme
from metrics.kpis.counted import Dimension, Figure, Population, belonging, totals, within
from metrics.periods import Period
from people.calendar import day_begins, reporting_zone

# A sum of scores has a score's places; SQLite adds them up in binary.
SCORE_PLACES = Decimal("0.0001")

ASKED = "study__requirements__enrolment"


def first_attempts(programme: Programme, dimension: Dimension, period: Period) -> list[Figure]:
    """LRN-01 passed with every critical item right at the first attempt, of all who made one.
    LRN-02 the mean of people's percentages at it, never of pooled items."""
    cohort = belonging(_cohort(programme, period), "study__person", dimension, Population.EVERYONE)
    figures = []
    for group, row in totals(
        cohort,
        dimension,
        people=Count("pk"),
        passed_by=Count("pk", filter=Q(passed=True)),
        scores=Sum("score"),
    ):
        for kpi, numerator in [
            ("LRN-01", Decimal(row["passed_by"])),
            ("LRN-02", (row["scores"] or Decimal(0)).quantize(SCORE_PLACES)),
        ]:
            figures.append(
                Figure(
                    kpi=kpi,
                    programme=programme.code,
                    population=Population.EVERYONE,
                    dimension=dimension,
                    group=group,
                    numerator=numerator,
                    denominator=row["people"],
                    people=row["people"],
                )
            )
    return figures


def _cohort(programme: Programme, period: Period) -> QuerySet[Any]:
    """Each person's first submitted attempt of the programme's cycle, if in the period (R19).

    Somebody with a first attempt in two cycles of the period counts with the later one (R11).
    """
    submitted = Attempt.objects.submitted()
    earlier = submitted.filter(
        Q(submitted_at__lt=OuterRef("submitted_at"))
        | Q(submitted_at=OuterRef("submitted_at"), pk__lt=OuterRef("pk")),
        **{ASKED: OuterRef("asked")},
    )
    in_period = submitted.filter(
        within("submitted_at", period), **{f"{ASKED}__programme": programme}
    ).annotate(asked=F(ASKED), cycle=F(f"{ASKED}__cycle"))
    before_period = submitted.filter(
        submitted_at__lt=day_begins(period.start), **{ASKED: OuterRef("asked")}
    )
    later_cycle = in_period.filter(
        ~Exists(before_period),
        study__person=OuterRef("study__person"),
        cycle__gt=OuterRef("cycle"),
    )
    return in_period.annotate(day=TruncDate("submitted_at", tzinfo=reporting_zone())).filter(
        ~Exists(earlier), ~Exists(later_cycle)
    )
