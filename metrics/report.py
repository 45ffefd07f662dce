"""The one place that runs the key figures and decides what may be shown.

Screens, charts and exports all begin here: a figure that is hidden is hidden everywhere (S-27).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from django.conf import settings
from django.db.models import Q

from courses.models import Programme
from metrics import display, suppression
from metrics.definitions import DEFINITIONS, Definition
from metrics.frameworks import maps_to
from metrics.kpis import hours, learning, participation
from metrics.kpis.counted import Dimension, Figure, Population
from metrics.labels import Labels
from metrics.nesting import apply_nested
from metrics.periods import Period
from metrics.record import Row, dimension_text, exact
from metrics.suppression import Audience, Cell, Reason
from people.calendar import day_begins

# An open period is version 1 of itself until it is closed.
OPEN_VERSION = 1

# Learning figures of these need more people (rule table in section 5 of the sensitivities).
FINE = {Dimension.ORGANISATION, Dimension.COUNTRY}

LeftOut = Mapping[tuple[str, Population], Mapping[str, int]]

Parent = tuple[str, Population]
Group = tuple[Dimension, str]


@dataclass(frozen=True)
class Entry:
    """A row, with the figure's place in the report for those who draw it."""

    row: Row
    figure: Figure
    label: str
    is_supplier: bool
    k: int


def report(period: Period, audience: Audience) -> list[Row]:
    """Every key figure of a period, hidden where it must be, in a fixed order."""
    return [entry.row for entry in entries(period, audience)]


def entries(period: Period, audience: Audience) -> list[Entry]:
    """The report with each row's place in it. The number of queries depends on programmes only."""
    counted = count(period)
    return list(_entries(counted.figures, counted.excluded, period, audience))


@dataclass(frozen=True)
class Counted:
    """Everything as it was counted, nothing hidden: for this module and its tests alone."""

    figures: list[Figure]
    excluded: LeftOut


def count(period: Period) -> Counted:
    figures: list[Figure] = []
    excluded: dict[tuple[str, Population], Mapping[str, int]] = {}
    for programme in _programmes(period):
        covered = participation.coverage(programme, period)
        figures += covered.figures
        figures += participation.completing(programme, period)
        figures += learning.first_attempts(programme, period)
        for population, reasons in covered.excluded.items():
            excluded[programme.code, population] = reasons
    return Counted([*figures, *hours.hours(period), *hours.reach(period)], excluded)


def _programmes(period: Period) -> Iterable[Programme]:
    gone = Q(withdrawn_at__lt=day_begins(period.start))
    return Programme.objects.filter(~gone, is_open=False).order_by("code")


def _entries(
    counted: list[Figure], excluded: LeftOut, period: Period, audience: Audience
) -> Iterator[Entry]:
    labels = Labels.read()
    counted.sort(key=lambda figure: _place(figure, labels))
    hidden_by_par_01: dict[Parent, set[Group]] = {}
    for (kpi, parent), rows in groupby(counted, key=_parent):
        definition, family = DEFINITIONS[kpi], list(rows)
        if definition.is_internal and audience is Audience.OUTSIDE:
            continue
        # PAR-02 hides what PAR-01 hides: the difference would tell who is away or not yet due.
        also = hidden_by_par_01.get(parent, set()) if kpi == "PAR-02" else set()
        judged = _judge(family, definition, audience, labels.homes, also)
        if kpi == "PAR-01":
            hidden_by_par_01[parent] = {at for at, (cell, _) in judged.items() if cell.is_hidden}
        for figure in family:
            is_supplier = labels.is_supplier(figure.dimension, figure.group)
            if is_supplier and audience is Audience.OUTSIDE:
                continue  # a supplier is named outside only with its agreement (rule S-21)
            cell, k = judged[figure.dimension, figure.group]
            row = _row(figure, cell.reason, period, labels, excluded).signed()
            yield Entry(row, figure, labels.of(figure.dimension, figure.group), is_supplier, k)


def _place(figure: Figure, labels: Labels) -> tuple[int, str, str, int, str, str]:
    """Where a figure stands: groups in the order of their names, never of their figures (S-18)."""
    return (
        list(DEFINITIONS).index(figure.kpi),
        figure.programme,
        figure.population,
        list(Dimension).index(figure.dimension),
        labels.of(figure.dimension, figure.group).casefold(),
        figure.group,
    )


def _parent(figure: Figure) -> tuple[str, Parent]:
    return figure.kpi, (figure.programme, figure.population)


def _judge(
    family: list[Figure],
    definition: Definition,
    audience: Audience,
    homes: Mapping[str, str],
    also: set[Group],
) -> dict[Group, tuple[Cell, int]]:
    """What may be shown of one key figure of one population: its total and all its groups."""
    cells: dict[Dimension, list[Cell]] = {dimension: [] for dimension in Dimension}
    for figure in family:
        cells[figure.dimension].append(Cell(figure.group, figure.people, _share(figure)))
    k = {dimension: _threshold(definition, dimension, audience) for dimension in Dimension}

    hidden_elsewhere = {group for _dimension, group in also}

    (total,) = cells[Dimension.ALL]
    # A count of nobody says nothing about anybody.
    if definition.unit == "%" or total.people:
        cells[Dimension.ALL] = [suppression.apply_alone(total, k[Dimension.ALL])]
    cells[Dimension.ROLE] = suppression.apply(
        cells[Dimension.ROLE], k[Dimension.ROLE], also=hidden_elsewhere
    )
    cells[Dimension.ORGANISATION], cells[Dimension.COUNTRY] = apply_nested(
        cells[Dimension.ORGANISATION],
        cells[Dimension.COUNTRY],
        homes,
        k[Dimension.ORGANISATION],
        also=hidden_elsewhere,
    )
    is_learning = definition.family is suppression.Family.LEARNING
    return {
        (dimension, cell.name): (
            suppression.sameness(cell) if is_learning else cell,
            k[dimension],
        )
        for dimension, found in cells.items()
        for cell in found
    }


def _threshold(definition: Definition, dimension: Dimension, audience: Audience) -> int:
    return suppression.threshold(
        definition.family, audience, fine=dimension in FINE, raised_to=settings.GROUP_MINIMUM
    )


def _share(figure: Figure) -> Decimal | None:
    if not figure.denominator:
        return None
    whole = 100 if figure.kpi == "LRN-02" else 1
    return figure.numerator / (whole * figure.denominator)


def _row(
    figure: Figure,
    reason: Reason,
    period: Period,
    labels: Labels,
    excluded: LeftOut,
) -> Row:
    definition = DEFINITIONS[figure.kpi]
    numerator, denominator, value, shown = _values(figure, reason, definition.unit)
    is_suppressed = shown is None
    is_complete = definition.has_in_person_evidence and not is_suppressed
    return Row(
        kpi_id=figure.kpi,
        kpi_version=definition.version,
        period_start=None if definition.is_snapshot else period.start,
        period_end=None if definition.is_snapshot else period.end,
        as_of=period.as_of if definition.denominator_basis else None,
        dims=_dims(figure, labels),
        numerator=numerator,
        denominator=denominator,
        value=value,
        display=shown,
        unit=definition.unit,
        suppressed=is_suppressed,
        suppression_reason=str(reason) or None,
        denominator_basis=definition.denominator_basis,
        # The record takes in no completion by hand without two people who vouch for it.
        evidence=Decimal(1) if is_complete else None,
        excluded=_excluded(figure, excluded) if is_complete else None,
        maps_to=maps_to(figure.kpi, period.end),
        use=definition.use,
        period_version=OPEN_VERSION,
        frozen_at=None,
    )


Values = tuple[Decimal | None, Decimal | None, Decimal | None, str | None]


def _values(figure: Figure, reason: Reason, unit: str) -> Values:
    """Numerator, denominator, value and display: all or nothing, but for sameness (rule S-26)."""
    if reason in {Reason.BELOW_K, Reason.COMPLEMENTARY, Reason.NO_POPULATION}:
        return None, None, None, None
    numerator = exact(figure.numerator)
    denominator = None if figure.denominator is None else Decimal(figure.denominator)
    if reason is Reason.HOMOGENEOUS:
        return None, denominator, None, "≥ 95 %" if figure.numerator else "≤ 5 %"
    if denominator is None:
        return numerator, None, numerator, f"{numerator:.0f}"
    if unit == "hours":
        value = figure.numerator / denominator
        return numerator, denominator, exact(value), display.one_decimal(value)
    whole = 100 if figure.kpi == "LRN-02" else 1
    shown = display.percent(figure.numerator, whole * int(denominator))
    return numerator, denominator, exact(100 * figure.numerator / (whole * denominator)), shown


def _dims(figure: Figure, labels: Labels) -> tuple[str, ...]:
    dims = []
    if figure.programme:
        dims.append(dimension_text("programme", figure.programme))
    if figure.population is Population.SUPPLIERS:
        dims.append(dimension_text("workforce", figure.population))
    if figure.dimension is not Dimension.ALL:
        name = labels.of(figure.dimension, figure.group)
        dims.append(dimension_text(figure.dimension, name))
    return tuple(dims) or ("all",)


# Whom each figure leaves out; others are in it.
LEFT_OUT = {
    "PAR-01": ["left", "exempt", "test"],
    "PAR-02": ["left", "exempt", "test", "not_yet_due", "on_leave"],
}


def _excluded(figure: Figure, people: LeftOut) -> Mapping[str, int] | None:
    """The people left out, beside totals alone."""
    if figure.kpi not in LEFT_OUT or figure.dimension is not Dimension.ALL:
        return None
    found = people[figure.programme, figure.population]
    return {reason: found[reason] for reason in LEFT_OUT[figure.kpi]}
