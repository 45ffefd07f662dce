"""Rules, and the grounds on which people have their enrolments."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Organisation, Person

SHORTEST_DAYS = 14  # counting rule R7: nobody has less


class AssignmentRuleQuerySet(models.QuerySet["AssignmentRule"]):
    def standing(self) -> Self:
        """Rules that nobody has ended or put another in the place of."""
        return self.filter(ended_at=None)

    def in_force(self, on: date) -> Self:
        """Standing, within their days, for a programme that is still taught."""
        return (
            self.standing()
            .filter(Q(ends_on=None) | Q(ends_on__gte=on), begins_on__lte=on)
            .filter(programme__withdrawn_at=None)
        )

    def replaced(self) -> dict[int, int]:
        """Whose place each of the rules took, by their ids."""
        rows = self.exclude(replaces=None).values_list("pk", "replaces")
        return {pk: before for pk, before in rows if before}


class AssignmentRule(models.Model):
    """Whom a programme is asked of, or offered to, and by when. Never changed: one takes its place.

    Each list narrows the rule; an empty one does not. An organisation means all below it as well.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.ForeignKey(
        "courses.Programme", on_delete=models.PROTECT, related_name="rules"
    )
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    audience_roles = models.JSONField(_("audience roles"), default=list, blank=True)
    countries = models.JSONField(_("countries"), default=list, blank=True)
    tiers = models.JSONField(_("tiers"), default=list, blank=True)
    risk_bands = models.JSONField(_("risk bands"), default=list, blank=True)
    workforce_types = models.JSONField(_("workforce types"), default=list, blank=True)
    is_mandatory = models.BooleanField(_("mandatory"), default=True)
    due_in_days = models.PositiveSmallIntegerField(
        _("due in days"), null=True, blank=True, validators=[MinValueValidator(SHORTEST_DAYS)]
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    begins_on = models.DateField(_("from"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    # Whether a completion that runs out is asked for again.
    renews = models.BooleanField(_("renewed"), default=True)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    made_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = AssignmentRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_mandatory=False, due_in_days=None, due_on=None)
                | Q(is_mandatory=True, due_in_days__isnull=False, due_on=None)
                | Q(is_mandatory=True, due_in_days=None, due_on__isnull=False),
                name="a_mandatory_rule_has_one_due_day",
            ),
            models.CheckConstraint(
                condition=Q(due_in_days=None) | Q(due_in_days__gte=SHORTEST_DAYS),
                name="a_rule_gives_fourteen_days",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("begins_on")),
                name="a_rule_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme}: {self.organisation}"

    def is_within(self, day: date) -> bool:
        """Whether a day lies within its own."""
        return self.begins_on <= day and (self.ends_on is None or day <= self.ends_on)

    def before(self, replaced: Mapping[int, int]) -> tuple[int, ...]:
        """The ids of the rules whose place it took, one after the other, the last one first."""
        found: list[int] = []
        pk = self.replaces_id
        while pk:
            found.append(pk)
            pk = replaced.get(pk)
        return tuple(found)


class GroundQuerySet(models.QuerySet["Ground"]):
    def standing(self) -> Self:
        return self.filter(ended_on=None)


class Ground(models.Model):
    """That a rule asks a person for an enrolment, from a day on, by a day: why she has it."""

    enrolment = models.ForeignKey(
        "courses.Enrolment", on_delete=models.PROTECT, related_name="grounds"
    )
    rule = models.ForeignKey(AssignmentRule, on_delete=models.PROTECT, related_name="grounds")
    asked_on = models.DateField(_("asked on"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    objects = GroundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "rule"],
                condition=Q(ended_on=None),
                name="one_standing_ground_a_rule",
            ),
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(due_on__gte=F("asked_on")),
                name="ground_due_after_it_is_asked",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("asked_on")),
                name="ground_ends_after_it_is_asked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} by {self.rule}"
