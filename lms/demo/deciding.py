"""The demo's proposals: some wait for a second person, one has been refused."""

from datetime import date, timedelta
from typing import Any

from courses.decisions import actions
from courses.decisions.models import Proposal
from courses.models import Enrolment
from lms.demo.cast import Role
from people.models import Person

Kind = Proposal.Kind
MORE = timedelta(days=21)
LEARNT_AGO = timedelta(days=120)

# Who proposes what about whom, and why: by log-in and by name.
PROPOSED = [
    ("team", Kind.EXTEND, "Kwabena Asante", "At the trade fair until the end of the month"),
    ("team", Kind.RECOGNISE, "Zofia Źródłowska", "Learnt with her former employer"),
    ("team", Kind.EXEMPT, "Rhys ap Gwilym", "Buys nothing any more since he moved to planning"),
    ("hr", Kind.EXTEND, "Żaneta Śliwińska", "The night shift had no room to learn in"),
    ("shahid", Kind.EXTEND, "তানভীর হোসেন", "Two weeks of stocktaking at the mill"),
]
REFUSED = "Rhys ap Gwilym"
REFERENCE = "Certificate 2026/118, staff file"


def decide(seated: list[tuple[Role, Person]], today: date) -> None:
    """Let managers and administrators propose, and one of them be answered."""
    logins = {role.login: person for role, person in seated if role.login}
    names = {role.name: person for role, person in seated}
    for login, kind, name, reason in PROPOSED:
        made = _propose(names[name], kind, today, by=logins[login], reason=reason)
        if name == REFUSED:
            actions.refuse(made, by=logins["hr"])


def _propose(person: Person, kind: Kind, today: date, *, by: Person, reason: str) -> Proposal:
    waiting = Enrolment.objects.open().filter(person=person, completion=None, duplicate_of=None)
    enrolment = waiting.order_by("pk")[0]
    more: dict[str, Any] = {}
    if kind is Kind.EXTEND:
        more = {"until": max(enrolment.due_on or today, today) + MORE}
    elif kind is Kind.RECOGNISE:
        more = {"completed_on": today - LEARNT_AGO, "reference": REFERENCE}
    return actions.propose(enrolment, kind, by=by, reason=reason, **more)
