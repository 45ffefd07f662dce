"""What two rows have of the same: ways in, powers, what rules ask for."""

from datetime import timedelta

import pytest

from courses.rules.models import Ground
from people.calendar import reporting_day
from people.doors.models import Card, Door
from people.merging import actions
from people.models import Grant, Power
from tests.factories import (
    EnrolmentFactory,
    GrantFactory,
    OrganisationFactory,
    PersonFactory,
    RuleFactory,
)

pytestmark = pytest.mark.django_db


def merge(pair):
    return actions.merge(pair.older, pair.younger, by=None)


def test_a_number_with_pictures_and_a_card_go_over_to_who_has_no_way_in(pair):
    pair.older.set_unusable_password()
    pair.older.email = ""
    pair.older.save()
    door = Door.objects.create(person=pair.younger, number="12345678")
    card = Card.objects.create(person=pair.younger, token_hash="a", made_by=PersonFactory())

    done = merge(pair)

    for way_in in (door, card):
        way_in.refresh_from_db()
        assert way_in.person == pair.older
    actions.undo(done, by=None)
    door.refresh_from_db()
    assert door.person == pair.younger


def test_nothing_goes_over_to_who_has_a_password(pair):
    Door.objects.create(person=pair.younger, number="12345678")

    merge(pair)

    assert Door.objects.get().person == pair.younger


def test_who_has_a_number_keeps_it_and_the_other_one_rests(pair):
    own = Door.objects.create(person=pair.older, number="12345678")
    other = Door.objects.create(person=pair.younger, number="87654321")

    merge(pair)

    assert Door.objects.get(person=pair.older) == own
    assert Door.objects.get(person=pair.younger) == other


@pytest.mark.parametrize("older_lasts", [True, False])
def test_of_a_power_that_both_hold_the_one_that_lasts_goes_on(pair, older_lasts):
    company, soon = OrganisationFactory(), reporting_day() + timedelta(days=3)
    power = {"power": Power.AUDITOR, "organisation": company}
    own = GrantFactory(person=pair.older, **power)
    other = GrantFactory(person=pair.younger, **power)
    ending = other if older_lasts else own
    Grant.objects.filter(pk=ending.pk).update(until=soon)

    merge(pair)

    left = Grant.objects.open().get(power=Power.AUDITOR)
    assert (left.person, left.until) == (pair.older, None)
    assert left.pk == (own if older_lasts else other).pk


def test_a_rule_asks_by_one_enrolment_alone_afterwards(pair):
    rule = RuleFactory()
    for person in (pair.older, pair.younger):
        row = EnrolmentFactory(person=person, programme=rule.programme)
        Ground.objects.create(enrolment=row, rule=rule, asked_on=reporting_day())

    done = merge(pair)

    assert Ground.objects.standing().count() == 1
    actions.undo(done, by=None)
    assert Ground.objects.standing().count() == 2
