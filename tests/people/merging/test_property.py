"""Over invented histories: a merge loses nothing, counts nobody twice, and can be undone."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from certificates.models import Certificate
from courses.models import Completion, Enrolment, LessonDone, Study
from metrics import periods
from metrics.report import count
from people.audit.models import AuditEvent
from people.calendar import reporting_day
from people.merging import actions
from people.merging.models import Merge
from people.models import Membership, Organisation, Person
from tests.metrics.test_independent import ALL_TYPES, OWN, Record, by_hand
from tests.people.merging.worlds import World, everything

pytestmark = pytest.mark.django_db

SEEDS = range(6)


@pytest.fixture(params=SEEDS, ids=lambda seed: f"seed{seed}")
def world(request) -> World:
    return World(request.param)


def merge(world: World) -> Merge:
    return actions.merge(world.younger, world.kept, by=None)


def is_sound() -> bool:
    call_command("verify_record", stdout=io.StringIO())
    return True


def test_merged_and_undone_is_as_if_nothing_had_been(world):
    before = everything()
    done = merge(world)
    merged = everything()

    actions.undo(done, by=None)

    assert everything() == before != merged
    assert is_sound()


def test_merging_twice_is_once(world):
    done = merge(world)
    merged = everything()
    told = AuditEvent.objects.count()

    again = merge(world)
    actions.undo(done, by=None)
    apart = everything()
    actions.undo(done, by=None)

    assert again == done
    assert everything() == apart != merged
    assert AuditEvent.objects.count() == told + 1


def test_killed_half_way_leaves_nothing(world, monkeypatch):
    before, told = everything(), AuditEvent.objects.count()
    monkeypatch.setattr(actions, "_tell", _killed)  # the last deed of a merge

    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        merge(world)

    assert everything() == before
    assert not Merge.objects.exists()
    assert AuditEvent.objects.count() == told


def _killed(*args: object, **facts: object) -> None:
    raise KeyboardInterrupt


def events() -> dict[str, object]:
    """What happened, counted as it happened: no merge makes or takes one."""
    return {
        "lessons": sorted(LessonDone.objects.values_list("pk", "minutes", "done_at", "study")),
        "completions": sorted(Completion.objects.values_list("pk", "completed_on", "expires_on")),
        "enrolments": sorted(Enrolment.objects.values_list("pk", "programme", "cycle", "due_on")),
        "studies": sorted(Study.objects.values_list("pk", "module", "completed_at")),
    }


def certificates() -> dict[str, tuple[str, str]]:
    day = reporting_day()
    return {row.code: (row.status(day), row.holder_name) for row in Certificate.objects.all()}


def test_nothing_that_happened_is_lost_and_the_record_is_sound(world):
    before, awarded = events(), certificates()

    done = merge(world)

    assert events() == before
    assert certificates() == awarded
    assert set(Certificate.objects.of(world.younger)) == set()
    assert is_sound()
    for model in (Membership, Enrolment, Study):
        assert not model.objects.filter(person=world.younger).exists(), model
    assert done.kept == world.kept


def people_counted(rows_of: Callable[[int], set[int]]) -> dict[tuple[str, ...], int]:
    """How many humans each figure is about, by plain sets; `rows_of` gives the rows of one.

    What a human did counts in every group that one of her rows belonged to on the day.
    """
    period = periods.period("2026", today=reporting_day())
    record = Record()
    counted: dict[tuple[str, ...], set[int]] = {}

    def add(kpi: str, code: str, person: int, *asked: Any) -> None:
        for row in rows_of(person):
            for group in record.groups(row, *asked):
                counted.setdefault((kpi, code, *group), set()).add(min(rows_of(person)))

    for asked in Enrolment.objects.select_related("programme", "completion"):
        code, roles = asked.programme.code, asked.programme.audience_roles
        if getattr(asked, "completion", None):
            add("PAR-04", code, asked.person_id, asked.completion.completed_on, ALL_TYPES, None)
        add("in scope", code, asked.person_id, period.as_of, OWN, roles)
    for lesson in LessonDone.objects.select_related("study"):
        add("reached", "", lesson.study.person_id, period.as_of, {"employee"}, None)
    return {key: len(people) for key, people in counted.items()}


def test_people_are_one_fewer_where_both_were_counted_and_as_many_elsewhere(world):
    both = {world.kept.pk, world.younger.pk}
    expected = people_counted(lambda person: both if person in both else {person})

    merge(world)

    assert people_counted(lambda person: {person}) == expected


def test_the_figures_after_a_merge_are_those_of_plain_counting(world):
    merge(world)
    period = periods.period("2026", today=reporting_day())

    counted = {
        (f.kpi, f.programme, str(f.population), str(f.dimension), f.group): (f.numerator, f.people)
        for f in count(Organisation.objects.get(parent=None), period).figures
    }

    expected = dict(by_hand(period))
    assert {key: n for key, n in counted.items() if key[3] == "all" or n[1]} == {
        key: n for key, n in expected.items() if key[3] == "all" or n[1]
    }


def test_training_minutes_are_those_of_before_less_what_was_done_twice_in_a_cycle(world):
    """R15: each lesson is credited once per person per cycle; the first time is credited."""
    before = minutes()
    rows = sum(LessonDone.objects.values_list("minutes", flat=True))

    merge(world)

    assert minutes() == before - sum(_done_twice())
    assert sum(LessonDone.objects.values_list("minutes", flat=True)) == rows


def minutes() -> int:
    period = periods.period("2026", today=reporting_day())
    return next(
        int(f.numerator)
        for f in count(Organisation.objects.get(parent=None), period).figures
        if f.kpi == "HRS-02a" and f.dimension == "all"
    )


def _done_twice() -> Iterator[int]:
    for study in Study.objects.exclude(duplicate_of=None):
        keys = set(study.duplicate_of.lessons_done.values_list("lesson_key", flat=True))
        for lesson in study.lessons_done.all():
            if lesson.lesson_key in keys:
                yield lesson.minutes


def test_all_people_but_the_tombstone_stand(world):
    merge(world)
    world.younger.refresh_from_db()

    assert world.younger not in Person.objects.standing()
    assert (world.younger.is_active, world.younger.merged_into) == (False, world.kept)
