"""One row of an export: a key figure of one group, as it may be shown. Format: docs/kpis.md. Pure.

A row is written the same way everywhere: as JSON, as a line of CSV, and as what is hashed. Numbers
are decimal text of at most ten places, so that both files say the same digits.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from people.spreadsheets import inert

PLACES = Decimal("1e-10")

Value = str | bool | int | Decimal | date | tuple[str, ...] | Mapping[str, int | None] | None


@dataclass(frozen=True, kw_only=True)
class Row:
    """The fields in the order of the columns. All four value fields are None when suppressed."""

    kpi_id: str
    kpi_version: str
    period_start: date | None
    period_end: date | None
    as_of: date | None
    dims: tuple[str, ...]
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    display: str | None
    unit: str
    suppressed: bool
    suppression_reason: str | None
    denominator_basis: str | None
    evidence: Decimal | None
    excluded: Mapping[str, int | None] | None
    maps_to: tuple[str, ...]
    use: str
    period_version: int
    frozen_at: datetime | None
    hash: str = ""
    restates: str | None = None

    def signed(self) -> "Row":
        """The row with its hash: the sha-256 of everything else in it."""
        text = to_json(self, leaving_out="hash")
        return replace(self, hash=hashlib.sha256(text.encode()).hexdigest())


COLUMNS = [field.name for field in fields(Row)]


def exact(value: Decimal) -> Decimal:
    """A number rounded half up to ten places."""
    return value.quantize(PLACES, rounding=ROUND_HALF_UP)


def number_text(value: Decimal) -> str:
    """Decimal text without exponent and trailing zeros, the same in CSV and JSON."""
    return f"{value.normalize():f}"


def to_json(row: Row, *, leaving_out: str = "") -> str:
    """A row as one JSON object, keys in the order of the columns."""
    pairs = (f'"{name}": {_literal(getattr(row, name))}' for name in COLUMNS if name != leaving_out)
    return "{" + ", ".join(pairs) + "}"


# Made once: json.dumps makes another one for every value.
_as_json = json.JSONEncoder(ensure_ascii=False).encode


def _literal(value: Value) -> str:
    if value is None:
        return "null"
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, date):
        return _as_json(value.isoformat())
    return _as_json(dict(value) if isinstance(value, Mapping) else value)


def to_cells(row: Row) -> list[str]:
    """A row as the cells of a CSV line. Text that a spreadsheet would run is made inert."""
    return [_cell(getattr(row, name)) for name in COLUMNS]


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return inert(";".join(value))
    if isinstance(value, Mapping):
        return ";".join(
            f"{reason}={'' if people is None else people}" for reason, people in value.items()
        )
    return inert(value)


def dimension_text(key: str, value: str) -> str:
    """One entry of `dims`. What separates entries is percent-encoded; line ends become spaces."""
    flat = " ".join(value.split())
    for character in "%;=":
        flat = flat.replace(character, f"%{ord(character):02X}")
    return f"{key}={flat}"
