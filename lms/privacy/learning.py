"""What is kept of a person's learning: what she was asked to do, did, answered and was awarded."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assessments.models import Attempt
from assessments.review import shows_right
from assessments.sheet import in_words, source_questions
from certificates.models import Certificate
from courses.models import Enrolment, Study
from courses.quiet import not_due_among
from courses.shelf import document_of
from lms.privacy.words import kept
from people.calendar import reporting_day
from people.models import Person
from people.privacy.periods import Keeping

AT_ONCE = 100
STATES = {"valid": _("valid"), "expired": _("expired"), "withdrawn": _("withdrawn")}


def _some(rows: Any, most: int | None) -> Iterator[Any]:
    return iter(rows[:most]) if most else rows.iterator(AT_ONCE)


def enrolments(person: Person, most: int | None) -> Iterator[dict[str, Any]]:
    rows = Enrolment.objects.filter(person=person).order_by("-assigned_on", "-pk")
    # A day that does not count now is not told as one: it would say that quiet is kept (S-09).
    silent = not_due_among(rows)
    for row in _some(
        rows.select_related("programme", "completion").prefetch_related(
            "programme__texts", "proposals"
        ),
        most,
    ):
        done, is_due = getattr(row, "completion", None), row.pk not in silent
        yield {
            "programme": _title(row.programme),
            "cycle": row.cycle,
            "assigned_on": row.assigned_on,
            "due_on": row.due_on if is_due else None,
            "extended_to": row.extended_to if is_due else None,
            "moved_to": row.moved_to if is_due else None,
            "completed_on": done and done.completed_on,
            "expires_on": done and done.expires_on,
            "withdrawn_at": row.withdrawn_at,
            "exempted_at": row.exempted_at,
            "reason": row.reason or (done.reason if done else "") or _why_later(row),
        }


def _why_later(row: Enrolment) -> str:
    """Why two people gave more time."""
    given = [one for one in row.proposals.all() if one.is_more_time]
    return given[-1].reason if given else ""


def _title(programme: Any) -> str:
    titles = {text.language: text.title for text in programme.texts.all()}
    return str(titles.get(get_language() or "") or titles.get("en") or programme.code)


def studies(person: Person, most: int | None) -> Iterator[dict[str, Any]]:
    rows = Study.objects.filter(person=person).annotate(lessons=Count("lessons_done"))
    for row in _some(rows.select_related("module").order_by("-opened_at", "-pk"), most):
        yield {
            "module": _module(row),
            "opened_at": row.opened_at,
            "lessons": row.lessons,
            "quiz_passed_at": row.quiz_passed_at,
            "completed_at": row.completed_at,
        }


def _module(study: Study) -> str:
    return f"{study.module.code} {document_of(study.edition_id)['title']}"


def attempts(person: Person, most: int | None) -> Iterator[dict[str, Any]]:
    for row in _some(_attempts(person), most):
        yield {
            "module": _module(row.study),
            "number": row.number,
            "started_at": row.started_at,
            "submitted_at": row.submitted_at,
            "score": None if row.score is None or row.score_expired_at else f"{row.score:.1f} %",
            "passed": row.passed,
        }


def _attempts(person: Person) -> Any:
    rows = Attempt.objects.of(person).select_related("study__module")
    return rows.order_by("-started_at", "-pk")


def answers(person: Person, most: int | None) -> Iterator[dict[str, Any]]:
    """Every answer, with its question. Whether it was right only where that may be seen."""
    with_answers = _attempts(person).filter(answers_deleted_at=None)
    for attempt in _some(with_answers.prefetch_related("responses"), most):
        responses = {row.item_key: row for row in attempt.responses.all()}
        asked = source_questions(document_of(attempt.edition_id), attempt.draw, responses)
        for question in asked:
            row = responses[question.key]
            yield {
                "module": _module(attempt.study),
                "number": attempt.number,
                "question": question.text,
                "answer": "; ".join(in_words(question, attempt.draw, row.answer)),
                "answered_at": row.answered_at,
                "right": row.is_right if shows_right(attempt) else None,
            }


def certificates(person: Person, most: int | None) -> Iterator[dict[str, Any]]:
    today, language = reporting_day(), get_language() or "en"
    for row in _some(Certificate.objects.of(person).told().newest_first(), most):
        yield {
            "programme": row.words(language)["programme"],
            "name": row.holder_name,
            "code": row.code,
            "name_code": row.name_code,
            "issued_on": row.issued_on,
            "expires_on": row.expires_on,
            "state": str(STATES[row.status(today)]),
        }


def _with_names() -> str:
    return kept(Keeping.LEAVERS)


MODULE, DUE, DONE = _("Module"), _("Due on"), _("Completed on")

# Key, title, how long, fields, rows; lms/privacy/sections.py says who sees it.
KINDS: list[tuple[str, Any, Any, dict[str, Any], Any]] = [
    (
        "enrolments",
        _("What you were asked to learn"),
        _with_names,
        {
            "programme": _("Programme"),
            "cycle": _("Cycle"),
            "assigned_on": _("Assigned on"),
            "due_on": DUE,
            "extended_to": _("More time, until"),
            "moved_to": _("More time because of leave, until"),
            "completed_on": DONE,
            "expires_on": _("Last valid day"),
            "withdrawn_at": _("Withdrawn on"),
            "exempted_at": _("Exempted on"),
            "reason": _("Reason"),
        },
        enrolments,
    ),
    (
        "studies",
        _("How far you are"),
        _with_names,
        {
            "module": MODULE,
            "opened_at": _("Opened on"),
            "lessons": _("Lessons done"),
            "quiz_passed_at": _("Quiz passed on"),
            "completed_at": DONE,
        },
        studies,
    ),
    (
        "attempts",
        _("Your quizzes"),
        lambda: kept(Keeping.SCORES),
        {
            "module": MODULE,
            "number": _("Attempt"),
            "started_at": _("Begun on"),
            "submitted_at": _("Handed in on"),
            "score": _("Score"),
            "passed": _("Passed"),
        },
        attempts,
    ),
    (
        "answers",
        _("Your answers"),
        lambda: kept(Keeping.ANSWERS),
        {
            "module": MODULE,
            "number": _("Attempt"),
            "question": _("Question"),
            "answer": _("Your answer"),
            "answered_at": _("Answered on"),
            "right": _("Right"),
        },
        answers,
    ),
    (
        "certificates",
        _("Your certificates"),
        _with_names,
        {
            "programme": _("Programme"),
            "name": _("Name on it"),
            "code": _("Code"),
            "name_code": _("Second code"),
            "issued_on": _("Issued on"),
            "expires_on": _("Last valid day"),
            "state": _("State"),
        },
        certificates,
    ),
]
