"""Writing messages down and sending them: each once, however often this runs or is killed.

A message is a row before it is anything else: one a person and day, and one that waits. It is
handed to a worker by an outbox row of the same transaction. Between the mail server's "yes" and our
writing that down a machine may die: then the same mail goes again, under the same Message-ID.
"""

import re
import smtplib
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

import structlog
from anymail.exceptions import AnymailRecipientsRefused
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from courses.dates import LONG_LEAVE
from courses.events import message_written
from courses.models import Enrolment
from courses.reminders.audience import Place, batches, place_of, places_of
from courses.reminders.channels import Paper, channel_for, channel_of
from courses.reminders.digests import STEPS, Digest, digests, due_digests
from courses.reminders.letters import letter_of
from courses.reminders.models import Message, MessageLine, ReturnedAddress, StepChoice
from courses.reminders.scheduling import DAY, Due, candidates, due_for
from people.calendar import reporting_day
from people.models import Leave, Membership, Person

log = structlog.get_logger(__name__)

Kind = Message.Kind
# Shorter than the outbox's own lease: whoever takes the row up after a death finds it free.
CLAIM = timedelta(seconds=60)
# The outbox tries for three days, and then sets aside. After that it is handed over anew.
PATIENCE = timedelta(days=3, hours=1)
# Refusals by policy and of relaying are about who sends; a mailbox that is full has somebody's name
# on it. RFC 3463 has codes for these, and servers without codes say it in words.
NOT_OF_THE_ADDRESS = re.compile(
    r"\b5\.(?:2\.[23]|[367]\.)|relay|policy|spam|block|\bfull\b|quota|storage|temporar|defer|\blater\b",
    re.IGNORECASE,
)
OVER_QUOTA = 552


class InOtherHands(OSError):
    """Another worker is at this message: the outbox asks again soon."""


# --- writing -------------------------------------------------------------------------------


def write_due(now: datetime | None = None) -> int:
    """Write down whatever is due where an hour for it has come; returns how many messages."""
    now = now or timezone.now()
    _drop_finished_slips(now)
    return _write_reminders(now) + sum(_write_digests(kind, now) for kind in STEPS)


def _drop_finished_slips(now: datetime) -> None:
    """Slips about nothing that is still to be done need not be printed."""
    to_do = Enrolment.objects.open().filter(completion=None)
    lines = MessageLine.objects.filter(message=OuterRef("pk"), enrolment__in=to_do)
    slips = Message.objects.waiting().filter(~Exists(lines), channel=Message.Channel.PAPER)
    slips.update(dropped_at=now)


def _write_reminders(now: datetime) -> int:
    written = 0
    for some in batches(candidates(reporting_day(now))):
        places = _open_places(some, now)
        days = {pk: place.day(now) for pk, place in places.items()}
        free = _free(days)
        found = due_for({pk: days[pk] for pk in free})
        people = Person.objects.in_bulk(list(found))
        for pk, dues in found.items():
            written += _write(people[pk], Kind.REMINDER, days[pk], dues)
    return written


def _open_places(people: Collection[int], now: datetime) -> dict[int, Place]:
    return {pk: place for pk, place in places_of(people).items() if place.is_open(now)}


def _free(days: dict[int, date]) -> set[int]:
    """Those who have had no message today, and for whom none waits to be sent."""
    rows = Message.objects.filter(person__in=days)
    waiting = rows.waiting().exclude(channel=Message.Channel.PAPER).values_list("person", flat=True)
    had = {pk for pk, on in rows.values_list("person", "on") if on == days[pk]}
    return set(days) - had - set(waiting)


def _write_digests(kind: Kind, now: datetime) -> int:
    found = list(digests(kind, reporting_day(now)))
    is_due = due_digests(kind, found)
    places = _open_places([digest.person for digest in found], now)
    days = {pk: place.day(now) for pk, place in places.items()}
    free = _free(days)
    due = [one for one in found if one.person in free and is_due(one, days[one.person])]
    people = Person.objects.in_bulk([one.person for one in due])
    mailable = [one for one in due if channel_for(people[one.person]).name == Message.Channel.MAIL]
    return sum(_write_digest(people[one.person], one, days[one.person]) for one in mailable)


def _write_digest(person: Person, digest: Digest, day: date) -> bool:
    step = STEPS[digest.kind]
    dues = [Due(pk, step, day) for pk in sorted(digest.enrolments)]
    return _write(person, digest.kind, day, dues)


def _write(
    person: Person, kind: Kind, day: date, dues: Iterable[Due], *, by: Person | None = None
) -> bool:
    """One message with its lines, and the hint that it waits; False if another was first."""
    try:
        write(person, kind, day, dues, by=by)
    except IntegrityError:
        return False
    return True


@transaction.atomic
def write(
    person: Person, kind: Kind, day: date, dues: Iterable[Due], *, by: Person | None = None
) -> Message:
    """One message with its lines, in the place of a slip that nobody has printed.

    Raises IntegrityError if she has had one that day, or one waits, or a step was told already.
    """
    now = timezone.now()
    slips = Message.objects.waiting().filter(person=person, channel=Message.Channel.PAPER)
    slips.exclude(on=day).update(dropped_at=now)
    message = Message.objects.create(
        person=person,
        kind=kind,
        on=day,
        by=by,
        channel=channel_for(person).name,
        written_at=now,
        again_at=now + PATIENCE,
    )
    MessageLine.objects.bulk_create(
        MessageLine(message=message, enrolment_id=due.enrolment, step=due.step, day=due.day)
        for due in dues
    )
    if message.channel != Paper.name:
        message_written.send(sender=Message, message=message)
    return message


def hand_over(now: datetime | None = None) -> int:
    """Hand what still waits when its hour has come to a worker again; returns how many."""
    now = now or timezone.now()
    rows = Message.objects.free(now).filter(again_at__lte=now)
    found = list(rows.exclude(channel=Message.Channel.PAPER).order_by("again_at", "pk"))
    for message in found:
        _hand_over(message, now)
    return len(found)


@transaction.atomic
def _hand_over(message: Message, now: datetime) -> None:
    rows = Message.objects.free(now).filter(pk=message.pk, again_at=message.again_at)
    if rows.update(again_at=now + PATIENCE):
        message_written.send(sender=Message, message=message)


# --- sending -------------------------------------------------------------------------------


def send(message_id: int) -> None:
    """Send one message, if it still waits, its hour has come, and there is something to say.

    Raises InOtherHands, and whatever keeps the mail server from taking it; then it waits on.
    """
    now = timezone.now()
    message = Message.objects.select_related("person").get(pk=message_id)
    if not Message.objects.waiting().filter(pk=message_id).exists():
        return
    place = place_of(message.person)
    if place and not place.is_open(now):
        _wait(message, place.clock.next_open(now))
        return
    if place is None and _is_back_soon(message.person):
        _wait(message, now + DAY)
        return
    if not Message.objects.free(now).filter(pk=message_id).update(claimed_until=now + CLAIM):
        raise InOtherHands(message_id)
    try:
        _send(message, place, now)
    except Exception:
        Message.objects.filter(pk=message_id).update(claimed_until=None)
        raise


def _wait(message: Message, again: datetime) -> None:
    """Let it wait for another hour."""
    Message.objects.waiting().filter(pk=message.pk).update(again_at=again)


def _is_back_soon(person: Person) -> bool:
    """Whether she is on a leave that moves none of her days."""
    today = reporting_day()
    jobs = Membership.objects.active(today).filter(person=person)
    away = Leave.objects.filter(membership__in=jobs, started_on__lte=today, ended_on__gte=today)
    days = away.values_list("started_on", "ended_on")
    return any(last - first + DAY < LONG_LEAVE for first, last in days)


def _send(message: Message, place: Place | None, now: datetime) -> None:
    is_own = message.kind in (Kind.REMINDER, Kind.ASKED)
    if place and is_own:
        _catch_up(message, place.day(now))
    letter = letter_of(message, place.day(now)) if place else None
    if letter is None:
        _close(message, dropped_at=now)
        return
    channel = channel_of(message)
    if not channel.reaches(message.person):
        # A list of others is never printed for whoever hands out slips.
        paper: dict[str, object] = {"channel": channel_for(message.person).name}
        _close(message, **(paper if is_own else {"dropped_at": now}))
        return
    try:
        if channel.send(message, letter):
            _close(message, sent_at=now)
    except (smtplib.SMTPRecipientsRefused, AnymailRecipientsRefused) as error:
        if not _is_final(error):
            raise
        note_return(message)


def _close(message: Message, **facts: object) -> None:
    Message.objects.filter(pk=message.pk).update(claimed_until=None, **facts)


def _catch_up(message: Message, day: date) -> None:
    """Steps that came while it waited are told by it as well: before its words are made."""
    lines = dict(message.lines.values_list("enrolment", "pk"))
    for due in due_for({message.person_id: day}).get(message.person_id, []):
        if due.enrolment in lines:
            rows = MessageLine.objects.filter(pk=lines[due.enrolment])
            rows.exclude(step=StepChoice.ASKED).update(step=due.step, day=due.day)
        else:
            MessageLine.objects.create(
                message=message, enrolment_id=due.enrolment, step=due.step, day=due.day
            )


def _is_final(error: Exception) -> bool:
    """Whether the server says that nobody will ever be there."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(_is_nobody(*answer) for answer in error.recipients.values())
    return True


def _is_nobody(code: int, words: bytes | str) -> bool:
    """Whether an answer is about the address, and not about who may send or how much."""
    said = words.decode(errors="replace") if isinstance(words, bytes) else words
    return code >= 500 and code != OVER_QUOTA and not NOT_OF_THE_ADDRESS.search(said)


@transaction.atomic
def note_return(message: Message) -> None:
    """Mail to the address that a person has now came back: nothing more is sent to it."""
    now = timezone.now()
    Message.objects.filter(pk=message.pk, sent_at=None).update(sent_at=now)
    Message.objects.filter(pk=message.pk).update(claimed_until=None, returned_at=now)
    person = message.person
    rows = ReturnedAddress.objects.filter(person=person, address__iexact=person.email)
    if person.email and not rows.exists():
        ReturnedAddress.objects.create(person=person, address=person.email, returned_at=now)
    log.info("mail_returned", message=str(message.uuid))
