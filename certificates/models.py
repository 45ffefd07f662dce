"""The award: whom it names, what it says, how long it holds. The PDF is a rendering of it."""

import secrets
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.models import Completion

# No letters or digits that are mistaken for each other when read aloud or typed.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_code() -> str:
    """A public code of 27 characters from 31: more than 128 bits that cannot be guessed."""
    return "".join(secrets.choice(ALPHABET) for _ in range(27))


def new_name_code() -> str:
    """The holder's second code, which shows the name: 12 characters, more than 59 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(12))


class Certificate(models.Model):
    """One completion's award. What it says is copied into it when it is issued."""

    completion = models.OneToOneField(
        Completion, on_delete=models.PROTECT, related_name="certificate"
    )
    code = models.CharField(_("code"), max_length=40, unique=True, default=new_code)
    name_code = models.CharField(_("second code"), max_length=20, default=new_name_code)
    holder_name = models.CharField(_("name"), max_length=400)
    holder_latin_name = models.CharField(_("name in Latin letters"), max_length=400, blank=True)
    # The holder's language first, then the company's; one or two codes.
    languages = models.JSONField(_("languages"))
    # {language: {"programme": title, "issuer": company name}}, frozen.
    wording = models.JSONField(_("wording"))
    # How the completion came about, told on the certificate unless it was online.
    evidence = models.CharField(_("evidence"), max_length=10)
    issued_on = models.DateField(_("issued on"))
    expires_on = models.DateField(_("last valid day"), null=True, blank=True)
    issued_at = models.DateTimeField(_("issued at"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    pdf = models.FileField(_("PDF"), upload_to="certificates/%Y/%m", blank=True)
    pdf_digest = models.CharField(_("digest of the PDF"), max_length=64, blank=True)
    drawn_at = models.DateTimeField(_("drawn at"), null=True, blank=True)
    # Why the PDF could not be drawn, for the operator.
    problem = models.CharField(_("problem"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gte=models.F("issued_on")),
                name="certificate_expires_after_it_is_issued",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def status(self, on: date) -> str:
        """`withdrawn`, `expired` (from the day after the last valid day) or `valid`."""
        if self.withdrawn_at:
            return "withdrawn"
        if self.expires_on and self.expires_on < on:
            return "expired"
        return "valid"
