"""All rows of all periods on offer, taken together: no hidden group can be worked out from them."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

import pytest

from metrics import periods
from metrics.judgement import TOTAL, Group, Rules, judge_year
from metrics.kpis.counted import STANDARD, Dimension
from metrics.labels import Labels
from metrics.report import Entry, entries, report
from metrics.suppression import Audience, Cell, Reason
from tests.factories import EditionFactory, MembershipFactory, OrganisationFactory, ProgrammeFactory
from tests.metrics import records
from tests.metrics.conftest import TODAY, invented
from tests.metrics.solving import Known

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_clock")]

QUARTERS = {
    f"2026-Q{q}": [f"2026-{m:02}" for m in range(3 * q - 2, 3 * q + 1)] for q in range(1, 5)
}
PARTS = {"2026": list(QUARTERS), **QUARTERS}
MONTHS = [month for months in QUARTERS.values() for month in months if month <= "2026-11"]
OFFERED = ["2026", *QUARTERS, *MONTHS]

# Figures about the same people: what is told of one is told of the other.
ADDING_UP = [("PAR-04",), ("LRN-01", "LRN-02"), ("HRS-02a",)]

Place = tuple[str, Group]


@pytest.fixture(autouse=True)
def _numbers(monkeypatch):
    """Leave the hidden numbers in the entries: what must not follow has to be known here."""

    def of(row, figure, label, is_supplier, k):
        return Entry(row.signed(), figure, label, is_supplier, k)

    monkeypatch.setattr(Entry, "of", of)


# --- by time -------------------------------------------------------------------------------


class Told:
    """The rows of some figures of one programme in every period, and what can be told from them."""

    def __init__(
        self, found: dict[str, list[Entry]], homes: dict[str, str], unnamed: set[Group]
    ) -> None:
        self.rows: dict[Place, list[Entry]] = defaultdict(list)
        for name, of_period in found.items():
            for entry in of_period:
                self.rows[name, (entry.figure.dimension, entry.figure.group)].append(entry)
        self.unnamed = unnamed
        self.groups = {TOTAL, *unnamed, *(at for _name, at in self.rows)}
        self.known = Known()
        for name in {name for name, _at in self.rows}:
            for at in self.groups:
                if self.is_told(name, at):
                    self.known.learn({(name, at): 1})
        for equation in self.sums(homes):
            self.known.learn(equation)

    def is_told(self, name: str, at: Group) -> bool:
        """A row with numbers, a row that says nobody, or no row: nobody as well."""
        if at in self.unnamed:
            return False
        rows = self.rows.get((name, at), [])
        return not rows or any(
            entry.row.numerator is not None or entry.row.suppression_reason == Reason.NO_POPULATION
            for entry in rows
        )

    def sums(self, homes: dict[str, str]) -> Iterator[dict[Place, int]]:
        for name in OFFERED:
            for dimension in STANDARD[1:]:
                parts = [at for at in self.groups if at[0] is dimension]
                yield {(name, TOTAL): -1, **{(name, at): 1 for at in parts}}
            for country in [at for at in self.groups if at[0] is Dimension.COUNTRY]:
                inside = [
                    at
                    for at in self.groups
                    if at[0] is Dimension.ORGANISATION and homes.get(at[1]) == country[1]
                ]
                yield {(name, country): -1, **{(name, at): 1 for at in inside}}
        for whole, parts in PARTS.items():
            begun = [part for part in parts if part in OFFERED]
            for at in self.groups:
                yield {(whole, at): -1, **{(part, at): 1 for part in begun}}

    def found_out(self) -> list[Place]:
        return [
            (name, at)
            for (name, at), rows in self.rows.items()
            if not self.is_told(name, at) and self.known.tells({(name, at): 1})
            if any(entry.figure.people for entry in rows)
        ]


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize(("seed", "people"), [(21, 40), (23, 160)])
def test_no_hidden_figure_follows_from_all_rows_of_all_periods(seed, people, audience):
    invented(seed, people)
    found = {
        name: entries(records.root(), periods.period(name, today=TODAY), audience)
        for name in OFFERED
    }
    labels, unnamed, hidden = Labels.read(records.root()), set(), 0
    if audience is Audience.OUTSIDE:
        unnamed = {(Dimension.ORGANISATION, supplier) for supplier in labels.suppliers}

    for kpis in ADDING_UP:
        for programme in ["A", "B", "C", ""]:
            told = Told(
                {
                    name: of_figures
                    for name, rows in found.items()
                    if (
                        of_figures := [
                            entry
                            for entry in rows
                            if entry.figure.kpi in kpis and entry.figure.programme == programme
                        ]
                    )
                },
                labels.homes,
                unnamed,
            )
            hidden += sum(not told.is_told(*place) for place in told.rows)
            assert told.found_out() == []

    assert hidden


def scores_by_quarter(scores: dict[date, list[str]]) -> None:
    edition = EditionFactory()
    programme = ProgrammeFactory(code="C", modules=[edition.module])
    company = OrganisationFactory()
    for day, of_day in scores.items():
        for score in of_day:
            person = MembershipFactory(organisation=company, roles=["supervisor"]).person
            study = records.study(records.enrolment(person, programme), edition)
            records.attempt(study, records.noon(day), score)


def test_the_score_of_one_person_is_not_the_year_less_three_quarters():
    mixed = ["90", "50", "85", "70", "95", "60"]
    days = [date(2026, month, 5) for month in [2, 5, 8]]
    scores_by_quarter({**dict.fromkeys(days, mixed), date(2026, 10, 5): ["37"]})

    def told(name: str) -> list[bool]:
        return [
            row.numerator is not None
            for row in report(records.root(), periods.period(name, today=TODAY), Audience.INSIDE)
            if row.kpi_id == "LRN-02" and len(row.dims) == 1
        ]

    assert told("2026") == [True]
    assert [told(name) for name in QUARTERS] == [[False]] * 4
    assert told("2026-10") == []


def test_quarters_with_enough_people_are_told():
    mixed = ["90", "50", "85", "70", "95", "60"]
    scores_by_quarter({date(2026, month, 5): mixed for month in [2, 5, 8, 10]})

    rows = report(records.root(), periods.period("2026-Q3", today=TODAY), Audience.INSIDE)

    (of_role,) = [r for r in rows if r.dims == ("programme=C", "role=supervisor")
                  and r.kpi_id == "LRN-01"]  # fmt: skip
    assert of_role.display == "50.0"


# --- what a column of its own would tell ---------------------------------------------------

RULES = Rules(dict.fromkeys(Dimension, 5), {}, is_share=True, is_learning=True)


def column(total: int, **roles: int) -> dict[Group, Cell]:
    groups = {(Dimension.ROLE, name): Cell(name, people) for name, people in roles.items()}
    return {TOTAL: Cell("all", total), **groups}


def test_whoever_counts_in_two_quarters_is_not_the_quarters_less_the_year():
    """Manager a counted in the first and last quarter, and once in the year."""
    year = column(119, manager=59, worker=60)
    quarters = {"Q1": column(60, manager=30, worker=30), "Q4": column(60, manager=30, worker=30)}

    of_year, of_quarters = judge_year(year, quarters, RULES)

    assert not of_year[TOTAL].is_hidden
    assert all(cells[TOTAL].is_hidden for cells in of_quarters.values())


def test_an_empty_quarter_of_a_hidden_group_is_hidden_as_well():
    year = column(60, manager=9, supervisor=11, worker=40)
    quarters = {
        "Q1": column(30, manager=3, supervisor=7, worker=20),
        "Q4": column(30, manager=6, supervisor=4, worker=20),
        "Q2": column(20, worker=20),
    }
    year = column(80, manager=9, supervisor=11, worker=60)

    _, of_quarters = judge_year(year, quarters, RULES)

    for cells in of_quarters.values():
        hidden = {name for (_dimension, name), cell in cells.items() if cell.is_hidden}
        assert hidden == {"manager", "supervisor"}


# --- PAR-01 and PAR-02 ---------------------------------------------------------------------


@pytest.mark.parametrize(("seed", "people"), [(24, 40), (25, 90), (26, 160)])
def test_nobody_away_or_not_yet_due_follows_from_par_01_and_par_02(seed, people):
    invented(seed, people)
    found = entries(records.root(), periods.period("2026", today=TODAY), Audience.INSIDE)
    judged = 0

    for programme in ["A", "B", "C"]:
        for population in ["own", "supplier_staff"]:
            of_kpi: dict[str, dict[Group, Entry]] = {"PAR-01": {}, "PAR-02": {}}
            for entry in found:
                figure = entry.figure
                is_here = (figure.programme, figure.population) == (programme, population)
                if is_here and figure.kpi in of_kpi:
                    of_kpi[figure.kpi][figure.dimension, figure.group] = entry
            for dimension in [Dimension.ORGANISATION, Dimension.COUNTRY]:
                judged += _check_difference(of_kpi, dimension)

    assert judged


def _check_difference(of_kpi: dict[str, dict[Group, Entry]], dimension: Dimension) -> int:
    known, groups = Known(), [at for at in of_kpi["PAR-01"] if at[0] is dimension]
    for kpi, rows in of_kpi.items():
        known.learn({(kpi, TOTAL): -1, **{(kpi, at): 1 for at in groups}})
        for at in [TOTAL, *groups]:
            row = rows[at].row
            if row.numerator is not None or row.suppression_reason == Reason.NO_POPULATION:
                known.learn({(kpi, at): 1})
    small = 0
    for at in [TOTAL, *groups]:
        entry = of_kpi["PAR-01"][at]
        if 0 < entry.figure.people - of_kpi["PAR-02"][at].figure.people < entry.k:
            assert not known.tells({("PAR-01", at): 1, ("PAR-02", at): -1})
            small += 1
    return small


# --- where all are alike -------------------------------------------------------------------


def test_a_role_in_which_all_passed_is_not_the_total_less_the_others():
    edition = EditionFactory()
    programme = ProgrammeFactory(code="A", modules=[edition.module])
    company = OrganisationFactory()
    of_role = {"manager": ["90"] * 12, "supervisor": ["90", "40"] * 6, "worker": ["90", "40"] * 9}
    for role, scores in of_role.items():
        for score in scores:
            person = MembershipFactory(organisation=company, roles=[role]).person
            study = records.study(records.enrolment(person, programme), edition)
            records.attempt(study, records.noon(date(2026, 5, 5)), score)

    rows = {
        (row.kpi_id, row.dims[-1]): row
        for row in report(records.root(), periods.period("2026", today=TODAY), Audience.INSIDE)
    }

    managers, beside = (rows["LRN-01", f"role={name}"] for name in ["manager", "supervisor"])
    assert (managers.display, managers.numerator, managers.denominator) == ("≥ 95 %", None, None)
    assert beside.suppression_reason == Reason.COMPLEMENTARY
    assert rows["LRN-02", "role=manager"].denominator is None
    assert rows["LRN-01", "role=worker"].display == "50.0"
