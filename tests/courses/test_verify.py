"""The record's own audit finds what is wrong, and nothing where all is well."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from courses import verify
from courses.models import Completion, LessonDone, Requirement, Study
from people.calendar import reporting_day
from tests.factories import EnrolmentFactory, PersonFactory

pytestmark = pytest.mark.django_db


def rules() -> set[str]:
    return {finding.rule.partition(":")[0] for finding in verify.findings()}


def test_a_record_made_by_actions_is_sound():
    EnrolmentFactory(completed=True)
    EnrolmentFactory()

    assert rules() == set()


def test_a_completion_written_past_the_actions_is_found():
    enrolment = EnrolmentFactory()
    Completion.objects.create(
        enrolment=enrolment, completed_on=reporting_day(), evidence=Completion.Evidence.ONLINE
    )

    assert rules() == {"R6"}


def test_a_completion_without_anything_to_do_is_found():
    enrolment = EnrolmentFactory(completed=True)
    Requirement.objects.filter(enrolment=enrolment).delete()

    assert rules() == {"R6"}


def test_a_requirement_met_by_another_person_s_study_is_found():
    enrolment = EnrolmentFactory(completed=True)
    other = EnrolmentFactory(programme=enrolment.programme, completed=True)
    study = other.requirements.get().study
    Requirement.objects.filter(enrolment=enrolment).update(study=study)

    assert rules() == {"R6"}


def test_a_requirement_met_by_a_study_of_another_module_is_found():
    enrolment = EnrolmentFactory(completed=True)
    other = EnrolmentFactory(person=enrolment.person, completed=True)
    study = other.requirements.get().study
    Requirement.objects.filter(enrolment=enrolment).update(study=study)

    assert rules() == {"R6"}


def test_a_waived_completion_needs_no_studies():
    enrolment = EnrolmentFactory()
    Completion.objects.create(
        enrolment=enrolment,
        completed_on=reporting_day(),
        evidence=Completion.Evidence.WAIVED,
        reason="Trained by us in 2019",
        recorded_by=PersonFactory(),
        confirmed_by=PersonFactory(),
    )

    assert rules() == set()


def test_a_study_that_lost_a_lesson_is_found():
    EnrolmentFactory(completed=True)
    LessonDone.objects.first().delete()

    assert rules() == {"R6"}


def test_a_completed_study_without_its_quiz_is_found():
    EnrolmentFactory(completed=True)
    Study.objects.update(quiz_passed_at=None)

    assert rules() == {"R6"}


def test_a_lesson_of_another_edition_is_found():
    EnrolmentFactory(completed=True)
    LessonDone.objects.create(
        study=Study.objects.get(), lesson_key="elsewhere", minutes=1, language="en"
    )

    assert rules() == {"R3"}


def test_the_command_says_that_all_is_well(capsys):
    EnrolmentFactory()

    call_command("verify_record")

    assert "sound" in capsys.readouterr().out


def test_the_command_finds_a_quiz_counted_without_an_attempt(capsys):
    EnrolmentFactory(completed=True)
    Study.objects.update(quiz_passed_at=timezone.now())

    with pytest.raises(CommandError, match="1 faults"):
        call_command("verify_record")

    assert "without a passed attempt" in capsys.readouterr().out
