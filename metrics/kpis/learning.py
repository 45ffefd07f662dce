"""Learning: how people do at their first attempt. Definitions: docs/kpis.md."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from assessments.models import Attempt
from courses.models import Programme
from metrics.kpis.counted import Figure, Population, belonging, flag, within
from metrics.kpis.tally import tally
from metrics.periods import Period
from people.calendar import day_begins, reporting_zone

# A sum of scores has a score's places; SQLite adds them up in binary.
SCORE_PLACES = Decimal("0.0001")

ASKED = "study__requirements__enrolment"


def first_attempts(programme: Programme, period: Period) -> Iterator[Figure]:
    """LRN-01 passed with every critical item right at the first attempt, of all who made one.
    LRN-02 the mean of people's percentages at it, never of pooled items."""
    cohort = _cohort(programme, period).annotate(is_passed=flag(Q(passed=True)))
    places = belonging(cohort, "study__person", Population.EVERYONE)
    for row in tally(places, [Population.EVERYONE], ["is_passed", "score"]):
        passed, scores = row.sums
        yield Figure.of(row, "LRN-01", passed, row.people, programme=programme.code)
        scores = scores.quantize(SCORE_PLACES)
        yield Figure.of(row, "LRN-02", scores, row.people, programme=programme.code)


def _cohort(programme: Programme, period: Period) -> QuerySet[Any]:
    """Each person's first submitted attempt of the programme's cycle, if in the period (R19).

    Somebody with a first attempt in two cycles of the period counts with the later one (R11). Who
    was merged may have two enrolments in a cycle, and has one first attempt in it all the same.
    """
    submitted = Attempt.objects.submitted()
    same_cycle = {
        "study__person": OuterRef("study__person"),
        f"{ASKED}__programme": programme,
        f"{ASKED}__cycle": OuterRef("cycle"),
    }
    earlier = submitted.filter(
        Q(submitted_at__lt=OuterRef("submitted_at"))
        | Q(submitted_at=OuterRef("submitted_at"), pk__lt=OuterRef("pk")),
        **same_cycle,
    )
    in_period = submitted.filter(
        within("submitted_at", period), **{f"{ASKED}__programme": programme}
    ).annotate(cycle=F(f"{ASKED}__cycle"))
    before_period = submitted.filter(submitted_at__lt=day_begins(period.start), **same_cycle)
    later_cycle = in_period.filter(
        ~Exists(before_period),
        study__person=OuterRef("study__person"),
        cycle__gt=OuterRef("cycle"),
    )
    return in_period.annotate(day=TruncDate("submitted_at", tzinfo=reporting_zone())).filter(
        ~Exists(earlier), ~Exists(later_cycle)
    )
