"""Participation: how many of those a programme is for have done it. Definitions: docs/kpis.md."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Value, When

from courses.dates import LONG_LEAVE, SHORTEST_WINDOW, effective_due
from courses.models import Completion, Enrolment, Programme
from metrics.kpis.counted import (
    FINER,
    STANDARD,
    WORKFORCE,
    Dimension,
    Figure,
    Population,
    Tally,
    belonging,
    flag,
    held_on,
    holding,
    placed,
    placed_finely,
    role_held_on,
    standing,
)
from metrics.kpis.tally import tally
from metrics.periods import Period
from people.calendar import day_begins
from people.models import Leave, Membership, WorkforceType

# Of a person in scope. The reasons to be left out do not overlap.
FLAGS = ["is_exempt", "is_covered", "is_away", "is_early"]
SUMS = [
    "is_exempt",
    "(1 - is_exempt) * is_away",
    "(1 - is_exempt) * (1 - is_away) * is_early",
    "(1 - is_exempt) * is_covered",
    "(1 - is_exempt) * (1 - is_away) * (1 - is_early) * is_covered",
]

COVERED = [Population.OWN, Population.SUPPLIERS]
EVERY_KIND = WORKFORCE[Population.EVERYONE]


@dataclass(frozen=True)
class Coverage:
    """The figures of a programme, and by population how many people were left out, and why."""

    figures: Sequence[Figure]
    excluded: Mapping[Population, Mapping[str, int]]


def coverage(programme: Programme, period: Period, *, finely: bool = False) -> Coverage:
    """PAR-01 in-scope people with a valid completion, on the period's last day.
    PAR-02 the same without people on long leave, and without people in their first cycle whose
    effective due day lies ahead, finished or not (rules R6 to R8).

    `finely` counts by tier, risk band and place as well.
    """
    in_scope, dimensions = _in_scope(programme, period.as_of), STANDARD
    if finely:
        in_scope = in_scope.annotate(**placed_finely(""))
        dimensions = [*STANDARD, *FINER, Dimension.PLACE]
    rows = list(tally(in_scope, COVERED, FLAGS, SUMS, dimensions=dimensions))
    left, tests = _left(programme, period), _test_accounts(programme, period.as_of)
    return Coverage(
        figures=[figure for row in rows for figure in _covered(row, programme)],
        excluded={
            row.population: {
                "left": left.get(row.population, 0),
                "exempt": int(row.sums[0]),
                "test": tests.get(row.population, 0),
                "not_yet_due": int(row.sums[2]),
                "on_leave": int(row.sums[1]),
            }
            for row in rows
            if row.dimension is Dimension.ALL
        },
    )


def _covered(row: Tally, programme: Programme) -> Iterator[Figure]:
    exempt, on_leave, not_yet_due, covered, due_covered = row.sums
    people = row.people - int(exempt)
    due = people - int(on_leave) - int(not_yet_due)
    if people or row.dimension is Dimension.ALL:
        yield Figure.of(row, "PAR-01", covered, people, programme=programme.code, people=people)
        yield Figure.of(row, "PAR-02", due_covered, due, programme=programme.code, people=due)


def completing(programme: Programme, period: Period) -> Iterator[Figure]:
    """PAR-04: distinct people with a completion in the period."""
    completions = Completion.objects.filter(
        enrolment__programme=programme, completed_on__range=(period.start, period.end)
    ).annotate(day=F("completed_on"))
    places = belonging(completions, "enrolment__person", Population.EVERYONE)
    for row in tally(places, [Population.EVERYONE]):
        yield Figure.of(row, "PAR-04", Decimal(row.people), None, programme=programme.code)


def _left(programme: Programme, period: Period) -> dict[str, int]:
    """Whose last day in scope fell in the period, before the as-of day."""
    roles = programme.audience_roles
    here = held_on("", period.as_of, EVERY_KIND) & role_held_on("", period.as_of, roles)
    still = Membership.objects.filter(here, person=OuterRef("person"))
    gone = Membership.objects.filter(
        held_on("", F("last_day"), EVERY_KIND),
        role_held_on("", F("last_day"), roles),
        last_day__range=(period.start, period.as_of - timedelta(days=1)),
    ).annotate(population=POPULATION)
    same = still.annotate(population=POPULATION).filter(population=OuterRef("population"))
    return _people(gone.filter(~Exists(same)))


def _test_accounts(programme: Programme, on: date) -> dict[str, int]:
    return _people(
        Membership.objects.filter(
            held_on("", on, EVERY_KIND, test_accounts=True),
            role_held_on("", on, programme.audience_roles),
        ).annotate(population=POPULATION)
    )


def _people(rows: QuerySet[Any]) -> dict[str, int]:
    counted = rows.order_by().values_list("population").annotate(Count("person", distinct=True))
    return dict(counted)


POPULATION = Case(
    When(workforce_type=WorkforceType.SUPPLIER_STAFF, then=Value(Population.SUPPLIERS)),
    default=Value(Population.OWN),
)


def _in_scope(programme: Programme, on: date) -> QuerySet[Any]:
    """Whom a programme is for: active people who hold one of its audience roles, by their places.

    Adds `is_exempt`, `is_covered` (holds a valid completion), `is_away` (on long leave) and
    `is_early` (in the first cycle and not yet due), each 1 or 0.
    """
    mine = Enrolment.objects.filter(programme=programme, person=OuterRef("person"))
    exempt = exempted(on).filter(programme=programme, person=OuterRef("person"))
    covered = holding([programme], on).filter(enrolment__person=OuterRef("person"))
    away = _long_leaves().filter(
        membership__person=OuterRef("person"), started_on__lte=on, ended_on__gte=on
    )
    ahead = Q(due_on__gt=on) | Q(due_on__isnull=False, assigned_on__gt=on - SHORTEST_WINDOW)
    early = mine.filter(standing(on), ahead | Q(pk__in=_moved_past(programme, on)), cycle=1)
    return Membership.objects.filter(
        held_on("", on, EVERY_KIND), role_held_on("", on, programme.audience_roles)
    ).annotate(
        who=F("person"),
        population=POPULATION,
        role=F("roles__role"),
        is_exempt=flag(Exists(exempt)),
        is_covered=flag(Exists(covered)),
        is_away=flag(Exists(away)),
        is_early=flag(Exists(early)),
        **placed(""),
    )


def exempted(on: date) -> QuerySet[Enrolment]:
    """Exemptions that stood on a day: none was followed by another cycle."""
    next_cycle = Enrolment.objects.filter(
        programme=OuterRef("programme"),
        person=OuterRef("person"),
        cycle__gt=OuterRef("cycle"),
        assigned_on__lte=on,
    )
    return Enrolment.objects.filter(
        standing(on), ~Exists(next_cycle), exempted_at__lt=day_begins(on + timedelta(days=1))
    )


def _long_leaves() -> QuerySet[Leave]:
    shortest = LONG_LEAVE - timedelta(days=1)
    return Leave.objects.filter(ended_on__gte=F("started_on") + shortest)


def _moved_past(programme: Programme, on: date) -> list[int]:
    """First-cycle enrolments that long leave moves from due to not yet due."""
    enrolment = "membership__person__enrolments"
    window = ["assigned_on", "due_on"]
    rows = Leave.objects.filter(
        **{
            f"{enrolment}__programme": programme,
            f"{enrolment}__cycle": 1,
            f"{enrolment}__due_on__lte": on,
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
