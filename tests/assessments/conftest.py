"""A person who has done the lessons and begun the quiz, and how a page sends answers to it."""

from uuid import uuid4

import pytest
from django.urls import reverse

from assessments import actions
from courses import actions as courses
from tests.factories import PersonFactory, StudyFactory

RIGHT = {
    "q1": ["b"],
    "q2": ["a", "b"],
    "q3": ["false"],
    "q4": ["stop", "repay", "check"],
    "q5": {"p1": "p1", "p2": "p2"},
}


def after_lessons(**facts):
    """A study whose lessons are done: its quiz is open."""
    study = StudyFactory(**facts)
    for part in study.edition.document["lessons"]:
        courses.finish_lesson(study, part["key"], language="en")
    return study


@pytest.fixture
def study(db):
    return after_lessons(person=PersonFactory(full_name="Amina Rahman"))


@pytest.fixture
def amina(study, client):
    client.force_login(study.person)
    return client


@pytest.fixture
def attempt(study):
    return actions.start(study.uuid, by=study.person, uuid=uuid4())


def place_of(attempt, key):
    return attempt.draw["items"].index(key) + 1


def item_url(attempt, key):
    return reverse("attempt-item", args=[attempt.uuid, place_of(attempt, key)])


def save_url(attempt):
    return reverse("attempt-save", args=[attempt.uuid])


def form(attempt, key, answer, *, revision=0, **more):
    """The fields that a page would send for an answer."""
    sent = {f"{key}.revision": revision, **more}
    if isinstance(answer, dict):
        order = attempt.draw["options"][key]
        return sent | {f"{key}.{left}": order.index(right) + 1 for left, right in answer.items()}
    if key == "q4":
        return sent | {f"{key}.{step}": place for place, step in enumerate(answer, 1)}
    return sent | {key: answer}


def answer_all(client, attempt, answers=RIGHT):
    for key in attempt.draw["items"]:
        client.post(item_url(attempt, key), form(attempt, key, answers[key]))


def submit(client, attempt, **data):
    return client.post(reverse("attempt-submit", args=[attempt.uuid]), data)


def result(client, attempt):
    return client.get(reverse("attempt-result", args=[attempt.uuid]))
