"""What a quiz costs: queries, transaction marks apart."""

from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments import actions
from assessments.models import Attempt
from assessments.shelf import drawn
from tests.assessments.conftest import RIGHT, form, item_url, result, save_url, submit
from tests.factories import EnrolmentFactory

pytestmark = pytest.mark.django_db

MARKS = ("SAVEPOINT", "RELEASE SAVEPOINT", "BEGIN", "COMMIT")


@contextmanager
def at_most(number):
    with CaptureQueriesContext(connection) as captured:
        yield
    real = [one["sql"] for one in captured if not one["sql"].startswith(MARKS)]
    assert len(real) <= number, "\n".join(real)


@pytest.fixture(autouse=True)
def warm(study, amina):
    """Editions are on the shelf, as in any process that has served one learner."""
    amina.get(reverse("quiz", args=[study.uuid]))


def in_sessions(requests):
    """The queries for sessions, which cost one a request if the database alone keeps them."""
    return requests * settings.SESSION_ENGINE.endswith(".db")


def with_session(number):
    return at_most(number + in_sessions(1))


def test_a_first_answer_takes_two_queries_the_person_and_the_keeping(amina, attempt):
    amina.get(item_url(attempt, "q1"))

    for key, answer in RIGHT.items():
        with with_session(2):
            amina.post(save_url(attempt), form(attempt, key, answer))


def test_a_change_takes_three_queries(amina, attempt):
    amina.post(save_url(attempt), form(attempt, "q1", ["a"]))

    with with_session(3):
        amina.post(save_url(attempt), form(attempt, "q1", ["b"], revision=1))


def test_all_answers_together_take_three_queries(amina, attempt):
    amina.get(item_url(attempt, "q1"))
    sent = {}
    for key, answer in RIGHT.items():
        sent |= form(attempt, key, answer)

    with with_session(3):
        amina.post(save_url(attempt), sent)


def test_a_question_takes_three_queries(amina, attempt):
    amina.get(item_url(attempt, "q1"))

    with with_session(3):
        amina.get(item_url(attempt, "q1"))


def take_quiz(client, study, answers):
    """Every page of a quiz, and every answer saved by itself; the text of the last page."""
    attempt = Attempt(uuid=uuid4())
    start = reverse("quiz", args=[study.uuid])
    client.get(start)
    client.get(client.post(start, {"uuid": attempt.uuid}).url)
    attempt.draw = drawn(attempt.uuid).draw
    for key, answer in answers.items():
        client.post(save_url(attempt), form(attempt, key, answer))
    submit(client, attempt)
    return result(client, attempt).text


# With each answer saved by itself: that is forty for ten questions.
OF_A_QUIZ = 20 + 2 * len(RIGHT)
REQUESTS = 5 + len(RIGHT)


def test_a_quiz_takes_twenty_queries_and_two_an_answer(amina, study):
    EnrolmentFactory(person=study.person)

    with at_most(OF_A_QUIZ + in_sessions(REQUESTS)):
        page = take_quiz(amina, study, RIGHT | {"q1": ["a"]})

    assert "Not passed" in page


def test_passing_takes_six_more_queries_to_complete_the_module(amina, study):
    with at_most(OF_A_QUIZ + in_sessions(REQUESTS) + 6):
        page = take_quiz(amina, study, RIGHT)

    assert "Passed" in page


def test_grading_takes_as_many_queries_for_a_miss_as_there_are_steps(study, attempt):
    for key, answer in RIGHT.items():
        actions.save_response(attempt, key, answer, revision=0, language="en")
    missed = RIGHT | {"q1": ["a"]}
    actions.save_response(attempt, "q1", missed["q1"], revision=1, language="en")

    with at_most(4):
        actions.submit(attempt.uuid, by=study.person)
