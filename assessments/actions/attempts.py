"""Beginning a quiz, and handing it in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Case, Value, When
from django.utils import timezone

from assessments.drawing import draw
from assessments.events import attempt_graded
from assessments.gate import Gate, gate
from assessments.grading import Answer, grade
from assessments.models import Attempt
from courses import actions as courses
from courses import document as documents
from courses.models import Study
from courses.quiet import may_learn, works_only_where_restricted
from courses.shelf import document_of
from people.models import Person


class QuizNotOpen(Exception):
    """The quiz cannot be begun now. Its kinds say why."""


class NoQuiz(QuizNotOpen):
    """The module has no quiz."""


class StudyClosed(QuizNotOpen):
    """The study belongs to an older cycle, or nothing that its person learns is recorded where she
    works (S-50): nothing of it is written again."""


class AlreadyPassed(QuizNotOpen):
    """The quiz of this study is passed."""


class LessonsLeft(QuizNotOpen):
    """Lessons come before the quiz. `keys` are those still to do."""

    def __init__(self, keys: list[str]) -> None:
        super().__init__(", ".join(keys))
        self.keys = keys


class CoolingDown(QuizNotOpen):
    """The last attempt was not passed, and the next one opens `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until


class UuidTaken(Exception):
    """The uuid for a new attempt is that of another study's."""


class QuestionsLeft(Exception):
    """Questions are left open, and the learner has not said so of as many as there are."""


@transaction.atomic
def start(study: UUID, *, by: Person, uuid: UUID, at: datetime | None = None) -> Attempt:
    """Begin an attempt at the quiz of a person's study, or go on with the one that is open.

    `uuid` is chosen by who asks: the same one again gives the same attempt, submitted or not.
    Raises Study.DoesNotExist for another's study, UuidTaken, or one of QuizNotOpen: NoQuiz,
    StudyClosed, AlreadyPassed, LessonsLeft, CoolingDown. An attempt that a closed study has left
    open is not gone on with.
    """
    at = at or timezone.now()
    # Of many starts at once, the lock lets the first begin and the others find it.
    studies: Any = Study.objects.of(by).annotate(is_restricted=works_only_where_restricted())
    own = studies.select_for_update(of=("self",)).get(uuid=study)
    stands = gate(own, at=at)
    is_closed = stands.is_closed or not may_learn(
        by.pk, own.module_id, is_restricted=own.is_restricted
    )
    for attempt in stands.attempts:
        is_open = attempt.submitted_at is None and not is_closed
        if is_open or (uuid == attempt.uuid and attempt.submitted_at):
            return attempt
    _refuse_unless_open(stands)
    if is_closed:
        raise StudyClosed(str(study))
    items = documents.items(document_of(own.edition_id))
    try:
        return Attempt.objects.create(
            uuid=uuid,
            study=own,
            edition_id=own.edition_id,
            # Time deletes attempts that were not passed: numbers are not given again.
            number=max((attempt.number for attempt in stands.attempts), default=0) + 1,
            draw=draw(items),
            started_at=at,
        )
    except IntegrityError as error:
        raise UuidTaken(str(uuid)) from error


def _refuse_unless_open(stands: Gate) -> None:
    if not stands.has_quiz:
        raise NoQuiz
    if stands.is_closed:
        raise StudyClosed
    if stands.is_passed:
        raise AlreadyPassed
    if stands.lessons_left:
        raise LessonsLeft(stands.lessons_left)
    if stands.opens_at:
        raise CoolingDown(stands.opens_at)


@transaction.atomic
def submit(
    uuid: UUID, *, by: Person, leaving: int | None = None, at: datetime | None = None
) -> Attempt:
    """Close a person's attempt and grade it by the edition it began with. Twice is once.

    What is not answered counts as not right. A passed attempt passes the study's quiz. `leaving`
    is how many questions the learner knows to be left open, or None where nobody is asked.
    Raises Attempt.DoesNotExist for another's attempt; StudyClosed, because what a closed study has
    left open is never graded; QuestionsLeft if it is not `leaving` that are left.
    """
    attempts: Any = Attempt.objects.of(by).select_related("study")
    attempts = attempts.annotate(is_restricted=works_only_where_restricted("study__person"))
    row = attempts.select_for_update(of=("self", "study")).get(uuid=uuid)
    attempt: Attempt = row
    if attempt.submitted_at:
        return attempt
    own = attempt.study
    if own.closed_at or not may_learn(by.pk, own.module_id, is_restricted=row.is_restricted):
        raise StudyClosed(str(uuid))
    # Read behind the lock: no answer is kept any more from here on.
    answers = dict(attempt.responses.values_list("item_key", "answer"))
    left = sum(not answers.get(key) for key in attempt.draw["items"])
    if leaving is not None and left not in {0, leaving}:
        raise QuestionsLeft(str(left))
    _grade(attempt, answers, at or timezone.now())
    if attempt.passed:
        courses.pass_quiz(attempt.study, language=by.language)
    return attempt


def _grade(attempt: Attempt, answers: Mapping[str, Answer], at: datetime) -> None:
    items = documents.items(document_of(attempt.edition_id))
    result = grade(items, answers, pass_mark=settings.PASS_MARK)
    right = [key for key, is_right in result.rights.items() if is_right]
    attempt.responses.update(
        is_right=Case(When(item_key__in=right, then=Value(True)), default=Value(False))
    )
    attempt.submitted_at = at
    attempt.score = result.score
    attempt.critical_missed = result.critical_missed
    attempt.passed = result.passed
    attempt.save(update_fields=["submitted_at", "score", "critical_missed", "passed"])
    attempt_graded.send(sender=Attempt, attempt=attempt)
