"""The overview as words and numbers for a template: built from the report's entries alone."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from metrics import wording
from metrics.charts import MOST_BARS, Chart, chart
from metrics.kpis.counted import Dimension, Population
from metrics.report import Entry
from metrics.suppression import Reason

EVERYBODY = Population.EVERYONE
OWN = Population.OWN
SUPPLIERS = Population.SUPPLIERS


# Longer tables are folded: the page stays one that can be read from top to bottom.
MOST_LINES = 12


@dataclass(frozen=True)
class Shown:
    """What a cell says; hidden ones are drawn as such. `meta` is said smaller below it."""

    text: str
    is_hidden: bool = False
    heading: str = ""
    meta: str = ""


@dataclass(frozen=True)
class Headline:
    """How far a programme has reached: among our own workforce, and among supplier staff."""

    code: str
    title: str
    own: Shown
    of_own: str
    suppliers: Shown
    reached: Decimal


@dataclass(frozen=True)
class Line:
    name: str
    cells: Sequence[Shown]


@dataclass(frozen=True)
class Column:
    """One figure of a section, with its entries by group; coverage is told of those due as well."""

    heading: str
    kpi: str
    population: Population
    entries: dict[str, Entry]
    due: dict[str, Entry]

    @property
    def is_of_somebody(self) -> bool:
        reasons = {entry.row.suppression_reason for entry in self.entries.values()}
        return bool(reasons - {Reason.NO_POPULATION})

    @property
    def is_told(self) -> bool:
        """Whether it says something of at least one group."""
        return not all(entry.row.suppressed for entry in self.entries.values())


@dataclass(frozen=True)
class Section:
    """One way to break a programme down: charts with one sentence each, and all as a table.

    A figure that is hidden for every group is told of in a note, not drawn as a column of nothing.
    """

    key: str
    title: str
    note: str
    charts: Sequence[Chart]
    columns: Sequence[str]
    lines: Sequence[Line]
    hidden_note: str
    # Which figures are left out, because there every group is hidden.
    withheld_note: str

    @property
    def is_long(self) -> bool:
        return len(self.lines) > MOST_LINES


@dataclass(frozen=True)
class Breakdown:
    """What a section is to show; `suppliers` None means every group."""

    key: str
    title: str
    note: str
    dimension: Dimension
    populations: Sequence[Population]
    suppliers: bool | None = None


class Overview:
    """The entries of a report, ready to be asked."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.found: dict[tuple[str, str, Population, Dimension], list[Entry]] = defaultdict(list)
        for entry in entries:
            figure = entry.figure
            place = (figure.kpi, figure.programme, figure.population, figure.dimension)
            self.found[place].append(entry)

    def total(self, kpi: str, programme: str, population: Population) -> Entry:
        (entry,) = self.found[kpi, programme, population, Dimension.ALL]
        return entry

    def headlines_note(self) -> str:
        """Why totals are hidden, if one is that stands at the top."""
        at_top = {"PAR-01", "HRS-02a", "HRS-02b"}
        return _why_hidden(
            entry
            for (kpi, _programme, _population, dimension), found in self.found.items()
            for entry in found
            if kpi in at_top and dimension is Dimension.ALL
        )

    def headlines(self, titles: dict[str, str]) -> list[Headline]:
        """The programmes, the widest gap first: programmes may be ordered so, people never."""
        lines = [self._headline(code, title) for code, title in titles.items()]
        return sorted(lines, key=lambda line: (line.reached, line.code))

    def _headline(self, code: str, title: str) -> Headline:
        own, suppliers = (self.total("PAR-01", code, who) for who in (OWN, SUPPLIERS))
        known = [entry.row.value for entry in (own, suppliers) if entry.row.value is not None]
        return Headline(
            code=code,
            title=title,
            own=shown(own) if own.row.suppressed else Shown(wording.percent(own.row)),
            of_own="" if own.row.suppressed else wording.part(own.row),
            suppliers=shown(suppliers),
            reached=min(known, default=Decimal(101)),
        )

    def hours(self) -> tuple[Shown | None, Shown]:
        """Hours credited to employees, but for a month, and how many employees had any."""
        credited = self.found["HRS-02a", "", Population.EMPLOYEES, Dimension.ALL]
        reached = self.total("HRS-02b", "", Population.EMPLOYEES)
        return shown(credited[0]) if credited else None, shown(reached)

    def sections(self, programme: str) -> list[Section]:
        """A programme by role, own unit, supplier and country; what is empty is left out."""
        made = [self._section(programme, breakdown) for breakdown in _breakdowns()]
        return [section for section in made if section.lines or section.withheld_note]

    def _section(self, programme: str, wanted: Breakdown) -> Section:
        columns = [
            Column(
                heading,
                kpi,
                population,
                self._groups(kpi, programme, population, wanted),
                self._groups("PAR-02", programme, population, wanted) if kpi == "PAR-01" else {},
            )
            for heading, kpi, population in _columns(wanted.populations)
        ]
        columns = [column for column in columns if column.is_of_somebody]
        told = [column for column in columns if column.is_told]
        return Section(
            key=wanted.key,
            title=wanted.title,
            note=wanted.note,
            charts=list(self._charts(programme, wanted, told)),
            columns=[column.heading for column in told],
            lines=_lines(told),
            hidden_note=_why_hidden(
                entry for column in columns for entry in column.entries.values()
            ),
            withheld_note=_withheld(column.heading for column in columns if not column.is_told),
        )

    def _groups(
        self, kpi: str, programme: str, population: Population, wanted: Breakdown
    ) -> dict[str, Entry]:
        return {
            entry.figure.group: entry
            for entry in self.found[kpi, programme, population, wanted.dimension]
            if wanted.suppliers in {None, entry.is_supplier}
        }

    def _charts(
        self, programme: str, wanted: Breakdown, columns: Iterable[Column]
    ) -> Iterable[Chart]:
        for column in columns:
            points = [
                (_name(entry), shown(entry).text, _length(entry))
                for entry in sorted(column.entries.values(), key=lambda e: _name(e).casefold())
                if entry.row.suppression_reason != Reason.NO_POPULATION
            ]
            # What people learn is drawn by role alone: places are never compared by score (S-18).
            by_role = wanted.dimension is Dimension.ROLE
            is_drawn = column.kpi == "PAR-01" or (column.kpi == "LRN-01" and by_role)
            if is_drawn and 0 < len(points) <= MOST_BARS:
                total = self.total(column.kpi, programme, column.population)
                yield chart(
                    f"{wanted.key}-{column.kpi}-{column.population}",
                    column.heading,
                    _summary(total),
                    points,
                    right_to_left=get_language_bidi(),
                )


def shown(entry: Entry) -> Shown:
    """An entry as text, or the words that stand in a hidden one's place."""
    if entry.row.suppressed:
        return Shown(wording.hidden_cell(entry.row.suppression_reason), is_hidden=True)
    return Shown(wording.text(entry.row))


def _why_hidden(entries: Iterable[Entry]) -> str:
    """One sentence for all that is hidden among entries, or nothing."""
    minimums = {
        entry.k
        for entry in entries
        if entry.row.suppressed and entry.row.suppression_reason != Reason.NO_POPULATION
    }
    return wording.hidden(minimums) if minimums else ""


def _withheld(headings: Iterable[str]) -> str:
    said = ", ".join(headings)
    return _("Not shown for any group here: %(figures)s.") % {"figures": said} if said else ""


def _name(entry: Entry) -> str:
    return wording.name(entry.figure.dimension, entry.figure.group, entry.label)


def _length(entry: Entry) -> Decimal | None:
    """How long a bar is, in percent. Where everybody is alike it is drawn at the bound told."""
    if entry.row.suppression_reason == Reason.HOMOGENEOUS:
        return Decimal(95) if entry.figure.numerator else Decimal(5)
    return entry.row.value


def _summary(total: Entry) -> str:
    """One sentence on a whole chart."""
    row = total.row
    if row.suppressed:
        return wording.hidden_cell(row.suppression_reason)
    if row.numerator is None or row.denominator is None:
        return _("All groups together: %(figure)s.") % {"figure": wording.text(row)}
    numbers = {
        "part": wording.whole(row.numerator),
        "people": wording.whole(row.denominator),
        "left": wording.whole(row.denominator - row.numerator),
    }
    if row.kpi_id == "PAR-01":
        return _("%(part)s of %(people)s people are trained; %(left)s are not yet.") % numbers
    return _("%(part)s of %(people)s people passed at the first attempt.") % numbers


def _lines(columns: Sequence[Column]) -> list[Line]:
    """The groups in the order of their names, each with a cell for every column."""
    by_group = {group: entry for column in columns for group, entry in column.entries.items()}
    names = {group: _name(entry) for group, entry in by_group.items()}
    return [
        Line(names[group], [_cell(column, group) for column in columns])
        for group in sorted(names, key=lambda group: (names[group].casefold(), group))
    ]


def _cell(column: Column, group: str) -> Shown:
    entry = column.entries.get(group)
    if entry is None:
        return Shown("–", heading=column.heading)
    found, due = shown(entry), column.due.get(group)
    meta = ""
    if due and not found.is_hidden:
        meta = _("Of those due: %(figure)s") % {"figure": shown(due).text}
    return Shown(found.text, found.is_hidden, column.heading, meta)


def _columns(populations: Sequence[Population]) -> list[tuple[str, str, Population]]:
    headings = {OWN: _("Own workforce trained"), SUPPLIERS: _("Supplier staff trained")}
    return [
        *((headings[who], "PAR-01", who) for who in populations),
        (_("Completed in the period"), "PAR-04", EVERYBODY),
        (_("Passed at the first attempt"), "LRN-01", EVERYBODY),
        (_("Mean score at the first attempt"), "LRN-02", EVERYBODY),
    ]


def _breakdowns() -> list[Breakdown]:
    return [
        Breakdown(
            "role",
            _("By role"),
            _("Somebody with several roles counts in each of them."),
            Dimension.ROLE,
            [OWN, SUPPLIERS],
        ),
        Breakdown(
            "units",
            _("Our own organisation"),
            _("In the order of names."),
            Dimension.ORGANISATION,
            [OWN],
            suppliers=False,
        ),
        Breakdown(
            "suppliers",
            _("Suppliers"),
            _("In the order of names. A gap is a reason to help, not a rating."),
            Dimension.ORGANISATION,
            [SUPPLIERS],
            suppliers=True,
        ),
        Breakdown(
            "countries",
            _("By country"),
            _("Where people work."),
            Dimension.COUNTRY,
            [OWN, SUPPLIERS],
        ),
    ]
