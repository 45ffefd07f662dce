"""Files to import, as small as can be: CSV from rows, XLSX from rows, and how they are read."""

import csv
import io
import tempfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from django.core.files.base import ContentFile

from people.imports import actions, reading
from people.imports.models import ImportRun
from people.imports.reading import Row

HEADER = ["employee_number", "organisation", "full_name", "started_on"]


def csv_of(*rows: Iterable[Any], header: Iterable[str] = HEADER, separator: str = ",") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows([header, *rows])
    return out.getvalue().encode()


def file_of(number: str, place: str, **cells: str) -> bytes:
    """A file of one row."""
    return csv_of(
        [number, place, *cells.values()], header=["employee_number", "organisation", *cells]
    )


def xlsx_of(sheets: dict[str, list[list[Any]]]) -> bytes:
    """A workbook; texts as texts, days as days, numbers as numbers."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        as_day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, date):
                        sheet.write_datetime(row, column, cell, as_day)
                    elif isinstance(cell, str):
                        sheet.write_string(row, column, cell)
                    else:
                        sheet.write(row, column, cell)
    return out.getvalue()


def rows_of(content: bytes) -> list[Row]:
    """All rows of all tables of a file. Raises Unreadable."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(content)
        return [row for sheet in reading.sheets(path, Path(folder)) for row in sheet.rows]


def checked(content: bytes, by: Any = None) -> ImportRun:
    """An import of a file, checked."""
    run = actions.upload(ContentFile(content, name="x"), by=by, in_background=False)
    actions.check(run)
    run.refresh_from_db()
    return run


def applied(content: bytes, by: Any = None) -> ImportRun:
    """An import of a file, checked and applied."""
    run = checked(content, by)
    assert run.state == ImportRun.State.READY, list(run.faults.values())
    actions.confirm(run, run.plan_digest, in_background=False)
    actions.apply(run)
    run.refresh_from_db()
    return run


def faults_of(run: ImportRun) -> list[tuple[int, str, str]]:
    """Row, column and code of everything wrong."""
    faults = run.faults.filter(is_note=False).order_by("position")
    return list(faults.values_list("row", "column", "code"))


def notes_of(run: ImportRun) -> list[tuple[int, str, str]]:
    notes = run.faults.filter(is_note=True).order_by("position")
    return list(notes.values_list("row", "column", "code"))


def kinds_of(run: ImportRun) -> list[tuple[int, str]]:
    return list(run.changes.order_by("position").values_list("row", "kind"))
