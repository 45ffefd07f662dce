"""What a quiz costs: queries, transaction marks apart."""

from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments import actions
from assessments.models import Attempt
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


def test_a_save_takes_four_queries_with_session_and_person(amina, attempt):
    for key, answer in RIGHT.items():
        with at_most(4):
            amina.post(save_url(attempt), form(attempt, key, answer))


def test_a_change_takes_four_queries(amina, attempt):
    amina.post(save_url(attempt), form(attempt, "q1", ["a"]))

    with at_most(4):
        amina.post(save_url(attempt), form(attempt, "q1", ["b"], revision=1))


def test_all_answers_together_take_four_queries(amina, attempt):
    sent = {}
    for key, answer in RIGHT.items():
        sent |= form(attempt, key, answer)

    with at_most(4):
        amina.post(save_url(attempt), sent)


def test_a_question_takes_four_queries(amina, attempt):
    amina.get(item_url(attempt, "q1"))

    with at_most(4):
        amina.get(item_url(attempt, "q1"))


def test_a_whole_quiz_takes_forty_queries(amina, study):
    EnrolmentFactory(person=study.person)

    with at_most(40):
        uuid = uuid4()
        page = amina.post(reverse("quiz", args=[study.uuid]), {"uuid": uuid}).url
        amina.get(page)
        attempt = Attempt(uuid=uuid, draw=Attempt.objects.values_list("draw", flat=True).get())
        sent = {}
        for key, answer in RIGHT.items():
            sent |= form(attempt, key, answer)
        amina.post(save_url(attempt), sent)
        submit(amina, attempt)
        assert "Passed" in result(amina, attempt).text


def test_grading_takes_as_many_queries_for_a_miss_as_there_are_steps(study, attempt):
    for key, answer in RIGHT.items():
        actions.save_response(attempt, key, answer, revision=0, language="en")
    missed = RIGHT | {"q1": ["a"]}
    actions.save_response(attempt, "q1", missed["q1"], revision=1, language="en")

    with at_most(4):
        actions.submit(attempt, by=study.person)
