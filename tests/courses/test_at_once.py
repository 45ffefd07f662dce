"""The same thing asked for at the same moment on several devices: it is done once (R5, R8).

Threads with connections of their own, on real transactions.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier, Event
from time import sleep

import pytest
from django.db import connections, transaction

from courses import actions
from courses.events import programme_completed
from courses.models import Completion, Edition, Enrolment, LessonDone, Study
from tests.documents import document
from tests.factories import (
    EditionFactory,
    EnrolmentFactory,
    ModuleFactory,
    PersonFactory,
    ProgrammeFactory,
    StudyFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)

DEVICES = 8


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """Do all deeds in threads that start together; return what they return."""
    start = Barrier(len(deeds))

    def do(deed: Callable[[], object]) -> object:
        try:
            start.wait(timeout=10)
            return deed()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(do, deeds))


def test_enrolling_at_once_gives_one_enrolment_with_one_set_of_requirements():
    person, programme = PersonFactory(), ProgrammeFactory()

    found = at_once(*[lambda: actions.enrol(person, programme)] * DEVICES)

    enrolment = Enrolment.objects.get()
    assert set(found) == {enrolment}
    assert enrolment.requirements.count() == 1


def test_opening_at_once_gives_one_study():
    person, module = PersonFactory(), EditionFactory().module

    found = at_once(*[lambda: actions.open_study(person, module)] * DEVICES)

    assert set(found) == {Study.objects.get()}


@pytest.mark.parametrize("turn", range(5))
def test_opening_and_enrolling_at_once_tie_the_study(turn):
    person, module = PersonFactory(), EditionFactory().module
    programme = ProgrammeFactory(modules=[module])

    enrolment, study = at_once(
        lambda: actions.enrol(person, programme), lambda: actions.open_study(person, module)
    )

    assert enrolment.requirements.get().study == study


@pytest.mark.parametrize("turn", range(5))
def test_finishing_the_last_lesson_and_enrolling_at_once_completes_the_programme(turn):
    module = EditionFactory(without_quiz=True).module
    study = StudyFactory(module=module)
    programme = ProgrammeFactory(modules=[module])
    actions.finish_lesson(study, "l1", language="en")

    enrolment, _ = at_once(
        lambda: actions.enrol(study.person, programme),
        lambda: actions.finish_lesson(study, "l2", language="en"),
    )

    assert Completion.objects.get().enrolment == enrolment


def test_finishing_the_same_lesson_at_once_counts_once():
    study = StudyFactory()

    at_once(*[lambda: actions.finish_lesson(study, "l1", language="en")] * DEVICES)

    assert LessonDone.objects.count() == 1


def test_two_last_lessons_and_the_quiz_at_once_complete_the_programme_once():
    enrolment = EnrolmentFactory()
    study = actions.open_study(enrolment.person, enrolment.requirements.get().module)
    heard = []

    def listen(sender, completion, **rest):
        heard.append(completion)

    programme_completed.connect(listen)
    at_once(
        lambda: actions.finish_lesson(study, "l1", language="en"),
        lambda: actions.finish_lesson(study, "l2", language="en"),
        lambda: actions.pass_quiz(study, language="en"),
        lambda: actions.pass_quiz(study, language="en"),
    )
    programme_completed.disconnect(listen)

    assert heard == [Completion.objects.get()]


def test_waiving_and_finishing_at_once_completes_once():
    enrolment = EnrolmentFactory()
    study = actions.open_study(enrolment.person, enrolment.requirements.get().module)
    actions.finish_lesson(study, "l1", language="en")
    actions.finish_lesson(study, "l2", language="en")
    by, confirmed_by = PersonFactory(), PersonFactory()

    def waive() -> None:
        try:
            actions.waive(enrolment, by=by, confirmed_by=confirmed_by, reason="2019")
        except actions.AlreadyCompleted:
            return

    at_once(waive, lambda: actions.pass_quiz(study, language="en"))

    assert Completion.objects.count() == 1


def test_a_refresher_counted_as_done_while_the_night_looks_at_it_is_not_widened():
    programme = ProgrammeFactory(lapses_after_days=30)
    other = EditionFactory().module
    programme.places.create(module=other, order=9, in_cycles="first")
    first = EnrolmentFactory(programme=programme, completed=True)
    day = date(2022, 1, 1)
    Completion.objects.update(completed_on=date(2020, 1, 1), expires_on=day)
    second = actions.enrol(first.person, programme, cycle=2, assigned_on=day)
    assert second.is_refresher
    by, confirmed_by = PersonFactory(), PersonFactory()
    is_held = Event()

    def decide() -> None:
        with transaction.atomic():
            actions.waive(second, by=by, confirmed_by=confirmed_by, reason="Seen.")
            is_held.set()
            sleep(0.5)

    def look() -> int:
        is_held.wait(timeout=10)
        return actions.ask_in_full()

    assert at_once(decide, look) == [None, 0]
    assert second.requirements.standing().get().module != other


def test_two_authors_publishing_at_once_get_two_numbers():
    module = ModuleFactory()
    one = document(module=module.code, title="One")
    two = document(module=module.code, title="Two")

    at_once(
        lambda: actions.publish_edition(module, language="en", document=one),
        lambda: actions.publish_edition(module, language="en", document=two),
    )

    assert sorted(Edition.objects.values_list("number", flat=True)) == [1, 2]


def test_the_race_is_real_without_protection_it_is_lost():
    """The positive control: the same threads, doing it the naive way, do it too often."""
    study = StudyFactory()
    seen = Barrier(4)

    def naive() -> bool:
        missing = not LessonDone.objects.filter(study=study).exists()
        seen.wait(timeout=10)
        return missing

    assert sum(at_once(*[naive] * 4)) == 4
