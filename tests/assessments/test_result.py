"""Handing in, and what is told afterwards."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments import actions
from tests.assessments.conftest import (
    RIGHT,
    answer_all,
    form,
    item_url,
    result,
    submit,
)

pytestmark = pytest.mark.django_db


# --- handing in ----------------------------------------------------------------------------


def test_open_questions_are_named_and_handing_in_asks_for_a_word(amina, attempt):
    amina.post(item_url(attempt, "q1"), form(attempt, "q1", ["b"]))

    review = amina.get(reverse("attempt-review", args=[attempt.uuid])).text
    refused = submit(amina, attempt)

    assert "4 questions are not answered yet" in review
    for key in ("q2", "q3", "q4", "q5"):
        assert f'href="{item_url(attempt, key)}"' in review
    assert refused.status_code == 422
    assert "Tick the box" in refused.text
    attempt.refresh_from_db()
    assert attempt.submitted_at is None

    assert submit(amina, attempt, confirm="4").status_code == 302
    attempt.refresh_from_db()
    assert attempt.score == 20


def test_a_word_for_two_open_questions_does_not_do_for_three(amina, attempt):
    assert submit(amina, attempt, confirm="2").status_code == 422


def test_handing_in_twice_leads_to_the_one_result(amina, attempt):
    answer_all(amina, attempt)
    first, second = submit(amina, attempt), submit(amina, attempt)

    assert first.url == second.url == reverse("attempt-result", args=[attempt.uuid])


def test_after_handing_in_every_way_leads_to_the_result(amina, study, attempt):
    actions.submit(attempt.uuid, by=study.person)
    to = reverse("attempt-result", args=[attempt.uuid])

    assert amina.get(item_url(attempt, "q1")).url == to
    assert amina.post(item_url(attempt, "q1"), form(attempt, "q1", ["b"])).url == to
    assert amina.get(reverse("attempt-review", args=[attempt.uuid])).url == to


def test_there_is_no_result_before_handing_in(amina, attempt):
    assert result(amina, attempt).url == reverse("attempt-review", args=[attempt.uuid])


# --- the result ----------------------------------------------------------------------------


def test_not_passed_says_what_to_look_at_and_why_but_not_what_is_right(amina, attempt):
    answer_all(amina, attempt, RIGHT | {"q1": ["a"], "q2": ["a"]})
    submit(amina, attempt)

    page = result(amina, attempt).text

    assert "Not passed yet" in page
    assert "fail" not in page.lower()
    assert "It was needed to get the job." in page
    assert "60.0 %" in page
    assert "a personal cost" in page
    assert "a related cost" not in page
    assert "Papers held back" not in page


def test_a_missed_safety_question_is_explained_when_the_mark_was_reached(amina, attempt):
    answer_all(amina, attempt, RIGHT | {"q1": ["a"]})
    submit(amina, attempt)

    assert "You have reached the pass mark." in result(amina, attempt).text


def test_passed_shows_what_is_right(amina, attempt, settings):
    answer_all(amina, attempt, RIGHT | {"q3": ["true"]})
    submit(amina, attempt)

    told = result(amina, attempt).context["again"]

    assert [(line.text, line.chosen, line.right) for line in told[0].lines] == [
        ("False", False, True),
        ("True", True, False),
    ]


@pytest.mark.parametrize(
    ("policy", "passes", "seen"),
    [
        ("never", True, False),
        ("passed", True, True),
        ("passed", False, False),
        ("submitted", False, True),
    ],
)
def test_the_policy_decides_who_sees_what_is_right(amina, attempt, settings, policy, passes, seen):
    settings.QUIZ_SHOWS_RIGHT = policy
    wrong = {"q3": ["true"]} if passes else {"q3": ["true"], "q1": ["a"]}
    answer_all(amina, attempt, RIGHT | wrong)
    submit(amina, attempt)

    context = result(amina, attempt).context

    assert context["attempt"].passed is passes
    assert any(line.right for one in context["again"] for line in one.lines) is seen


@pytest.mark.parametrize(("misses", "offered"), [(2, False), (3, True)])
def test_after_three_misses_everybody_is_offered_a_talk(amina, study, settings, misses, offered):
    settings.QUIZ_COOL_DOWN = timedelta(0)
    for _ in range(misses):
        attempt = actions.start(study.uuid, by=study.person, uuid=uuid4())
        actions.submit(attempt.uuid, by=study.person)

    assert ("talk it over" in result(amina, attempt).text) is offered


def test_an_older_cycle_s_result_can_still_be_read(amina, study, attempt):
    actions.submit(attempt.uuid, by=study.person)
    study.closed_at = timezone.now()
    study.save()

    assert result(amina, attempt).status_code == 200
