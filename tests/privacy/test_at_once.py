"""Erasing, holding and answering at the same moment: one comes first, and nothing is half."""

from datetime import timedelta

import pytest

from assessments.models import Attempt, Response
from people.audit.models import AuditEvent
from people.audit.verbs import Verb
from people.calendar import reporting_day
from people.models import Person
from people.privacy import actions
from people.privacy.models import ErasureRequest, Hold
from tests.courses.test_at_once import at_once
from tests.factories import MembershipFactory, PersonFactory
from tests.privacy.canaries import canary

pytestmark = pytest.mark.django_db(transaction=True)


def quietly(deed):
    """What came of a deed, or what stood against it."""

    def do() -> object:
        try:
            return deed()
        except (actions.OnHold, actions.AlreadyDecided, Person.DoesNotExist) as against:
            return type(against)

    return do


def test_erasing_at_once_is_once():
    person = canary()

    at_once(*[lambda: actions.erase(person, by=None, cause=actions.ASKED)] * 4)

    assert AuditEvent.objects.filter(verb=Verb.PERSON_ERASED).count() == 1
    assert not Response.objects.exists()
    assert Attempt.objects.exists()


def test_granting_at_once_is_once():
    row = actions.ask_erasure(MembershipFactory().person)
    by = PersonFactory()

    found = at_once(*[quietly(lambda: actions.grant_erasure(row, by=by))] * 4)

    assert sorted(map(str, found)) == sorted(map(str, [None, *[actions.AlreadyDecided] * 3]))


def test_a_hold_and_an_erasure_at_once_never_both():
    person, by = MembershipFactory().person, PersonFactory()
    until = reporting_day() + timedelta(days=9)

    at_once(
        quietly(lambda: actions.set_hold(person, reference="M-1", until=until, by=by)),
        quietly(lambda: actions.erase(person, by=None, cause=actions.ASKED)),
    )

    is_erased = Person.objects.get(pk=person.pk).erased_at is not None
    assert is_erased != Hold.objects.exists()


def test_asking_at_once_is_one_request():
    person = MembershipFactory().person

    at_once(*[lambda: actions.ask_erasure(person)] * 4)

    assert ErasureRequest.objects.count() == 1
    assert AuditEvent.objects.filter(verb=Verb.ERASURE_ASKED).count() == 1
