"""What people ask about their own data, who may not be erased yet, and what retention has done."""

import uuid
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_WORDS = 500


class RequestQuerySet(models.QuerySet[Any]):
    def open(self) -> Self:
        """Neither answered nor taken back."""
        return self.filter(decided_at=None, withdrawn_at=None)


class ErasureRequest(models.Model):
    """That a person asks to be erased, and what came of it. Answered within a month."""

    class Reason(models.TextChoices):
        LAW = "law", _("a law asks for this record to be kept")
        EMPLOYMENT = "employment", _("the record is needed as long as you work here")
        CLAIMS = "claims", _("the record is needed for a legal matter that is going on")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="erasure_requests"
    )
    # Where the person works or last worked: says who decides.
    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    due_on = models.DateField(_("to be answered by"))
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Empty: granted.
    refusal = models.CharField(_("why not"), max_length=12, choices=Reason, blank=True)
    kept_until = models.DateField(_("until"), null=True, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(decided_at=None, withdrawn_at=None),
                name="one_open_erasure_request_a_person",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, refusal="") | Q(decided_at__isnull=False),
                name="a_refusal_is_a_decision",
            ),
            models.CheckConstraint(
                condition=Q(refusal="", kept_until=None)
                | (~Q(refusal="") & Q(kept_until__isnull=False)),
                name="a_refusal_says_until_when",
            ),
        ]

    def __str__(self) -> str:
        return f"erasure, asked on {self.asked_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        """Neither answered nor taken back."""
        return self.decided_at is None and self.withdrawn_at is None


class Correction(models.Model):
    """That something the employer told is wrong, in the person's words, and the answer."""

    class About(models.TextChoices):
        NUMBER = "number", _("my employee number")
        PLACE = "place", _("where I work")
        ROLE = "role", _("what I do at work")
        MANAGER = "manager", _("whom I report to")
        DATES = "dates", _("my first or last day, or days away")
        OTHER = "other", _("something else")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="corrections"
    )
    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    about = models.CharField(_("what is wrong"), max_length=10, choices=About)
    # Both go after 30 days: see periods.py.
    words = models.TextField(_("what it should be"), max_length=LONGEST_WORDS, blank=True)
    answer = models.TextField(_("answer"), max_length=LONGEST_WORDS, blank=True)
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    due_on = models.DateField(_("to be answered by"))
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    decided_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_corrected = models.BooleanField(_("corrected"), null=True, blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "about"],
                condition=Q(decided_at=None, withdrawn_at=None),
                name="one_open_correction_a_person_and_thing",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, is_corrected=None)
                | Q(decided_at__isnull=False, is_corrected__isnull=False),
                name="a_correction_is_answered_yes_or_no",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about}, asked on {self.asked_at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        """Neither answered nor taken back."""
        return self.decided_at is None and self.withdrawn_at is None


class HoldQuerySet(models.QuerySet["Hold"]):
    def active(self, on: date) -> Self:
        """Not ended by hand, and not run out: the last day still counts."""
        return self.filter(ended_at=None, until__gte=on)


class Hold(models.Model):
    """A legal hold: nothing of one person is erased or deleted before its end."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="holds")
    # The matter's number with the lawyers: a code, never what it is about.
    reference = models.CharField(_("reference"), max_length=40)
    until = models.DateField(_("until"))
    set_at = models.DateTimeField(_("set at"), default=timezone.now)
    set_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = HoldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "reference"],
                condition=Q(ended_at=None),
                name="one_open_hold_a_person_and_reference",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} until {self.until}"


class RetentionRun(models.Model):
    """What one run of retention has deleted: numbers by class, and nothing about anybody."""

    day = models.DateField(_("day"))
    began_at = models.DateTimeField(_("began at"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    # {class of people.privacy.periods: how many}; grows while the run goes on.
    counts = models.JSONField(_("counts"), default=dict)

    def __str__(self) -> str:
        return f"retention of {self.day}"
