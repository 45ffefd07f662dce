"""Reads CSV, row by row: UTF-8, or UTF-16 with its mark; commas, semicolons or tabs. Pure.

Nothing is guessed: a byte that is no UTF-8 is told with its row and column, so that names are never
kept garbled.
"""

import codecs
import csv
import re
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import IO

from people.imports import limits
from people.imports.faults import Unreadable

SEPARATORS = ",;\t"
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
# What Python makes of a byte that is no UTF-8.
NO_TEXT = re.compile("[\udc80-\udcff]")

Record = tuple[int, list[str]]


def read(path: Path) -> Iterator[Record]:
    """Every record that is not empty, with its number as a spreadsheet counts: the header is 1.

    Raises Unreadable.
    """
    with path.open("rb") as file:
        encoding = _encoding(file)
        text = TextIOWrapper(file, encoding, errors="surrogateescape", newline="")
        lines = _Lines(text)
        reader = csv.reader(lines, delimiter=_separator(text), strict=True)
        number = 0
        while (cells := _next(reader, lines, number + 1)) is not None:
            number += 1
            if any(cell.strip() for cell in cells):
                yield number, _checked(cells, number)


def _encoding(file: IO[bytes]) -> str:
    beginning = file.read(4)
    file.seek(0)
    return next((name for mark, name in MARKS.items() if beginning.startswith(mark)), "utf-8")


def _separator(text: TextIOWrapper) -> str:
    """The one that makes most of the first line."""
    try:
        first = text.readline(limits.LONGEST_LINE)
        text.seek(0)
    except UnicodeError as error:
        raise Unreadable("not_utf8", row=1) from error
    return max(SEPARATORS, key=first.count)


class _Lines:
    """The lines of a file for the CSV reader, of bounded length and number a record."""

    def __init__(self, text: TextIOWrapper) -> None:
        self._text = text
        self.of_this_record = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._text.readline(limits.LONGEST_LINE)
        if not line:
            raise StopIteration
        self.of_this_record += 1
        if len(line) >= limits.LONGEST_LINE:
            raise _LineTooLong
        if self.of_this_record > limits.MOST_LINES_A_ROW:
            raise _RecordTooLong
        return line


class _LineTooLong(Exception):
    """A line has no end."""


class _RecordTooLong(Exception):
    """A record goes on and on."""


def _next(reader: Iterator[list[str]], lines: _Lines, number: int) -> list[str] | None:
    """The next record, or None at the end."""
    lines.of_this_record = 0
    try:
        return next(reader, None)
    except _LineTooLong as error:
        raise Unreadable("line_too_long", row=number) from error
    except (_RecordTooLong, csv.Error) as error:
        raise Unreadable("quote_not_closed", row=number) from error
    except UnicodeError as error:  # only UTF-16: half a character at the end
        raise Unreadable("not_utf8", row=number) from error


def _checked(cells: list[str], number: int) -> list[str]:
    """The cells, if all of their bytes were text."""
    for place, cell in enumerate(cells, 1):
        if NO_TEXT.search(cell):
            raise Unreadable("not_utf8", row=number, column=str(place))
    return cells
