"""Who is counted, and by what: the words every key figure is written in."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, NullIf

from courses.equivalents.models import standing_in_for
from courses.models import Completion, Programme
from courses.validity import LEARNT
from metrics.periods import Period
from people.calendar import day_begins
from people.models import OWN_WORKFORCE, Organisation, WorkforceType


class Dimension(StrEnum):
    """How a figure may be broken down."""

    ALL = "all"
    ROLE = "role"
    ORGANISATION = "organisation"
    COUNTRY = "country"
    # Of suppliers. Told on the coverage page alone, and judged beside all others: metrics/finer.py.
    TIER = "tier"
    RISK_BAND = "risk_band"
    # The smallest places there are, each of one organisation, country, tier and band: never told.
    PLACE = "place"


STANDARD = [Dimension.ALL, Dimension.ROLE, Dimension.ORGANISATION, Dimension.COUNTRY]
FINER = [Dimension.TIER, Dimension.RISK_BAND]
# What stands for a tier or band that nobody has stated.
UNSTATED = "none"


class Population(StrEnum):
    OWN = "own"
    SUPPLIERS = "supplier_staff"
    EVERYONE = "everyone"
    EMPLOYEES = "employee"


WORKFORCE: dict[Population, list[str]] = {
    Population.OWN: [str(kind) for kind in OWN_WORKFORCE],
    Population.SUPPLIERS: [WorkforceType.SUPPLIER_STAFF],
    Population.EVERYONE: [str(kind) for kind in WorkforceType],
    Population.EMPLOYEES: [WorkforceType.EMPLOYEE],
}


# The path of the company whose people are counted.
_counted: ContextVar[str] = ContextVar("counted")


@contextmanager
def people_of(company: Organisation) -> Iterator[None]:
    """Count the people of one lead company and all below it.

    Outside of this there is nobody to count: `held_on` raises LookupError, and never counts all.
    """
    token = _counted.set(company.path)
    try:
        yield
    finally:
        _counted.reset(token)


@dataclass(frozen=True)
class Tally:
    """How many people a group has, and what was added up for it, in the order asked for."""

    population: Population
    dimension: Dimension
    group: str
    people: int
    sums: tuple[Decimal, ...]


@dataclass(frozen=True)
class Figure:
    """One figure of one group: `numerator` of `denominator`, about `people` people.

    A count has no denominator.
    """

    kpi: str
    programme: str
    population: Population
    dimension: Dimension
    group: str
    numerator: Decimal
    denominator: int | None
    people: int

    @classmethod
    def of(
        cls,
        row: Tally,
        kpi: str,
        numerator: Decimal,
        denominator: int | None,
        *,
        programme: str = "",
        people: int | None = None,
    ) -> Self:
        """A figure of the group of a tally, about all its people unless said otherwise."""
        about = row.people if people is None else people
        return cls(
            kpi, programme, row.population, row.dimension, row.group, numerator, denominator, about
        )


def held_on(prefix: str, day: date | F, kinds: Sequence[str], *, test_accounts: bool = False) -> Q:
    """Memberships active on a day, of people who count: both the first and the last day count.

    Test accounts never count (rule R24): they can only be asked for alone. Raises LookupError
    outside of `people_of`.
    """
    return Q(
        **{
            f"{prefix}organisation__path__startswith": _counted.get(),
            f"{prefix}started_on__lte": day,
            f"{prefix}workforce_type__in": kinds,
            f"{prefix}person__is_test": test_accounts,
        }
    ) & _unended(f"{prefix}last_day", day)


def standing(on: date) -> Q:
    """Enrolments that were not withdrawn by the end of a day. A duplicate never stood."""
    was_not_yet = Q(withdrawn_at__gte=day_begins(on + timedelta(days=1)))
    return Q(duplicate_of=None) & (Q(withdrawn_at=None) | was_not_yet)


def holding(programmes: Iterable[Programme], on: date) -> QuerySet[Completion]:
    """Completions valid on a day of any of these programmes, or of what the company whose people
    are counted counts as one of them that day. Raises LookupError outside of `people_of`.

    The ids are read first: a database finds the completions by them, and not by a nested query.
    """
    own = [programme.pk for programme in programmes]
    others = list(standing_in_for(own, _counted.get(), on).values_list("counted", flat=True))
    of_own = Q(enrolment__programme__in=own)
    return Completion.objects.valid(on).filter(
        of_own | LEARNT, enrolment__programme__in=[*own, *others]
    )


def met_elsewhere(on: date) -> QuerySet[Completion]:
    """Completions valid on a day of whatever the company whose people are counted counts as
    another programme that day. Raises LookupError outside of `people_of`."""
    rows = standing_in_for(Programme.objects.all(), _counted.get(), on)
    counted = list(rows.values_list("counted", flat=True))
    return Completion.objects.valid(on).filter(LEARNT, enrolment__programme__in=counted)


def role_held_on(prefix: str, day: date | F, roles: Sequence[str] = ()) -> Q:
    """Audience roles held on a day: any, or one of `roles`."""
    held = Q(**{f"{prefix}roles__started_on__lte": day})
    held &= _unended(f"{prefix}roles__ended_on", day)
    return held & Q(**{f"{prefix}roles__role__in": roles}) if roles else held


def _unended(column: str, day: date | F) -> Q:
    return Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__gte": day})


def placed(prefix: str) -> dict[str, Any]:
    """Where a membership belongs: the unit or supplier below the company, and the country."""
    return {
        "in_organisation": Coalesce(F(f"{prefix}organisation__branch"), F(f"{prefix}organisation")),
        "in_country": F(f"{prefix}organisation__country"),
    }


def placed_finely(prefix: str) -> dict[str, Any]:
    """The tier and risk band of a membership's place, or else of the supplier it belongs to."""
    site, branch = f"{prefix}organisation__", f"{prefix}organisation__branch__"
    band = Coalesce(
        NullIf(F(f"{site}risk_band"), Value("")),
        NullIf(F(f"{branch}risk_band"), Value("")),
        Value(UNSTATED),
    )
    tier = Coalesce(F(f"{site}tier"), F(f"{branch}tier"))
    return {
        "in_tier": Coalesce(Cast(tier, CharField()), Value(UNSTATED)),
        "in_risk_band": band,
        "in_place": Concat(
            Cast(F("in_organisation"), CharField()),
            Value("|"),
            F("in_country"),
            Value("|"),
            F("in_tier"),
            Value("|"),
            F("in_risk_band"),
        ),
    }


def belonging(facts: QuerySet[Any], person: str, population: Population) -> QuerySet[Any]:
    """Each fact with the places its person had on the fact's `day`: a row for each, for `tally`.

    `facts` are annotated with their civil day; `person` is the way from a fact to its person.
    A filter on a to-many relation joins anew, an annotation takes the join that stands: in this
    order both speak of the same membership.
    """
    member = f"{person}__memberships__"
    day = F("day")
    rows: QuerySet[Any] = facts.filter(held_on(member, day, WORKFORCE[population])).annotate(
        who=F(person),
        population=Value(population),
        role=Case(When(role_held_on(member, day), then=F(f"{member}roles__role"))),
        **placed(member),
    )
    return rows


def flag(condition: Any) -> Case:
    """1 where a condition holds, else 0: to be added up."""
    return Case(When(condition, then=1), default=0)


def within(column: str, period: Period) -> Q:
    """Moments that fall on a civil day of the period."""
    return Q(
        **{
            f"{column}__gte": day_begins(period.start),
            f"{column}__lt": day_begins(period.end + timedelta(days=1)),
        }
    )
