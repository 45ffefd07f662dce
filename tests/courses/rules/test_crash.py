"""An engine that dies at any moment, run again, leaves what one that never died leaves."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from random import Random
from typing import Any

import pytest
from django.db import connection

from certificates.models import Certificate
from courses.models import NO_RULE, Completion, Enrolment, Requirement
from courses.rules import engine, facts
from courses.rules.models import AssignmentRule, Ground
from people.models import AudienceRole, RoleHeld
from tests.factories import EnrolmentFactory, MembershipFactory, ProgrammeFactory, RuleFactory

pytestmark = pytest.mark.django_db(transaction=True)
TODAY, LATER = date(2026, 3, 3), date(2026, 4, 7)
BY_HAND = date(2026, 12, 1)


class Killed(BaseException):
    """As a process that is killed: nothing catches it, and nothing is tidied up."""


@contextmanager
def dying_at(statement: int) -> Iterator[None]:
    left = statement

    def count(execute: Callable[..., Any], *args: Any) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            raise Killed
        return execute(*args)

    with connection.execute_wrapper(count):
        yield


@pytest.fixture
def company(monkeypatch):
    """Some who begin, some who are met by what they learnt, one who is given it by hand."""
    monkeypatch.setattr(facts, "AT_ONCE", 4)
    one = MembershipFactory()
    place = one.organisation
    others = MembershipFactory.create_batch(11, organisation=place)
    programme = ProgrammeFactory()
    shared = programme.places.get().module
    EnrolmentFactory(person=one.person, programme=programme, completed=True)
    EnrolmentFactory(person=others[0].person, programme=programme, due_on=BY_HAND)
    RuleFactory(organisation=place, programme=programme)
    RuleFactory(organisation=place, programme=ProgrammeFactory(modules=[shared]))
    RuleFactory(organisation=place, due_in_days=60)
    return place


def change() -> None:
    """What the second run has to deal with: a rule gone, a role gone."""
    AssignmentRule.objects.filter(due_in_days=60).update(ended_at="2026-03-10T00:00Z")
    held = RoleHeld.objects.filter(role=AudienceRole.PROCUREMENT).order_by("pk")
    held.filter(pk__in=held.values("pk")[:3]).update(ended_on=date(2026, 4, 1))


def state() -> list[Any]:
    """The record without ids and moments."""
    return [
        sorted(map(repr, rows))
        for rows in (
            Enrolment.objects.values_list(
                "person", "programme", "cycle", "assigned_on", "due_on", "is_by_rule", "reason"
            ),
            Requirement.objects.values_list("enrolment__person", "module", "study"),
            Ground.objects.values_list(
                "enrolment__person", "rule", "asked_on", "due_on", "ended_on"
            ),
            Completion.objects.values_list("enrolment__person", "enrolment__programme"),
        )
    ]


def begin_again() -> None:
    """Back to before any run."""
    by_rule = Enrolment.objects.filter(is_by_rule=True)
    Ground.objects.all().delete()
    Certificate.objects.filter(completion__enrolment__in=by_rule).delete()
    Completion.objects.filter(enrolment__in=by_rule).delete()
    Requirement.objects.filter(enrolment__in=by_rule).delete()
    by_rule.delete()
    Enrolment.objects.filter(completion=None).update(due_on=BY_HAND)
    AssignmentRule.objects.update(ended_at=None)
    RoleHeld.objects.update(ended_on=None)


def run_through(on: date, deaths: int) -> None:
    """Run the engine, after having died at so many random moments of it."""
    rng = Random(deaths)  # noqa: S311 - a test
    while deaths:
        with dying_at(rng.randint(0, 60)):
            try:
                engine.run(on=on)
            except Killed:
                deaths -= 1
            else:
                break  # it came through before
    engine.run(on=on)


def live(deaths: int) -> list[Any]:
    run_through(TODAY, deaths)
    change()
    run_through(LATER, deaths)
    return state()


def test_fifty_deaths_and_one_whole_run_leave_what_a_clean_run_leaves(company):
    clean = live(0)
    assert Enrolment.objects.filter(is_by_rule=True).count() > 20
    assert Enrolment.objects.filter(reason=NO_RULE).exists()

    for deaths in (5, 8, 12):
        begin_again()
        assert live(deaths) == clean


def test_a_death_leaves_whole_batches_or_nothing_of_them(company):
    for statement in range(0, 60, 3):
        with dying_at(statement), suppress(Killed):
            engine.run(on=TODAY)

        bare = Enrolment.objects.filter(is_by_rule=True, grounds=None)
        assert not bare.exists()
        assert not Enrolment.objects.filter(is_by_rule=True, requirements=None).exists()
