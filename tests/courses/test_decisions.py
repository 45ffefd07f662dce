"""Withdrawing, exempting, waiving, recognising: by two people, with a reason, never by oneself."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from courses import actions
from courses.actions import (
    AlreadyCompleted,
    EnrolmentWithdrawn,
    NotDoneYet,
    OwnEnrolment,
)
from courses.models import Completion, Enrolment
from courses.validity import RunsOut
from people.calendar import reporting_day
from tests.courses.rows import everything_of
from tests.factories import (
    EnrolmentFactory,
    PersonFactory,
    ProgrammeFactory,
    finish,
)

pytestmark = pytest.mark.django_db


def test_a_withdrawn_enrolment_is_not_completed_by_learning_on():
    enrolment = EnrolmentFactory()
    actions.withdraw(enrolment, by=PersonFactory(), reason="Moved to another team")

    finish(actions.open_study(enrolment.person, enrolment.requirements.get().module))

    assert not Completion.objects.exists()


def test_withdrawing_twice_keeps_the_first_reason():
    enrolment = EnrolmentFactory()
    actions.withdraw(enrolment, by=PersonFactory(), reason="first")

    actions.withdraw(enrolment, by=PersonFactory(), reason="second")

    enrolment.refresh_from_db()
    assert enrolment.reason == "first"


def test_an_exemption_needs_another_person():
    enrolment = EnrolmentFactory()
    decider = PersonFactory()

    with pytest.raises(IntegrityError):
        actions.exempt(enrolment, by=decider, confirmed_by=decider, reason="On long leave")


def test_an_exempted_enrolment_is_no_longer_counted():
    enrolment = EnrolmentFactory()

    actions.exempt(
        enrolment, by=PersonFactory(), confirmed_by=PersonFactory(), reason="On long leave"
    )

    assert not Enrolment.objects.open().exists()


def test_waiving_completes_with_the_reason_and_both_people(heard):
    enrolment = EnrolmentFactory()
    by, confirmed_by = PersonFactory(), PersonFactory()

    completion = actions.waive(
        enrolment, by=by, confirmed_by=confirmed_by, reason="Trained by us in 2019"
    )

    assert (completion.evidence, completion.recorded_by, completion.confirmed_by) == (
        Completion.Evidence.WAIVED,
        by,
        confirmed_by,
    )
    assert heard[-1] == completion


def test_waiving_alone_is_refused():
    by = PersonFactory()

    with pytest.raises(IntegrityError):
        actions.waive(EnrolmentFactory(), by=by, confirmed_by=by, reason="Because")


@pytest.mark.parametrize("decide", [actions.exempt, actions.waive])
@pytest.mark.parametrize("herself", ["by", "confirmed_by"])
def test_nobody_releases_herself(decide, herself):
    enrolment = EnrolmentFactory()
    deciders = {"by": PersonFactory(), "confirmed_by": PersonFactory()}

    with pytest.raises(OwnEnrolment):
        decide(enrolment, **deciders | {herself: enrolment.person}, reason="Done elsewhere")

    assert Enrolment.objects.open().filter(completion=None).get() == enrolment


@pytest.mark.parametrize("herself", ["decided_by", "confirmed_by"])
def test_the_database_lets_nobody_exempt_herself(herself):
    enrolment = EnrolmentFactory()
    deciders = {"decided_by": PersonFactory(), "confirmed_by": PersonFactory()}

    with pytest.raises(IntegrityError, match="nobody_exempts_herself"):
        Enrolment.objects.update(
            **deciders | {herself: enrolment.person}, exempted_at=timezone.now(), reason="Because"
        )


@pytest.mark.parametrize("decide", [actions.exempt, actions.waive])
def test_what_was_taken_back_is_not_decided_any_more(decide):
    enrolment = EnrolmentFactory()
    actions.withdraw(enrolment, by=PersonFactory(), reason="Moved to another team")
    before = everything_of(enrolment)

    with pytest.raises(EnrolmentWithdrawn):
        decide(enrolment, by=PersonFactory(), confirmed_by=PersonFactory(), reason="Late")

    assert everything_of(enrolment) == before


def test_exempting_twice_keeps_the_first_reason():
    enrolment = EnrolmentFactory()
    for reason in ("first", "second"):
        actions.exempt(enrolment, by=PersonFactory(), confirmed_by=PersonFactory(), reason=reason)

    enrolment.refresh_from_db()
    assert enrolment.reason == "first"


def test_what_is_completed_cannot_be_waived():
    with pytest.raises(AlreadyCompleted):
        actions.waive(
            EnrolmentFactory(completed=True),
            by=PersonFactory(),
            confirmed_by=PersonFactory(),
            reason="Again",
        )


def recognise(enrolment, completed_on=date(2026, 2, 2), **deciders):
    deciders = {"by": PersonFactory(), "confirmed_by": PersonFactory()} | deciders
    return actions.recognise(
        enrolment,
        completed_on=completed_on,
        reference="Certificate 17",
        reason="Learnt with another buyer",
        **deciders,
    )


def test_earlier_learning_counts_from_the_day_of_its_evidence(heard):
    completion = recognise(EnrolmentFactory(programme__validity_months=24))

    assert (completion.evidence, completion.reference) == ("recognised", "Certificate 17")
    assert (completion.completed_on, completion.expires_on) == (date(2026, 2, 2), date(2028, 2, 2))
    assert heard[-1] == completion


def test_learning_to_come_is_not_recognised():
    with pytest.raises(NotDoneYet):
        recognise(EnrolmentFactory(), completed_on=reporting_day() + timedelta(days=1))


def test_nobody_recognises_her_own_learning():
    enrolment = EnrolmentFactory()

    with pytest.raises(OwnEnrolment):
        recognise(enrolment, confirmed_by=enrolment.person)


@pytest.mark.parametrize(
    ("runs_out", "day", "expected"),
    [
        (RunsOut.FROM_EXPIRY, "", date(2028, 3, 31)),
        (RunsOut.FROM_COMPLETION, "", date(2028, 2, 20)),
        (RunsOut.ON_A_DAY, "12-31", date(2027, 12, 31)),
    ],
)
def test_a_renewal_runs_out_as_the_programme_says(runs_out, day, expected):
    programme = ProgrammeFactory(validity_months=24, runs_out=runs_out, runs_out_day=day)
    first = EnrolmentFactory(programme=programme, completed=True)
    old = date(2026, 3, 31)
    Completion.objects.update(completed_on=date(2024, 3, 31), expires_on=old)
    again = actions.enrol(first.person, programme, cycle=2)

    completion = recognise(again, completed_on=date(2026, 2, 20))

    assert completion.expires_on == expected
    assert first.completion.__class__.objects.get(pk=first.completion.pk).expires_on == old


def test_finishing_after_a_waiver_leaves_the_waiver_standing():
    enrolment = EnrolmentFactory()
    actions.waive(enrolment, by=PersonFactory(), confirmed_by=PersonFactory(), reason="2019")

    finish(actions.open_study(enrolment.person, enrolment.requirements.get().module))

    assert Completion.objects.get().evidence == Completion.Evidence.WAIVED
