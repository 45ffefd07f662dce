"""Long leave moves the day by which somebody is asked, and nothing else does (rule R8)."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from courses import actions
from courses.dates import effective_due, moved_by_leave
from courses.models import Enrolment
from courses.quiet import asked_by
from courses.rules import engine
from courses.tasks import apply_rules, apply_rules_after_import
from courses.team import Status, Wish, standings
from people import actions as people
from people.calendar import reporting_day
from people.models import Leave
from tests.factories import EnrolmentFactory, MembershipFactory, RuleFactory

pytestmark = pytest.mark.django_db

GIVEN, DUE = date(2026, 5, 1), date(2026, 5, 31)


def days(month, first, last):
    return date(2026, month, first), date(2026, month, last)


@pytest.mark.parametrize(
    ("leaves", "moved"),
    [
        ([], None),
        # 29 days are no long leave; 30 are, first and last day included.
        ([days(5, 2, 30)], None),
        ([days(5, 2, 31)], timedelta(30)),
        # Of a leave that only touches the window all days count.
        ([(date(2026, 5, 31), date(2026, 8, 31))], timedelta(93)),
        ([(date(2026, 6, 1), date(2026, 8, 31))], None),
        # Two jobs, the same days; and days that follow one another: one leave.
        ([days(5, 2, 31), days(5, 2, 31)], timedelta(30)),
        ([days(5, 2, 20), (date(2026, 5, 10), date(2026, 6, 10))], timedelta(40)),
        ([(date(2026, 5, 22), date(2026, 6, 10)), days(5, 2, 21)], timedelta(40)),
        # A day at work lies between them.
        ([days(5, 2, 20), (date(2026, 5, 22), date(2026, 6, 10))], None),
    ],
)
def test_days_away_on_end_are_one_leave(leaves, moved):
    assert moved_by_leave(GIVEN, DUE, leaves) == (DUE + moved if moved else None)
    assert effective_due(GIVEN, DUE, leaves) == DUE + (moved or timedelta(0))


@pytest.fixture
def today():
    return reporting_day()


@pytest.fixture
def back(today):
    """Who was away for 200 days and is back today; it was due in the meantime."""
    works = MembershipFactory()
    people.record_leave(works, started_on=today - timedelta(200), ended_on=today - timedelta(1))
    given = today - timedelta(210)
    return EnrolmentFactory(person=works.person, assigned_on=given, due_on=given + timedelta(30))


def test_who_comes_back_from_long_leave_is_not_overdue_on_her_first_day(back, today):
    assert actions.move_for_leave() == 1
    assert actions.move_for_leave() == 0

    back.refresh_from_db()
    assert back.due_on == today - timedelta(180)
    assert asked_by(back) == back.asked_by == today + timedelta(20)
    assert [row.status for row in standings(today, Wish())] == [Status.DUE]
    client = Client()
    client.force_login(back.person)
    assert "You have 2 weeks left" in client.get(reverse("my-learning")).content.decode()


def test_what_followed_from_days_away_goes_with_them(back):
    actions.move_for_leave()
    Leave.objects.all().delete()

    assert actions.move_for_leave() == 1
    back.refresh_from_db()
    assert (back.moved_to, back.asked_by) == (None, back.due_on)


def test_the_later_of_two_reasons_for_more_time_counts(back, today):
    actions.move_for_leave()
    Enrolment.objects.update(extended_to=today + timedelta(19))
    assert asked_by(back) == today + timedelta(20)

    Enrolment.objects.update(extended_to=today + timedelta(21))
    assert asked_by(back) == today + timedelta(21)


def test_what_is_done_or_not_asked_any_more_is_left_as_it_is(back):
    actions.withdraw(back, by=MembershipFactory().person, reason="moved")
    assert actions.move_for_leave() == 0


def test_where_rules_ask_by_no_day_any_more_leave_moves_none(back):
    actions.move_for_leave()
    Enrolment.objects.update(due_on=None, is_mandatory=False)

    back.refresh_from_db()
    assert asked_by(back) is back.asked_by is None


@pytest.mark.parametrize("task", [apply_rules, lambda: apply_rules_after_import(0)])
def test_it_is_reckoned_every_night_and_after_a_file(back, task):
    task()

    back.refresh_from_db()
    assert back.moved_to


def test_who_is_asked_anew_has_her_new_day_without_the_leave_of_before(today):
    works = MembershipFactory(started_on=today - timedelta(300))
    rule = RuleFactory(organisation=works.organisation, due_in_days=30)
    engine.run(on=today - timedelta(100))
    people.record_leave(works, started_on=today - timedelta(90), ended_on=today - timedelta(50))
    actions.move_for_leave()
    Enrolment.objects.update(withdrawn_at="2026-01-01T00:00Z", reason="no-rule", decided_by=None)
    rule.refresh_from_db()

    assert engine.run(on=today) == {"came_back": 1}
    assert Enrolment.objects.get().asked_by == today + timedelta(30)
