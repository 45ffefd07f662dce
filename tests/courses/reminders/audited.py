"""What of reminders is told in the audit log, for tests/test_audited.py."""

from collections.abc import Callable
from datetime import time

from courses.reminders import actions, retention_actions, sending_actions
from courses.reminders.planning import Rung, Step
from people.audit.verbs import Verb
from people.hours import actions as hours
from people.hours.clock import Hours
from people.models import Power
from tests.factories import GrantFactory, OrganisationFactory, ProgrammeFactory, administrator_of

Deed = Callable[[], object]
MODULES = [actions, sending_actions, retention_actions, hours]
MESSAGES = "the log of messages says it: who was told what, when, and who asked for it"


def set_hours() -> Deed:
    site = OrganisationFactory(site=True)
    said, by = Hours(frozenset({7, 1}), time(9), time(17)), administrator_of(site)
    return lambda: hours.set_hours(site, said, by=by)


def set_ladder() -> Deed:
    programme, lead = ProgrammeFactory(), GrantFactory(power=Power.CSO).person
    return lambda: actions.set_ladder(programme, [Rung(Step.LATE, 45, False)], by=lead)


AUDITED: dict[str, tuple[Verb, Callable[[], Deed]]] = {
    "courses.set_ladder": (Verb.LADDER_CHANGED, set_ladder),
    "people.set_hours": (Verb.HOURS_CHANGED, set_hours),
}
NOT_AUDITED = {
    "courses.choose_mail": "one's own wish",
    "courses.remind": MESSAGES,
    "courses.write": MESSAGES,
    "courses.write_due": MESSAGES,
    "courses.hand_over": MESSAGES,
    "courses.send": MESSAGES,
    "courses.send_again": MESSAGES,
    "courses.note_printed": MESSAGES,
    "courses.note_fate": MESSAGES,
    "courses.note_return": MESSAGES,
    "courses.messages_over": "only reads",
    "courses.delete_messages": "retention: its runs are counted",
}
IDEMPOTENT = {"courses.set_ladder", "people.set_hours"}
