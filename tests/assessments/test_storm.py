"""Many at once: threads on real connections, each with its own transaction."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connections

from assessments import actions
from assessments.models import Attempt, DilemmaCount, Response
from courses import actions as courses
from courses.models import Study
from tests.assessments.conftest import RIGHT, after_lessons
from tests.factories import EditionFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(calls):
    """Run all calls at the same moment, and give what each returned or raised."""
    gun = Barrier(len(calls))

    def run(call):
        try:
            gun.wait()
            return call()
        except Exception as error:  # noqa: BLE001 - the outcome is what is examined
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


def test_thirty_starts_at_once_are_one_attempt():
    study = after_lessons()

    begun = at_once([lambda: actions.start(study.uuid, by=study.person, uuid=uuid4())] * 30)

    assert {attempt.pk for attempt in begun} == {Attempt.objects.get().pk}


def test_twenty_submissions_at_once_are_one_result():
    study = after_lessons()
    attempt = actions.start(study.uuid, by=study.person, uuid=uuid4())
    for key, answer in RIGHT.items():
        actions.save_response(attempt, key, answer, revision=0, language="en")

    graded = at_once([lambda: actions.submit(attempt.uuid, by=study.person)] * 20)

    assert {(one.submitted_at, one.score, one.passed) for one in graded} == {
        (graded[0].submitted_at, 100, True)
    }
    assert Study.objects.get().quiz_passed_at


def test_of_twenty_different_answers_at_once_one_is_kept_and_the_others_are_told():
    other = after_lessons()
    attempt = actions.start(other.uuid, by=other.person, uuid=uuid4())
    choices = [["a"], ["b"], ["c"]]

    def save(choice):
        return lambda: actions.save_response(attempt, "q1", choice, revision=0, language="en")

    outcomes = at_once([save(choices[place % 3]) for place in range(20)])

    kept = Response.objects.get()
    same = sum(choices[place % 3] == kept.answer for place in range(20))
    stale = [one for one in outcomes if isinstance(one, actions.StaleRevision)]
    assert kept.revision == 1
    assert outcomes.count(1) == same
    assert len(stale) == 20 - same
    assert {tuple(one.current.answer) for one in stale} == {tuple(kept.answer)}


@pytest.mark.parametrize("turn", range(5))
def test_an_answer_racing_with_the_submission_is_graded_or_refused(turn):
    study = after_lessons()
    attempt = actions.start(study.uuid, by=study.person, uuid=uuid4())

    saved, graded = at_once(
        [
            lambda: actions.save_response(attempt, "q3", ["false"], revision=0, language="en"),
            lambda: actions.submit(attempt.uuid, by=study.person),
        ]
    )

    if isinstance(saved, actions.AlreadySubmitted):
        assert graded.score == 0
        assert not attempt.responses.exists()
    else:
        assert (saved, graded.score) == (1, 20)
        assert attempt.responses.get().is_right


@pytest.mark.parametrize("turn", range(5))
def test_a_submission_racing_with_the_next_cycle_counts_wholly_or_not_at_all(turn):
    study = after_lessons()
    attempt = actions.start(study.uuid, by=study.person, uuid=uuid4())
    for key, answer in RIGHT.items():
        actions.save_response(attempt, key, answer, revision=0, language="en")
    programme = ProgrammeFactory(modules=[study.module])

    graded, _ = at_once(
        [
            lambda: actions.submit(attempt.uuid, by=study.person),
            lambda: courses.enrol(study.person, programme, cycle=2),
        ]
    )

    study.refresh_from_db()
    attempt.refresh_from_db()
    is_refused = isinstance(graded, actions.StudyClosed)
    assert is_refused or graded == attempt
    assert study.closed_at
    assert bool(attempt.passed) == bool(study.quiz_passed_at) == (not is_refused)


def test_of_twenty_changes_at_once_one_is_kept():
    other = after_lessons()
    attempt = actions.start(other.uuid, by=other.person, uuid=uuid4())
    actions.save_response(attempt, "q1", ["a"], revision=0, language="en")

    outcomes = at_once(
        [
            lambda: actions.save_response(attempt, "q1", ["b"], revision=1, language="en"),
            lambda: actions.save_response(attempt, "q1", ["c"], revision=1, language="en"),
        ]
        * 10
    )

    assert Response.objects.get().revision == 2
    assert outcomes.count(2) == 10
    assert sum(isinstance(one, actions.StaleRevision) for one in outcomes) == 10


def test_choices_counted_at_once_are_all_counted():
    edition = EditionFactory()

    at_once([lambda: actions.count_dilemma_choice(edition.pk, "d1-first", "a", "")] * 20)

    assert DilemmaCount.objects.get().choices_made == 20


def test_the_storm_finds_a_race_where_there_is_one():
    """The control: the same storm over a read and a later write does lose counts."""
    row = DilemmaCount.objects.create(
        edition=EditionFactory(), decision_key="d", option_key="a", week="2026-11-23"
    )
    seen = Barrier(20)

    def careless():
        count = DilemmaCount.objects.get(pk=row.pk).choices_made
        seen.wait()
        DilemmaCount.objects.filter(pk=row.pk).update(choices_made=count + 1)

    at_once([careless] * 20)

    assert DilemmaCount.objects.get().choices_made == 1
