"""What must never be, refused by the database: one test for each constraint of courses."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from courses.models import (
    Completion,
    Enrolment,
    LessonDone,
    ProgrammeModule,
    ProgrammeText,
    Requirement,
    Study,
)
from courses.open_use import OpenUse
from tests.factories import (
    EnrolmentFactory,
    ModuleFactory,
    OrganisationFactory,
    PersonFactory,
    ProgrammeFactory,
    StudyFactory,
)

pytestmark = pytest.mark.django_db

DAY, DAY_BEFORE = date(2026, 3, 3), date(2026, 3, 2)


def refused():
    return pytest.raises(IntegrityError)


def test_a_module_stands_once_in_a_programme():
    place = ProgrammeFactory().places.get()

    with refused():
        ProgrammeModule.objects.create(programme=place.programme, module=place.module, order=2)


def test_a_programme_has_one_text_a_language():
    programme = ProgrammeFactory()

    with refused():
        ProgrammeText.objects.create(programme=programme, language="en", title="Again")


def test_a_person_is_enrolled_once_a_programme_and_cycle():
    enrolment = EnrolmentFactory()

    with refused():
        Enrolment.objects.create(
            person=enrolment.person, programme=enrolment.programme, cycle=1, assigned_on=DAY
        )


def test_an_enrolment_is_not_due_before_it_is_assigned():
    with refused():
        EnrolmentFactory(assigned_on=DAY, due_on=DAY_BEFORE)


@pytest.mark.parametrize("moment", ["withdrawn_at", "exempted_at"])
@pytest.mark.parametrize("lacking", ["reason", "decided_by"])
def test_an_enrolment_is_not_left_without_a_reason_and_a_decider(moment, lacking):
    enrolment = EnrolmentFactory()
    facts = {
        moment: timezone.now(),
        "reason": "Left",
        "decided_by": PersonFactory(),
        "confirmed_by": PersonFactory(),
    }
    del facts[lacking]

    with refused():
        Enrolment.objects.filter(pk=enrolment.pk).update(**facts)


@pytest.mark.parametrize("second", ["nobody", "the same"])
def test_an_exemption_without_a_second_person_is_refused(second):
    enrolment = EnrolmentFactory()
    decider = PersonFactory()

    with refused():
        Enrolment.objects.filter(pk=enrolment.pk).update(
            exempted_at=timezone.now(),
            reason="On long leave",
            decided_by=decider,
            confirmed_by=decider if second == "the same" else None,
        )


def test_a_person_has_one_open_study_a_module():
    study = StudyFactory()

    with refused():
        Study.objects.create(person=study.person, module=study.module, edition=study.edition)


def test_a_closed_study_makes_room_for_the_next():
    study = StudyFactory()
    Study.objects.update(closed_at=timezone.now())

    Study.objects.create(person=study.person, module=study.module, edition=study.edition)

    assert Study.objects.open().count() == 1


def test_an_enrolment_asks_for_a_module_once():
    requirement = EnrolmentFactory().requirements.get()

    with refused():
        Requirement.objects.create(enrolment=requirement.enrolment, module=requirement.module)


def test_a_lesson_is_done_once_a_study():
    study = StudyFactory()
    done = {"study": study, "lesson_key": "l1", "minutes": 4, "language": "en"}
    LessonDone.objects.create(**done)

    with refused():
        LessonDone.objects.create(**done)


def test_an_enrolment_is_completed_once():
    enrolment = EnrolmentFactory(completed=True)

    with refused():
        Completion.objects.create(enrolment=enrolment, completed_on=DAY, evidence="online")


@pytest.mark.parametrize("lacking", ["reason", "recorded_by", "confirmed_by"])
@pytest.mark.parametrize("evidence", ["waived", "in_person", "recognised", "blended"])
def test_a_completion_by_hand_has_a_reason_and_two_people(evidence, lacking):
    facts = {
        "reason": "Trained by us in 2019",
        "recorded_by": PersonFactory(),
        "confirmed_by": PersonFactory(),
    }
    del facts[lacking]

    with refused():
        Completion.objects.create(
            enrolment=EnrolmentFactory(), completed_on=DAY, evidence=evidence, **facts
        )


def test_a_completion_by_hand_is_not_confirmed_by_who_recorded_it():
    person = PersonFactory()

    with refused():
        Completion.objects.create(
            enrolment=EnrolmentFactory(),
            completed_on=DAY,
            evidence="waived",
            reason="Trained by us in 2019",
            recorded_by=person,
            confirmed_by=person,
        )


def test_a_completion_does_not_run_out_before_it_begins():
    with refused():
        Completion.objects.create(
            enrolment=EnrolmentFactory(),
            completed_on=DAY,
            expires_on=DAY_BEFORE,
            evidence="online",
        )


@pytest.mark.parametrize("with_site", [True, False])
def test_open_use_is_counted_in_one_row_a_site_language_and_week(with_site):
    site = OrganisationFactory(site=True) if with_site else None
    use = {"module": ModuleFactory(), "organisation": site, "language": "bn", "week": DAY_BEFORE}
    OpenUse.objects.create(**use)

    with refused():
        OpenUse.objects.create(**use)


# --- questions -----------------------------------------------------------------------------


def test_the_last_valid_day_still_counts_and_the_day_of_revoking_does_not():
    completion = EnrolmentFactory(completed=True).completion
    last = completion.expires_on

    def valid(on):
        return Completion.objects.valid(on).exists()

    day = timedelta(days=1)
    assert (valid(completion.completed_on - day), valid(last), valid(last + day)) == (
        False,
        True,
        False,
    )
    Completion.objects.update(revoked_on=last)
    assert (valid(last - day), valid(last)) == (True, False)


def test_an_enrolment_is_overdue_from_the_day_after_it_is_due_and_only_while_it_is_open():
    late = EnrolmentFactory(assigned_on=DAY_BEFORE, due_on=DAY)
    EnrolmentFactory(assigned_on=DAY_BEFORE, due_on=DAY, completed=True)
    EnrolmentFactory(assigned_on=DAY_BEFORE)

    assert list(Enrolment.objects.overdue(DAY)) == []
    assert list(Enrolment.objects.overdue(DAY + timedelta(days=1))) == [late]
