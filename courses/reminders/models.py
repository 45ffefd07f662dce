"""What is told to people about their dates: each programme's ladder, messages, and their wishes."""

import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.reminders.planning import PERSONS
from people.models import Person


class StepChoice(models.TextChoices):
    """The steps of courses/reminders/planning.py, and what somebody asked for by hand."""

    EARLY = "early", _("some time before the day")
    SOON = "soon", _("shortly before the day")
    DAY = "day", _("on the day")
    AFTER = "after", _("after the day")
    LATE = "late", _("long after the day")
    TEAM = "team", _("in the manager's digest")
    SITE = "site", _("in the site lead's digest")
    ASKED = "asked", _("the manager asked")


class LadderRung(models.Model):
    """What a programme says of a step, where it differs from the usual."""

    programme = models.ForeignKey(
        "courses.Programme", on_delete=models.PROTECT, related_name="rungs"
    )
    step = models.CharField(_("step"), max_length=6, choices=StepChoice)
    days = models.SmallIntegerField(_("days after the day"))
    is_on = models.BooleanField(_("on"), default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "step"], name="one_rung_a_step"),
        ]

    def __str__(self) -> str:
        return f"{self.programme}: {self.step} {self.days}"


class MessageQuerySet(models.QuerySet["Message"]):
    def waiting(self) -> Self:
        """Written, and neither sent nor dropped."""
        return self.filter(sent_at=None, dropped_at=None)

    def free(self, at: datetime) -> Self:
        """Waiting, and in no worker's hands."""
        return self.waiting().filter(Q(claimed_until=None) | Q(claimed_until__lt=at))


class Message(models.Model):
    """One message to one person on one day, written down before it is sent."""

    class Kind(models.TextChoices):
        REMINDER = "reminder", _("reminder")
        ASKED = "asked", _("reminder that a manager asked for")
        TEAM = "team", _("digest for a manager")
        SITE = "site", _("digest for a site lead")

    class Channel(models.TextChoices):
        MAIL = "mail", _("e-mail")
        PAPER = "paper", _("printed slip")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    # The civil day where the person works.
    on = models.DateField(_("day"))
    channel = models.CharField(_("channel"), max_length=5, choices=Channel)
    by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    written_at = models.DateTimeField(_("written at"), default=timezone.now)
    # When the clock hands it to a worker again, should it still wait then.
    again_at = models.DateTimeField(_("again at"))
    claimed_until = models.DateTimeField(_("claimed until"), null=True, blank=True)
    # How many times it was asked to be sent; part of what mail servers know it by.
    sending = models.PositiveSmallIntegerField(_("sending"), default=1)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)
    returned_at = models.DateTimeField(_("returned at"), null=True, blank=True)
    # There was nothing left to say.
    dropped_at = models.DateTimeField(_("dropped at"), null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "on"], name="one_message_a_person_and_day"),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(sent_at=None, dropped_at=None),
                name="one_waiting_message_a_person",
            ),
            models.CheckConstraint(
                condition=Q(kind="asked", by__isnull=False) | (~Q(kind="asked") & Q(by=None)),
                name="who_asks_for_a_reminder_is_known",
            ),
            models.CheckConstraint(
                condition=Q(by=None) | ~Q(by=F("person")), name="nobody_reminds_herself"
            ),
        ]
        indexes = [
            models.Index(
                fields=["again_at"],
                condition=Q(sent_at=None, dropped_at=None),
                name="message_waiting",
            ),
            models.Index(fields=["on"], name="message_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.on} {self.person_id}"


class MessageLine(models.Model):
    """That a message is about an enrolment, at which step, for which day."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="lines")
    enrolment = models.ForeignKey(
        "courses.Enrolment", on_delete=models.PROTECT, related_name="lines"
    )
    step = models.CharField(_("step"), max_length=6, choices=StepChoice)
    day = models.DateField(_("day asked for"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message", "enrolment"], name="one_line_a_message_and_enrolment"
            ),
            models.UniqueConstraint(
                fields=["enrolment", "day", "step"],
                condition=Q(step__in=[str(step) for step in PERSONS]),
                name="a_step_is_told_once_a_day_asked_for",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message}: {self.step}"


class MailChoice(models.Model):
    """What a person has said of the messages that are optional. Without a row she wants all."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="mail_choice")
    wants_early = models.BooleanField(_("reminders before the day"), default=True)
    wants_digests = models.BooleanField(_("weekly digests"), default=True)

    def __str__(self) -> str:
        return f"{self.person_id}"


class ReturnedAddress(models.Model):
    """An address from which mail came back: nothing is sent there until the person has another."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="returned_addresses")
    address = models.EmailField(_("e-mail"))
    returned_at = models.DateTimeField(_("returned at"), default=timezone.now)

    class Meta:
        verbose_name_plural = "returned addresses"
        constraints = [
            models.UniqueConstraint(
                "person", Lower("address"), name="an_address_returns_once_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}"
