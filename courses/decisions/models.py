"""Proposals about an enrolment, and what a second person said to each."""

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Person


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def open(self) -> Self:
        """Neither answered, taken back, nor lapsed."""
        return self.filter(
            outcome="",
            enrolment__withdrawn_at=None,
            enrolment__exempted_at=None,
            enrolment__completion=None,
        )

    def confirmed(self) -> Self:
        return self.filter(outcome=Proposal.Outcome.CONFIRMED)


class Proposal(models.Model):
    """That somebody proposes a change to another's enrolment; it counts once a second confirms it.

    It lapses, without being written again, with an enrolment that is completed or not asked any
    more.
    """

    class Kind(models.TextChoices):
        EXTEND = "extend", _("give more time")
        EXEMPT = "exempt", _("release from it")
        WITHDRAW = "withdraw", _("take it back")
        COUNT = "count", _("count as done")
        RECOGNISE = "recognise", _("recognise earlier learning")

    class Outcome(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed")
        REFUSED = "refused", _("refused")
        TAKEN_BACK = "taken_back", _("taken back")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(
        "courses.Enrolment", on_delete=models.PROTECT, related_name="proposals"
    )
    kind = models.CharField(_("what is proposed"), max_length=10, choices=Kind)
    # The last day that is proposed; only where more time is.
    until = models.DateField(_("new day"), null=True, blank=True)
    # What was learnt elsewhere: on which day, and where the evidence lies.
    completed_on = models.DateField(_("learnt on"), null=True, blank=True)
    reference = models.CharField(_("reference of the evidence"), max_length=120, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("proposed at"), default=timezone.now)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    answered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        app_label = "courses"
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(outcome=""),
                name="one_open_proposal_an_enrolment",
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("proposed_by")),
                name="nobody_answers_her_own_proposal",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["", "taken_back"], answered_by=None)
                | Q(outcome__in=["confirmed", "refused"], answered_by__isnull=False),
                name="an_answer_is_somebodys",
            ),
            models.CheckConstraint(
                condition=Q(kind="extend", until__isnull=False)
                | (~Q(kind="extend") & Q(until=None)),
                name="more_time_is_until_a_day",
            ),
            models.CheckConstraint(
                condition=(Q(kind="recognise", completed_on__isnull=False) & ~Q(reference=""))
                | (~Q(kind="recognise") & Q(completed_on=None, reference="")),
                name="earlier_learning_has_a_day_and_evidence",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_proposal_has_a_reason"),
        ]
        indexes = [models.Index(fields=["proposed_by", "outcome"], name="proposal_by_proposer")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.enrolment_id}"

    @property
    def is_more_time(self) -> bool:
        """Whether two people gave more time."""
        return self.kind == self.Kind.EXTEND and self.outcome == self.Outcome.CONFIRMED
