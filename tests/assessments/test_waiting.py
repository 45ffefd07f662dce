"""Answers that wait for sign-in: little is kept, and only where somebody can come back to it."""

from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from assessments import actions, waiting
from courses.models import Study
from tests.assessments.conftest import form, item_url

pytestmark = pytest.mark.django_db


def kept(client):
    return client.session.get(waiting.WAITING)


def test_only_the_answer_is_kept(client, attempt):
    sent = form(attempt, "q1", ["a"], go="next", csrfmiddlewaretoken="t", other="x" * 1000)
    sent |= {"q2": "a", "nowhere.revision": "0", "nowhere": "a"}

    client.post(item_url(attempt, "q1"), sent)

    assert kept(client) == {str(attempt.uuid): {"q1.revision": ["0"], "q1": ["a"]}}


@pytest.mark.parametrize("size", [1, 2])
def test_more_than_a_few_kilobytes_are_not_kept(client, attempt, size):
    client.post(item_url(attempt, "q1"), form(attempt, "q1", ["é" * 2048 * size]))

    assert bool(kept(client)) == (size == 1)


def submitted(attempt):
    actions.submit(attempt.uuid, by=attempt.study.person)
    return attempt.uuid


def closed(attempt):
    Study.objects.update(closed_at=attempt.started_at)
    return attempt.uuid


@pytest.mark.parametrize(
    "uuid_for", [submitted, closed, lambda attempt: uuid4()], ids=["submitted", "closed", "unknown"]
)
def test_nothing_waits_for_an_attempt_that_is_not_going_on_and_the_reply_is_the_same(
    client, attempt, uuid_for
):
    sent = form(attempt, "q1", ["a"])
    usual = Client().post(item_url(attempt, "q1"), sent)
    sessions = Session.objects.count()
    uuid = uuid_for(attempt)

    answer = client.post(reverse("attempt-item", args=[uuid, 1]), sent)

    assert answer.status_code == usual.status_code
    assert answer.url.partition("?")[0] == usual.url.partition("?")[0]
    assert answer.url.endswith(f"/{uuid}/1/")
    assert Session.objects.count() == sessions


def test_what_answers_nothing_makes_no_session(client, attempt):
    client.post(item_url(attempt, "q1"), {"x" * 60_000: "y", "q1": "a"})

    assert not Session.objects.exists()


def test_an_attempt_is_not_a_way_to_fill_the_sessions(attempt, monkeypatch):
    monkeypatch.setattr(waiting, "LIMIT", 3)

    for _ in range(5):
        Client().post(item_url(attempt, "q1"), form(attempt, "q1", ["a"]))

    assert Session.objects.count() == 3
