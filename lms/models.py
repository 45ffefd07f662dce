"""What must happen later, written down in the same transaction as its cause."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class OutboxQuerySet(models.QuerySet["Outbox"]):
    def waiting(self, at: datetime) -> Self:
        """Not done, not parked, due, and in nobody's hands."""
        free = Q(leased_until=None) | Q(leased_until__lt=at)
        return self.filter(free, done_at=None, parked_at=None, not_before__lte=at)

    def left_lying(self, since: datetime) -> Self:
        """Due before a moment, and touched by nobody since: what waits for another try is not."""
        free = Q(leased_until=None) | Q(leased_until__lt=since)
        return self.filter(free, not_before__lt=since, done_at=None, parked_at=None)

    def done_before(self, moment: datetime) -> Self:
        return self.filter(done_at__lt=moment)


class Outbox(models.Model):
    """One piece of work, done once in effect however often it is run. The broker is only a hint."""

    task = models.CharField(_("task"), max_length=100)
    # Keyword arguments: ids and plain values only.
    facts = models.JSONField(_("facts"), default=dict)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    not_before = models.DateTimeField(_("not before"), default=timezone.now)
    leased_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    parked_at = models.DateTimeField(_("parked at"), null=True, blank=True)
    problem = models.CharField(_("problem"), max_length=300, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "outbox"
        indexes = [
            models.Index(
                fields=["not_before"],
                condition=Q(done_at=None, parked_at=None),
                name="outbox_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.pk}"
