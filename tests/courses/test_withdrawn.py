"""A programme that is not taught any more: nobody is asked for it, and nothing done is lost."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from courses import actions, tasks
from courses.models import Completion, Enrolment
from courses.rules import engine
from courses.rules.models import AssignmentRule
from courses.team import Status, Wish, standings
from lms.models import Outbox
from people.audit.models import AuditEvent
from people.calendar import reporting_day
from tests.factories import EnrolmentFactory, MembershipFactory, PersonFactory, RuleFactory, finish

pytestmark = pytest.mark.django_db


@pytest.fixture
def rule():
    return RuleFactory()


@pytest.fixture
def asked(rule):
    person = MembershipFactory(organisation=rule.organisation).person
    engine.run()
    return Enrolment.objects.get(person=person)


def follow():
    """What waits in the outbox for the rules, done as the worker does it."""
    for row in Outbox.objects.filter(task="courses.tasks.apply_rule"):
        tasks.apply_rule(**row.facts)
    Outbox.objects.all().delete()


def test_what_rules_ask_goes_at_once_and_comes_back_with_the_programme(rule, asked):
    actions.withdraw_programme(rule.programme.code)
    follow()
    assert not Enrolment.objects.open().exists()
    assert AssignmentRule.objects.standing().get() == rule

    actions.offer_again(rule.programme.code)
    follow()
    assert Enrolment.objects.open().get() == asked


def test_what_was_done_stands(rule, asked):
    finish(actions.open_study(asked.person, rule.programme.places.get().module))

    actions.withdraw_programme(rule.programme.code)
    follow()

    assert Completion.objects.valid(reporting_day()).get().enrolment == asked


def test_twice_is_once_and_the_log_says_who(rule):
    author = PersonFactory()
    Outbox.objects.all().delete()

    for _ in range(2):
        actions.withdraw_programme(rule.programme.code, by=author)

    event = AuditEvent.objects.filter(verb="programme-changed").latest("pk")
    assert event.facts["is_withdrawn"] is True
    assert AuditEvent.objects.filter(verb="programme-changed").count() == 1
    assert Outbox.objects.filter(task="courses.tasks.apply_rule").count() == 1


def test_what_was_given_by_hand_is_due_by_no_day_and_says_why():
    today = reporting_day()
    row = EnrolmentFactory(
        assigned_on=today - timedelta(90), due_on=today - timedelta(60), is_by_rule=False
    )
    assert [one.status for one in standings(today, Wish())] == [Status.OVERDUE]

    actions.withdraw_programme(row.programme.code)

    assert [one.status for one in standings(today, Wish())] == [Status.NOT_DUE]
    client = Client()
    client.force_login(row.person)
    told = client.get(reverse("my-learning")).content.decode()
    assert "This programme is not taught any more." in told
    assert "The date was" not in told
