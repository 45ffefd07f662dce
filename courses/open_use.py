"""How often open modules were finished: numbers, without people."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class OpenUse(models.Model):
    """How often an open module was finished: a number. No person, no visit, no address, no day."""

    module = models.ForeignKey("courses.Module", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    language = models.CharField(_("language"), max_length=12)
    mode = models.CharField(_("mode"), max_length=10, default="online")
    # The Monday of the ISO week.
    week = models.DateField(_("week"))
    uses = models.PositiveIntegerField(_("uses"), default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["module", "organisation", "language", "mode", "week"],
                name="one_count_of_open_use_a_site_and_week",
            ),
            models.UniqueConstraint(
                fields=["module", "language", "mode", "week"],
                condition=Q(organisation=None),
                name="one_count_of_open_use_without_site_a_week",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.module} {self.week}: {self.uses}"
