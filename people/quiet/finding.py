"""Which places are paused or restricted, by themselves, by a place above them, or as all that a
company has in a country. Read only.

Whoever asks pays the same, whether any place is: one query.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, Value

from people.models import Membership, MembershipQuerySet, Organisation
from people.quiet.models import PlaceDecision

Kind = PlaceDecision.Kind


@dataclass(frozen=True)
class Limits:
    """The paths at which something was decided; it holds for all that lies below them.

    A country is kept with the path of the company. It holds for the company's places there, one by
    one: what hangs below them may lie elsewhere.
    """

    paused: tuple[str, ...] = ()
    restricted: tuple[str, ...] = ()
    countries: frozenset[tuple[str, str]] = frozenset()

    def is_paused(self, path: str) -> bool:
        return path.startswith(self.paused)

    def is_restricted(self, path: str, country: str) -> bool:
        return path.startswith(self.restricted) or country in self.countries_of(path)

    def countries_of(self, path: str) -> frozenset[str]:
        """The restricted countries of the company to which a path belongs."""
        return frozenset(country for company, country in self.countries if path.startswith(company))

    def restricts(self) -> bool:
        return bool(self.restricted or self.countries)

    def where_restricted(self, before: str = "") -> Q:
        """A condition on rows with an organisation at `before`: it is restricted."""
        found = below(self.restricted, before)
        of_company = defaultdict(list)
        for company, country in self.countries:
            of_company[company].append(country)
        for company, countries in of_company.items():
            found |= below([company], before) & Q(**{f"{before}country__in": countries})
        return found


def limits() -> Limits:
    """What holds now. One query."""
    none = Value("")
    places = Organisation.objects.all()
    paused = places.filter(paused_at__isnull=False)
    restricted = places.filter(state=Organisation.State.RESTRICTED)
    countries = PlaceDecision.objects.restricted_countries()
    rows = paused.values_list(Value(Kind.PAUSE.value), "path", none).union(
        restricted.values_list(Value(Kind.RESTRICT.value), "path", none),
        countries.values_list(Value(Kind.RESTRICT.value), "organisation__path", "country"),
    )
    found = sorted(rows)
    return Limits(
        paused=tuple(path for kind, path, _ in found if kind == Kind.PAUSE),
        restricted=tuple(
            path for kind, path, country in found if kind == Kind.RESTRICT and not country
        ),
        countries=frozenset((path, country) for _, path, country in found if country),
    )


def below(paths: Iterable[str], before: str = "") -> Q:
    """A condition on rows with an organisation at `before`: it lies at one of the paths."""
    found = Q(pk__in=[])
    for path in paths:
        found |= Q(**{f"{before}path__startswith": path})
    return found


def concerned(decision: PlaceDecision) -> MembershipQuerySet:
    """The memberships, also those that are over, where something was decided."""
    works = Membership.objects.filter(below([decision.organisation.path], "organisation__"))
    return works.filter(organisation__country=decision.country) if decision.country else works


def works_at(paths: Iterable[str], on: date) -> MembershipQuerySet:
    """The memberships at these places on a day."""
    return Membership.objects.active(on).filter(below(paths, "organisation__"))
