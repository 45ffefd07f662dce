"""The audit of quizzes grades again, and finds what was written past the actions."""

from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from assessments import actions, verify
from assessments.models import Attempt, Response
from courses.models import Study
from tests.assessments.conftest import RIGHT, after_lessons
from tests.factories import EditionFactory

pytestmark = pytest.mark.django_db


def rules():
    return [finding.rule.partition(":")[0] for finding in verify.findings()]


@pytest.fixture
def passed(study, attempt):
    """A passed attempt, beside one that was missed and one that is open."""
    for key, answer in RIGHT.items():
        actions.save_response(attempt, key, answer, revision=0, language="en")
    other = after_lessons()
    missed = actions.start(other.uuid, by=other.person, uuid=uuid4())
    actions.save_response(missed, "q2", ["a"], revision=0, language="en")
    actions.save_response(missed, "q3", ["false"], revision=0, language="en")
    actions.save_response(missed, "q3", [], revision=1, language="en")
    actions.submit(missed.uuid, by=missed.study.person)
    other = after_lessons()
    actions.start(other.uuid, by=other.person, uuid=uuid4())
    return actions.submit(attempt.uuid, by=study.person)


def test_what_the_actions_have_graded_is_sound(passed):
    assert rules() == []


@pytest.mark.parametrize(
    "change",
    [
        lambda attempt: Attempt.objects.filter(pk=attempt.pk).update(score=80),
        lambda attempt: Attempt.objects.filter(pk=attempt.pk).update(passed=False),
        lambda attempt: attempt.responses.filter(item_key="q1").update(answer=["a"]),
        lambda attempt: attempt.responses.filter(item_key="q1").update(is_right=False),
        lambda attempt: attempt.responses.filter(item_key="q1").delete(),
        lambda attempt: Response.objects.create(
            attempt=attempt, item_key="nowhere", answer=["a"], language="en", is_right=True
        ),
    ],
    ids=["score", "passed", "answer", "right", "removed", "added"],
)
def test_a_grade_that_does_not_come_out_again_is_found(passed, change):
    change(passed)

    assert "R7" in rules()


def test_critical_misses_that_are_hidden_are_found(passed):
    Attempt.objects.filter(passed=False).update(critical_missed=0)

    assert rules() == ["R7"]


def test_an_attempt_at_another_edition_is_found(passed):
    Attempt.objects.filter(pk=passed.pk).update(edition=EditionFactory())

    assert rules() == ["R3"]


def test_an_attempt_at_a_quiz_without_questions_is_found(passed):
    empty = EditionFactory(without_quiz=True)
    Study.objects.filter(pk=passed.study_id).update(edition=empty)
    Attempt.objects.filter(pk=passed.pk).update(edition=empty)

    assert rules() == ["R7"]


def test_the_command_grades_again(passed, capsys):
    Attempt.objects.filter(pk=passed.pk).update(score=80)

    with pytest.raises(CommandError, match="1 faults"):
        call_command("verify_record")

    assert f"R7: an attempt that grades otherwise than recorded: attempt {passed.pk}" in (
        capsys.readouterr().out
    )
