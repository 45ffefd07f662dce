"""What people say about reminders: ladders, wishes, asking for one, slips, what came back."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from courses.events import message_written
from courses.models import Enrolment, Programme
from courses.reminders.audience import place_of
from courses.reminders.ladders import ladders
from courses.reminders.models import LadderRung, MailChoice, Message, MessageLine, StepChoice
from courses.reminders.planning import Rung
from courses.reminders.scheduling import Due, asked, day_of
from courses.reminders.sending_actions import PATIENCE, note_return, write
from people import access
from people.agreements import rules
from people.audit import actions as audit
from people.audit.verbs import Verb
from people.calendar import reporting_day
from people.models import Person, Power


class NotYoursToSet(Exception):
    """Somebody would set the ladder of a programme without leading the company."""


class NotYourReport(Exception):
    """Somebody would remind a person who does not report to her."""


class NothingToRemindOf(Exception):
    """It is done, or asked for by no day."""


class RemindedToday(Exception):
    """She had a message today already, or one is on its way."""


class StillWaiting(Exception):
    """A message cannot be sent again while one waits."""


@transaction.atomic
def set_ladder(programme: Programme, rungs: Sequence[Rung], *, by: Person) -> None:
    """Set the steps of a programme's ladder. The same twice is once. Raises NotYoursToSet."""
    if not access.holds_for_company(by, Power.CSO):
        raise NotYoursToSet(programme.code)
    Programme.objects.select_for_update().get(pk=programme.pk)
    before = {rung.step: rung for rung in ladders([programme.pk])[programme.pk]}
    changed = [rung for rung in rungs if before[rung.step] != rung]
    for rung in changed:
        LadderRung.objects.update_or_create(
            programme=programme,
            step=rung.step,
            defaults={"days": rung.days, "is_on": rung.is_on},
        )
    if changed:
        steps: Any = {str(rung.step): rung.days if rung.is_on else None for rung in changed}
        audit.record(Verb.LADDER_CHANGED, by=by, about=programme, of=by, **steps)


def choose_mail(person: Person, *, wants_early: bool, wants_digests: bool) -> None:
    """Say which of the optional messages one wants."""
    MailChoice.objects.update_or_create(
        person=person, defaults={"wants_early": wants_early, "wants_digests": wants_digests}
    )


def remind(enrolment: Enrolment, *, by: Person) -> Message:
    """Remind a report of hers for a manager: once a day at most, and with all that there is to do.

    In quiet hours it waits. Raises NotYourReport, NothingToRemindOf, RemindedToday.
    """
    now = timezone.now()
    place = place_of(enrolment.person)
    reports, _off = rules.with_status(access.reports_of(by, reporting_day()))
    if not reports.filter(person=enrolment.person).exists():
        raise NotYourReport(str(enrolment.uuid))
    row = asked().filter(pk=enrolment.pk).first()
    if row is None or place is None:
        raise NothingToRemindOf(str(enrolment.uuid))
    due = Due(row.pk, StepChoice.ASKED, day_of(row))
    try:
        return write(row.person, Message.Kind.ASKED, place.day(now), [due], by=by)
    except IntegrityError as error:
        raise RemindedToday(str(enrolment.uuid)) from error


def note_printed(slips: Collection[Message]) -> int:
    """Say that slips were printed and are handed over; returns how many. Twice is once."""
    rows = Message.objects.waiting().filter(channel=Message.Channel.PAPER)
    return rows.filter(pk__in=[slip.pk for slip in slips]).update(sent_at=timezone.now())


@transaction.atomic
def send_again(message: Message) -> None:
    """Send a message again that was sent or came back, with what a slip of hers that nobody has
    printed says. Raises StillWaiting."""
    now = timezone.now()
    _take_in_slip(message, now)
    rows = Message.objects.filter(pk=message.pk).exclude(sent_at=None)
    cleared: dict[str, Any] = {"sent_at": None, "delivered_at": None, "returned_at": None}
    try:
        with transaction.atomic():
            again = rows.update(sending=message.sending + 1, again_at=now + PATIENCE, **cleared)
    except IntegrityError as error:
        raise StillWaiting(str(message.uuid)) from error
    if not again:
        raise StillWaiting(str(message.uuid))
    message_written.send(sender=Message, message=message)


def _take_in_slip(message: Message, now: datetime) -> None:
    slips = Message.objects.waiting().filter(
        person=message.person_id, channel=Message.Channel.PAPER
    )
    said = message.lines.values_list("enrolment", flat=True)
    lines = MessageLine.objects.filter(message__in=slips)
    lines.exclude(enrolment__in=list(said)).update(message=message)
    slips.update(dropped_at=now)


def note_fate(message: Message, *, has_returned: bool) -> None:
    """Keep what a provider says became of a mail. Twice is once."""
    if has_returned:
        note_return(message)
    else:
        rows = Message.objects.filter(pk=message.pk, delivered_at=None)
        rows.update(delivered_at=timezone.now())
