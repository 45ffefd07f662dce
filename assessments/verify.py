"""Quizzes checked from their rows alone: every grade comes out again, every pass has its proof."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Exists, F, OuterRef

from assessments.grading import NothingCounts, grade
from assessments.models import Attempt
from courses import document as documents
from courses.models import Study
from courses.shelf import document_of
from courses.verify import Finding


def findings() -> Iterator[Finding]:
    """What is wrong with the quizzes, as it is found; nothing if all is well."""
    yield from strange_attempts()
    yield from altered_grades()
    yield from unproven_passes()


def strange_attempts() -> Iterator[Finding]:
    """R3: an attempt is at the quiz of the edition that its study is pinned to."""
    strange = Attempt.objects.exclude(edition=F("study__edition"))
    for pk in strange.order_by("pk").values_list("pk", flat=True):
        yield Finding("R3: an attempt at another edition than its study's", f"attempt {pk}")


def altered_grades() -> Iterator[Finding]:
    """R7: the answers, graded again, give the result that was recorded.

    Where time or an erasure has deleted the answers, there is nothing left to grade.
    """
    submitted = Attempt.objects.submitted().filter(answers_deleted_at=None)
    submitted = submitted.defer("draw").order_by("pk")
    for attempt in submitted.prefetch_related("responses").iterator(500):
        for rule in _graded_again(attempt):
            yield Finding(rule, f"attempt {attempt.pk}")


def _graded_again(attempt: Attempt) -> Iterator[str]:
    responses = {response.item_key: response for response in attempt.responses.all()}
    answers = {key: response.answer for key, response in responses.items()}
    items = documents.items(document_of(attempt.edition_id))
    try:
        result = grade(items, answers, pass_mark=settings.PASS_MARK)
    except NothingCounts:
        yield "R7: an attempt at a quiz without questions"
        return
    is_altered = (attempt.score, attempt.critical_missed) != (result.score, result.critical_missed)
    if is_altered or any(
        response.is_right != result.rights.get(key, False) for key, response in responses.items()
    ):
        yield "R7: an attempt that grades otherwise than recorded"
    elif attempt.passed != result.passed:
        yield "R7: an attempt passed or not against its result and the pass mark"


def unproven_passes() -> Iterator[Finding]:
    """R6: a quiz counted as passed has a passed attempt."""
    passed = Attempt.objects.filter(study=OuterRef("pk"), passed=True, critical_missed=0)
    unproven = Study.objects.filter(quiz_passed_at__isnull=False).exclude(Exists(passed))
    for pk in unproven.order_by("pk").values_list("pk", flat=True):
        yield Finding("R6: a quiz counted as passed without a passed attempt", f"study {pk}")
