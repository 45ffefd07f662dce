"""Killed at any moment and run again: the same rows as after one clean run, and one mail each."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.utils import timezone

from courses.reminders import audience, sending_actions
from courses.reminders.models import Message, MessageLine
from lms.models import Outbox
from tests.courses.reminders.stage import asked, at, learner, work_off
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db(transaction=True)
MOMENT = "2026-11-30T10:00+00:00"
KILLS = 20


class Killed(BaseException):
    """As a process that is killed: nothing catches it, and nothing is tidied up."""


@contextmanager
def dying_at(statement: int) -> Iterator[None]:
    left = statement

    def count(execute: Any, *args: Any) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            raise Killed
        return execute(*args)

    with connection.execute_wrapper(count):
        yield


def run() -> None:
    sending_actions.write_due()
    sending_actions.hand_over()
    work_off()


def state() -> list[Any]:
    """The rows without ids and moments."""
    return [
        sorted(Message.objects.values_list("person", "kind", "on", "channel")),
        sorted(MessageLine.objects.values_list("message__person", "enrolment", "step", "day")),
        Message.objects.waiting().count(),
    ]


def forget() -> None:
    MessageLine.objects.all().delete()
    Message.objects.all().delete()
    Outbox.objects.all().delete()
    mail.outbox.clear()


def test_after_any_deaths_each_has_had_one_mail_and_the_rows_are_as_after_one_run(monkeypatch):
    monkeypatch.setattr(audience, "AT_ONCE", 3)
    company = OrganisationFactory()
    manager = learner(company, full_name="Mara")
    people = [learner(company, reports_to=manager) for _ in range(5)]
    for number, person in enumerate(people):
        asked(person)
        asked(person, due_on=date(2026, 11, 14) - timedelta(days=number))
    with at(MOMENT):
        run()
    expected, mails = state(), {address for one in mail.outbox for address in one.to}
    assert len(mails) == 6
    forget()

    random = Random(7)  # noqa: S311 - where it dies
    # The clock goes on a little: leases of the dead run out. It stays an hour for sending.
    with time_machine.travel(MOMENT, tick=False) as clock:
        for _ in range(KILLS):
            with suppress(Killed), dying_at(random.randrange(160)):
                run()
            clock.shift(timedelta(seconds=80))
        for _ in range(2):  # what the dead had put off for some seconds is due as well
            clock.shift(timedelta(minutes=15))
            run()
        assert timezone.now().hour < 12

    assert state() == expected
    # A mail whose sending could not be written down goes again, as the same mail.
    known = {(one.to[0], one.extra_headers["Message-ID"]) for one in mail.outbox}
    assert Counter(address for address, _ in known) == Counter(mails)


def test_two_schedulers_and_two_workers_at_once_send_one(monkeypatch):
    company = OrganisationFactory()
    asked(learner(company))
    with at(MOMENT):
        # Both have looked before either writes.
        seen = sending_actions._free
        monkeypatch.setattr(sending_actions, "_free", lambda days: set(days))
        sending_actions.write_due()
        sending_actions.write_due()
        monkeypatch.setattr(sending_actions, "_free", seen)
        message = Message.objects.get()
        Message.objects.update(claimed_until=timezone.now() + timedelta(seconds=30))
        with pytest.raises(sending_actions.InOtherHands):
            sending_actions.send(message.pk)
        Message.objects.update(claimed_until=None)
        work_off()
        sending_actions.send(message.pk)

    assert len(mail.outbox) == 1
