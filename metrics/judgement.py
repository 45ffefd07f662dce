"""What may be shown of one key figure: its total and all its groups, in periods that add up.

Whatever is shown together is judged together. Within a period the groups of one total are siblings;
quarters are siblings of their year. A group is therefore shown in every quarter or in none: what is
hidden is then the same in each of them, and solving for a hidden cell by quarters is no easier than
solving for it by groups, which suppression and nesting already prevent.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from metrics import suppression
from metrics.kpis.counted import Dimension
from metrics.nesting import apply_nested
from metrics.suppression import Cell, Reason

Group = tuple[Dimension, str]
Cells = Mapping[Group, Cell]

TOTAL: Group = (Dimension.ALL, "all")
PLACES = {Dimension.ORGANISATION, Dimension.COUNTRY}


@dataclass(frozen=True)
class Rules:
    """How one key figure is judged: the smallest groups, and the country of each organisation.

    `is_share` is false for counts: a count of nobody says nothing about anybody. Of learning,
    sameness is hidden as well (rule S-26).
    """

    k: Mapping[Dimension, int]
    homes: Mapping[str, str]
    is_share: bool
    is_learning: bool


def judge(cells: Cells, rules: Rules, also: Collection[Group] = ()) -> dict[Group, Cell]:
    """The cells of one period. `also` names groups to hide whatever their size, even if empty."""
    alike = {at for at, cell in cells.items() if rules.is_learning and suppression.is_alike(cell)}
    wanted = {*also, *alike}
    judged = {TOTAL: _total(cells[TOTAL], rules, hide=TOTAL in also)}
    roles = _of(cells, Dimension.ROLE)
    named = {name for dimension, name in wanted if dimension is Dimension.ROLE}
    for cell in suppression.apply(roles, rules.k[Dimension.ROLE], also=named):
        judged[Dimension.ROLE, cell.name] = cell
    organisations, countries = apply_nested(
        _of(cells, Dimension.ORGANISATION),
        _of(cells, Dimension.COUNTRY),
        rules.homes,
        rules.k[Dimension.ORGANISATION],
        also={name for dimension, name in wanted if dimension in PLACES},
    )
    judged |= {(Dimension.ORGANISATION, cell.name): cell for cell in organisations}
    judged |= {(Dimension.COUNTRY, cell.name): cell for cell in countries}
    for at in also:
        if at in judged and not judged[at].is_hidden:
            judged[at] = replace(judged[at], reason=Reason.COMPLEMENTARY)
    return judged | _bounds(judged, alike)


def judge_together(
    columns: Mapping[str, Cells], rules: Rules, also: Collection[Group] = ()
) -> dict[str, dict[Group, Cell]]:
    """Columns of figures that give each other away: what one hides, all of them hide."""
    hidden = set(also)
    while True:
        judged = {name: judge(cells, rules, hidden) for name, cells in columns.items()}
        found = hidden.union(*(hidden_of(of_column) for of_column in judged.values()))
        if found == hidden:
            return judged
        hidden = found


def judge_year(
    year: Cells,
    quarters: Mapping[str, Cells],
    rules: Rules,
    also: Collection[Group] = (),
    *,
    also_by_quarter: Collection[Group] = (),
) -> tuple[dict[Group, Cell], dict[str, dict[Group, Cell]]]:
    """A year with its quarters. What the year hides the quarters hide, and never a single one.

    Where quarters tell of more people than the year, because some were counted in two of them,
    those people are a column of their own: it could be found by subtraction.
    """
    if len(quarters) < 2:  # the year is the quarter
        judged = judge_together({"": year, **quarters}, rules, {*also, *also_by_quarter})
        return judged.pop(""), judged
    of_year = judge(year, rules, also)
    groups = {TOTAL, *year, *(at for cells in quarters.values() for at in cells)}
    columns = {name: _filled(cells, groups) for name, cells in quarters.items()}
    if rules.is_learning:
        columns[""] = _counted_twice(year, quarters, groups)
    of_quarters = judge_together(columns, rules, hidden_of(of_year) | {*also_by_quarter})
    if any(of_column[TOTAL].is_withheld for of_column in of_quarters.values()):
        of_quarters = judge_together(columns, rules, groups)
    of_quarters.pop("", None)
    return of_year, of_quarters


def hidden_of(judged: Cells) -> set[Group]:
    """The groups whose numbers are withheld."""
    return {at for at, cell in judged.items() if cell.is_withheld}


def _of(cells: Cells, dimension: Dimension) -> list[Cell]:
    return [cell for (found, _), cell in cells.items() if found is dimension]


def _total(total: Cell, rules: Rules, *, hide: bool) -> Cell:
    if not rules.is_share and not total.people and not hide:
        return total
    judged = suppression.apply_alone(total, rules.k[Dimension.ALL])
    if hide and not judged.is_hidden:
        return replace(judged, reason=Reason.COMPLEMENTARY)
    return judged


def _bounds(judged: Cells, alike: Collection[Group]) -> dict[Group, Cell]:
    """The groups in which all are alike, told as a bound: not where that helps to find another.

    Beside groups below k it would: what is left of the total is then known to be theirs.
    """
    small = {at[0] in PLACES for at, cell in judged.items() if cell.reason is Reason.BELOW_K}
    return {
        at: replace(judged[at], reason=Reason.HOMOGENEOUS)
        for at in alike
        if judged[at].reason is not Reason.BELOW_K
        and (at == TOTAL or (at[0] in PLACES) not in small)
    }


def _filled(cells: Cells, groups: Collection[Group]) -> dict[Group, Cell]:
    """With an empty cell for every group: that nobody was there says something as well."""
    return {at: cells.get(at) or Cell(at[1], 0) for at in groups}


def _counted_twice(
    year: Cells, quarters: Mapping[str, Cells], groups: Collection[Group]
) -> dict[Group, Cell]:
    def people(cells: Cells, at: Group) -> int:
        return cells[at].people if at in cells else 0

    return {
        at: Cell(at[1], sum(people(cells, at) for cells in quarters.values()) - people(year, at))
        for at in groups
    }
