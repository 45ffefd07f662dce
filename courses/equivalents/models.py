"""What a company counts as a programme of its own: the same subject, learnt for another buyer."""

import uuid
from collections import defaultdict
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Membership, Organisation, Person

# A company's id, and a programme's that it asks for.
Pair = tuple[int, int]


class EquivalentQuerySet(models.QuerySet["Equivalent"]):
    def in_force(self, on: date) -> Self:
        """Those that count on a day; the last day still does."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), begins_on__lte=on)

    def concerning(self, person: Person, on: date) -> Self:
        """Those of the companies that a person works for on a day, also by a supplier."""
        works = Membership.objects.active(on).filter(
            person=person, organisation__path__startswith=OuterRef("organisation__path")
        )
        return self.filter(Exists(works))

    def by_pair(self) -> dict[Pair, frozenset[int]]:
        """The programmes that count, by company and by the programme they count as. One query."""
        found: dict[Pair, set[int]] = defaultdict(set)
        for company, programme, counted in self.values_list("organisation", "programme", "counted"):
            found[company, programme].add(counted)
        return {pair: frozenset(counted) for pair, counted in found.items()}


class Equivalent(models.Model):
    """That a company counts one programme as another: whoever holds a valid completion of the one
    is not asked for the other. Never changed but for its last day."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey(
        "courses.Programme", on_delete=models.PROTECT, related_name="equivalents"
    )
    counted = models.ForeignKey("courses.Programme", on_delete=models.PROTECT, related_name="+")
    # Why they teach the same, and where the comparison of them lies.
    reason = models.CharField(_("reason"), max_length=300)
    begins_on = models.DateField(_("from"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    made_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = EquivalentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(programme=F("counted")), name="nothing_counts_as_itself"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="an_equivalent_has_a_reason"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("begins_on")),
                name="an_equivalent_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["organisation", "programme", "counted"],
                condition=Q(ends_on=None),
                name="one_standing_equivalent_a_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.counted} as {self.programme}: {self.organisation}"

    def counts_on(self, day: date) -> bool:
        return self.begins_on <= day and (self.ends_on is None or day <= self.ends_on)

    def counts_after(self, day: date) -> bool:
        """Whether it goes on after a day."""
        return self.ends_on is None or day < self.ends_on


def standing_in_for(programmes: Any, company: str, on: date) -> models.QuerySet[Equivalent, Any]:
    """The ids of what a company, told by its path, counts on a day as any of these programmes."""
    rows = Equivalent.objects.in_force(on).filter(organisation__path=company)
    return rows.filter(programme__in=programmes).values("counted")
