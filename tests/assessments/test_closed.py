"""A later cycle closes the study: what it left open stays as it was, for ever (R7)."""

import hashlib
from uuid import uuid4

import pytest
from django.urls import reverse

from assessments import actions
from assessments.gate import gate
from assessments.models import Attempt, Response
from courses import actions as courses
from courses.models import LessonDone, Study
from tests.assessments.conftest import RIGHT, form, item_url, result, save_url, submit
from tests.factories import ProgrammeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt(study, attempt):
    """An attempt with one answer, left open when the next cycle closed its study."""
    actions.save_response(attempt, "q1", ["a"], revision=0, language="en")
    programme = ProgrammeFactory(modules=[study.module])
    for cycle in (1, 2):
        courses.enrol(study.person, programme, cycle=cycle)
    study.refresh_from_db()
    assert study.closed_at
    return attempt


def digest_of(study) -> str:
    """The study's rows, column by column."""
    rows = [
        list(Study.objects.filter(pk=study.pk).values()),
        list(LessonDone.objects.filter(study=study).order_by("pk").values()),
        list(Attempt.objects.filter(study=study).order_by("pk").values()),
        list(Response.objects.filter(attempt__study=study).order_by("pk").values()),
    ]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


@pytest.mark.parametrize(
    "deed",
    [
        lambda study, attempt: actions.save_response(
            attempt, "q1", ["b"], revision=1, language="en"
        ),
        lambda study, attempt: actions.submit(attempt.uuid, by=study.person),
        lambda study, attempt: actions.start(study.uuid, by=study.person, uuid=uuid4()),
        lambda study, attempt: actions.start(study.uuid, by=study.person, uuid=attempt.uuid),
    ],
    ids=["save", "submit", "start", "start again"],
)
def test_no_action_touches_what_is_closed(study, attempt, deed):
    before = digest_of(study)

    with pytest.raises(actions.StudyClosed):
        deed(study, attempt)

    assert digest_of(study) == before


def test_no_request_touches_what_is_closed(amina, study, attempt):
    before = digest_of(study)

    for key, answer in RIGHT.items():
        sent = form(attempt, key, answer, revision=1 if key == "q1" else 0)
        assert amina.post(item_url(attempt, key), sent).status_code == 409
        assert amina.post(save_url(attempt), sent).status_code == 409
    assert submit(amina, attempt, confirm="4").status_code == 409
    amina.post(reverse("quiz", args=[study.uuid]), {"uuid": attempt.uuid})
    amina.post(reverse("quiz", args=[study.uuid]), {"uuid": uuid4()})

    assert digest_of(study) == before


def test_what_comes_too_late_is_told_in_words_with_a_way_on(amina, attempt):
    answered = amina.post(item_url(attempt, "q1"), form(attempt, "q1", ["b"], revision=1))
    submitted = submit(amina, attempt, confirm="4")

    for page in (answered, submitted):
        assert "This came too late" in page.text
        assert reverse("my-learning") in page.text


def test_a_page_that_saves_by_itself_is_led_to_where_it_is_told(amina, study, attempt):
    told = amina.post(save_url(attempt), form(attempt, "q1", ["b"], revision=1)).json()

    assert "This came too late" in told["message"]
    assert told["result"] == reverse("quiz", args=[study.uuid])
    assert "closed" in amina.get(told["result"]).text


def test_what_is_closed_is_not_gone_on_with(amina, study, attempt):
    page = amina.get(reverse("quiz", args=[study.uuid]))

    assert "This part of your learning is closed" in page.text
    assert "You have begun this quiz" not in page.text
    assert gate(study).open_attempt is None
    for address in [item_url(attempt, "q2"), reverse("attempt-review", args=[attempt.uuid])]:
        assert amina.get(address).url == reverse("quiz", args=[study.uuid])


def test_a_study_closed_between_looking_and_handing_in_is_told(amina, attempt, monkeypatch):
    def closes(attempt, **facts):
        raise actions.StudyClosed

    Study.objects.update(closed_at=None)
    monkeypatch.setattr(actions, "submit", closes)

    assert submit(amina, attempt, confirm="4").status_code == 409


def test_what_was_handed_in_before_is_still_shown(amina, study, attempt):
    closed_at = study.closed_at
    Study.objects.filter(pk=study.pk).update(closed_at=None)
    actions.submit(attempt.uuid, by=study.person)
    Study.objects.filter(pk=study.pk).update(closed_at=closed_at)

    assert result(amina, attempt).status_code == 200
    assert submit(amina, attempt).url == reverse("attempt-result", args=[attempt.uuid])
    assert actions.start(study.uuid, by=study.person, uuid=attempt.uuid) == attempt
