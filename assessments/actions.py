"""What may be done with attempts and dilemma counts: the only place that writes them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Case, F, Value, When
from django.utils import timezone

from assessments.drawing import draw
from assessments.events import attempt_graded
from assessments.gate import Gate, gate
from assessments.grading import Answer, Fault, Given, Item, answer_fault, grade, option_keys
from assessments.models import Attempt, AttemptQuerySet, DilemmaCount, Response
from courses import actions as courses
from courses import document as documents
from courses.models import Edition, Study
from courses.shelf import document_of
from people.calendar import reporting_day
from people.models import Person

# How often a save is begun again when another one was quicker.
TRIES = 10


class QuizNotOpen(Exception):
    """The quiz cannot be begun now. Its kinds say why."""


class NoQuiz(QuizNotOpen):
    """The module has no quiz."""


class StudyClosed(QuizNotOpen):
    """The study belongs to an older cycle; nothing of it is written again."""


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


class AlreadySubmitted(Exception):
    """Answers to a submitted attempt are not taken any more."""


class UnfitAnswer(Exception):
    """An answer that no page offers: to an item that is not there, or out of shape."""

    def __init__(self, item_key: str, fault: Fault | None) -> None:
        super().__init__(f"{item_key}: {fault or 'unknown item'}")
        self.item_key = item_key
        self.fault = fault


class StaleRevision(Exception):
    """The answer was changed elsewhere since this page saw it. `current` is what stands."""

    def __init__(self, current: "Standing") -> None:
        super().__init__(f"revision {current.revision} stands")
        self.current = current


class Overtaken(Exception):
    """Another page changed the same answer at the same moment, time and again."""


class UnknownChoice(Exception):
    """A dilemma has no such decision or option."""


@dataclass(frozen=True)
class Standing:
    """The answer that is kept, and how often it has changed. Nothing kept: revision 0."""

    answer: Answer
    revision: int


@dataclass
class Saved:
    """What became of each answer sent, by item key."""

    revisions: dict[str, int] = field(default_factory=dict)
    stale: dict[str, Standing] = field(default_factory=dict)


@transaction.atomic
def start(study: Study, *, uuid: UUID, at: datetime | None = None) -> Attempt:
    """Begin an attempt, or go on with the one that is open.

    `uuid` is chosen by who asks: the same one again gives the same attempt, submitted or not.
    Raises UuidTaken, or one of QuizNotOpen: NoQuiz, StudyClosed, AlreadyPassed, LessonsLeft,
    CoolingDown. An attempt that a closed study has left open is not gone on with.
    """
    at = at or timezone.now()
    # Of many starts at once, the lock lets the first begin and the others find it.
    study = Study.objects.select_for_update(of=("self",)).get(pk=study.pk)
    stands = gate(study, at=at)
    for attempt in stands.attempts:
        is_open = attempt.submitted_at is None and not stands.is_closed
        if is_open or (uuid == attempt.uuid and attempt.submitted_at):
            return attempt
    _refuse_unless_open(stands)
    items = documents.items(document_of(study.edition_id))
    try:
        return Attempt.objects.create(
            uuid=uuid,
            study=study,
            edition_id=study.edition_id,
            number=len(stands.attempts) + 1,
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


def save_response(
    attempt: Attempt, item_key: str, answer: Any, *, revision: int, language: str
) -> int:
    """Keep one answer and return its revision. The same answer again changes nothing.

    Raises AlreadySubmitted, StudyClosed, UnfitAnswer, or StaleRevision if another answer than the
    one of `revision` stands.
    """
    saved = save_responses(
        Attempt.objects.filter(pk=attempt.pk),
        [item_key],
        read=lambda _: [Given(item_key, answer, revision)],
        language=language,
    )
    if item_key in saved.stale:
        raise StaleRevision(saved.stale[item_key])
    return saved.revisions[item_key]


def save_responses(
    attempts: AttemptQuerySet,
    item_keys: Sequence[str],
    *,
    read: Callable[[Attempt], Sequence[Given]],
    language: str,
) -> Saved:
    """Keep several answers of the one attempt among `attempts`: two queries, as a rule.

    `read` gets the attempt, locked, and gives the answers to `item_keys`. An answer that is
    stale is not kept, and is told; the others are. An empty answer takes back the one that stands.
    Raises Attempt.DoesNotExist, AlreadySubmitted, StudyClosed, and UnfitAnswer (then nothing is
    kept).
    """
    if not item_keys:
        return Saved()
    for _ in range(TRIES):
        try:
            return _save_responses(attempts, item_keys, read, language)
        except (IntegrityError, Overtaken):
            continue
    raise Overtaken


@transaction.atomic
def _save_responses(
    attempts: AttemptQuerySet,
    item_keys: Sequence[str],
    read: Callable[[Attempt], Sequence[Given]],
    language: str,
) -> Saved:
    # The lock holds off a submission that would grade what is being changed. Having waited for it,
    # PostgreSQL shows the attempt as it is now, but the responses as they were: hence the care in
    # writing, and the trying again.
    seen = attempts.with_responses_to(item_keys).select_related("study")
    rows = list(seen.select_for_update(of=("self", "study")))
    if not rows:
        raise Attempt.DoesNotExist
    attempt = rows[0]
    if attempt.submitted_at:
        raise AlreadySubmitted(str(attempt.uuid))
    if attempt.study.closed_at:
        raise StudyClosed(str(attempt.uuid))
    standing = _standing(rows)
    items = {item["key"]: item for item in documents.items(document_of(attempt.edition_id))}
    saved, changed = Saved(), []
    for given in read(attempt):
        answer = _fit(items.get(given.item_key), given)
        stands = standing.get(given.item_key, Standing([], 0))
        if answer == stands.answer or not (answer or stands.answer):
            saved.revisions[given.item_key] = stands.revision
        elif given.revision != stands.revision:
            saved.stale[given.item_key] = stands
        else:
            saved.revisions[given.item_key] = stands.revision + 1
            changed.append(
                Response(
                    attempt=attempt,
                    item_key=given.item_key,
                    answer=answer,
                    revision=stands.revision + 1,
                    language=language,
                )
            )
    _write(changed)
    return saved


def _write(changed: list[Response]) -> None:
    """Add the first answers, and replace the others if they still are what was seen."""
    Response.objects.bulk_create(new for new in changed if new.revision == 1)
    for new in changed:
        if new.revision > 1:
            replaced = Response.objects.filter(
                attempt=new.attempt, item_key=new.item_key, revision=new.revision - 1
            ).update(
                answer=new.answer,
                revision=new.revision,
                language=new.language,
                answered_at=new.answered_at,
            )
            if not replaced:
                raise Overtaken


def _standing(rows: Iterable[Any]) -> dict[str, Standing]:
    return {row.seen_key: Standing(row.seen_answer, row.seen_revision) for row in rows}


def _fit(item: Item | None, given: Given) -> Answer:
    """The answer in its one form, or UnfitAnswer."""
    fault = answer_fault(item, given.answer) if item else None
    if item is None or fault not in {None, Fault.EMPTY}:
        raise UnfitAnswer(given.item_key, fault)
    answer: Answer = given.answer
    if item["kind"] == "multiple":
        return [key for key in option_keys(item) if key in answer]
    return answer


@transaction.atomic
def submit(attempt: Attempt, *, by: Person, at: datetime | None = None) -> Attempt:
    """Close an attempt and grade it by the edition it began with. Twice is once.

    What is not answered counts as not right. A passed attempt passes the study's quiz.
    Raises StudyClosed: what a closed study has left open is never graded.
    """
    attempts = Attempt.objects.select_related("study")
    attempt = attempts.select_for_update(of=("self", "study")).get(pk=attempt.pk)
    if attempt.submitted_at:
        return attempt
    if attempt.study.closed_at:
        raise StudyClosed(str(attempt.uuid))
    result = grade(
        documents.items(document_of(attempt.edition_id)),
        dict(attempt.responses.values_list("item_key", "answer")),
        pass_mark=settings.PASS_MARK,
    )
    right = [key for key, is_right in result.rights.items() if is_right]
    attempt.responses.update(
        is_right=Case(When(item_key__in=right, then=Value(True)), default=Value(False))
    )
    attempt.submitted_at = at or timezone.now()
    attempt.score = result.score
    attempt.critical_missed = result.critical_missed
    attempt.passed = result.passed
    attempt.save(update_fields=["submitted_at", "score", "critical_missed", "passed"])
    attempt_graded.send(sender=Attempt, attempt=attempt)
    if result.passed:
        courses.pass_quiz(attempt.study, language=by.language)
    return attempt


@transaction.atomic
def count_dilemma_choice(
    edition: Edition, decision_key: str, option_key: str, audience_role: str
) -> None:
    """Add one to how often an option was the first choice this week. Nothing of the person is kept.

    Raises UnknownChoice.
    """
    choices = {
        (decision["key"], option["key"])
        for dilemma in documents.dilemmas(document_of(edition.pk))
        for decision in dilemma["decisions"]
        for option in decision["options"]
    }
    if (decision_key, option_key) not in choices:
        raise UnknownChoice(f"{decision_key}: {option_key}")
    today = reporting_day()
    row, _ = DilemmaCount.objects.get_or_create(
        edition=edition,
        decision_key=decision_key,
        option_key=option_key,
        audience_role=audience_role,
        week=today - timedelta(days=today.weekday()),
    )
    DilemmaCount.objects.filter(pk=row.pk).update(choices_made=F("choices_made") + 1)
