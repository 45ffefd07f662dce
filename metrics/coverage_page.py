"""The coverage page as words and numbers for a template: built from judged entries alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language_bidi, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from metrics import wording
from metrics.charts import MOST_BARS, Chart, chart
from metrics.kpis.counted import UNSTATED, Dimension, Population
from metrics.report import Entry
from metrics.suppression import Reason
from people.models import Organisation

# How a programme may be broken down, one way at a time, and what each way is called.
WAYS = {
    Dimension.ROLE: gettext_lazy("Role"),
    Dimension.COUNTRY: gettext_lazy("Country"),
    Dimension.ORGANISATION: gettext_lazy("Organisation"),
    Dimension.TIER: gettext_lazy("Supplier tier"),
    Dimension.RISK_BAND: gettext_lazy("Risk band"),
}
OF_SUPPLIERS = [Dimension.TIER, Dimension.RISK_BAND]
# How suppliers are broken down where people are broken down by what suppliers are not.
ELSE = Dimension.TIER
# Longer tables are folded behind their beginning, where the gaps are.
MOST_LINES = 25
# What is beyond is told in the files: a page of a thousand suppliers answers no question.
MOST_FOLDED = 100


@dataclass(frozen=True)
class Line:
    """A group: how many of how many are trained, and how many are not; or why it is hidden."""

    name: str
    text: str
    left: str = ""
    due: str = ""
    is_hidden: bool = False


@dataclass(frozen=True)
class Part:
    """A population, or the suppliers by one key figure: its total in a sentence, and its groups."""

    key: str
    title: str
    note: str
    total: Line
    lines: Sequence[Line]
    chart: Chart | None
    hidden_note: str
    # How many lines only the files tell.
    further: int
    # Whether it is told of those due as well.
    has_due: bool
    # What its two columns of numbers are called: those who are so, and those who are not.
    heading: str
    left_heading: str

    @property
    def first_lines(self) -> Sequence[Line]:
        return self.lines[:MOST_LINES]

    @property
    def more_lines(self) -> Sequence[Line]:
        return self.lines[MOST_LINES:]


class Page:
    """The entries of a programme, broken down one way; of each list at most the first lines."""

    def __init__(self, entries: Iterable[Entry], by: Dimension, most: int | None = None) -> None:
        self.entries = list(entries)
        self.by = by
        self.most = most

    def rows(self) -> list[Entry]:
        """The entries that stand on the page, in the order of the export."""
        return [
            entry
            for entry in self.entries
            if entry.figure.dimension in {Dimension.ALL, self._way(entry.figure.kpi)}
        ]

    def people(self) -> list[Part]:
        """Who is not trained: our own people, and those of suppliers."""
        titles = {Population.OWN: _("Own workforce"), Population.SUPPLIERS: _("Supplier staff")}
        if self.by in OF_SUPPLIERS:
            del titles[Population.OWN]
        return [self._part("PAR-01", who, title) for who, title in titles.items()]

    def suppliers(self) -> list[Part]:
        titles = {"SUP-02": _("Trained suppliers"), "SUP-01": _("Suppliers that take part")}
        return [self._part(kpi, Population.SUPPLIERS, title) for kpi, title in titles.items()]

    def suppliers_way(self) -> str:
        return str(WAYS[self._way("SUP-01")])

    def _way(self, kpi: str) -> Dimension:
        told = self.by in {Dimension.COUNTRY, *OF_SUPPLIERS}
        return self.by if told or kpi.startswith("PAR") else ELSE

    def _part(self, kpi: str, population: Population, title: str) -> Part:
        way = self._way(kpi)
        found = self._found(kpi, population)
        (total,) = [entry for entry in found if entry.figure.dimension is Dimension.ALL]
        groups = sorted((entry for entry in found if entry.figure.dimension is way), key=gaps_first)
        due = {
            (entry.figure.dimension, entry.figure.group): entry
            for entry in self._found("PAR-02", population)
            if kpi == "PAR-01"
        }
        lines = [_line(entry, due.get((way, entry.figure.group))) for entry in groups[: self.most]]
        return Part(
            key=f"{kpi}-{population}",
            title=title,
            note=_note(kpi, way),
            total=_line(total, due.get((Dimension.ALL, total.figure.group))),
            lines=lines,
            further=len(groups) - len(lines),
            chart=_chart(title, total, groups),
            hidden_note=_why_hidden([total, *groups]),
            has_due=kpi == "PAR-01" and way not in OF_SUPPLIERS,
            heading=_("Take part") if kpi == "SUP-01" else _("Trained"),
            left_heading=_("Not yet") if kpi == "SUP-01" else _("Not trained"),
        )

    def _found(self, kpi: str, population: Population) -> list[Entry]:
        return [
            entry
            for entry in self.entries
            if entry.figure.kpi == kpi and entry.figure.population is population
        ]


def gaps_first(entry: Entry) -> tuple[int, Decimal, Decimal, str]:
    """The widest gap first, but for organisations: whoever has a gap, in the order of names.

    Sites and suppliers are never ranked. What is hidden stands last, in the order of names.
    """
    row, name = entry.row, _name(entry).casefold()
    if row.value is None or row.numerator is None or row.denominator is None:
        is_empty = row.suppression_reason == Reason.NO_POPULATION
        return 3 if is_empty else 2, Decimal(0), Decimal(0), name
    left = row.denominator - row.numerator
    if entry.figure.dimension is Dimension.ORGANISATION:
        return (0 if left else 1), Decimal(0), Decimal(0), name
    return (0 if left else 1), row.value, -left, name


def _line(entry: Entry, due: Entry | None) -> Line:
    row = entry.row
    if row.numerator is None or row.denominator is None:
        hidden = wording.hidden_cell(row.suppression_reason)
        return Line(_name(entry), hidden, is_hidden=True)
    return Line(
        name=_name(entry),
        text=wording.share(row),
        left=wording.whole(row.denominator - row.numerator),
        due=_due(due),
    )


def _due(due: Entry | None) -> str:
    if due is None:
        return ""
    if due.row.suppressed:
        return wording.hidden_cell(due.row.suppression_reason)
    return wording.share(due.row)


def _name(entry: Entry) -> str:
    figure = entry.figure
    if figure.dimension is Dimension.ALL:
        return _("All together")
    if figure.dimension in OF_SUPPLIERS and figure.group == UNSTATED:
        return _("Not stated")
    if figure.dimension is Dimension.TIER:
        return _("Tier %(number)s") % {"number": figure.group}
    if figure.dimension is Dimension.RISK_BAND:
        names = {"low": _("Low risk"), "medium": _("Medium risk"), "high": _("High risk")}
        return names[Organisation.RiskBand(figure.group)]
    return wording.name(figure.dimension, figure.group, entry.label)


def _note(kpi: str, way: Dimension) -> str:
    if kpi == "SUP-01":
        return _(
            "Suppliers whose people were asked to learn, and of whom at least one person holds or "
            "completed a programme in the period. Taking part is not yet being trained."
        )
    if kpi == "SUP-02":
        return _(
            "Of all first-tier suppliers, asked or not: somebody holds programme A or B, and every "
            "site has a manager who does and four of five supervisors who hold C."
        )
    if way is Dimension.ORGANISATION:
        return _("Where somebody is not trained comes first, in the order of names.")
    if way is Dimension.ROLE:
        return _("The widest gap comes first. Somebody with several roles counts in each of them.")
    return _("The widest gap comes first.")


def _chart(title: str, total: Entry, groups: Sequence[Entry]) -> Chart | None:
    told = [entry for entry in groups if entry.row.suppression_reason != Reason.NO_POPULATION]
    if not 0 < len(told) <= MOST_BARS or all(entry.row.suppressed for entry in told):
        return None
    points = [(_name(entry), _line(entry, None).text, entry.row.value) for entry in told]
    key = f"{total.figure.kpi}-{total.figure.population}"
    return chart(key, title, summary(total), points, right_to_left=get_language_bidi())


def summary(total: Entry) -> str:
    """The whole in a sentence, the gap in its middle."""
    row = total.row
    if row.numerator is None or row.denominator is None:
        return wording.hidden_cell(row.suppression_reason)
    left = row.denominator - row.numerator
    if row.kpi_id == "PAR-01":
        return ngettext(
            "%(left)s person is not trained.", "%(left)s people are not trained.", int(left)
        ) % {"left": wording.whole(left)}
    return ngettext(
        "%(left)s supplier is not there yet.", "%(left)s suppliers are not there yet.", int(left)
    ) % {"left": wording.whole(left)}


def _why_hidden(entries: Iterable[Entry]) -> str:
    hidden = {
        entry.k
        for entry in entries
        if entry.row.suppressed and entry.row.suppression_reason != Reason.NO_POPULATION
    }
    return wording.hidden(hidden) if hidden else ""
