"""A refresher that comes too late: what is asked for then, what counts, and what is kept."""

from datetime import date

import pytest
from django.utils import timezone

from courses import actions as courses
from courses.models import Completion, Enrolment, Study
from courses.rules import engine
from courses.verify import findings
from tests.courses.renewals import ENDED, asked, held, programme_with_refresher
from tests.factories import (
    EnrolmentFactory,
    MembershipFactory,
    ProgrammeFactory,
    RuleFactory,
    finish,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return programme_with_refresher()


@pytest.fixture
def modules(programme):
    return [place.module for place in programme.places.order_by("order")]


@pytest.fixture
def lapsed(programme):
    """A refresher that was asked for in time and is not enough any more."""
    programme.lapses_after_days = 30
    programme.save()
    first = held(programme, completed_on=date(2020, 1, 1), expires_on=date(2022, 1, 1))
    return courses.enrol(first.person, programme, cycle=2, assigned_on=date(2022, 1, 1))


def test_a_refresher_done_too_late_completes_nothing_before_the_night_falls(lapsed, modules):
    always, once, refresher = modules
    for module in (always, refresher):
        finish(courses.open_study(lapsed.person, module))
    assert not Completion.objects.filter(enrolment=lapsed).exists()

    courses.ask_in_full()

    assert not Completion.objects.filter(enrolment=lapsed).exists()
    finish(courses.open_study(lapsed.person, once))
    assert Completion.objects.filter(enrolment=lapsed).exists()
    assert list(findings()) == []


def test_what_was_begun_in_this_cycle_counts_and_what_was_only_taken_out_stays(lapsed, modules):
    always, once, _refresher = modules
    EnrolmentFactory(person=lapsed.person, programme=ProgrammeFactory(modules=[once]))
    Study.objects.filter(module=once).update(closed_at=timezone.now())
    here = finish(courses.open_study(lapsed.person, once))
    lapsed.programme.places.filter(module=always).update(is_required=False)

    assert courses.ask_in_full() == 1

    ties = dict(lapsed.requirements.standing().values_list("module", "study"))
    assert ties == {always.pk: None, once.pk: here.pk}
    here.refresh_from_db()
    assert here.closed_at is None


def test_what_was_begun_before_this_cycle_is_begun_again(lapsed, modules):
    once = modules[1]
    old = Study.objects.filter(person=lapsed.person, module=once)
    assert old.update(closed_at=None)  # done in the first cycle, and open still

    courses.ask_in_full()

    assert old.get().closed_at
    assert lapsed.requirements.get(module=once).study is None


def test_who_comes_back_too_late_for_a_refresher_has_everything_to_do(programme, modules):
    programme.lapses_after_days = 30
    programme.save()
    post = MembershipFactory(started_on=date(2020, 1, 1))
    facts = {"organisation": post.organisation, "begins_on": date(2020, 1, 1)}
    rule = RuleFactory(programme=programme, **facts)
    EnrolmentFactory(person=post.person, programme=programme, completed=True)
    Completion.objects.update(completed_on=date(2020, 1, 1), expires_on=date(2022, 1, 1))
    engine.run(on=date(2022, 1, 10))
    second = Enrolment.objects.get(cycle=2)
    assert second.is_refresher
    post.roles.update(ended_on=date(2022, 1, 12))
    assert engine.run(on=date(2022, 1, 20)) == {"went": 1}
    for study in Study.objects.filter(person=post.person):
        finish(study)
    post.roles.create(role=rule.audience_roles[0], started_on=date(2024, 1, 1))

    assert engine.run(on=date(2024, 1, 1)) == {"came_back": 1}

    second.refresh_from_db()
    assert (asked(second), second.is_refresher) == (set(modules[:2]), False)
    assert not Completion.objects.filter(enrolment=second).exists()


def test_the_questions_of_the_night_do_not_grow_with_those_who_renew(
    programme, django_assert_num_queries
):
    programme.lapses_after_days = 30
    programme.save()
    for _ in range(3):
        courses.enrol(held(programme).person, programme, cycle=2, assigned_on=ENDED)

    # The refreshers, what was held before in two questions, and that there are no more.
    with django_assert_num_queries(4):
        assert courses.ask_in_full(ENDED) == 0
