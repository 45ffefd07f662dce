"""One programme's coverage as it may be told: who is trained and who is not, and which suppliers.

Roles, organisations and countries are judged by the gate of all figures, and say what the overview
says. Tiers and risk bands are judged beside them (metrics/finer.py).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from courses.models import Programme
from metrics import suppression
from metrics.finer import Told, apply_finer
from metrics.judgement import PLACES, TOTAL, Group
from metrics.kpis import participation
from metrics.kpis.counted import FINER, STANDARD, Dimension, Figure, Population, people_of
from metrics.kpis.suppliers import BY, Supplier, figures, suppliers
from metrics.labels import Labels
from metrics.periods import Period
from metrics.report import Entry, LeftOut, row_of
from metrics.settlement import Judged, Judgement
from metrics.suppression import Audience, Cell, Reason
from people.models import Organisation

# Where each part of a place's name belongs, in its order.
PARTS = [Dimension.ORGANISATION, Dimension.COUNTRY, *FINER]


def coverage(company: Organisation, programme: Programme, period: Period) -> list[Entry]:
    """PAR-01 and PAR-02 of a programme, PAR-01 by tier and risk band as well; SUP-01 and SUP-02.

    For readers inside the company alone. The number of queries is always the same.
    """
    with people_of(company):
        counted = participation.coverage(programme, period, finely=True)
        found = suppliers(company, period)
    labels = Labels.read(company)
    judgement = Judgement(Audience.INSIDE, labels.homes)
    k = judgement.rules("PAR-01").k[Dimension.ALL]
    judged = [*_of_people(counted.figures, judgement, k), *_of_suppliers(found, k)]
    left = {(programme.code, who): reasons for who, reasons in counted.excluded.items()}
    return list(_entries(judged, period, labels, left, k))


def _of_people(counted: Iterable[Figure], judgement: Judgement, k: int) -> Judged:
    told = list(counted)
    places = [figure for figure in told if figure.dimension is Dimension.PLACE]
    finer = [figure for figure in told if figure.dimension in FINER]
    standard = [figure for figure in told if figure.dimension in STANDARD]
    judged = judgement.held(standard)
    for population in participation.COVERED:
        judged += _finer(
            [figure for figure in finer if _is_told_finely(figure, population)],
            [pair for pair in judged if _is_told_finely(pair[0], population)],
            {fig.group: fig.people for fig in places if _is_told_finely(fig, population)},
            k,
        )
    return judged


def _is_told_finely(figure: Figure, population: Population) -> bool:
    return figure.kpi == "PAR-01" and figure.population is population


def _finer(
    finer: Sequence[Figure], judged: Judged, people: Mapping[str, int], k: int
) -> Iterator[tuple[Figure, Cell]]:
    within: dict[Group, set[str]] = defaultdict(set)
    for place in people:
        within[TOTAL].add(place)
        for dimension, group in zip(PARTS, place.split("|"), strict=True):
            within[dimension, group].add(place)

    def told(figure: Figure, cell: Cell) -> Told:
        return Told(cell, frozenset(within[figure.dimension, figure.group]))

    others = [
        told(figure, cell)
        for figure, cell in judged
        if figure.dimension in {*PLACES, Dimension.ALL}
    ]
    by_dimension = [[one for one in finer if one.dimension is each] for each in FINER]
    cells = [[told(one, Cell(one.group, one.people)) for one in of_one] for of_one in by_dimension]
    for of_one, kept in zip(by_dimension, apply_finer(cells, others, people, k), strict=True):
        yield from zip(of_one, kept, strict=True)


def _of_suppliers(found: Sequence[Supplier], k: int) -> Iterator[tuple[Figure, Cell]]:
    """Suppliers are counted, and judged by their people: what is told of few of them is hidden."""
    people = {str(one.pk): one.people for one in found}
    counted = list(figures(found))
    for kpi in ["SUP-01", "SUP-02"]:
        of_kpi = [figure for figure in counted if figure.kpi == kpi]
        total = next(figure for figure in of_kpi if figure.dimension is Dimension.ALL)
        cell = suppression.apply_alone(Cell(total.group, total.people), k)
        yield total, _of_nobody(total, cell)
        dimensions = [[one for one in of_kpi if one.dimension is each] for each in BY[1:]]
        told = [[_told(one, found, kpi) for one in of_one] for of_one in dimensions]
        everybody = replace(_told(total, found, kpi), cell=cell)
        judged = apply_finer(told, [everybody], people, k)
        for of_one, cells in zip(dimensions, judged, strict=True):
            for figure, judged_cell in zip(of_one, cells, strict=True):
                yield figure, _of_nobody(figure, judged_cell)


def _told(figure: Figure, found: Iterable[Supplier], kpi: str) -> Told:
    of_group = frozenset(
        str(one.pk)
        for one in found
        if one.counts_in(kpi) and one.group(figure.dimension) == figure.group
    )
    return Told(Cell(figure.group, figure.people), of_group)


def _of_nobody(figure: Figure, cell: Cell) -> Cell:
    """Suppliers without people on the books are counted all the same, and tell of nobody."""
    if cell.reason is Reason.NO_POPULATION and figure.denominator:
        return replace(cell, reason=Reason.SHOWN)
    return cell


def _entries(
    judged: Judged, period: Period, labels: Labels, left: LeftOut, k: int
) -> Iterator[Entry]:
    order = list(Dimension)
    ordered = sorted(
        judged,
        key=lambda pair: (
            pair[0].kpi,
            pair[0].population,
            order.index(pair[0].dimension),
            labels.of(pair[0].dimension, pair[0].group).casefold(),
            pair[0].group,
        ),
    )
    for figure, cell in ordered:
        row = row_of(figure, cell.reason, period, labels, left, k)
        label = labels.of(figure.dimension, figure.group)
        is_supplier = labels.is_supplier(figure.dimension, figure.group)
        yield Entry.of(row, figure, label, is_supplier, k)
