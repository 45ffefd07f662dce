"""Who is counted, and by what: the words every key figure is written in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from metrics.periods import Period
from people.calendar import day_begins
from people.models import OWN_WORKFORCE, Membership, WorkforceType


class Dimension(StrEnum):
    """How a figure may be broken down."""

    ALL = "all"
    ROLE = "role"
    ORGANISATION = "organisation"
    COUNTRY = "country"


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


def held_on(
    prefix: str,
    day: date | F,
    population: Population,
    roles: list[str] | None,
    *,
    test_accounts: bool = False,
) -> Q:
    """Memberships active on a day of people who count, and the roles held on it.

    `roles` None asks for no role at all; an empty list for any role. Test accounts never count
    (rule R24): they can only be asked for alone.
    """
    condition = Q(
        **{
            f"{prefix}started_on__lte": day,
            f"{prefix}workforce_type__in": WORKFORCE[population],
            f"{prefix}person__is_test": test_accounts,
        }
    ) & _unended(f"{prefix}last_day", day)
    if roles is None:
        return condition
    condition &= Q(**{f"{prefix}roles__started_on__lte": day})
    condition &= _unended(f"{prefix}roles__ended_on", day)
    return condition & Q(**{f"{prefix}roles__role__in": roles}) if roles else condition


def _unended(column: str, day: date | F) -> Q:
    return Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__gte": day})


def grouped(rows: QuerySet[Any], prefix: str, dimension: Dimension) -> QuerySet[Any]:
    """Add `group`: what the dimension groups a membership by. Call it after `held_on`.

    A filter on a to-many relation joins anew, an annotation takes the join that stands: in this
    order both speak of the same membership.
    """
    if dimension is Dimension.ALL:
        return rows
    by = {
        Dimension.ROLE: F(f"{prefix}roles__role"),
        Dimension.ORGANISATION: Coalesce(
            F(f"{prefix}organisation__branch"), F(f"{prefix}organisation")
        ),
        Dimension.COUNTRY: F(f"{prefix}organisation__country"),
    }
    with_group: QuerySet[Any] = rows.annotate(group=by[dimension])
    return with_group


def belonging(
    rows: QuerySet[Any], person: str, dimension: Dimension, population: Population
) -> QuerySet[Any]:
    """Join each fact to the groups its person belonged to on the fact's `day`, once a group.

    `rows` are facts annotated with their civil day; `person` is the way from a fact to its person.
    Somebody with two memberships, or the same role in both, is not counted twice.
    """
    member = f"{person}__memberships__"
    rows = rows.filter(held_on(member, F("day"), population, roles_asked(dimension)))
    place = "roles__pk" if dimension is Dimension.ROLE else "pk"
    rows = grouped(rows, member, dimension).annotate(place=F(member + place))
    same: QuerySet[Any] = Membership.objects.filter(
        held_on("", OuterRef("day"), population, roles_asked(dimension)),
        **{"person": OuterRef(person), f"{place}__lt": OuterRef("place")},
    )
    if dimension is not Dimension.ALL:
        same = grouped(same, "", dimension).filter(group=OuterRef("group"))
    return rows.filter(~Exists(same))


def totals(
    rows: QuerySet[Any], dimension: Dimension, **sums: Any
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The sums of each group of a dimension; the whole is one group named "all"."""
    if dimension is Dimension.ALL:
        yield "all", rows.aggregate(**sums)
        return
    for row in rows.order_by("group").values("group").annotate(**sums):
        yield str(row["group"]), row


def roles_asked(dimension: Dimension) -> list[str] | None:
    """Roles matter only where figures are grouped by them."""
    return [] if dimension is Dimension.ROLE else None


def within(column: str, period: Period) -> Q:
    """Moments that fall on a civil day of the period."""
    return Q(
        **{
            f"{column}__gte": day_begins(period.start),
            f"{column}__lt": day_begins(period.end + timedelta(days=1)),
        }
    )
