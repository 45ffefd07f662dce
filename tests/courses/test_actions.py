"""Enrolling, learning and completing: what a person has done counts once, and for ever."""

from datetime import date

import pytest

from courses import actions
from courses.actions import (
    LessonNotInEdition,
    ModuleNotPublished,
    ProgrammeNotReady,
)
from courses.models import Completion, Enrolment, LessonDone, Requirement, Study
from courses.open_use import OpenUse
from people.calendar import reporting_day
from tests.courses.rows import everything_of
from tests.factories import (
    EditionFactory,
    EnrolmentFactory,
    ModuleFactory,
    PersonFactory,
    ProgrammeFactory,
    StudyFactory,
    finish,
)

pytestmark = pytest.mark.django_db


# --- enrolling -----------------------------------------------------------------------------


def test_enrolling_asks_for_each_required_module(heard):
    first, second = EditionFactory().module, EditionFactory().module
    programme = ProgrammeFactory(modules=[first, second])
    programme.places.filter(module=second).update(is_required=False)

    enrolment = actions.enrol(PersonFactory(), programme, due_on=date(2030, 1, 1))

    assert [requirement.module for requirement in enrolment.requirements.all()] == [first]
    assert heard == [enrolment]


def test_enrolling_twice_in_a_cycle_returns_the_enrolment_that_stands(heard):
    enrolment = EnrolmentFactory(due_on=date(2030, 1, 1))

    again = actions.enrol(enrolment.person, enrolment.programme, due_on=date(2031, 1, 1))

    assert again == enrolment
    assert again.due_on == date(2030, 1, 1)
    assert Requirement.objects.count() == 1
    assert heard == [enrolment]


@pytest.mark.parametrize("facts", [{"modules": []}, {"is_open": True}])
def test_a_programme_with_nothing_to_require_enrols_nobody(facts):
    with pytest.raises(ProgrammeNotReady):
        actions.enrol(PersonFactory(), ProgrammeFactory(**facts))

    assert not Enrolment.objects.exists()


def test_a_module_begun_already_counts_for_the_next_programme():
    study = StudyFactory()

    enrolment = actions.enrol(study.person, ProgrammeFactory(modules=[study.module]))

    assert enrolment.requirements.get().study == study


def test_a_module_done_already_completes_the_next_programme_at_once(heard):
    study = finish(StudyFactory())

    enrolment = actions.enrol(study.person, ProgrammeFactory(modules=[study.module]))

    assert enrolment.completion.evidence == Completion.Evidence.ONLINE
    assert heard == [enrolment, enrolment.completion]


def test_one_study_meets_all_enrolments_that_ask_for_its_module():
    module = EditionFactory().module
    person = PersonFactory()
    one = actions.enrol(person, ProgrammeFactory(modules=[module]))
    other = actions.enrol(person, ProgrammeFactory(modules=[module]))

    finish(actions.open_study(person, module))

    assert Completion.objects.filter(enrolment__in=[one, other]).count() == 2
    assert Study.objects.count() == 1


# --- cycles --------------------------------------------------------------------------------


def test_a_new_cycle_asks_for_new_studies_and_writes_nothing_of_the_old_one_again():
    first = EnrolmentFactory(completed=True)
    before = everything_of(first)

    second = actions.enrol(first.person, first.programme, cycle=2)
    finish(actions.open_study(first.person, second.requirements.get().module))

    assert second.completion
    assert everything_of(first) == before


def test_a_new_cycle_leaves_another_programme_its_unfinished_module_to_do():
    module = EditionFactory().module
    renewed = EnrolmentFactory(programme=ProgrammeFactory(modules=[module]))
    finish(actions.open_study(renewed.person, module))
    shared = EditionFactory().module
    second_module = ProgrammeFactory(modules=[shared])
    waiting = actions.enrol(renewed.person, second_module)
    actions.open_study(renewed.person, shared)
    both = ProgrammeFactory(modules=[module, shared])
    actions.enrol(renewed.person, both, cycle=2)

    finish(actions.open_study(renewed.person, shared))

    assert Completion.objects.filter(enrolment=waiting).exists()


def test_a_closed_study_takes_nothing_in():
    first = EnrolmentFactory()
    study = actions.open_study(first.person, first.requirements.get().module)
    actions.enrol(first.person, first.programme, cycle=2)

    actions.finish_lesson(study, "l1", language="en")
    actions.pass_quiz(study, language="en")

    study.refresh_from_db()
    assert not study.lessons_done.exists()
    assert study.quiz_passed_at is None


def test_a_renewal_in_its_window_keeps_the_anniversary(time_machine):
    time_machine.move_to("2026-03-03T10:00:00Z")
    first = EnrolmentFactory(completed=True)
    time_machine.move_to("2028-02-01T10:00:00Z")

    second = EnrolmentFactory(
        person=first.person, programme=first.programme, cycle=2, completed=True
    )

    assert first.completion.expires_on == date(2028, 3, 3)
    assert second.completion.expires_on == date(2030, 3, 3)


# --- learning ------------------------------------------------------------------------------


def test_opening_pins_the_newest_source_edition_and_ties_the_open_requirements():
    enrolment = EnrolmentFactory()
    module = enrolment.requirements.get().module

    study = actions.open_study(enrolment.person, module)

    assert study.edition == module.editions.get()
    assert enrolment.requirements.get().study == study
    assert actions.open_study(enrolment.person, module) == study


def test_a_module_without_an_edition_cannot_be_opened():
    with pytest.raises(ModuleNotPublished):
        actions.open_study(PersonFactory(), ModuleFactory())


def test_a_lesson_is_done_once_with_its_minutes_and_language():
    study = StudyFactory()

    actions.finish_lesson(study, "l1", language="ar")
    actions.finish_lesson(study, "l1", language="en")

    done = LessonDone.objects.get()
    assert (done.minutes, done.language) == (4, "ar")


def test_a_lesson_of_another_edition_is_refused():
    with pytest.raises(LessonNotInEdition):
        actions.finish_lesson(StudyFactory(), "elsewhere", language="en")


@pytest.mark.parametrize("quiz_first", [True, False])
def test_the_last_thing_left_completes_the_study_in_whichever_order(quiz_first):
    study = StudyFactory()
    steps = [
        lambda: actions.finish_lesson(study, "l1", language="en"),
        lambda: actions.finish_lesson(study, "l2", language="en"),
    ]
    steps.insert(0 if quiz_first else 2, lambda: actions.pass_quiz(study, language="en"))

    for step in steps[:-1]:
        step()
    study.refresh_from_db()
    assert study.completed_at is None
    steps[-1]()

    study.refresh_from_db()
    assert study.completed_at


def test_a_module_without_a_quiz_is_complete_with_its_last_lesson():
    study = StudyFactory(module=EditionFactory(without_quiz=True).module)

    actions.finish_lesson(study, "l1", language="en")
    actions.finish_lesson(study, "l2", language="en")

    study.refresh_from_db()
    assert study.completed_at


def test_the_last_required_module_completes_the_programme_once(heard):
    one, two = EditionFactory().module, EditionFactory().module
    enrolment = EnrolmentFactory(programme=ProgrammeFactory(modules=[one, two]))

    finish(actions.open_study(enrolment.person, one))
    assert not Completion.objects.exists()
    finish(actions.open_study(enrolment.person, two))
    finish(actions.open_study(enrolment.person, two))

    completion = Completion.objects.get()
    assert completion.completed_on == reporting_day()
    assert heard == [enrolment, completion]


def test_a_completion_falls_on_the_day_of_the_reporting_time_zone(settings, time_machine):
    settings.REPORTING_TIME_ZONE = "Asia/Dhaka"
    time_machine.move_to("2026-03-03T19:00:00Z")

    enrolment = EnrolmentFactory(completed=True)

    assert enrolment.completion.completed_on == date(2026, 3, 4)


def test_a_requirement_tied_late_to_a_completed_study_completes_the_programme(heard):
    study = finish(StudyFactory())
    programme = ProgrammeFactory(modules=[study.module])
    enrolment = Enrolment.objects.create(
        person=study.person, programme=programme, assigned_on=reporting_day()
    )
    Requirement.objects.create(enrolment=enrolment, module=study.module)

    actions.open_study(study.person, study.module)

    assert enrolment.requirements.get().study == study
    assert heard[-1] == Completion.objects.get(enrolment=enrolment)


# --- open modules --------------------------------------------------------------------------


def test_open_use_is_a_number_of_the_week_and_nothing_else(time_machine):
    time_machine.move_to("2026-03-05T10:00:00Z")
    module = ModuleFactory(is_open=True)

    for _ in range(3):
        actions.count_open_use(module, organisation=None, language="bn")

    use = OpenUse.objects.get()
    assert (use.uses, use.week, use.organisation) == (3, date(2026, 3, 2), None)
