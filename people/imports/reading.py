"""From a file to rows that are checked cell by cell. Pure, no Django; nothing is kept in memory.

A file is CSV with one table, or XLSX with a sheet for people, one for organisations, or both.
Which it is, is told by its content, never by its name.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, groupby
from pathlib import Path
from typing import Any

from people.imports import columns, csv_file, limits, xlsx_file
from people.imports.columns import Column
from people.imports.faults import Fault, Unreadable, Wrong, shown
from people.imports.xlsx_file import Cell

ARCHIVE, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
OTHERS = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
    b"<?xml",
)


@dataclass(frozen=True)
class Row:
    """A row's values by column. Columns that the file does not have are missing here."""

    number: int
    values: dict[str, Any]
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)

    def __getitem__(self, column: str) -> Any:
        return self.values.get(column)

    def has(self, column: str) -> bool:
        """Whether the file has the column; an empty cell of it says "nothing", and counts."""
        return column in self.values


@dataclass(frozen=True)
class Sheet:
    """One table of a file; its rows can be gone through once."""

    table: str
    rows: Iterator[Row]


Records = Iterator[tuple[int, list[Cell]]]


def sheets(path: Path, scratch: Path) -> Iterator[Sheet]:
    """The tables of a file, each to be gone through before the next. Raises Unreadable.

    `scratch` is an empty folder of the caller's, for what is written on the way.
    """
    with path.open("rb") as file:
        beginning = file.read(4)
    if not beginning:
        raise Unreadable("empty")
    if beginning.startswith(OLD_OFFICE):
        raise Unreadable("old_office")
    if beginning.startswith(tuple(kind[:4] for kind in OTHERS)):
        raise Unreadable("not_a_table")
    if beginning == ARCHIVE:
        found = _sheets_of_book(path, scratch)
    else:
        text_only: Records = ((number, list(cells)) for number, cells in csv_file.read(path))
        found = iter([_sheet("", text_only, is_whole=True)])
    is_empty = True
    for sheet in found:
        is_empty = False
        yield sheet
    if is_empty:
        raise Unreadable("empty")


def csv_rows(path: Path, table: str, known: list[Column]) -> Iterator[Row]:
    """The rows of a CSV file with one table of these columns. Raises Unreadable."""
    records: Records = ((number, list(cells)) for number, cells in csv_file.read(path))
    number, names = _header(records)
    return _body(table, known, number, names, records, is_whole=True)


def _sheets_of_book(path: Path, scratch: Path) -> Iterator[Sheet]:
    """The sheets named after our tables; a book of one sheet may name it as it likes."""
    records = xlsx_file.read(path, scratch)
    by_sheet = groupby(records, key=lambda record: record[0])
    others = None
    for name, rows in by_sheet:
        table = columns.header_name(name)
        body = ((number, cells) for _, number, cells in rows)
        if table in columns.TABLES:
            yield _sheet(table, body)
        elif others is None:
            others = name
            first = next(body, None)
            names = {columns.header_name(_text(cell)) for cell in first[1]} if first else set()
            if first and {"organisation"} <= names:
                yield _sheet("", chain([first], body))


def _sheet(table: str, records: Records, *, is_whole: bool = False) -> Sheet:
    """A table. `is_whole`: each row has all of its cells, and one with fewer was cut off."""
    number, names = _header(records)
    table = table or columns.table_of(names)
    known = columns.TABLES[table]
    return Sheet(table, _body(table, known, number, names, records, is_whole=is_whole))


def _header(records: Records) -> tuple[int, list[str]]:
    first = next(records, None)
    if first is None:
        raise Unreadable("empty")
    number, cells = first
    names = [columns.header_name(_text(cell)) for cell in cells]
    while names and not names[-1]:
        names.pop()
    return number, names


def _body(
    table: str,
    known: list[Column],
    number: int,
    names: list[str],
    records: Records,
    *,
    is_whole: bool,
) -> Iterator[Row]:
    _check_header(names, known, number)
    by_name = {column.name: column for column in known}
    return _rows(table, [by_name[name] for name in names], records, is_whole=is_whole)


def _check_header(names: list[str], known: list[Column], number: int) -> None:
    if len(names) > limits.MOST_CELLS_A_ROW:
        raise Unreadable("too_many_cells", row=number, most=limits.MOST_CELLS_A_ROW)
    of_ours = [column.name for column in known]
    if not set(names) & set(of_ours):
        raise Unreadable("no_header", row=number, columns=", ".join(of_ours))
    for name in names:
        if name not in of_ours:
            raise Unreadable("no_such_column", row=number, column=shown(name) or "?")
        if names.count(name) > 1:
            raise Unreadable("column_twice", row=number, column=name)
    for column in known:
        if column.is_key and column.name not in names:
            raise Unreadable("column_missing", row=number, column=column.name)


def _rows(table: str, header: list[Column], records: Records, *, is_whole: bool) -> Iterator[Row]:
    is_of_places = table == columns.ORGANISATIONS
    most = limits.MOST_ORGANISATIONS if is_of_places else limits.MOST_ROWS
    for count, (number, cells) in enumerate(_in_columns(header, records), 1):
        if count > most:
            raise Unreadable("too_many_rows", row=number, most=most)
        if is_whole and len(cells) < len(header):
            yield Row(number, {}, [Fault("too_few_cells", table, number)])
        else:
            yield _row(table, header, number, cells)


def _in_columns(header: list[Column], records: Records) -> Records:
    """The records; where one cannot be read, the column is told by its name."""
    try:
        yield from records
    except Unreadable as error:
        place = error.fault.column
        if place.isdigit() and int(place) <= len(header):
            name = header[int(place) - 1].name
            raise Unreadable(error.fault.code, row=error.fault.row, column=name) from error
        raise


def _row(table: str, header: list[Column], number: int, cells: list[Cell]) -> Row:
    row = Row(number, {})
    if len(cells) > len(header) and any(_text(cell).strip() for cell in cells[len(header) :]):
        row.faults.append(Fault("too_many_cells_here", table, number))
        return row
    for place, column in enumerate(header):
        cell = cells[place] if place < len(cells) else ""
        try:
            reading = columns.read_cell(column, cell)
        except Wrong as wrong:
            said = shown(_text(cell))
            row.faults.append(Fault(wrong.code, table, number, column.name, said, wrong.facts))
            continue
        row.values[column.name] = reading.value
        if reading.note:
            said = shown(_text(cell))
            facts: dict[str, str | int] = {"kept": str(reading.value)}
            row.notes.append(
                Fault(reading.note, table, number, column.name, said, facts, is_note=True)
            )
        elif reading.value is None and column.is_key:
            row.faults.append(Fault("cell_missing", table, number, column.name))
    return row


def _text(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell["text"]
