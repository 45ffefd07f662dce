"""The figures again, by plain loops over the rows of an invented company: no query aggregates.

Nothing of metrics/kpis is used here. If both agree for every figure and group of several seeds,
they are wrong together or not at all.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from assessments.models import Attempt
from courses.models import Completion, Enrolment, LessonDone, Programme
from metrics import periods
from metrics.report import count
from people.models import Leave, Membership, Organisation
from tests.metrics import records
from tests.metrics.conftest import TODAY, invented

pytestmark = pytest.mark.django_db

OWN = {"employee", "non_employee"}
STAFF = {"supplier_staff"}
ALL_TYPES = OWN | STAFF

Key = tuple[str, str, str, str, str]
Count = tuple[Decimal, int]


@pytest.fixture(autouse=True)
def reporting_zone(settings):
    settings.REPORTING_TIME_ZONE = "Europe/Berlin"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_figure_is_what_plain_counting_gives(seed):
    invented(seed, 80)

    for name in ["2026", "2025", "2026-Q3", "2026-11"]:
        period = periods.period(name, today=TODAY)
        counted = {
            (f.kpi, f.programme, str(f.population), str(f.dimension), f.group): (
                f.numerator,
                f.people,
            )
            for f in count(records.root(), period).figures
        }
        expected = {key: n for key, n in by_hand(period) if key[3] == "all" or n[1]}
        assert {key: n for key, n in counted.items() if key[3] == "all" or n[1]} == expected, name


# --- the same by hand ----------------------------------------------------------------------


def by_hand(period: periods.Period) -> Iterator[tuple[Key, Count]]:
    record = Record()
    for programme in Programme.objects.filter(is_open=False):
        for population, kinds in [("own", OWN), ("supplier_staff", STAFF)]:
            yield from coverage(record, programme, population, kinds, period)
        yield from completing(record, programme, period)
        yield from first_attempts(record, programme, period)
    yield from hours(record, period)


class Record:
    """All rows, read once, and plain questions to them."""

    def __init__(self) -> None:
        self.members = defaultdict(list)
        roles = defaultdict(list)
        for row in Membership.objects.prefetch_related("roles"):
            for held in row.roles.all():
                roles[row.pk].append((held.role, held.started_on, held.ended_on))
            if not row.person.is_test:
                self.members[row.person_id].append(row)
        self.roles = roles
        self.organisations = {row.pk: row for row in Organisation.objects.all()}
        self.leaves = defaultdict(list)
        for leave in Leave.objects.all():
            if (leave.ended_on - leave.started_on).days + 1 >= 30:
                self.leaves[leave.membership.person_id].append((leave.started_on, leave.ended_on))
        self.enrolments = defaultdict(list)
        for enrolment in Enrolment.objects.all():
            self.enrolments[enrolment.person_id, enrolment.programme_id].append(enrolment)
        self.completions = {row.enrolment_id: row for row in Completion.objects.all()}

    def groups(self, person: int, on: date, kinds: set[str], wanted: list[str] | None) -> set[Any]:
        """The (dimension, group) pairs of a person on a day; empty if she does not count then."""
        found = set()
        for row in self.members[person]:
            if row.workforce_type not in kinds or not between(row.started_on, on, row.last_day):
                continue
            held = {role for role, first, last in self.roles[row.pk] if between(first, on, last)}
            if wanted is not None:
                held &= set(wanted)
                if not held:
                    continue
            found.add(("all", "all"))
            found |= {("role", role) for role in held}
            place = self.organisations[row.organisation_id]
            found.add(("organisation", str(place.branch_id or place.pk)))
            found.add(("country", place.country))
        return found


def between(first: date, day: date, last: date | None) -> bool:
    return first <= day and (last is None or day <= last)


def civil(moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(settings.REPORTING_TIME_ZONE)).date()


def tally(kpi: str, code: str, population: str, counts: dict[Any, list[Any]]) -> Any:
    counts[("all", "all")]
    for (dimension, group), shares in counts.items():
        yield (kpi, code, population, dimension, group), (sum(shares, Decimal(0)), len(shares))


def coverage(
    record: Record, programme: Programme, population: str, kinds: set[str], period: Any
) -> Iterator[tuple[Key, Count]]:
    all_in_scope, those_due = defaultdict(list), defaultdict(list)
    on = period.as_of
    for person in list(record.members):
        asked = record.enrolments[person, programme.pk]
        groups = record.groups(person, on, kinds, programme.audience_roles)
        if not groups or is_exempt(asked, on):
            continue
        covered = Decimal(any(is_valid(record.completions.get(row.pk), on) for row in asked))
        is_away = any(first <= on <= last for first, last in record.leaves[person])
        is_early = any(
            row.cycle == 1
            and stands(row, on)
            and row.due_on is not None
            and due_day(row, record.leaves[person]) > on
            for row in asked
        )
        for group in groups:
            all_in_scope[group].append(covered)
            if not is_away and not is_early:
                those_due[group].append(covered)
    for group in list(all_in_scope):
        those_due[group]
    yield from tally("PAR-01", programme.code, population, all_in_scope)
    yield from tally("PAR-02", programme.code, population, those_due)


def is_exempt(asked: list[Enrolment], on: date) -> bool:
    begun = [row for row in asked if row.assigned_on <= on]
    for row in asked:
        exempted = row.exempted_at and civil(row.exempted_at) <= on and stands(row, on)
        if exempted and not any(other.cycle > row.cycle for other in begun):
            return True
    return False


def stands(row: Enrolment, on: date) -> bool:
    return row.withdrawn_at is None or civil(row.withdrawn_at) > on


def is_valid(completion: Completion | None, on: date) -> bool:
    if completion is None or completion.completed_on > on:
        return False
    if completion.expires_on and completion.expires_on < on:
        return False
    return not (completion.revoked_on and completion.revoked_on <= on)


def due_day(row: Enrolment, leaves: list[tuple[date, date]]) -> date:
    day = max(row.due_on, row.assigned_on + timedelta(days=14))
    for first, last in leaves:
        if first <= row.due_on and last >= row.assigned_on:
            day += timedelta(days=(last - first).days + 1)
    return day


def completing(record: Record, programme: Programme, period: Any) -> Iterator[tuple[Key, Count]]:
    people = defaultdict(set)
    for row in Completion.objects.filter(enrolment__programme=programme):
        if period.start <= row.completed_on <= period.end:
            person = row.enrolment.person_id
            for group in record.groups(person, row.completed_on, ALL_TYPES, None):
                people[group].add(person)
    counts = defaultdict(list, {group: [Decimal(1)] * len(who) for group, who in people.items()})
    yield from tally("PAR-04", programme.code, "everyone", counts)


def first_attempts(
    record: Record, programme: Programme, period: Any
) -> Iterator[tuple[Key, Count]]:
    firsts: dict[tuple[int, int], Attempt] = {}
    for attempt in Attempt.objects.exclude(submitted_at=None).order_by("submitted_at", "pk"):
        for requirement in attempt.study.requirements.all():
            asked = requirement.enrolment
            if asked.programme_id == programme.pk:
                firsts.setdefault((asked.person_id, asked.cycle), attempt)
    latest: dict[int, Attempt] = {}
    for (person, _), attempt in sorted(firsts.items(), key=lambda item: item[0]):
        if period.start <= civil(attempt.submitted_at) <= period.end:
            latest[person] = attempt
    passed, scores = defaultdict(list), defaultdict(list)
    for person, attempt in latest.items():
        for group in record.groups(person, civil(attempt.submitted_at), ALL_TYPES, None):
            passed[group].append(Decimal(attempt.passed))
            scores[group].append(attempt.score)
    yield from tally("LRN-01", programme.code, "everyone", passed)
    yield from tally("LRN-02", programme.code, "everyone", scores)


def hours(record: Record, period: Any) -> Iterator[tuple[Key, Count]]:
    minutes, people = defaultdict(int), defaultdict(set)
    reached_people = set()
    credited = set()
    for row in LessonDone.objects.select_related("study").order_by("done_at", "pk"):
        day, person = civil(row.done_at), row.study.person_id
        of_cycle = (row.study.duplicate_of_id or row.study_id, row.lesson_key)
        is_repeat = of_cycle in credited  # rule R15
        credited.add(of_cycle)
        if not period.start <= day <= period.end:
            continue
        reached_people.add(person)
        if is_repeat:
            continue
        for group in record.groups(person, day, {"employee"}, None):
            minutes[group] += row.minutes
            people[group].add(person)
    people[("all", "all")]
    for group in people:
        yield ("HRS-02a", "", "employee", *group), (Decimal(minutes[group]), len(people[group]))
    reach = defaultdict(list)
    for person in list(record.members):
        for group in record.groups(person, period.as_of, {"employee"}, None):
            reach[group].append(Decimal(person in reached_people))
    yield from tally("HRS-02b", "", "employee", reach)
