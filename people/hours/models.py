"""What an organisation has said about its working days and quiet hours."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class SendingHours(models.Model):
    """When mail may be sent to people at an organisation and below it, unless these say other."""

    organisation = models.OneToOneField(
        "people.Organisation", on_delete=models.PROTECT, related_name="sending_hours"
    )
    # Numbers of days in the week, 1 is Monday: "12345", or "71234" from Sunday to Thursday.
    days = models.CharField(_("working days"), max_length=7)
    begins_at = models.TimeField(_("not before"))
    ends_at = models.TimeField(_("not after"))

    class Meta:
        verbose_name_plural = "sending hours"
        constraints = [
            models.CheckConstraint(condition=~Q(days=""), name="somebody_works_some_day"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("begins_at")), name="sending_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.days}"
