"""Suppliers: how many take part, and how many are trained. Definitions: docs/kpis.md.

A supplier is counted, not a person. `people` of a figure are its suppliers' people nevertheless:
that decides whether it may be told.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from courses.models import Completion, Enrolment, Programme
from metrics.kpis.counted import (
    UNSTATED,
    WORKFORCE,
    Dimension,
    Figure,
    Population,
    held_on,
    holding,
    met_elsewhere,
    standing,
)
from metrics.kpis.participation import exempted
from metrics.periods import Period
from people.models import AudienceRole, Membership, Organisation, RoleHeld

# Who leads and who buys learns A or B, who supervises learns C.
MANAGEMENT = ["A", "B"]
SUPERVISION = "C"
# Of each five supervisors four.
FOUR, FIVE = 4, 5

FIRST_TIER = 1


@dataclass(frozen=True)
class Staff:
    """The people of one organisation on a day, each counted once for every line."""

    people: int = 0
    holders: int = 0
    managers: int = 0
    supervisors: int = 0
    trained_supervisors: int = 0
    asked: int = 0
    taking_part: int = 0

    @property
    def is_trained(self) -> bool:
        """A site's: a manager who holds A or B, and four of five supervisors who hold C."""
        return self.managers > 0 and FIVE * self.trained_supervisors >= FOUR * self.supervisors


@dataclass
class Supplier:
    """An active supplier with the people of all that lies below it."""

    pk: int
    country: str
    tier: int | None
    risk_band: str
    own: Staff = field(default_factory=Staff)
    sites: list[Staff] = field(default_factory=list)
    all: list[Staff] = field(default_factory=list)

    @property
    def people(self) -> int:
        return sum(staff.people for staff in self.all)

    @property
    def is_asked(self) -> bool:
        return any(staff.asked for staff in self.all)

    @property
    def takes_part(self) -> bool:
        return any(staff.taking_part for staff in self.all)

    @property
    def is_trained(self) -> bool:
        """Somebody holds A or B, and every site is trained; without sites it is its own."""
        sites = self.sites or [self.own]
        return any(staff.holders for staff in self.all) and all(site.is_trained for site in sites)

    def counts_in(self, kpi: str) -> bool:
        """Whether it is in the denominator."""
        return self.is_asked if kpi == "SUP-01" else self.tier == FIRST_TIER

    def group(self, dimension: Dimension) -> str:
        return {
            Dimension.COUNTRY: self.country,
            Dimension.TIER: UNSTATED if self.tier is None else str(self.tier),
            Dimension.RISK_BAND: self.risk_band or UNSTATED,
        }.get(dimension, "all")


BY = [Dimension.ALL, Dimension.COUNTRY, Dimension.TIER, Dimension.RISK_BAND]


def suppliers(company: Organisation, period: Period) -> list[Supplier]:
    """The suppliers of a company on the period's last day. The number of queries is always
    the same."""
    on = period.as_of
    kinds = [Organisation.Kind.SUPPLIER, Organisation.Kind.SITE]
    rows = Organisation.objects.under(company).active(on).filter(kind__in=kinds).order_by("path")
    staff = _staff(period)
    found: dict[str, Supplier] = {}
    for row in rows:
        own = staff.get(row.pk, Staff())
        if row.kind == Organisation.Kind.SUPPLIER:
            found[row.path] = Supplier(
                row.pk, row.country, row.tier, row.risk_band, own=own, all=[own]
            )
        elif above := _above(row.path, found):
            above.sites.append(own)
            above.all.append(own)
    return list(found.values())


def figures(found: Iterable[Supplier]) -> Iterator[Figure]:
    """SUP-01 suppliers that were asked to take part and do; whoever is met elsewhere does.
    SUP-02 first-tier suppliers that are trained, of all first-tier suppliers."""
    found = list(found)
    asked = [one for one in found if one.counts_in("SUP-01")]
    first = [one for one in found if one.counts_in("SUP-02")]
    yield from _figures("SUP-01", [(one, one.takes_part) for one in asked], BY)
    by = [dimension for dimension in BY if dimension is not Dimension.TIER]
    yield from _figures("SUP-02", [(one, one.is_trained) for one in first], by)


def _figures(
    kpi: str, counted: Sequence[tuple[Supplier, bool]], by: Iterable[Dimension]
) -> Iterator[Figure]:
    for dimension in by:
        groups: dict[str, list[tuple[Supplier, bool]]] = defaultdict(list)
        if dimension is Dimension.ALL:
            groups["all"] = []
        for one, is_so in counted:
            groups[one.group(dimension)].append((one, is_so))
        for group, of_group in groups.items():
            yield Figure(
                kpi=kpi,
                programme="",
                population=Population.SUPPLIERS,
                dimension=dimension,
                group=group,
                numerator=Decimal(sum(is_so for _one, is_so in of_group)),
                denominator=len(of_group),
                people=sum(one.people for one, _is_so in of_group),
            )


def _above(path: str, found: Mapping[str, Supplier]) -> Supplier | None:
    """The nearest active supplier that a site lies below."""
    while path := path.rstrip(".").rpartition(".")[0]:
        path += "."
        if path in found:
            return found[path]
    return None


def _staff(period: Period) -> dict[int, Staff]:
    """The active supplier staff by organisation."""
    told: dict[int, dict[str, int]] = defaultdict(dict)
    for fact, rows in _facts(period).items():
        counted = rows.order_by().values_list("organisation")
        for organisation, people in counted.annotate(Count("person", distinct=True)):
            told[organisation][fact] = people
    return {organisation: Staff(**numbers) for organisation, numbers in told.items()}


def _facts(period: Period) -> dict[str, QuerySet[Membership]]:
    """Of whom each fact is told.

    Each is a query of its own, and asks whether a person has something with `Exists`: a database
    joins that, or looks it up by the person. Lists of people inside counts or an "or" it would
    read through again for everybody.
    """
    on = period.as_of
    programmes = Programme.objects.only("pk")
    staff = Membership.objects.filter(held_on("", on, WORKFORCE[Population.SUPPLIERS]))
    holders = staff.filter(_have(holding(programmes.filter(code__in=MANAGEMENT), on)))
    excused = exempted(on).filter(programme__code=SUPERVISION, person=OuterRef("person"))
    supervisors = staff.filter(_holds(AudienceRole.SUPERVISOR, on), ~Exists(excused))
    trained = _have(holding(programmes.filter(code=SUPERVISION), on))
    asked = Enrolment.objects.filter(standing(on), is_mandatory=True, assigned_on__lte=on)
    required = Completion.objects.filter(enrolment__is_mandatory=True)
    completed = required.filter(completed_on__range=(period.start, period.end))
    is_met = _have(met_elsewhere(on))
    return {
        "people": staff,
        "holders": holders,
        "managers": holders.filter(_holds(AudienceRole.MANAGER, on)),
        "supervisors": supervisors,
        "trained_supervisors": supervisors.filter(trained),
        "asked": staff.filter(Q(Exists(asked.filter(person=OuterRef("person")))) | is_met),
        "taking_part": staff.filter(_have(completed) | _have(required.valid(on)) | is_met),
    }


def _have(completions: QuerySet[Completion]) -> Q:
    """Memberships of whoever has one of these completions."""
    return Q(Exists(completions.filter(enrolment__person=OuterRef("person"))))


def _holds(role: AudienceRole, on: date) -> Q:
    held = RoleHeld.objects.active(on).filter(membership=OuterRef("pk"), role=role)
    return Q(Exists(held))
