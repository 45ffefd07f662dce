"""What was decided about a place: that quiet is kept there, that it is restricted, and the ends."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PlaceDecisionQuerySet(models.QuerySet["PlaceDecision"]):
    def restricted_countries(self) -> Self:
        """The newest decision about each country of a company that is restricted."""
        later = PlaceDecision.objects.filter(
            organisation=OuterRef("organisation"),
            country=OuterRef("country"),
            pk__gt=OuterRef("pk"),
        )
        restricting = self.filter(kind=PlaceDecision.Kind.RESTRICT).exclude(country="")
        return restricting.filter(~Exists(later))


class PlaceDecision(models.Model):
    """One decision about one place and all below it, or about all that a company has in a country.

    Never changed; the next one undoes it.
    """

    class Kind(models.TextChoices):
        PAUSE = "pause", _("paused")
        RESUME = "resume", _("resumed")
        RESTRICT = "restrict", _("restricted")
        OPEN = "open", _("opened again")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="decisions"
    )
    # If it is about a whole country; then the organisation is the company.
    country = models.CharField(_("country"), max_length=2, blank=True)
    kind = models.CharField(_("decision"), max_length=10, choices=Kind)
    # Of the approval, with the lawyers: a code, never what it is about. A pause has none.
    reference = models.CharField(_("reference of the approval"), max_length=40, blank=True)
    decided_at = models.DateTimeField(_("decided at"), default=timezone.now)
    decided_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")

    objects = PlaceDecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(country="") | Q(kind__in=["restrict", "open"]),
                name="a_country_is_restricted_or_opened",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["restrict", "open"]) & ~Q(reference="")
                | Q(kind__in=["pause", "resume"], reference=""),
                name="restricting_and_opening_are_approved",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.kind}"
