"""Keeping answers while a quiz is taken: never one that would be graded without it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import UUIDField
from django.db.models.expressions import RawSQL

from assessments.actions.attempts import StudyClosed
from assessments.grading import Answer, Fault, Given, Item, answer_fault, option_keys
from assessments.models import Attempt, Response
from assessments.shelf import drawn
from courses import document as documents
from courses.quiet import may_learn, works_only_where_restricted
from courses.shelf import document_of
from people.calendar import reporting_day
from people.models import Person

# How often a save is begun again when another one was quicker.
TRIES = 10


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


def save_response(
    attempt: Attempt, item_key: str, answer: Any, *, revision: int, language: str
) -> int:
    """Keep one answer and return its revision. The same answer again changes nothing.

    Raises AlreadySubmitted, StudyClosed, UnfitAnswer, or StaleRevision if another answer than the
    one of `revision` stands.
    """
    given = [Given(item_key, answer, revision)]
    saved = save_responses(attempt.uuid, given, by=attempt.study.person, language=language)
    if item_key in saved.stale:
        raise StaleRevision(saved.stale[item_key])
    return saved.revisions[item_key]


def save_responses(attempt: UUID, given: Sequence[Given], *, by: Person, language: str) -> Saved:
    """Keep answers of a person's attempt: one query for a first answer, else two, as a rule.

    An answer that is stale is not kept, and is told; the others are. An empty answer takes back
    the one that stands. Raises Attempt.DoesNotExist for another's attempt, AlreadySubmitted,
    StudyClosed, and UnfitAnswer (then nothing is kept).
    """
    if not given:
        return Saved()
    if len(given) == 1 and _keep_first_answer(attempt, given[0], by, language):
        return Saved({given[0].item_key: 1})
    for _ in range(TRIES):
        try:
            return _save_responses(attempt, given, by, language)
        except (IntegrityError, Overtaken):
            continue
    raise Overtaken


# The lock holds off a submission that would grade without the answer; having waited for one, the
# database looks at the attempt again. Names of our own columns alone: nothing comes from outside.
COLUMNS = [
    field for field in Response._meta.local_concrete_fields if field.name not in {"id", "attempt"}
]
NAMES = ", ".join(str(field.column) for field in COLUMNS)
FIRST_ANSWER = f"""
    INSERT INTO assessments_response (attempt_id, {NAMES})
    SELECT attempt.id, {", ".join("%s" for _ in COLUMNS)}
    FROM assessments_attempt AS attempt JOIN courses_study AS study ON study.id = attempt.study_id
    WHERE attempt.uuid = %s AND study.person_id = %s
        AND attempt.submitted_at IS NULL AND study.closed_at IS NULL
        AND NOT EXISTS
"""  # noqa: S608
LOCK = " FOR UPDATE OF attempt, study"
UNLESS_ONE_STANDS = " ON CONFLICT (attempt_id, item_key) DO NOTHING"


@lru_cache(maxsize=1)
def _only_where_restricted(on: date) -> tuple[str, tuple[Any, ...]]:
    """What FIRST_ANSWER asks of the study's person: to make it takes longer than to ask it."""
    hers = Person.objects.filter(pk=RawSQL("study.person_id", ()))
    rows = hers.filter(works_only_where_restricted("pk")).values("pk")
    asked: tuple[str, tuple[Any, ...]] = rows.query.sql_with_params()
    return asked


def _keep_first_answer(attempt: UUID, given: Given, by: Person, language: str) -> bool:
    """Keep an answer where none stands, if nothing else speaks against it: most saves are that.

    One statement, and nothing is said of what does speak against it.
    """
    item = _items(drawn(attempt).edition_id).get(given.item_key)
    if given.revision or item is None or answer_fault(item, given.answer):
        return False
    new = Response(
        item_key=given.item_key, answer=_in_one_form(item, given.answer), language=language
    )
    values = [field.get_db_prep_save(getattr(new, field.name), connection) for field in COLUMNS]
    own = [UUIDField().get_db_prep_value(attempt, connection), by.pk]
    # Of whoever works only at restricted places more has to be asked: not here.
    restricted, days = _only_where_restricted(reporting_day())
    lock = LOCK if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{FIRST_ANSWER} ({restricted}) {lock} {UNLESS_ONE_STANDS}", [*values, *own, *days]
        )
        return bool(cursor.rowcount)


@transaction.atomic
def _save_responses(uuid: UUID, answers: Sequence[Given], by: Person, language: str) -> Saved:
    # The lock holds off a submission that would grade what is being changed. Having waited for it,
    # PostgreSQL shows the attempt as it is now, but the responses as they were: hence the care in
    # writing, and the trying again.
    seen: Any = Attempt.objects.of(by).filter(uuid=uuid).select_related("study")
    seen = seen.with_responses_to([given.item_key for given in answers])
    seen = seen.annotate(is_restricted=works_only_where_restricted("study__person"))
    rows = list(seen.select_for_update(of=("self", "study")))
    if not rows:
        raise Attempt.DoesNotExist
    attempt = rows[0]
    if attempt.submitted_at:
        raise AlreadySubmitted(str(uuid))
    own = attempt.study
    if own.closed_at or not may_learn(by.pk, own.module_id, is_restricted=attempt.is_restricted):
        raise StudyClosed(str(uuid))
    standing = _standing(rows)
    items = _items(attempt.edition_id)
    saved, changed = Saved(), []
    for given in answers:
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


def _items(edition_id: int) -> dict[str, Item]:
    return {item["key"]: item for item in documents.items(document_of(edition_id))}


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
    return _in_one_form(item, given.answer)


def _in_one_form(item: Item, answer: Answer) -> Answer:
    """Of several choices, the order of ticking says nothing."""
    if item["kind"] == "multiple":
        return [key for key in option_keys(item) if key in answer]
    return answer
