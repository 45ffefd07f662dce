"""What a site's card says in a language, and how the tests of its numbers went."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ResponseCardQuerySet(models.QuerySet["ResponseCard"]):
    def standing(self) -> Self:
        return self.filter(ended_at=None)


class ResponseCard(models.Model):
    """One card of one site in one language. The next one ends it; none is changed or deleted."""

    class Duty(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")
        SOMETIMES = "sometimes", _("In some cases")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    site = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="response_cards"
    )
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)
    emergency_number = models.CharField(_("emergency number"), max_length=40, blank=True)
    first_contact = models.CharField(_("first trained contact"), max_length=200, blank=True)
    second_contact = models.CharField(_("second trained contact"), max_length=200, blank=True)
    has_separate_lines = models.BooleanField(
        _("The two contacts are not in the same reporting line"), default=False
    )
    interpreter_number = models.CharField(_("phone interpreter"), max_length=40, blank=True)
    interpreter_languages = models.CharField(
        _("languages of the interpreter"), max_length=200, blank=True
    )
    helpline_number = models.CharField(_("outside helpline"), max_length=40, blank=True)
    helpline_run_by = models.CharField(_("who runs the helpline"), max_length=200, blank=True)
    is_helpline_outside = models.BooleanField(
        _("The employer does not run the helpline"), default=False
    )
    helpline_hours = models.CharField(_("hours of the helpline"), max_length=200, blank=True)
    helpline_languages = models.CharField(
        _("languages of the helpline"), max_length=200, blank=True
    )
    helpline_does = models.TextField(
        _("what the helpline does with a call"), max_length=600, blank=True
    )
    worker_contact = models.CharField(
        _("trade union or workers' committee"), max_length=200, blank=True
    )
    specialist = models.CharField(_("specialist support organisation"), max_length=200, blank=True)
    child_line = models.CharField(_("child protection line"), max_length=40, blank=True)
    duty = models.CharField(_("legal duty to report here"), max_length=10, choices=Duty, blank=True)
    duty_when = models.CharField(_("when there is a duty"), max_length=300, blank=True)
    duty_checked_by = models.CharField(
        _("who checked the duty to report"), max_length=200, blank=True
    )
    duty_checked_on = models.DateField(_("duty checked on"), null=True, blank=True)
    # For the trained contacts alone: never printed, never shown to learners.
    risks = models.TextField(
        _("known risks of going to the authorities here"), max_length=1000, blank=True
    )
    review_on = models.DateField(_("to be reviewed by"), null=True, blank=True)
    entered_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    entered_at = models.DateTimeField(_("entered at"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = ResponseCardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "language"],
                condition=Q(ended_at=None),
                name="one_standing_card_a_site_and_language",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site}: {self.language}"


class NumberTest(models.Model):
    """That a number on a site's cards was called on a day, and whether it answered."""

    site = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="number_tests"
    )
    number = models.CharField(_("number"), max_length=40)
    tested_on = models.DateField(_("tested on"))
    has_passed = models.BooleanField(_("it answered as the card says"))
    entered_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    entered_at = models.DateTimeField(_("entered at"), default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["site", "number"], name="test_by_number")]

    def __str__(self) -> str:
        return f"{self.number}: {self.tested_on}"
