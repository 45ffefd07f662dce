"""Participation: how many of those a programme is for have done it. Definitions: docs/kpis.md."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from courses.dates import LONG_LEAVE, SHORTEST_WINDOW, effective_due
from courses.models import Completion, Enrolment, Programme
from metrics.kpis.counted import Dimension, Figure, Population, belonging, grouped, held_on, totals
from metrics.periods import Period
from people.calendar import day_begins
from people.models import Leave, Membership


def coverage(
    programme: Programme, population: Population, dimension: Dimension, period: Period
) -> list[Figure]:
    """PAR-01 in-scope people with a valid completion, on the period's last day.
    PAR-02 the same without people on long leave, and without people in their first cycle whose
    effective due day lies ahead, finished or not (rules R6 to R8)."""
    scope = _in_scope(programme, population, period.as_of).filter(is_exempt=False)
    due = Q(is_away=False, is_early=False)
    figures = []
    for group, row in totals(
        grouped(scope, "", dimension),
        dimension,
        people=Count("person", distinct=True),
        covered=Count("person", distinct=True, filter=Q(is_covered=True)),
        due=Count("person", distinct=True, filter=due),
        due_covered=Count("person", distinct=True, filter=due & Q(is_covered=True)),
    ):
        for kpi, covered, people in [
            ("PAR-01", row["covered"], row["people"]),
            ("PAR-02", row["due_covered"], row["due"]),
        ]:
            figures.append(
                Figure(
                    kpi=kpi,
                    programme=programme.code,
                    population=population,
                    dimension=dimension,
                    group=group,
                    numerator=Decimal(covered),
                    denominator=people,
                    people=people,
                )
            )
    return figures


def completing(programme: Programme, dimension: Dimension, period: Period) -> list[Figure]:
    """PAR-04: distinct people with a completion in the period."""
    completions = Completion.objects.filter(
        enrolment__programme=programme, completed_on__range=(period.start, period.end)
    ).annotate(day=F("completed_on"))
    rows = belonging(completions, "enrolment__person", dimension, Population.EVERYONE)
    return [
        Figure(
            kpi="PAR-04",
            programme=programme.code,
            population=Population.EVERYONE,
            dimension=dimension,
            group=group,
            numerator=Decimal(row["people"]),
            denominator=None,
            people=row["people"],
        )
        for group, row in totals(rows, dimension, people=Count("enrolment__person", distinct=True))
    ]


def excluded(programme: Programme, population: Population, period: Period) -> dict[str, int]:
    """How many people PAR-01 and PAR-02 leave out, by reason, for the programme as a whole.

    `left` are those whose last day in scope fell in the period, before the as-of day.
    """
    on = period.as_of
    person = Count("person", distinct=True)
    here = held_on("", on, population, programme.audience_roles)
    away = Q(is_exempt=False, is_away=True)
    early = Q(is_exempt=False, is_away=False, is_early=True)
    of_those_here = _in_scope(programme, population, on).aggregate(
        exempt=Count("person", distinct=True, filter=Q(is_exempt=True)),
        not_yet_due=Count("person", distinct=True, filter=early),
        on_leave=Count("person", distinct=True, filter=away),
    )
    gone = Membership.objects.filter(
        held_on("", F("last_day"), population, programme.audience_roles),
        ~Exists(Membership.objects.filter(here, person=OuterRef("person"))),
        last_day__range=(period.start, on - timedelta(days=1)),
    )
    tests = Membership.objects.filter(
        held_on("", on, population, programme.audience_roles, test_accounts=True)
    )
    return {
        "left": gone.aggregate(people=person)["people"],
        "exempt": of_those_here["exempt"],
        "test": tests.aggregate(people=person)["people"],
        "not_yet_due": of_those_here["not_yet_due"],
        "on_leave": of_those_here["on_leave"],
    }


def _in_scope(programme: Programme, population: Population, on: date) -> QuerySet[Any]:
    """Whom a programme is for: active people who hold one of its audience roles.

    Adds `is_exempt`, `is_covered` (holds a valid completion), `is_away` (on long leave) and
    `is_early` (in the first cycle and not yet due).
    """
    mine = Enrolment.objects.filter(programme=programme, person=OuterRef("person"))
    next_cycle = Enrolment.objects.filter(
        programme=programme,
        person=OuterRef("person"),
        cycle__gt=OuterRef("cycle"),
        assigned_on__lte=on,
    )
    exempt = mine.filter(
        ~Exists(next_cycle), exempted_at__lt=day_begins(on + timedelta(days=1)), withdrawn_at=None
    )
    covered = Completion.objects.valid(on).filter(
        enrolment__programme=programme, enrolment__person=OuterRef("person")
    )
    away = _long_leaves().filter(
        membership__person=OuterRef("person"), started_on__lte=on, ended_on__gte=on
    )
    ahead = Q(due_on__gt=on) | Q(due_on__isnull=False, assigned_on__gt=on - SHORTEST_WINDOW)
    early = mine.filter(ahead | Q(pk__in=_moved_past(programme, on)), cycle=1, withdrawn_at=None)
    return Membership.objects.filter(
        held_on("", on, population, programme.audience_roles)
    ).annotate(
        is_exempt=Exists(exempt),
        is_covered=Exists(covered),
        is_away=Exists(away),
        is_early=Exists(early),
    )


def _long_leaves() -> QuerySet[Leave]:
    shortest = LONG_LEAVE - timedelta(days=1)
    return Leave.objects.filter(ended_on__gte=F("started_on") + shortest)


def _moved_past(programme: Programme, on: date) -> list[int]:
    """First-cycle enrolments that long leave moves from due to not yet due."""
    enrolment = "membership__person__enrolments"
    window = ["assigned_on", "due_on"]
    rows = _long_leaves().filter(
        **{
            f"{enrolment}__programme": programme,
            f"{enrolment}__cycle": 1,
            f"{enrolment}__due_on__lte": on,
            f"{enrolment}__due_on__gte": F("started_on"),
            f"{enrolment}__assigned_on__lte": F("ended_on"),
        }
    )
    columns = [f"{enrolment}__{name}" for name in ["pk", *window]]
    windows: dict[tuple[int, date, date], list[tuple[date, date]]] = {}
    for pk, assigned_on, due_on, first, last in rows.values_list(
        *columns, "started_on", "ended_on"
    ).iterator():
        windows.setdefault((pk, assigned_on, due_on), []).append((first, last))
    return [
        pk
        for (pk, assigned_on, due_on), leaves in windows.items()
        if effective_due(assigned_on, due_on, leaves) > on
    ]
