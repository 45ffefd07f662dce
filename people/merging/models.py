"""Likely duplicates, merges, and what each merge has written, so that it can be undone."""

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class LikelyDuplicateQuerySet(models.QuerySet["LikelyDuplicate"]):
    def open(self) -> Self:
        """Still to be decided: not kept apart, and both still rows of their own."""
        return self.filter(dismissed_at=None, older__merged_into=None, younger__merged_into=None)


class LikelyDuplicate(models.Model):
    """Two people who may be one, and by what; once kept apart, never proposed again."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    older = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    younger = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    # Values of people.merging.likeness.Reason.
    reasons = models.JSONField(_("reasons"), default=list)
    found_at = models.DateTimeField(_("found at"), default=timezone.now)
    dismissed_at = models.DateTimeField(_("kept apart at"), null=True, blank=True)
    dismissed_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = LikelyDuplicateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["older", "younger"], name="one_proposal_a_pair"),
            models.CheckConstraint(
                condition=Q(older__lt=F("younger")), name="a_proposal_names_the_older_first"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.older_id} and {self.younger_id}"


class MergeQuerySet(models.QuerySet["Merge"]):
    def standing(self) -> Self:
        return self.filter(undone_at=None)


class Merge(models.Model):
    """That two rows of a human became one, by whom, and whether it was undone."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kept = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    younger = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    # None: the operator, on the command line.
    by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    merged_at = models.DateTimeField(_("merged at"), default=timezone.now)
    # Whether the kept row had no address for signing in and was given the younger's.
    gave_address = models.BooleanField(_("gave its address"), default=False)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = MergeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["younger"],
                condition=Q(undone_at=None),
                name="one_standing_merge_of_a_person",
            ),
            models.CheckConstraint(
                condition=Q(kept__lt=F("younger")), name="a_merge_keeps_the_oldest"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.younger_id} into {self.kept_id}"

    def moved(self, table: str) -> list[int]:
        """The ids of rows of a table ("courses.study") that went over to the kept person."""
        steps = self.steps.filter(
            table=table, before__person_id=self.younger_id, after__person_id=self.kept_id
        )
        return list(steps.values_list("row", flat=True))


class MergeStep(models.Model):
    """One row that a merge has written: what the fields held before, and what since."""

    merge = models.ForeignKey(Merge, on_delete=models.PROTECT, related_name="steps")
    position = models.PositiveIntegerField(_("position"))
    table = models.CharField(_("table"), max_length=100)
    row = models.PositiveBigIntegerField(_("row"))
    # By column: ids, days, moments and codes only, never a name or an address.
    before = models.JSONField(_("before"))
    after = models.JSONField(_("after"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merge", "position"], name="one_step_a_position"),
        ]
        indexes = [models.Index(fields=["table", "row"], name="steps_of_a_row")]

    def __str__(self) -> str:
        return f"{self.table} {self.row}"
