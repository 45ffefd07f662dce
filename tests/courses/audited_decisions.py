"""What of decisions by two people the audit log tells, for tests/test_audited.py."""

from collections.abc import Callable
from datetime import timedelta

from courses.decisions import actions
from people.audit.verbs import Verb
from people.calendar import reporting_day
from tests.courses.trio import Trio, trio

Deed = Callable[[], object]


def _proposed() -> tuple[Trio, object]:
    three = trio()
    until = reporting_day() + timedelta(days=60)
    made = actions.propose(
        three.enrolment, "extend", by=three.manager, reason="Amina is away", until=until
    )
    return three, made


def propose() -> Deed:
    three = trio()
    return lambda: actions.propose(
        three.enrolment, "exempt", by=three.manager, reason="Amina is away"
    )


def propose_unseen() -> Deed:
    three, day = trio(), reporting_day()
    facts = {"completed_on": day, "reference": "C 17", "reason": "Learnt elsewhere"}
    who = three.learner.email
    return lambda: actions.propose_unseen(who, "B", by=three.second, **facts)


def take_back() -> Deed:
    three, made = _proposed()
    return lambda: actions.take_back(made, by=three.manager)


def refuse() -> Deed:
    three, made = _proposed()
    return lambda: actions.refuse(made, by=three.second)


def confirm() -> Deed:
    three, made = _proposed()
    return lambda: actions.confirm(made, by=three.second)


AUDITED: dict[str, tuple[Verb, Callable[[], Deed]]] = {
    "courses.propose": (Verb.DECISION_PROPOSED, propose),
    "courses.propose_unseen": (Verb.DECISION_PROPOSED, propose_unseen),
    "courses.take_back": (Verb.DECISION_TAKEN_BACK, take_back),
    "courses.refuse": (Verb.DECISION_REFUSED, refuse),
    "courses.confirm": (Verb.ENROLMENT_EXTENDED, confirm),
}
