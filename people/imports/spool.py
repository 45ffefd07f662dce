"""A plan on its way from the planner to the database: in a file, so that no plan fills memory."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import IO

from people.imports import limits
from people.imports.changes import Change, line
from people.imports.faults import Fault
from people.imports.planning import Plan
from people.imports.tree import Reach

TOLD_EVERY = 500


class Spool:
    """All findings of a plan, counted. `file` takes the changes, and is the caller's."""

    def __init__(self, file: IO[str]) -> None:
        self._changes = file
        self._kept_faults: list[Fault] = []
        self._kept_notes: list[Fault] = []
        self._digest = hashlib.sha256()
        self._kinds: Counter[str] = Counter()
        self._rows = 0

    def fill(self, path: Path, reach: Reach, today: date, tell: Callable[[int], None]) -> None:
        """Plan a file into here. `tell` hears from time to time how many rows are done."""
        plan = Plan(path, reach, today)
        told = 0
        for finding in plan.findings():
            if isinstance(finding, Change):
                self._add_change(finding)
            else:
                self._add_fault(finding)
            if plan.rows - told >= TOLD_EVERY:
                told = plan.rows
                tell(told)
        self._rows = plan.rows

    @property
    def digest(self) -> str:
        """Two plans are the same if theirs are."""
        return self._digest.hexdigest()

    @property
    def is_faulty(self) -> bool:
        return self._kinds["faults"] > 0

    @property
    def counts(self) -> dict[str, int]:
        return {"rows": self._rows, **self._kinds}

    def changes(self) -> Iterator[Change]:
        self._changes.seek(0)
        for text in self._changes:
            yield Change(**json.loads(text))

    def faults(self) -> list[Fault]:
        """What is wrong, by row, then what should be looked at."""
        return sorted(self._kept_faults, key=_place) + sorted(self._kept_notes, key=_place)

    def _add_change(self, change: Change) -> None:
        self._kinds[change.kind] += 1
        text = line(change)
        self._digest.update(text.encode())
        self._changes.write(text + "\n")

    def _add_fault(self, fault: Fault) -> None:
        self._kinds["notes" if fault.is_note else "faults"] += 1
        kept = self._kept_notes if fault.is_note else self._kept_faults
        if len(kept) < limits.MOST_FAULTS:
            kept.append(fault)


def _place(fault: Fault) -> tuple[str, int]:
    return fault.sheet, fault.row
