"""The award: whom it names, what it says, how long it holds. The PDF is a rendering of it."""

import hashlib
import secrets
from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from certificates.codes import ALPHABET
from courses.dates import Holding
from courses.models import Completion
from courses.role_bound import last_day_in_role
from people.models import Person


def new_code() -> str:
    """A public code of 27 characters from 31: more than 128 bits that cannot be guessed."""
    return "".join(secrets.choice(ALPHABET) for _ in range(27))


def new_name_code() -> str:
    """The holder's second code, which shows the name: 12 characters, more than 59 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(12))


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def of(self, person: Person) -> Self:
        return self.filter(completion__enrolment__person=person)

    def newest_first(self) -> Self:
        return self.order_by("-issued_on", "-pk")

    def told(self) -> Self:
        """With what a page says about each: its completion and its programme."""
        rows = self.select_related("completion__enrolment__programme")
        return rows.annotate(in_role_until=last_day_in_role("completion__"))


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
    evidence = models.CharField(_("evidence"), max_length=10, choices=Completion.Evidence)
    issued_on = models.DateField(_("issued on"))
    expires_on = models.DateField(_("last valid day"), null=True, blank=True)
    issued_at = models.DateTimeField(_("issued at"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    pdf = models.FileField(_("PDF"), upload_to="certificates", blank=True)
    pdf_digest = models.CharField(_("digest of the PDF"), max_length=64, blank=True)
    drawn_at = models.DateTimeField(_("drawn at"), null=True, blank=True)
    # Why the PDF could not be drawn, for the operator.
    problem = models.CharField(_("problem"), max_length=300, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gte=F("issued_on")),
                name="certificate_expires_after_it_is_issued",
            ),
            models.CheckConstraint(
                condition=Q(pdf="", pdf_digest="", drawn_at=None)
                | (~Q(pdf="") & ~Q(pdf_digest="") & Q(drawn_at__isnull=False)),
                name="a_drawn_certificate_has_a_file_a_digest_and_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="a_withdrawal_has_a_moment_and_a_person",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def status(self, on: date) -> str:
        """`withdrawn`, `expired` (from the day after the last valid day) or `valid`."""
        revoked_on = self.completion.revoked_on
        if self.withdrawn_at or (revoked_on and revoked_on <= on):
            return "withdrawn"
        until = Holding(self.expires_on, self.in_role_until).until(on)
        return "expired" if until and until < on else "valid"

    def has_left_role(self, on: date) -> bool:
        """Whether it counts no more because its holder does other work."""
        left_on = self.in_role_until
        return left_on is not None and left_on < min(on, self.expires_on or on)

    @property
    def ends_with_role(self) -> bool:
        return bool(self.completion_id) and self.completion.handover_days is not None

    @cached_property
    def in_role_until(self) -> date | None:
        """The last day that its holder's role lets it count; `told` has asked for it already."""
        if not self.ends_with_role:
            return None
        rows = Completion.objects.filter(pk=self.completion_id)
        until: date | None = rows.values_list(last_day_in_role(), flat=True).get()
        return until

    @property
    def is_nameless(self) -> bool:
        """Whether its holder was erased: it goes on being valid or not, and names nobody."""
        return not self.holder_name

    @property
    def is_drawn(self) -> bool:
        """Whether the PDF is there to be read: a record of it, and the file."""
        return bool(self.pdf.name) and self.pdf.storage.exists(self.pdf.name or "")

    @property
    def drawing_name(self) -> str:
        """The PDF's name, from both codes: whoever verifies knows one, and must not find it."""
        digest = hashlib.sha256(f"{self.code} {self.name_code}".encode()).hexdigest()
        return f"certificates/{digest[:2]}/{digest}.pdf"

    def words(self, language: str) -> dict[str, str]:
        """The frozen words in a language where there are any, else in the certificate's first."""
        words: dict[str, str] = self.wording.get(language) or self.wording[self.languages[0]]
        return words
