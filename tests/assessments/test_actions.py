"""Attempts from start to result, and dilemmas counted without anybody."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError
from django.utils import timezone

from assessments import actions
from assessments.events import attempt_graded
from assessments.grading import Fault, Given
from assessments.models import Attempt, Response
from courses import actions as courses
from tests.assessments.conftest import RIGHT, after_lessons
from tests.documents import document, items
from tests.factories import EditionFactory, StudyFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def begin(study, **facts):
    return actions.start(study.uuid, by=study.person, uuid=uuid4(), **facts)


def answer(attempt, answers=RIGHT):
    for key, given in answers.items():
        actions.save_response(attempt, key, given, revision=0, language="en")


def taken(study, answers=RIGHT, **facts):
    """An attempt answered and submitted."""
    attempt = begin(study, **facts)
    answer(attempt, answers)
    return actions.submit(attempt.uuid, by=study.person, **facts)


# --- starting ------------------------------------------------------------------------------


def test_an_attempt_is_pinned_to_the_edition_of_the_study(study):
    newer = document(module=study.module.code, title="A newer title")
    EditionFactory(module=study.module, document=newer)

    attempt = begin(study)

    assert attempt.edition == study.edition
    assert attempt.number == 1
    assert set(attempt.draw["items"]) == set(RIGHT)


def test_the_same_uuid_is_the_same_attempt_even_after_submission(study):
    uuid = uuid4()
    attempt = actions.start(study.uuid, by=study.person, uuid=uuid)

    assert actions.start(study.uuid, by=study.person, uuid=uuid) == attempt

    actions.submit(attempt.uuid, by=study.person)

    assert actions.start(study.uuid, by=study.person, uuid=uuid) == attempt
    assert Attempt.objects.count() == 1


def test_an_open_attempt_is_gone_on_with_and_its_draw_stays(study):
    first = begin(study)
    draws = [begin(study).draw for _ in range(20)]

    assert draws == [first.draw] * 20


def test_a_uuid_of_another_study_is_refused(study):
    uuid = uuid4()
    other = after_lessons()
    actions.start(other.uuid, by=other.person, uuid=uuid)

    with pytest.raises(actions.UuidTaken):
        actions.start(study.uuid, by=study.person, uuid=uuid)


def test_lessons_come_before_the_quiz():
    study = StudyFactory()

    with pytest.raises(actions.LessonsLeft) as refusal:
        begin(study)

    assert refusal.value.keys == ["l1", "l2"]


def test_after_a_miss_the_next_attempt_opens_when_the_cool_down_has_passed(study, settings):
    settings.QUIZ_COOL_DOWN = timedelta(hours=1)
    taken(study, {}, at=NOON)

    with pytest.raises(actions.CoolingDown) as refusal:
        begin(study, at=NOON + timedelta(minutes=59, seconds=59))

    assert refusal.value.until == NOON + timedelta(hours=1)
    assert begin(study, at=NOON + timedelta(hours=1)).number == 2


def test_a_new_attempt_is_drawn_anew(study, settings):
    settings.QUIZ_COOL_DOWN = timedelta(0)
    draws = []
    for _ in range(8):
        attempt = begin(study)
        draws.append(str(attempt.draw))
        actions.submit(attempt.uuid, by=study.person)

    assert len(set(draws)) > 1


def test_what_is_passed_is_not_begun_again(study):
    taken(study)

    with pytest.raises(actions.AlreadyPassed):
        begin(study)


def test_an_older_cycle_s_study_is_not_written_again(study):
    study.closed_at = timezone.now()
    study.save()

    with pytest.raises(actions.StudyClosed):
        begin(study)


def test_a_module_without_a_quiz_has_no_attempt():
    study = after_lessons(module=EditionFactory(without_quiz=True).module)

    with pytest.raises(actions.NoQuiz):
        begin(study)


# --- answering -----------------------------------------------------------------------------


def test_an_answer_is_kept_with_its_language_and_revision(study):
    attempt = begin(study)

    revision = actions.save_response(attempt, "q1", ["b"], revision=0, language="ar")

    kept = attempt.responses.get()
    assert (kept.item_key, kept.answer, kept.revision, kept.language) == ("q1", ["b"], 1, "ar")
    assert kept.is_right is None
    assert revision == 1


def test_the_same_answer_again_changes_nothing(study):
    attempt = begin(study)
    actions.save_response(attempt, "q1", ["b"], revision=0, language="en")
    before = Response.objects.values().get()

    revision = actions.save_response(attempt, "q1", ["b"], revision=0, language="ar")

    assert revision == 1
    assert Response.objects.values().get() == before


def test_of_several_the_order_of_ticking_is_no_change(study):
    attempt = begin(study)
    actions.save_response(attempt, "q2", ["b", "a"], revision=0, language="en")

    assert actions.save_response(attempt, "q2", ["a", "b"], revision=0, language="en") == 1


def test_an_answer_may_be_changed_by_a_page_that_has_seen_it(study):
    attempt = begin(study)
    actions.save_response(attempt, "q1", ["a"], revision=0, language="en")

    assert actions.save_response(attempt, "q1", ["b"], revision=1, language="en") == 2
    assert attempt.responses.get().answer == ["b"]


@pytest.mark.parametrize("revision", [0, 2, 99])
def test_a_page_that_has_not_seen_the_answer_overwrites_nothing(study, revision):
    attempt = begin(study)
    actions.save_response(attempt, "q1", ["a"], revision=0, language="en")

    with pytest.raises(actions.StaleRevision) as conflict:
        actions.save_response(attempt, "q1", ["b"], revision=revision, language="en")

    assert conflict.value.current == actions.Standing(["a"], 1)
    assert attempt.responses.get().answer == ["a"]


def test_an_answer_may_be_taken_back(study):
    attempt = begin(study)
    actions.save_response(attempt, "q2", ["a"], revision=0, language="en")

    assert actions.save_response(attempt, "q2", [], revision=1, language="en") == 2
    assert attempt.responses.get().answer == []


def test_taking_back_nothing_keeps_nothing(study):
    attempt = begin(study)

    assert actions.save_response(attempt, "q2", [], revision=0, language="en") == 0
    assert not attempt.responses.exists()


@pytest.mark.parametrize(
    ("item", "given", "fault"),
    [
        ("q1", ["z"], Fault.UNKNOWN_OPTION),
        ("q1", ["a", "b"], Fault.ONE_ONLY),
        ("q4", ["stop"], Fault.WRONG_COUNT),
        ("q5", "p1", Fault.WRONG_TYPE),
        ("q99", ["a"], None),
    ],
)
def test_an_unfit_answer_is_refused_by_name(study, item, given, fault):
    attempt = begin(study)

    with pytest.raises(actions.UnfitAnswer) as refusal:
        actions.save_response(attempt, item, given, revision=0, language="en")

    assert (refusal.value.item_key, refusal.value.fault) == (item, fault)
    assert not Response.objects.exists()


def test_of_several_answers_the_stale_one_is_told_and_the_others_are_kept(study):
    attempt = begin(study)
    actions.save_response(attempt, "q1", ["a"], revision=0, language="en")
    given = [Given("q1", ["b"], 0), Given("q3", ["true"], 0)]

    saved = actions.save_responses(attempt.uuid, given, by=study.person, language="en")

    assert saved.revisions == {"q3": 1}
    assert saved.stale == {"q1": actions.Standing(["a"], 1)}
    assert dict(attempt.responses.values_list("item_key", "answer")) == {
        "q1": ["a"],
        "q3": ["true"],
    }


def test_of_several_answers_with_an_unfit_one_none_is_kept(study):
    attempt = begin(study)
    given = [Given("q3", ["true"], 0), Given("q1", ["z"], 0)]

    with pytest.raises(actions.UnfitAnswer):
        actions.save_responses(attempt.uuid, given, by=study.person, language="en")

    assert not Response.objects.exists()


def test_after_submission_no_answer_is_taken(study):
    attempt = begin(study)
    actions.submit(attempt.uuid, by=study.person)

    with pytest.raises(actions.AlreadySubmitted):
        actions.save_response(attempt, "q1", ["b"], revision=0, language="en")


# --- submitting ----------------------------------------------------------------------------


def test_a_passed_attempt_passes_the_quiz_and_completes_the_study(study):
    attempt = taken(study)

    study.refresh_from_db()
    assert (attempt.score, attempt.critical_missed, attempt.passed) == (Decimal(100), 0, True)
    assert study.quiz_passed_at
    assert study.completed_at
    assert set(attempt.responses.values_list("is_right", flat=True)) == {True}


def test_a_critical_item_missed_is_not_passed(study):
    attempt = taken(study, RIGHT | {"q1": ["a"]})

    study.refresh_from_db()
    assert (attempt.score, attempt.critical_missed, attempt.passed) == (Decimal(80), 1, False)
    assert study.quiz_passed_at is None
    assert attempt.responses.get(item_key="q1").is_right is False


def test_what_is_left_unanswered_is_not_right(study):
    attempt = taken(study, {"q1": ["b"]})

    assert attempt.score == Decimal(20)
    assert attempt.responses.count() == 1


def test_submitting_twice_is_submitting_once(study):
    attempt = taken(study)
    moment = attempt.submitted_at

    again = actions.submit(attempt.uuid, by=study.person)

    assert (again, again.submitted_at, again.score) == (attempt, moment, attempt.score)


def test_grading_is_announced_once(study):
    heard = []

    def hear(sender, attempt, **kwargs):
        heard.append(attempt)

    attempt_graded.connect(hear)
    try:
        attempt = taken(study)
        actions.submit(attempt.uuid, by=study.person)
    finally:
        attempt_graded.disconnect(hear)

    assert heard == [attempt]


def test_an_attempt_is_graded_by_its_own_edition_for_ever(study):
    attempt = begin(study)
    answer(attempt)
    turned = items()
    for option in turned[0]["options"]:
        option["right"] = option["key"] == "a"
    EditionFactory(
        module=study.module,
        document=document(module=study.module.code, quiz={"minutes": 6, "items": turned}),
    )

    assert actions.submit(attempt.uuid, by=study.person).score == Decimal(100)


def test_the_pass_mark_is_the_installation_s(study, settings):
    settings.PASS_MARK = 20

    assert taken(study, {"q1": ["b"]}).passed


# --- what the database refuses ---------------------------------------------------------------


def test_the_database_refuses_a_second_open_attempt(study):
    attempt = begin(study)

    with pytest.raises(IntegrityError, match=r"one_open_attempt_a_study|study_id"):
        Attempt.objects.create(study=study, edition=attempt.edition, number=2, draw={})


def test_the_database_refuses_two_attempts_of_a_number(study):
    attempt = taken(study, {})

    with pytest.raises(IntegrityError, match=r"one_attempt_a_number|number"):
        Attempt.objects.create(study=study, edition=attempt.edition, number=1, draw={})


def test_the_database_refuses_a_submission_without_a_grade(study):
    attempt = begin(study)

    with pytest.raises(IntegrityError, match="an_attempt_is_graded_when_it_is_submitted"):
        Attempt.objects.filter(pk=attempt.pk).update(submitted_at=NOON)


def test_the_database_refuses_a_score_beyond_a_hundred(study):
    attempt = taken(study, {})

    with pytest.raises(IntegrityError, match="a_score_is_a_percentage"):
        Attempt.objects.filter(pk=attempt.pk).update(score=Decimal("100.0001"))


def test_the_database_refuses_two_responses_to_an_item(study):
    attempt = begin(study)
    actions.save_response(attempt, "q1", ["b"], revision=0, language="en")

    with pytest.raises(IntegrityError, match=r"one_response_an_attempt_and_item|item_key"):
        Response.objects.create(attempt=attempt, item_key="q1", answer=["a"], language="en")


# --- the record ------------------------------------------------------------------------------


def test_a_new_cycle_leaves_the_attempts_of_the_old_one_as_they_were(study):
    taken(study)
    before = list(Attempt.objects.values()), list(Response.objects.order_by("pk").values())
    study.closed_at = timezone.now()
    study.save()

    newer = courses.open_study(study.person, study.module)
    for part in newer.edition.document["lessons"]:
        courses.finish_lesson(newer, part["key"], language="en")
    taken(newer, {})

    old = Attempt.objects.filter(study=study)
    assert list(old.values()) == before[0]
    assert list(Response.objects.filter(attempt__in=old).order_by("pk").values()) == before[1]
