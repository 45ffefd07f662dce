"""What a lead company has said for one country: which agreement stands, or why none is needed."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def open(self) -> Self:
        return self.filter(ended_at=None)


class Agreement(models.Model):
    """One answer for one country. The next answer ends it; none is deleted."""

    class Kind(models.TextChoices):
        NEEDED = "needed", _("An agreement is needed, and there is none yet")
        AGREED = "agreed", _("An agreement stands")
        NOT_NEEDED = "not_needed", _("No agreement is needed")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    company = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="agreements"
    )
    country = models.CharField(_("country"), max_length=2)
    kind = models.CharField(_("answer"), max_length=10, choices=Kind)
    # Which agreement, as those who made it call it; or why none is needed. Of no person.
    words = models.CharField(_("reference or reason"), max_length=300, blank=True)
    agreed_on = models.DateField(_("agreed on"), null=True, blank=True)
    entered_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    entered_at = models.DateTimeField(_("entered at"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company", "country"],
                condition=Q(ended_at=None),
                name="one_open_answer_a_country",
            ),
            models.CheckConstraint(
                condition=Q(kind="needed") | ~Q(words=""),
                name="an_answer_that_opens_has_words",
            ),
            models.CheckConstraint(
                condition=~Q(kind="agreed") | Q(agreed_on__isnull=False),
                name="an_agreement_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country}: {self.get_kind_display()}"
