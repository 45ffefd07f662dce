"""What a plan is made of: one change a row, in plain values that can be kept, shown and applied."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from people.imports.faults import Fault
from people.imports.models import ImportChange

Kind = ImportChange.Kind
Facts = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """What one row changes. `facts` are for applying (see applying.py) and for showing it."""

    row: int
    kind: str
    reference: str
    name: str
    facts: Facts


Finding = Change | Fault


def line(change: Change) -> str:
    """A change as one line of text; the same change is the same line."""
    return json.dumps(vars(change), sort_keys=True)


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
