"""Validity that ends with the role: by a count day by day, for rules, certificates, learners."""

from datetime import date, timedelta
from random import Random

import pytest
from django.test import Client
from django.urls import reverse

from certificates.models import Certificate
from courses import actions as courses
from courses.models import Completion, Enrolment
from courses.role_bound import last_day_in_role
from courses.rules import engine
from people.models import AudienceRole, RoleHeld
from tests.factories import (
    CertificateFactory,
    EnrolmentFactory,
    MembershipFactory,
    PersonFactory,
    ProgrammeFactory,
    RuleFactory,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
BEGAN, DONE, ENDS = date(2026, 1, 1), date(2026, 3, 20), date(2028, 3, 20)
LEFT = date(2026, 6, 30)


@pytest.fixture
def programme():
    """For people in procurement, with 30 days of handover."""
    return ProgrammeFactory(handover_days=30)


def buyer(**changes):
    """A membership with the role since BEGAN."""
    return MembershipFactory(started_on=BEGAN, **changes)


def held(person, programme, done=DONE):
    enrolment = EnrolmentFactory(
        person=person, programme=programme, assigned_on=BEGAN, completed=True
    )
    Completion.objects.filter(enrolment=enrolment).update(completed_on=done, expires_on=ENDS)
    return enrolment.completion


def is_valid(completion, on):
    return Completion.objects.valid(on).filter(pk=completion.pk).exists()


def until(completion):
    return Completion.objects.values_list(last_day_in_role(), flat=True).get(pk=completion.pk)


def leave(membership, on=LEFT):
    RoleHeld.objects.filter(membership=membership).update(ended_on=on)


def test_it_ends_a_handover_after_the_role_and_nothing_is_written(programme):
    membership = buyer()
    completion = held(membership.person, programme)
    assert until(completion) is None
    before = Completion.objects.filter(pk=completion.pk).values().get()

    leave(membership)

    assert until(completion) == LEFT + 30 * DAY
    assert is_valid(completion, LEFT + 30 * DAY)
    assert not is_valid(completion, LEFT + 31 * DAY)
    assert Completion.objects.filter(pk=completion.pk).values().get() == before


@pytest.mark.parametrize(("after", "keeps"), [(1, True), (31, True), (32, False)])
def test_who_is_back_before_the_handover_is_over_keeps_it(programme, after, keeps):
    membership = buyer()
    completion = held(membership.person, programme)
    leave(membership)

    back = MembershipFactory(person=membership.person, started_on=LEFT + after * DAY)

    assert is_valid(completion, LEFT + 400 * DAY) is keeps
    leave(back, on=LEFT + 500 * DAY)
    assert is_valid(completion, LEFT + 530 * DAY) is keeps
    assert not is_valid(completion, LEFT + 531 * DAY)


def test_what_does_not_end_it(programme):
    membership = buyer()
    free = held(membership.person, ProgrammeFactory(handover_days=None))
    other_role = held(
        membership.person, ProgrammeFactory(handover_days=0, audience_roles=["worker"])
    )
    learnt_before = held(PersonFactory(), programme)
    also_there = held(membership.person, programme)
    MembershipFactory(person=membership.person, started_on=BEGAN)
    leaver = buyer()
    gone = held(leaver.person, programme)
    earlier = buyer(last_day=DONE - 31 * DAY)
    since = held(earlier.person, programme)

    leave(membership)
    leaver.last_day = LEFT
    leaver.save()

    late = LEFT + 200 * DAY
    kept = [free, other_role, learnt_before, also_there, since]
    assert [is_valid(one, late) for one in kept] == [True] * len(kept)
    assert not is_valid(gone, late)
    # What the programme says later is for what is done later.
    programme.handover_days = None
    programme.save()
    assert not is_valid(gone, late)


def test_it_is_what_a_count_day_by_day_finds():
    """Random lives: each day, whether it still counts, from who did what on it."""
    rng = Random(29)  # noqa: S311 - lives, not secrets
    first = date(2026, 1, 1)
    for _ in range(25):
        handover = rng.choice([0, 1, 5, 30])
        programme = ProgrammeFactory(
            modules=[], handover_days=handover, audience_roles=["manager", "procurement"]
        )
        person, held_on, done = PersonFactory(), set(), first + rng.randrange(60) * DAY
        for _ in range(rng.randrange(4)):
            starts = first + rng.randrange(150) * DAY
            ends = starts + rng.randrange(60) * DAY if rng.random() < 0.9 else None
            by_role, role = rng.random() < 0.5, rng.choice(list(AudienceRole))
            membership = MembershipFactory(
                person=person, started_on=starts, last_day=None if by_role else ends, roles=[]
            )
            membership.roles.create(
                role=role, started_on=starts, ended_on=ends if by_role else None
            )
            if role in programme.audience_roles:
                days = ((ends or first + 400 * DAY) - starts).days
                held_on |= {starts + n * DAY for n in range(days + 1)}
        completion = Completion.objects.create(
            enrolment=Enrolment.objects.create(
                person=person, programme=programme, assigned_on=done
            ),
            completed_on=done,
            handover_days=handover,
            evidence="online",
        )
        assert until(completion) == _counted(held_on, done, handover, first + 300 * DAY)


def _counted(held_on, done, handover, end):
    """The first day, from when it was done on, that is so many days after one in the role and has
    none in it since; nothing if that does not come."""
    day = done
    while day < end:
        last = day - handover * DAY
        if last in held_on and not any(last + n * DAY in held_on for n in range(1, handover + 2)):
            return day
        day += DAY
    return None


def test_who_comes_back_too_late_begins_again_and_who_is_about_to_leave_is_not_asked(programme):
    membership = buyer()
    RuleFactory(programme=programme, organisation=membership.organisation)
    completion = held(membership.person, programme)
    before = list(Completion.objects.values())
    leave(membership, on=LEFT)

    # The end is known ahead, and no reason to renew.
    assert engine.run(on=LEFT - 5 * DAY) == {}
    assert engine.run(on=LEFT + 40 * DAY) == {}
    membership.roles.create(role="procurement", started_on=LEFT + 50 * DAY)
    assert engine.run(on=LEFT + 50 * DAY) == {"began": 1}
    again = Enrolment.objects.get(cycle=2)
    assert again.due_on == LEFT + 80 * DAY
    assert engine.run(on=LEFT + 51 * DAY) == {}
    assert list(Completion.objects.values()) == before

    renewed = courses.recognise(
        again,
        completed_on=LEFT + 60 * DAY,
        reference="DL-7",
        by=PersonFactory(),
        confirmed_by=PersonFactory(),
        reason="Seen.",
    )
    assert renewed.expires_on == programme.expiry(LEFT + 60 * DAY)
    assert is_valid(renewed, LEFT + 100 * DAY)
    assert not is_valid(completion, LEFT + 100 * DAY)


def test_a_role_that_was_ended_by_mistake_leaves_no_renewal_behind(programme):
    membership = buyer()
    RuleFactory(programme=programme, organisation=membership.organisation)
    held(membership.person, programme)
    leave(membership)
    again = membership.roles.create(role="procurement", started_on=LEFT + 50 * DAY)
    assert engine.run(on=LEFT + 50 * DAY) == {"began": 1}
    again.delete()
    leave(membership, on=None)

    assert engine.run(on=LEFT + 51 * DAY) == {"went": 1}
    assert engine.run(on=LEFT + 52 * DAY) == {}
    opens = ENDS - programme.renewal_window_days * DAY
    assert engine.run(on=opens - DAY) == {}
    assert engine.run(on=opens) == {"came_back": 1}
    assert Enrolment.objects.get(cycle=2).due_on == ENDS


def test_who_comes_back_long_after_has_lapsed(programme):
    programme.lapses_after_days = 10
    programme.save()
    programme.places.update(in_cycles="first")
    refresher = ProgrammeFactory().places.get()
    refresher.pk, refresher.programme, refresher.in_cycles = None, programme, "renewals"
    refresher.save()
    for late, is_refresher in ((10, True), (11, False)):
        membership = buyer()
        completion = held(membership.person, programme)
        leave(membership)
        on = LEFT + 30 * DAY + late * DAY
        membership.roles.create(role="procurement", started_on=on)
        again = courses.enrol(membership.person, programme, cycle=2, assigned_on=on)
        assert again.is_refresher is is_refresher, completion


def test_a_certificate_that_ended_with_the_role_has_expired_and_tells_nobody_when(
    client, programme
):
    membership = buyer()
    certificate = CertificateFactory(
        enrolment=EnrolmentFactory(person=membership.person, programme=programme, completed=True)
    )
    long_ago = date(2020, 1, 1)
    address = reverse("verify-certificate", args=[certificate.code])
    told = client.get(address).text
    assert "This certificate is valid" in told
    assert "It counts while the person named does this work." in told
    assert "Valid until" in told

    membership.roles.update(started_on=long_ago, ended_on=long_ago)
    Completion.objects.update(completed_on=long_ago)

    told = client.get(address).text
    assert "This certificate has expired" in told
    assert "Valid until" not in told
    assert "2020" not in told
    # What had run out before says when, as any other: that is printed on it.
    Certificate.objects.update(issued_on=date(2010, 1, 1), expires_on=date(2012, 1, 1))
    told = client.get(address).text
    assert "This certificate has expired" in told
    assert "1 January 2012" in told


def test_the_learner_reads_that_it_ends_with_her_work_and_when_it_did(programme):
    membership = buyer()
    held(membership.person, programme, done=date(2026, 1, 2))
    client = Client()
    client.force_login(membership.person)
    page = reverse("programme", args=[programme.code])

    told = client.get(page).text
    assert "It is valid until 20 March 2028." in told
    assert "It counts while you do this work, and for 30 days after that." in told

    leave(membership, on=date(2026, 1, 31))
    assert "It is valid until 2 March 2026." in client.get(page).text
    assert "It ran out on <bdi>2 March 2026</bdi>." in client.get(reverse("my-learning")).text
