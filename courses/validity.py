"""How long the completion of a programme is valid, as authors choose it (see courses/dates.py)."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from courses.dates import Holding, expiry, shortest
from courses.role_bound import endings, last_day_in_role

if TYPE_CHECKING:
    from courses.models import Completion, Enrolment  # noqa: F401 - named in strings below


class RunsOut(models.TextChoices):
    """From when a programme's validity is counted (counting rule R11, and what companies ask)."""

    FROM_EXPIRY = "expiry", _("renewed in time: from the day the old one ends")
    FROM_COMPLETION = "completion", _("always from the day it was done")
    ON_A_DAY = "day", _("for everybody on one day of the year")


def day_of_year(value: str) -> None:
    """Raise ValidationError unless it is a month and a day of it, as MM-DD."""
    try:
        date.fromisoformat(f"2000-{value}")  # a leap year
    except ValueError as error:
        raise ValidationError(_("Write the month and the day, for example 03-31.")) from error


def check_window(validity_months: int | None, window_days: int | None) -> None:
    """Raise ValidationError where people would be asked again as soon as they are done."""
    if validity_months is None:
        return
    if validity_months < 1:
        words = _("One month at least. Leave it empty if it counts for ever.")
        raise ValidationError({"validity_months": words})
    if timedelta(days=window_days or 0) >= shortest(validity_months):
        words = _("Fewer days than it is valid for, or people would be asked again at once.")
        raise ValidationError({"renewal_window_days": words})


class Validity(models.Model):
    """What a programme says of it."""

    validity_months = models.PositiveSmallIntegerField(
        _("validity in months"), null=True, blank=True
    )
    renewal_window_days = models.PositiveSmallIntegerField(_("renewal window in days"), default=60)
    runs_out = models.CharField(
        _("runs out"), max_length=10, choices=RunsOut, default=RunsOut.FROM_EXPIRY
    )
    # As MM-DD; only where everybody's runs out on one day.
    runs_out_day = models.CharField(
        _("day of the year"), max_length=5, blank=True, validators=[day_of_year]
    )

    # Longer than so many days after the last valid one, a refresher no longer renews it.
    lapses_after_days = models.PositiveSmallIntegerField(
        _("days after which it has lapsed"), null=True, blank=True
    )

    # Ends so many days after the role does, if it ends with the role (see courses/role_bound.py).
    handover_days = models.PositiveSmallIntegerField(
        _("days of handover after the role"), null=True, blank=True
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(runs_out=RunsOut.ON_A_DAY) ^ Q(runs_out_day=""),
                name="a_day_of_the_year_where_it_counts",
            ),
        ]

    def expiry(self, completed_on: date, *, previous: date | None = None) -> date | None:
        """The last day that a completion of that day is valid; `previous` is the one before's."""
        if self.runs_out == RunsOut.FROM_COMPLETION:
            previous = None
        month, _, day = self.runs_out_day.partition("-")
        return expiry(
            completed_on,
            self.validity_months,
            previous=previous,
            window_days=self.renewal_window_days,
            yearly_on=(int(month), int(day)) if day else None,
        )


# Of completions: what another company may count. A waiver was decided by one, and nothing learnt.
LEARNT = ~Q(evidence="waived")


class CompletionQuerySet(models.QuerySet["Completion"]):
    def valid(self, on: date) -> Self:
        """Completed by the day and not run out on it, nor ended with the role; the last day still
        counts."""
        return self.filter(Q(expires_on=None) | Q(expires_on__gte=on), completed_on__lte=on).filter(
            Q(revoked_on=None) | Q(revoked_on__gt=on),
            Q(handover_days=None) | ~Exists(endings(before=on)),
        )

    def held_before(self, person: int, programme: int, cycle: int) -> Holding | None:
        """What a person completed last of a programme in the cycles before one."""
        return next(iter(self.before(person, programme, cycle)[:1].holdings().values()), None)

    def last_valid_day(self, enrolment: "Enrolment", completed_on: date) -> date | None:
        """Until when a completion of that day counts, by what its person held before (R11)."""
        own = enrolment.person_id, enrolment.programme_id, enrolment.cycle
        held = self.filter(revoked_on=None).held_before(*own)
        previous = held.until(completed_on) if held else None
        return enrolment.programme.expiry(completed_on, previous=previous)

    def held_before_each(self, enrolments: models.QuerySet[Any]) -> dict[int, Holding]:
        """The same for some enrolments, by their ids, where there is one. Two queries."""
        own = OuterRef("person"), OuterRef("programme"), OuterRef("cycle")
        last = Subquery(self.before(*own).values("pk")[:1])
        found = dict(enrolments.annotate(last=last).values_list("pk", "last"))
        holdings = self.filter(pk__in=[pk for pk in found.values() if pk]).holdings()
        return {pk: holdings[last] for pk, last in found.items() if last in holdings}

    def before(self, person: Any, programme: Any, cycle: Any) -> Self:
        """What a person completed of a programme in the cycles before one, the last one first."""
        return self.filter(
            enrolment__person=person,
            enrolment__programme=programme,
            enrolment__cycle__lt=cycle,
            enrolment__duplicate_of=None,
        ).order_by("-enrolment__cycle")

    def holdings(self) -> dict[int, Holding]:
        """What each lets its holder hold, by its id."""
        rows = self.values_list("pk", "expires_on", last_day_in_role(), "revoked_on")
        return {pk: Holding(end, in_role, gone is not None) for pk, end, in_role, gone in rows}
