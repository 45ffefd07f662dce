"""The one place that runs the key figures and decides what may be shown.

Screens, charts and exports all begin here: a figure that is hidden is hidden everywhere (S-27).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Self

from django.db.models import Q

from courses.models import Programme
from metrics import display, periods
from metrics.definitions import DEFINITIONS
from metrics.frameworks import maps_to
from metrics.kpis import hours, learning, participation
from metrics.kpis.counted import Dimension, Figure, Population, people_of
from metrics.labels import Labels
from metrics.periods import Period
from metrics.record import Row, dimension_text, exact
from metrics.settlement import Judgement
from metrics.suppression import Audience, Reason
from people.calendar import day_begins, reporting_day
from people.models import Organisation

# An open period is version 1 of itself until it is closed.
OPEN_VERSION = 1

LeftOut = Mapping[tuple[str, Population], Mapping[str, int]]

Parent = tuple[str, Population]


@dataclass(frozen=True)
class Entry:
    """A row, with the figure's place in the report for those who draw it."""

    row: Row
    figure: Figure
    label: str
    is_supplier: bool
    k: int

    @classmethod
    def of(cls, row: Row, figure: Figure, label: str, is_supplier: bool, k: int) -> Self:
        """Signed, and without the numbers that are not told: entries are kept, and drawn."""
        if row.suppressed:
            figure = replace(figure, numerator=Decimal(0), denominator=None, people=0)
        elif row.suppression_reason == Reason.HOMOGENEOUS:  # told: whether it is all or none
            is_any = Decimal(1 if figure.numerator else 0)
            figure = replace(figure, numerator=is_any, denominator=None, people=0)
        return cls(row.signed(), figure, label, is_supplier, k)


def report(company: Organisation, period: Period, audience: Audience) -> list[Row]:
    """Every key figure of a period, hidden where it must be, in a fixed order."""
    return [entry.row for entry in entries(company, period, audience)]


def entries(company: Organisation, period: Period, audience: Audience) -> list[Entry]:
    """A lead company's report with each row's place in it: of nobody but its own people and its
    suppliers'. The number of queries depends on programmes only.

    What adds up over time is told by year and quarter, and always judged with the whole year.
    """
    with people_of(company):
        counted = _count_held(period)
        year: dict[str, list[Figure]] = {}
        if not periods.is_month(period):
            whole, quarters = periods.year_of(period, today=max(period.as_of, reporting_day()))
            year = {each.name: _count_flows(each) for each in [whole, *quarters]}
    return list(_entries(counted, year, period, audience, Labels.read(company)))


@dataclass(frozen=True)
class Counted:
    """Everything as it was counted, nothing hidden: for this module and its tests alone."""

    figures: list[Figure]
    excluded: LeftOut


def count(company: Organisation, period: Period) -> Counted:
    with people_of(company):
        held = _count_held(period)
        return Counted([*held.figures, *_count_flows(period)], held.excluded)


def _count_held(period: Period) -> Counted:
    """What does not add up over time: coverage and reach, each of the people of one day."""
    figures: list[Figure] = []
    excluded: dict[Parent, Mapping[str, int]] = {}
    for programme in _programmes(period):
        covered = participation.coverage(programme, period)
        figures += covered.figures
        for population, reasons in covered.excluded.items():
            excluded[programme.code, population] = reasons
    return Counted([*figures, *hours.reach(period)], excluded)


def _count_flows(period: Period) -> list[Figure]:
    figures: list[Figure] = []
    for programme in _programmes(period):
        figures += participation.completing(programme, period)
        figures += learning.first_attempts(programme, period)
    return [*figures, *hours.hours(period)]


def _programmes(period: Period) -> Iterable[Programme]:
    gone = Q(withdrawn_at__lt=day_begins(period.start))
    return Programme.objects.filter(~gone, is_open=False).order_by("code")


def _entries(
    counted: Counted,
    year: Mapping[str, list[Figure]],
    period: Period,
    audience: Audience,
    labels: Labels,
) -> Iterator[Entry]:
    judgement = Judgement(audience, labels.homes)
    judged = judgement.held(counted.figures)
    if year:
        judged += judgement.year(year)[period.name]
    for figure, cell in sorted(judged, key=lambda pair: _place(pair[0], labels)):
        if DEFINITIONS[figure.kpi].is_internal and audience is Audience.OUTSIDE:
            continue
        is_supplier = labels.is_supplier(figure.dimension, figure.group)
        if is_supplier and audience is Audience.OUTSIDE:
            continue  # a supplier is named outside only with its agreement (rule S-21)
        k = judgement.rules(figure.kpi).k
        row = row_of(figure, cell.reason, period, labels, counted.excluded, k[Dimension.ALL])
        yield Entry.of(
            row,
            figure,
            labels.of(figure.dimension, figure.group),
            is_supplier,
            k[figure.dimension],
        )


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


def row_of(
    figure: Figure,
    reason: Reason,
    period: Period,
    labels: Labels,
    excluded: LeftOut,
    k: int,
) -> Row:
    """The row of a figure that has been judged."""
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
        excluded=_excluded(figure, excluded, k) if is_complete else None,
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
        return None, None, None, "≥ 95 %" if figure.numerator else "≤ 5 %"
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
PAR_02_ALONE = {"not_yet_due", "on_leave"}


def _excluded(figure: Figure, people: LeftOut, k: int) -> Mapping[str, int | None] | None:
    """The people left out, beside totals alone; no number of fewer than k but nought."""
    if figure.kpi not in LEFT_OUT or figure.dimension is not Dimension.ALL:
        return None
    found = people[figure.programme, figure.population]
    small = {reason for reason, number in found.items() if 0 < number < k}
    if small & PAR_02_ALONE:
        small |= PAR_02_ALONE  # both together are PAR-01 less PAR-02
    return {reason: None if reason in small else found[reason] for reason in LEFT_OUT[figure.kpi]}
