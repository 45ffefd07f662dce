"""How often open modules were finished: counts of sessions, never of persons. WRK figures.

Nothing of the reader is in these counts. What is shown is about ten sessions at least, and a hidden
count cannot be found from its week, country or total. They are told by quarter alone: weeks judged
in a month and again in a year would tell each other's hidden ones.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from courses.open_use import OpenUse
from metrics import suppression
from metrics.periods import Period, quarter_of
from metrics.suppression import STRICT_MINIMUM, Cell
from people.models import Organisation


@dataclass(frozen=True)
class Sessions:
    """The cells of a period, in the order of their names; `sites` are those of shown countries."""

    total: Cell
    weeks: list[Cell]
    countries: list[Cell]
    languages: list[Cell]
    sites: list[Cell]
    k: int
    quarter: str

    @property
    def is_empty(self) -> bool:
        return self.total.people == 0


# The name of a cell for what was counted without a site.
NOWHERE = ""


def sessions(company: Organisation, period: Period, *, raised_to: int = 0) -> Sessions:
    """The sessions of open modules in the weeks that begin in the last quarter of a period.

    What was counted without a site may be of any company's: it is told where there is but one.
    """
    quarter = quarter_of(period)
    k = max(STRICT_MINIMUM, raised_to)
    weeks: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    sites: dict[str, Counter[str]] = {}
    rows = (
        _uses_of(company)
        .filter(week__range=(quarter.start, quarter.end))
        .values_list("week", "language", "organisation__country", "organisation__name", "uses")
    )
    for week, language, country, site, uses in rows.iterator():
        weeks[week.isoformat()] += uses
        languages[language] += uses
        sites.setdefault(country or NOWHERE, Counter())[site or NOWHERE] += uses
    countries = _judged({country: sum(found.values()) for country, found in sites.items()}, k)
    return Sessions(
        total=suppression.apply_alone(Cell("all", sum(weeks.values())), k),
        weeks=_judged(weeks, k),
        countries=countries,
        languages=_judged(languages, k),
        sites=list(_sites(countries, sites, k)),
        k=k,
        quarter=quarter.name,
    )


def _uses_of(company: Organisation) -> QuerySet[OpenUse]:
    within = Q(organisation__path__startswith=company.path)
    if not Organisation.objects.filter(parent=None).exclude(pk=company.pk).exists():
        within |= Q(organisation=None)
    return OpenUse.objects.filter(within)


def _judged(counts: Mapping[str, int], k: int) -> list[Cell]:
    return suppression.apply([Cell(name, counts[name]) for name in sorted(counts)], k)


def _sites(
    countries: Iterable[Cell], sites: Mapping[str, Mapping[str, int]], k: int
) -> Iterable[Cell]:
    """Sites within the countries that are shown: each country is its sites' parent."""
    for country in countries:
        if country.name != NOWHERE and not country.is_hidden:
            judged = _judged(sites[country.name], k)
            yield from (cell for cell in judged if cell.name != NOWHERE)
