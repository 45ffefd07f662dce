"""Figures and what may be shown of each: the key figures of a report, judged with their kin.

A figure that adds up over time is judged with its year, one that is hidden with another after that
one.
"""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import replace
from decimal import Decimal
from itertools import groupby

from django.conf import settings

from metrics import suppression
from metrics.definitions import DEFINITIONS
from metrics.judgement import (
    PLACES,
    Cells,
    Group,
    Rules,
    hidden_of,
    judge_together,
    judge_year,
)
from metrics.kpis.counted import Dimension, Figure, Population
from metrics.suppression import Audience, Cell, Family

# A key figure, its programme and population.
Parent = tuple[str, str, Population]
Found = dict[Group, Figure]
Judged = list[tuple[Figure, Cell]]


class Judgement:
    """Judges for one audience; `homes` tells the country of each organisation."""

    def __init__(self, audience: Audience, homes: Mapping[str, str]) -> None:
        self.audience = audience
        self.homes = homes

    def rules(self, kpi: str) -> Rules:
        definition = DEFINITIONS[kpi]
        k = {
            dimension: suppression.threshold(
                definition.family,
                self.audience,
                fine=dimension in PLACES,
                raised_to=settings.GROUP_MINIMUM,
            )
            for dimension in Dimension
        }
        is_learning = definition.family is Family.LEARNING
        return Rules(k, self.homes, definition.unit == "%", is_learning)

    def held(self, figures: Iterable[Figure]) -> Judged:
        """Figures of one day; PAR-02 so that it does not tell whom PAR-01 has beside it."""
        families = _families(figures)
        judged: Judged = []
        hidden: dict[Parent, Set[Group]] = {}
        for parent, found in families.items():
            other = _hidden_with(parent)
            columns = {"": _cells(found)}
            if other in families:
                columns["difference"] = _differences(families[other], found)
            of_family = judge_together(columns, self.rules(parent[0]), hidden.get(other, set()))[""]
            hidden[parent] = hidden_of(of_family)
            judged += [(figure, of_family[at]) for at, figure in found.items()]
        return judged

    def year(self, figures: Mapping[str, Iterable[Figure]]) -> dict[str, Judged]:
        """Figures that add up: those of a year, which comes first, and of its quarters."""
        whole, *quarters = figures
        families = {name: _families(found) for name, found in figures.items()}
        judged: dict[str, Judged] = {name: [] for name in figures}
        hidden: dict[Parent, tuple[Set[Group], Set[Group]]] = {}
        for parent in families[whole]:
            found = {name: families[name].get(parent, {}) for name in figures}
            also, also_by_quarter = hidden.get(_hidden_with(parent), (set(), set()))
            of_year, of_quarters = judge_year(
                _cells(found[whole]),
                {name: _cells(found[name]) for name in quarters},
                self.rules(parent[0]),
                also,
                also_by_quarter=also_by_quarter,
            )
            by_quarter: set[Group] = set().union(*map(hidden_of, of_quarters.values()))
            hidden[parent] = hidden_of(of_year), by_quarter
            kin = {at: figure for name in figures for at, figure in found[name].items()}
            for name, cells in {whole: of_year, **of_quarters}.items():
                judged[name] += _with_figures(cells, found[name], kin)
        return judged


def _families(figures: Iterable[Figure]) -> dict[Parent, Found]:
    """The figures by what they are parts of; what is hidden with another comes after it."""

    def parent(figure: Figure) -> Parent:
        return figure.kpi, figure.programme, figure.population

    kpis = list(DEFINITIONS)
    ordered = sorted(figures, key=lambda figure: (kpis.index(figure.kpi), *parent(figure)[1:]))
    return {
        key: {(figure.dimension, figure.group): figure for figure in found}
        for key, found in groupby(ordered, key=parent)
    }


def _hidden_with(parent: Parent) -> Parent:
    return (DEFINITIONS[parent[0]].hidden_with, *parent[1:])


def _cells(found: Found) -> dict[Group, Cell]:
    return {at: Cell(figure.group, figure.people, _share(figure)) for at, figure in found.items()}


def _share(figure: Figure) -> Decimal | None:
    if not figure.denominator:
        return None
    whole = 100 if figure.kpi == "LRN-02" else 1
    return figure.numerator / (whole * figure.denominator)


def _differences(of_all: Found, of_some: Found) -> dict[Group, Cell]:
    """The people whom only one of two figures counts."""
    return {
        at: Cell(figure.group, of_all[at].people - figure.people) for at, figure in of_some.items()
    }


def _with_figures(cells: Cells, found: Found, kin: Found) -> Iterator[tuple[Figure, Cell]]:
    """Every figure with its cell; hidden empty groups have a figure too, as the others have."""
    for at, cell in cells.items():
        if at in found:
            yield found[at], cell
        elif cell.is_hidden:
            yield replace(kin[at], numerator=Decimal(0), people=0), cell
