"""All that is kept of one person, in sections: the same for the page and for both files.

A section says who sees such facts and how long they are kept (rules: docs/data.md), and gives its
rows newest first. What is about others is left out, but for whom she reports to.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from courses.reminders.models import Message
from courses.reminders.wording import state
from lms.accounts import devices
from lms.privacy import learning
from lms.privacy.words import kept
from people.audit.models import AuditChain, AuditEvent
from people.audit.verbs import Verb
from people.models import Grant, Leave, Membership, Person
from people.privacy.models import Correction, ErasureRequest
from people.privacy.periods import Keeping

Fact = str | int | bool | date | datetime | None
Row = dict[str, Fact]
AT_ONCE = 500
VERBS = dict(Verb.choices)
LANGUAGES = dict(settings.LANGUAGES)


@dataclass(frozen=True)
class Section:
    """A kind of facts. `rows` takes a person and how many rows at most (none: all)."""

    key: str
    title: Promise
    sees: Promise
    kept: Callable[[], str]
    fields: dict[str, Promise]
    rows: Callable[[Person, int | None], Iterable[Row]]


def _some(rows: "QuerySet[Any]", most: int | None) -> Iterator[Any]:
    return iter(rows[:most]) if most else rows.iterator(AT_ONCE)


def _identity(person: Person, most: int | None) -> Iterator[Row]:
    yield {
        "full_name": person.full_name,
        "latin_name": person.latin_name,
        "email": person.email,
        "language": str(LANGUAGES.get(person.language, person.language)),
        "time_zone": person.time_zone,
        "joined_at": person.joined_at,
        "notice_read_on": person.notice_read_on,
    }


def _work(person: Person, most: int | None) -> Iterator[Row]:
    rows = Membership.objects.filter(person=person).order_by("-started_on", "-pk")
    for row in _some(
        rows.select_related("organisation", "reports_to").prefetch_related("roles"), most
    ):
        yield {
            "organisation": row.organisation.name,
            "employee_number": row.employee_number,
            "work_email": row.work_email,
            "workforce_type": row.get_workforce_type_display(),
            "roles": ", ".join(_held(role) for role in row.roles.all()),
            "reports_to": row.reports_to.full_name if row.reports_to else "",
            "is_decision_maker": row.is_decision_maker,
            "started_on": row.started_on,
            "last_day": row.last_day,
        }


def _held(role: Any) -> str:
    until = role.ended_on.isoformat() if role.ended_on else "…"
    return f"{role.get_role_display()} ({role.started_on.isoformat()} – {until})"


def _leaves(person: Person, most: int | None) -> Iterator[Row]:
    rows = Leave.objects.filter(membership__person=person).order_by("-started_on", "-pk")
    for row in _some(rows, most):
        yield {"started_on": row.started_on, "ended_on": row.ended_on}


def _powers(person: Person, most: int | None) -> Iterator[Row]:
    rows = Grant.objects.filter(person=person).order_by("-granted_at", "-pk")
    for row in _some(rows.select_related("organisation"), most):
        yield {
            "power": row.get_power_display(),
            "organisation": row.organisation.name,
            "granted_at": row.granted_at,
            "ended_at": row.ended_at,
        }


def _factors(person: Person, most: int | None) -> Iterator[Row]:
    yield {"kind": str(_PASSWORD if person.has_usable_password() else _NO_PASSWORD)}
    for row in _some(Authenticator.objects.filter(user=person).order_by("-created_at"), most):
        yield {
            "kind": row.get_type_display(),
            "since": row.created_at,
            "last_used_at": row.last_used_at,
        }
    standing = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    sessions = UserSession.objects.filter(user=person, session_key__in=standing)
    for session in _some(sessions.order_by("-created_at"), most):
        yield {"kind": str(devices.in_words(session.user_agent)), "since": session.created_at}


_PASSWORD = _("password")
_NO_PASSWORD = _("no password")


def _messages(person: Person, most: int | None) -> Iterator[Row]:
    for row in _some(Message.objects.filter(person=person).order_by("-on", "-pk"), most):
        yield {
            "on": row.on,
            "what": capfirst(row.get_kind_display()),
            "way": row.get_channel_display(),
            "state": state(row)[1],
        }


def _requests(person: Person, most: int | None) -> Iterator[Row]:
    for model, what in ((ErasureRequest, _("to be erased")), (Correction, "")):
        for row in _some(model.objects.filter(person=person).order_by("-asked_at", "-pk"), most):
            yield {
                "what": str(what or row.get_about_display()),
                "words": getattr(row, "words", ""),
                "asked_at": row.asked_at,
                "due_on": row.due_on,
                "withdrawn_at": row.withdrawn_at,
                "decided_at": row.decided_at,
                "answer": _answer(row),
                "kept_until": getattr(row, "kept_until", None),
            }


def _answer(row: Any) -> str:
    return str(row.answer if isinstance(row, Correction) else row.get_refusal_display())


def _log(person: Person, most: int | None) -> Iterator[Row]:
    chains = list(AuditChain.objects.values_list("pk", flat=True))
    events = AuditEvent.objects.filter(chain__in=chains).filter(
        Q(actor=person.uuid) | Q(about=person.uuid)
    )
    for event in _some(events.order_by("-at", "-pk"), most):
        yield {
            "at": event.at,
            "what": capfirst(str(VERBS.get(event.verb, event.verb))),
            "by": str(_BY[event.actor == person.uuid, event.actor is None]),
        }


_BY = {
    (True, False): _("you"),
    (False, False): _("somebody else"),
    (False, True): _("nobody who was signed in"),
}

EMPLOYER = _("You, and whoever looks after training at your employer.")
YOU = _("You alone.")
STATUS = _(
    "You; whom you report to, and whoever looks after training at your employer: only whether it "
    "is due, overdue or completed. The company sees numbers for groups."
)
CERTIFIED = _(
    "You. Whoever has the code can check whether it is valid; the name, only with the second code."
)
SEEN = {"enrolments": STATUS, "certificates": CERTIFIED}


def _with_names() -> str:
    return kept(Keeping.LEAVERS)


SECTIONS = [
    Section(
        "identity",
        _("Who you are"),
        EMPLOYER,
        _with_names,
        {
            "full_name": _("Full name"),
            "latin_name": _("Name in Latin letters"),
            "email": _("E-mail"),
            "language": _("Language"),
            "time_zone": _("Time zone"),
            "joined_at": _("Here since"),
            "notice_read_on": _("Notice read on"),
        },
        _identity,
    ),
    Section(
        "work",
        _("Where you work"),
        EMPLOYER,
        _with_names,
        {
            "organisation": _("Where"),
            "employee_number": _("Employee number"),
            "work_email": _("E-mail at work"),
            "workforce_type": _("Kind of work"),
            "roles": _("What you do"),
            "reports_to": _("You report to"),
            "is_decision_maker": _("Decides on purchases"),
            "started_on": _("First day"),
            "last_day": _("Last day"),
        },
        _work,
    ),
    Section(
        "leaves",
        _("Days away"),
        _("You, and whoever brought the dates in. A reason is never kept."),
        _with_names,
        {"started_on": _("From"), "ended_on": _("Until")},
        _leaves,
    ),
    Section(
        "powers",
        _("What you may do for others"),
        _("You, and those who give such powers where you work."),
        _with_names,
        {
            "power": _("Power"),
            "organisation": _("Where"),
            "granted_at": _("Since"),
            "ended_at": _("Until"),
        },
        _powers,
    ),
    *[
        Section(key, title, SEEN.get(key, YOU), how_long, fields, rows)
        for key, title, how_long, fields, rows in learning.KINDS
    ],
    Section(
        "messages",
        _("Messages to you"),
        _(
            "You. Whoever looks after training at your employer sees numbers, and whose mail came "
            "back."
        ),
        lambda: kept(Keeping.MESSAGES),
        {"on": _("Day"), "what": _("What"), "way": _("Channel"), "state": _("State")},
        _messages,
    ),
    Section(
        "sign_in",
        _("How you sign in, and where you are signed in"),
        YOU,
        lambda: str(_("Until you sign out or remove it.")),
        {"kind": _("What"), "since": _("Since"), "last_used_at": _("Last used")},
        _factors,
    ),
    Section(
        "requests",
        _("What you have asked for"),
        EMPLOYER,
        lambda: kept(Keeping.WORDS),
        {
            "what": _("What"),
            "words": _("What you wrote"),
            "asked_at": _("Asked on"),
            "due_on": _("To be answered by"),
            "withdrawn_at": _("Taken back on"),
            "decided_at": _("Answered on"),
            "answer": _("Answer"),
            "kept_until": _("Until"),
        },
        _requests,
    ),
    Section(
        "log",
        _("What was recorded in the audit log"),
        _("You, and the company’s auditor, who sees numbers in place of names."),
        lambda: str(
            _(
                "It stays, so that nobody can hide what was done; once you are erased, nobody can "
                "tell any more that it was you."
            )
        ),
        {"at": _("When"), "what": _("What"), "by": _("By")},
        _log,
    ),
]
