"""Turns an XLSX file into lines of JSON, in a process of its own with little memory and time.

    python xlsx_rows.py SOURCE TARGET MEGABYTES SECONDS

A line is [sheet, row, cells]. A text is itself; anything else is {"kind": …, "text": …}, so that
nobody takes a number for an employee number or a date for a name. Knows nothing of ours.
"""

import datetime
import json
import resource
import sys
from typing import Any

from python_calamine import CalamineWorkbook, SheetVisibleEnum


def main(source: str, target: str, memory: int, seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    with CalamineWorkbook.from_path(source) as book, open(target, "w", encoding="utf-8") as out:  # noqa: PTH123
        for sheet in book.sheets_metadata:
            if sheet.visible == SheetVisibleEnum.Visible:
                _write(book, sheet.name, out)


def _write(book: CalamineWorkbook, name: str, out: Any) -> None:
    rows = book.get_sheet_by_name(name).iter_rows()
    for number, row in enumerate(rows, 1):
        cells = [_cell(value) for value in row]
        while cells and cells[-1] == "":
            cells.pop()
        if cells:
            json.dump([name, number, cells], out, ensure_ascii=True)
            out.write("\n")


def _cell(value: Any) -> str | dict[str, str]:
    match value:
        case str():
            return value
        case bool():
            return {"kind": "yes_or_no", "text": "yes" if value else "no"}
        case datetime.datetime() if value.time() == datetime.time.min:
            return {"kind": "date", "text": value.date().isoformat()}
        case datetime.date() if not isinstance(value, datetime.datetime):
            return {"kind": "date", "text": value.isoformat()}
        case int() | float():
            return {"kind": "number", "text": f"{value:.15g}"}
    return {"kind": "other", "text": str(value)}


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
