"""People with dates, a clock to set, and the worker that sends what they are told."""

from contextlib import AbstractContextManager
from datetime import date, datetime
from email.message import Message as Mail

import time_machine
from django.core import mail

from courses import actions as courses
from courses.models import Enrolment
from courses.reminders import sending_actions
from lms import outbox
from lms.models import Outbox
from people.models import Organisation, Person
from tests.factories import EnrolmentFactory, MembershipFactory, PersonFactory, finish

DUE = date(2026, 12, 3)  # a Thursday
LONG_BEFORE = "2026-10-01T10:00+00:00"


def at(moment: str) -> AbstractContextManager:
    return time_machine.travel(datetime.fromisoformat(moment), tick=False)


def learner(place: Organisation, *, reports_to: Person | None = None, **facts) -> Person:
    """Somebody who has worked there for long."""
    person = PersonFactory(**{"full_name": "Bopha"} | facts)
    MembershipFactory(person=person, organisation=place, reports_to=reports_to)
    return person


def asked(person: Person, *, due_on: date = DUE, **facts) -> Enrolment:
    with at(LONG_BEFORE):
        return EnrolmentFactory(person=person, due_on=due_on, **facts)


def finish_all(enrolment: Enrolment) -> None:
    for requirement in enrolment.requirements.all():
        finish(courses.open_study(enrolment.person, requirement.module))


def remind(moment: str) -> list[Mail]:
    """What the clock starts every quarter of an hour, and the worker after it; the mails of it."""
    before = len(mail.outbox)
    with at(moment):
        sending_actions.write_due()
        sending_actions.hand_over()
        work_off()
    return mail.outbox[before:]


def work_off() -> None:
    for pk in Outbox.objects.filter(done_at=None).order_by("pk").values_list("pk", flat=True):
        outbox.work(pk)
