"""What time deletes of quizzes: answers, then scores, and attempts that were not passed.

What a figure counts stays: of each study the first attempt that was handed in, with its score,
which from then on is shown to nobody. What proves a pass stays: that it was one.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from assessments.models import Attempt, Response
from courses.models import Completion, Requirement
from people.calendar import reporting_day

AT_ONCE = 500


def answers_over(before: datetime, *, failed: datetime) -> QuerySet[Attempt]:
    """Attempts whose answers nobody needs: the programme was completed before a moment, or they
    were not passed before another one, or were left open by a study that has closed."""
    attempts = Attempt.objects.filter(answers_deleted_at=None)
    return attempts.filter(
        Q(passed=True) & _settled(before)
        | Q(passed=False, submitted_at__lt=failed)
        | Q(submitted_at=None, study__closed_at__lt=failed)
    )


def scores_over(before: datetime, *, failed: datetime) -> QuerySet[Attempt]:
    """Attempts whose score the learner has had time enough to see."""
    attempts = Attempt.objects.submitted().filter(score_expired_at=None)
    return attempts.filter(
        Q(passed=True) & _settled(before) | Q(passed=False, submitted_at__lt=failed)
    )


def failed_over(before: datetime) -> QuerySet[Attempt]:
    """Attempts that were not passed and that nothing counts."""
    failed = Attempt.objects.filter(passed=False, submitted_at__lt=before)
    return failed.filter(Exists(_earlier()))


def _settled(before: datetime) -> Q:
    """The study has served all enrolments that asked for it, the last one before a moment; or it
    was closed before."""
    day = reporting_day(before)
    asked = Requirement.objects.filter(
        study=OuterRef("study"), enrolment__withdrawn_at=None, enrolment__exempted_at=None
    )
    done = Completion.objects.filter(enrolment__requirements__study=OuterRef("study"))
    is_done = Q(Exists(done.filter(completed_on__lt=day)))
    is_asked = Q(Exists(asked.filter(enrolment__completion=None)))
    is_late = Q(Exists(done.filter(completed_on__gte=day)))
    return (is_done & ~is_asked & ~is_late) | Q(study__closed_at__lt=before)


def _earlier() -> QuerySet[Attempt]:
    """Attempts of the same study that were handed in before."""
    return Attempt.objects.submitted().filter(
        study=OuterRef("study"), submitted_at__lt=OuterRef("submitted_at")
    )


@transaction.atomic
def delete_answers(attempts: Sequence[Any]) -> int:
    """Delete the answers of some attempts, by id; returns of how many. Twice is once."""
    Response.objects.filter(attempt__in=attempts).delete()
    rows = Attempt.objects.filter(pk__in=attempts, answers_deleted_at=None)
    return rows.update(answers_deleted_at=timezone.now())


@transaction.atomic
def expire_scores(attempts: Sequence[Any]) -> int:
    """Let the scores of some attempts, by id, be shown to nobody; those that nothing counts go."""
    rows = Attempt.objects.filter(pk__in=attempts, score_expired_at=None)
    now = timezone.now()
    counted = rows.filter(~Exists(_earlier())).values_list("pk", flat=True)
    kept = Attempt.objects.filter(pk__in=list(counted)).update(score_expired_at=now)
    return kept + rows.update(score_expired_at=now, score=None)


@transaction.atomic
def delete_failed(attempts: Sequence[Any]) -> int:
    """Delete some attempts that were not passed, by id, with their answers."""
    Response.objects.filter(attempt__in=attempts).delete()
    return Attempt.objects.filter(pk__in=attempts, passed=False).delete()[0]
