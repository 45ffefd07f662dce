"""Whether a study's quiz may be begun now, and if not, why not."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from assessments.models import Attempt
from courses import document as documents
from courses.document import Document
from courses.models import Study
from courses.shelf import document_of

# From so many misses on, everybody is offered help, in the same words.
MISSES_BEFORE_HELP = 3


@dataclass(frozen=True)
class Gate:
    """Where a study stands with its quiz."""

    attempts: list[Attempt]
    has_quiz: bool
    is_passed: bool
    is_closed: bool
    lessons_left: list[str]
    # When the next attempt opens, or None when nothing is to be waited for.
    opens_at: datetime | None

    @property
    def open_attempt(self) -> Attempt | None:
        """The attempt to go on with; none in a closed study."""
        if self.is_closed:
            return None
        return next((attempt for attempt in self.attempts if attempt.submitted_at is None), None)

    @property
    def last_submitted(self) -> Attempt | None:
        submitted = [attempt for attempt in self.attempts if attempt.submitted_at]
        return submitted[-1] if submitted else None

    @property
    def misses(self) -> int:
        return sum(attempt.passed is False for attempt in self.attempts)

    @property
    def offers_help(self) -> bool:
        return not self.is_passed and self.misses >= MISSES_BEFORE_HELP

    @property
    def may_start(self) -> bool:
        blocked = self.is_passed or self.is_closed or self.lessons_left or self.opens_at
        return self.has_quiz and not blocked and self.open_attempt is None


def gate(
    study: Study, *, at: datetime | None = None, attempts: list[Attempt] | None = None
) -> Gate:
    """Where a study stands at a moment (default: now).

    One query for its attempts where they are not given, and one for its lessons before the first:
    nobody begins a quiz with lessons left, and what is done stays done.
    """
    if attempts is None:
        attempts = list(Attempt.objects.filter(study=study).defer("draw").order_by("number"))
    document = document_of(study.edition_id)
    return Gate(
        attempts=attempts,
        has_quiz=bool(documents.items(document)),
        is_passed=bool(study.quiz_passed_at) or any(attempt.passed for attempt in attempts),
        is_closed=study.closed_at is not None,
        lessons_left=[] if attempts else _lessons_left(study, document),
        opens_at=_opens_at(attempts, at or timezone.now()),
    )


def _lessons_left(study: Study, document: Document) -> list[str]:
    done = set(study.lessons_done.values_list("lesson_key", flat=True))
    return [key for key in documents.lesson_keys(document) if key not in done]


def _opens_at(attempts: list[Attempt], at: datetime) -> datetime | None:
    """The end of the cool-down after the last miss, if it is still to come."""
    misses = [attempt.submitted_at for attempt in attempts if attempt.passed is False]
    pause: timedelta = settings.QUIZ_COOL_DOWN
    ends = max((moment for moment in misses if moment), default=None)
    return ends + pause if ends and at < ends + pause else None
