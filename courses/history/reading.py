"""The columns of a file of earlier completions, and the words for what can be wrong in it."""

from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from people.imports import columns, reading, wording_faults
from people.imports.columns import Column
from people.imports.faults import Fault, Wrong
from people.imports.reading import Row

TABLE = "completions"
LONGEST_REFERENCE = 120

FAULTS = wording_faults.FAULTS | {
    "no_such_person": _("Nobody has this number there."),
    "no_such_programme": _("There is no programme with this code that people are asked to do."),
    "day_to_come": _("This day has not come yet."),
    "long_ago": _("This day is more than 20 years ago. Look at the year again."),
    "later_recorded": _("A later completion is on record already; nothing is put before it."),
    "run_out": _(
        "This has run out by now, and cannot count as what is still to be done. Leave the row out."
    ),
    "decided_otherwise": _("Somebody was released from this programme, or it was taken back."),
}


def reference(text: str) -> str:
    """Where the evidence lies. Raises Wrong."""
    if len(text) > LONGEST_REFERENCE:
        raise Wrong("cell_too_long", most=LONGEST_REFERENCE)
    return columns.code(text)


COLUMNS = [
    Column("employee_number", columns.code, "00123", is_key=True),
    Column("organisation", columns.code, "LEEDS", is_key=True),
    Column("programme", columns.code, "B", is_key=True),
    Column("completed_on", columns.day, "2025-03-31", is_key=True),
    Column("reference", reference, "Certificate 17/2025", is_key=True),
]


def rows(path: Path) -> Iterator[Row]:
    """The rows of a CSV file. Raises Unreadable."""
    return reading.csv_rows(path, TABLE, COLUMNS)


def line(fault: Fault) -> str:
    """A fault in words, with its place."""
    place = " ".join(str(part) for part in (fault.row or "", fault.column) if part)
    words = FAULTS[fault.code] % fault.facts
    said = f" ({fault.value})" if fault.value else ""
    return f"{place}: {words}{said}"
