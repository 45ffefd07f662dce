"""Deleting what is over: every class of people/privacy/periods.py, in small transactions.

A run may be killed at any moment and begun again: each batch stands by itself, and what is deleted
is not found a second time. Files of imports, sessions and the outbox have jobs of their own.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import structlog
from django.db.models import Q

from assessments.actions import retention as assessments
from courses.actions import open_use
from courses.reminders.retention_actions import delete_messages, messages_over
from lms.privacy import leavers
from people.audit import retention_actions as audit
from people.imports.actions import ImportUnderWay
from people.models import Person
from people.privacy import actions, retention_actions
from people.privacy.keeping import held, over, over_at
from people.privacy.models import Correction, ErasureRequest, Hold
from people.privacy.periods import Keeping

log = structlog.get_logger(__name__)

AT_ONCE = 200


@dataclass(frozen=True)
class Step:
    """One class: the rows that are over, and what happens to some of them, by id."""

    name: str
    rows: Any
    delete: Callable[[Sequence[Any]], int]


def steps(on: date) -> Iterator[Step]:
    """All that is over on a day. People under a legal hold are in none of it."""
    yield Step("leavers", leavers.leavers(on), _erase)
    yield Step("supplier_staff", leavers.supplier_staff(on), _erase)
    yield from _of_quizzes(on)
    yield from _of_requests(on)
    yield Step("messages", messages_over(on), delete_messages)
    weeks = open_use.old_weeks(over(Keeping.OPEN_COUNTS, on))
    yield Step("open_weeks", weeks, open_use.merge_weeks)


def _of_quizzes(on: date) -> Iterator[Step]:
    failed = over_at(Keeping.FAILED, on)
    answers, scores = over_at(Keeping.ANSWERS, on), over_at(Keeping.SCORES, on)
    free = {"study__person__in": held(on)}
    yield Step(
        "answers",
        assessments.answers_over(answers, failed=failed).exclude(**free),
        assessments.delete_answers,
    )
    yield Step(
        "failed_attempts",
        assessments.failed_over(failed).exclude(**free),
        assessments.delete_failed,
    )
    yield Step(
        "scores",
        assessments.scores_over(scores, failed=failed).exclude(**free),
        assessments.expire_scores,
    )


def _of_requests(on: date) -> Iterator[Step]:
    written = over_at(Keeping.WORDS, on)
    closed, day = over_at(Keeping.REQUESTS, on), over(Keeping.REQUESTS, on)
    people = held(on)

    def delete_words(rows: Sequence[Any]) -> int:
        return retention_actions.delete_words(rows, written)

    def delete(model: type[Any]) -> Callable[[Sequence[Any]], int]:
        return lambda rows: retention_actions.delete_rows(model, rows)

    words = retention_actions.words_over(written).exclude(person__in=people)
    yield Step("words", words, delete_words)
    for name, model in (("corrections", Correction), ("erasure_requests", ErasureRequest)):
        rows = retention_actions.closed_before(model, closed).exclude(person__in=people)
        yield Step(name, rows, delete(model))
    yield Step("holds", retention_actions.holds_over(day, closed), delete(Hold))


def count(on: date) -> dict[str, int]:
    """How many rows of each class a run on a day would begin with; nothing is changed."""
    counts = {step.name: step.rows.count() for step in steps(on)}
    return counts | {"audit": audit.count_old(over(Keeping.AUDIT, on), _held(on))}


def keep_no_longer(on: date) -> dict[str, int]:
    """Delete what is over on a day, and keep a report of how many; returns the same."""
    run = retention_actions.begin_run(on)
    counts: dict[str, int] = {}
    for step in steps(on):
        counts[step.name] = 0
        for some in _batches(step.rows):
            counts[step.name] += step.delete(some)
            retention_actions.note_run(run, counts)
    # Last of all: what was deleted before is told in it.
    counts["audit"] = audit.delete_old(over(Keeping.AUDIT, on), _held(on))
    retention_actions.note_run(run, counts, is_over=True)
    return counts


def _held(on: date) -> list[UUID]:
    """The ids of people under a legal hold, and of the rows that became one with theirs."""
    people = Person.objects.filter(Q(pk__in=held(on)) | Q(merged_into__in=held(on)))
    return list(people.values_list("uuid", flat=True))


def _batches(rows: Any) -> Iterator[list[Any]]:
    """Ids in ascending portions; each is looked for anew, behind the last one of the portion."""
    last = 0
    while some := list(
        rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
    ):
        yield some
        last = some[-1]


def _erase(people: Sequence[Any]) -> int:
    """Erase some people, one after the other; whoever cannot be let go now is met tomorrow."""
    erased = 0
    for person in Person.objects.filter(pk__in=people).order_by("pk"):
        try:
            actions.erase(person, by=None, cause=actions.OVER)
            erased += 1
        except (actions.OnHold, actions.HoldsPower, ImportUnderWay) as reason:
            log.warning("not_erased", person=str(person.uuid), reason=type(reason).__name__)
    return erased
