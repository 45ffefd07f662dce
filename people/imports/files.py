"""Files to take away: templates, codes of organisations, what is wrong. Nothing in them runs."""

import csv
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import chain

import xlsxwriter
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from people.imports import wording
from people.imports.columns import ORGANISATIONS, TABLES
from people.imports.models import ImportRun
from people.models import Organisation
from people.spreadsheets import inert

# So that spreadsheets read it as UTF-8.
MARK = "\ufeff"
TEMPLATES = ("people.csv", "organisations.csv", "people.xlsx")
ROWS_AS_TEXT = 2_000


class _Echo:
    """What the CSV writer writes to: it gives back what is written."""

    def write(self, text: str) -> str:
        return text


def _lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield MARK
    for row in rows:
        yield writer.writerow([inert(str(cell)) for cell in row])


def csv_template(table: str) -> Iterator[str]:
    """The header, and no row: an example would be somebody."""
    return _lines([[column.name for column in TABLES[table]]])


def book_template() -> bytes:
    """A workbook with both tables, empty, and a sheet that says what the columns hold."""
    out = BytesIO()
    # Texts stay texts, whatever they look like.
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        as_text = book.add_format({"num_format": "@"})
        for table, columns in TABLES.items():
            sheet = book.add_worksheet(table)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(columns) - 1, 20, as_text)
            for place, column in enumerate(columns):
                sheet.write_string(0, place, column.name, bold)
        _add_columns(book, bold)
    return out.getvalue()


def _add_columns(book: xlsxwriter.Workbook, bold: object) -> None:
    sheet = book.add_worksheet("columns")
    sheet.set_column(0, 1, 20)
    sheet.set_column(2, 2, 100)
    sheet.set_column(3, 3, 26)
    headings = (_("Sheet"), _("Column"), _("What it holds"), _("Example"))
    rows = [headings, *described()]
    for number, row in enumerate(rows):
        for place, text in enumerate(row):
            sheet.write_string(number, place, str(text), bold if number == 0 else None)


def described() -> Iterator[tuple[str, str, str, str]]:
    """Table, column, what it holds, an example: of every column."""
    for table, columns in TABLES.items():
        for column in columns:
            yield table, column.name, str(wording.COLUMNS[table][column.name]), column.example


def organisations(found: QuerySet[Organisation]) -> Iterator[str]:
    """What there is, as a file that can be imported again."""
    names = [column.name for column in TABLES[ORGANISATIONS]]
    rows = found.order_by("path").values_list(
        *("code", "name", "kind", "parent__code", "country", "time_zone", "tier", "risk_band"),
        *("started_on", "ended_on"),
    )
    # The company itself has no kind to give: there is never a second one.
    nothing = (None, Organisation.Kind.COMPANY)
    plain = (["" if cell in nothing else cell for cell in row] for row in rows.iterator())
    return _lines(chain([names], plain))


def faults(run: ImportRun) -> Iterator[str]:
    """Everything wrong: sheet, row, column, what is there, what to do."""
    headings = (_("Sheet"), _("Row"), _("Column"), _("In the cell"), _("What to do"))
    found = run.faults.order_by("position").iterator()
    rows = ((one.sheet, one.row, one.column, one.value, wording.fault(one)) for one in found)
    return _lines((headings, *rows))
