"""Undoing a merge: what goes back, what stays, and when it is refused."""

from datetime import date
from uuid import uuid4

import pytest

from assessments import actions as assessments
from courses import actions as courses
from courses.verify import findings
from people.merging import actions
from people.merging.faults import CannotUndo, Reason
from people.merging.models import Merge
from people.models import Power
from tests.factories import (
    EnrolmentFactory,
    GrantFactory,
    ProgrammeFactory,
    finish,
)
from tests.people.merging.conftest import works

pytestmark = pytest.mark.django_db


def merge(pair, by=None) -> Merge:
    return actions.merge(pair.older, pair.younger, by=by)


def not_undone(done: Merge, by=None) -> Reason:
    with pytest.raises(CannotUndo) as caught:
        actions.undo(done, by=by)
    done.refresh_from_db()
    assert done.undone_at is None
    return caught.value.reason


def test_what_came_since_stays_with_the_kept_person(house, pair):
    done = merge(pair)
    new = EnrolmentFactory(person=pair.older, completed=True)
    post = works(house.company, "55", person=pair.older).memberships.get(employee_number="55")

    actions.undo(done, by=house.hr)

    new.refresh_from_db()
    post.refresh_from_db()
    assert (new.person, post.person) == (pair.older, pair.older)
    assert list(findings()) == []


def test_a_renewal_since_of_what_was_moved_keeps_them_together(pair):
    first = EnrolmentFactory(person=pair.younger, completed=True)
    done = merge(pair)
    courses.enrol(pair.older, first.programme, cycle=2)

    assert not_undone(done) is Reason.LEARNT_SINCE


def test_lessons_since_on_what_was_moved_keep_them_together(pair):
    study = courses.open_study(pair.younger, ProgrammeFactory().modules.get())
    done = merge(pair)
    courses.finish_lesson(study, "l1", language="en")

    assert not_undone(done) is Reason.LEARNT_SINCE
    study.refresh_from_db()
    assert study.person == pair.older


def test_an_attempt_since_on_what_was_moved_keeps_them_together(pair):
    study = courses.open_study(pair.younger, ProgrammeFactory().modules.get())
    for part in study.edition.document["lessons"]:
        courses.finish_lesson(study, part["key"], language="en")
    done = merge(pair)
    assessments.start(study.uuid, by=pair.older, uuid=uuid4())

    assert not_undone(done) is Reason.LEARNT_SINCE


def test_a_new_enrolment_that_what_was_moved_meets_keeps_them_together(pair):
    programme = ProgrammeFactory()
    finish(courses.open_study(pair.younger, programme.modules.get()))
    done = merge(pair)
    courses.enrol(pair.older, programme)

    assert not_undone(done) is Reason.LEARNT_SINCE


def test_what_has_changed_since_is_not_overwritten(pair):
    done = merge(pair)
    pair.older.memberships.filter(employee_number="1").update(last_day=date(2026, 3, 1))

    assert not_undone(done) is Reason.CHANGED_SINCE


def test_what_cannot_be_any_more_is_not_forced(house, pair):
    done = merge(pair)
    post = pair.older.memberships.get(employee_number="1")
    # Somebody else has the number by now.
    works(house.unit, "1", full_name="Zarina Haque", post={"started_on": post.last_day})

    assert not_undone(done) is Reason.CHANGED_SINCE


def test_merges_are_undone_in_reverse(house, pair):
    third = works(house.unit, "3")
    first = actions.merge(pair.older, third, by=None)
    eldest = house.hr
    works(house.unit, "0", person=eldest)
    second = actions.merge(eldest, pair.older, by=None)

    assert not_undone(first) is Reason.MERGED_SINCE
    actions.undo(second, by=None)
    actions.undo(first, by=None)

    assert third.memberships.exists()


def test_undoing_asks_who_could_give_the_powers(house, pair):
    done = merge(pair)
    GrantFactory(person=pair.older, power=Power.AUTHOR, organisation=house.company)

    assert not_undone(done, by=house.hr) is Reason.POWER


def test_merged_again_after_an_undo(pair):
    actions.undo(merge(pair), by=None)

    again = merge(pair)

    assert again.steps.exists()
    assert Merge.objects.count() == 2


def test_nobody_parts_whom_she_does_not_look_after(house, pair):
    assert not_undone(merge(pair), by=house.administrator) is Reason.OUT_OF_REACH
